#include <gtest/gtest.h>

#include "daemon/article/read.hpp"

namespace vorleser {
namespace {

using Blocks = std::vector<Block>;
using enum BlockKind;

Reading read(const std::string& text, const ReadOptions& options = {}) {
    const auto reading = read_article(text, options);
    EXPECT_TRUE(reading) << text << ": " << (reading ? Sentence() : reading.error().message);
    return reading ? *reading : Reading{};
}

const std::string sentence = "Der Stadtrat hat am Dienstag beschlossen, den alten Hafen umzubauen.";

TEST(Markdown, IsReadWithoutItsMarks) {
    const Reading reading = read(R"(# Neuheim baut *seinen* Hafen um

Der **Stadtrat** hat am Dienstag [beschlossen](https://zeitung.example/beschluss "Beschluss"), den alten
Hafen ~~abzureißen~~ umzubauen; das kostet `zwölf` Millionen &euro; &ndash; mindestens.
![Der Hafen im Winter](hafen.jpg)

Was kommt
---------

* ein Weg am _Ufer_
* neue Liegeplätze
    * für Fischer
    * für Gäste
1. [x] der Plan
2. [ ] der Bau

> Ein guter Tag
> für den Hafen.

```sh
make hafen
```

***

| Ort | Kosten |
|-----|-------:|
| Mole | **3** Mio. |

<!-- nur für uns --><p align="center">Ende gut.</p>

[1]: https://zeitung.example/
)");
    const Article& article = reading.article;
    EXPECT_EQ(article.title, "Neuheim baut seinen Hafen um");
    EXPECT_EQ(article.body,
              (Blocks{{paragraph,
                       "Der Stadtrat hat am Dienstag beschlossen, den alten Hafen abzureißen umzubauen; das "
                       "kostet zwölf Millionen € – mindestens."},
                      {heading, "Was kommt"},
                      {list_item, "ein Weg am Ufer"},
                      {list_item, "neue Liegeplätze"},
                      {list_item, "für Fischer"},
                      {list_item, "für Gäste"},
                      {list_item, "der Plan"},
                      {list_item, "der Bau"},
                      {quotation, "Ein guter Tag für den Hafen."},
                      {paragraph, "Ort, Kosten"},
                      {paragraph, "Mole, 3 Mio."},
                      {paragraph, "Ende gut."}}));
    EXPECT_EQ(reading.dropped, (std::vector<std::string>{"Der Hafen im Winter", "make hafen"}));
}

TEST(Markdown, IsToldByMarksThatSomebodysOwnWordsLack) {
    for (const std::string marked : {
             "Siehe [dort](https://zeitung.example/hafen).",
             "![Hafen](hafen.jpg)",
             "```\nmake hafen\n```",
             "Ort | Preis\n--- | ---\nMole | 3",
             "# Der Hafen\n\nEin **guter** Tag.",
             "Der Hafen\n=========\n\nEin `guter` Tag.",
             "---\ntitle: \"Der Hafen\"\nauthor: Erika Muster\ntags:\n- Hafen\n---\n",
         }) {
        const std::string text = sentence + "\n\n" + marked + "\n\nUnd **das** war gut.\n\n" + sentence;
        const bool matter = marked.starts_with("---");
        const Reading reading = read(matter ? marked + text.substr(text.find("Und")) : text);
        for (const auto& placed : placed_blocks(reading.article))
            EXPECT_EQ(placed.block.text.find_first_of("*`[]|=#"), std::string::npos)
                << marked << ": " << placed.block.text;
    }
}

// Whatever signs stand in it: nothing but a mark that somebody set is left out.
TEST(Markdown, IsNotSeenInSomebodysOwnWords) {
    for (const std::string own : {
             "Die Leser*innen und Autor*innen trafen sich.",
             "Nummer #1 ist der Hafen.",
             "# Der Hafen",
             "#hafen #neuheim",
             "* ein Weg am Ufer\n* neue Liegeplätze",
             "- ein Weg am Ufer\n- neue Liegeplätze",
             "**Achtung** am Hafen",
             "Das kostet 3 * 4 = 12 Euro.",
             "Preis* gilt für alle.\n\n*inkl. Steuer",
             "Ein [Wort] (so) und [1](siehe dort).",
             "Er schrieb `so' und so.",
             "Hafen\n-----\nein Ort",
             "a_b und c_d",
             "> Er schrieb das.",
             "---",
             "~ 3 Euro",
             "a | b | c",
             "\\o/",
             "Das ist <b>fett</b>.",
         }) {
        const std::string text = "Am Hafen\n\n" + sentence + "\n\n" + own + "\n\n" + sentence;
        EXPECT_EQ(read(text).article, read(text, {.as = As::text}).article) << own;
    }
}

TEST(Markdown, KeepsStarsWithinWords) {
    const Reading reading = read("# Hafen\n\nDie Leser*innen und Autor*innen sahen **den** Umbau.\n");
    ASSERT_EQ(reading.article.body.size(), 1u);
    EXPECT_EQ(reading.article.body[0].text, "Die Leser*innen und Autor*innen sahen den Umbau.");
}

TEST(Markdown, IsWhatTheListenerOrTheFilesNameSays) {
    const std::string text = "Am Hafen\n\nEin *guter* Tag.\n";
    EXPECT_EQ(read(text).article.body.at(0).text, "Ein *guter* Tag.");
    EXPECT_EQ(read(text, {.as = As::markdown}).article.body.at(0).text, "Ein guter Tag.");
    for (const char* name : {"hafen.md", "HAFEN.MD", "hafen.markdown"}) {
        EXPECT_EQ(read(text, {.source = name}).article.body.at(0).text, "Ein guter Tag.") << name;
        EXPECT_EQ(read(text, {.as = As::text, .source = name}).article.body.at(0).text, "Ein *guter* Tag.")
            << name;
    }
}

TEST(Markdown, TakesTitleAuthorAndDateFromAboveTheText) {
    const Reading reading = read(
        "---\ntitle: 'Der Hafen'\ndate: 2024-03-12\nauthor: Erika Muster\n---\n\n# Der "
        "Hafen\n\nEin guter Tag.\n");
    EXPECT_EQ(reading.article.title, "Der Hafen");
    EXPECT_EQ(reading.article.authors, "Erika Muster");
    EXPECT_EQ(reading.article.date, "2024-03-12");
    EXPECT_EQ(reading.article.body, (Blocks{{paragraph, "Ein guter Tag."}}));
    EXPECT_EQ(read("# Alt\n\nEin **Tag**.", {.title = "Neu"}).article.title, "Neu");
}

TEST(Markdown, LeavesFootnotesOut) {
    const Reading reading = read(
        "# Der Hafen\n\nDer Rat[^1] tagt **heute**.[^lärm]\n\n[^1]: Mit 41\n    Mitgliedern.\n\n"
        "Danach.\n\n[^lärm]: Laut.\n");
    EXPECT_EQ(reading.article.body, (Blocks{{paragraph, "Der Rat tagt heute."}, {paragraph, "Danach."}}));
    EXPECT_EQ(reading.dropped, (std::vector<std::string>{"Mit 41", "Mitgliedern.", "Laut."}));
    EXPECT_EQ(read("# Der Hafen\n\nDer Rat[^1] **tagt** heute.\n").article.body.at(0).text,
              "Der Rat[^1] tagt heute.")
        << "a note that is nowhere is somebody's own words";
}

TEST(Markdown, WithoutAHeadingTakesItsFirstSentenceAsTitle) {
    const Reading reading = read("Am Hafen wird [gebaut](https://a.example/). Das **dauert** lange.");
    EXPECT_EQ(reading.article.title, "Am Hafen wird gebaut.");
    EXPECT_EQ(reading.article.body, (Blocks{{paragraph, "Das dauert lange."}}));
}

TEST(Markdown, OfNothingButCodeIsRefused) {
    const auto reading = read_article("```\nmake hafen\n```\n\n![Hafen](hafen.jpg)\n", {});
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
}

// Lengths and depths that a superlinear step would not survive within the test's time limit.
TEST(Markdown, OfAnyDepthIsRead) {
    const std::string link = "# Hafen\n\n[Ort](https://a.example/)\n\n";
    const auto many = [](std::string_view piece, std::size_t size) {
        std::string text;
        while (text.size() < size) text += piece;
        return text;
    };
    for (const char* piece :
         {"> ",     "* ",    "[",   "[a](", "**a ", "`",    "![",       "<",   "_a",  "|a",   "~~",
          "&auml;", "- a\n", "a*b", "\\",   "# ",   "<!--", "[a]: b\n", "***", "] (", "a](b "})
        EXPECT_TRUE(read_article(link + many(piece, 300'000) + "\n\nEin Ende.", {.as = As::markdown}))
            << piece;
    EXPECT_FALSE(read(link + many(sentence + "\n\n", 2'000'000)).article.title.empty());
}

}  // namespace
}  // namespace vorleser
