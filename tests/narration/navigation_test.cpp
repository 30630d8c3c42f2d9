#include "daemon/narration/navigation.hpp"

#include <gtest/gtest.h>

namespace vorleser::narration {
namespace {

std::vector<Utterance> utterances(std::initializer_list<std::pair<BlockKind, Boundary>> list) {
    std::vector<Utterance> all;
    for (const auto& [kind, boundary] : list) {
        Utterance u;
        u.kind = kind;
        u.boundary = boundary;
        all.push_back(u);
    }
    return all;
}

// 0 title | 1 a sentence in two 2 pieces, 3 another | 4 heading
const auto text = utterances({{BlockKind::title, Boundary::block},
                              {BlockKind::paragraph, Boundary::clause},
                              {BlockKind::paragraph, Boundary::sentence},
                              {BlockKind::paragraph, Boundary::block},
                              {BlockKind::heading, Boundary::block}});

TEST(Navigation, KnowsWhereSentencesBegin) {
    EXPECT_EQ(sentence_start(text, 2), 1u) << "a piece of a long sentence is none";
    EXPECT_EQ(sentence_start(text, 3), 3u);
    EXPECT_EQ(next_sentence(text, 1), 3u);
    EXPECT_EQ(next_sentence(text, 3), 4u);
    EXPECT_EQ(next_sentence(text, 4), std::nullopt);
}

const auto blocks = placed_blocks({.title = "Titel",
                                   .body = {{BlockKind::paragraph, "Ein Absatz."},
                                            {BlockKind::heading, "* * *"},
                                            {BlockKind::heading, "Zwischentitel"},
                                            {BlockKind::paragraph, "Noch einer."},
                                            {BlockKind::list_item, "Ein Punkt"}}});

TEST(Navigation, KnowsWhereParagraphsAndHeadingsBegin) {
    EXPECT_EQ(unit_start(blocks, 1, Unit::paragraph), 1u);
    EXPECT_EQ(unit_start(blocks, 2, Unit::paragraph), 1u) << "asterisks are not read";
    EXPECT_EQ(unit_start(blocks, 2, Unit::heading), 0u) << "before the first heading: the title";
    EXPECT_EQ(unit_start(blocks, 5, Unit::heading), 3u);
    EXPECT_EQ(next_unit(blocks, 1, Unit::paragraph), 3u);
    EXPECT_EQ(next_unit(blocks, 0, Unit::heading), 3u);
    EXPECT_EQ(next_unit(blocks, 3, Unit::heading), std::nullopt);
    EXPECT_EQ(next_unit(blocks, 4, Unit::paragraph), 5u);
}

TEST(Navigation, FindsTheBlockOfACodePoint) {
    EXPECT_EQ(block_at(blocks, 0), 0u);
    EXPECT_EQ(block_at(blocks, 5), 1u) << "the blank line between two blocks";
    EXPECT_EQ(block_at(blocks, 17), 1u);
    EXPECT_EQ(block_at(blocks, 18), 2u);
}

const Article article{.title = "Ärger um Azure",
                      .body = {{BlockKind::paragraph, "Der Cloudanbieter wächst. Azure auch."},
                               {BlockKind::paragraph, "Schluss damit"}}};

TEST(Navigation, FindsTextFromThePlaceOnAndRoundTheEnd) {
    EXPECT_EQ(find_text(article, "azure", 0), 9u);
    EXPECT_EQ(find_text(article, "AZURE", 9), 42u) << "the next one";
    EXPECT_EQ(find_text(article, "Azure", 42), 9u) << "round the end";
    EXPECT_EQ(find_text(article, "ärger", 5), 0u);
    EXPECT_EQ(find_text(article, "  wächst.  azure ", 0), 34u);
}

TEST(Navigation, FindsTheWordsBeginning) {
    EXPECT_EQ(find_text(article, "anbieter", 0), 20u) << "Cloudanbieter";
}

TEST(Navigation, FindsNothingWhereNothingIs) {
    EXPECT_EQ(find_text(article, "Google", 0), std::nullopt);
    EXPECT_EQ(find_text(article, "auch. Schluss", 0), std::nullopt) << "another paragraph";
    EXPECT_EQ(find_text(article, "", 0), std::nullopt);
    EXPECT_EQ(find_text(article, " . ", 0), std::nullopt);
    EXPECT_EQ(find_text({}, "Azure", 7), std::nullopt);
}

}  // namespace
}  // namespace vorleser::narration
