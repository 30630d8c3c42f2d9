// `vorleser watch` at a terminal, with the real daemon.
#include <regex>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/support/client.hpp"
#include "tests/support/terminal.hpp"

namespace vorleser::test {
namespace {

class Watch : public Client {
 protected:
    AtScreen watch(int width, int height, const std::string& options = "",
                   const std::string& variables = "") {
        return AtScreen((variables.empty() ? "" : "env " + variables + " ") +
                            command("client/vorleser", "watch " + options),
                        width, height);
    }
    void queue(const std::string& title, const std::string& text, const std::string& options = "") {
        const Outcome got =
            vorleser("add --as text " + options + " '" + file(title + ".txt", title + "\n\n" + text) + "'");
        ASSERT_EQ(got.code, 0) << got.out;
    }
    // Paused, so that nothing moves by itself.
    void queue_and_pause(const std::string& title, const std::string& text) {
        queue(title, text, "--play");
        ASSERT_EQ(vorleser("pause").code, 0);
    }
    bool daemon_runs() { return vorleser("--no-start status").code == 0; }
    void kill_daemon() {
        const auto pid = std::stoi(read_file(directory.path() / "state/vorleser/lock"));
        ASSERT_EQ(::kill(pid, SIGKILL), 0);
        ASSERT_TRUE(eventually([&] { return !daemon_runs(); }));
    }
};

TEST_F(Watch, IsAPageOfTheArticleAndLeavesALine) {
    vorleser("add --play " + article);
    vorleser("pause");
    vorleser("seek 0");
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("kursiert die Zahl schon länger")) << at.screen();
    const auto screen = at.screen();
    EXPECT_EQ(screen.substr(0, screen.find("  ")), "‖ Microsoft investiert weitere Milliarden in OpenAI");
    EXPECT_NE(screen.find("\n  paused · 1 of 1\n"), std::string::npos) << screen;
    EXPECT_TRUE(screen.ends_with("? help · q quit")) << screen;
    at.type("q");
    EXPECT_EQ(at.end(), 0);
    const auto line = at.sent().substr(at.sent().rfind("\x1b[?1049l") + 8);
    EXPECT_TRUE(std::regex_match(line, std::regex("paused · Microsoft investiert.* · .*0:00 / 2:4.\r\n")))
        << line;
}

TEST_F(Watch, ShowsWhatIsAddedToAnEmptyList) {
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("the list is empty")) << at.screen();
    queue("Kurz", "Ein Satz.");
    EXPECT_TRUE(at.shows("next: Kurz")) << at.screen();
    EXPECT_TRUE(at.hides("the list is empty")) << at.screen();
    at.type(" ");
    EXPECT_TRUE(at.shows("Ein Satz.")) << at.screen();
}

TEST_F(Watch, ShowsAnEditedText) {
    queue_and_pause("Kurz", "Ein Satz.");
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("Ein Satz."));
    setenv("VISUAL", ("sh " + file("editor.sh", "sed -i 's/Ein Satz/Ganz anders/' \"$1\"\n")).c_str(), 1);
    EXPECT_EQ(vorleser("edit 1").code, 0);
    unsetenv("VISUAL");
    EXPECT_TRUE(at.shows("Ganz anders.")) << at.screen();
}

// Restarted, crashed: the view goes on when it is back, and starts nothing itself.
TEST_F(Watch, WaitsForTheDaemonAndGoesOn) {
    queue_and_pause("Kurz", "Ein Satz.");
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("Ein Satz."));
    for (int times = 0; times < 2; ++times) {
        kill_daemon();
        EXPECT_TRUE(at.shows("the daemon has ended; waiting")) << at.screen();
        EXPECT_FALSE(daemon_runs());
        queue("Noch " + std::to_string(times), "Mehr " + std::to_string(times) + ".");  // starts it
        EXPECT_TRUE(at.hides("the daemon has ended")) << at.screen();
        EXPECT_TRUE(at.shows("1 of " + std::to_string(times + 2))) << at.screen();
        EXPECT_TRUE(at.shows("Ein Satz."));
    }
    at.type("]");
    EXPECT_TRUE(at.shows("speed 1.1×")) << "and its keys work";
    at.type("q");
    EXPECT_EQ(at.end(), 0);
}

