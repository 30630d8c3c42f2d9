// Every command of the client and every mode of vorleserd in their forms, made from what the programs
// themselves say they take, so that a new one is covered by itself: whatever is given to them and wherever
// they print, they end by themselves with an exit code that --help names, and without a sanitizer's report.
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

using Words = std::vector<std::string>;

struct Outcome {
    int code = 0;
    std::string out, err;
};

// Where a program's descriptors 0 to 2 lead, as the shell writes it; the default is read and given back.
struct Streams {
    std::string redirection;  // ">&-"
    std::string input;        // what stands in standard input
};

class Programs : public testing::Test {
 protected:
    Programs() {
        for (const char* each : {"home", "run", "state", "config", "here"})
            fs::create_directory(directory.path() / each);
        fs::permissions(directory.path() / "run", fs::perms::owner_all);
        fs::create_directory(directory.path() / "config/vorleser");
        std::ofstream(path("config/vorleser/vorleser.toml"))
            << "[audio]\ndevice = \"file:" << path("heard.wav") << "\"\npace_percent = 10000\n";
    }
    ~Programs() override { vorleser({"quit"}); }

    std::string path(const std::string& name) const { return (directory.path() / name).string(); }

    // Runs it to its end. It must come by itself, not by a signal or a sanitizer; what serves is told to end.
    Outcome run(const std::string& program, Words arguments, const Streams& streams = {}) {
        std::ofstream(path("in")) << streams.input;
        // The shell becomes the program, so that the exit code is the program's own.
        const std::string script = "cd " + path("here") + " && exec \"$@\" <" + path("in") + " >" +
                                   path("out") + " 2>" + path("err") + " " + streams.redirection;
        Words words{"/bin/sh", "-c", script, "sh", VORLESER_BINARY_DIR "/" + program};
        words.insert(words.end(), arguments.begin(), arguments.end());
        const auto serving = path("state/vorleser/web/serving.json");
        for (const auto& file : {path("out"), path("err"), serving}) fs::remove(file);
        Process process(words, environment(), "");
        EXPECT_TRUE(eventually([&] { return process.ended() || fs::exists(serving); }, 120))
            << "does not end: " << shown(words);
        if (fs::exists(serving)) process.signal(SIGTERM);
        EXPECT_TRUE(eventually([&] { return process.ended(); }, 120)) << "does not end: " << shown(words);
        if (!process.ended()) process.signal(SIGKILL);
        Outcome outcome;
        outcome.code = process.wait();
        outcome.out = read_file(path("out"));
        outcome.err = read_file(path("err"));
        EXPECT_LE(outcome.code, 3) << shown(words) << "\n" << outcome.out << outcome.err;
        ++runs;
        return outcome;
    }
    Outcome vorleser(const Words& arguments, const Streams& streams = {}) {
        return run("client/vorleser", arguments, streams);
    }
    Outcome vorleserd(const Words& arguments, const Streams& streams = {}) {
        return run("daemon/vorleserd", arguments, streams);
    }
    // A failure is told, unless there is nowhere to tell it.
    void expect_told(const Outcome& outcome, const Words& words) {
        if (outcome.code != 0) {
            EXPECT_FALSE(outcome.err.empty()) << shown(words) << ": " << outcome.code;
        }
    }
    static std::string shown(const Words& words) {
        std::string all;
        for (const auto& word : words) all += (all.empty() ? "" : " ") + word.substr(0, 80);
        return all;
    }

    // A program's --help, cut into what it takes.
    struct Option {
        std::string name;
        bool value = false;
    };
    struct Help {
        std::vector<Option> options;
        Words arguments, commands;
    };
    static Help parsed(const std::string& text) {
        Help help;
        std::istringstream lines(text);
        std::string section;
        for (std::string line; std::getline(lines, line);) {
            if (!line.starts_with("  ")) section = line;
            if (line.size() < 3 || line[0] != ' ' || line[2] == ' ') continue;
            std::istringstream words(line.substr(2, line.find("  ", 2) - 2));
            std::string name, type;
            words >> name >> type;
            if (section == "Options:" && name.starts_with("--"))
                help.options.push_back({name, !type.empty()});
            if (section == "Arguments:") help.arguments.push_back(name);
            if (section == "Commands:") help.commands.push_back(name);
        }
        return help;
    }

