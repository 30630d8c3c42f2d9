// Every method of the protocol ten times and with every kind of parameter in every state of the player. The
// calls are made from what `vorleserd --protocol` says, so that a new method is covered by itself.
#include <fstream>
#include <limits>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

constexpr int times = 10;

json::array protocol() {
    const TemporaryDirectory directory;
    const std::string listing = (directory.path() / "protocol").string();
    if (std::system((VORLESER_BINARY_DIR "/daemon/vorleserd --protocol > " + listing).c_str()) != 0)
        throw std::runtime_error("vorleserd --protocol failed");
    return json::parse(read_file(listing)).as_array();
}

// What may well be meant, for each type of the protocol.
json::value plausible(std::string_view type) {
    if (type == "string") return "jonas";
    if (type == "integer") return 1;
    if (type == "boolean") return true;
    if (type == "array") return json::array{"state"};
    if (type == "integers") return json::array{1};
    if (type == "objects") return json::array{json::object{{"id", 1}}};
    if (type == "object") return json::object{{"id", 1}};
    throw std::runtime_error("a type without an example: " + std::string(type));
}

// Of every type, whatever the parameter's is.
const json::array& extremes() {
    using Limits = std::numeric_limits<std::int64_t>;
    static const json::array all = [] {
        std::string large(1 << 20, ' ');  // as an article it is short
        large.front() = large.back() = 'x';
        return json::array{nullptr,
                           0,
                           1,
                           2,
                           -1,
                           1'000'000,
                           Limits::min(),
                           Limits::max(),
                           std::numeric_limits<std::uint64_t>::max(),
                           1.5,
                           1e300,
                           true,
                           false,
                           "",
                           "x",
                           "default",
                           "Ein Satz. Noch einer.",
                           "{}",
                           std::string(1, 0),
                           large,
                           json::array{},
                           json::array{1},
                           json::array{-1, Limits::max()},
                           json::array{"state", "x"},
                           json::array{nullptr},
                           json::array(1000, 1),
                           json::object{},
                           json::object{{"a", 1}}};
    }();
    return all;
}

struct Figures {
    long kilobytes = 0;
    std::ptrdiff_t descriptors = 0;
};

struct State {
    const char* name;
    const char* expected;  // what status says then
    bool device = true;
    std::vector<const char*> reached_by;  // methods, once the list has been filled
    bool speaks = true;                   // whether speech can be had
};
void PrintTo(const State& state, std::ostream* out) {
    *out << state.name;
}

