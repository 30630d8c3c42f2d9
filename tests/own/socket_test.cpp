// One daemon a socket and a list, and only with one's own user.
#include "own/socket.hpp"

#include <atomic>
#include <thread>

#include <fcntl.h>
#include <grp.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/support/client.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;
using testing::IsSubstring;
constexpr uid_t stranger = 4243;

// Listens and does no more; the file stays when it ends.
own::Descriptor listen_plainly(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    own::Descriptor listening(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(bind(listening.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listening.get(), 8), 0);
    return listening;
}

// What `action` returns in a process of another user.
int as_stranger(const std::function<int()>& action) {
    const pid_t child = fork();
    if (child == 0)
        _exit(setgroups(0, nullptr) != 0 || setgid(stranger) != 0 || setuid(stranger) != 0 ? 99 : action());
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

class OwnSocket : public Client {
 protected:
    fs::path state() const { return directory.path() / "state/vorleser"; }
    std::string socket() const { return directory.path() / "run/vorleser/socket"; }
    Outcome vorleserd(const std::string& before = "") {
        return shell(before + command("daemon/vorleserd", ""));
    }
    std::string pid() const { return read_file(state() / "lock"); }
    // The daemon that runs, runs on: same process, same list.
    void expect_alive(const std::string& before) {
        EXPECT_EQ(vorleser("--no-start status").code, 0);
        EXPECT_EQ(json("list").at("total"), 1);
        EXPECT_EQ(pid(), before);
    }
};

TEST_F(OwnSocket, OfOneThatEndedIsReplaced) {
    fs::create_directory(directory.path() / "run/vorleser");
    listen_plainly(socket());
    EXPECT_EQ(vorleser("--no-start status").code, 3);
    EXPECT_EQ(vorleser("status").code, 0);
}

TEST_F(OwnSocket, DoesNotReplaceAFileOfTheListeners) {
    fs::create_directories(directory.path() / "run/vorleser");
    const auto target = file("target", "of another");
    const std::function<void()> files[] = {
        [&] { std::ofstream(socket()) << "a text"; },
        [&] { fs::create_symlink(target, socket()); },
        [&] { fs::create_symlink(directory.path() / "nothing", socket()); },
        [&] { fs::create_directory(socket()); },
        [&] { ASSERT_EQ(mkfifo(socket().c_str(), 0600), 0); },
    };
    for (const auto& make : files) {
        make();
        struct stat before {
        }, after{};
        ASSERT_EQ(lstat(socket().c_str(), &before), 0);
        for (const auto& got : {vorleser("status"), vorleserd()}) {
            EXPECT_NE(got.code, 0);
            EXPECT_PRED_FORMAT2(IsSubstring, socket() + " is not a socket; move it away", got.out);
        }
        ASSERT_EQ(lstat(socket().c_str(), &after), 0);
        EXPECT_EQ(after.st_ino, before.st_ino);
        fs::remove(socket());
    }
    EXPECT_EQ(read_file(target), "of another");
}

TEST_F(OwnSocket, IsNotTakenOverByADaemonWithAnotherList) {
    EXPECT_EQ(vorleser("add " + article).code, 0);
    const auto before = pid();
    const auto config =
        file("other.toml", "[paths]\nstate = \"" + (directory.path() / "other").string() + "\"\n");
    const auto got = run("daemon/vorleserd", "--config " + config, "/dev/null");
    EXPECT_EQ(got.code, 1);
    EXPECT_PRED_FORMAT2(IsSubstring,
                        "another vorleserd answers at " + socket() + " already; `vorleser quit` ends it",
                        got.out);
    expect_alive(before);
}

TEST_F(OwnSocket, IsNotTakenOverFromOneThatIsStopped) {
    EXPECT_EQ(vorleser("add " + article).code, 0);
    const pid_t daemon = std::stoi(pid());
    kill(daemon, SIGSTOP);
    EXPECT_FALSE(own::listen_on(socket()));
    kill(daemon, SIGCONT);
    expect_alive(std::to_string(daemon) + "\n");
}

TEST_F(OwnSocket, AndListAreNotTakenOverThoughTheLockWasDeleted) {
    EXPECT_EQ(vorleser("add " + article).code, 0);
    const auto before = pid();
    for (const char* each : {"state/vorleser/lock", "run/vorleser/socket.start"})
        fs::remove(directory.path() / each);
    // The same list, at a socket of its own and at the same.
    const auto config =
        file("other.toml", "[paths]\nsocket = \"" + (directory.path() / "other").string() + "\"\n");
    for (const auto& got : {run("daemon/vorleserd", "--config " + config, "/dev/null"), vorleserd()}) {
        EXPECT_EQ(got.code, 1);
        EXPECT_PRED_FORMAT2(IsSubstring, "vorleserd runs already", got.out);
    }
    EXPECT_EQ(vorleser("--no-start status").code, 0);
    EXPECT_EQ(json("list").at("total"), 1);
}

TEST_F(OwnSocket, IsListenedOnByExactlyOneOfManyAtOnce) {
    const std::string path = directory.path() / "many";
    listen_plainly(path);  // one that ended, which each of them would replace
    std::atomic<int> listening = 0;
    std::vector<own::Descriptor> all(16);
    std::vector<std::thread> threads;
    for (auto& each : all)
        threads.emplace_back([&] {
            each = own::listen_on(path);
            if (each) ++listening;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(listening, 1);
    EXPECT_TRUE(own::connect_to(path));
}

TEST_F(OwnSocket, LockThatIsDeletedWhileSomebodyWaitsForItLocksTheNextFile) {
    const std::string path = directory.path() / "lock";
    auto first = own::lock(path, false);
    ASSERT_TRUE(first);
    EXPECT_FALSE(own::lock(path, false));
    own::Descriptor second;
    std::thread waiting([&] { second = own::lock(path, true); });
    fs::remove(path);
    const auto third = own::lock(path, false);  // the file that lies there now
    first = own::Descriptor();
    if (third) {
        EXPECT_FALSE(own::lock(path, false));
    }
    const_cast<own::Descriptor&>(third) = own::Descriptor();
    waiting.join();
    struct stat locked {
    }, there{};
    ASSERT_EQ(fstat(second.get(), &locked), 0);
    ASSERT_EQ(stat(path.c_str(), &there), 0);
    EXPECT_EQ(locked.st_ino, there.st_ino);
}

TEST_F(OwnSocket, InADirectoryWhereOthersMayWriteIsRefused) {
    const auto place = directory.path() / "open";
    fs::create_directory(place);
    fs::permissions(place, fs::perms(0777));
    const auto config = file("other.toml", "[paths]\nsocket = \"" + (place / "socket").string() + "\"\n");
    for (const auto& got : {vorleser("--socket " + (place / "socket").string() + " status"),
                            run("daemon/vorleserd", "--config " + config, "/dev/null")}) {
        EXPECT_NE(got.code, 0);
        EXPECT_PRED_FORMAT2(
            IsSubstring, "others may write in " + place.string() + "; forbid it with: chmod go-w", got.out);
    }
    // As /tmp: others may make files of their own there, and nothing of ours is theirs to move.
    fs::permissions(place, fs::perms(0777) | fs::perms::sticky_bit);
    EXPECT_EQ(vorleser("--socket " + (place / "socket").string() + " status").code, 0);
    EXPECT_EQ(vorleser("--socket " + (place / "socket").string() + " quit").code, 0);
}

TEST_F(OwnSocket, OfAnotherUserIsNotTrusted) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    const auto place = directory.path() / "open";
    fs::create_directory(place);
    for (const auto& each : {directory.path(), place})
        fs::permissions(each, fs::perms(0777) | fs::perms::sticky_bit);
    const std::string path = place / "socket";
    int ready[2];
    ASSERT_EQ(pipe2(ready, O_CLOEXEC), 0);
    // It takes one connection and counts what it is sent.
    std::thread other([&] {
        EXPECT_EQ(as_stranger([&] {
                      const auto listening = listen_plainly(path);
                      chmod(path.c_str(), 0666);
                      if (write(ready[1], "x", 1) != 1) return 98;
                      const own::Descriptor connection(accept(listening.get(), nullptr, nullptr));
                      char piece[4096];
                      return static_cast<int>(read(connection.get(), piece, sizeof piece) > 0);
                  }),
                  0)
            << "something was said to a stranger";
    });
    char byte = 0;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    const auto got = vorleser("--socket " + path + " add " + article);
    other.join();
    for (const int each : ready) close(each);
    EXPECT_EQ(got.code, 3);
    EXPECT_PRED_FORMAT2(IsSubstring, "at " + path + " user 4243 listens, who would see what you read",
                        got.out);
}

// The socket of a service for the whole system is root's.
TEST_F(OwnSocket, OfRootIsTrustedByEverybody) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    const auto place = directory.path() / "shared";
    fs::create_directory(place);
    for (const auto& each : {directory.path(), place}) fs::permissions(each, fs::perms(0755));
    const std::string path = place / "socket";
    const auto listening = listen_plainly(path);
    ASSERT_EQ(chmod(path.c_str(), 0666), 0);
    EXPECT_EQ(as_stranger([&] { return own::connect_to(path) ? 0 : 1; }), 0);
}

TEST_F(OwnSocket, AndListInAPlaceOfAnotherUsersAreRefused) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
    for (const fs::path& place : {state(), directory.path() / "run/vorleser"}) {
        const auto refused = [&](const char* what) {
            for (const auto& got : {vorleser("status"), vorleserd()}) {
                EXPECT_NE(got.code, 0) << what;
                EXPECT_PRED_FORMAT2(
                    IsSubstring, place.string() + " belongs to user 4243, not to you; run this as its owner",
                    got.out);
            }
            EXPECT_TRUE(fs::is_empty(place));
        };
        fs::create_directory(place);
        ASSERT_EQ(chown(place.c_str(), stranger, stranger), 0);
        refused("a directory");
        fs::remove(place);
        // A link of theirs leads where they want.
        const auto target = directory.path() / "target";
        fs::create_directory(target);
        fs::create_symlink(target, place);
        ASSERT_EQ(lchown(place.c_str(), stranger, stranger), 0);
        refused("a link");
        fs::remove(place);
    }
}

TEST_F(OwnSocket, QuitReturnsWhenTheDaemonIsGone) {
#ifdef VORLESER_SANITIZED
    constexpr int times = 10;
#else
    constexpr int times = 50;
#endif
    for (int i = 0; i < times; ++i) {
        const auto status = vorleser("status");
        ASSERT_EQ(status.code, 0) << status.out;
        const pid_t daemon = std::stoi(pid());
        const auto quit = vorleser("quit");
        ASSERT_EQ(quit.code, 0) << quit.out;
        EXPECT_EQ(quit.out, "the daemon has ended\n");
        // Nobody may have collected it yet.
        const auto stat = read_file("/proc/" + std::to_string(daemon) + "/stat");
        EXPECT_TRUE(stat.empty() || stat.find(") Z ") != stat.npos)
            << "it lives on, time " << i << ": " << stat;
    }
}

TEST_F(OwnSocket, NextDaemonWaitsForOneThatIsEnding) {
    EXPECT_EQ(vorleser("status").code, 0);
    const auto lock = [&] {
        own::Descriptor file(open((state() / "lock").c_str(), O_RDWR | O_CLOEXEC));
        return file;
    };
    EXPECT_EQ(vorleser("quit").code, 0);
    // Whoever holds the lock says that it is ending.
    auto held = lock();
    ASSERT_EQ(flock(held.get(), LOCK_EX | LOCK_NB), 0);
    std::ofstream(state() / "lock") << "1 ending\n";
    std::thread ends([&] {
        EXPECT_TRUE(eventually([&] { return fs::exists(socket()); }));
        held = own::Descriptor();
    });
    EXPECT_EQ(vorleser("status").code, 0);
    ends.join();
}

}  // namespace
}  // namespace vorleser::test
