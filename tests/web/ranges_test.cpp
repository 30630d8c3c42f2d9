// Every odd `Range` that a browser or a podcast client may send.
#include "client/web/ranges.hpp"

#include <gtest/gtest.h>

namespace vorleser::web {
namespace {

TEST(Ranges, AreReadAsTheRfcSays) {
    constexpr Whole whole;
    constexpr Unsatisfiable none;
    const auto part = [](std::uint64_t first, std::uint64_t last) { return Wanted(ByteRange{first, last}); };
    const struct {
        const char* header;
        Wanted wanted;
    } table[] = {
        {"bytes=0-0", part(0, 0)},
        {"bytes=0-", part(0, 999)},
        {"bytes=0-999", part(0, 999)},
        {"bytes=0-1000", part(0, 999)},
        {"bytes=999-", part(999, 999)},
        {"bytes=999-999", part(999, 999)},
        {"bytes=500-600", part(500, 600)},
        {"bytes=007-010", part(7, 10)},
        {"bytes=-1", part(999, 999)},
        {"bytes=-500", part(500, 999)},
        {"bytes=-1000", part(0, 999)},
        {"bytes=-1001", part(0, 999)},
        // past the end
        {"bytes=1000-", none},
        {"bytes=1000-1000", none},
        {"bytes=1000-2000", none},
        {"bytes=-0", none},
        {"bytes=-000", none},
        // beyond 64 bits
        {"bytes=0-18446744073709551615", part(0, 999)},
        {"bytes=0-18446744073709551616", part(0, 999)},
        {"bytes=0-99999999999999999999999999999999", part(0, 999)},
        {"bytes=18446744073709551616-", none},
        {"bytes=99999999999999999999999-99999999999999999999999", none},
        {"bytes=-99999999999999999999999999", part(0, 999)},
        // reversed
        {"bytes=1-0", whole},
        {"bytes=600-500", whole},
        {"bytes=2000-1000", whole},
        // several
        {"bytes=0-0,2-3", whole},
        {"bytes=0-0, -1", whole},
        {"bytes=2000-,0-0", whole},
        {"bytes=0-0,x", whole},
        // lists with nothing in them, and spaces
        {"bytes=,0-5", part(0, 5)},
        {"bytes=0-5,", part(0, 5)},
        {"bytes= , ,0-5 ,\t, ", part(0, 5)},
        {" bytes=0-5 ", part(0, 5)},
        {"bytes= 0-5", part(0, 5)},
        {"bytes=0 -5", whole},
        {"bytes=0- 5", whole},
        {"bytes =0-5", whole},
        {"by tes=0-5", whole},
        // units
        {"Bytes=0-5", part(0, 5)},
        {"BYTES=-5", part(995, 999)},
        {"samples=0-5", whole},
        {"byte=0-5", whole},
        {"bytes2=0-5", whole},
        {"none", whole},
        // what is none
        {"", whole},
        {" ", whole},
        {"bytes", whole},
        {"bytes=", whole},
        {"bytes=,", whole},
        {"=0-5", whole},
        {"bytes=-", whole},
        {"bytes=--5", whole},
        {"bytes=5", whole},
        {"bytes=0-5-9", whole},
        {"bytes=+0-5", whole},
        {"bytes=0-+5", whole},
        {"bytes=0x0-5", whole},
        {"bytes=0-5;q=1", whole},
        {"bytes=a-b", whole},
        {"bytes=1.5-2", whole},
        {"bytes==0-5", whole},
        {"bytes:0-5", whole},
        {"bytes=0–5", whole},
    };
    for (const auto& [header, wanted] : table)
        EXPECT_EQ(parse_range(header, 1000), wanted) << "«" << header << "»";
    EXPECT_EQ(parse_range(std::string_view("bytes=0\0-5", 10), 1000), Wanted(whole));
    EXPECT_EQ(parse_range("bytes=0-", 0), Wanted(none)) << "no byte of nothing";
    EXPECT_EQ(parse_range("bytes=-5", 0), Wanted(whole));
    EXPECT_EQ(parse_range("bytes=0-", 1), part(0, 0));
    constexpr auto most = UINT64_MAX;
    EXPECT_EQ(parse_range("bytes=-1", most), part(most - 1, most - 1));
}

TEST(Ranges, HoldOnlyForWhatTheBrowserHasAlready) {
    const auto with = [](const char* if_range, const char* etag = "\"a\"") {
        return parse_range("bytes=1-2", if_range, etag, 10);
    };
    const Wanted part = ByteRange{1, 2}, whole = Whole{};
    EXPECT_EQ(with(""), part);
    EXPECT_EQ(with("\"a\""), part);
    EXPECT_EQ(with(" \"a\" "), part);
    EXPECT_EQ(with("\"b\""), whole);
    EXPECT_EQ(with("W/\"a\""), whole);
    EXPECT_EQ(with("W/\"a\"", "W/\"a\""), whole) << "compared strongly";
    EXPECT_EQ(with("a"), whole);
    EXPECT_EQ(with("*"), whole) << "RFC 9110 knows none here";
    EXPECT_EQ(with("\"b\", \"a\""), whole);
    EXPECT_EQ(with("Sat, 28 Nov 2026 14:00:00 GMT"), whole);
    EXPECT_EQ(parse_range("bytes=20-", "\"b\"", "\"a\"", 10), whole);
    EXPECT_EQ(parse_range("bytes=20-", "\"a\"", "\"a\"", 10), Wanted(Unsatisfiable{}));
}

}  // namespace
}  // namespace vorleser::web
