#include "tests/faults/commands.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace vorleser::test {

namespace json = boost::json;

namespace {

std::string article(const std::string& name) {
    std::string text = name + "\n\n";
    for (int i = 1; i <= 12; ++i)
        text += "Das ist der Satz Nummer " + std::to_string(i) + " im Artikel " + name + "." +
                (i % 4 == 0 ? "\n\n" : " ");
    return text;
}

std::int64_t now_ms() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

const std::vector<Command>& commands() {
    using enum Before;
    static const std::vector<Command> all{
        {"Add", paused, "add", {{"text", article("E")}, {"as", "text"}}},
        {"AddNext", paused, "add", {{"text", article("E")}, {"as", "text"}, {"next", true}}},
        {"AddAndPlay", playing, "add", {{"text", article("E")}, {"as", "text"}, {"play", true}}},
        // «E», two paragraphs
        {"AddBytes", paused, "add", {{"bytes", "RQoKRWluIFNhdHouCgpOb2NoIGVpbmVyLgo="}, {"as", "text"}}},
        {"List", paused, "list", {}},
        {"Status", paused, "status", {}},
        {"Play", paused, "play", {}},
        {"PlayFromStopped", stopped, "play", {}},
        {"PlayAnother", playing, "play", {{"number", 3}}},
        {"Pause", playing, "pause", {}},
        {"Resume", paused, "resume", {}},
        {"Toggle", playing, "toggle", {}},
        {"Stop", playing, "stop", {}},
        {"Next", paused, "next", {}},
        {"NextWhilePlaying", playing, "next", {}},
        {"Previous", paused, "previous", {}},
        {"SeekTime", paused, "seek", {{"to_ms", 1000}}},
        {"SeekPercent", playing, "seek", {{"percent", 20}}},
        {"SeekText", paused, "seek", {{"to_text", "Nummer 2 im"}}},
        {"SeekSentence", paused, "seek", {{"by_sentences", 1}}},
        {"Place", paused, "place", {{"number", 2}, {"code_point", 12}, {"revision", 1'000'000'000'000'000}}},
        {"PlaceOfCurrent",
         paused,
         "place",
         {{"number", 1}, {"code_point", 12}, {"revision", 1'000'000'000'000'000}}},
        {"Speed", paused, "speed", {{"percent", 150}}},
        {"SpeedStep", playing, "speed", {{"by", 10}}},
        {"Pitch", paused, "pitch", {{"pitch", 7}}},
        {"Volume", playing, "volume", {{"percent", 40}}},
        {"Voice", paused, "voice", {{"name", "jonas"}}},
        {"Voices", paused, "voices", {}},
        {"Repeat", paused, "repeat", {{"mode", "all"}}},
        {"Shuffle", paused, "shuffle", {{"on", true}}},
        {"Finished", paused, "finished", {{"then", "kept"}}},
        {"Sleep", paused, "sleep", {{"after_ms", 3'600'000}}},
        {"SleepAtEnd", playing, "sleep", {{"at_end", true}}},
        {"Remove", paused, "remove", {{"number", 2}}},
        {"RemoveCurrent", playing, "remove", {{"number", 1}}},
        {"RemoveSeveral", paused, "remove", {{"ids", {2, 3}}}},
        {"Move", paused, "move", {{"number", 3}, {"to", 1}}},
        {"Clear", paused, "clear", {}},
        {"ClearWhilePlaying", playing, "clear", {}},
        {"Undo", paused, "undo", {}},
        {"Changes", paused, "changes", {{"since", 0}}},
        {"History", paused, "history", {}},
        {"Restore", paused, "restore", {{"id", 4}}},
        {"AddToKeep",
         paused,
         "add",
         {{"text", article("E")}, {"as", "text"}, {"to", "kept"}, {"tags", {"x"}}}},
        {"Keep", paused, "keep", {{"ids", {1, 2}}}},
        {"KeepAndTag", paused, "keep", {{"ids", {2, 3}}, {"move", true}, {"tags", {"x"}}}},
        {"MoveToKeep", paused, "keep", {{"ids", {1}}, {"move", true}}},
        {"Unkeep", paused, "unkeep", {{"ids", {5}}}},
        {"Kept", paused, "kept", {}},
        {"Queue", paused, "queue", {{"ids", {5, 4}}, {"before", 2}, {"move", true}}},
        {"QueueAndPlay", playing, "queue", {{"ids", {5}}, {"play", true}}},
        {"Tag", paused, "tag", {{"ids", {1, 5}}, {"add", {"x", "y"}}}},
        {"Tags", paused, "tags", {}},
        {"Read", paused, "read", {{"ids", {1, 5}}}},
        {"PlayAt", paused, "play", {{"number", 2}, {"at", 20}}},
        {"Search", paused, "search", {{"query", "satz"}}},
        {"Show", paused, "show", {}},
        {"Edit", paused, "edit", {{"number", 1}, {"text", "A neu\n\nVorweg. Das ist der Satz Nummer 1.\n"}}},
        {"Device", paused, "device", {}},
        {"Devices", paused, "devices", {}},
        {"Offer", paused, "offer", {{"name", "Telefon"}}},
        {"Heard", playing, "heard", {{"lease", 1}, {"id", 1}, {"position_ms", 100}}},
        {"Outputs", paused, "outputs", {}},
        {"Output", playing, "output", {{"name", "loudspeaker"}, {"play", true}}},
        {"Mark", paused, "mark", {{"note", "Hier!"}}},
        {"MarkWhilePlaying", playing, "mark", {{"number", 3}, {"begin", 100}}},
        {"Marks", paused, "marks", {}},
        {"Note", paused, "note", {{"id", 1}, {"note", "Anders"}}},
        {"Unmark", paused, "unmark", {{"ids", {1}}}},
        {"Backup", paused, "backup", {}},
        {"Import",
         paused,
         "import",
         {{"entries", json::array{{{"uid", "0192f5a0-0000-7000-8000-000000000001"},
                                   {"title", "F"},
                                   {"kicker", ""},
                                   {"source", ""},
                                   {"url", ""},
                                   {"language", "de"},
                                   {"authors", ""},
                                   {"date", ""},
                                   {"added_at", 1'700'000'000},
                                   {"text_revision", 1},
                                   {"duration_ms", 1000},
                                   {"heard", false},
                                   {"last_heard_at", 0},
                                   {"left_at", 0},
                                   {"removal", 0},
                                   {"kept_at", 1'700'000'000},
                                   {"read_at", 0},
                                   {"tags", {"Politik"}},
                                   {"place",
                                    {{"code_point", 0},
                                     {"millionths", 0},
                                     {"position_ms", 0},
                                     {"cause", 0},
                                     {"device", nullptr},
                                     {"from", 0}}},
                                   {"dropped", ""},
                                   {"text", "F\n\nDas ist ein Satz.\n"}}}}}},
        {"ImportSaved",
         paused,
         "import",
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
            {"listed", false},
            {"kept", true},
            {"tags", {"Hafen"}},
            {"quotes", json::array{{{"text", "Das hat der Senat gestern beschlossen"},
                                    {"note", "Ach"},
                                    {"made_at", 1'700'000'000}}}}}}}},
        {"Pronounce", paused, "pronounce", {{"text", "Wort"}, {"silent", true}}},
        {"Lexicon", paused, "lexicon", {}},
        {"Sample", paused, "sample", {{"name", "jonas"}}},
        {"Subscribe", paused, "subscribe", {}},
        {"Speech", paused, "speech", {{"number", 1}, {"from_ms", 86'400'000}}},
        {"Cancel", paused, "cancel", {{"request", 1}}},
        {"Quit", playing, "quit", {}},
    };
    return all;
}

Situation situation(RpcClient& client) {
    Situation s;
    json::value status;
    const auto measured = eventually([&] {
        status = client.call("status");
        return status.at("exact").as_bool();
    });
    if (!measured) throw std::runtime_error("the article was not measured");
    s.at_ms = now_ms();
    json::object state;
    const json::value listed = client.call("list"), history = client.call("history"),
                      merkliste = client.call("kept");
    for (const auto& [key, answer] :
         {std::pair{"list", &listed}, std::pair{"history", &history}, std::pair{"kept", &merkliste}}) {
        json::array values;
        json::array entries = answer->at("entries").as_array();
        // What was kept last comes first, by the second: when that was is a matter of time.
        if (answer == &merkliste)
            std::sort(entries.begin(), entries.end(), [](const json::value& a, const json::value& b) {
                return a.at("id").as_int64() < b.at("id").as_int64();
            });
        for (const json::value& entry : entries) {
            const bool is_current =
                status.at("entry").is_object() && status.at("entry").at("id") == entry.at("id");
            // What has just begun is in the history from its first saved place on, which is a matter of time.
            if (answer == &history && is_current && status.at("state") == "playing") continue;
            json::object kept;
            kept["kept"] = entry.at("kept").is_number();
            for (const char* field :
                 {"id", "number", "title", "kicker", "source", "language", "read", "tags"})
                kept[field] = entry.at(field);
            kept["heard"] = entry.at("state") == "heard";
            if (!is_current) s.positions_ms.push_back(entry.at("position_ms").to_number<std::int64_t>());
            const auto text = json::serialize(
                client.call("show", {{"id", entry.at("id")}, {"dropped", true}}).at("blocks"));
            kept["text"] = std::hash<std::string>()(text);
            values.push_back(std::move(kept));
        }
        state[key] = std::move(values);
    }
    const json::value marks = client.call("marks");
    state["marks"] = json::array();
    const json::array& all_marks = marks.at("marks").as_array();
    for (const json::value& mark : all_marks) {
        json::object kept;
        for (const char* field : {"entry", "begin", "end", "sentence", "note", "title"})
            kept[field] = mark.at(field);
        state["marks"].as_array().push_back(std::move(kept));
    }
    for (const char* field : {"speed", "volume", "pitch", "voice", "repeat", "shuffle", "finished"})
        state[field] = status.at(field);
    state["sleeps"] = status.at("sleep").is_object();
    // A list that ends while it is read aloud is stopped.
    state["state"] = status.at("state");
    if (status.at("entry").is_object()) {
        s.current = status.at("entry").at("id").to_number<std::int64_t>();
        s.position_ms = status.at("position_ms").to_number<std::int64_t>();
    }
    state["current"] = s.current;
    s.playing = status.at("state") == "playing";
    s.state = json::serialize(state);
    return s;
}

bool same(const Situation& was, const Situation& now, bool interrupted) {
    const auto rounded = [](std::int64_t one, std::int64_t other) { return std::abs(one - other) <= 1; };
    // Where what was playing was interrupted is another place in each run.
    const auto alike = [&](std::int64_t one, std::int64_t other) {
        return was.playing || interrupted ? std::abs(one - other) <= 1200 : rounded(one, other);
    };
    if (was.state != now.state || !std::equal(was.positions_ms.begin(), was.positions_ms.end(),
                                              now.positions_ms.begin(), now.positions_ms.end(), alike))
        return false;
    const auto moved = now.position_ms - was.position_ms;
    // Paused: the very place, but that a time is rounded. Playing: at most a second is heard again, and it
    // went on since it was started again.
    if (!was.playing) return rounded(was.position_ms, now.position_ms);
    return moved >= -1200 && moved <= now.at_ms - was.at_ms;
}

std::ostream& operator<<(std::ostream& out, const Situation& s) {
    out << s.state;
    for (const auto position : s.positions_ms) out << ' ' << position;
    return out << " at " << s.position_ms << " ms";
}

Files prepared(Faults& faults, RunningDaemon& daemon, Before before) {
    faults.page().keep_synced = true;
    RpcClient client = daemon.connect();
    for (const char* name : {"A", "B", "C", "D"})
        client.call("add", {{"text", article(name)}, {"as", "text"}});
    client.call("add", {{"text", article("F")}, {"as", "text"}, {"to", "kept"}, {"tags", {"x"}}});
    client.call("remove", {{"number", 4}});
    client.call("mark", {{"number", 2}, {"begin", 60}, {"note", "Merken"}});
    const bool measured = eventually([&] {
        const json::value list = client.call("list");
        const json::array& entries = list.at("entries").as_array();
        for (const auto& entry : entries)
            if (!entry.at("exact").as_bool()) return false;
        return true;
    });
    if (!measured) throw std::runtime_error("the articles were not measured");
    if (before != Before::stopped) {
        client.call("play");
        client.call("pause");
        client.call("seek", {{"to_text", "Nummer 6 im"}});
        eventually([&] { return client.call("status").at("word").is_object(); });
    }
    if (daemon.terminate() != 0) throw std::runtime_error("vorleserd did not end well: " + daemon.log());
    return Faults::files(daemon);
}

void enter(RpcClient& client, Before before) {
    if (before == Before::playing) client.call("play");
}

}  // namespace vorleser::test
