#include "client/time.hpp"

#include <gtest/gtest.h>

using namespace vorleser;
using Kind = SeekTarget::Kind;

TEST(Time, SpansAreReadWithOrWithoutUnits) {
    EXPECT_EQ(parse_span("20"), 1'200'000);
    EXPECT_EQ(parse_span("20m"), 1'200'000);
    EXPECT_EQ(parse_span("90s"), 90'000);
    EXPECT_EQ(parse_span("1h30m"), 5'400'000);
    for (const auto* wrong : {"", "m", "1d", "-5", "1.5h", "end", "99999999999999999999"})
        EXPECT_EQ(parse_span(wrong), std::nullopt) << wrong;
}

TEST(Time, IsWrittenAsListenersReadIt) {
    EXPECT_EQ(format_time(0), "0:00");
    EXPECT_EQ(format_time(271'999), "4:31");
    EXPECT_EQ(format_time(3'599'999), "59:59");
    EXPECT_EQ(format_time(3'723'000), "1:02:03");
    EXPECT_EQ(format_time(360'000'000), "100:00:00");
    EXPECT_EQ(format_time(-5), "0:00");
}

TEST(Time, SaysWhenItIsAnEstimate) {
    EXPECT_EQ(format_duration(271'000, true), "4:31");
    EXPECT_EQ(format_duration(271'000, false), "about 4:31");
    EXPECT_EQ(format_progress(90'000, 271'000, true), "1:30 / 4:31");
    EXPECT_EQ(format_progress(90'000, 271'000, false), "about 1:30 / 4:31");
}

TEST(Seek, TakesTimesStepsAndParts) {
    const auto is = [](std::string_view text, Kind kind, std::int64_t value) {
        EXPECT_EQ(parse_seek(text), (SeekTarget{kind, value})) << text;
    };
    is("1:30", Kind::to_ms, 90'000);
    is("1:02:03", Kind::to_ms, 3'723'000);
    is("90", Kind::to_ms, 90'000);
    is("0", Kind::to_ms, 0);
    is("+15", Kind::by_ms, 15'000);
    is("-15", Kind::by_ms, -15'000);
    is("-1:30", Kind::by_ms, -90'000);
    is("50%", Kind::percent, 50);
    is("0%", Kind::percent, 0);
    is("100%", Kind::percent, 100);
}

TEST(Seek, RefusesWhatItCouldMisunderstand) {
    for (const auto* text : {"",    "+",    "-",       "%",       "abc",  "1:",  ":30",
                             "1:3", "1:60", "1:60:00", "1:2:3:4", "101%", "-5%", "+5%",
                             "--5", "+-5",  "1.5",     " 5",      "5 ",   "5s",  "99999999999999999999"})
        EXPECT_EQ(parse_seek(text), std::nullopt) << text;
}

TEST(Speed, IsAFactorOrAPercentage) {
    EXPECT_EQ(parse_speed("1.5"), 150);
    EXPECT_EQ(parse_speed("1,5"), 150);
    EXPECT_EQ(parse_speed("1.25x"), 125);
    EXPECT_EQ(parse_speed("2×"), 200);
    EXPECT_EQ(parse_speed("1.15"), 115) << "no 114 by binary fractions";
    EXPECT_EQ(parse_speed("150%"), 150);
    EXPECT_EQ(parse_speed("5%"), 5) << "the range is the daemon's to check";
    for (const auto* text : {"", "150", "-1", "fast", "1.5.5", "nan", "inf", "1e1", "%", "x"})
        EXPECT_EQ(parse_speed(text), std::nullopt) << text;
}

TEST(Volume, IsAPercentage) {
    EXPECT_EQ(parse_volume("80"), 80);
    EXPECT_EQ(parse_volume("80%"), 80);
    EXPECT_EQ(parse_volume("0"), 0);
    for (const auto* text : {"", "-5", "loud", "5.5"}) EXPECT_EQ(parse_volume(text), std::nullopt) << text;
}
