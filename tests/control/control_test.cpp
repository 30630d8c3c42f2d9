// The door on the socket: every method in every state, and everything a client may do wrong.
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

// A daemon that plays into a sound file; or, for `interrupted`, onto a device that does not exist.
class Control : public testing::Test {
 protected:
    explicit Control(const std::string& device = "")
        : daemon({}, {"--device", device.empty() ? sound_file() : device}) {}

    std::string sound_file() const { return "file:" + (files.path() / "heard.wav").string(); }
    std::int64_t add(RpcClient& client, const std::string& title) {
        const auto added = client.call("add", {{"text", title + "\n\n" + long_text(title)}, {"as", "text"}});
        return added.at("entry").at("id").to_number<std::int64_t>();
    }
    static std::string long_text(const std::string& title) {
        std::string text;
        for (int i = 0; i < 40; ++i)
            text += "Das ist der Satz Nummer " + std::to_string(i) + " von " + title + ". ";
        return text;
    }
    static std::string state(RpcClient& client) {
        return std::string(client.call("status").at("state").as_string());
    }
    // Nothing a client did may have hurt the others or the list.
    void expect_unharmed(std::int64_t size) {
        RpcClient other = daemon.connect();
        EXPECT_EQ(other.call("list").at("total"), size) << daemon.log();
    }

    TemporaryDirectory files;
    RunningDaemon daemon;
    RpcClient client = daemon.connect();
};

class Interrupted : public Control {
 protected:
    Interrupted() : Control("no-such-device") {}
};

constexpr int ok = 0, conflict = -32003, not_found = -32001, invalid = -32602;

struct Expectation {
    const char* method;
    json::object params;
    int stopped_empty, stopped, paused, playing;  // error codes
    const char* afterwards;  // the state when it was played or paused before; "" as before
};

const std::vector<Expectation> expectations = {
    {"status", {}, ok, ok, ok, ok, ""},
    {"list", {}, ok, ok, ok, ok, ""},
    {"list", {{"offset", 1}, {"limit", 1}}, ok, ok, ok, ok, ""},
    {"list", {{"offset", -1}}, invalid, invalid, invalid, invalid, ""},
    {"list", {{"unheard", true}}, ok, ok, ok, ok, ""},
    {"changes", {{"since", 0}}, ok, ok, ok, ok, ""},
    {"play", {}, conflict, ok, ok, ok, "playing"},
    {"play", {{"number", 2}}, not_found, ok, ok, ok, "playing"},
    {"play", {{"number", 9}}, not_found, not_found, not_found, not_found, ""},
    {"play", {{"id", 999}}, not_found, not_found, not_found, not_found, ""},
    {"play", {{"id", 1}, {"number", 1}}, invalid, invalid, invalid, invalid, ""},
    {"pause", {}, conflict, conflict, ok, ok, "paused"},
    {"resume", {}, conflict, ok, ok, ok, "playing"},
    {"stop", {}, ok, ok, ok, ok, "stopped"},
    {"next", {}, conflict, conflict, ok, ok, ""},
    {"previous", {}, conflict, conflict, ok, ok, ""},
    {"seek", {{"to_ms", 1000}}, conflict, conflict, ok, ok, ""},
    {"seek", {{"by_ms", -1000}}, conflict, conflict, ok, ok, ""},
    {"seek", {{"percent", 50}}, conflict, conflict, ok, ok, ""},
    {"seek", {{"percent", 101}}, invalid, invalid, invalid, invalid, ""},
    {"seek", {{"to_ms", -1}}, invalid, invalid, invalid, invalid, ""},
    {"seek", {{"to_ms", 1}, {"percent", 1}}, invalid, invalid, invalid, invalid, ""},
    {"seek", {}, invalid, invalid, invalid, invalid, ""},
    {"seek", {{"to_ms", 9'000'000'000'000'000'000}}, conflict, conflict, ok, ok, ""},
    {"speed", {{"percent", 150}}, ok, ok, ok, ok, ""},
    {"speed", {{"percent", 49}}, invalid, invalid, invalid, invalid, ""},
    {"speed", {{"by", 10}}, ok, ok, ok, ok, ""},
    {"speed", {{"by", -9'000'000'000'000'000'000}}, ok, ok, ok, ok, ""},
    {"speed", {{"by", 10}, {"percent", 150}}, invalid, invalid, invalid, invalid, ""},
    {"volume", {{"by", -5}}, ok, ok, ok, ok, ""},
    {"volume", {{"percent", 30}}, ok, ok, ok, ok, ""},
    {"volume", {{"percent", 101}}, invalid, invalid, invalid, invalid, ""},
    {"voice", {{"name", "jonas"}}, ok, ok, ok, ok, ""},
    {"voice", {{"name", "niemand"}}, not_found, not_found, not_found, not_found, ""},
    {"voices", {}, ok, ok, ok, ok, ""},
    {"sample", {{"name", "niemand"}}, not_found, not_found, not_found, not_found, ""},
    {"pronounce", {{"text", "Cloud"}, {"silent", true}}, ok, ok, ok, ok, ""},
    {"pronounce", {{"text", "…"}}, invalid, invalid, invalid, invalid, ""},
    {"lexicon", {}, ok, ok, ok, ok, ""},
    {"lexicon", {{"word", "cloud"}, {"sound", "[[a]]"}}, invalid, invalid, invalid, invalid, ""},
    {"lexicon", {{"word", "cloud"}, {"remove", true}}, not_found, not_found, not_found, not_found, ""},
    {"show", {{"number", 1}}, not_found, ok, ok, ok, ""},
    {"show", {}, conflict, conflict, ok, ok, ""},
    {"move", {{"number", 1}, {"to", 2}}, not_found, ok, ok, ok, ""},
    {"move", {{"number", 1}}, invalid, invalid, invalid, invalid, ""},
    {"remove", {{"number", 2}}, not_found, ok, ok, ok, ""},
    {"remove", {}, invalid, invalid, invalid, invalid, ""},
    {"subscribe", {{"events", {"state"}}}, ok, ok, ok, ok, ""},
    {"subscribe", {{"events", {"nonsense"}}}, invalid, invalid, invalid, invalid, ""},
    {"clear", {{"heard", true}}, ok, ok, ok, ok, ""},
    {"clear", {}, ok, ok, ok, ok, "stopped"},
    {"nonsense", {}, -32601, -32601, -32601, -32601, ""},
    {"status", {{"unknown", 1}}, invalid, invalid, invalid, invalid, ""},
};

