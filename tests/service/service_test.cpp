// The daemon as systemd runs it: socket activation, notifications, and that what it does lies within its
// units. No service manager is needed: systemd-socket-activate and sockets of the test's own stand in for it.
#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <tuple>

#include <grp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/running_daemon.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/sound_server.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;

const std::string vorleserd = VORLESER_BINARY_DIR "/daemon/vorleserd";
const std::string article =
    "Der Zug nach Norden\n\nAm Morgen fuhr der erste Zug über die alte Brücke. Viele "
    "Menschen standen am Ufer und winkten, als er kam.\n";

// Directories of a daemon's own, and an environment that leads there.
class ServiceTest : public testing::Test {
 protected:
    ServiceTest() {
        const auto root = directory.path();
        for (const char* each : {"home", "run", "run/vorleser", "state", "config", "config/vorleser"})
            fs::create_directory(root / each);
        for (const char* each : {"run", "run/vorleser"}) fs::permissions(root / each, fs::perms::owner_all);
        environment = {{"HOME", root / "home"},
                       {"XDG_RUNTIME_DIR", root / "run"},
                       {"XDG_STATE_HOME", root / "state"},
                       {"XDG_CONFIG_HOME", root / "config"}};
        for (const char* name : {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"})
            if (const char* value = std::getenv(name)) environment[name] = value;
    }

    ~ServiceTest() override {
        if (!fs::exists(socket())) return;
        try {  // a traced daemon outlives its tracer
            RpcClient(socket()).call("quit");
        } catch (const std::exception&) {  // there is none
        }
    }

    std::string socket() const { return directory.path() / "run/vorleser/socket"; }
    std::string log() const { return read_file(directory.path() / "log"); }

    // The file is there a moment before anybody answers.
    bool listens() const {
        try {
            RpcClient client(socket());
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }

    // Listens as a socket unit does; the daemon starts with the first connection.
    Process activator() {
        std::vector<std::string> arguments{"systemd-socket-activate", "-l", socket()};
        for (const auto& [name, value] : environment) arguments.push_back("-E" + name + "=" + value);
        for (const std::string& each :
             {vorleserd, std::string("--device"), "file:" + (directory.path() / "heard.wav").string()})
            arguments.push_back(each);
        Process process(arguments, environment, directory.path() / "log");
        EXPECT_TRUE(eventually([&] { return fs::exists(socket()); }));
        return process;
    }

    TemporaryDirectory directory;
    Environment environment;
};

TEST_F(ServiceTest, TheFirstRequestStartsItOnTheSocketHandedOver) {
    Process process = activator();
    RpcClient client(socket());
    EXPECT_EQ(client.call("status").at("state"), "stopped");
    client.call("add", {{"text", article}});
    EXPECT_EQ(client.call("list").at("total"), 1);
    EXPECT_EQ(process.pid(), std::stoi(read_file(directory.path() / "state/vorleser/lock")))
        << "the very process that systemd started";
    process.signal(SIGTERM);
    EXPECT_EQ(process.wait(), 0) << log();
    EXPECT_TRUE(fs::exists(socket())) << "the socket is systemd's: the next request starts it again";
}

// As of a system-wide service: the socket's file says which group may connect.
TEST_F(ServiceTest, OnASharedSocketTheGroupOfItsFileIsServedAndNobodyElse) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    constexpr gid_t group = 4242;
    constexpr uid_t other = 4243;
    Process process = activator();
    for (auto path = fs::path(socket()).parent_path(); path != directory.path().parent_path();
         path = path.parent_path())
        fs::permissions(path, fs::perms(0711));
    ASSERT_EQ(chown(socket().c_str(), 0, group), 0);
    // The daemon is asked, not the kernel: its file lets everybody in.
    ASSERT_EQ(chmod(socket().c_str(), 0666), 0);
    auto served = [&](const std::vector<gid_t>& groups, gid_t own) {
        const pid_t child = fork();
        if (child == 0) {
            if (setgroups(groups.size(), groups.data()) != 0 || setgid(own) != 0 || setuid(other) != 0)
                _exit(3);
            try {
                RpcClient(socket()).call("status");
                _exit(0);
            } catch (const std::exception&) {
                _exit(1);
            }
        }
        int status = 0;
        waitpid(child, &status, 0);
        return WEXITSTATUS(status);
    };
    EXPECT_EQ(served({group}, other), 0) << log();
    EXPECT_EQ(served({}, group), 0);
    EXPECT_EQ(served({}, other), 1);
    EXPECT_EQ(served({other, group + 1}, other), 1);
    EXPECT_NE(log().find("user 4243 was refused"), std::string::npos);
}

TEST_F(ServiceTest, TellsTheManagerThatItIsReadyWhatIsReadAndThatItEnds) {
    const std::string path = directory.path() / "notify";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int manager = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(bind(manager, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    auto next = [&] {
        pollfd waiting{manager, POLLIN, 0};
        if (poll(&waiting, 1, 60'000) <= 0) return std::string("nothing within a minute");
        char message[4096];
        const ssize_t n = recv(manager, message, sizeof message, 0);
        return std::string(message, static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    };
    environment["NOTIFY_SOCKET"] = path;
    Process process({vorleserd, "--device", "file:" + (directory.path() / "heard.wav").string()}, environment,
                    directory.path() / "log");
    EXPECT_EQ(next(), "READY=1\nSTATUS=Nothing is being read");
    RpcClient client(socket());
    client.call("add", {{"text", article}, {"play", true}});
    EXPECT_EQ(next(), "STATUS=Reading Der Zug nach Norden");
    client.call("pause");
    EXPECT_EQ(next(), "STATUS=Paused in Der Zug nach Norden");
    process.signal(SIGTERM);
    EXPECT_EQ(next(), "STOPPING=1\nSTATUS=Saving");
    EXPECT_EQ(process.wait(), 0) << log();
    close(manager);
}

// At logout: it fades out, and goes on where it was heard.
TEST_F(ServiceTest, EndsCleanlyWhilePlaying) {
    auto start = [&] {
        return Process({vorleserd, "--device", "file:" + (directory.path() / "heard.wav").string()},
                       environment, directory.path() / "log");
    };
    Process process = start();
    auto client = [&] {
        EXPECT_TRUE(eventually([&] { return listens(); }));
        return RpcClient(socket());
    }();
    client.call("add", {{"text", article}, {"play", true}});
    auto position = [&](RpcClient& of) { return of.call("status").at("position_ms").as_int64(); };
    ASSERT_TRUE(eventually([&] { return position(client) > 300; }));
    const auto before = position(client);
    process.signal(SIGTERM);
    EXPECT_EQ(process.wait(), 0) << log();
    fs::remove(socket());
    Process again = start();
    ASSERT_TRUE(eventually([&] { return listens(); }));
    RpcClient later(socket());
    EXPECT_EQ(later.call("status").at("state"), "playing") << "within a minute of the end";
    EXPECT_GE(later.call("list").at("entries").at(0).at("position_ms").as_int64(), before);
}

// --- the units

// An installed unit, as `cmake --install` makes it.
class UnitTest : public ServiceTest {
 protected:
    UnitTest() {
        const auto installed = shell("cmake --install " VORLESER_BINARY_DIR " --prefix " + prefix().string());
        EXPECT_EQ(installed.code, 0) << installed.out;
    }
    fs::path prefix() const { return directory.path() / "usr"; }
    std::string units(const std::string& manager) const { return prefix() / "lib/systemd" / manager; }

    // The values of a setting, in order.
    std::vector<std::string> values(const std::string& manager, const std::string& setting) const {
        std::ifstream unit(units(manager) + "/vorleserd.service");
        std::vector<std::string> found;
        for (std::string line; std::getline(unit, line);)
            if (line.starts_with(setting + "=")) found.push_back(line.substr(setting.size() + 1));
        return found;
    }
};

const std::vector<std::string> managers{"user", "system"};

TEST_F(UnitTest, AreValid) {
    for (const std::string& manager : managers)
        for (const std::string unit :
             {"vorleserd.socket", "vorleserd.service", "vorleser-folder@home-me-Vorleser.service",
              "vorleser-web.socket", "vorleser-web.service", "vorleser-feeds.timer",
              "vorleser-feeds.service"}) {
            if (manager == "system" && unit.starts_with("vorleser-")) continue;  // a listener's own
            const auto verified =
                shell("XDG_RUNTIME_DIR=" + directory.path().string() +
                      "/run SYSTEMD_UNIT_PATH=" + units(manager) + ":/lib/systemd/" + manager +
                      " systemd-analyze --" + manager + " verify --man=no --recursive-errors=one " + unit);
            EXPECT_EQ(verified.code, 0);
            EXPECT_EQ(verified.out, "") << manager << "'s " << unit;
        }
}

// systemd/README.md says what is left, and why.
TEST_F(UnitTest, AreExposedNoMoreThanDocumented) {
    for (const auto& [manager, name, most] : {std::tuple{"user", "vorleserd", 1.5},
                                              {"system", "vorleserd", 0.7},
                                              {"user", "vorleser-folder@", 0.9},
                                              {"user", "vorleser-web", 2.0},
                                              {"user", "vorleser-feeds", 1.6}}) {
        const auto analyzed =
            shell("XDG_RUNTIME_DIR=" + directory.path().string() + "/run systemd-analyze --" + manager +
                  " security --no-pager --offline=true '" + units(manager) + "/" + name + ".service'");
        std::smatch found;
        ASSERT_TRUE(std::regex_search(analyzed.out, found, std::regex("exposure level [^:]*: ([0-9.]+)")))
            << analyzed.out;
        EXPECT_LE(std::stod(found[1]), most) << manager << " " << name;
    }
}

// The system calls that a unit's SystemCallFilter lines let through, sets resolved.
std::set<std::string> allowed_calls(const std::vector<std::string>& lines) {
    std::map<std::string, std::vector<std::string>> sets;
    std::istringstream listing(shell("systemd-analyze --no-pager syscall-filter").out);
    std::string current;
    for (std::string line; std::getline(listing, line);) {
        if (line.starts_with("@")) current = line;
        if (line.starts_with("    ") && line.find('#') == line.npos) sets[current].push_back(line.substr(4));
    }
    std::set<std::string> allowed;
    const std::function<void(const std::string&, bool)> apply = [&](const std::string& name, bool allow) {
        if (name.starts_with("@"))
            for (const auto& member : sets.at(name)) apply(member, allow);
        else if (allow)
            allowed.insert(name);
        else
            allowed.erase(name);
    };
    // Always allowed, as systemd.exec(5) says.
    apply("@default", true);
    for (const std::string& line : lines) {
        const bool allow = !line.starts_with("~");
        std::istringstream names(line.substr(allow ? 0 : 1));
        for (std::string name; names >> name;) apply(name, allow);
    }
    return allowed;
}

// The main job through a real sound server, traced: every system call is one the units allow, every file
// written is below the state, every socket is a local one.
TEST_F(UnitTest, AllowEverythingThatTheMainJobDoes) {
    SoundServer server;
    for (const std::string& each : server.environment())
        environment[each.substr(0, each.find('='))] = each.substr(each.find('=') + 1);
    const std::string trace = directory.path() / "trace";
    Process process({"strace", "-f", "-qq", "-s", "256", "-e", "signal=none", "-o", trace, vorleserd},
                    environment, directory.path() / "log");
    ASSERT_TRUE(eventually([&] { return listens(); })) << log();
    RpcClient client(socket());
    client.call("add", {{"text", article}, {"play", true}});
    auto position = [&] { return client.call("status").at("position_ms").as_int64(); };
    ASSERT_TRUE(eventually([&] { return position() > 500; })) << log();
    client.call("pause");
    client.call("seek", {{"to_ms", 1000}});
    client.call("speed", {{"percent", 150}});
    client.call("voice", {{"name", "paul"}});
    client.call("resume");
    ASSERT_TRUE(eventually([&] { return position() > 1200; })) << log();
    std::string page = "<html><body><article><h1>Ein Titel</h1>";
    for (int i = 0; i < 8; ++i)
        page += "<p>Ein Absatz, der lang genug ist, um einer zu sein, und noch ein Satz mehr, Nummer " +
                std::to_string(i) + ", damit er als Text eines Artikels gilt.</p>";
    client.call("add", {{"text", page + "</article></body></html>"}});
    client.call("show", {{"number", 2}, {"dropped", true}});
    client.call("edit", {{"number", 2}, {"text", "Neu\n\nEin anderer Text.\n"}});
    client.call("remove", {{"number", 2}});
    client.call("undo");
    client.call("history");
    client.call("list");
    client.call("quit");
    EXPECT_EQ(process.wait(), 0) << log();

    // Written may be what lies below these; the temporary directory's are those that the unit names.
    ASSERT_EQ(values("user", "ReadWritePaths"),
              (std::vector<std::string>{"%h/.local/state/vorleser", "-%h/.config/pulse"}));
    ASSERT_EQ(values("system", "StateDirectory"), std::vector<std::string>{"vorleser"});
    for (const std::string& manager : managers)
        ASSERT_EQ(values(manager, "ProtectSystem"), std::vector<std::string>{"strict"})
            << "/dev stays writable";
    // libpulse locks its cookie for writing; that of the test's sound server lies in the server's directory.
    // And here it listens by itself, under a lock beside the socket; systemd hands it one that listens.
    const std::vector<std::string> writable{directory.path() / "state/vorleser", server.directory(), "/dev/",
                                            socket() + ".start"};

    std::set<std::string> calls, written, sockets;
    const std::regex call("^[0-9]+ +([a-z_0-9]+)\\((.*)$"), path("\"([^\"]*)\"");
    const std::set<std::string> changing{"mkdir", "mkdirat", "unlink",  "unlinkat",  "rename",   "renameat",
                                         "link",  "linkat",  "symlink", "chmod",     "fchmodat", "truncate",
                                         "chown", "rmdir",   "mknod",   "utimensat", "renameat2"};
    std::ifstream in(trace);
    std::size_t lines = 0;
    for (std::string line; std::getline(in, line); ++lines) {
        std::smatch parts;
        if (!std::regex_match(line, parts, call)) continue;
        const std::string name = parts[1], rest = parts[2];
        calls.insert(name);
        if (name == "socket") sockets.insert(rest.substr(0, rest.find(',')));
        const bool failed = rest.find(") = -1 ") != rest.npos;
        const bool opens = name == "openat" || name == "open";
        if (failed || !(changing.contains(name) ||
                        (opens && std::regex_search(rest, std::regex("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")))))
            continue;
        std::smatch file;
        if (std::regex_search(rest, file, path)) written.insert(file[1]);
    }
    EXPECT_GT(lines, 1000u);
    if (geteuid() == 0) calls.erase("fchown");  // SQLite's, which it makes as root only
    EXPECT_TRUE(calls.contains("landlock_restrict_self")) << "the worker's own sandbox is part of it";
    for (const std::string& manager : managers) {
        const auto allowed = allowed_calls(values(manager, "SystemCallFilter"));
        for (const std::string& each : calls) {
            // Asked for by the sound server's library, which the system's unit does not use.
            if (manager == "system" && each == "sched_setscheduler") continue;
            EXPECT_TRUE(allowed.contains(each)) << manager << "'s unit forbids " << each;
        }
        EXPECT_FALSE(allowed.contains("mount") || allowed.contains("ptrace") || allowed.contains("chown"));
    }
    EXPECT_TRUE(written.contains((directory.path() / "state/vorleser/playlist.db").string()));
    for (const std::string& each : written)
        EXPECT_TRUE(std::any_of(writable.begin(), writable.end(),
                                [&](const std::string& below) { return each.starts_with(below); }))
            << "the units forbid writing " << each;
    EXPECT_EQ(sockets, std::set<std::string>{"AF_UNIX"});
}

}  // namespace
}  // namespace vorleser::test
