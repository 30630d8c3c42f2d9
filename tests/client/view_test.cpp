// How answers and the live view look: values → text.
#include "client/view.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "client/print.hpp"
#include "client/text.hpp"

using namespace vorleser;
namespace json = boost::json;

namespace {

const Terminal pipe_end{};
const Terminal spoken{.plain = true};
const Terminal narrow{.width = 40, .live = true, .colour = false};
const Terminal wide{.width = 80, .live = true, .colour = false};

Entry entry(std::int64_t number, std::string title, std::string state = "new") {
    Entry entry;
    entry.id = number * 10;
    entry.number = number;
    entry.title = std::move(title);
    entry.state = std::move(state);
    entry.source = "zeitung.txt";
    entry.duration_ms = 271'000;
    return entry;
}

Status playing() {
    Status status;
    status.state = "playing";
    status.entry = entry(1, "Köln baut");
    status.position_ms = 90'000;
    status.duration_ms = 271'000;
    status.size = 3;
    status.voice = "de";
    status.sentence_text = "Es beginnt heute.";
    status.sentence = Range{20, 37};
    status.word = Range{23, 30};
    return status;
}

json::object position(std::int64_t id, std::int64_t ms, Range sentence, Range word) {
    return {{"id", id},
            {"position_ms", ms},
            {"sentence", {{"begin", sentence.begin}, {"end", sentence.end}}},
            {"word", {{"begin", word.begin}, {"end", word.end}}}};
}

Shown article() {
    Shown shown;
    shown.entry = entry(1, "Köln baut");
    shown.entry.kicker = "Verkehr";
    shown.authors = "Ö. Müller";
    shown.date = "23. November";
    shown.blocks = {{"title", "Köln baut", {0, 9}},    {"paragraph", "Größe zählt. Für alle.", {11, 33}},
                    {"heading", "Was nun?", {35, 43}}, {"list_item", "eins", {45, 49}},
                    {"list_item", "zwei", {51, 55}},   {"quotation", "»Nein.«", {57, 64}}};
    return shown;
}

}  // namespace

TEST(Values, HoldNoEscapeSequences) {
    const auto status =
        parse_status(json::parse(R"({"state":"interrupted","reason":"\u001b[2J","entry":{"id":1,
        "number":1,"title":"\u001b]0;x\u0007","kicker":null,"source":"\u009b1m","language":"de","added_at":1,
        "state":"new","position_ms":0,"duration_ms":1,"exact":true,"last_heard_at":null,"text_revision":1},"position_ms":0,"duration_ms":1,"exact":true,
        "sentence":{"text":"a\u001bb","begin":0,"end":3},"word":null,"speed":100,"volume":100,"voice":"\u001b",
        "device":{"chosen":null,"in_use":"\u001b","description":"\u001b[2J"},
        "pitch":3,"repeat":"\u001ball","shuffle":true,"finished":"kept","sleep":{"ms":61000},"warnings":["\u001b[2Jdisk full"],
        "size":1,"revision":1})"));
    const auto text =
        status_text(status, wide) + status_line(status, wide) + list_text({*status.entry}, status, wide);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\x07'), std::string::npos);
    EXPECT_EQ(text.find("\u009b"), std::string::npos);
    EXPECT_EQ(status.sentence_text, "a\uFFFDb") << "places in the text stay right";
}

TEST(StatusLine, CutsTheTitleRatherThanTheTime) {
    EXPECT_EQ(status_line(playing(), pipe_end), "playing · Köln baut · 1:30 / 4:31\n");
    auto status = playing();
    status.entry->title = "Köln baut eine sehr lange Brücke über den Rhein";
    EXPECT_EQ(status_line(status, narrow), "playing · Köln baut eine… · 1:30 / 4:31\n");
}

TEST(StatusText, ShowsWhatIsReadAndHow) {
    EXPECT_EQ(status_text(playing(), wide),
              "▶ Köln baut\n"
              "  playing · 1:30 / 4:31 · 3:01 left · 1 of 3\n"
              "  Es beginnt heute.\n"
              "  speed 1× · volume 100 % · voice de\n");
    auto fast = playing();
    fast.speed = 200;
    EXPECT_NE(status_text(fast, wide).find("1:30 / 4:31 · 1:30 left"), std::string::npos)
        << "places are at speed 1, what is left is at the listener's";
    Status nothing;
    nothing.state = "stopped";
    EXPECT_EQ(status_text(nothing, wide).substr(0, 29), "stopped · the list is empty;");
}