// Bytes travel as they are; what they are is decided where they are read.
TEST_F(Control, AddTakesBytesOfAnyEncoding) {
    const auto title_of = [&](json::object params) {
        return std::string(client.call("add", std::move(params)).at("entry").at("title").as_string());
    };
    EXPECT_EQ(title_of({{"bytes", "S/Zsbg=="}}), "Köln") << "Windows-1252";
    EXPECT_EQ(title_of({{"bytes", "SfZsbg"}, {"encoding", "iso-8859-2"}}), "Iöln") << "without padding";
    EXPECT_EQ(title_of({{"bytes", "sQ=="}, {"encoding", "ISO-8859-2"}}), "ą");
    EXPECT_EQ(title_of({{"bytes", "TPxiZWNr"}, {"encoding", "klingon"}}), "Lübeck") << "who knows";
    EXPECT_EQ(title_of({{"text", "<meta charset=iso-8859-2> Zürich"}, {"as", "text"}}),
              "<meta charset=iso-8859-2> Zürich")
        << "text is UTF-8, whatever it says";
    EXPECT_EQ(client.error_code("add", {{"bytes", "H4sIAAAAAAAAAw=="}}), -32002) << "gzip";
}

TEST_F(Control, OverlongNamesAreCutWhereTheyComeIn) {
    const auto letters = [](int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += "ä";
        return text;
    };
    const auto entry = client
                           .call("add", {{"title", "x" + letters(3000)},
                                         {"source", letters(1001)},
                                         {"url", "https://x/" + letters(3000)},
                                         {"text", "Ein Satz."},
                                         {"as", "text"}})
                           .at("entry");
    EXPECT_EQ(entry.at("title").as_string(), "x" + letters(998) + "…") << "2,000 bytes";
    EXPECT_EQ(entry.at("source").as_string(), letters(998) + "…") << "no half letter";
    EXPECT_EQ(entry.at("url").as_string(), "https://x/" + letters(993) + "…");
    const auto shown = client.call("show", {{"number", 1}});
    EXPECT_EQ(shown.at("blocks").at(0).at("text"), entry.at("title")) << "and so it is stored and read aloud";
    EXPECT_EQ(client.call("status").at("next").at("title"), entry.at("title"));
    // Those that a page gives itself, too.
    const auto found = client
                           .call("add", {{"text", "# " + letters(3000) + "\n\nEin Satz, der lang genug ist."},
                                         {"as", "markdown"}})
                           .at("entry");
    EXPECT_EQ(found.at("title").as_string(), letters(998) + "…");
}

// One word is an article, too.
TEST_F(Control, AddCountsWhatIsHeard) {
    const auto added = client.call("add", {{"text", "Hallo"}});
    EXPECT_EQ(added.at("blocks"), 1);
    EXPECT_GT(added.at("entry").at("duration_ms").as_int64(), 0);
}

TEST_F(Control, EveryMethodInEveryState) {
    for (const auto& each : expectations)
        for (int state_before = 0; state_before < 4; ++state_before) {
            client.call("clear");
            client.call("stop");
            if (state_before > 0) {
                add(client, "Eins");
                add(client, "Zwei");
                add(client, "Drei");
            }
            if (state_before > 1) client.call("play");
            if (state_before == 2) client.call("pause");
            const int codes[] = {each.stopped_empty, each.stopped, each.paused, each.playing};
            const json::object answer = client.call_raw(each.method, each.params);
            const std::string what = std::string(each.method) + " " + json::serialize(each.params) +
                                     " in state " + std::to_string(state_before) + ": " +
                                     json::serialize(answer);
            const auto code = answer.contains("error") ? answer.at("error").at("code").as_int64() : 0;
            EXPECT_EQ(code, codes[state_before]) << what;
            if (code != 0) {
                EXPECT_GT(answer.at("error").at("message").as_string().size(), 10u) << what;
                EXPECT_TRUE(answer.at("error").at("data").at("kind").is_string()) << what;
            }
            const std::string before = state_before == 2   ? "paused"
                                       : state_before == 3 ? "playing"
                                                           : "stopped";
            if (state_before > 1) {
                const std::string expected = code == 0 && *each.afterwards ? each.afterwards : before;
                EXPECT_EQ(state(client), expected) << what;
            }
        }
}

TEST_F(Interrupted, SaysWhyAndLosesNothing) {
    add(client, "Eins");
    client.call("play");
    ASSERT_TRUE(eventually([&] { return state(client) == "interrupted"; }));
    EXPECT_FALSE(client.call("status").at("reason").as_string().empty());
    client.call("seek", {{"to_ms", 5000}});
    EXPECT_EQ(state(client), "interrupted");
    client.call("pause");
    EXPECT_EQ(state(client), "paused");
    EXPECT_TRUE(client.call("status").at("reason").is_null());
    EXPECT_NEAR(static_cast<double>(client.call("status").at("position_ms").as_int64()), 5000, 50);
    client.call("stop");
    EXPECT_EQ(state(client), "stopped");
    EXPECT_NEAR(static_cast<double>(client.call("status").at("position_ms").as_int64()), 5000, 50);
}

