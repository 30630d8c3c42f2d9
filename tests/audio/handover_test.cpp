#include "daemon/audio/handover.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace vorleser {
namespace {

constexpr int ramp = Handover::ramp;
using Sound = std::vector<std::int16_t>;

// A sine of 440 Hz whose neighbouring samples differ by at most 627.
std::int16_t sine(std::uint64_t tape) {
    return static_cast<std::int16_t>(
        std::lround(5000 * std::sin(2 * std::numbers::pi * 440 * static_cast<double>(tape) / 22050)));
}
constexpr int own_step = 627;
// A ramp adds 1/110 of the amplitude at most, where the sine itself hardly moves.
constexpr int largest_step_allowed = 640;

SoundBlock block(std::uint16_t generation, std::uint64_t tape, int frames = 256) {
    SoundBlock out{.generation = generation, .frames = static_cast<std::uint16_t>(frames), .tape = tape};
    for (int i = 0; i < frames; ++i) out.pcm.at(i) = sine(tape + i);
    return out;
}

SoundBlock constant(std::uint16_t generation, std::uint64_t tape, std::int16_t value, int frames = 256) {
    SoundBlock out{.generation = generation, .frames = static_cast<std::uint16_t>(frames), .tape = tape};
    out.pcm.fill(value);
    return out;
}

void pull(Handover& handover, Sound& heard, std::size_t frames) {
    heard.resize(heard.size() + frames);
    handover.pull(std::span(heard).last(frames));
}

int largest_step(const Sound& sound) {
    int largest = 0;
    for (std::size_t i = 1; i < sound.size(); ++i)
        largest = std::max(largest, std::abs(sound[i] - sound[i - 1]));
    return largest;
}

TEST(Handover, IsSilentAndAtRestBeforePlay) {
    Handover handover;
    ASSERT_TRUE(handover.push(constant(0, 0, 1000)));
    Sound out(64, 7);
    EXPECT_FALSE(handover.pull(out));
    EXPECT_EQ(out, Sound(64, 0));
    EXPECT_EQ(handover.handed(), (Handed{0, 0}));
}

TEST(Handover, FadesInAndOutInOneRampAndPlaysExactlyBetween) {
    Handover handover;
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(handover.push(constant(0, i * 256, 11000)));
    handover.set_playing(true);
    Sound heard;
    pull(handover, heard, 500);
    for (int i = 0; i < ramp; ++i) EXPECT_EQ(heard[i], (i + 1) * 100);
    EXPECT_EQ(std::count(heard.begin() + ramp, heard.end(), 11000), 500 - ramp);
    handover.set_playing(false);
    heard.clear();
    pull(handover, heard, 500);
    for (int i = 0; i < ramp; ++i) EXPECT_EQ(heard[i], (ramp - 1 - i) * 100);
    EXPECT_EQ(std::count(heard.begin() + ramp, heard.end(), 0), 500 - ramp);
    EXPECT_EQ(handover.handed().tape, 500U + ramp - 1);
}

// Each sample of the tape is handed over once, in order, whatever pauses and resumptions there are, also in
// the middle of a fade.
TEST(Handover, PausesSkipAndRepeatNothing) {
    Handover handover;
    std::mt19937 random(1);
    std::uint64_t written = 0;
    std::uint64_t expected = 0;
    bool playing = false;
    int at_full = 0;
    for (int round = 0; round < 3000; ++round) {
        while (handover.push(block(0, written))) written += 256;
        if (random() % 3 == 0) handover.set_playing(playing = !playing);
        Sound out(1 + random() % 400);
        handover.pull(out);
        // Samples whose fade is full equal the tape's; a silent one takes nothing from the tape.
        const std::uint64_t handed = handover.handed().tape;
        const std::uint64_t taken = handed - expected;
        ASSERT_LE(taken, out.size());
        if (taken == out.size()) {
            for (std::size_t i = 0; i < out.size(); ++i) {
                const std::int16_t original = sine(expected + i);
                ASSERT_LE(std::abs(out[i]), std::abs(original));
                at_full += out[i] == original && original != 0;
            }
        }
        expected = handed;
    }
    EXPECT_GT(at_full, 100000);
}

// The silences cut out, a recording with pauses is the uninterrupted one but for the ramps.
TEST(Handover, RecordingWithPausesIsTheOriginalButForRamps) {
    Handover handover;
    Sound heard;
    std::uint64_t written = 0;
    const auto play_some = [&](int frames) {
        while (handover.push(constant(0, written, 20000))) written += 256;
        pull(handover, heard, frames);
    };
    for (int i = 0; i < 10; ++i) {
        handover.set_playing(true);
        play_some(3000 + i * 37);
        handover.set_playing(false);
        play_some(1000);
    }
    const auto zeros = static_cast<std::uint64_t>(std::count(heard.begin(), heard.end(), 0));
    EXPECT_EQ(heard.size() - zeros, handover.handed().tape);
    EXPECT_EQ(
        heard.size() - zeros - static_cast<std::uint64_t>(std::count(heard.begin(), heard.end(), 20000)),
        10U * (2 * ramp - 2));
}

TEST(Handover, FlushFadesOutDropsWhatIsStaleAndFadesIn) {
    Handover handover;
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(handover.push(constant(0, i * 256, 11000)));
    handover.set_playing(true);
    Sound heard;
    pull(handover, heard, 300);
    const auto generation = handover.flush();
    EXPECT_EQ(generation, 1);
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(handover.push(constant(generation, 70000 + i * 256, -11000)));
    heard.clear();
    pull(handover, heard, 500);
    EXPECT_EQ(std::count_if(heard.begin(), heard.end(), [](auto s) { return s > 0; }), ramp - 1);
    EXPECT_EQ(heard[ramp - 1], 0);
    EXPECT_EQ(heard[ramp], -100);
    EXPECT_EQ(handover.handed(), (Handed{generation, 70000U + 500 - ramp}));
}

TEST(Handover, StaleBlocksDoNotTakeTheRoomOfFreshOnes) {
    Handover handover;
    std::uint64_t tape = 0;
    while (handover.push(block(0, tape))) tape += 256;
    EXPECT_EQ(tape, 256 * Handover::capacity);
    EXPECT_EQ(handover.free_blocks(), 0U);
    const auto generation = handover.flush();
    EXPECT_EQ(handover.free_blocks(), Handover::capacity);
    for (std::size_t i = 0; i < Handover::capacity; ++i)
        ASSERT_TRUE(handover.push(block(generation, i * 256)));
    EXPECT_FALSE(handover.push(block(generation, 0)));
    handover.settle();
    EXPECT_EQ(handover.waiting(), 256 * Handover::capacity);
}

// Blocks of a generation that was given up are never heard, even if they are pushed after the flush.
TEST(Handover, BlockOfAnOlderGenerationIsNotHeard) {
    Handover handover;
    const auto generation = handover.flush();
    ASSERT_TRUE(handover.push(constant(0, 0, 11000)));
    ASSERT_TRUE(handover.push(constant(generation, 5, -11000)));
    handover.set_playing(true);
    Sound heard;
    pull(handover, heard, 200);
    EXPECT_LT(*std::max_element(heard.begin(), heard.end()), 0);
    EXPECT_EQ(handover.handed(), (Handed{generation, 205}));
}

// Starvation fades out before the last sample and in again after it, however small the pieces are.
TEST(Handover, StarvationDoesNotClick) {
    Handover handover;
    std::mt19937 random(2);
    handover.set_playing(true);
    Sound heard;
    std::uint64_t written = 0;
    for (int round = 0; round < 3000; ++round) {
        for (auto pieces = random() % 3; pieces > 0; --pieces) {
            const int frames = 1 + static_cast<int>(random() % 256);
            if (handover.push(block(0, written, frames))) written += frames;
        }
        pull(handover, heard, 1 + random() % 300);
    }
    pull(handover, heard, 40000);
    EXPECT_LE(largest_step(heard), largest_step_allowed);
    EXPECT_EQ(handover.handed().tape, written);
    EXPECT_EQ(handover.waiting(), 0U);
}

TEST(Handover, NothingClicksThroughFlushesPausesAndStarvation) {
    Handover handover;
    std::mt19937 random(3);
    Sound heard;
    std::uint64_t written = 0;
    std::uint16_t generation = 0;
    int flushes = 0;
    int pauses = 0;
    bool playing = false;
    for (int round = 0; round < 20000; ++round) {
        switch (random() % 20) {
            case 0:
                generation = handover.flush();
                written += random() % 100000;
                ++flushes;
                break;
            case 1:
                handover.set_playing(playing = !playing);
                pauses += !playing;
                break;
            default:
                for (auto pieces = random() % 4; pieces > 0; --pieces) {
                    const int frames = random() % 4 == 0 ? 1 + static_cast<int>(random() % 256) : 256;
                    if (handover.push(block(generation, written, frames))) written += frames;
                }
        }
        pull(handover, heard, 1 + random() % 500);
    }
    EXPECT_GT(flushes, 400);
    EXPECT_GT(pauses, 400);
    EXPECT_GE(largest_step(heard), own_step - 2);  // it did play
    EXPECT_LE(largest_step(heard), largest_step_allowed);
    RecordProperty("largest_step", largest_step(heard));
}

TEST(Handover, TapePositionIsExactAtAnySpeed) {
    for (const int speed : {50, 75, 100, 133, 200, 400}) {
        Handover handover;
        handover.set_playing(true);
        const auto step = static_cast<std::uint32_t>((1 << 16) * speed / 100);
        std::uint64_t frames = 0;
        const auto tape_of = [&](std::uint64_t frame) { return frame * step >> 16; };
        Sound heard;
        for (int round = 0; round < 200; ++round) {
            SoundBlock b = block(0, 0);
            b.step = step;
            b.tape = tape_of(frames);
            ASSERT_TRUE(handover.push(b));
            frames += 256;
            if (round == 0) continue;  // one block ahead
            pull(handover, heard, 256);
            const std::uint64_t exact = tape_of(heard.size());
            const std::uint64_t at = handover.handed().tape;
            EXPECT_LE(at > exact ? at - exact : exact - at, 1U) << speed << " % at frame " << heard.size();
        }
        EXPECT_EQ(handover.step(), step);
    }
}

TEST(Handover, TapeHasFortyEightBits) {
    Handover handover;
    handover.set_playing(true);
    const std::uint64_t late = (std::uint64_t{1} << 48) - 1000;
    std::uint16_t generation = 0;
    while (generation != 65535) generation = handover.flush();
    ASSERT_TRUE(handover.push(constant(generation, late, 1)));
    Sound heard;
    pull(handover, heard, 100);
    EXPECT_EQ(handover.handed(), (Handed{65535, late + 100}));
}

TEST(Handover, VolumeIsCubicAndReachedWithoutAClick) {
    Handover handover;
    Sound heard;
    std::uint64_t written = 0;
    handover.set_playing(true);
    for (const int percent : {100, 50, 0, 100, 80}) {
        handover.set_volume(percent);
        while (handover.push(constant(0, written, 10000))) written += 256;
        pull(handover, heard, 1000);
        EXPECT_EQ(heard.back(), std::lround(10000 * std::pow(percent / 100.0, 3))) << percent;
        EXPECT_EQ(heard[heard.size() - 1000 + ramp], heard.back());
    }
    EXPECT_LE(largest_step(heard), 10000 / ramp + 1);
}

TEST(Handover, SettleDropsStaleBlocksAndFadesInAnew) {
    Handover handover;
    handover.set_playing(true);
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(handover.push(constant(0, i * 256, 11000)));
    Sound heard;
    pull(handover, heard, 300);
    handover.settle();
    EXPECT_EQ(handover.waiting(), 4U * 256 - 300);
    pull(handover, heard, 1);
    EXPECT_EQ(heard.back(), 100);
    handover.flush();
    handover.settle();
    EXPECT_EQ(handover.waiting(), 0U);
}

// Writer and reader as they are in the daemon; ThreadSanitizer sees what this test cannot.
TEST(Handover, WriterAndReaderRunInParallel) {
    Handover handover;
    std::atomic<bool> done{false};
    Sound heard;
    std::thread reader([&] {
        while (!done) pull(handover, heard, 128);
    });
    std::mt19937 random(4);
    std::uint64_t written = 0;
    std::uint16_t generation = 0;
    handover.set_playing(true);
    for (int round = 0; round < 20000; ++round) {
        if (random() % 200 == 0) generation = handover.flush();
        if (random() % 200 == 0) handover.set_playing(random() % 4 != 0);
        if (random() % 500 == 0) handover.set_volume(static_cast<int>(random() % 101));
        if (handover.push(block(generation, written))) written += 256;
        const Handed at = handover.handed();
        ASSERT_LE(at.tape, written);
        if (handover.free_blocks() == 0) std::this_thread::yield();
    }
    done = true;
    reader.join();
    EXPECT_LE(largest_step(heard), largest_step_allowed);
}

}  // namespace
}  // namespace vorleser