TEST_F(Watch, LeavesADaemonEndedThatSomebodyEnded) {
    queue_and_pause("Kurz", "Ein Satz.");
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("Ein Satz."));
    EXPECT_EQ(vorleser("quit").code, 0);
    EXPECT_TRUE(at.shows("the daemon was ended; space starts it again")) << at.screen();
    at.type("n");  // there is nobody to tell it to
    at.type(" ");
    EXPECT_TRUE(at.hides("the daemon was ended")) << at.screen();
    EXPECT_TRUE(at.shows("1 of 1"));
    EXPECT_TRUE(daemon_runs());
    // Somebody else starts it.
    EXPECT_EQ(vorleser("quit").code, 0);
    EXPECT_TRUE(at.shows("the daemon was ended"));
    EXPECT_TRUE(eventually([&] { return vorleser("status").code == 0; }));
    EXPECT_TRUE(at.hides("the daemon was ended")) << at.screen();
}

// systemd goes on listening in the daemon's place: merely connecting would start what was ended.
TEST_F(Watch, DoesNotWakeASocketOfSystemds) {
    const auto path = (directory.path() / "own.socket").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(listening, 8), 0);
    const auto start = [&] {
        const auto program = command("daemon/vorleserd", "");
        const auto pid = fork();
        if (pid == 0) {
            dup2(fcntl(listening, F_DUPFD, 10), 3);  // a new number loses CLOEXEC
            execl("/bin/sh", "sh", "-c", ("LISTEN_FDS=1 LISTEN_PID=$$ exec " + program).c_str(), nullptr);
            _exit(127);
        }
        return pid;
    };
    auto pid = start();
    auto at = watch(80, 24, "", "VORLESER_SOCKET=" + path);
    ASSERT_TRUE(at.shows("the list is empty")) << at.screen();
    EXPECT_EQ(vorleser("--socket " + path + " quit").code, 0);
    waitpid(pid, nullptr, 0);
    EXPECT_TRUE(at.shows("the daemon was ended")) << at.screen();
    pollfd asked{listening, POLLIN, 0};
    EXPECT_EQ(poll(&asked, 1, 2'000), 0) << "longer than it waits between two attempts";
    at.type(" ");
    EXPECT_EQ(poll(&asked, 1, 60'000), 1);
    pid = start();
    EXPECT_TRUE(at.shows("the list is empty")) << at.screen();
    EXPECT_TRUE(at.hides("the daemon was ended")) << at.screen();
    // After a crash, however, it may be started: systemd itself would.
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    EXPECT_EQ(poll(&asked, 1, 60'000), 1);
    pid = start();
    EXPECT_TRUE(at.hides("the daemon has ended")) << at.screen();
    kill(pid, SIGTERM);
    waitpid(pid, nullptr, 0);
    close(listening);
}

TEST_F(Watch, EndsForScriptsWhenTheDaemonDoes) {
    queue_and_pause("Kurz", "Ein Satz.");
    for (const auto* options : {"--until-stopped", "--json"}) {
        auto at = watch(80, 24, options);
        ASSERT_TRUE(at.until([&] { return at.sent().find("Kurz") != std::string::npos; }));
        kill_daemon();
        EXPECT_EQ(at.end(), 3) << options;
        EXPECT_EQ(vorleser("status").code, 0);
    }
}

TEST_F(Watch, TellsAScreenReaderThatTheDaemonHasEndedAndIsBack) {
    queue_and_pause("Kurz", "Ein Satz.");
    auto at = watch(80, 24, "--plain");
    const auto told = [&](std::string_view text) {
        return at.until([&] { return at.sent().find(text) != std::string::npos; });
    };
    ASSERT_TRUE(told("paused · Kurz")) << at.sent();
    kill_daemon();
    EXPECT_TRUE(told("the daemon has ended; waiting until it is back\r\n")) << at.sent();
    EXPECT_EQ(vorleser("speed 1.5").code, 0);
    EXPECT_TRUE(told("speed 1.5×")) << at.sent();
    EXPECT_EQ(at.sent().find('\x1b'), std::string::npos) << "lines of words only";
    at.type("q");
    EXPECT_EQ(at.end(), 0);
}

// Each key at the terminal, and what the daemon says of it.
TEST_F(Watch, KeysDoWhatTheHelpSays) {
    queue("Zwei", "Noch ein Satz. Und einer.");
    queue_and_pause("Eins", "Ein Satz. Ein zweiter.\n\nEin Absatz.");
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("Ein Absatz."));
    const auto then = [&](std::string_view keys, const char* what, const boost::json::value& wanted) {
        at.type(keys);
        EXPECT_TRUE(eventually([&] { return json("status").at(what) == wanted; }))
            << what << " after " << keys << ": " << json("status");
    };
    then("]", "speed", 110);
    then("+", "speed", 120);
    then("-[[", "speed", 90);
    then("\x7f", "speed", 100);
    then("\x1b[B", "volume", 95);
    then("\x1b[A\x1b[A", "volume", 100);
    then("r", "repeat", "all");
    then("r", "repeat", "one");
    then("r", "repeat", "off");
    then("s", "shuffle", true);
    then("s", "shuffle", false);
    at.type("t");
    EXPECT_TRUE(at.shows("pauses in 15 min")) << at.screen();
    at.type("t");
    EXPECT_TRUE(at.shows("pauses in 30 min")) << at.screen();
    at.type("tt");
    EXPECT_TRUE(at.shows("stops at the article's end") || at.shows("pauses in 60 min")) << at.screen();
    then(" ", "state", "playing");
    then(" ", "state", "paused");

    const auto sentence = [&](std::string_view keys, std::string_view wanted) {
        at.type(keys);
        EXPECT_TRUE(eventually([&] {
            const auto value = json("status").at("sentence");
            return !value.is_null() && value.at("text").as_string() == wanted;
        })) << keys
            << " " << json("status");
    };
    vorleser("seek 0");
    sentence("\x1b[6~", "Ein Satz.");
    sentence("}", "Ein Absatz.");
    sentence("\x1b[5~", "Ein Satz.");
    sentence(".", "Ein zweiter.");
    sentence(",", "Ein Satz.");
    at.type("?");
    EXPECT_TRUE(at.shows("end the view; reading goes on")) << at.screen();
    at.type("\x1b");
    EXPECT_TRUE(at.hides("end the view; reading goes on")) << at.screen();
    at.type("}}}}");
    EXPECT_TRUE(at.shows("there is none after this one")) << "why a key did nothing: " << at.screen();
}

TEST_F(Watch, TheListIsPlayedAndChangedByKeys) {
    for (const auto* title : {"Eins", "Zwei", "Drei"}) queue(title, "Das ist " + std::string(title) + ".");
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("next: Eins"));
    at.type("l");
    EXPECT_TRUE(at.shows("› 1")) << at.screen();
    at.type("\x1b[B");
    EXPECT_TRUE(at.shows("› 2  Zwei")) << at.screen();
    at.type("x");
    EXPECT_TRUE(at.hides("Zwei")) << at.screen();
    EXPECT_TRUE(at.shows("› 2  Drei")) << at.screen();
    at.type("u");
    EXPECT_TRUE(at.shows("2  Zwei")) << at.screen();
    EXPECT_TRUE(at.shows("› 3  Drei")) << "what was chosen stays so: " << at.screen();
    queue("Vier", "Das ist Vier.");
    EXPECT_TRUE(at.shows("4  Vier")) << at.screen();
    vorleser("volume 0");
    at.type("\r");
    EXPECT_TRUE(at.shows("▶ Drei")) << at.screen();
    EXPECT_TRUE(at.shows("3 of 4")) << at.screen();
}

TEST_F(Watch, FindsASentenceAndReadsFromThere) {
    queue("Hafen", "Der Hafen liegt im Norden. Dort wohnt die Bürgermeisterin. Abends ist es still.");
    queue("Bahnhof", "Der Bahnhof liegt im Süden.");
    ASSERT_EQ(vorleser("volume 0").code, 0);
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("next: Hafen"));
    at.type("/");
    EXPECT_TRUE(at.shows("title:word")) << at.screen();
    at.type("liegt q\x7f\x7f");
    EXPECT_TRUE(at.shows("2 hits")) << at.screen();
    at.type("\x1b");
    EXPECT_TRUE(at.hides("2 hits")) << at.screen();
    at.type("/BÜRGERMEISTERINNEN");
    EXPECT_TRUE(at.shows("1 hit")) << at.screen();
    EXPECT_TRUE(at.shows("› Hafen")) << at.screen();
    EXPECT_TRUE(at.shows("Dort wohnt die Bürgermeisterin.")) << at.screen();
    at.type(" before:gestern");
    EXPECT_TRUE(at.hides("1 hit")) << at.screen();
    at.type(std::string(15, '\x7f'));
    EXPECT_TRUE(at.shows("1 hit")) << at.screen();
    at.type("\r");
    EXPECT_TRUE(at.shows("▶ Hafen")) << at.screen();
    EXPECT_TRUE(at.hides("1 hit")) << at.screen();
    EXPECT_GT(json("status").at("position_ms").as_int64(), 500) << "from the sentence on";
}

TEST_F(Watch, FollowsTheWindowsSize) {
    queue_and_pause("Kurz", "Ein Satz.");
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("Ein Satz."));
    for (const auto& [width, height] :
         std::vector<std::pair<int, int>>{{40, 10}, {20, 3}, {200, 40}, {80, 24}}) {
        at.resize(width, height);
        EXPECT_TRUE(at.until([&, rows = height] {
            const auto screen = at.screen();
            return std::count(screen.begin(), screen.end(), '\n') == rows - 1 && screen.ends_with("q quit");
        })) << at.screen();
    }
}

// However it ends, and while it is suspended.
TEST_F(Watch, LeavesTheTerminalAsItWas) {
    queue_and_pause("Kurz", "Ein Satz.");
    const auto restored = [](const AtScreen& at, const termios& before) {
        const auto now = at.settings();
        const auto& sent = at.sent();
        EXPECT_EQ(now.c_lflag, before.c_lflag);
        for (const auto& [on, off] : {std::pair("\x1b[?1049h", "\x1b[?1049l"),
                                      std::pair("\x1b[?25l", "\x1b[?25h"), std::pair("\x1b[?7l", "\x1b[?7h")})
            EXPECT_LT(sent.rfind(on), sent.rfind(off)) << "the last word: " << off;
    };
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) {
        auto at = watch(80, 24);
        ASSERT_TRUE(at.shows("Ein Satz."));
        EXPECT_EQ(at.settings().c_lflag & (ICANON | ECHO), 0U);
        at.signal(number);
        EXPECT_EQ(at.end() & ~0x80, number);
        termios before = at.settings();
        before.c_lflag |= ICANON | ECHO;
        restored(at, before);
    }
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("Ein Satz."));
    at.type("\x1a");  // Ctrl-Z
    ASSERT_TRUE(at.stopped());
    ASSERT_TRUE(at.until([&] { return at.sent().find("\x1b[?1049l") != std::string::npos; }));
    EXPECT_EQ(at.settings().c_lflag & (ICANON | ECHO), unsigned{ICANON | ECHO});
    const auto before = at.sent().size();
    at.signal(SIGCONT);
    EXPECT_TRUE(at.until([&] { return at.sent().find("q quit", before) != std::string::npos; }));
    EXPECT_EQ(at.settings().c_lflag & (ICANON | ECHO), 0U);
    at.type("q");
    EXPECT_EQ(at.end(), 0);
}

