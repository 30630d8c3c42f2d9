// A vorleserd of one's own for a test: real process, own directories, own socket.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <sys/types.h>

namespace vorleser::test {

using Environment = std::map<std::string, std::string>;
// What every process that a test starts has of the test's own: where programs are, and what sanitizers are
// told.
Environment inherited();

// Gone with everything in it at the end, when the logs in it were searched for reports of a sanitizer.
class TemporaryDirectory {
 public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

// A child process: killed at the end if it still runs. The test fails if it has crashed.
class Process {
 public:
    Process(std::vector<std::string> arguments, const Environment& environment,
            const std::string& stderr_file);
    ~Process();
    Process(Process&&) noexcept;
    Process& operator=(Process&&) noexcept;
    pid_t pid() const { return pid_; }
    void signal(int number) const;
    int wait();    // the exit code, or 128 + the signal's number
    bool ended();  // without waiting

 private:
    pid_t pid_ = 0;
    std::string name_;
};

// A JSON-RPC client that shares nothing with the daemon's code. Every call waits at most a minute.
class RpcClient {
 public:
    explicit RpcClient(const std::string& socket);
    ~RpcClient();
    RpcClient(RpcClient&&) noexcept;
    RpcClient& operator=(RpcClient&&) noexcept;
    // The whole answer; events that came before it are kept for event().
    boost::json::object call_raw(std::string_view method, boost::json::object params = {});
    // Its result; throws std::runtime_error with the message on an error answer.
    boost::json::value call(std::string_view method, boost::json::object params = {});
    // The error's code; throws if there was none.
    std::int64_t error_code(std::string_view method, boost::json::object params = {});
    void send(std::string_view bytes);
    // One line; nullopt when the daemon closed the connection. Throws after a minute of nothing.
    std::optional<std::string> line();
    // The next event, whatever its kind.
    boost::json::object event();
    int descriptor() const { return descriptor_; }

 private:
    int descriptor_ = -1;
    std::string buffer_;
    std::vector<boost::json::object> events_;
    std::int64_t last_id_ = 0;
};

class RunningDaemon {
 public:
    // `environment` is added to a clean one whose HOME and XDG directories lie in a temporary directory.
    explicit RunningDaemon(Environment environment = {}, std::vector<std::string> arguments = {});
    ~RunningDaemon();

    void launch();    // starts
    void start();     // starts, and waits until it answers
    bool ended();     // it has, by itself
    int terminate();  // SIGTERM; its exit code
    void kill();      // SIGKILL, if it still runs
    void restart() { kill(), start(); }
    pid_t pid() const { return process_->pid(); }
    pid_t worker_pid() const;  // of the speech process
    RpcClient connect() const { return RpcClient(socket()); }
    std::string socket() const { return (directory_.path() / "run/vorleser/socket").string(); }
    std::filesystem::path directory() const { return directory_.path(); }
    std::string log() const;  // what it wrote to stderr
    const Environment& environment() const { return environment_; }

 private:
    TemporaryDirectory directory_;
    Environment environment_;
    std::vector<std::string> arguments_;
    std::optional<Process> process_;
};

// Polls `holds` until it is true; false after `seconds` without.
bool eventually(const std::function<bool()>& holds, int seconds = 60);

std::string read_file(const std::filesystem::path& path);

}  // namespace vorleser::test
