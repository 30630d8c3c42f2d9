#include "daemon/audio/sinks.hpp"

#include <gtest/gtest.h>

namespace vorleser {
namespace {

const Sink speakers{"speakers", "Speakers", "", {}};
const Sink headset{"headset", "Headset", "", {}};
const Sink jack{"card", "Card", "headphones", {}};

Sinks sinks(std::vector<Sink> all, std::string in_use) {
    return {std::move(all), "speakers", std::move(in_use)};
}

TEST(Sinks, TheOneInUseIsGoneWhenItLeftTheListWhereverItIsPlayedNow) {
    const Sinks before = sinks({speakers, headset}, "headset");
    EXPECT_EQ(shift(before, sinks({speakers}, "speakers"), ""), Shift::gone);
    EXPECT_EQ(shift(before, sinks({speakers}, "speakers"), "headset"), Shift::gone);
    EXPECT_EQ(shift(before, sinks({}, ""), ""), Shift::gone);
}

TEST(Sinks, AnotherDefaultOrAnotherDevicesEndIsNoLoss) {
    const Sinks before = sinks({speakers, headset}, "speakers");
    EXPECT_EQ(shift(before, sinks({speakers, headset}, "headset"), ""), Shift::none);
    EXPECT_EQ(shift(before, sinks({speakers}, "speakers"), ""), Shift::none);
    EXPECT_EQ(shift(before, before, "headset"), Shift::none) << "moved by hand in the mixer: it stays";
}

// One card, two connectors: the device stays, and the sound comes from the loudspeakers.
TEST(Sinks, APlugPulledOutOfACardIsALoss) {
    Sink pulled = jack;
    pulled.unplugged = {"headphones"};
    EXPECT_EQ(shift(sinks({jack}, "card"), sinks({pulled}, "card"), ""), Shift::gone);
    Sink switched = pulled;
    switched.port = "speaker";
    EXPECT_EQ(shift(sinks({jack}, "card"), sinks({switched}, "card"), ""), Shift::gone);
    EXPECT_EQ(shift(sinks({pulled}, "card"), sinks({switched}, "card"), ""), Shift::none) << "told before";
    EXPECT_EQ(shift(sinks({switched}, "card"), sinks({jack}, "card"), ""), Shift::none) << "plugged in";
}

TEST(Sinks, TheChosenOneReturnsUnlessItIsInUse) {
    const Sinks without = sinks({speakers}, "speakers");
    EXPECT_EQ(shift(without, sinks({speakers, headset}, "speakers"), "headset"), Shift::returned);
    EXPECT_EQ(shift(without, sinks({speakers, headset}, "headset"), "headset"), Shift::none);
    EXPECT_EQ(shift(without, sinks({speakers, headset}, "speakers"), ""), Shift::none);
}

TEST(Sinks, APlaceholderIsNoDevice) {
    EXPECT_FALSE(sinks({}, "").any());
    EXPECT_FALSE(sinks({{"auto_null", "Dummy Output", "", {}}}, "auto_null").any());
    EXPECT_TRUE(sinks({{"auto_null", "Dummy Output", "", {}}, speakers}, "auto_null").any());
}

}  // namespace
}  // namespace vorleser