TEST_F(Interrupted, ShowsHowAWordIsPronouncedAndWhyItWasNotHeard) {
    const auto said = client.call("pronounce", {{"text", "Flughafen"}});
    EXPECT_EQ(said.at("ipa"), "flˈuːkhˌɑːfən");
    EXPECT_TRUE(said.at("unheard").is_string());
    EXPECT_EQ(state(client), "stopped");
}

// Paused it stays at the very place, playing it goes on by itself.
TEST_F(Control, SaysAWordInBetween) {
    add(client, "Eins");
    client.call("play");
    ASSERT_TRUE(eventually([&] { return client.call("status").at("position_ms").as_int64() > 300; }));
    client.call("pause");
    client.call("pause");  // at rest
    const auto place = client.call("status").at("position_ms").as_int64();
    EXPECT_TRUE(client.call("pronounce", {{"text", "Cloud"}}).at("unheard").is_null()) << daemon.log();
    EXPECT_EQ(state(client), "paused");
    EXPECT_NEAR(static_cast<double>(client.call("status").at("position_ms").as_int64()),
                static_cast<double>(place), 100);
    client.call("play");
    EXPECT_TRUE(client.call("sample", {{"name", "anna"}}).at("state") == "playing");
    const auto after = client.call("status").at("position_ms").as_int64();
    EXPECT_TRUE(eventually([&] { return client.call("status").at("position_ms").as_int64() > after; }));
}

TEST_F(Control, CorrectsAWordForGood) {
    const auto ipa = [&](RpcClient& asked) {
        return std::string(
            asked.call("pronounce", {{"text", "Merz"}, {"silent", true}}).at("ipa").as_string());
    };
    const std::string before = ipa(client);
    const auto answer = client.call("lexicon", {{"word", "Merz"}, {"sound", "Wolke"}});
    EXPECT_EQ(ipa(client), "vˈɔlkə");
    EXPECT_NE(read_file(std::string(answer.at("file").as_string())).find("merz = \"Wolke\""),
              std::string::npos);
    daemon.restart();
    RpcClient again = daemon.connect();
    EXPECT_EQ(ipa(again), "vˈɔlkə");
    again.call("lexicon", {{"word", "merz"}, {"remove", true}});
    EXPECT_EQ(ipa(again), before);
}

// What a phone heard without a network counts where nobody listened here meanwhile; clocks have no say in it.
TEST_F(Control, WhereAnEntryWasHeardToElsewhereIsTakenUnlessItWasHeardHereSince) {
    const auto first = add(client, "Eins"), second = add(client, "Zwei"), third = add(client, "Drei");
    const auto revision = client.call("list").at("revision").as_int64();
    const auto place = [&](std::int64_t id, std::int64_t since) -> json::object {
        return {{"id", id}, {"code_point", 6}, {"position_ms", 700}, {"revision", since}};
    };
    client.call("place", place(second, revision));
    json::object changed;
    const auto answer = client.call("changes", {{"since", revision}});
    const auto& changed_since = answer.at("changes").as_array();
    for (const auto& change : changed_since)
        if (change.at("entry").at("id") == second) changed = change.at("place").as_object();
    EXPECT_EQ(changed["code_point"], 6);
    EXPECT_EQ(changed["cause"], "listened");
    // Once more from the same revision: it is another's by now.
    EXPECT_EQ(client.error_code("place", place(second, revision)), -32003);

    // The current one, paused: play goes on there.
    client.call("play", {{"id", first}});
    client.call("pause");
    const auto now = client.call("list").at("revision").as_int64();
    client.call("place", place(first, now));
    const auto there = client.call("status");
    EXPECT_EQ(there.at("word").at("begin"), 6);
    EXPECT_EQ(there.at("state"), "paused");

    // Heard to its end, and what is being played stays where it is.
    client.call("place", {{"id", second},
                          {"code_point", 0},
                          {"heard", true},
                          {"revision", client.call("list").at("revision")}});
    EXPECT_EQ(client.call("list").at("entries").at(1).at("state"), "heard");
    client.call("place", {{"id", first},
                          {"code_point", 0},
                          {"heard", true},
                          {"revision", client.call("list").at("revision")}});
    EXPECT_EQ(client.call("list").at("entries").at(0).at("state"), "heard");
    EXPECT_EQ(client.call("status").at("entry").at("id"), third) << "what follows the one that was current";
    EXPECT_EQ(state(client), "paused");
    client.call("resume");
    EXPECT_EQ(client.error_code("place", place(third, client.call("list").at("revision").as_int64())),
              -32003);
    EXPECT_EQ(client.error_code("place", {{"id", first}, {"code_point", -1}, {"revision", now}}), -32602);
}

TEST_F(Control, SubscribersLearnWhatChangesAndOnlyWhatTheyAskedFor) {
    RpcClient all = daemon.connect(), lists = daemon.connect();
    all.call("subscribe");
    lists.call("subscribe", {{"events", {"playlist"}}});
    add(client, "Eins");
    EXPECT_EQ(lists.event().at("method"), "playlist");
    client.call("play");
    bool state_seen = false, position_seen = false;
    while (!state_seen || !position_seen) {
        const auto event = all.event();
        state_seen |= event.at("method") == "state" && event.at("params").at("state") == "playing";
        position_seen |=
            event.at("method") == "position" && event.at("params").at("position_ms").as_int64() > 0;
    }
    client.call("pause");
    for (auto event = all.event();
         event.at("method") != "state" || event.at("params").at("state") != "paused";)
        event = all.event();
    client.call("clear");
    for (auto event = lists.event(); event.at("params").at("size") != 0;) {
        EXPECT_EQ(event.at("method"), "playlist");
        event = lists.event();
    }
}

