// A private message bus (the real dbus-daemon) for tests.
#pragma once

#include <csignal>
#include <optional>
#include <string>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {

class MessageBus {
 public:
    explicit MessageBus(bool started = true);
    void start();  // waits until it answers
    void kill();
    void stop() { process_->signal(SIGSTOP); }  // hangs
    void cont() { process_->signal(SIGCONT); }
    std::string address() const { return "unix:path=" + socket(); }
    std::string socket() const { return (directory_.path() / "bus").string(); }

 private:
    TemporaryDirectory directory_;
    std::optional<Process> process_;
};

}  // namespace vorleser::test
