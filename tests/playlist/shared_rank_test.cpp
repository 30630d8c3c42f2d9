// Ranks for a list that several machines order.
#include "daemon/playlist/shared_rank.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/chance.hpp"

namespace vorleser {
namespace {

using Ranks = std::vector<std::string>;

std::size_t longest(const Ranks& ranks) {
    std::size_t most = 0;
    for (const auto& rank : ranks) most = std::max(most, rank.size());
    return most;
}

TEST(SharedRank, StaysShortAtBothEnds) {
    std::mt19937_64 random(test::seed());
    Ranks ranks{rank_between("", "", random())};
    for (int i = 0; i < 20'000; ++i) {
        ranks.push_back(rank_between(ranks.back(), "", random()));
        ASSERT_GT(ranks.back(), ranks[ranks.size() - 2]);
    }
    Ranks before{ranks.front()};
    for (int i = 0; i < 20'000; ++i) {
        before.push_back(rank_between("", before.back(), random()));
        ASSERT_LT(before.back(), before[before.size() - 2]);
    }
    EXPECT_EQ(longest(ranks), 8u);
    EXPECT_EQ(longest(before), 8u);
}

TEST(SharedRank, ThereIsAlwaysRoomBetweenTwo) {
    std::mt19937_64 random(test::seed());
    const auto first = rank_between("", "", random()), last = rank_between(first, "", random());
    for (const bool behind : {false, true}) {
        auto low = first, high = last;
        std::size_t most = 0;
        for (int i = 0; i < 1'000; ++i) {
            const auto between = rank_between(low, high, random());
            ASSERT_LT(low, between);
            ASSERT_LT(between, high);
            (behind ? low : high) = between;
            most = std::max(most, between.size());
        }
        EXPECT_LT(most, 500u);
    }
}

TEST(SharedRank, KeepsAnyOrderThatAListIsBroughtInto) {
    std::mt19937_64 random(test::seed());
    Ranks ranks;
    for (int i = 0; i < 3'000; ++i) {
        const auto at = random() % (ranks.size() + 1);
        const auto rank = rank_between(at ? ranks[at - 1] : "", at < ranks.size() ? ranks[at] : "", random());
        ranks.insert(ranks.begin() + static_cast<std::ptrdiff_t>(at), rank);
    }
    EXPECT_TRUE(std::ranges::is_sorted(ranks));
    EXPECT_EQ(std::set<std::string>(ranks.begin(), ranks.end()).size(), ranks.size());
    EXPECT_LT(longest(ranks), 20u);
}

TEST(SharedRank, TwoMachinesHardlyGiveTheSame) {
    std::mt19937_64 one(1), other(2);
    const auto low = rank_between("", "", 0), high = rank_between(low, "", 0);
    int same = 0;
    for (int i = 0; i < 1'000; ++i)
        same += rank_between(low, high, one()) == rank_between(low, high, other());
    EXPECT_LE(same, 1);
}

TEST(SharedRank, WhatIsNotInOrderOrNoRankIsBehindTheFirst) {
    for (const auto& [low, high] :
         {std::pair{"V", "V"}, {"V", "A"}, {"V", "V0"}, {"V00", "V"}, {"\xff~", " "}})
        EXPECT_GT(rank_between(low, high, 12345), low) << low << ' ' << high;
    EXPECT_NE(rank_between("zzzzzzzzzz", "", 5), "");
    EXPECT_GT(rank_between("zzzzzzzzzz", "", 5), "zzzzzzzzzz");
    EXPECT_LT(rank_between("", "0001", 5), "0001");
    EXPECT_LT(rank_between("", "00000000001", 5), "00000000001");
}

}  // namespace
}  // namespace vorleser