TEST_F(Control, SubscribersLearnThatSomebodyEndsTheDaemonAndOthersDoNot) {
    RpcClient all = daemon.connect(), lists = daemon.connect(), silent = daemon.connect();
    all.call("subscribe");
    lists.call("subscribe", {{"events", {"playlist"}}});
    silent.call("status");
    client.call("quit");
    for (RpcClient* each : {&all, &lists}) {
        json::object event = each->event();
        while (event.at("method") != "quit") event = each->event();
        EXPECT_EQ(event.at("params"), json::object());
        EXPECT_EQ(each->line(), std::nullopt) << "and nothing after it";
    }
    EXPECT_EQ(silent.line(), std::nullopt);
}

// As a list of what follows would have it, in every mode: what interrupted goes back, what was heard is left
// out.
TEST_F(Control, StatusSaysWhatComesNext) {
    const auto next = [&] {
        const auto value = client.call("status").at("next");
        return value.is_null() ? std::string() : json::value_to<std::string>(value.at("title"));
    };
    EXPECT_EQ(next(), "");
    add(client, "Eins");
    EXPECT_EQ(next(), "Eins") << "what play begins with";
    add(client, "Zwei");
    add(client, "Drei");
    client.call("play", {{"number", 1}});
    EXPECT_EQ(next(), "Zwei");
    client.call("move", {{"number", 3}, {"to", 2}});
    EXPECT_EQ(next(), "Drei");
    client.call("repeat", {{"mode", "one"}});
    EXPECT_EQ(next(), "Eins");
    client.call("repeat", {{"mode", "off"}});
    client.call("sleep", {{"at_end", true}});
    EXPECT_EQ(next(), "") << "it stops";
    client.call("sleep", {{"off", true}});
    client.call("play", {{"number", 3}});
    EXPECT_EQ(next(), "");
    client.call("repeat", {{"mode", "all"}});
    EXPECT_EQ(next(), "Eins");
}

TEST_F(Control, StepsGoAsFarAsTheyCan) {
    const auto after = [&](const char* method, std::int64_t by) {
        return client.call(method, {{"by", by}}).at(method).as_int64();
    };
    client.call("speed", {{"percent", 390}});
    EXPECT_EQ(after("speed", 25), 400);
    EXPECT_EQ(after("speed", -25), 375);
    EXPECT_EQ(after("speed", -9'000'000'000'000'000'000), 50);
    EXPECT_EQ(after("speed", 9'000'000'000'000'000'000), 400);
    client.call("volume", {{"percent", 3}});
    EXPECT_EQ(after("volume", -5), 0);
    EXPECT_EQ(after("volume", 5), 5);
}

// Once more than what it knows: each entry that is another, what of it, and how a place came about.
TEST_F(Control, TellsWhatChangedSinceARevision) {
    const auto first = add(client, "A"), second = add(client, "B");
    ASSERT_TRUE(eventually([&] {
        const auto list = client.call("list");
        return list.at("entries").at(0).at("exact").as_bool() &&
               list.at("entries").at(1).at("exact").as_bool();
    }));
    auto revision = client.call("status").at("revision");
    const auto news = [&] {
        const auto answer = client.call("changes", {{"since", revision}});
        EXPECT_FALSE(answer.at("whole").as_bool());
        revision = answer.at("revision");
        return answer.at("changes").as_array();
    };
    EXPECT_TRUE(news().empty());
    const auto moved = client.call("move", {{"id", second}, {"to", 1}});
    EXPECT_EQ(moved.at("revision").as_int64(), revision.as_int64() + 1);
    auto changed = news();
    ASSERT_EQ(changed.size(), 1u);
    EXPECT_EQ(changed.at(0).at("entry").at("id"), second);
    EXPECT_EQ(changed.at(0).at("what"), json::array{"moved"});
    EXPECT_EQ(changed.at(0).at("entry").at("uid").as_string().size(), 36u);
    EXPECT_TRUE(changed.at(0).at("place").is_null());

    client.call("play", {{"id", first}});
    client.call("pause");
    ASSERT_TRUE(eventually([&] { return client.call("status").at("word").is_object(); }));
    news();
    client.call("seek", {{"to_text", "Nummer 7"}});
    json::value place;
    ASSERT_TRUE(eventually([&] {
        const auto all = client.call("changes", {{"since", revision}}).at("changes").as_array();
        if (all.empty()) return false;
        place = all.at(0).at("place");
        return place.is_object() && place.at("code_point").as_int64() > 0;
    }));
    EXPECT_EQ(place.at("cause"), "jumped");
    EXPECT_GT(place.at("revision").as_int64(), revision.as_int64());
    EXPECT_EQ(place.at("device"), client.call("changes", {{"since", 0}}).at("device"));

    news();
    client.call("play");
    ASSERT_TRUE(eventually([&] {
        return client.call("status").at("word").at("begin").as_int64() >
               place.at("code_point").as_int64() + 50;
    }));
    client.call("pause");
    changed = news();
    ASSERT_EQ(changed.size(), 1u);
    EXPECT_EQ(changed.at(0).at("what"), json::array{"place"});
    EXPECT_EQ(changed.at(0).at("place").at("cause"), "listened");
    EXPECT_EQ(changed.at(0).at("place").at("from"), place.at("revision"));
    const double fraction = changed.at(0).at("place").at("fraction").as_double();
    EXPECT_TRUE(fraction >= 0 && fraction < 1) << fraction;
}

// A text has a number of its own, which other changes leave as it is.
TEST_F(Control, ATextsRevisionRisesWithEveryEdit) {
    const auto id = add(client, "A");
    const auto of_text = [&] { return client.call("show", {{"id", id}}).at("entry").at("text_revision"); };
    const auto uid = client.call("show", {{"id", id}}).at("entry").at("uid");
    EXPECT_EQ(of_text(), 1);
    client.call("edit", {{"id", id}, {"text", "# A\n\nEin anderer Text. Er ist kurz.\n"}});
    EXPECT_EQ(of_text(), 2);
    client.call("move", {{"id", id}, {"to", 1}});
    EXPECT_EQ(of_text(), 2);
    EXPECT_EQ(client.call("show", {{"id", id}}).at("entry").at("uid"), uid);
}