class Methods : public testing::TestWithParam<State> {
 protected:
    Methods() {
        std::filesystem::create_directory(daemon.directory() / "config/vorleser");
        // Ten times real time: what is said aloud in between does not hold up the test.
        std::ofstream(daemon.directory() / "config/vorleser/vorleser.toml")
            << "[audio]\npace_percent = 1000\n";
        daemon.restart();
        client = daemon.connect();
    }
    std::string device() const {
        return GetParam().device ? "file:" + (files.path() / "heard.wav").string() : "no-such-device";
    }
    void fill() {
        for (const char* title : {"Eins", "Zwei", "Drei"}) {
            std::string text;
            for (int i = 0; i < 80; ++i)
                text += "Das ist der Satz Nummer " + std::to_string(i) + " von " + title +
                        (i % 20 ? ". " : ".\n\n");
            client.call("add", {{"title", title}, {"text", text}, {"as", "text"}});
        }
    }
    void enter() {
        client.call("output", {{"name", "loudspeaker"}});
        if (GetParam().speaks) {
            client.call("clear");
            client.call("stop");
            if (std::string_view(GetParam().name) != "Empty") fill();
        }
        const State& state = GetParam();
        for (const char* method : state.reached_by) client.call(method);
        const char* expected = state.expected;
        ASSERT_TRUE(eventually([&] { return client.call("status").at("state") == expected; }))
            << json::serialize(client.call("status"));
    }
    // No worker can be started any more: there is no descriptor for it.
    void silence() {
        const rlimit none{3, 1024};
        ASSERT_EQ(prlimit(daemon.pid(), RLIMIT_NOFILE, &none, nullptr), 0);
        ::kill(daemon.worker_pid(), SIGKILL);
    }
    // What is answered in parts is not waited for.
    json::object cancelled(std::string_view method, const json::object& params) {
        client.send(json::serialize(json::object{
                        {"jsonrpc", "2.0"}, {"id", -7}, {"method", method}, {"params", params}}) +
                    "\n{\"jsonrpc\":\"2.0\",\"method\":\"cancel\",\"params\":{\"request\":-7}}\n");
        for (;;) {
            json::object line = json::parse(client.line().value()).as_object();
            if (const auto* id = line.if_contains("id"); id && *id == -7) return line;
        }
    }
    // One answer, of the protocol's form, that is no fault of the daemon's own.
    void call(std::string_view method, const json::object& params, bool in_parts = false) {
        const std::string what = std::string(method) + " " + json::serialize(params).substr(0, 200);
        json::object answer;
        try {
            answer = in_parts ? cancelled(method, params) : client.call_raw(method, params);
        } catch (const std::exception& e) {
            FAIL() << what << ": " << e.what() << "\n" << daemon.log();
        }
        ++calls;
        ASSERT_NE(answer.contains("result"), answer.contains("error")) << what;
        if (!answer.contains("error")) return;
        const json::value& error = answer.at("error");
        EXPECT_NE(error.at("code"), -32603) << what << json::serialize(answer);
        EXPECT_LE(error.at("code").as_int64(), -32000) << what;
        EXPECT_FALSE(error.at("message").as_string().empty()) << what;
    }
    void call_broken(std::string_view method, std::string_view name) {
        client.send("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"" + std::string(method) +
                    "\",\"params\":{\"" + std::string(name) + "\":\"\xff\xfe\"}}\n");
        for (;;) {
            const auto line = client.line();
            ASSERT_TRUE(line) << method << "\n" << daemon.log();
            const json::value answer = json::parse(*line);
            if (!answer.as_object().contains("error")) continue;  // an event
            EXPECT_EQ(answer.at("error").at("code"), -32700) << method;
            return;
        }
    }
    Figures figures() {
        Figures now;
        std::ifstream status("/proc/" + std::to_string(daemon.pid()) + "/status");
        for (std::string line; std::getline(status, line);)
            if (line.starts_with("VmRSS")) now.kilobytes = std::stol(line.substr(6));
        now.descriptors = std::distance(
            std::filesystem::directory_iterator("/proc/" + std::to_string(daemon.pid()) + "/fd"), {});
        return now;
    }
    void call_all(const json::array& methods) {
        for (const auto& row : methods) {
            const std::string method(row.at("name").as_string());
            if (method == "quit") continue;
            const bool in_parts = row.as_object().contains("parts");
            // Nothing could be added again.
            if (!GetParam().speaks && (method == "clear" || method == "remove")) continue;
            enter();
            const json::array& params = row.at("params").as_array();
            json::object needed, all;
            for (const auto& param : params) {
                const auto value = plausible(param.at("type").as_string());
                all[param.at("name").as_string()] = value;
                if (!param.at("optional").as_bool()) needed[param.at("name").as_string()] = value;
            }
            for (int i = 0; i < times; ++i) call(method, needed, in_parts);
            if (!needed.empty()) call(method, {}, in_parts);
            call(method, all, in_parts);
            call(method, {{"no such parameter", 1}}, in_parts);
            for (const auto& param : params) {
                const auto name = param.at("name").as_string();
                for (const json::value& value : extremes()) {
                    json::object given = needed;
                    given[name] = value;
                    call(method, given, in_parts);
                    if (HasFatalFailure()) return;
                }
                call_broken(method, name);
            }
            if (HasFatalFailure()) return;
        }
    }

    TemporaryDirectory files;
    RunningDaemon daemon{{}, {"--device", device()}};
    RpcClient client = daemon.connect();
    int calls = 0;
};

TEST_P(Methods, AnswerWhateverTheyAreGiven) {
    const json::array methods = protocol();
    client.call("pronounce", {{"text", "Wort"}});  // opens and loads what is needed first
    if (!GetParam().speaks) fill(), silence();
    const Figures before = figures();
    call_all(methods);
    if (HasFatalFailure()) return;
    EXPECT_TRUE(eventually([&] { return figures().descriptors <= before.descriptors; }))
        << figures().descriptors << " descriptors, not " << before.descriptors;
#ifndef VORLESER_SANITIZED  // what was freed is kept in quarantine
    EXPECT_LT(figures().kilobytes, before.kilobytes + 60'000);
#endif
    EXPECT_GT(calls, 1000);

    // More often than it can be done.
    std::string quits;
    for (int i = 0; i < times; ++i) quits += "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"quit\"}\n";
    client.send(quits);
    EXPECT_TRUE(eventually([&] { return daemon.ended(); })) << daemon.log();
}

INSTANTIATE_TEST_SUITE_P(InEveryState, Methods,
                         testing::Values(State{"Empty", "stopped", true, {}, true},
                                         State{"Stopped", "stopped", true, {}, true},
                                         State{"Paused", "paused", true, {"play", "pause"}, true},
                                         State{"Playing", "playing", true, {"play"}, true},
                                         State{"WithoutADevice", "interrupted", false, {"play"}, true},
                                         State{"WithoutSpeech", "interrupted", true, {"play"}, false}),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace vorleser::test
