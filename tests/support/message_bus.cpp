#include "tests/support/message_bus.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace vorleser::test {

namespace {

bool accepts(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool accepted =
        ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(descriptor);
    return accepted;
}

}  // namespace

MessageBus::MessageBus(bool started) {
    if (started) start();
}

void MessageBus::start() {
    const char* path = std::getenv("PATH");
    // --session: everybody may own every name, which on a system bus is a matter of its policy.
    process_.emplace(std::vector<std::string>{"dbus-daemon", "--session", "--nofork", "--nopidfile",
                                              "--address=" + address()},
                     Environment{{"PATH", path ? path : "/usr/bin:/bin"}},
                     (directory_.path() / "log").string());
    if (!eventually([&] { return accepts(socket()); }))
        throw std::runtime_error("dbus-daemon does not come up: " + read_file(directory_.path() / "log"));
}

void MessageBus::kill() {
    process_->signal(SIGKILL);
    process_->wait();
    process_.reset();
    std::filesystem::remove(socket());
}

}  // namespace vorleser::test
