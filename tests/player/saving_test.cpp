// When the place is written, and what is said of a disk that refuses.
#include "daemon/player/saving.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

namespace vorleser {
namespace {

using namespace std::chrono_literals;

class SavingTest : public testing::Test {
 protected:
    Saving::Write counted(Result<void> outcome = {}) {
        return [this, outcome] {
            ++written;
            return outcome;
        };
    }

    Playlist playlist{":memory:"};
    Saving saving{playlist};
    int written = 0;
    const Error full{ErrorKind::storage, "the disk is full"};
};

TEST_F(SavingTest, AsReadingGoesOnThePlaceIsWrittenNowAndThen) {
    for (int i = 0; i < 10; ++i) saving.put_place(Durable::soon, counted());
    EXPECT_EQ(written, 1);
}

TEST_F(SavingTest, WhatIsAnsweredIsWrittenEachTime) {
    for (int i = 0; i < 10; ++i) saving.put_place(Durable::yes, counted());
    for (int i = 0; i < 10; ++i) saving.put(Durable::soon, counted());
    EXPECT_EQ(written, 20);
    saving.put_place(Durable::soon, counted());
    EXPECT_EQ(written, 20) << "it was written just now";
}

// While it is waited for, nobody fills the ring.
TEST_F(SavingTest, ASlowDiskIsAskedLessOften) {
    const auto begin = Saving::Clock::now();
    saving.put_place(Durable::soon, [&]() -> Result<void> {
        std::this_thread::sleep_for(200ms);
        return {};
    });
    const auto took = Saving::Clock::now() - begin;
    while (written == 0) {
        std::this_thread::sleep_for(20ms);
        saving.put_place(Durable::soon, counted());
    }
    EXPECT_GE(Saving::Clock::now() - begin, took + 10 * 200ms);
}

TEST_F(SavingTest, ARefusalIsSaidUntilTheDiskTakesSomethingAgain) {
    EXPECT_FALSE(saving.failure());
    saving.put(Durable::yes, counted(full));
    EXPECT_EQ(saving.failure(), full.message);
    saving.put(Durable::yes, counted());
    EXPECT_EQ(saving.failure(), full.message) << "what wrote nothing proves nothing";
    saving.put(Durable::yes, [&] { return playlist.save_session({}, Durable::yes); });
    EXPECT_FALSE(saving.failure());
    saving.judge(full);
    EXPECT_EQ(saving.failure(), full.message);
}

// Whoever began it knows how it came out.
TEST_F(SavingTest, AmidAWriteNothingIsDecided) {
    const auto done = playlist.together(Durable::yes, [&]() -> Result<void> {
        saving.put(Durable::yes, counted(full));
        EXPECT_FALSE(saving.failure());
        return playlist.save_session({}, Durable::yes);
    });
    EXPECT_TRUE(done);
    EXPECT_FALSE(saving.failure());
}

}  // namespace
}  // namespace vorleser
