// What `vorleser watch` shows on a terminal, at every size.
#include <regex>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "client/text.hpp"
#include "client/view.hpp"

using namespace vorleser;
namespace json = boost::json;

namespace {

Terminal terminal(int width, int height) {
    return {.width = width, .height = height, .live = true, .colour = false};
}

const std::string first = "Es war einmal eine Brücke.", second = "Sie beginnt hier heute.",
                  third = "Morgen endet sie.";

Status reading() {
    Status status;
    status.state = "playing";
    status.entry.emplace();
    status.entry->id = 10;
    status.entry->number = 2;
    status.entry->title = "Köln baut";
    status.next_title = "Was die Stadt sonst noch vorhat";
    status.position_ms = 90'000;
    status.duration_ms = 271'000;
    status.size = 7;
    status.voice = "anna";
    status.sentence = Range{38, 61};
    status.word = Range{42, 49};
    return status;
}

Shown article() {
    Shown shown;
    shown.entry = *reading().entry;
    shown.blocks = {{"title", "Köln baut", {0, 9}},
                    {"paragraph", first + " " + second + " " + third, {11, 11 + 68}}};
    return shown;
}

View view_of(const Status& status, const Shown& shown) {
    View view;
    view.apply(status, 0);
    view.apply_text(shown);
    return view;
}

std::string without_styles(const std::string& line) {
    static const std::regex style("\x1b\\[[0-9;]*m");
    return std::regex_replace(line, style, "");
}

std::string text_of(View& view, const Terminal& terminal, std::int64_t now = 0) {
    std::string text;
    for (const auto& line : view.lines(terminal, now)) text += without_styles(line) + "\n";
    return text;
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

}  // namespace

TEST(Screen, IsAPageToReadAlong) {
    auto view = view_of(reading(), article());
    EXPECT_EQ(text_of(view, terminal(80, 14)),
              "▶ Köln baut                                                          1:30 / 4:31\n"
              "  ━━━━━━━━━━━━━━━━━━━━━━─────────────────────────────────────────────  3:01 left\n"
              "  2 of 7 · next: Was die Stadt sonst noch vorhat\n"
              "\n"
              "  Köln baut\n"
              "\n"
              "│ Es war einmal eine Brücke. Sie beginnt hier heute. Morgen endet sie.\n"
              "\n"
              "\n"
              "\n"
              "\n"
              "\n"
              "\n"
              "  space pause · ←→ 15 s · , . sentence · n p article · l list · ? help · q quit\n");
    // A broad terminal has margins, no longer lines.
    for (const auto& line : view.lines(terminal(200, 40), 0)) {
        EXPECT_TRUE(line.empty() || line.starts_with(std::string(60, ' '))) << line;
        EXPECT_LE(display_width(without_styles(line)), 140);
    }
}

TEST(Screen, UnderlinesTheWordAlsoWithoutColour) {
    auto view = view_of(reading(), article());
    std::string all;
    for (const auto& line : view.lines(terminal(80, 24), 0)) all += line + "\n";
    EXPECT_TRUE(holds(all, "Sie \x1b[4mbeginnt\x1b[0m hier")) << all;
}

// What is most important stays when there is little room.
TEST(Screen, KeepsWhatMattersAtEverySize) {
    for (const int width : {20, 40, 60, 80, 120, 200})
        for (const int height : {1, 2, 3, 8, 24, 40}) {
            auto view = view_of(reading(), article());
            const auto text = text_of(view, terminal(width, height));
            EXPECT_TRUE(holds(text, "▶")) << text;
            EXPECT_TRUE(holds(text, "1:30 / 4:31")) << text;
            if (width >= 40) EXPECT_TRUE(holds(text, "Köln baut  ")) << width << "×" << height << text;
            if (height >= 2) EXPECT_TRUE(holds(text, "beginnt")) << width << "×" << height << text;
            if (height >= 3) EXPECT_TRUE(holds(text, "? help · q quit\n")) << width << "×" << height << text;
            if (width >= 80 && height >= 3) EXPECT_TRUE(holds(text, "n p article")) << text;
            if (height >= 8) EXPECT_TRUE(holds(text, "3:01 left")) << text;
            if (height >= 8 && width >= 60) {
                for (const auto& part :
                     {std::string("2 of 7"), std::string("next: Was die Stadt"), first, second, third})
                    for (std::size_t at = 0; at < part.size();) {  // word by word: it may be wrapped
                        const auto space = std::min(part.find(' ', at), part.size());
                        EXPECT_TRUE(holds(text, part.substr(at, space - at))) << part << "\n" << text;
                        at = space + 1;
                    }
            }
        }
}

TEST(Screen, SaysWhatIsNotAsUsual) {
    auto status = reading();
    auto view = view_of(status, article());
    for (const auto* unusual : {"speed", "volume", "repeat", "shuffle", "pauses in"})
        EXPECT_FALSE(holds(text_of(view, terminal(80, 24)), unusual)) << unusual;
    status.speed = 150;
    status.volume = 80;
    status.repeat = "all";
    status.shuffle = true;
    status.sleep_ms = 12 * 60'000;
    view.apply(status, 0);
    const auto text = text_of(view, terminal(80, 24));
    EXPECT_TRUE(holds(text, "2:00 left")) << "at this speed: " << text;
    for (const auto* part : {"speed 1.5×", "volume 80 %", "repeat all", "shuffle", "pauses in 12 min"})
        EXPECT_TRUE(holds(text, part)) << part << "\n" << text;
    EXPECT_TRUE(holds(text_of(view, terminal(80, 24), 11 * 60'000 + 30'000), "pauses in 30 s"));
    status.sleep_ms.reset();
    status.sleep_at_end = true;
    status.state = "paused";
    view.apply(status, 0);
    EXPECT_TRUE(holds(text_of(view, terminal(120, 24)), "paused · 2 of 7")) << text;
    EXPECT_TRUE(holds(text_of(view, terminal(120, 24)), "stops at the article's end"));
}

TEST(Screen, SaysWhyNothingIsHeard) {
    auto status = reading();
    status.state = "interrupted";
    status.reason = "the sound device has gone away";
    status.warnings = {"The disk is full."};
    for (const int height : {3, 8, 24}) {
        auto view = view_of(status, article());
        EXPECT_TRUE(
            holds(text_of(view, terminal(80, height)), "interrupted: the sound device has gone away"));
    }
    auto view = view_of(status, article());
    EXPECT_TRUE(holds(text_of(view, terminal(80, 24)), "\n! The disk is full.\n"));

    view.apply(reading(), 0);
    view.apply_notice("this is the last article of the playlist", 1'000);
    EXPECT_TRUE(holds(text_of(view, terminal(80, 24), 2'000), "this is the last article"));
    EXPECT_TRUE(view.moves(2'000));
    EXPECT_FALSE(holds(text_of(view, terminal(80, 24), 60'000), "this is the last article"));
}

TEST(Screen, SaysThatTheDaemonHasEndedUntilItIsBack) {
    auto view = view_of(reading(), article());
    view.apply_end(false);
    for (const int height : {3, 24}) {
        const auto text = text_of(view, terminal(80, height));
        EXPECT_TRUE(holds(text, "the daemon has ended; waiting")) << text;
        EXPECT_TRUE(holds(text, "1:30 / 4:31")) << text;
    }
    EXPECT_EQ(view.position(9'000), 90'000) << "nothing is read";
    EXPECT_FALSE(view.moves(9'000));
    view.apply_end(true);
    EXPECT_TRUE(holds(text_of(view, terminal(80, 24)), "the daemon was ended; space starts it again"));
    view.apply(reading(), 0);
    EXPECT_FALSE(holds(text_of(view, terminal(80, 24)), "the daemon"));
}

TEST(Screen, SaysThatTheListIsEmptyOnlyAsLongAsItIs) {
    Status status;
    status.state = "stopped";
    View view;
    view.apply(status, 0);
    EXPECT_TRUE(holds(text_of(view, terminal(80, 24)), "the list is empty"));
    status.size = 1;
    status.next_title = "Köln baut";
    view.apply(status, 0);
    const auto text = text_of(view, terminal(80, 24));
    EXPECT_FALSE(holds(text, "empty")) << text;
    EXPECT_TRUE(holds(text, "next: Köln baut")) << text;
}

// As long as the text is not there the sentence is, which the status brings.
TEST(Screen, ShowsTheSentenceBeforeTheTextIsKnown) {
    auto status = reading();
    status.sentence_text = second;
    View view;
    view.apply(status, 0);
    EXPECT_TRUE(holds(text_of(view, terminal(80, 24)), "│ Sie beginnt hier heute.\n"));
}

TEST(Screen, FitsEverySizeInEveryState) {
    auto status = reading();
    auto shown = article();
    status.entry->title = shown.entry.title =
        "東京の新しい駅が開業 – ein Bericht über den Bahnhof שלום 👩‍👩‍👧";
    status.next_title = std::string(300, 'W');
    status.warnings = {std::string(500, 'y'), "Die Platte ist voll."};
    status.sleep_at_end = true;
    status.exact = false;
    shown.blocks.push_back({"paragraph", std::string(2'000, 'z'), {81, 2'081}});
    const std::vector<Entry> entries(300, *status.entry);
    for (const auto* state : {"playing", "interrupted", "stopped"})
        for (const bool entry : {true, false})
            for (const auto panel : {Panel::reading, Panel::list, Panel::help}) {
                status.state = state;
                status.reason =
                    status.state == "interrupted" ? "das Gerät ist fort, " + std::string(90, 'e') : "";
                auto now = status;
                if (!entry) now.entry.reset(), now.sentence.reset();
                auto view = view_of(now, shown);
                view.open(panel);
                view.list().apply(entries, 0, 300);
                view.apply_notice("Das geht nicht, " + std::string(90, 'i'), 0);
                for (int width : {1, 2, 3, 4, 5, 6, 7, 9, 13, 20, 33, 40, 41, 42, 60, 80, 81, 120, 200})
                    for (int height : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 24, 40, 100}) {
                        const auto lines = view.lines(terminal(width, height), 0);
                        EXPECT_LE(lines.size(), static_cast<std::size_t>(height));
                        for (const auto& line : lines)
                            EXPECT_LE(display_width(without_styles(line)), width)
                                << width << "×" << height << " " << line;
                    }
            }
}

// The only control characters are those that set off text, whatever the daemon sends.
TEST(Screen, LetsNoEscapeSequenceThrough) {
    const auto* evil = "\\u001b[31m\\u009b1m\\u0007\\r\\u202e";
    const auto with_evil = [&](std::string text) {
        for (std::size_t at; (at = text.find('@')) != text.npos;) text.replace(at, 1, evil);
        return json::parse(text);
    };
    View view;
    view.apply(parse_status(with_evil(
                   R"({"state":"interrupted","reason":"@","entry":{"id":1,"number":1,"title":"@","kicker":"@",
        "source":"@","url":"@","language":"de","added_at":1,"state":"@","position_ms":0,"duration_ms":1,"exact":true,
        "last_heard_at":null,"text_revision":1},"next":{"id":2,"title":"@"},"position_ms":0,"duration_ms":1,"exact":true,
        "sentence":{"text":"@","begin":0,"end":3},"word":null,"speed":100,"volume":100,"voice":"@","device":{},
        "pitch":3,"repeat":"@","shuffle":true,"finished":"kept","sleep":null,"warnings":["@"],"size":1,"revision":1})")),
               0);
    view.apply_notice(parse_sentence(with_evil(R"("@")"), nullptr), 0);
    const auto check = [&] {
        for (const auto panel : {Panel::reading, Panel::list, Panel::help}) {
            view.open(panel);
            view.list().apply({*view.status().entry}, 0, 1);
            const auto text = text_of(view, terminal(80, 24));
            EXPECT_EQ(text.find_first_of("\x1b\x07\r"), text.npos) << text;
            EXPECT_FALSE(holds(text, "\u009b") || holds(text, "\u202e")) << text;
        }
        EXPECT_EQ(view.news(0).find_first_of("\x1b\x07\r"), std::string::npos);
    };
    check();
    view.apply_text(parse_shown(with_evil(
        R"({"entry":{"id":1,"number":1,"title":"@","kicker":"@","source":"@","url":"@","language":"de","added_at":1,
        "state":"new","position_ms":0,"duration_ms":1,"exact":true,"last_heard_at":null,"text_revision":1},"authors":"@","date":"@",
        "blocks":[{"kind":"@","text":"a@b","begin":0,"end":9}]})")));
    check();
}

TEST(Screen, HelpHasEveryKey) {
    auto view = view_of(reading(), article());
    view.open(Panel::help);
    const auto whole = text_of(view, terminal(80, 40));
    for (const auto& hint : hints(Panel::reading)) EXPECT_TRUE(holds(whole, hint.meaning)) << hint.meaning;
    // Where it does not fit it is scrolled.
    EXPECT_FALSE(holds(text_of(view, terminal(80, 10)), "end the view")) << "what is being read goes on";
    view.scroll(Action::last);
    EXPECT_TRUE(holds(text_of(view, terminal(80, 10)), "end the view"));
    view.scroll(Action::first);
    EXPECT_TRUE(holds(text_of(view, terminal(80, 10)), "pause, or go on"));
}

// A hundred thousand articles are asked for a window at a time.
TEST(Screen, TheListIsAskedForWhereItIsLookedAt) {
    constexpr std::int64_t total = 100'000;
    auto status = reading();
    status.size = total;
    status.entry->number = 50'000;
    auto view = view_of(status, article());
    view.open(Panel::list);
    int asked = 0;
    const auto answer = [&] {
        while (const auto offset = view.list().wanted()) {
            ASSERT_LT(++asked, 100) << "asks for ever";
            std::vector<Entry> entries;
            for (auto i = *offset; i < std::min(total, *offset + ListPanel::window); ++i) {
                Entry entry;
                entry.id = i + 1;
                entry.number = i + 1;
                entry.title = "Artikel " + std::to_string(i + 1);
                entries.push_back(entry);
            }
            view.list().apply(entries, *offset, total);
        }
    };
    const auto selected = [&] {
        text_of(view, terminal(80, 24));
        answer();
        EXPECT_TRUE(holds(text_of(view, terminal(80, 24)), "\n› "));
        const auto* entry = view.list().selected();
        return entry ? entry->number : 0;
    };
    EXPECT_EQ(selected(), 50'000);
    EXPECT_EQ(asked, 1);
    view.scroll(Action::down);
    EXPECT_EQ(selected(), 50'001);
    EXPECT_EQ(asked, 1) << "known already";
    view.scroll(Action::last);
    EXPECT_EQ(selected(), total);
    view.scroll(Action::page_up);
    EXPECT_EQ(selected(), total - 19);
    view.scroll(Action::first);
    EXPECT_EQ(selected(), 1);
    view.scroll(Action::up);
    EXPECT_EQ(selected(), 1);
    // On a screen of more rows than are asked for at once.
    text_of(view, terminal(80, 3'000));
    answer();
}

TEST(Screen, TheListKeepsItsChoiceWhenItChanges) {
    auto view = view_of(reading(), article());
    view.open(Panel::list);
    std::vector<Entry> entries(3);
    for (int i = 0; i < 3; ++i) entries[i].id = 10 + i, entries[i].number = i + 1;
    view.list().apply(entries, 0, 3);
    ASSERT_EQ(view.list().selected()->id, 11);
    std::swap(entries[1], entries[2]);
    view.list().apply(entries, 0, 3);
    EXPECT_EQ(view.list().selected()->id, 11);
    entries.pop_back();  // it was removed
    view.list().apply(entries, 0, 2);
    EXPECT_EQ(view.list().selected()->id, 12);
    view.list().apply({}, 0, 0);
    EXPECT_EQ(view.list().selected(), nullptr);
    EXPECT_TRUE(holds(text_of(view, terminal(80, 24)), "the list is empty"));
    EXPECT_EQ(view.list().wanted(), std::nullopt);
}
