// One place plays: the loudspeaker, or a client that offered itself. Over real sockets, with browsers that
// play nothing but say what they would have.
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

constexpr int conflict = -32003, not_found = -32001, invalid = -32602;

std::int64_t number(const json::value& value) {
    return value.to_number<std::int64_t>();
}

// A client that offers itself, and keeps to what it is told.
class Browser {
 public:
    Browser(const RunningDaemon& daemon, const std::string& name, json::value lease = nullptr)
        : client(daemon.connect()) {
        offer(name, std::move(lease));
    }
    json::value offer(const std::string& wanted, json::value held = nullptr) {
        json::object params{{"name", wanted}};
        if (!held.is_null()) params["lease"] = held;
        auto answer = client.call("offer", params);
        name = answer.at("name").as_string();
        if (!answer.at("lease").is_null()) lease = number(answer.at("lease"));
        return answer;
    }
    // The next thing it is told.
    json::object told() {
        json::object event = client.event();
        EXPECT_EQ(event.at("method"), "output");
        json::object order = event.at("params").as_object();
        if (order.at("active").as_bool()) lease = number(order.at("lease"));
        return order;
    }
    json::object report(std::int64_t id, std::int64_t ms, const std::string& state = "") {
        json::object params{{"lease", lease}, {"id", id}, {"position_ms", ms}};
        if (!state.empty()) params["state"] = state;
        return params;
    }
    json::value heard(std::int64_t id, std::int64_t ms, const std::string& state = "") {
        return client.call("heard", report(id, ms, state));
    }

    RpcClient client;
    std::string name;
    std::int64_t lease = 0;
};

class Outputs : public testing::Test {
 protected:
    explicit Outputs(const std::string& settings = "") {
        if (!settings.empty()) {
            std::filesystem::create_directory(daemon.directory() / "config/vorleser");
            std::ofstream(daemon.directory() / "config/vorleser/vorleser.toml") << settings;
            restart();
        }
        for (const char* title : {"Eins", "Zwei", "Drei"}) {
            std::string text = std::string(title) + "\n\n";
            for (int i = 0; i < 12; ++i)
                text += "Das ist der Satz Nummer " + std::to_string(i) + " von " + title + ". ";
            ids.push_back(
                number(terminal.call("add", {{"text", text}, {"as", "text"}}).at("entry").at("id")));
        }
        measured();
    }
    void measured() {
        ASSERT_TRUE(eventually([&] {
            const json::value list = terminal.call("list");
            const auto& entries = list.at("entries").as_array();
            return std::all_of(entries.begin(), entries.end(),
                               [](const json::value& each) { return each.at("exact").as_bool(); });
        }));
    }
    void restart() {
        daemon.restart();
        terminal = daemon.connect();
    }
    json::value status() { return terminal.call("status"); }
    std::string state() { return std::string(status().at("state").as_string()); }
    std::string plays_on() { return std::string(status().at("output").at("name").as_string()); }
    std::int64_t position() { return number(status().at("position_ms")); }
    std::int64_t current() { return number(status().at("entry").at("id")); }
    std::int64_t duration() { return number(status().at("duration_ms")); }
    bool is_heard(std::int64_t id) {
        const json::value history = terminal.call("history");
        const auto& entries = history.at("entries").as_array();
        for (const auto& each : entries)
            if (number(each.at("id")) == id) return each.at("state") == "heard";
        return false;
    }
    // A browser that plays the first article from its start.
    Browser playing(const std::string& name = "Telefon") {
        Browser browser(daemon, name);
        terminal.call("play", {{"id", ids[0]}});
        terminal.call("seek", {{"to_ms", 0}});
        terminal.call("output", {{"name", name}, {"play", true}});
        EXPECT_EQ(browser.told().at("play"), true);
        return browser;
    }
    void gone(Browser& browser) {
        { const Browser ended = std::move(browser); }
        EXPECT_TRUE(eventually([&] { return !status().at("output").at("present").as_bool(); }));
    }

    TemporaryDirectory files;
    RunningDaemon daemon{{}, {"--device", "file:" + (files.path() / "heard.wav").string()}};
    RpcClient terminal = daemon.connect();
    std::vector<std::int64_t> ids;
};