TEST_F(Control, MoveSaysWhereItWent) {
    for (const char* title : {"Eins", "Zwei", "Drei"}) add(client, title);
    EXPECT_EQ(client.call("move", {{"number", 1}, {"to", 99}}).at("number"), 3);
    EXPECT_EQ(client.call("move", {{"number", 2}, {"to", -7}}).at("number"), 1);
    EXPECT_EQ(client.call("move", {{"number", 2}, {"to", 2}}).at("number"), 2);
}

// Heard is what was heard to its end, but for what is being read again.
TEST_F(Control, WhatWasHeardIsToldFromWhatWasNot) {
    for (const char* title : {"Eins", "Zwei", "Drei"}) add(client, title);
    const auto unheard = [&](json::object params = {}) {
        params["unheard"] = true;
        const auto list = client.call("list", params);
        std::string numbers = std::to_string(list.at("total").as_int64()) + ":";
        const auto& entries = list.at("entries").as_array();
        for (const auto& entry : entries) numbers += " " + std::to_string(entry.at("number").as_int64());
        return numbers;
    };
    EXPECT_EQ(unheard(), "3: 1 2 3");
    client.call("sleep", {{"at_end", true}});
    client.call("play", {{"number", 2}});
    client.call("seek", {{"percent", 100}});
    ASSERT_TRUE(eventually([&] { return state(client) == "stopped"; }));
    EXPECT_EQ(unheard(), "2: 1 3");
    EXPECT_EQ(unheard({{"offset", 1}}), "2: 3");
    EXPECT_EQ(unheard({{"limit", 1}}), "2: 1");
    client.call("play", {{"number", 2}});
    EXPECT_EQ(unheard(), "3: 1 2 3") << "it is being read again";
    EXPECT_EQ(client.call("clear", {{"heard", true}}).at("removed"), 0);
    client.call("stop");
    EXPECT_EQ(client.call("clear", {{"heard", true}}).at("removed"), 1);
    EXPECT_EQ(unheard(), "2: 1 2");
    EXPECT_EQ(client.call("undo").at("ids").as_array().size(), 1u);
    EXPECT_EQ(unheard(), "2: 1 3") << "back where it was";
    EXPECT_EQ(client.call("clear").at("removed"), 3);
}

TEST_F(Control, TheListsAreNarrowedToASource) {
    const auto from = [&](const std::string& title, json::object params) {
        params["text"] = title + "\n\nDas war " + title + ".";
        params["as"] = "text";
        client.call("add", params);
    };
    from("Eins",
         {{"source", "Die Tageszeitung"}, {"url", "https://www.TAZ.de/eins?von=spiegel"}, {"to", "both"}});
    from("Zwei", {{"source", "DER SPIEGEL"}});
    from("Drei", {{"url", "https://taz.de/drei"}});
    from("Vier", {{"url", "https://xn--mller-kva.de/vier"}, {"to", "both"}});
    const auto numbers = [&](const char* method, json::object params) {
        const auto list = client.call(method, params);
        std::string numbers = std::to_string(list.at("total").as_int64()) + ":";
        const auto& entries = list.at("entries").as_array();
        for (const auto& entry : entries) numbers += " " + std::to_string(entry.at("number").as_int64());
        return numbers;
    };
    EXPECT_EQ(numbers("list", {{"source", "taz"}}), "2: 1 3");
    EXPECT_EQ(numbers("list", {{"source", "tageszeit"}}), "1: 1");
    EXPECT_EQ(numbers("list", {{"source", "spiegel"}}), "1: 2") << "not elsewhere in the address";
    EXPECT_EQ(numbers("list", {{"source", "MÜLLER"}}), "1: 4");
    EXPECT_EQ(numbers("list", {{"source", ""}}), "4: 1 2 3 4");
    EXPECT_EQ(numbers("list", {{"source", "nirgends"}}), "0:");
    EXPECT_EQ(numbers("list", {{"source", "taz"}, {"offset", 1}}), "2: 3");
    EXPECT_EQ(numbers("list", {{"source", "taz"}, {"limit", 1}}), "2: 1");
    EXPECT_EQ(numbers("list", {{"source", "taz"}, {"unheard", true}}), "2: 1 3");
    EXPECT_EQ(numbers("kept", {{"source", "taz"}}), "1: 1");
    EXPECT_EQ(numbers("kept", {{"source", "müller"}, {"unread", true}}), "1: 4");
    EXPECT_EQ(numbers("kept", {{"source", "spiegel"}}), "0:");
    EXPECT_EQ(client.error_code("list", {{"source", "taz"}, {"after", 1}}), -32602);
}

// As its page has it, and as somebody copied it out of a browser.
TEST_F(Control, AnotherCopyOfAnArticleIsADuplicate) {
    std::string html =
        "<html><head><title>Der Hafen</title></head><body><nav><a href='/'>Start</a></nav><article>"
        "<h1>Der Hafen wird umgebaut</h1>";
    std::string copied = "Der Hafen wird umgebaut\n\n";
    for (int i = 0; i < 12; ++i) {
        const std::string n = std::to_string(i),
                          begin = "Im Abschnitt " + n + " des alten Hafens liegen " + n + n,
                          end = "Schiffe, die der Rat im Jahr 20" + n + " für „" + n +
                                "“ Millionen Euro kaufte.";
        html += "<p>" + begin + " große " + end + "</p>";
        copied += begin + " große\n" + end + "\n\n";
    }
    html += "</article></body></html>";
    const auto first = client.call("add", {{"text", html}, {"as", "html"}});
    ASSERT_FALSE(first.at("duplicate").as_bool());
    const auto again = client.call("add", {{"text", copied + "Der Umbau dauert bis zum nächsten Sommer.\n"},
                                           {"as", "text"},
                                           {"title", "Hafen"}});
    EXPECT_TRUE(again.at("duplicate").as_bool());
    EXPECT_EQ(again.at("entry").at("id"), first.at("entry").at("id"));
    EXPECT_EQ(again.at("entry").at("title"), "Hafen");
    EXPECT_EQ(client.call("list").at("total"), 1);
}

