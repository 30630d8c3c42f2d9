#include "daemon/readers/hyphenation.hpp"

#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace vorleser::documents {
namespace {

struct Case {
    std::string part, line, next, joined, text;
};

std::vector<Case> cases() {
    std::vector<Case> all;
    std::ifstream file(VORLESER_SOURCE_DIR "/tests/readers/hyphenation.tsv");
    for (std::string row; std::getline(file, row);) {
        if (row.starts_with('#')) continue;
        std::vector<std::string> columns(1);
        for (const char c : row) {
            if (c == '\t') {
                columns.emplace_back();
            } else {
                columns.back() += c;
            }
        }
        EXPECT_EQ(columns.size(), 5u) << row;
        all.push_back({columns[0], columns[1], columns[2], columns[3], columns[4]});
    }
    return all;
}

std::string joined(const Case& each) {
    Hyphenation hyphenation;
    for (const std::string* line : {&each.text, &each.line, &each.next}) hyphenation.learn(*line);
    return hyphenation.joined(each.line, each.next);
}

TEST(Hyphenation, AtLineEndsIsUndoneAndCompoundsKeepTheirs) {
    std::size_t tuned = 0;
    for (const Case& each : cases()) {
        if (each.part != "tune") continue;
        ++tuned;
        EXPECT_EQ(joined(each), each.joined) << each.line << " / " << each.next;
    }
    EXPECT_GT(tuned, 50u);
}

TEST(Hyphenation, IsUndoneAsWellWhereNoRuleWasMadeFor) {
    std::size_t right = 0, all = 0;
    for (const Case& each : cases()) {
        if (each.part != "held") continue;
        ++all;
        const std::string got = joined(each);
        right += got == each.joined;
        if (got != each.joined) std::cout << each.line << " / " << each.next << " became " << got << "\n";
    }
    std::cout << right << " of " << all << " held cases are right\n";
    EXPECT_GE(right * 100, all * 95);
}

TEST(Hyphenation, TakesTheTextsOwnWayOfWriting) {
    Hyphenation hyphenation;
    EXPECT_EQ(hyphenation.joined("das Start-", "up"), "das Startup");
    hyphenation.learn("Ein Start-up wurde gegründet, das Start-up wächst.");
    EXPECT_EQ(hyphenation.joined("das Start-", "up"), "das Start-up");
}

TEST(Hyphenation, LearnsNothingFromWhatALineCutsOff) {
    Hyphenation hyphenation;
    hyphenation.learn("die Wirt-");
    EXPECT_EQ(hyphenation.joined("die Wirt-", "schaft"), "die Wirtschaft");
}

}  // namespace
}  // namespace vorleser::documents
