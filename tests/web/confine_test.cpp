#include "client/web/confine.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "own/files.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::web {
namespace {

namespace fs = std::filesystem;

// What goes wrong for a process that has confined itself, in a child; empty: nothing.
std::string found_in_a_child(const std::function<std::string()>& look) {
    int ends[2];
    if (pipe(ends) != 0) return "no pipe";
    const pid_t child = fork();
    if (child == 0) {
        const std::string found = look();
        [[maybe_unused]] const auto written = write(ends[1], found.data(), found.size());
        _exit(0);
    }
    close(ends[1]);
    std::string found;
    char bytes[256];
    for (ssize_t n = 0; (n = read(ends[0], bytes, sizeof bytes)) > 0;)
        found.append(bytes, static_cast<std::size_t>(n));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? found : "ended by a signal " + found;
}

bool opens(const fs::path& path, int flags) {
    return static_cast<bool>(own::Descriptor(open(path.c_str(), flags | O_CLOEXEC, 0600)));
}

TEST(Confined, ReachesNothingOfTheListenersAndStartsNothing) {
    const test::TemporaryDirectory directory;
    const auto own = directory.path() / "own", given = directory.path() / "given",
               diary = directory.path() / "diary.txt";
    fs::create_directory(own);
    fs::create_directory(given);
    std::ofstream(given / "key.pem") << "key";
    std::ofstream(diary) << "dear diary";
    EXPECT_EQ(found_in_a_child([&] {
                  std::string wrong;
                  const auto expect = [&](bool holds, const char* what) {
                      if (!holds) wrong += std::string(what) + "; ";
                  };
                  confine({given.string()}, {own.string()});
                  expect(!opens(diary, O_RDONLY), "reads a foreign file");
                  expect(!opens(diary, O_WRONLY), "writes a foreign file");
                  expect(!opens(directory.path() / "new", O_WRONLY | O_CREAT), "makes a foreign file");
                  expect(opens(given / "key.pem", O_RDONLY), "does not read what it was given");
                  expect(!opens(given / "key.pem", O_WRONLY), "writes what it was given");
                  expect(opens(own / "new", O_RDWR | O_CREAT), "does not write its own");
                  expect(rename((own / "new").c_str(), (own / "newer").c_str()) == 0,
                         "does not rename its own");
                  expect(unlink((own / "newer").c_str()) == 0, "does not delete its own");
                  expect(opens("/etc/passwd", O_RDONLY), "does not read the system's files");
                  expect(execl("/bin/true", "true", nullptr) == -1 && (errno == EPERM || errno == EACCES),
                         "starts a program");
                  const pid_t forked = fork();
                  if (forked == 0) _exit(0);
                  expect(forked == -1, "forks");
                  expect(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == -1, "traces");
                  bool ran = false;
                  std::thread([&] { ran = true; }).join();
                  expect(ran, "has no threads");
                  return wrong;
              }),
              "");
}

}  // namespace
}  // namespace vorleser::web