TEST_F(Control, ANotificationHasNoAnswerAndABatchOneForEachRequest) {
    client.send("{\"jsonrpc\":\"2.0\",\"method\":\"volume\",\"params\":{\"percent\":40}}\n");
    EXPECT_EQ(client.call("status").at("volume"), 40);
    client.send(
        "[{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"status\"},{\"jsonrpc\":\"2.0\",\"method\":"
        "\"status\"},7]\n");
    const json::value parsed = json::parse(*client.line());
    const json::array& answers = parsed.as_array();
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_EQ(answers[0].at("id"), "a");
    EXPECT_EQ(answers[1].at("error").at("code"), -32600);
    client.send("[]\n");
    EXPECT_EQ(json::parse(*client.line()).at("error").at("code"), -32600);
}

TEST_F(Control, AHalfClosedClientStillGetsItsAnswers) {
    client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}\n");
    shutdown(client.descriptor(), SHUT_WR);
    const auto line = client.line();
    ASSERT_TRUE(line);
    EXPECT_EQ(json::parse(*line).at("id"), 1);
    EXPECT_FALSE(client.line());
}

// --- bad input
// ------------------------------------------------------------------------------------------------

TEST_F(Control, BrokenLinesGetAnErrorAndTheConnectionLives) {
    const std::pair<std::string, int> lines[] = {
        {"nonsense", -32700},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"add\",\"params\":{\"text\":\"\xff\xfe\"}}", -32700},
        {std::string("{\"a\":\"\0\"}", 9), -32700},
        {"{}", -32600},
        {"7", -32600},
        {"{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"status\"}", -32600},
        {"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"status\"}", -32600},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}", -32600},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\",\"params\":[1]}", -32602},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"seek\",\"params\":{\"to_ms\":1e400}}", -32602},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"seek\",\"params\":{\"to_ms\":18446744073709551615}}",
         -32602},
        {std::string(100'000, '['), -32700},
        {std::string(40, '[') + std::string(40, ']'), -32700},
    };
    for (const auto& [line, code] : lines) {
        client.send(line + "\n");
        const auto answer = client.line();
        ASSERT_TRUE(answer) << line.substr(0, 80);
        EXPECT_EQ(json::parse(*answer).at("error").at("code"), code) << line.substr(0, 80) << *answer;
    }
    expect_unharmed(0);
}

// Every parameter of every method, with every wrong type: new methods are covered by themselves.
TEST_F(Control, EveryWrongTypeIsNamed) {
    const std::string listing = (files.path() / "protocol").string();
    ASSERT_EQ(std::system((VORLESER_BINARY_DIR "/daemon/vorleserd --protocol > " + listing).c_str()), 0);
    const std::pair<const char*, json::value> values[] = {{"string", "x"},      {"integer", 1},
                                                          {"boolean", true},    {"array", json::array{"x"}},
                                                          {"", json::object{}}, {"", 1.5}};
    int checked = 0;
    const json::value rows = json::parse(read_file(listing));
    for (const auto& method : rows.as_array()) {
        const json::array& params = method.at("params").as_array();
        for (const auto& param : params)
            for (const auto& [type, value] : values) {
                if (param.at("type") == type) continue;
                const auto answer =
                    client.call_raw(method.at("name").as_string(), {{param.at("name").as_string(), value}});
                ASSERT_TRUE(answer.contains("error")) << json::serialize(answer);
                EXPECT_EQ(answer.at("error").at("code"), invalid);
                ++checked;
            }
    }
    EXPECT_GT(checked, 80);
}

TEST_F(Control, TenThousandRequestsInOneWriteAreAnsweredInOrder) {
    std::string all;
    for (int i = 0; i < 10'000; ++i)
        all += "{\"jsonrpc\":\"2.0\",\"id\":" + std::to_string(i) + ",\"method\":\"status\"}\n";
    // Beside reading: the daemon reads no more requests while a megabyte of answers waits.
    const std::jthread sending([&] { client.send(all); });
    for (int i = 0; i < 10'000; ++i) {
        const auto line = client.line();
        ASSERT_TRUE(line);
        ASSERT_EQ(json::parse(*line).at("id"), i);
    }
}

TEST_F(Control, AHundredMegabytesWithoutANewlineAreRefused) {
    const std::string piece(1 << 20, 'x');
    bool refused = false;
    try {
        for (int i = 0; i < 100; ++i) client.send(piece);
    } catch (const std::runtime_error&) {
        refused = true;  // the connection was closed
    }
    if (!refused) {
        EXPECT_FALSE(client.line() && client.line());
    }
    expect_unharmed(0);
#ifdef VORLESER_SANITIZED
    constexpr long most_kilobytes = 450'000;  // what was freed is kept in quarantine
#else
    constexpr long most_kilobytes = 200'000;
#endif
    std::ifstream status("/proc/" + std::to_string(daemon.pid()) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS")) {
            EXPECT_LT(std::stol(line.substr(6)), most_kilobytes) << line;
        }
}

TEST_F(Control, HalfAMessageThenGoneHurtsNobody) {
    for (int i = 0; i < 100; ++i) {
        RpcClient gone = daemon.connect();
        gone.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"cle");
    }
    expect_unharmed(0);
}

// One that subscribes and never reads neither grows the daemon nor delays the others.
TEST_F(Control, AClientThatNeverReadsStallsNobody) {
    add(client, "Eins");
    RpcClient deaf = daemon.connect();
    deaf.call("subscribe");
    for (int i = 0; i < 3000; ++i) deaf.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"list\"}\n");
    client.call("play");
    for (int i = 0; i < 500; ++i) client.call("volume", {{"percent", i % 100}});
    EXPECT_EQ(state(client), "playing");
}

