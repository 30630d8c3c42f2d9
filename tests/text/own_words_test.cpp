#include "daemon/text/own_words.hpp"

#include <gtest/gtest.h>

namespace vorleser {
namespace {

const std::string by_hand =
    "# Meine Wörter\n\n[words]\nmerz = \"Mertz\"   # so heißt er\n\"özil\" = 'Ösil'\n\n[foreign]\nen = "
    "[\"cloud\"]\n";

TEST(OwnWords, KeepWhatWasWrittenByHand) {
    const auto added = with_word(by_hand, "Raa", "en:rah");
    ASSERT_TRUE(added) << added.error().message;
    EXPECT_EQ(*own_words(*added),
              (std::vector<OwnWord>{{"raa", "en:rah"}, {"merz", "Mertz"}, {"özil", "Ösil"}}));
    std::string without = *added;
    without.erase(without.find("raa ="), std::string("raa = \"en:rah\"\n").size());
    EXPECT_EQ(without, by_hand);
    EXPECT_EQ(*without_word(*added, "RAA"), by_hand);
}

TEST(OwnWords, AreReplacedInTheirPlace) {
    EXPECT_EQ(with_word(by_hand, "Merz", "/m'Erts/").value(),
              "# Meine Wörter\n\n[words]\nmerz = \"/m'Erts/\"   # so heißt er\n\"özil\" = "
              "'Ösil'\n\n[foreign]\nen = "
              "[\"cloud\"]\n");
    EXPECT_EQ(own_words(*with_word(by_hand, "Özil", "Öhsil"))->back(), (OwnWord{"özil", "Öhsil"}));
}

TEST(OwnWords, BeginAFile) {
    EXPECT_EQ(with_word("", "Merz", "Mertz").value(), "[words]\nmerz = \"Mertz\"\n");
    EXPECT_EQ(with_word("[words]", "Çelik", "Tschelik").value(), "[words]\n\"çelik\" = \"Tschelik\"\n");
    EXPECT_EQ(own_words(*with_word("[endings]\nx = \"ks\"", "a", "/'a\"/"))->front(),
              (OwnWord{"a", "/'a\"/"}));
}

TEST(OwnWords, RefuseWhatIsNoneAndChangeNothing) {
    for (const std::string word : {"", "zwei Wörter", "Start-up", "a\"b", "x]"})
        EXPECT_EQ(with_word("", word, "Wort").error().kind, ErrorKind::invalid_argument) << word;
    for (const std::string sound : {"", "en:", "[[a]]", "a\nb"})
        EXPECT_EQ(with_word("", "wort", sound).error().kind, ErrorKind::invalid_argument) << sound;
    EXPECT_EQ(with_word("words = nonsense", "wort", "Wort").error().kind, ErrorKind::unreadable);
    EXPECT_EQ(with_word("words = {}\n", "wort", "Wort").error().kind, ErrorKind::conflict);
    EXPECT_EQ(without_word(by_hand, "raa").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace vorleser