    Environment environment() const {
        Environment all{{"HOME", path("home")},
                        {"XDG_RUNTIME_DIR", path("run")},
                        {"XDG_STATE_HOME", path("state")},
                        {"XDG_CONFIG_HOME", path("config")},
                        {"DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + path("no-system-bus")},
                        {"EDITOR", "true"},
                        {"LOCPATH", VORLESER_BINARY_DIR "/locales"},
                        // Messages with values are made differently in another language.
                        {"LC_ALL", german ? "de_DE.UTF-8" : "C"}};
        for (const char* name : {"PATH", "LSAN_OPTIONS"})
            if (const char* value = std::getenv(name)) all.emplace(name, value);
        // A code that is nobody else's.
        for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS"}) {
            const char* value = std::getenv(name);
            all[name] = (value ? std::string(value) + ":" : "") + "exitcode=99";
        }
        return all;
    }

    TemporaryDirectory directory;
    bool german = false;
    int runs = 0;
};

// The client's commands: those that the table of the protocol gives, and its own.
class Commands : public Programs {
 protected:
    Commands() {
        names = parsed(vorleser({"--help"}).out).commands;
        fill();
    }
    // The daemon runs, and has something.
    void fill() {
        for (const char* title : {"Eins", "Zwei", "Drei"})
            EXPECT_EQ(
                vorleser({"add", "--title", title}, {"", std::string(title) + ". Noch ein Satz.\n"}).code, 0);
        vorleser({"play"});
        vorleser({"pause"});
    }
    // A live view ends only with what is being read.
    static bool is_view(const std::string& command) { return command == "watch"; }
    Words form(const std::string& command, const Words& arguments = {}) {
        Words words{command};
        words.insert(words.end(), arguments.begin(), arguments.end());
        if (is_view(command)) {
            vorleser({"stop"});
            words.push_back("--until-stopped");
        }
        return words;
    }
    Words names;
};

TEST_F(Commands, AreThoseOfTheProtocol) {
    const json::value rows = json::parse(read_file(VORLESER_SOURCE_DIR "/client/protocol.json"));
    const std::set<std::string> without{"sample", "speech", "cancel", "changes", "offer", "heard", "place"};
    for (const auto& row : rows.as_array()) {
        const std::string name(row.at("name").as_string());
        EXPECT_EQ(std::find(names.begin(), names.end(), name) == names.end(), without.contains(name)) << name;
    }
    EXPECT_NE(std::find(names.begin(), names.end(), "watch"), names.end());
}