TEST_F(Control, TooManyClientsAreToldSo) {
    std::vector<RpcClient> clients;
    std::optional<std::string> refusal;
    for (int i = 0; i < 300 && !refusal; ++i) {
        clients.push_back(daemon.connect());
        try {
            clients.back().call("status");
        } catch (const std::exception&) {
            refusal = "refused";
        }
    }
    EXPECT_TRUE(refusal);
    EXPECT_GE(clients.size(), 255u);
    clients.clear();
    ASSERT_TRUE(eventually([&] {
        try {
            daemon.connect().call("status");
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }));
}

TEST_F(Control, WhatIsNoArticleIsRefused) {
    EXPECT_EQ(client.error_code("add", {{"text", ""}}), -32002);
    EXPECT_EQ(client.error_code("add", {{"text", std::string(1000, '\x01')}}), -32002);
    EXPECT_EQ(client.error_code("add", {{"text", "x"}, {"as", "nonsense"}}), invalid);
    EXPECT_EQ(client.error_code("add", {}), invalid);
    EXPECT_EQ(client.error_code("add", {{"text", "x"}, {"bytes", "eA=="}}), invalid);
    EXPECT_EQ(client.error_code("add", {{"text", "x"}, {"encoding", "utf-8"}}), invalid);
    for (const char* wrong : {"x", "eA=x", "eA===", "e A=", "ü", "=", "\n"})
        EXPECT_EQ(client.error_code("add", {{"bytes", wrong}}), invalid) << wrong;
    std::string huge = "Titel\n\n";
    while (huge.size() < 20'000'000)
        huge +=
            "Noch ein Satz von vielen, die alle verschieden sind: " + std::to_string(huge.size()) + ".\n\n";
    EXPECT_FALSE(client.call("add", {{"text", huge}, {"as", "text"}}).at("duplicate").as_bool());
    expect_unharmed(1);
}

// --- the daemon's life
// ------------------------------------------------------------------------------------------

TEST_F(Control, KillLosesNothingThatWasAnswered) {
    const auto one = add(client, "Eins"), two = add(client, "Zwei"), three = add(client, "Drei");
    client.call("move", {{"id", three}, {"to", 1}});
    client.call("remove", {{"id", one}});
    client.call("speed", {{"percent", 125}});
    client.call("volume", {{"percent", 55}});
    client.call("voice", {{"name", "jonas"}});
    client.call("play", {{"id", two}});
    client.call("seek", {{"to_ms", 7000}});
    ASSERT_TRUE(eventually([&] { return client.call("status").at("position_ms").as_int64() > 7200; }));
    client.call("pause");
    const auto before = client.call("status").at("position_ms").as_int64();
    daemon.restart();
    client = daemon.connect();
    const auto status = client.call("status");
    EXPECT_EQ(status.at("state"), "paused");
    EXPECT_NEAR(static_cast<double>(status.at("position_ms").as_int64()), static_cast<double>(before), 150);
    EXPECT_EQ(status.at("speed"), 125);
    EXPECT_EQ(status.at("volume"), 55);
    EXPECT_EQ(status.at("voice"), "jonas");
    const json::value list = client.call("list");
    const json::array& entries = list.at("entries").as_array();
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].at("id"), three);
    EXPECT_EQ(entries[1].at("id"), two);
}

TEST_F(Control, ASecondStartSaysWhoIsRunning) {
    const std::string log = (files.path() / "second").string();
    Process second({VORLESER_BINARY_DIR "/daemon/vorleserd"}, daemon.environment(), log);
    EXPECT_EQ(second.wait(), 1);
    EXPECT_NE(read_file(log).find(std::to_string(daemon.pid())), std::string::npos) << read_file(log);
    expect_unharmed(0);
}

TEST_F(Control, EndsCleanlyOnSignalsAndOnQuit) {
    EXPECT_EQ(daemon.terminate(), 0);
    daemon.start();
    EXPECT_TRUE(daemon.connect().call("quit").as_bool());
    EXPECT_TRUE(eventually([&] {
        try {
            daemon.connect();
            return false;
        } catch (const std::exception&) {
            return true;
        }
    }));
}

TEST(Daemon, AWrongConfigurationIsNamedByFileAndLine) {
    TemporaryDirectory directory;
    const std::string file = (directory.path() / "wrong.toml").string(),
                      log = (directory.path() / "log").string();
    const std::pair<const char*, const char*> cases[] = {
        {"[audio]\nlautstaerke = 3\n", ", line 2: unknown key audio.lautstaerke"},
        {"[audio]\n\nlatency_ms = 5000\n", ", line 3: audio.latency_ms must be"},
        {"[audio\n", ", line 1: "},
        {"[playback]\nvoice = 7\n", ", line 2: playback.voice must be a string"},
    };
    for (const auto& [text, message] : cases) {
        std::filesystem::remove(log);
        std::ofstream(file) << text;
        Process daemon({VORLESER_BINARY_DIR "/daemon/vorleserd", "--config", file},
                       {{"HOME", directory.path()}}, log);
        EXPECT_EQ(daemon.wait(), 1);
        EXPECT_NE(read_file(log).find(file + message), std::string::npos) << read_file(log);
    }
}

