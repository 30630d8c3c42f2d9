// What becomes of an article that two lists have.
#include "daemon/playlist/merging.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/chance.hpp"

namespace vorleser {
namespace {

using What = std::vector<std::string_view>;

Entry entry() {
    return {.id = 7, .title = "Titel", .added_at = 100, .text_revision = 2};
}

TEST(Merging, TheSameChangesNothing) {
    Entry mine = entry();
    mine.heard = true, mine.last_heard_at = 500, mine.kept_at = 300, mine.tags = "Politik\n";
    const auto merged = merge(mine, mine, 1000, false);
    EXPECT_EQ(merged.what, What());
    EXPECT_EQ(merged.entry, mine);
    EXPECT_FALSE(merged.text);
}

TEST(Merging, TheTextOfTheHigherRevisionCounts) {
    Entry theirs = entry();
    theirs.text_revision = 3;
    EXPECT_TRUE(merge(entry(), theirs, 1000, false).text);
    EXPECT_EQ(merge(entry(), theirs, 1000, false).what, What{"text"});
    theirs.text_revision = 1;
    EXPECT_FALSE(merge(entry(), theirs, 1000, false).text);
}

TEST(Merging, ThePlaceOfWhoeverHeardItLastCounts) {
    Entry mine = entry(), theirs = entry();
    mine.place = {10, 0.5}, mine.last_heard_at = 500, mine.position_ms = 1;
    theirs.place = {20, 0.25}, theirs.last_heard_at = 600, theirs.position_ms = 2;
    theirs.made.cause = Cause::jumped;
    const auto taken = merge(mine, theirs, 1000, false);
    EXPECT_EQ(taken.what, (What{"place", "heard"}));
    EXPECT_EQ(taken.entry.place, theirs.place);
    EXPECT_EQ(taken.entry.position_ms, 2);
    EXPECT_EQ(taken.entry.made, theirs.made);
    EXPECT_EQ(taken.entry.last_heard_at, 600);
    EXPECT_EQ(merge(theirs, mine, 1000, false).entry.place, theirs.place);
    EXPECT_EQ(merge(mine, theirs, 1000, true).entry.place, mine.place) << "it is being read here";
    theirs.text_revision = 1;
    EXPECT_EQ(merge(mine, theirs, 1000, false).entry.place, mine.place) << "a place of another text";
}

TEST(Merging, WhatOneHasBothHave) {
    Entry mine = entry(), theirs = entry();
    mine.tags = "Politik\nLesen\n";
    theirs.tags = "politik\nBahn\n";
    theirs.heard = true, theirs.kept_at = 200, theirs.read_at = 300;
    const auto merged = merge(mine, theirs, 1000, false);
    EXPECT_EQ(merged.what, (What{"heard", "kept", "tags", "read"}));
    EXPECT_EQ(merged.entry.tags, "Politik\nLesen\nBahn\n");
    EXPECT_TRUE(merged.entry.heard);
    EXPECT_EQ(merged.entry.kept_at, 200);
    EXPECT_EQ(merge(merged.entry, theirs, 1000, false).what, What());
}

TEST(Merging, WhatLeftTheListAfterwardsStaysAway) {
    Entry mine = entry(), theirs = entry();
    mine.left_at = 900;
    EXPECT_EQ(merge(mine, theirs, 1000, false).what, What{"listed"}) << "the backup is newer";
    EXPECT_EQ(merge(mine, theirs, 1000, false).entry.left_at, 0);
    mine.left_at = 1100;
    EXPECT_EQ(merge(mine, theirs, 1000, false).what, What());
    EXPECT_EQ(merge(theirs, mine, 1000, false).entry.left_at, 0) << "what is in the list here stays in it";
}

// Whatever the two are: nothing of either is lost, and the same once more changes nothing.
TEST(Merging, OnceMoreChangesNothing) {
    std::mt19937 random(test::seed());
    const auto any = [&](int most) { return static_cast<std::int64_t>(random() % (most + 1)); };
    const auto some = [&] {
        Entry e = entry();
        e.text_revision = 1 + any(2);
        e.place = {static_cast<std::uint32_t>(any(3)), 0};
        e.last_heard_at = any(3), e.heard = any(1), e.left_at = any(2), e.kept_at = any(2),
        e.read_at = any(2);
        for (const char* tag : {"a\n", "b\n", "c\n"})
            if (any(1)) e.tags += tag;
        return e;
    };
    for (int i = 0; i < 2000; ++i) {
        const Entry mine = some(), theirs = some();
        const auto once = merge(mine, theirs, any(2), false);
        const auto again = merge(once.entry, theirs, any(0), false);
        EXPECT_EQ(again.what, What());
        EXPECT_EQ(again.entry, once.entry);
        EXPECT_GE(once.entry.heard, mine.heard || theirs.heard);
        EXPECT_TRUE(once.entry.kept_at != 0 || (mine.kept_at == 0 && theirs.kept_at == 0));
        EXPECT_TRUE(once.entry.left_at == 0 || mine.left_at != 0);
        for (const auto* tags : {&mine.tags, &theirs.tags})
            for (const char* tag : {"a\n", "b\n", "c\n"})
                EXPECT_TRUE(tags->find(tag) == std::string::npos ||
                            once.entry.tags.find(tag) != std::string::npos);
    }
}

}  // namespace
}  // namespace vorleser
