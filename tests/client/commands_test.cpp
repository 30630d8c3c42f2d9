#include "client/commands.hpp"

#include <filesystem>
#include <fstream>
#include <set>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include "client/connection.hpp"
#include "client/failure.hpp"
#include "client/protocol.hpp"

using namespace vorleser;
namespace json = boost::json;
using Arguments = std::vector<std::string>;

namespace {

// The request that a command line becomes: {"jsonrpc", "id", "method", "params"}.
json::value request_of(const Arguments& arguments) {
    const auto invocation = parse_command_line(arguments);
    return json::parse(protocol::request(1, invocation.command, invocation.params));
}

json::value request(std::string_view method, json::object params = {}) {
    json::object message{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}};
    if (!params.empty()) message["params"] = params;
    return message;
}

// What a wrong command line is told; empty if it was right.
std::string complaint(const Arguments& arguments) {
    try {
        parse_command_line(arguments);
    } catch (const NoCommand& none) {
        EXPECT_FALSE(none.ok);
        return none.text;
    }
    return "";
}

std::vector<Entry> three_entries() {
    std::vector<Entry> entries(3);
    for (int i = 0; i < 3; ++i) {
        entries[i].id = 10 * (i + 1);
        entries[i].number = i + 1;
    }
    return entries;
}

}  // namespace