TEST(StatusText, SaysWhereItPlays) {
    auto status = playing();
    status.output = "Telefon";
    EXPECT_EQ(status_line(status, pipe_end), "playing · on “Telefon” · Köln baut · 1:30 / 4:31\n");
    EXPECT_NE(status_text(status, wide).find("  playing · on “Telefon” · 1:30 / 4:31 · 3:01 left"),
              std::string::npos);
    View view;
    view.apply(playing(), 0);
    view.news(0);
    view.apply(status, 100);
    EXPECT_EQ(view.news(100), "playing · on “Telefon” · Köln baut · 1:30 / 4:31\n");
    const json::value outputs{{"outputs",
                               {{{"name", "loudspeaker"},
                                 {"kind", "loudspeaker"},
                                 {"present", true},
                                 {"active", false},
                                 {"here", false}},
                                {{"name", "Tele\u001b[2Jfon"},
                                 {"kind", "client"},
                                 {"present", false},
                                 {"active", true},
                                 {"here", false}}}}};
    EXPECT_EQ(outputs_text(outputs, wide),
              "   loudspeaker\n"
              "▶  Tele�[2Jfon  out of reach\n");
    EXPECT_EQ(outputs_text(outputs, spoken).find("▶"), std::string::npos);
}

TEST(List, MarksTheCurrentAndTheHeard) {
    auto started = entry(3, "Drittens", "started");
    started.position_ms = 5'000;
    started.exact = false;
    EXPECT_EQ(list_text({entry(1, "Köln baut"), entry(2, "Zweitens", "heard"), started}, playing(), pipe_end),
              "1  ▶  Köln baut        1:30 / 4:31  zeitung.txt\n"
              "2  ✓  Zweitens                4:31  zeitung.txt\n"
              "3     Drittens   about 0:05 / 4:31  zeitung.txt\n");
}

TEST(List, FitsTheTerminal) {
    const auto text = list_text(
        {entry(1, "Köln baut eine sehr lange Brücke"), entry(2, "東京の新しい駅が開業")}, playing(), narrow);
    EXPECT_EQ(text,
              "1  ▶  Köln baut…   1:30 / 4:31  zeitung…\n"
              "2     東京の新し…         4:31  zeitung…\n"
              "2 articles, 7:32 left\n")
        << text;
}

// 3:01 of the first, which is being read, and 4:31 of the second.
TEST(List, SaysHowLongWhatIsLeftTakesAtTheSpeedThereIs) {
    auto status = playing();
    const auto footer = [&](const std::vector<Entry>& entries) {
        const auto text = list_text(entries, status, wide);
        return text.substr(text.rfind('\n', text.size() - 2) + 1);
    };
    status.speed = 200;
    EXPECT_EQ(footer({entry(1, "Köln baut"), entry(2, "Zweitens")}), "2 articles, 3:46 left\n");
    status.speed = 50;
    EXPECT_EQ(footer({entry(1, "Köln baut"), entry(2, "Zweitens", "heard")}), "2 articles, 6:02 left\n");
    status.state = "stopped";
    status.position_ms = 0;
    EXPECT_EQ(footer({entry(1, "Köln baut", "heard"), entry(2, "Zweitens", "heard")}),
              "2 articles, 0:00 left\n")
        << "the last one that was heard is no longer to be heard";
}

TEST(Show, SaysWhenAnArticleWasPublishedAsOtherDatesAreSaid) {
    Shown shown;
    shown.entry = entry(1, "Köln baut");
    shown.date = "2023-01-23";
    shown.blocks = {{"title", "Köln baut", {0, 9}}};
    EXPECT_EQ(shown_text(shown, pipe_end), "Köln baut\nzeitung.txt · 2023-01-23\n");
}

