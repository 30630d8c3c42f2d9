#include "daemon/article/marked.hpp"

#include <gtest/gtest.h>

#include "daemon/article/read.hpp"

namespace vorleser {
namespace {

Article read(const std::string& text) {
    return read_article(text, {As::marked, "", ""}).value().article;
}

std::string to_marked_text(const Article& article) {
    std::string text;
    for (const PlacedBlock& placed : placed_blocks(article))
        text += (text.empty() ? "" : "\n") + vorleser::to_marked_text(placed.block);
    return text;
}

TEST(MarkedText, ComesBackAsItWas) {
    const Article article{.title = "# 1 in den Charts",
                          .teaser = "Worum es **hier** geht",
                          .body = {{BlockKind::paragraph, "**Fett** am Anfang, und am Ende **fett**"},
                                   {BlockKind::heading, "- Zwischen -"},
                                   {BlockKind::paragraph, "- kein Listenpunkt"},
                                   {BlockKind::paragraph, "> kein Zitat"},
                                   {BlockKind::quotation, "> ein Zitat im Zitat"},
                                   {BlockKind::list_item, "eins"},
                                   {BlockKind::list_item, "\\zwei"},
                                   {BlockKind::paragraph, "\\# Rückstrich"}}};
    const Article back = read(to_marked_text(article));
    EXPECT_EQ(back.title, article.title);
    EXPECT_EQ(back.teaser, article.teaser);
    EXPECT_EQ(back.body, article.body);
}

TEST(MarkedText, WithoutTeaserAFatParagraphIsNone) {
    const Article article{.title = "Titel", .body = {{BlockKind::paragraph, "**nur fett**"}}};
    const Article back = read(to_marked_text(article));
    EXPECT_EQ(back.teaser, "");
    EXPECT_EQ(back.body, article.body);
}

// Whatever a person writes is accepted.
TEST(MarkedText, TakesWhatPeopleWrite) {
    const Article article = read(
        "\n\n# Der Titel\nErste Zeile\nzweite Zeile\n- eins\n- zwei\n> Zitat\n> geht weiter\n\n\n#kein "
        "Mark\n");
    EXPECT_EQ(article.title, "Der Titel");
    const std::vector<Block> body{{BlockKind::paragraph, "Erste Zeile zweite Zeile"},
                                  {BlockKind::list_item, "eins"},
                                  {BlockKind::list_item, "zwei"},
                                  {BlockKind::quotation, "Zitat geht weiter"},
                                  {BlockKind::paragraph, "#kein Mark"}};
    EXPECT_EQ(article.body, body);
}

TEST(MarkedText, WithoutAWordIsRefused) {
    for (const char* text : {"", "\n\n", "# \n\n- \n", "---"})
        EXPECT_FALSE(read_article(text, {As::marked, "", ""})) << text;
}

}  // namespace
}  // namespace vorleser
