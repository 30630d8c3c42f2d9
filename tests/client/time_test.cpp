#include "client/time.hpp"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

using namespace vorleser;
using Kind = SeekTarget::Kind;

TEST(Time, SpansAreReadWithOrWithoutUnits) {
    EXPECT_EQ(parse_span("20"), 1'200'000);
    EXPECT_EQ(parse_span("20m"), 1'200'000);
    EXPECT_EQ(parse_span("90s"), 90'000);
    EXPECT_EQ(parse_span("20min"), 1'200'000);
    EXPECT_EQ(parse_span("1h30m"), 5'400'000);
    EXPECT_EQ(parse_span("1h30"), 5'400'000);
    EXPECT_EQ(parse_span("1m30"), 90'000);
    EXPECT_EQ(parse_span("1:30"), 5'400'000) << "an hour and a half: a sleep timer counts no seconds";
    EXPECT_EQ(parse_span("0:45"), 2'700'000);
    EXPECT_EQ(parse_span("1:30:15"), 5'415'000);
    for (const auto* wrong : {"", "m", "1d", "-5", "+5", "1.5h", "end", "1:3", "1:60", "1m1h", "5m5m", "5s5",
                              "99999999999999999999"})
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

TEST(Time, SpansAreNoTimesOfDay) {
    EXPECT_EQ(format_span(1'200'000), "20 min");
    EXPECT_EQ(format_span(1'199'001), "20 min") << "a moment later";
    EXPECT_EQ(format_span(1'150'000), "20 min") << "no second is promised that far ahead";
    EXPECT_EQ(format_span(3'900'000), "1 h 5 min");
    EXPECT_EQ(format_span(3'600'000), "1 h");
    EXPECT_EQ(format_span(89'500), "1 min 30 s");
    EXPECT_EQ(format_span(45'000), "45 s");
    EXPECT_EQ(format_span(1), "1 s");
    EXPECT_EQ(format_span(0), "0 s");
}

TEST(Time, PassesFasterAtAHigherSpeed) {
    EXPECT_EQ(at_speed(60'000, 100), 60'000);
    EXPECT_EQ(at_speed(60'000, 200), 30'000);
    EXPECT_EQ(at_speed(60'000, 50), 120'000);
}

// Times without a zone are the listener's.
TEST(Time, OfPublicationIsWrittenAsOtherDatesAre) {
    const char* before = std::getenv("TZ");
    const std::string zone = before ? before : "";
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    EXPECT_EQ(format_published("2023-01-23"), "2023-01-23");
    for (const auto* same :
         {"2023-01-23T15:04:05+01:00", "2023-01-23T14:04:05Z", "2023-01-23T14:04Z", "2023-01-23 15:04",
          "2023-01-23T15:04:05.123456+0100", "2023-01-23T09:04:05-05:00"})
        EXPECT_EQ(format_published(same), "2023-01-23 15:04") << same;
    EXPECT_EQ(format_published("2023-07-23T14:04:05Z"), "2023-07-23 16:04") << "summer";
    for (const auto* other :
         {"", "23. Januar 2023", "23.01.2023, 15.04 Uhr", "2023", "2023-13-01", "2023-01-23T25:00",
          "2023-01-23Tmittags", "2023-01-23T15:04:05+", "2023-01-23x"})
        EXPECT_EQ(format_published(other), other) << "as it stands in the page";
    before ? setenv("TZ", zone.c_str(), 1) : unsetenv("TZ");
    tzset();
}

TEST(Time, SaysWhenItIsAnEstimate) {
    EXPECT_EQ(format_duration(271'000, true), "4:31");
    EXPECT_EQ(format_duration(271'000, false), "about 4:31");
    EXPECT_EQ(format_duration(1, false), "about 0:01") << "something is heard";
    EXPECT_EQ(format_duration(0, true), "0:00") << "nothing is left";
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
    is("90s", Kind::to_ms, 90'000);
    is("1m30s", Kind::to_ms, 90'000);
    is("1h", Kind::to_ms, 3'600'000);
    is("+1m", Kind::by_ms, 60'000);
    is("-1m30", Kind::by_ms, -90'000);
    is("50%", Kind::percent, 50);
    is("0%", Kind::percent, 0);
    is("100%", Kind::percent, 100);
}

TEST(Seek, RefusesWhatItCouldMisunderstand) {
    for (const auto* text :
         {"",     "+",       "-",       "%",    "abc", "1:",   ":30", "1:3",
          "1:60", "1:60:00", "1:2:3:4", "101%", "-5%", "+5%",  "--5", "+-5",
          "1.5",  " 5",      "5 ",      "5x",   "s",   "1m1h", "-",   "99999999999999999999"})
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

TEST(Change, IsAValueOrAStep) {
    EXPECT_EQ(parse_change("1.5", parse_speed), (Change{false, 150}));
    EXPECT_EQ(parse_change("+0.1", parse_speed), (Change{true, 10}));
    EXPECT_EQ(parse_change("-0,25x", parse_speed), (Change{true, -25}));
    EXPECT_EQ(parse_change("-5%", parse_volume), (Change{true, -5}));
    for (const auto* text : {"", "+", "-", "+-5", "--5", "+ 5"})
        EXPECT_EQ(parse_change(text, parse_volume), std::nullopt) << text;
}