TEST(History, TellsWhenAndHowFar) {
    Entry part;
    part.id = 7;
    part.number = 1;
    part.title = "Köln baut";
    part.state = "started";
    part.position_ms = 90'000;
    part.duration_ms = 271'000;
    part.last_heard_at = 1'700'000'000;
    Entry whole = part;
    whole.id = 12;
    whole.number = 0;
    whole.state = "heard";
    whole.position_ms = 0;
    const auto text = history_text({part, whole}, pipe_end);
    EXPECT_NE(text.find("1:30 / 4:31"), std::string::npos) << text;
    EXPECT_NE(text.find("2023-11-1"), std::string::npos) << text;
    EXPECT_NE(text.find("–"), std::string::npos) << "one has left the list";
    EXPECT_EQ(history_text({}, pipe_end), "nothing was heard yet\n");
}

TEST(Printing, AHitHasItsSentenceInWhichTheMatchesAreSetOff) {
    FoundHits found;
    Hit hit;
    hit.entry.title = "Titel";
    hit.entry.number = 3;
    hit.entry.source = "taz.de";
    hit.where = "list";
    hit.sentence = "Über die Häuser wird geredet.";
    hit.begin = 100;
    hit.matches = {{109, 115}};
    found.hits = {hit};
    const auto text = hits_text(found, pipe_end);
    EXPECT_NE(text.find("1  Titel · number 3"), std::string::npos) << text;
    EXPECT_NE(text.find("\n   Über die Häuser wird geredet.\n"), std::string::npos) << text;
    Terminal terminal = pipe_end;
    terminal.width = 40, terminal.height = 20, terminal.live = true, terminal.colour = true;
    const auto shown = hits_text(found, terminal);
    EXPECT_NE(shown.find("Über die \x1b["), std::string::npos) << shown;
    EXPECT_NE(shown.find("mHäuser\x1b["), std::string::npos) << shown;
    EXPECT_EQ(hits_text({}, pipe_end), "nothing was found\n");
}

TEST(Printing, AFoundMarkHasItsNoteAndOutlivesItsArticle) {
    Hit hit;
    hit.where = "mark";
    hit.mark =
        Mark{.id = 7, .note = "Nachlesen", .title = "Titel", .source = "taz.de", .made_at = 1700000000};
    hit.sentence = "Über die Häuser wird geredet.";
    FoundHits found;
    found.hits = {hit};
    const auto text = hits_text(found, pipe_end);
    EXPECT_NE(text.find("1  Titel · mark 7 · 2023-11-1"), std::string::npos) << text;
    EXPECT_NE(text.find("taz.de\n   Über die Häuser wird geredet.\n   "), std::string::npos) << text;
    EXPECT_NE(text.find("Nachlesen\n"), std::string::npos) << text;
}

TEST(Settings, AreShownWhereTheyAreNotAsUsual) {
    Status status = playing();
    EXPECT_EQ(status_text(status, wide).find("repeat"), std::string::npos);
    status.repeat = "all";
    status.shuffle = true;
    status.pitch = -5;
    status.sleep_ms = 61'000;
    const auto text = status_text(status, pipe_end);
    for (const auto* part : {"repeat all", "shuffle", "pitch -5", "pauses in 1 min 1 s"})
        EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
}

TEST(Warnings, AreShownWithTheStatus) {
    Status status = playing();
    status.warnings = {"The disk is full."};
    EXPECT_NE(status_text(status, wide).find("\n! The disk is full.\n"), std::string::npos);
}

