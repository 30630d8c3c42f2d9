#include "tests/support/crashes.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {

namespace fs = std::filesystem;

namespace {

std::unique_ptr<TemporaryDirectory> reports;
std::string logged;

}  // namespace

int exit_code(int status, const std::string& what) {
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    // A shell passes such a signal on as its own exit code.
    for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS})
        if (code == 128 + signal) ADD_FAILURE() << what << " crashed: " << strsignal(signal);
    return code;
}

void collect_sanitizer_reports() {
#ifdef VORLESER_SANITIZED
    reports = std::make_unique<TemporaryDirectory>();
    for (const char* name : {"ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
        const char* before = std::getenv(name);
        setenv(name,
               (std::string(before ? before : "") + ":log_path=" + (reports->path() / "report").string())
                   .c_str(),
               1);
    }
#endif
}

std::string sanitizer_reports() {
    std::string found = std::exchange(logged, "");
    if (!reports) return found;
    for (const auto& entry : fs::directory_iterator(reports->path())) {
        found += read_file(entry.path());
        fs::remove(entry.path());
    }
    return found;
}

void collect_from_log(const std::string& path) {
    const std::string log = read_file(path);
    for (const char* mark : {"Sanitizer", "runtime error:"})
        if (const auto at = log.find(mark); at != log.npos) {
            logged += log.substr(at);
            return;
        }
}

}  // namespace vorleser::test
