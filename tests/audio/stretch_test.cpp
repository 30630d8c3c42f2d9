#include "daemon/audio/stretch.hpp"

#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

namespace vorleser {
namespace {

using Sound = std::vector<std::int16_t>;

// Something voiced: a fundamental of 120 Hz with overtones, swelling four times a second like syllables.
Sound voice(std::size_t samples) {
    Sound out(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        const double t = static_cast<double>(i) / 22050;
        double value = 0;
        for (int overtone = 1; overtone <= 8; ++overtone)
            value += std::sin(2 * std::numbers::pi * 120 * overtone * t) / overtone;
        out[i] =
            static_cast<std::int16_t>(4000 * value * (0.6 + 0.4 * std::sin(2 * std::numbers::pi * 4 * t)));
    }
    return out;
}

Sound stretched(const Sound& sound, int speed, std::size_t piece) {
    Stretch stretch(speed);
    Sound out;
    for (std::size_t at = 0; at < sound.size(); at += piece) {
        stretch.write(std::span(sound).subspan(at, std::min(piece, sound.size() - at)));
        while (stretch.read(out, 256) > 0) continue;
    }
    stretch.finish();
    while (stretch.read(out, 256) > 0) continue;
    return out;
}

TEST(Stretch, HundredPercentPassesEveryBit) {
    std::mt19937 random(1);
    Sound noise(50000);
    for (auto& sample : noise) sample = static_cast<std::int16_t>(random());
    for (const std::size_t piece : {1UL, 100UL, 1000UL, 50000UL})
        EXPECT_EQ(stretched(noise, 100, piece), noise);
}

TEST(Stretch, ReadsNoMoreThanAskedAndAppends) {
    Stretch stretch(100);
    stretch.write(Sound{1, 2, 3});
    Sound out{9};
    EXPECT_EQ(stretch.read(out, 2), 2U);
    EXPECT_EQ(out, (Sound{9, 1, 2}));
    EXPECT_EQ(stretch.read(out, 2), 1U);
    EXPECT_EQ(stretch.read(out, 2), 0U);
}

TEST(Stretch, LengthIsInputBySpeed) {
    const Sound sound = voice(10 * 22050);
    for (const int speed : {50, 80, 120, 150, 200, 300, 400}) {
        const double expected = static_cast<double>(sound.size()) * 100 / speed;
        const double length = static_cast<double>(stretched(sound, speed, 1000).size());
        const double error = std::abs(length - expected) / expected;
        EXPECT_LT(error, speed <= 200 ? 0.001 : 0.01) << speed << " %: " << length << " for " << expected;
    }
}

// The pitch is kept: as many zero crossings a second as before.
TEST(Stretch, PitchIsKept) {
    Sound tone(5 * 22050);
    for (std::size_t i = 0; i < tone.size(); ++i)
        tone[i] = static_cast<std::int16_t>(
            8000 * std::sin(2 * std::numbers::pi * 200 * static_cast<double>(i) / 22050));
    const auto crossings = [](const Sound& sound) {
        std::size_t count = 0;
        for (std::size_t i = 1; i < sound.size(); ++i) count += (sound[i - 1] < 0) != (sound[i] < 0);
        return static_cast<double>(count) / static_cast<double>(sound.size());
    };
    EXPECT_NEAR(crossings(stretched(tone, 200, 777)) / crossings(tone), 1, 0.02);
}

TEST(Stretch, CanBeMovedAndAbandoned) {
    Stretch a(150);
    a.write(voice(5000));
    Stretch b = std::move(a);
    Sound out;
    b.finish();
    EXPECT_GT(b.read(out, 100000), 0U);
    b = Stretch(300);
    b.write(voice(100));
}

}  // namespace
}  // namespace vorleser
