// No change can be forgotten: whatever a method changed of what Status and list show, subscribers are told.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

// Each method, as often as there are ways in which it changes something. "numbers" become "ids".
std::vector<std::pair<std::string, json::object>> calls() {
    return {
        {"add", {{"text", "Neu\n\nEin Satz."}, {"as", "text"}}},
        {"add", {{"text", "Neuer\n\nEin anderer Satz."}, {"as", "text"}, {"next", true}}},
        {"add", {{"title", "Eins, anders"}, {"text", "Eins\n\nDas ist ein Satz von Eins."}, {"as", "text"}}},
        {"list", {}},
        {"show", {{"number", 1}}},
        {"edit", {{"number", 1}, {"text", "Eins\n\nKürzer.\n"}}},
        {"edit", {{"number", 2}, {"text", "Zweimal\n\nKürzer.\n"}}},
        {"remove", {{"number", 1}}},
        {"remove", {{"number", 2}}},
        {"move", {{"number", 3}, {"to", 1}}},
        {"clear", {}},
        {"clear", {{"heard", true}}},
        {"undo", {}},
        {"history", {}},
        {"changes", {}},
        {"restore", {{"id", 4}}},
        {"add", {{"text", "Neu\n\nEin Satz."}, {"as", "text"}, {"to", "both"}}},
        {"keep", {{"numbers", {1, 2, 3}}}},
        {"keep", {{"numbers", {1}}, {"move", true}}},
        {"unkeep", {{"ids", {1}}}},
        {"kept", {}},
        {"queue", {{"ids", {1}}, {"next", true}}},
        {"tag", {{"numbers", {1, 2}}, {"add", {"x"}}}},
        {"tags", {}},
        {"read", {{"numbers", {1, 2}}}},
        {"status", {}},
        {"play", {{"number", 2}}},
        {"pause", {}},
        {"resume", {}},
        {"toggle", {}},
        {"stop", {}},
        {"next", {}},
        {"previous", {}},
        {"seek", {{"to_ms", 2000}}},
        {"seek", {{"to_text", "Satz"}}},
        {"seek", {{"by_sentences", 1}}},
        {"speed", {{"percent", 150}}},
        {"pitch", {{"pitch", 7}}},
        {"volume", {{"by", -7}}},
        {"voice", {{"name", "jonas"}}},
        {"voices", {}},
        {"sample", {{"name", "jonas"}}},
        {"pronounce", {{"text", "Wort"}, {"silent", true}}},
        {"lexicon", {{"word", "Satz"}, {"sound", "Wolke"}}},
        {"device", {}},
        {"devices", {}},
        {"offer", {{"name", "Telefon"}}},
        {"outputs", {}},
        {"output", {{"name", "Telefon"}}},
        {"heard", {{"lease", 1}, {"id", 1}, {"position_ms", 100}}},
        {"output", {{"name", "loudspeaker"}}},
        {"place", {{"number", 1}, {"code_point", 12}, {"revision", 1'000'000'000'000'000}}},
        {"place", {{"number", 2}, {"code_point", 0}, {"revision", 1'000'000'000'000'000}, {"heard", true}}},
        {"repeat", {{"mode", "all"}}},
        {"shuffle", {{"on", true}}},
        {"finished", {{"then", "kept"}}},
        {"sleep", {{"after_ms", 3'600'000}}},
        {"sleep", {{"at_end", true}}},
        {"mark", {{"number", 1}, {"begin", 12}, {"note", "Hier"}}},
        {"mark", {{"number", 2}}},
        {"marks", {}},
        {"note", {{"id", 1}, {"note", "Anders"}}},
        {"unmark", {{"ids", {1}}}},
        {"backup", {}},
        {"import", {}},
        {"import",
         {{"marks", json::array{{{"uid", "0192f5a0-0000-7000-8000-000000000002"},
                                 {"entry_uid", nullptr},
                                 {"begin", 0},
                                 {"end", 9},
                                 {"sentence", "Ein Satz."},
                                 {"note", ""},
                                 {"title", "Weg"},
                                 {"source", ""},
                                 {"url", ""},
                                 {"made_at", 1'700'000'000},
                                 {"changed_at", 1'700'000'000},
                                 {"position_ms", 0}}}}}},
        {"import", {{"addresses", {"https://example.org/hafen"}}}},
        {"import",
         {{"saved",
           {{"address", "https://example.org/hafen"},
            {"title", "Der Hafen"},
            {"source", "example.org"},
            {"url", "https://example.org/hafen"},
            {"authors", ""},
            {"date", ""},
            {"encoding", "utf-8"},
            {"html", true},
            {"bytes",
             "PHA+"
             "RGVyIEhhZmVuIHdpcmQgYXVzZ2ViYXV0LiBEYXMgaGF0IGRlciBTZW5hdCBnZXN0ZXJuIGJlc2NobG9zc2VuLCB1bmQgZGl"
             "lIEJhZ2dlciBrb21tZW4gaW0gRnLDvGhqYWhyLjwvcD48cD5XZXIgbWl0IGRlbSBTY2hpZmYgaW4gZGllIFN0YWR0IHdpbG"
             "wsIG11c3MgZGFubiBlaW5lbiBVbXdlZyBmYWhyZW4uIERpZSBBcmJlaXRlbiBzb2xsZW4gYWNodHplaG4gTW9uYXRlIGRhd"
             "WVybi48L3A+"},
            {"added_at", 1'700'000'000},
            {"read_at", 0},
            {"listed", true},
            {"kept", true},
            {"tags", {"Hafen"}},
            {"quotes", json::array{{{"text", "Das hat der Senat gestern beschlossen"},
                                    {"note", "Ach"},
                                    {"made_at", 1'700'000'000}}}}}}}},
        {"speech", {{"number", 1}}},
        {"play", {{"number", 2}, {"at", 8}}},
        {"search", {{"query", "satz"}}},
        {"subscribe", {}},
        {"cancel", {{"request", 1}}},
    };
}
const std::set<std::string> ends_the_daemon{"quit"};

// What the subscriber of each event sees.
struct Seen {
    std::map<std::string, json::value> by_event;
};

Seen seen(RpcClient& client) {
    json::object status = client.call("status").as_object();
    json::object position{{"word", status["word"]}, {"sentence", status["sentence"]}, {"id", nullptr}};
    for (const char* moving : {"position_ms", "word", "sentence", "next", "size", "revision"})
        status.erase(moving);
    if (auto* entry = status["entry"].if_object()) {
        position["id"] = entry->at("id");
        for (const char* moving : {"position_ms", "last_heard_at", "state", "number"}) entry->erase(moving);
    }
    if (auto* sleep = status["sleep"].if_object()) sleep->erase("ms");  // it runs
    json::object list = client.call("list").as_object();
    list.erase("revision");  // a place has one, too, which `position` tells
    list["kept"] = client.call("kept").at("entries");
    for (const char* which : {"entries", "kept"})
        for (json::value& entry : list[which].as_array())
            for (const char* moving : {"position_ms", "last_heard_at", "state"})
                entry.as_object().erase(moving);
    return {{{"state", status},
             {"position", position},
             {"playlist", list},
             {"marks", client.call("marks").at("marks")}}};
}

class Telling : public testing::TestWithParam<const char*> {
 protected:
    void fill() {
        client.call("stop");
        client.call("clear");
        for (const char* title : {"Eins", "Zwei", "Drei"}) {
            std::string text = std::string(title) + "\n\n";
            for (int i = 0; i < 5; ++i) text += "Das ist ein Satz von " + std::string(title) + ". ";
            client.call("add", {{"text", text}, {"as", "text"}});
        }
        client.call("speed", {{"percent", 100}});
        client.call("pitch", {{"pitch", 0}});
        client.call("volume", {{"percent", 50}});
        client.call("voice", {{"name", "anna"}});
        client.call("repeat", {{"mode", "off"}});
        client.call("shuffle", {{"on", false}});
        client.call("finished", {{"then", "stays"}});
        client.call("sleep", {{"off", true}});
        if (std::string_view(GetParam()) == "Paused") {
            client.call("play");
            client.call("pause");
            client.call("seek", {{"to_ms", 0}});
        }
        measured();
    }
    // Nothing changes by itself any more.
    void measured() {
        const auto all_exact = [&] {
            const json::value list = client.call("list");
            return std::ranges::all_of(list.at("entries").as_array(),
                                       [](const json::value& entry) { return entry.at("exact").as_bool(); });
        };
        ASSERT_TRUE(eventually(all_exact));
    }
    // The kinds of the events that came until now.
    std::set<std::string> told() {
        std::set<std::string> kinds;
        for (int i = 0; i < 3; ++i) {  // what has changed is sent before the answer to the second one
            subscriber.send("{\"jsonrpc\":\"2.0\",\"id\":\"here\",\"method\":\"voices\"}\n");
            for (;;) {
                const auto line = json::parse(subscriber.line().value());
                if (line.as_object().contains("id")) break;
                kinds.insert(std::string(line.at("method").as_string()));
            }
        }
        return kinds;
    }

    Telling() {
        std::filesystem::create_directory(daemon.directory() / "config/vorleser");
        // What is said aloud in between does not hold up the test.
        std::ofstream(daemon.directory() / "config/vorleser/vorleser.toml")
            << "[audio]\npace_percent = 1000\n";
        daemon.restart();
        client = daemon.connect(), subscriber = daemon.connect();
    }

    TemporaryDirectory files;
    RunningDaemon daemon{{}, {"--device", "file:" + (files.path() / "heard.wav").string()}};
    RpcClient client = daemon.connect(), subscriber = daemon.connect();
};

TEST_P(Telling, WhateverAMethodChangedIsTold) {
    subscriber.call("subscribe");
    std::set<std::string> untried, changed;
    const std::string listing = (files.path() / "protocol").string();
    ASSERT_EQ(std::system((VORLESER_BINARY_DIR "/daemon/vorleserd --protocol > " + listing).c_str()), 0);
    const json::value rows = json::parse(read_file(listing));
    for (const json::value& row : rows.as_array()) untried.emplace(row.at("name").as_string());
    const auto all = calls();
    for (const auto& [method, given] : all) {
        json::object params = given;
        const std::string what = method + " " + json::serialize(params);
        untried.erase(method);
        fill();
        if (HasFatalFailure()) return;
        if (const auto* numbers = given.if_contains("numbers")) {
            const json::value list = client.call("list");
            json::array ids;
            for (const json::value& number : numbers->as_array())
                ids.push_back(list.at("entries").as_array().at(number.to_number<std::size_t>() - 1).at("id"));
            params.erase("numbers");
            params["ids"] = std::move(ids);
        }
        const Seen before = seen(client);
        told();
        client.call_raw(method, params);
        const Seen after = seen(client);
        const bool playing = after.by_event.at("state").at("state") == "playing";
        const auto kinds = told();
        for (const auto& [event, value] : after.by_event) {
            if (value == before.by_event.at(event) || (playing && event == "position")) continue;
            changed.insert(event + " by " + method);
            EXPECT_TRUE(kinds.contains(event))
                << what << " changed " << before.by_event.at(event) << "\nto " << value;
        }
    }
    EXPECT_GE(changed.size(), 18u) << "of what changes";
    for (const std::string& each : ends_the_daemon) untried.erase(each);
    EXPECT_TRUE(untried.empty()) << *untried.begin() << ": give it a call in this file";
}

INSTANTIATE_TEST_SUITE_P(While, Telling, testing::Values("Stopped", "Paused"),
                         [](const auto& param) { return std::string(param.param); });

}  // namespace
}  // namespace vorleser::test
