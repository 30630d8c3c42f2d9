#include "client/commands.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include "client/choosing.hpp"
#include "client/command.hpp"
#include "client/completion.hpp"
#include "client/connection.hpp"
#include "client/failure.hpp"
#include "client/places.hpp"
#include "client/protocol.hpp"
#include "locale/command_line.hpp"

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

// Numbers from 1, ids from 10 in tens.
std::vector<Entry> entries_called(const std::vector<std::string>& titles) {
    std::vector<Entry> entries;
    for (const auto& title : titles) {
        Entry& entry = entries.emplace_back();
        entry.number = static_cast<std::int64_t>(entries.size());
        entry.id = 10 * entry.number;
        entry.title = title;
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
    EXPECT_EQ(request_of({"search", "wahl", "erste runde", "title:ein Wort", "tag:x"}),
              request("search", {{"query", "wahl \"erste runde\" title:\"ein Wort\" tag:x"}}));
    EXPECT_EQ(request_of({"play", "3", "--at", "120"}), request("play", {{"number", 3}, {"at", 120}}));
    EXPECT_EQ(request_of({"seek", "+15"}), request("seek", {{"by_ms", 15'000}}));
    EXPECT_EQ(request_of({"seek", "50%"}), request("seek", {{"percent", 50}}));
    EXPECT_EQ(request_of({"speed"}), request("speed"));
    EXPECT_EQ(request_of({"speed", "1.5"}), request("speed", {{"percent", 150}}));
    EXPECT_EQ(request_of({"volume", "80"}), request("volume", {{"percent", 80}}));
    EXPECT_EQ(request_of({"voice", "de-male"}), request("voice", {{"name", "de-male"}}));
    EXPECT_EQ(request_of({"move", "3", "1"}), request("move", {{"number", 3}, {"to", 1}}));
    EXPECT_EQ(request_of({"next"}), request("next"));
    EXPECT_EQ(request_of({"list", "--unheard"}), request("list", {{"unheard", true}}));
    EXPECT_EQ(request_of({"list", "--source", "taz"}), request("list", {{"source", "taz"}}));
    EXPECT_EQ(request_of({"kept", "--source", "taz"}), request("kept", {{"source", "taz"}}));
    EXPECT_EQ(request_of({"clear", "--heard"}), request("clear", {{"heard", true}}));
    EXPECT_EQ(request_of({"sleep", "1:30"}), request("sleep", {{"after_ms", 5'400'000}}));
    EXPECT_EQ(request_of({"seek", "1m30s"}), request("seek", {{"to_ms", 90'000}}));
    EXPECT_EQ(request_of({"play", "3", "--at", "155"}), request("play", {{"number", 3}, {"at", 155}}));
    EXPECT_EQ(request_of({"mark"}), request("mark"));
    EXPECT_EQ(request_of({"mark", "merken,", "wichtig"}), request("mark", {{"note", "merken, wichtig"}}));
    EXPECT_EQ(request_of({"mark", "--article", "2", "--at", "9"}),
              request("mark", {{"number", 2}, {"begin", 9}}));
    EXPECT_EQ(request_of({"marks", "3"}), request("marks", {{"number", 3}}));
    EXPECT_EQ(request_of({"marks", "--all"}), request("marks"));
    EXPECT_EQ(parse_command_line({"marks", "--play", "4"}).marks.play, 4);
    EXPECT_EQ(request_of({"unmark", "3", "4"}), request("unmark", {{"ids", {3, 4}}}));
    EXPECT_EQ(request_of({"note", "3", "Neu", "hier"}), request("note", {{"id", 3}, {"note", "Neu hier"}}));
    EXPECT_EQ(request_of({"note", "3"}), request("note", {{"id", 3}}));
    EXPECT_EQ(request_of({"restore", "7"}), request("restore", {{"id", 7}}));
}

TEST(CommandLine, TakesSteps) {
    EXPECT_EQ(request_of({"speed", "+0.1"}), request("speed", {{"by", 10}}));
    EXPECT_EQ(request_of({"speed", "-0,25"}), request("speed", {{"by", -25}}));
    EXPECT_EQ(request_of({"speed", "-10%"}), request("speed", {{"by", -10}}));
    EXPECT_EQ(request_of({"volume", "+5"}), request("volume", {{"by", 5}}));
    EXPECT_EQ(request_of({"volume", "-5%", "--json"}), request("volume", {{"by", -5}}));
    EXPECT_EQ(request_of({"pitch", "-10"}), request("pitch", {{"pitch", -10}})) << "is one already";
}

TEST(CommandLine, TakesTitlesForArticles) {
    for (const char* command : {"play", "show", "edit", "restore"}) {
        const auto by_title = parse_command_line({command, "Microsoft", "investiert", "--json"});
        EXPECT_EQ(by_title.title, "Microsoft investiert") << command;
        EXPECT_TRUE(by_title.params.empty());
        EXPECT_EQ(parse_command_line({command, "Zug", "next", "list"}).title, "Zug next list");
        EXPECT_EQ(parse_command_line({command, "3"}).title, "");
        EXPECT_EQ(parse_command_line({command, "3", "Tote"}).title, "3 Tote");
        for (const char* wrong : {"0", "-1"}) EXPECT_NE(complaint({command, wrong}), "") << wrong;
    }
    const auto moved = parse_command_line({"move", "Microsoft investiert", "1"});
    EXPECT_EQ(moved.title, "Microsoft investiert");
    EXPECT_EQ(moved.params, (json::object{{"to", 1}}));
    EXPECT_EQ(parse_command_line({"remove", "2-3", "Zug"}).names, (Arguments{"2-3", "Zug"}));
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
              "TIME must be like 1:30, 90, 1m30s, +15, -15 or 50%\nTry: vorleser seek --help");
    for (const auto& arguments : {Arguments{"seek"},
                                  {"play", "0"},
                                  {"play", "-1"},
                                  {"move", "1"},
                                  {"remove"},
                                  {"remove", "0"},
                                  {"remove", "3-1"},
                                  {"list", "--heard", "--unheard"},
                                  {"list", "--heard", "--source", "taz"},
                                  {"sleep", "25h"},
                                  {"speed", "+fast"},
                                  {"volume", "+"},
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

// An option that has no meaning beside the others is refused, not swallowed.
TEST(CommandLine, RefusesWhatItWouldIgnore) {
    for (const auto& words : {Arguments{"web", "devices", "--home"},
                              {"web", "feed", "Anna", "--host", "a.example"},
                              {"web", "devices", "--certificate", "c", "--key", "k"},
                              {"web", "--home", "--certificate", "c"},
                              {"search", "Wahl", "--play", "2", "--limit", "3"},
                              {"export", "--id", "3", "-o", "a.mp3", "--unheard"},
                              {"marks", "--markdown", "--json"},
                              {"--json", "subscriptions", "--opml"},
                              {"add", "--clipboard", "--selection"},
                              {"add", "--selection", "a.txt"},
                              {"add", "--clipboard", "-"}})
        EXPECT_FALSE(complaint(words).empty()) << words.front() << words.back();
    EXPECT_NE(complaint({"web", "--home", "--certificate", "c"}).find("--certificate needs --key, too"),
              std::string::npos);
    EXPECT_EQ(parse_command_line({"web", "--home", "--certificate", "c", "--key", "k"}).web.key, "k");
    EXPECT_EQ(parse_command_line({"web", "feed", "Anna", "--port", "80"}).web.port, 80);
}

TEST(CommandLine, LetsNoEscapeSequenceIntoItsComplaints) {
    EXPECT_EQ(complaint({"\x1b[5m"}).find('\x1b'), std::string::npos);
    EXPECT_EQ(complaint({"play", "\x1b[5m"}).find('\x1b'), std::string::npos);
}

const std::set<std::string> for_programs{"cancel", "speech", "changes", "offer", "heard", "place"};

// What protocol.json knows is a command of the client, but for those that only make sense inside one.
TEST(CommandLine, KnowsEveryMethodOfTheProtocol) {
    const std::set<std::string> with_arguments{"seek",   "remove", "move",   "restore",   "pronounce",
                                               "unkeep", "tag",    "queue",  "read",      "unmark",
                                               "note",   "backup", "import", "subscribe", "search"};
    const auto methods = json::parse(protocol_json());
    EXPECT_GT(methods.as_array().size(), 15U);
    for (const auto& method : methods.as_array()) {
        const auto name = json::value_to<std::string>(method.at("name"));
        EXPECT_FALSE(json::value_to<std::string>(method.at("summary")).empty());
        if (name == "sample") continue;  // «voices --play»
        if (for_programs.contains(name)) {
            EXPECT_EQ(complaint({name}), "there is no command " + name + "\nTry: vorleser --help");
            continue;
        }
        if (with_arguments.contains(name))
            EXPECT_NE(complaint({name}), "") << name;
        else
            EXPECT_EQ(complaint({name}), "") << name;
    }
}

TEST(Add, SendsTheBytesAsTheyAreWithTheFilesName) {
    const auto plain = parse_command_line({"add", "/tmp/Köln.txt"});
    EXPECT_EQ(plain.files, Arguments{"/tmp/Köln.txt"});
    EXPECT_EQ(add_params(plain, "/tmp/Köln.txt", "K\xf6ln"),
              (json::object{{"bytes", "S/Zsbg=="}, {"source", "Köln.txt"}}));

    const auto full = parse_command_line({"add", "--title", "T", "--next", "--play", "--as", "text", "-"});
    EXPECT_EQ(
        add_params(full, "", "abc"),
        (json::object{{"bytes", "YWJj"}, {"title", "T"}, {"next", true}, {"play", true}, {"as", "text"}}));
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

using Numbers = std::vector<std::int64_t>;

Numbers numbers_of(const std::vector<std::string>& names, const std::vector<Entry>& list) {
    Numbers numbers;
    for (const auto& entry : chosen(list, names)) numbers.push_back(entry.number);
    return numbers;
}

// Why a name means no article; empty if it means one.
std::string why_not(const std::string& name, const std::vector<Entry>& list) {
    try {
        chosen(list, name);
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.exit_code, Exit::failed);
        return failure.what();
    }
    return "";
}

TEST(Articles, AreMeantByNumberRangeOrTitleAndEachOnce) {
    const auto list = entries_called({"Köln baut", "Berlin", "Straße der Einheit", "Bonn", "Berliner Luft"});
    EXPECT_EQ(numbers_of({"3", "1", "3"}, list), (Numbers{3, 1}));
    EXPECT_EQ(numbers_of({"2-4"}, list), (Numbers{2, 3, 4}));
    EXPECT_EQ(numbers_of({"5", "4-5", "1-1"}, list), (Numbers{5, 4, 1}));
    EXPECT_EQ(numbers_of({"bonn", "2"}, list), (Numbers{4, 2}));
    EXPECT_EQ(chosen(list, "1").id, 10) << "the id stays when numbers shift";
}

TEST(Articles, TitlesAreFoundWithoutCaseAndAccentsExactOnesFirst) {
    const auto list = entries_called(
        {"Köln baut", "Berlin", "Straße der Einheit", "Berliner Luft", "Luft für Berlin, Café"});
    EXPECT_EQ(chosen(list, "KOLN").number, 1);
    EXPECT_EQ(chosen(list, "baut köln").number, 1) << "in any order";
    EXPECT_EQ(chosen(list, "Ko\xcc\x88ln").number, 1) << "decomposed, as macOS writes it";
    EXPECT_EQ(chosen(list, "berlin").number, 2) << "the whole title goes before a word of it";
    EXPECT_EQ(chosen(list, "berlin luft").number, 5) << "whole words go before parts";
    EXPECT_EQ(chosen(list, "strasse").number, 3);
    EXPECT_EQ(chosen(list, "cafe").number, 5);
    EXPECT_EQ(chosen(list, "einh").number, 3);
}

TEST(Articles, SeveralOfATitleAreNamedAndNoneIsGuessed) {
    const auto list = entries_called({"Berlin baut", "Bonn", "Berlin wählt"});
    EXPECT_EQ(why_not("berlin", list),
              "several titles have “berlin” in them; say which one by its number:\n1  Berlin baut\n3  Berlin "
              "wählt");
    EXPECT_EQ(why_not("Paris", list), "no title there has “Paris” in it; see list");
    EXPECT_NE(why_not("…", list), "") << "what has no letters is in no title";
    EXPECT_EQ(why_not("4", list), "there is no article 4: the list has 3");
    EXPECT_EQ(why_not("x\x1b[5m", list).find('\x1b'), std::string::npos);
    std::vector<std::string> many(1000, "Berlin");
    const auto said = why_not("berlin", entries_called(many));
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 11) << "not all of them";
}

// One wrong name and nothing is removed.
TEST(Articles, WrongNumbersAndRangesAreRefused) {
    const auto list = entries_called({"Eins", "Zwei", "Drei"});
    for (const auto& names : {Arguments{"1", "4"}, {"2-4"}, {"1", "Vier"}, {"1-9223372036854775807"}})
        EXPECT_THROW(chosen(list, names), Failure) << names.back();
    EXPECT_THROW(chosen({}, Arguments{"1"}), Failure);
    for (const auto* wrong : {"0", "-1", "3-1", "0-2"})
        EXPECT_FALSE(problem_of_name(wrong, true).empty()) << wrong;
    for (const auto* right : {"1", "1-3", "2-2", "1-a", "a-1", "Microsoft", "3 Tote", "--"})
        EXPECT_TRUE(problem_of_name(right, true).empty()) << right;
}

// Every argument is completed: by what the daemon knows, by a choice, or by examples.
TEST(Completion, KnowsEveryArgumentAndEveryOptionWithAValue) {
    Invocation invocation;
    CLI::App app;
    describe_commands(app, invocation);
    // What only the listener knows, and files.
    const std::set<std::string> free{"--article", "--at",    "--play",     "--limit",       "--title",
                                     "--url",     "--to",    "--sentence", "--paragraph",   "--heading",
                                     "--from",    "--since", "--address",  "--output",      "--folder",
                                     "--podcast", "--port",  "--host",     "--certificate", "--key",
                                     "--newest",  "--with",  "--without",  "--only"};
    int arguments = 0;
    for (const auto* command : app.get_subcommands({})) {
        const auto* row = find_command(command->get_name());
        for (const auto* option : command->get_options({})) {
            if (option->get_items_expected_max() == 0 || !choices_of(*option).empty()) continue;
            if (option->get_group().empty()) continue;  // for programs, and not shown
            const std::string what = command->get_name() + " " + option->get_name();
            if (option->get_positional()) {
                ++arguments;
                EXPECT_TRUE(row && (row->values != Values::others || !row->examples.empty())) << what;
            } else {
                EXPECT_TRUE(free.contains(option->get_name()) || what == "voices --play" ||
                            what == "marks --play" || option->get_name() == "--tag" ||
                            option->get_name() == "--source")
                    << what;
            }
        }
    }
    EXPECT_GT(arguments, 10);
}

TEST(Completion, OffersExamplesAlsoThoseThatLookLikeOptions) {
    const auto offered = [](const Arguments& words) {
        std::vector<std::string> values;
        for (const auto& each : completions(words)) values.push_back(each.value);
        return values;
    };
    EXPECT_EQ(offered({"sleep", "1"}), (Arguments{"15m", "1h", "1:30"}));
    EXPECT_EQ(offered({"sleep", "e"}), Arguments{"end"});
    const auto steps = offered({"seek", "-"});
    EXPECT_NE(std::find(steps.begin(), steps.end(), "-15"), steps.end());
    EXPECT_NE(std::find(steps.begin(), steps.end(), "--sentence"), steps.end());
    EXPECT_EQ(offered({"help", "pl"}), Arguments{"play"});
}

TEST(Help, IsThatOfTheCommand) {
    const auto said = [](const Arguments& arguments) {
        try {
            parse_command_line(arguments);
        } catch (const NoCommand& none) {
            return none;
        }
        return NoCommand{};
    };
    EXPECT_TRUE(said({"help"}).ok);
    EXPECT_EQ(said({"help"}).text, said({"--help"}).text);
    const auto methods = json::parse(protocol_json());
    for (const auto& method : methods.as_array()) {
        const auto name = json::value_to<std::string>(method.at("name"));
        if (for_programs.contains(name) || name == "sample") continue;
        EXPECT_TRUE(said({"help", name}).ok) << name;
        EXPECT_EQ(said({"help", name}).text, said({name, "--help"}).text);
    }
    EXPECT_FALSE(said({"help", "sing"}).ok);
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
