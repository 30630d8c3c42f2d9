#include "client/text.hpp"

#include <gtest/gtest.h>

using namespace vorleser;
using Lines = std::vector<std::string>;

namespace {

Lines wrapped(std::string_view text, int width) {
    Lines lines;
    for (const auto line : wrap(text, width)) lines.emplace_back(line);
    return lines;
}

}  // namespace

TEST(DisplayWidth, CountsColumnsNotBytes) {
    EXPECT_EQ(display_width(""), 0);
    EXPECT_EQ(display_width("Überfälle"), 9);
    EXPECT_EQ(display_width("U\u0308berfa\u0308lle"), 9) << "combining diaeresis";
    EXPECT_EQ(display_width("東京"), 4);
    EXPECT_EQ(display_width("Ａ"), 2) << "full width";
    EXPECT_EQ(display_width("»Zitat« – …"), 11);
    EXPECT_EQ(display_width("Silben\u00ADtrennung"), 14) << "a soft hyphen inside a word is not shown";
    EXPECT_EQ(display_width("👨‍👩‍👧"), 2) << "a family joined from three";
    EXPECT_EQ(display_width("🇩🇪"), 2) << "a flag from two letters";
    EXPECT_EQ(display_width("❤️"), 2) << "an emoji by variation selector";
}

TEST(Fit, CutsBetweenGraphemesAndSaysSo) {
    EXPECT_EQ(fit("Wärme", 5), "Wärme");
    EXPECT_EQ(fit("Wärmepumpe", 6), "Wärme…");
    EXPECT_EQ(fit("Die Wärme", 5), "Die…") << "no space before the ellipsis";
    EXPECT_EQ(fit("a\u0308o\u0308u\u0308", 2), "a\u0308…");
    EXPECT_EQ(fit("東京都", 4), "東…") << "half a character is not shown";
    EXPECT_EQ(fit("abc", 1), "…");
    EXPECT_EQ(fit("abc", 0), "");
}

TEST(Pad, FillsByColumns) {
    EXPECT_EQ(pad("Köln", 6), "Köln  ");
    EXPECT_EQ(pad("東京", 6, Align::right), "  東京");
    EXPECT_EQ(pad("Köln", 2), "Köln");
}

TEST(Wrap, BreaksWhereTheScriptAllows) {
    EXPECT_EQ(wrapped("", 10), Lines{});
    EXPECT_EQ(wrapped("eins zwei", 0), Lines{"eins zwei"});
    EXPECT_EQ(wrapped("Größe und Länge", 9), (Lines{"Größe und", "Länge"}));
    EXPECT_EQ(wrapped("Bau-Ministerium", 8), (Lines{"Bau-", "Minister", "ium"}));
    EXPECT_EQ(wrapped("東京の新しい駅", 6), (Lines{"東京の", "新しい", "駅"}));
}

// Even a line too narrow for a single character ends, and loses nothing.
TEST(Wrap, CutsWordsLongerThanALine) {
    EXPECT_EQ(wrapped("ab Donaudampfschiff", 5), (Lines{"ab", "Donau", "dampf", "schif", "f"}));
    EXPECT_EQ(wrapped("東京", 1), (Lines{"東", "京"}));
}

// Each line once: cutting what is left anew for each would take minutes here.
TEST(Wrap, CutsAWordOfAMillionLetters) {
    const std::string word(1'000'000, 'x');
    const auto lines = wrap(word, 3);
    ASSERT_EQ(lines.size(), 333'334U);
    EXPECT_EQ(lines.back(), "x");
}

TEST(Wrap, KeepsEveryLineWithinTheWidthAndLosesNoWord) {
    const std::string text =
        "Für z. B. 3 Mrd. Euro entsteht im Norden etwas Großes – »und das« 東京 sehr schnell.";
    const auto without_spaces = [](std::string s) {
        std::erase(s, ' ');
        return s;
    };
    for (int width = 2; width < 100; ++width) {
        std::string all;
        for (const auto line : wrap(text, width)) {
            EXPECT_LE(display_width(line), width);
            all += line;
        }
        EXPECT_EQ(without_spaces(all), without_spaces(text)) << width;
    }
}

TEST(Plain, LetsNoEscapeSequenceThrough) {
    EXPECT_EQ(plain("\x1b[31mrot\x1b[0m"), "\uFFFD[31mrot\uFFFD[0m");
    EXPECT_EQ(plain("\x1b]0;Fenster\x07"), "\uFFFD]0;Fenster\uFFFD");
    EXPECT_EQ(plain("\u009b31m"), "\uFFFD31m") << "the eight-bit form of the same";
    EXPECT_EQ(plain("a\rb\nc\td"), "a b c d");
    EXPECT_EQ(plain("\x7f\b"), "\uFFFD\uFFFD");
    EXPECT_EQ(plain("\u202Egnp.exe"), "\uFFFDgnp.exe") << "text turned around";
    EXPECT_EQ(plain("\xff\xc3"), "\uFFFD\uFFFD");
    EXPECT_EQ(plain("Köln – 東京 👍"), "Köln – 東京 👍");
}

TEST(Table, AlignsByColumns) {
    EXPECT_EQ(
        table({{"1", "Köln", "4:31"}, {"10", "東京", "1:02:03"}}, {{Align::right}, {}, {Align::right}}, 0),
        (Lines{" 1  Köln     4:31", "10  東京  1:02:03"}));
}

TEST(Table, LeavesOutEmptyColumnsAndTrailingSpace) {
    EXPECT_EQ(table({{"a", "", "b"}, {"aa", "", ""}}, {{}, {}, {}}, 0), (Lines{"a   b", "aa"}));
}

TEST(Table, CutsTheLastColumnFirstThenTheOthers) {
    const std::vector<std::vector<std::string>> rows{{"1", "Ein langer Titel", "zeitung.txt"}};
    const std::vector<Column> columns{{}, {.least = 6}, {.least = 5}};
    EXPECT_EQ(table(rows, columns, 32), Lines{"1  Ein langer Titel  zeitung.txt"});
    EXPECT_EQ(table(rows, columns, 28), Lines{"1  Ein langer Titel  zeitun…"});
    EXPECT_EQ(table(rows, columns, 20), Lines{"1  Ein lange…  zeit…"});
    for (int width = 1; width < 40; ++width)
        EXPECT_LE(display_width(table(rows, columns, width).front()), width) << width;
}

TEST(ValidUtf8, ReplacesNothingButWhatIsBroken) {
    for (const std::string text : {"", "Köln", "\xef\xbb\xbfKöln"}) EXPECT_EQ(valid_utf8(text), text);
    EXPECT_EQ(valid_utf8(std::string_view("a\0b", 3)), std::string_view("a\0b", 3));
    EXPECT_EQ(valid_utf8("K\xf6ln"), "K\uFFFDln");
}

TEST(Base64, HoldsAnyBytes) {
    // RFC 4648, section 10
    const std::pair<const char*, const char*> known[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : known) EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(base64("\xfb\xff\xfe"), "+//+");
    for (const auto& [bytes, text] : known) EXPECT_EQ(from_base64(text), bytes);
    EXPECT_EQ(from_base64("+//+"), "\xfb\xff\xfe");
    for (const char* wrong : {"Z", "Zg=", "Z===", "Zg==Zg==", "Zm9v\n", "Zm 9", "=Zg="})
        EXPECT_FALSE(from_base64(wrong)) << wrong;
}