// Every key there is: no value of another type, none out of its range, and none that is not one of its set.
TEST(Daemon, EverySettingRefusesWhatItCannotMean) {
    TemporaryDirectory directory;
    const std::string file = (directory.path() / "wrong.toml").string(),
                      log = (directory.path() / "log").string(),
                      defaults = (directory.path() / "defaults").string();
    const Environment environment{{"HOME", directory.path()}, {"XDG_RUNTIME_DIR", directory.path()}};
    ASSERT_EQ(
        Process({"/bin/sh", "-c", VORLESER_BINARY_DIR "/daemon/vorleserd --default-config >" + defaults},
                environment, "")
            .wait(),
        0);
    std::ifstream in(defaults);
    std::string section;
    int keys = 0;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('[')) section = line;
        const auto equals = line.find(" = ");
        if (!line.starts_with('#') || line.starts_with("# ") || equals == line.npos) continue;
        ++keys;
        const std::string key = line.substr(1, equals - 1), value = line.substr(equals + 3);
        std::vector<std::string> wrong{"[]", "{}", "1979-05-27"};
        if (value == "true" || value == "false")
            wrong.insert(wrong.end(), {"1", "\"true\""});
        else if (value.starts_with('"'))
            wrong.insert(wrong.end(),
                         {"7", "true", key == "device" ? "\"file:/tmp/heard.mp3\"" : "\"annna\""});
        else
            wrong.insert(wrong.end(), {"-1", "99999999999", "1.5", "\"5\"", "true"});
        const std::string full = section.substr(1, section.size() - 2) + "." + key;
        for (const std::string& each : wrong) {
            std::filesystem::remove(log);
            std::ofstream(file) << section << "\n" << key << " = " << each << "\n";
            Process daemon({VORLESER_BINARY_DIR "/daemon/vorleserd", "--config", file}, environment, log);
            EXPECT_TRUE(eventually([&] { return daemon.ended(); })) << full << " = " << each << " is taken";
            EXPECT_NE(read_file(log).find(file + ", line 2: "), std::string::npos) << full << read_file(log);
            if ((key != "voice" && key != "device") || !each.starts_with('"')) {
                EXPECT_NE(read_file(log).find(full), std::string::npos) << read_file(log);
            }
            if (HasFailure()) return;
        }
    }
    EXPECT_GE(keys, 15);
}

TEST(Daemon, AVoiceThatThereIsNotIsRefusedAndTheOthersNamed) {
    TemporaryDirectory directory;
    const std::string file = (directory.path() / "wrong.toml").string(),
                      log = (directory.path() / "log").string();
    std::ofstream(file) << "[playback]\n\nvoice = \"annna\"\n";
    Process daemon({VORLESER_BINARY_DIR "/daemon/vorleserd", "--config", file},
                   {{"HOME", directory.path()}, {"XDG_RUNTIME_DIR", directory.path()}}, log);
    EXPECT_EQ(daemon.wait(), 1);
    EXPECT_NE(read_file(log).find(file + ", line 3: there is no voice “annna”; there are: anna, "),
              std::string::npos)
        << read_file(log);
}

TEST(Daemon, NamesWhatIsMissingWhereThereIsNoPlaceForItsList) {
    TemporaryDirectory directory;
    const std::string log = (directory.path() / "log").string();
    Process daemon({VORLESER_BINARY_DIR "/daemon/vorleserd"}, {{"XDG_RUNTIME_DIR", directory.path()}}, log);
    EXPECT_EQ(daemon.wait(), 1);
    EXPECT_NE(read_file(log).find("HOME is not set"), std::string::npos) << read_file(log);
    std::filesystem::remove(log);
    std::ofstream(directory.path() / "file") << "in the way";
    Process second({VORLESER_BINARY_DIR "/daemon/vorleserd"},
                   {{"XDG_RUNTIME_DIR", directory.path()}, {"HOME", directory.path() / "file"}}, log);
    EXPECT_EQ(second.wait(), 1);
    EXPECT_NE(read_file(log).find("Not a directory"), std::string::npos) << read_file(log);
}

// The client is built from what the daemon prints.
TEST(Protocol, TheClientsTableIsTheDaemons) {
    TemporaryDirectory directory;
    const std::string listing = (directory.path() / "protocol").string();
    ASSERT_EQ(std::system((VORLESER_BINARY_DIR "/daemon/vorleserd --protocol > " + listing).c_str()), 0);
    const json::value rows = json::parse(read_file(listing));
    EXPECT_EQ(json::parse(read_file(VORLESER_SOURCE_DIR "/client/protocol.json")), rows);
    const std::string page = read_file(VORLESER_SOURCE_DIR "/daemon/control/PROTOCOL.md");
    for (const auto& row : rows.as_array()) {
        const std::string name(row.at("name").as_string());
        EXPECT_NE(page.find("`" + name + "`"), std::string::npos) << name << " is not in PROTOCOL.md";
        const json::array& params = row.at("params").as_array();
        for (const auto& param : params)
            EXPECT_TRUE(page.find("`" + std::string(param.at("name").as_string()) + "`") != page.npos ||
                        page.find("`" + std::string(param.at("name").as_string()) + "?`") != page.npos)
                << name << ": " << param.at("name");
    }
}

// The example session in PROTOCOL.md, line by line: «→» is sent, «←» must come back. «…» stands for anything.
TEST_F(Control, TheExampleSessionOfTheProtocolPageIsTrue) {
    std::ifstream page(VORLESER_SOURCE_DIR "/daemon/control/PROTOCOL.md");
    const std::string sent = "→ ", received = "← ", anything = "…";
    int lines = 0;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with(sent)) client.send(line.substr(sent.size()) + "\n");
        if (!line.starts_with(received)) continue;
        ++lines;
        const auto got = client.line();
        ASSERT_TRUE(got) << line;
        std::string expected = line.substr(received.size());
        std::size_t at = 0;
        bool first = true;
        for (std::size_t end; !expected.empty(); first = false) {
            end = expected.find(anything);
            const std::string part = expected.substr(0, end);
            const auto found = got->find(part, at);
            ASSERT_TRUE(first ? found == 0 : found != got->npos) << "expected " << line << "\ngot " << *got;
            at = found + part.size();
            expected = end == expected.npos ? "" : expected.substr(end + anything.size());
        }
    }
    EXPECT_GE(lines, 6) << "the example session was not found";
}

}  // namespace
}  // namespace vorleser::test