TEST(Added, SaysWhatBecameOfTheFile) {
    json::object result{{"entry",
                         {{"id", 3},
                          {"number", 3},
                          {"title", "Köln baut"},
                          {"position_ms", 0},
                          {"duration_ms", 271'000},
                          {"exact", false},
                          {"last_heard_at", nullptr},
                          {"text_revision", 1}}},
                        {"duplicate", false},
                        {"blocks", 12},
                        {"dropped", 31},
                        {"only_the_beginning", false}};
    EXPECT_EQ(added_line(result),
              "queued as 3: Köln baut · 12 paragraphs, about 4:31 · left out: 31 lines\n");
    result["blocks"] = result["dropped"] = 1;
    EXPECT_EQ(added_line(result), "queued as 3: Köln baut · 1 paragraph, about 4:31 · left out: 1 line\n");
    result["dropped"] = 0;
    EXPECT_EQ(added_line(result), "queued as 3: Köln baut · 1 paragraph, about 4:31\n");
    result["duplicate"] = true;
    EXPECT_EQ(added_line(result), "already queued as 3: Köln baut · about 4:31\n");
}

TEST(Show, SetsTheArticle) {
    EXPECT_EQ(shown_text(article(), Terminal{.width = 16, .live = true, .colour = false}),
              "Verkehr\n"
              "Köln baut\n"
              "Ö. Müller ·\n"
              "zeitung.txt ·\n"
              "23. November\n"
              "\n"
              "Größe zählt. Für\n"
              "alle.\n"
              "\n"
              "Was nun?\n"
              "\n"
              "• eins\n"
              "• zwei\n"
              "\n"
              "  »Nein.«\n");
}

TEST(Show, IsBoldOnlyInColour) {
    auto colour = wide;
    colour.colour = true;
    EXPECT_NE(shown_text(article(), colour).find("\x1b[1mWas nun?\x1b[0m\n"), std::string::npos);
    EXPECT_EQ(shown_text(article(), wide).find('\x1b'), std::string::npos);
}

TEST(View, CutsSentencesFromTheArticle) {
    View view;
    view.apply(playing(), 0);
    EXPECT_EQ(view.sentence(), "Es beginnt heute.") << "as the status says, until there is news";
    EXPECT_EQ(view.wanted_text(), 10);
    view.apply_position(position(10, 91'000, {11, 23}, {11, 16}), 0);
    EXPECT_EQ(view.sentence(), "") << "not known yet";
    view.apply_text(article());
    EXPECT_EQ(view.wanted_text(), std::nullopt);
    EXPECT_EQ(view.sentence(), "Größe zählt.");
    view.apply_position(position(10, 92'000, {24, 33}, {24, 27}), 0);
    EXPECT_EQ(view.sentence(), "Für alle.");
    view.apply_position(position(10, 93'000, {30, 999}, {24, 27}), 0);
    EXPECT_EQ(view.sentence(), "le.") << "a place beyond the end is cut";
}

TEST(View, IgnoresPositionsOfAnotherArticle) {
    View view;
    view.apply(playing(), 0);
    view.apply_position(position(99, 5, {11, 23}, {11, 16}), 0);
    EXPECT_EQ(view.status().position_ms, 90'000);
}

TEST(View, MovesOnBetweenEventsOnlyWhilePlaying) {
    View view;
    auto status = playing();
    status.speed = 200;
    view.apply(status, 1'000);
    EXPECT_EQ(view.position(1'000), 90'000);
    EXPECT_EQ(view.position(1'500), 91'000);
    EXPECT_EQ(view.position(60'000), 96'000) << "after a few seconds without news it stands still";
    status.position_ms = 270'500;
    view.apply(status, 1'000);
    EXPECT_EQ(view.position(2'000), 271'000) << "never past the end";
    status.state = "paused";
    view.apply(status, 1'000);
    EXPECT_EQ(view.position(9'000), 270'500);
}

TEST(View, CountsTheSleepTimerDownAndItsKeyGoesRound) {
    constexpr std::int64_t minute = 60'000;
    View view;
    auto status = playing();
    const auto next = [&] {
        view.apply(status, 0);
        return json::serialize(next_sleep(view.sleep_left(1'000), view.status().sleep_at_end));
    };
    const auto after = [](std::int64_t minutes) {
        return json::serialize(json::object{{"after_ms", minutes * minute}});
    };
    EXPECT_EQ(next(), after(15));
    status.sleep_ms = 15 * minute;
    EXPECT_EQ(next(), after(30)) << "a moment after it was set";
    EXPECT_EQ(view.sleep_left(minute), 14 * minute);
    EXPECT_EQ(view.sleep_left(99 * minute), 0);
    status.sleep_ms = 20 * minute;
    EXPECT_EQ(next(), after(60)) << "one that was set otherwise";
    status.sleep_ms = 60 * minute;
    EXPECT_EQ(next(), R"({"at_end":true})");
    status.sleep_ms = 300 * minute;
    EXPECT_EQ(next(), R"({"at_end":true})");
    status.sleep_ms.reset();
    status.sleep_at_end = true;
    EXPECT_EQ(next(), R"({"off":true})");
}

TEST(View, TellsAPipeWhatChangedAndNothingTwice) {
    View view;
    view.apply(playing(), 0);
    EXPECT_EQ(view.news(0), "playing · Köln baut · 1:30 / 4:31\n   1:30  Es beginnt heute.\n");
    EXPECT_EQ(view.news(1'000), "");
    view.apply_text(article());
    view.apply_position(position(10, 95'000, {11, 23}, {11, 16}), 1'000);
    EXPECT_EQ(view.news(1'000), "   1:35  Größe zählt.\n");
    view.apply_position(position(10, 95'500, {11, 23}, {17, 23}), 1'500);
    EXPECT_EQ(view.news(1'500), "") << "another word of the same sentence";
    auto status = view.status();
    status.state = "interrupted";
    status.reason = "the sound device has gone away";
    view.apply(status, 2'000);
    EXPECT_EQ(view.news(2'000), "interrupted: the sound device has gone away · Köln baut · 1:35 / 4:31\n");
}

// With --plain everything is words, line by line: nothing is lost on a screen reader.
TEST(Plain, SignsAreWords) {
    auto status = playing();
    const std::vector<Entry> entries{entry(1, "Köln baut", "started"), entry(2, "Gehört", "heard"),
                                     entry(3, "Neu")};
    EXPECT_EQ(list_text(entries, status, spoken),
              "1  playing  Köln baut  1:30 / 4:31  zeitung.txt\n"
              "2  heard    Gehört            4:31  zeitung.txt\n"
              "3           Neu               4:31  zeitung.txt\n"
              "3 articles, 7:32 left\n");
    EXPECT_EQ(status_text(status, spoken).substr(0, 11), "Köln baut\n");
    auto gone = entry(0, "Alt", "heard");
    gone.id = 7;
    EXPECT_NE(history_text({gone}, spoken).find("no longer in the list"), std::string::npos);
}

TEST(Plain, WatchingTellsWhatAKeyChanged) {
    View view;
    view.apply(playing(), 0);
    view.news(0);
    auto louder = playing();
    louder.volume = 105;
    view.apply(louder, 0);
    EXPECT_EQ(view.news(0), "speed 1× · volume 105 %\n");
    EXPECT_EQ(view.news(0), "");
}

TEST(Plain, WatchingTellsWhatTheOtherKeysChanged) {
    View view;
    auto status = playing();
    view.apply(status, 0);
    view.news(0);
    status.repeat = "all";
    view.apply(status, 0);
    EXPECT_EQ(view.news(0), "repeat all · shuffle off\n");
    status.sleep_ms = 900'000;
    view.apply(status, 0);
    EXPECT_EQ(view.news(0), "pauses in 15 min\n");
    status.sleep_ms = 890'000;
    view.apply(status, 10'000);
    EXPECT_EQ(view.news(10'000), "") << "only time went by";
    status.sleep_ms.reset();
    view.apply(status, 10'000);
    EXPECT_EQ(view.news(10'000), "no sleep timer\n");
    view.apply_notice("this is the last article of the playlist", 0);
    EXPECT_EQ(view.news(0), "! this is the last article of the playlist\n");
    EXPECT_EQ(view.news(0), "");
}

TEST(Plain, WatchingTellsWhenTheDaemonEndsAndIsBack) {
    View view;
    view.apply(playing(), 0);
    view.news(0);
    view.apply_end(false);
    EXPECT_EQ(view.news(0), "the daemon has ended; waiting until it is back\n");
    EXPECT_EQ(view.news(9'000), "");
    auto status = playing();
    status.state = "paused";
    view.apply(status, 9'000);
    EXPECT_EQ(view.news(9'000), "paused · Köln baut · 1:30 / 4:31\n");
}

TEST(Plain, WatchingTellsWhenTheListIsNoLongerEmpty) {
    View view;
    Status status;
    status.state = "stopped";
    view.apply(status, 0);
    EXPECT_EQ(view.news(0), "stopped · the list is empty; queue an article with: vorleser add FILE\n");
    status.size = 1;
    status.next_title = "Köln baut";
    view.apply(status, 0);
    EXPECT_EQ(view.news(0), "stopped · next: Köln baut\n");
}