TEST_F(Outputs, TheOneThatIsChosenGoesOnAtTheWordThatIsHeard) {
    Browser phone(daemon, "Telefon");
    EXPECT_EQ(phone.lease, 0) << "it offers itself only";
    EXPECT_EQ(plays_on(), "loudspeaker");
    terminal.call("play", {{"id", ids[1]}});
    ASSERT_TRUE(eventually([&] { return position() > 1500; }));
    const auto before = status();
    const auto after = terminal.call("output", {{"name", "tele"}});
    EXPECT_EQ(after.at("output"), (json::value{{"name", "Telefon"}, {"kind", "client"}, {"present", true}}));
    EXPECT_EQ(after.at("state"), "playing");
    const auto order = phone.told();
    EXPECT_EQ(order.at("active"), true);
    EXPECT_EQ(order.at("play"), true);
    EXPECT_EQ(order.at("speed"), 100);
    EXPECT_EQ(order.at("entry").at("id"), ids[1]);
    EXPECT_GE(number(order.at("position_ms")), number(before.at("position_ms")));
    EXPECT_EQ(order.at("position_ms"), after.at("position_ms"));
    EXPECT_EQ(order.at("word"), after.at("word"));
    ASSERT_TRUE(order.at("word").is_object());

    // And from there to another, and back, always from where it was told last.
    phone.heard(ids[1], 9000, "playing");
    EXPECT_EQ(position(), 9000);
    Browser kitchen(daemon, "Küche");
    terminal.call("output", {{"name", "Küche"}});
    EXPECT_EQ(phone.told(),
              (json::object{{"active", false},
                            {"output", {{"name", "Küche"}, {"kind", "client"}, {"present", true}}}}));
    EXPECT_EQ(kitchen.told().at("position_ms"), 9000);
    kitchen.heard(ids[1], 12'000, "playing");
    EXPECT_EQ(terminal.call("output", {{"name", "loudspeaker"}}).at("state"), "playing");
    EXPECT_EQ(kitchen.told().at("active"), false);
    ASSERT_TRUE(eventually([&] { return position() > 12'500; }));
    EXPECT_LT(position(), 20'000);
}

TEST_F(Outputs, AreListedOneOfThemActive) {
    Browser phone(daemon, "Telefon"), other(daemon, "Telefon"), tab(daemon, " Loud\nspeaker ");
    EXPECT_EQ(other.name, "Telefon 2");
    EXPECT_EQ(tab.name, "Loud speaker");
    EXPECT_EQ(Browser(daemon, "loudspeaker").name, "loudspeaker 2");
    const auto listed = [&](RpcClient& by) {
        std::string all;
        const auto answer = by.call("outputs");
        const auto& outputs = answer.at("outputs").as_array();
        for (const auto& each : outputs) {
            all += std::string(each.at("name").as_string());
            for (const char* is : {"active", "here"})
                if (each.at(is).as_bool()) all += std::string(" ") + is;
            if (!each.at("present").as_bool()) all += " gone";
            all += ", ";
        }
        return all;
    };
    ASSERT_TRUE(eventually([&] { return listed(terminal).find("loudspeaker 2") == std::string::npos; }));
    EXPECT_EQ(listed(phone.client), "loudspeaker active, Telefon here, Telefon 2, Loud speaker, ");
    terminal.call("output", {{"name", "telefon 2"}});
    EXPECT_EQ(listed(other.client), "loudspeaker, Telefon, Telefon 2 active here, Loud speaker, ");
    EXPECT_EQ(terminal.error_code("output", {{"name", "ele"}}), conflict);  // of both
    EXPECT_EQ(terminal.error_code("output", {{"name", "loud"}}), conflict);
    EXPECT_EQ(terminal.error_code("output", {{"name", "Bett"}}), not_found);
    gone(other);
    EXPECT_EQ(listed(terminal), "loudspeaker, Telefon 2 active gone, Telefon, Loud speaker, ");
    EXPECT_EQ(terminal.error_code("output", {{"name", "Telefon 2"}}), conflict);
    // Its name is free again, and its seat is not taken by it.
    Browser third(daemon, "Telefon");
    EXPECT_EQ(third.name, "Telefon 2");
    EXPECT_EQ(status().at("output").at("present"), false);
    // Offered once more: another name, the same output.
    terminal.call("output", {{"name", "Telefon"}});
    phone.offer("Bett");
    EXPECT_EQ(plays_on(), "Bett");
    EXPECT_EQ(listed(terminal), "loudspeaker, Bett active, Loud speaker, Telefon 2, ");
}

TEST_F(Outputs, EveryCommandActsOnTheOneThatPlays) {
    Browser phone = playing();
    phone.heard(ids[0], 5000, "playing");
    auto lease = phone.lease;
    const auto jumps = [&](const char* method, json::object params) {
        SCOPED_TRACE(method);
        const auto answer = terminal.call(method, std::move(params));
        const auto order = phone.told();
        EXPECT_GT(number(order.at("lease")), lease);
        lease = phone.lease;
        EXPECT_EQ(order.at("play"), true);
        EXPECT_EQ(answer.at("state"), "playing");
        return order;
    };
    EXPECT_EQ(jumps("seek", {{"to_ms", 20'000}}).at("position_ms"), 20'000);
    phone.heard(ids[0], 20'500);
    EXPECT_EQ(jumps("seek", {{"by_ms", -5000}}).at("position_ms"), 15'500);
    const auto sought = jumps("seek", {{"to_text", "Nummer 3"}});
    EXPECT_EQ(number(sought.at("word").at("end")) - number(sought.at("word").at("begin")), 6);
    const auto next_sentence = jumps("seek", {{"by_sentences", 1}});
    EXPECT_GT(number(next_sentence.at("position_ms")), number(sought.at("position_ms")));
    EXPECT_EQ(jumps("seek", {{"by_headings", 0}}).at("position_ms"), 0);
    EXPECT_EQ(jumps("next", {}).at("entry").at("id"), ids[1]);
    EXPECT_EQ(jumps("previous", {}).at("entry").at("id"), ids[0]);
    EXPECT_EQ(jumps("play", {{"id", ids[2]}}).at("entry").at("id"), ids[2]);
    jumps("voice", {{"name", "jonas"}});
    terminal.call("edit", {{"id", ids[2]}, {"text", "Drei\n\nDas ist der Satz.\n"}});
    EXPECT_GT(number(phone.told().at("lease")), lease);
    lease = phone.lease;
    EXPECT_EQ(terminal.call("remove", {{"id", ids[2]}}).at("revision").is_number(), true);
    EXPECT_EQ(number(phone.told().at("lease")), lease = phone.lease);

    // What is no jump keeps the lease.
    lease = phone.lease;
    terminal.call("play", {{"id", ids[0]}});
    lease = number(phone.told().at("lease"));
    terminal.call("speed", {{"percent", 150}});
    auto order = phone.told();
    EXPECT_EQ(order.at("speed"), 150);
    EXPECT_EQ(number(order.at("lease")), lease);
    for (const auto& [method, plays] : {std::pair{"pause", false},
                                        {"resume", true},
                                        {"toggle", false},
                                        {"toggle", true},
                                        {"stop", false}}) {
        SCOPED_TRACE(method);
        terminal.call(method);
        order = phone.told();
        EXPECT_EQ(order.at("play"), plays);
        EXPECT_EQ(number(order.at("lease")), lease);
    }
    EXPECT_EQ(state(), "stopped");
    EXPECT_EQ(terminal.error_code("sample", {{"name", "jonas"}}), -32006) << "one place plays";
    EXPECT_TRUE(terminal.call("pronounce", {{"text", "Wort"}}).at("unheard").is_string());
}

TEST_F(Outputs, ReportsOfAnotherLeaseChangeNothing) {
    Browser phone = playing();
    phone.heard(ids[0], 5000, "playing");
    Browser tab(daemon, "Reiter");
    const auto same = [&](RpcClient& by, const json::object& report) {
        const auto before = status();
        EXPECT_EQ(by.error_code("heard", report), conflict);
        EXPECT_EQ(status(), before);
    };
    for (const char* state : {"", "playing", "paused", "blocked", "ended"}) {
        auto stale = phone.report(ids[1], 7000, state);
        stale["lease"] = phone.lease - 1;
        same(phone.client, stale);
        stale["lease"] = phone.lease + 1;
        same(phone.client, stale);
        stale["lease"] = phone.lease;
        same(tab.client, stale);  // right, but another's
        same(terminal, stale);    // of no output at all
    }
    const auto old = phone.report(ids[0], 9000);
    terminal.call("seek", {{"to_ms", 2000}});
    same(phone.client, old);
    phone.told();
    terminal.call("output", {{"name", "Reiter"}});
    same(phone.client, phone.report(ids[0], 9000));
    tab.told();
    const auto last = tab.report(ids[0], 9000);
    restart();
    Browser back(daemon, "Reiter");
    same(back.client, last);  // offered, but without its lease
}

TEST_F(Outputs, WhoHasGoneLeavesThePlaceAndAnybodyTakesOver) {
    const std::pair<const char*, json::object> ways[] = {
        {"play", {}},
        {"resume", {}},
        {"toggle", {}},
        {"output", {{"name", "loudspeaker"}}},
        {"output", {{"play", true}}},
        {"add", {{"text", "Neu\n\nEin Satz."}, {"as", "text"}, {"play", true}}}};
    for (const auto& [method, params] : ways) {
        SCOPED_TRACE(method);
        Browser phone = playing();
        phone.heard(ids[0], 7000, "playing");
        const auto lease = phone.lease;
        gone(phone);
        const auto left = status();
        EXPECT_EQ(left.at("state"), "interrupted");
        EXPECT_EQ(left.at("position_ms"), 7000);
        EXPECT_NE(std::string(left.at("reason").as_string()).find("“Telefon” is out of reach"),
                  std::string::npos);
        terminal.call(method, params);
        EXPECT_EQ(plays_on(), "loudspeaker");
        EXPECT_EQ(state(), "playing");
        if (std::string(method) != "add") {
            EXPECT_EQ(current(), ids[0]);
            EXPECT_GE(position(), 6500);
        }
        // What it played on meanwhile counts no more, and it is told so.
        Browser back(daemon, "Telefon", lease);
        EXPECT_EQ(back.lease, 0);
        EXPECT_EQ(back.told().at("active"), false);
    }
}

TEST_F(Outputs, WhoComesBackHasItsSeatAgainAndWhatItPlayedCounts) {
    for (const bool killed : {false, true}) {
        SCOPED_TRACE(killed);
        Browser phone = playing();
        phone.heard(ids[0], 7000, "playing");
        const auto lease = phone.lease;
        gone(phone);
        if (killed) {
            restart();
            EXPECT_EQ(state(), "interrupted");
            EXPECT_NEAR(static_cast<double>(position()), 7000, 1000);
            EXPECT_EQ(plays_on(), "Telefon");
        }
        Browser back(daemon, "Telefon", lease);
        EXPECT_EQ(back.name, "Telefon");
        EXPECT_EQ(back.lease, lease) << "no jump";
        EXPECT_EQ(back.told().at("play"), true);
        EXPECT_EQ(state(), "playing");
        back.heard(ids[1], 3000, "playing");
        EXPECT_EQ(current(), ids[1]);
        EXPECT_EQ(position(), 3000);
        EXPECT_TRUE(is_heard(ids[0]));

        // A jump while it is away: it is told where to go when it is back.
        const auto before = back.lease;
        gone(back);
        terminal.call("seek", {{"to_ms", 11'000}});
        EXPECT_EQ(state(), "interrupted");
        if (killed) restart();
        Browser again(daemon, "Telefon", before);
        EXPECT_GT(again.lease, before);
        const auto order = again.told();
        EXPECT_EQ(order.at("position_ms"), 11'000);
        EXPECT_EQ(order.at("play"), true);
        // Paused while it is away: so it finds it.
        gone(again);
        terminal.call("pause");
        if (killed) restart();
        Browser last(daemon, "Telefon", again.lease);
        EXPECT_EQ(last.told().at("play"), false);
        EXPECT_EQ(state(), "paused");
        last.heard(ids[1], 11'500);
        EXPECT_EQ(position(), 11'500);
        // Twice there: the newer connection has the seat.
        Browser twin(daemon, "Telefon", last.lease);
        EXPECT_EQ(twin.name, "Telefon");
        EXPECT_EQ(twin.told().at("active"), true);
        EXPECT_EQ(last.told().at("active"), false);
        EXPECT_EQ(last.client.error_code("heard", last.report(ids[1], 12'000)), conflict);
        twin.heard(ids[1], 12'500);
        terminal.call("output", {{"name", "loudspeaker"}});
        terminal.call("stop");
    }
}

TEST_F(Outputs, ARestartBeginsNothingByItself) {
    Browser phone = playing();
    phone.heard(ids[0], 7000, "playing");
    restart();
    const auto size = std::filesystem::exists(files.path() / "heard.wav")
                          ? std::filesystem::file_size(files.path() / "heard.wav")
                          : 0;
    terminal.call("seek", {{"by_sentences", 1}});
    measured();
    EXPECT_EQ(state(), "interrupted");
    EXPECT_EQ(terminal.call("status").at("device").at("in_use"), nullptr);
    EXPECT_EQ(std::filesystem::exists(files.path() / "heard.wav")
                  ? std::filesystem::file_size(files.path() / "heard.wav")
                  : 0,
              size);
    // Leases do not come again.
    const auto before = phone.lease;
    Browser other(daemon, "Küche");
    terminal.call("output", {{"name", "Küche"}});
    EXPECT_GT(number(other.told().at("lease")), before);
}

TEST_F(Outputs, WhatPreventsTheSoundThereIsSaid) {
    Browser phone = playing();
    phone.heard(ids[0], 3000, "blocked");
    EXPECT_EQ(state(), "interrupted");
    EXPECT_NE(std::string(status().at("reason").as_string()).find("press"), std::string::npos);
    terminal.call("resume");  // asked once more, it is told once more
    EXPECT_EQ(phone.told().at("play"), true);
    phone.heard(ids[0], 3000);
    EXPECT_EQ(state(), "interrupted");
    phone.heard(ids[0], 3500, "playing");
    EXPECT_EQ(state(), "playing");
    phone.heard(ids[0], 4000, "paused");
    EXPECT_EQ(state(), "paused");
    EXPECT_NE(std::string(status().at("reason").as_string()).find("“Telefon” paused by itself"),
              std::string::npos);
    EXPECT_EQ(phone.told().at("play"), false);
    phone.heard(ids[0], 4100, "playing");  // still on its way: the wish is the listener's
    EXPECT_EQ(state(), "paused");
    terminal.call("stop");
    phone.heard(ids[0], 4200, "paused");
    EXPECT_EQ(state(), "stopped");
}

TEST_F(Outputs, WhatFollowsAnArticleIsAsTheListenerWantsIt) {
    Browser phone = playing();
    // By itself, as the list has it.
    phone.heard(ids[1], 500, "playing");
    EXPECT_TRUE(is_heard(ids[0]));
    EXPECT_EQ(current(), ids[1]);
    // It has nothing to go on with.
    auto answer = phone.heard(ids[1], duration(), "ended");
    auto order = phone.told();
    EXPECT_EQ(order.at("lease"), answer.at("lease"));
    EXPECT_EQ(order.at("entry").at("id"), ids[2]);
    EXPECT_EQ(order.at("position_ms"), 0);
    EXPECT_EQ(order.at("play"), true);
    EXPECT_TRUE(is_heard(ids[1]));
    // The same once more.
    terminal.call("repeat", {{"mode", "one"}});
    phone.heard(ids[2], duration(), "ended");
    order = phone.told();
    EXPECT_EQ(order.at("entry").at("id"), ids[2]);
    EXPECT_EQ(order.at("position_ms"), 0);
    EXPECT_FALSE(is_heard(ids[2]));
    // From the last to the first.
    terminal.call("repeat", {{"mode", "all"}});
    phone.heard(ids[2], duration(), "ended");
    order = phone.told();
    EXPECT_EQ(order.at("entry").at("id"), ids[0]);
    // One that has left the list meanwhile: it is told what follows instead.
    terminal.call("remove", {{"id", ids[1]}});
    answer = phone.heard(ids[1], 200, "playing");
    order = phone.told();
    EXPECT_EQ(order.at("lease"), answer.at("lease"));
    EXPECT_EQ(order.at("entry").at("id"), ids[2]);
    // The sleep timer ends with the article, whatever the client had laid out.
    terminal.call("sleep", {{"at_end", true}});
    phone.heard(ids[0], 100, "playing");
    order = phone.told();
    EXPECT_EQ(order.at("play"), false);
    EXPECT_EQ(state(), "stopped");
    EXPECT_EQ(current(), ids[2]);
    EXPECT_TRUE(status().at("sleep").is_null());
    // The last one, and nothing else.
    terminal.call("repeat", {{"mode", "off"}});
    terminal.call("play", {{"id", ids[2]}});
    phone.told();
    terminal.call("remove", {{"id", ids[0]}});
    phone.heard(ids[2], duration(), "ended");
    EXPECT_EQ(phone.told().at("play"), false);
    EXPECT_EQ(state(), "stopped");
    EXPECT_EQ(plays_on(), "Telefon");
}

class OutputsWhereHeardLeaves : public Outputs {
 protected:
    OutputsWhereHeardLeaves() : Outputs("[playback]\nremove_heard = true\n") {}
};

TEST_F(OutputsWhereHeardLeaves, WhatAClientHasHeardLeavesTheList) {
    Browser phone = playing();
    phone.heard(ids[1], 500, "playing");
    EXPECT_EQ(terminal.call("list").at("total"), 2);
    phone.heard(ids[1], duration(), "ended");
    EXPECT_EQ(phone.told().at("entry").at("id"), ids[2]);
    EXPECT_EQ(terminal.call("list").at("total"), 1);
    phone.heard(ids[2], duration(), "ended");
    json::object order;
    do order = phone.told();
    while (!order.at("entry").is_null());
    EXPECT_EQ(order.at("play"), false);
    EXPECT_EQ(terminal.call("list").at("total"), 0);
    EXPECT_EQ(state(), "stopped");
}

TEST_F(Outputs, AreHurtByNoValues) {
    Browser phone = playing();
    for (const auto& name : {std::string(), std::string(" \n\t"), std::string(101, 'x')})
        EXPECT_EQ(terminal.error_code("offer", {{"name", name}}), invalid);
    EXPECT_EQ(phone.client.error_code("offer", {{"name", ""}}), invalid);
    EXPECT_EQ(plays_on(), "Telefon");
    constexpr auto least = std::numeric_limits<std::int64_t>::min(),
                   most = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t each : {least, std::int64_t{-1}, std::int64_t{0}, most}) {
        Browser other(daemon, "Anderes", each);
        EXPECT_EQ(other.lease, 0);
        EXPECT_EQ(other.told().at("active"), false);
        EXPECT_EQ(phone.client.error_code("heard", {{"lease", each}, {"id", ids[0]}, {"position_ms", 1}}),
                  conflict);
    }
    for (const std::int64_t each : {least, std::int64_t{-1}, most})
        EXPECT_EQ(phone.client.error_code("heard", phone.report(ids[0], each)), invalid);
    for (const std::int64_t each : {least, std::int64_t{-1}, std::int64_t{0}, std::int64_t{999}, most})
        EXPECT_EQ(phone.client.error_code("heard", phone.report(each, 1)), not_found);
    EXPECT_EQ(phone.client.error_code("heard", phone.report(ids[0], 1, "nonsense")), invalid);
    for (const std::int64_t word :
         {std::int64_t{0}, std::int64_t{50}, std::int64_t{1} << 31, (std::int64_t{1} << 32) - 1}) {
        auto report = phone.report(ids[0], 1'000'000'000'000);
        report["word"] = word;
        phone.client.call("heard", report);
        EXPECT_LE(position(), duration());
        EXPECT_EQ(current(), ids[0]);
    }
    auto report = phone.report(ids[0], 1000);
    report["word"] = std::int64_t{1} << 32;
    EXPECT_EQ(phone.client.error_code("heard", report), invalid);
    phone.heard(ids[0], 1000, "playing");
    EXPECT_EQ(position(), 1000);
}

}  // namespace
}  // namespace vorleser::test
