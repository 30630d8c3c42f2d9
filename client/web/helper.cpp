#include "client/web/helper.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/messages.hpp"
#include "client/places.hpp"
#include "locale/streams.hpp"

namespace vorleser::web {

using namespace std::chrono_literals;

Helper::Helper(const char* name, const std::function<bool(std::string_view request)>& work) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return;
    asked_ = own::Descriptor(ends[0]);
    own::Descriptor asks(ends[1]);
    if (fork() != 0) return;
    constexpr int kept = 3;
    if (asks.get() != kept) dup2(asks.get(), kept);
    close_range(kept + 1, ~0U, 0);
    fcntl(kept, F_SETFD, FD_CLOEXEC);
    prctl(PR_SET_NAME, name);
    std::array<char, 256> request;
    for (ssize_t size = 0; (size = recv(kept, request.data(), request.size(), 0)) > 0;) {
        const char done = work({request.data(), static_cast<std::size_t>(size)}) ? 1 : 0;
        if (send(kept, &done, 1, MSG_NOSIGNAL) != 1) break;
    }
    _exit(0);
}

bool Helper::ask(std::string_view request) {
    if (!rests(0ms)) return false;
    const std::lock_guard lock(mutex_);
    if (working_ || !asked_ || send(asked_.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0)
        return false;
    working_ = true;
    return true;
}

bool Helper::rests(std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        {
            const std::lock_guard lock(mutex_);
            char done = 0;
            if (working_) {
                const auto size = recv(asked_.get(), &done, 1, MSG_DONTWAIT);
                if (size >= 0 || (errno != EAGAIN && errno != EINTR)) {
                    working_ = false;
                    succeeded_ = size == 1 && done != 0;
                }
            }
            if (!working_) return true;
        }
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left <= 0ms) return false;
        // In slices: another thread may take the answer that this one waits for.
        pollfd answer{asked_.get(), POLLIN, 0};
        poll(&answer, 1, static_cast<int>(std::min(left, 100ms).count()));
    }
}

bool Helper::succeeded() const {
    const std::lock_guard lock(mutex_);
    return succeeded_;
}

std::vector<std::string> exporter(const DaemonAddress& daemon) {
    std::vector<std::string> arguments{own_program("vorleser-export").string(), "export"};
    if (!daemon.socket.empty()) arguments.insert(arguments.end(), {"--socket", daemon.socket});
    if (!daemon.start) arguments.emplace_back("--no-start");
    return arguments;
}

bool run_program(std::vector<std::string> arguments) {
    std::vector<char*> pointers;
    for (auto& each : arguments) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO})
        posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
    pid_t child = 0;
    const int error = posix_spawn(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        print_err(vorleser::messages::no_program(arguments.front(), std::strerror(error)) + "\n");
        return false;
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace vorleser::web