TEST(CommandLine, BecomesARequest) {
    EXPECT_EQ(request_of({"status"}), request("status"));
    EXPECT_EQ(request_of({"play"}), request("play"));
    EXPECT_EQ(request_of({"play", "3"}), request("play", {{"number", 3}}));
    EXPECT_EQ(request_of({"show", "2"}), request("show", {{"number", 2}}));
    EXPECT_EQ(request_of({"seek", "1:30"}), request("seek", {{"to_ms", 90'000}}));
    EXPECT_EQ(request_of({"seek", "+15"}), request("seek", {{"by_ms", 15'000}}));
    EXPECT_EQ(request_of({"seek", "50%"}), request("seek", {{"percent", 50}}));
    EXPECT_EQ(request_of({"speed"}), request("speed"));
    EXPECT_EQ(request_of({"speed", "1.5"}), request("speed", {{"percent", 150}}));
    EXPECT_EQ(request_of({"volume", "80"}), request("volume", {{"percent", 80}}));
    EXPECT_EQ(request_of({"voice", "de-male"}), request("voice", {{"name", "de-male"}}));
    EXPECT_EQ(request_of({"move", "3", "1"}), request("move", {{"number", 3}, {"to", 1}}));
    EXPECT_EQ(request_of({"next"}), request("next"));
}

// A time before the current one looks like an option.
TEST(CommandLine, TakesSeekingBackForNoOption) {
    EXPECT_EQ(request_of({"seek", "-15"}), request("seek", {{"by_ms", -15'000}}));
    EXPECT_EQ(request_of({"seek", "-1:30", "--json"}), request("seek", {{"by_ms", -90'000}}));
    EXPECT_TRUE(parse_command_line({"seek", "-15", "--json"}).json);
}

TEST(CommandLine, TakesNamesOfCommandsAsValues) {
    EXPECT_EQ(request_of({"voice", "next"}), request("voice", {{"name", "next"}}));
    EXPECT_EQ(parse_command_line({"add", "list"}).files, Arguments{"list"});
}

TEST(CommandLine, TakesTheCommonOptionsBeforeAndAfterTheCommand) {
    for (const auto& arguments : {Arguments{"--json", "--socket", "/s", "--no-start", "list"},
                                  Arguments{"list", "--json", "--socket", "/s", "--no-start"}}) {
        const auto invocation = parse_command_line(arguments);
        EXPECT_TRUE(invocation.json);
        EXPECT_EQ(invocation.daemon.socket, "/s");
        EXPECT_FALSE(invocation.daemon.start);
    }
    EXPECT_TRUE(parse_command_line({"list"}).daemon.start);
    EXPECT_FALSE(parse_command_line({"quit"}).daemon.start) << "not started to be ended";
}

TEST(CommandLine, SaysWhatIsWrong) {
    EXPECT_EQ(complaint({}), "a command is missing\nTry: vorleser --help");
    EXPECT_EQ(complaint({"sing"}), "there is no command sing\nTry: vorleser --help");
    EXPECT_EQ(complaint({"seek", "1:70"}),
              "TIME must be like 1:30, 90, +15, -15 or 50%\nTry: vorleser seek --help");
    for (const auto& arguments : {Arguments{"seek"},
                                  {"play", "x"},
                                  {"play", "0"},
                                  {"play", "-1"},
                                  {"play", "1", "2"},
                                  {"move", "1"},
                                  {"remove"},
                                  {"remove", "x"},
                                  {"speed", "150"},
                                  {"speed", "0.4"},
                                  {"speed", "401%"},
                                  {"volume", "loud"},
                                  {"pause", "1"},
                                  {"add", "--as", "music"},
                                  {"add", "--title", "T", "a", "b"},
                                  {"list", "--sorted"},
                                  {"subscribe"}})
        EXPECT_FALSE(complaint(arguments).empty()) << json::serialize(json::value_from(arguments));
}

TEST(CommandLine, LetsNoEscapeSequenceIntoItsComplaints) {
    EXPECT_EQ(complaint({"\x1b[5m"}).find('\x1b'), std::string::npos);
    EXPECT_EQ(complaint({"play", "\x1b[5m"}).find('\x1b'), std::string::npos);
}

// What protocol.json knows is a command of the client, but for the two that only make sense inside one.
TEST(CommandLine, KnowsEveryMethodOfTheProtocol) {
    const std::set<std::string> with_arguments{"seek", "remove", "move", "restore", "pronounce"};
    const auto methods = json::parse(protocol_json());
    EXPECT_GT(methods.as_array().size(), 15U);
    for (const auto& method : methods.as_array()) {
        const auto name = json::value_to<std::string>(method.at("name"));
        EXPECT_FALSE(json::value_to<std::string>(method.at("summary")).empty());
        if (name == "subscribe" || name == "sample") continue;  // «voices --play»
        if (with_arguments.contains(name))
            EXPECT_NE(complaint({name}), "") << name;
        else
            EXPECT_EQ(complaint({name}), "") << name;
    }
}

TEST(Add, SendsTheTextWithTheFilesName) {
    const auto plain = parse_command_line({"add", "/tmp/Köln.txt"});
    EXPECT_EQ(plain.files, Arguments{"/tmp/Köln.txt"});
    EXPECT_EQ(add_params(plain, "/tmp/Köln.txt", "K\xf6ln"),
              (json::object{{"text", "Köln"}, {"source", "Köln.txt"}}));

    const auto full = parse_command_line({"add", "--title", "T", "--next", "--play", "--as", "text", "-"});
    EXPECT_EQ(
        add_params(full, "", "abc"),
        (json::object{{"text", "abc"}, {"title", "T"}, {"next", true}, {"play", true}, {"as", "text"}}));
}

TEST(Add, ReadsStandardInputWithoutAFile) {
    EXPECT_EQ(parse_command_line({"add"}).files, Arguments{"-"});
    EXPECT_EQ(parse_command_line({"add", "a", "-", "b"}).files, (Arguments{"a", "-", "b"}));
}

TEST(Request, IsOneLineWithinTheLimit) {
    const auto line = protocol::request(7, "add", {{"text", "a\nb"}});
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    // 12 MB of control characters are six times as much in JSON.
    EXPECT_THROW(protocol::request(1, "add", {{"text", std::string(12 << 20, '\x01')}}), Failure);
}

TEST(Remove, FindsEntriesBeforeNumbersShift) {
    const auto entries = entries_at(three_entries(), {3, 1, 3});
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].id, 30);
    EXPECT_EQ(entries[1].id, 10);
}

// One wrong number and nothing is removed.
TEST(Remove, RefusesNumbersThatDoNotExist) {
    EXPECT_THROW(entries_at(three_entries(), {1, 4}), Failure);
    EXPECT_THROW(entries_at({}, {1}), Failure);
}

class Daemon : public testing::Test {
 protected:
    void SetUp() override {
        std::string name = "/tmp/vorleser-client-XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        directory_ = name;
        setenv("XDG_STATE_HOME", directory_.c_str(), 1);
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    Exit failure_of(const DaemonAddress& address) {
        try {
            Connection connection(address);
            return Exit::ok;
        } catch (const Failure& failure) {
            return failure.exit_code;
        }
    }

    std::filesystem::path directory_;
};

TEST_F(Daemon, IsNotStartedAgainstTheUsersWill) {
    EXPECT_EQ(failure_of({directory_ / "socket", false}), Exit::no_daemon);
    EXPECT_FALSE(std::filesystem::exists(directory_ / "socket"));
}

// A socket left behind is replaced; a file of the user's own is not.
TEST_F(Daemon, NeverReplacesAFileThatIsNoSocket) {
    const auto file = directory_ / "socket";
    std::ofstream(file) << "mine";
    EXPECT_EQ(failure_of({file, true}), Exit::no_daemon);
    std::string content;
    std::ifstream(file) >> content;
    EXPECT_EQ(content, "mine");
}

TEST_F(Daemon, RefusesAPathTooLongForASocket) {
    EXPECT_EQ(failure_of({directory_ / std::string(200, 'x'), true}), Exit::no_daemon);
}

TEST_F(Daemon, ListensInTheRuntimeDirectory) {
    setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
    EXPECT_EQ(default_socket(), "/run/user/7/vorleser/socket");
    setenv("XDG_RUNTIME_DIR", "relative", 1);  // the specification: such a value is ignored
    EXPECT_EQ(default_socket(), "/tmp/vorleser-" + std::to_string(geteuid()) + "/socket");
    unsetenv("XDG_RUNTIME_DIR");
    EXPECT_EQ(default_socket(), "/tmp/vorleser-" + std::to_string(geteuid()) + "/socket");
}
