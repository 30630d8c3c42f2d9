// The keys of the live view: what a terminal sends, what it means, and what the listener is told of it.
#include "client/keys.hpp"

#include <map>

#include <gtest/gtest.h>

#include "client/text.hpp"

using namespace vorleser;

namespace {

using Keys = std::vector<std::string>;
constexpr Panel panels[] = {Panel::reading, Panel::list, Panel::kept, Panel::search, Panel::help};

// Every key that the reader knows a name for.
Keys all_keys() {
    Keys keys{"space",   "enter",     "backspace", "up",   "down", "left",  "right",
              "page_up", "page_down", "delete",    "home", "end",  "escape"};
    for (char c = '!'; c <= '~'; ++c) keys.push_back({c});
    return keys;
}

}  // namespace

TEST(Keys, AreFoundInWhatTheTerminalSends) {
    KeyReader reader;
    EXPECT_EQ(reader.read(" np,.q"), (Keys{"space", "n", "p", ",", ".", "q"}));
    EXPECT_EQ(reader.read("\x1b[C\x1b[D\x1bOA\x1b[B"), (Keys{"right", "left", "up", "down"}));
    EXPECT_EQ(reader.read("\x1b[5~\x1b[6~\x1b[3~\x1b[H\x1bOF\r\x7f"),
              (Keys{"page_up", "page_down", "delete", "home", "end", "enter", "backspace"}));
    // Inside an unknown sequence (here F5, Ctrl-Right and Alt-q) letters and spaces are no keys.
    EXPECT_EQ(reader.read("\x1b[15~\x1b[1;5C\x1bq"), Keys{});
    EXPECT_EQ(reader.read("\x01"), Keys{});
    EXPECT_FALSE(reader.waits());
}

TEST(Keys, AreLettersOfEveryAlphabetAndNothingThatIsNone) {
    KeyReader reader;
    EXPECT_EQ(reader.read("aößЖ漢🎧 z"), (Keys{"a", "ö", "ß", "Ж", "漢", "🎧", "space", "z"}));
    EXPECT_EQ(reader.read("\xc3"), Keys{});
    EXPECT_TRUE(reader.waits()) << "half a letter";
    EXPECT_EQ(reader.read("\xb6"
                          "b"),
              (Keys{"ö", "b"}));
    // Broken UTF-8, a surrogate, a control character, a mark that turns the direction of text around.
    EXPECT_EQ(reader.read("\xb6"
                          "1\xc3"
                          "2\xff"
                          "3\xed\xa0\x80"
                          "4\xc2\x9b"
                          "5\xe2\x80\xae"
                          "6"),
              (Keys{"1", "2", "3", "4", "5", "6"}));
    EXPECT_EQ(typed("ö"), "ö");
    EXPECT_EQ(typed("space"), " ");
    for (const auto* key : {"enter", "up", "escape", "backspace"}) EXPECT_EQ(typed(key), "");
}

// A slow line may tear a sequence apart; the escape key alone is the beginning of one.
TEST(Keys, MayArriveInPieces) {
    const std::string sent = "a\x1b[C\x1b[15~\x1b[5~ \x1bOBb";
    const Keys wanted{"a", "right", "page_up", "space", "down", "b"};
    for (std::size_t cut = 0; cut <= sent.size(); ++cut) {
        KeyReader reader;
        auto keys = reader.read(sent.substr(0, cut));
        for (const auto& key : reader.read(sent.substr(cut))) keys.push_back(key);
        EXPECT_EQ(keys, wanted) << cut;
        EXPECT_FALSE(reader.waits());
    }
    KeyReader reader;
    EXPECT_EQ(reader.read("\x1b"), Keys{});
    EXPECT_TRUE(reader.waits());
    EXPECT_EQ(reader.give_up_waiting(), Keys{"escape"});
    EXPECT_EQ(reader.read("q"), Keys{"q"});
    EXPECT_EQ(reader.read("\x1b["), Keys{});
    EXPECT_EQ(reader.give_up_waiting(), Keys{}) << "half a sequence is no key";
    EXPECT_EQ(reader.read("\x1b[" + std::string(1000, '1')), Keys{}) << "and an endless one no memory";
    EXPECT_LT(reader.read("\x1b[C").size(), 2U);
}

// What a key does stands in the help, and what stands there is done by a key.
TEST(Keys, AreAllInTheHelp) {
    for (const auto panel : panels) {
        std::map<Action, int> explained;
        for (const auto& hint : hints(panel)) {
            EXPECT_FALSE(hint.keys.empty() || hint.meaning.empty());
            for (const auto action : hint.actions) ++explained[action];
        }
        std::map<Action, int> bound;
        for (const auto& key : all_keys())
            if (const auto action = action_of(panel, key)) ++bound[*action];
        for (const auto& [action, times] : explained) {
            EXPECT_EQ(times, 1) << static_cast<int>(action);
            EXPECT_TRUE(bound.contains(action)) << static_cast<int>(action);
        }
        for (const auto& [action, times] : bound)
            EXPECT_TRUE(explained.contains(action)) << static_cast<int>(action);
    }
}

TEST(Keys, OfTheLineFitItAndHelpAndQuitStay) {
    for (const auto panel : panels)
        for (int width = 0; width < 200; ++width) {
            const auto line = keys_line(panel, width);
            EXPECT_LE(display_width(line), width) << line;
            if (width >= 15 && panel == Panel::reading)
                EXPECT_TRUE(line.ends_with("? help · q quit")) << width << line;
            if (width >= 40 && panel != Panel::search)  // where q is a letter
                EXPECT_TRUE(line.ends_with("q quit")) << width << line;
        }
    EXPECT_EQ(keys_line(Panel::reading, 78),
              "space pause · ←→ 15 s · , . sentence · n p article · l list · ? help · q quit");
}