TEST_F(Watch, UnderlinesTheWordAlsoWithoutColour) {
    queue("Kurz", "Ein Satz, der etwas länger ist und noch etwas weiter geht.", "--play");
    for (const auto* variables : {"NO_COLOR=1", "NO_COLOR="}) {
        auto at = watch(80, 24, "", variables);
        EXPECT_TRUE(at.until([&] { return std::regex_search(at.sent(), std::regex("\x1b\\[(1;)?4m")); }))
            << at.sent();
        EXPECT_EQ(!std::regex_search(at.sent(), std::regex("\x1b\\[1(;4)?m")),
                  std::string_view(variables) == "NO_COLOR=1");
    }
}

// Whatever a page holds, what reaches the terminal is of the client's making.
TEST_F(Watch, LetsNoEscapeSequenceOfAPageThrough) {
    std::string lines = "Titel \x1b[31mrot \x1b[5A\n\nText \x1b]0;neu\x07 hier.\xc2\x9b[2J\n\n";
    for (int i = 0; i < 40; ++i) lines += "Ein Satz, damit es ein Text ist. ";
    const auto evil = file("boese.txt", lines + "\n");
    const Outcome added = vorleser("add --as text --play " + evil);
    ASSERT_EQ(added.code, 0) << added.out;
    vorleser("pause");
    auto at = watch(80, 24);
    ASSERT_TRUE(at.shows("hier.")) << at.screen();
    at.type("l");
    ASSERT_TRUE(at.shows("› 1"));
    at.type("q");
    EXPECT_EQ(at.end(), 0);
    const std::regex own("\x1b\\[(\\?(1049|25|7|2026)[hl]|[0-9]+;1H|2[KJ]|[0-9;]*m)");
    const auto rest = std::regex_replace(at.sent(), own, "");
    EXPECT_EQ(rest.find_first_of("\x1b\x07"), std::string::npos) << rest;
    EXPECT_EQ(at.sent().find("\x1b[31m"), std::string::npos);
}

TEST_F(Watch, SpeaksTheListenersLanguage) {
    queue_and_pause("Kurz", "Ein Satz.");
    locale = "de_DE.UTF-8";
    auto at = watch(80, 24);
    EXPECT_TRUE(at.shows("Leertaste Pause")) << at.screen();
    EXPECT_TRUE(at.shows("? Hilfe · q Ende")) << at.screen();
    EXPECT_TRUE(at.shows("noch 0:0")) << at.screen();
    EXPECT_TRUE(at.shows("Pause · 1 von 1")) << at.screen();
}

}  // namespace
}  // namespace vorleser::test
