#include "tests/support/running_daemon.hpp"

#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/crashes.hpp"

namespace vorleser::test {

namespace json = boost::json;
namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory() {
    std::string name = (fs::temp_directory_path() / "vorleser-test-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("cannot create a temporary directory");
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(path_, ignored))
        if (entry.path().filename() == "log" || entry.path().extension() == ".log")
            collect_from_log(entry.path());
    fs::remove_all(path_, ignored);
}

Process::Process(std::vector<std::string> arguments, const Environment& environment,
                 const std::string& stderr_file)
    : name_(arguments.at(0)) {
    std::vector<std::string> variables;
    for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
    auto pointers = [](std::vector<std::string>& strings) {
        std::vector<char*> all;
        for (auto& each : strings) all.push_back(each.data());
        all.push_back(nullptr);
        return all;
    };
    const auto argv = pointers(arguments), envp = pointers(variables);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (!stderr_file.empty())
        posix_spawn_file_actions_addopen(&actions, 2, stderr_file.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                         0600);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    const int failed = posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("cannot start " + arguments[0] + ": " + std::strerror(failed));
}

Process::~Process() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::kill(pid_, SIGCONT);
    wait();
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), name_(std::move(other.name_)) {}
Process& Process::operator=(Process&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(name_, other.name_);
    return *this;
}

void Process::signal(int number) const {
    ::kill(pid_, number);
}

int Process::wait() {
    int status = 0;
    waitpid(std::exchange(pid_, 0), &status, 0);
    return exit_code(status, name_);
}

bool Process::ended() {
    siginfo_t info{};
    return pid_ <= 0 || waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid == pid_;
}

RpcClient::RpcClient(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(descriptor_);
        throw std::runtime_error("cannot connect to " + path + ": " + std::strerror(errno));
    }
}

RpcClient::~RpcClient() {
    if (descriptor_ >= 0) close(descriptor_);
}

RpcClient::RpcClient(RpcClient&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      events_(std::move(other.events_)),
      last_id_(other.last_id_) {}

RpcClient& RpcClient::operator=(RpcClient&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(buffer_, other.buffer_);
    std::swap(events_, other.events_);
    std::swap(last_id_, other.last_id_);
    return *this;
}

void RpcClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0) throw std::runtime_error(std::string("cannot send: ") + std::strerror(errno));
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

std::optional<std::string> RpcClient::line() {
    for (std::size_t searched = 0;;) {
        if (const auto end = buffer_.find('\n', searched); end != buffer_.npos) {
            std::string found = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            return found;
        }
        searched = buffer_.size();
        pollfd waiting{descriptor_, POLLIN, 0};
        if (poll(&waiting, 1, 60'000) <= 0)
            throw std::runtime_error("the daemon did not answer within a minute");
        char piece[65536];
        const ssize_t n = ::read(descriptor_, piece, sizeof piece);
        if (n <= 0) return {};
        buffer_.append(piece, static_cast<std::size_t>(n));
    }
}

json::object RpcClient::call_raw(std::string_view method, json::object params) {
    const auto id = ++last_id_;
    send(json::serialize(json::object{
             {"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}}) +
         "\n");
    for (;;) {
        const auto got = line();
        if (!got) throw std::runtime_error("the daemon closed the connection");
        json::object message = json::parse(*got).as_object();
        if (!message.contains("id"))
            events_.push_back(std::move(message));
        else if (message["id"] == id)
            return message;
    }
}

json::value RpcClient::call(std::string_view method, json::object params) {
    json::object answer = call_raw(method, std::move(params));
    if (answer.contains("error"))
        throw std::runtime_error(std::string(method) + ": " + json::serialize(answer["error"]));
    return answer.at("result");
}

std::int64_t RpcClient::error_code(std::string_view method, json::object params) {
    return call_raw(method, std::move(params)).at("error").at("code").as_int64();
}

json::object RpcClient::event() {
    while (events_.empty()) {
        const auto got = line();
        if (!got) throw std::runtime_error("the daemon closed the connection");
        json::object message = json::parse(*got).as_object();
        if (!message.contains("id")) events_.push_back(std::move(message));
    }
    json::object first = std::move(events_.front());
    events_.erase(events_.begin());
    return first;
}

Environment inherited() {
    Environment environment;
    for (const char* name :
         {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "LD_LIBRARY_PATH"})
        if (const char* value = std::getenv(name)) environment.emplace(name, value);
    return environment;
}

RunningDaemon::RunningDaemon(Environment environment, std::vector<std::string> arguments)
    : environment_(std::move(environment)), arguments_(std::move(arguments)) {
    arguments_.insert(arguments_.begin(), VORLESER_BINARY_DIR "/daemon/vorleserd");
    environment_.merge(inherited());
    const auto root = directory_.path();
    for (const char* each : {"home", "run", "state", "config"}) fs::create_directory(root / each);
    fs::permissions(root / "run", fs::perms::owner_all);
    // The sound server's own HOME and XDG_RUNTIME_DIR matter to the sound server only: PULSE_SERVER names its
    // socket.
    environment_["HOME"] = root / "home";
    environment_["XDG_RUNTIME_DIR"] = root / "run";
    environment_["XDG_STATE_HOME"] = root / "state";
    environment_["XDG_CONFIG_HOME"] = root / "config";
    // The machine's own logind is none of a test's business.
    environment_.emplace("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + (root / "no-system-bus").string());
    start();
}

RunningDaemon::~RunningDaemon() = default;

void RunningDaemon::launch() {
    process_.emplace(arguments_, environment_, (directory_.path() / "log").string());
}

bool RunningDaemon::ended() {
    return !process_ || process_->ended();
}

void RunningDaemon::start() {
    launch();
    const bool answers = eventually([&] {
        try {
            connect().call("status");
            return true;
        } catch (const std::exception&) {
            return ended();
        }
    });
    if (!answers || ended()) throw std::runtime_error("vorleserd does not answer; its log:\n" + log());
}

int RunningDaemon::terminate() {
    process_->signal(SIGTERM);
    const int code = process_->wait();
    process_.reset();
    return code;
}

void RunningDaemon::kill() {
    if (!process_) return;
    process_->signal(SIGKILL);
    process_->wait();
    process_.reset();
}

pid_t RunningDaemon::worker_pid() const {
    const auto task = std::to_string(pid());
    std::ifstream children("/proc/" + task + "/task/" + task + "/children");
    pid_t child = 0;
    while (children >> child) {
        std::ifstream name("/proc/" + std::to_string(child) + "/comm");
        std::string comm;
        std::getline(name, comm);
        if (comm == "vorleser-worker") return child;
    }
    return 0;
}

std::string RunningDaemon::log() const {
    return read_file(directory_.path() / "log");
}

bool eventually(const std::function<bool()>& holds, int seconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

std::string read_file(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

}  // namespace vorleser::test