TEST_F(Commands, SurviveWhateverTheyAreGiven) {
    const Words values{
        "1",    "-1",  "0",  "",    "x",        "9223372036854775807", "-9223372036854775809",
        "1:30", "50%", "on", "end", "\xff\xfe", "Wort\x1b[31m\n",      std::string(100'000, 'w')};
    const Words option_values{"1", "-1", "", "x", "\xff"};
    for (const std::string& command : names) {
        const Outcome told = vorleser({command, "--help"});
        EXPECT_EQ(told.code, 0) << command;
        const Help help = parsed(told.out);
        std::vector<Words> forms{
            {}, {"--json"}, {"--plain"}, {"--no-start"}, {"--nonsense"}, {"a", "b", "c", "d"}};
        for (const Option& option : help.options) {
            forms.push_back({option.name});
            if (option.value)
                for (const std::string& value : option_values) forms.push_back({option.name, value});
        }
        if (!help.arguments.empty())
            for (const std::string& value : values) {
                forms.push_back(Words(help.arguments.size(), value));
                if (help.arguments.size() > 1) forms.push_back({value});
            }
        for (const Words& arguments : forms) {
            german = runs % 2 == 0;
            const Words words = form(command, arguments);
            expect_told(vorleser(words), words);
        }
        german = false;
        for (const Words& typed : {Words{command}, Words{command, ""}, Words{command, "-"},
                                   Words{command, "x", ""}, Words{command, "--json", "1"}}) {
            Words words{"--complete"};
            words.insert(words.end(), typed.begin(), typed.end());
            EXPECT_LE(vorleser(words).code, 1) << shown(words);
        }
    }
    for (const Words& words :
         {Words{}, Words{""}, Words{"--version"}, Words{"--nonsense"}, Words{"nonsense"}, Words{"\xff"},
          Words{"--json"}, Words{"--complete"}, Words{"--complete", ""}, Words{"--complete", "\xff"},
          Words{"--socket"}, Words{"--socket", "", "status"}, Words{"--socket", "x", "--no-start", "status"},
          Words{"--socket", std::string(200, 'x'), "status"}})
        vorleser(words);
    RecordProperty("runs", runs);
}

TEST_F(Commands, SayWhatCannotBePrinted) {
    for (const std::string& command : names) {
        if (command == "quit") continue;  // the last
        for (const Words& words : {form(command), Words{command, "--help"}}) {
            const Outcome usual = vorleser(words);
            for (const char* redirection : {">&-", ">/dev/full"}) {
                const Outcome outcome = vorleser(words, {redirection, ""});
                expect_told(outcome, words);
                if (!usual.out.empty()) {
                    EXPECT_NE(outcome.code, 0) << shown(words) << redirection;
                }
            }
            for (const char* redirection : {"2>&-", "<&-", "<&- >&- 2>&-"})
                vorleser(words, {redirection, ""});
        }
        // The message itself, too: SIGABRT before.
        EXPECT_EQ(vorleser({command, "--nonsense"}, {"2>&-", ""}).code, 2) << command;
        EXPECT_EQ(vorleser({command, "--nonsense"}, {"2>/dev/full", ""}).code, 2) << command;
    }
    const Outcome unread = vorleser({"add"}, {"<&-", ""});
    EXPECT_EQ(unread.code, 1);
    EXPECT_NE(unread.err.find("standard input"), std::string::npos) << unread.err;
    EXPECT_EQ(vorleser({"quit"}, {">/dev/full", ""}).code, 1);
    EXPECT_EQ(vorleser({"quit"}, {">&-", ""}).code, 3);
}

// The shell, so that what it is run by is as it is for people.
TEST_F(Commands, EndQuietlyWhenNobodyReads) {
    for (const char* signal : {"", "trap '' PIPE;"})
        for (const char* program : {"client/vorleser list", "client/vorleser --help",
                                    "daemon/vorleserd --default-config", "daemon/vorleserd --normalize"}) {
            // By a FIFO that has been left: the program is not faster than its reader's end.
            const std::string fifo = path("fifo");
            fs::remove(fifo);
            ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
            const std::string script = std::string(signal) + "echo Wort >" + path("in") + "; exec 3<>" +
                                       fifo + " 4>" + fifo + " 3>&-; exec " VORLESER_BINARY_DIR "/" +
                                       program + " <" + path("in") + " >&4 4>&- 2>" + path("err");
            Process process({"/bin/sh", "-c", script}, environment(), "");
            const int code = process.wait();
            EXPECT_EQ(code, *signal ? 1 : 128 + SIGPIPE) << program << signal;
            EXPECT_EQ(read_file(path("err")), "") << program << signal;
        }
}

using Modes = Programs;

// Those that end: what they print is the same each time.
TEST_F(Modes, OfVorleserdSayWhatCannotBePrintedOrRead) {
    int checked = 0;
    const Help help = parsed("Options:\n  --help  \n" + vorleserd({"--help"}).out);
    for (const Option& option : help.options) {
        if (option.value) continue;
        const Words words{option.name};
        const Streams some{"", "Am 3. Oktober kommt Herr Müller nach Köln.\n"};
        const Outcome usual = vorleserd(words, some);
        EXPECT_EQ(usual.code, 0) << shown(words) << usual.err;
        EXPECT_FALSE(usual.out.empty()) << shown(words);
        for (const char* redirection : {">&-", ">/dev/full"}) {
            const Outcome outcome = vorleserd(words, {redirection, some.input});
            EXPECT_EQ(outcome.code, 1) << shown(words) << redirection;
            expect_told(outcome, words);
        }
        EXPECT_EQ(vorleserd(words, {"2>&-", some.input}).out, usual.out) << shown(words);
        const bool reads = vorleserd(words, {"", "Ein anderer Satz.\n"}).out != usual.out;
        const Outcome unread = vorleserd(words, {"<&-", ""});
        EXPECT_EQ(unread.code, reads ? 1 : 0) << shown(words);
        expect_told(unread, words);
        vorleserd(words, {"</", ""});  // a directory
        ++checked;
    }
    EXPECT_GE(checked, 8);
    EXPECT_EQ(vorleserd({"--nonsense"}, {"2>&-", ""}).code, 2);
    for (const auto& both : {Words{"--normalize", "--sounds"},
                             {"--phonemes", "--device", "x"},
                             {"--protocol", "--config", "x"},
                             {"--config", "x", "--extract"},
                             {"--extract", "--json", "--lines"},
                             {"--extract", "--json", "--explain"}})
        EXPECT_EQ(vorleserd(both).code, 2) << shown(both);
    EXPECT_EQ(vorleserd({"--extract", "--nonsense"}, {"2>&-", ""}).code, 2);
    EXPECT_EQ(vorleserd({"--extract", "/"}).code, 1);
    EXPECT_EQ(vorleserd({"--extract", "--list", "/"}).code, 1);
    EXPECT_EQ(
        vorleserd({"--extract", "--to", path("no-such-directory"), VORLESER_SOURCE_DIR "/README.md"}).code,
        1);
    EXPECT_EQ(vorleserd({"--extract", "--help"}, {">/dev/full", ""}).code, 1);
}

}  // namespace
}  // namespace vorleser::test
