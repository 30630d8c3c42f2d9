#include "daemon/player/navigation.hpp"

#include <gtest/gtest.h>

namespace vorleser {
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

// 0 title | 1 a sentence in two 2 pieces, 3 another | 4 heading | 5 paragraph | 6 list item
const auto text = utterances({{BlockKind::title, Boundary::block},
                              {BlockKind::paragraph, Boundary::clause},
                              {BlockKind::paragraph, Boundary::sentence},
                              {BlockKind::paragraph, Boundary::block},
                              {BlockKind::heading, Boundary::block},
                              {BlockKind::paragraph, Boundary::block},
                              {BlockKind::list_item, Boundary::block}});

TEST(Navigation, KnowsWhereUnitsBegin) {
    EXPECT_EQ(unit_start(text, 2, Unit::sentence), 1u) << "a piece of a long sentence is none";
    EXPECT_EQ(unit_start(text, 3, Unit::sentence), 3u);
    EXPECT_EQ(unit_start(text, 3, Unit::paragraph), 1u);
    EXPECT_EQ(unit_start(text, 3, Unit::heading), 0u) << "before the first heading: the title";
    EXPECT_EQ(unit_start(text, 6, Unit::heading), 4u);
}

TEST(Navigation, FindsTheNextUnit) {
    EXPECT_EQ(next_unit(text, 1, Unit::sentence), 3u);
    EXPECT_EQ(next_unit(text, 1, Unit::paragraph), 4u);
    EXPECT_EQ(next_unit(text, 1, Unit::heading), 4u);
    EXPECT_EQ(next_unit(text, 4, Unit::heading), std::nullopt);
    EXPECT_EQ(next_unit(text, 5, Unit::paragraph), 6u);
    EXPECT_EQ(next_unit(text, 6, Unit::sentence), std::nullopt);
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
}  // namespace vorleser
