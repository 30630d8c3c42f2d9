#include "client/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/places.hpp"
#include "client/text.hpp"
#include "client/values.hpp"
#include "own/files.hpp"
#include "own/socket.hpp"

namespace vorleser {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace json = boost::json;

[[noreturn]] void fail_start(std::string_view step, int error) {
    throw Failure(Exit::no_daemon, messages::cannot_start(plain(step), std::strerror(error)));
}

fs::path find_daemon() {
    auto found = own_program("vorleserd");
    if (found.empty()) throw Failure(Exit::no_daemon, messages::no_vorleserd());
    return found;
}

own::Descriptor open_log(const fs::path& path) {
    constexpr off_t largest = 1 << 20;  // then begin anew: nobody else rotates it
    own::Descriptor log(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!log) fail_start(path.native(), errno);
    struct stat info {};
    if (fstat(log.get(), &info) == 0 && S_ISREG(info.st_mode) && info.st_size > largest &&
        ftruncate(log.get(), 0) != 0)
        fail_start(path.native(), errno);
    return log;
}

// What vorleserd wrote last into its log behind `begin`: why it ended, if it ended at its start. Empty:
// nothing.
std::string last_words(const std::string& path, std::uintmax_t begin) {
    std::ifstream log(path, std::ios::binary);
    log.seekg(static_cast<std::streamoff>(begin));
    std::string last;
    for (std::string line; std::getline(log, line);)
        if (!line.empty()) last = line;
    // «<3>why»: the priority is journald's.
    return last.starts_with('<') && last.find('>') == 2 ? last.substr(3) : last;
}

// Becomes vorleserd with `listener` as systemd would hand it over; in the child only.
[[noreturn]] void become_daemon(const fs::path& program, int listener, int log) {
    constexpr int first_passed = 3;
    setsid();
    // The daemon is no child of a client that goes on living (watch): init collects it.
    if (const auto pid = fork(); pid != 0) _exit(pid > 0 ? 0 : 1);
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    // Out of the way of 0 to 3 first, so that none overwrites another; the copies lose CLOEXEC.
    listener = fcntl(listener, F_DUPFD_CLOEXEC, 10);
    log = fcntl(log, F_DUPFD_CLOEXEC, 10);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    dup2(listener, first_passed);
    close_range(first_passed + 1, ~0U, 0);
    if (chdir("/") != 0) _exit(1);
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    unsetenv("LISTEN_FDNAMES");
    umask(own::listeners_umask());  // for the sound file that the listener may have ordered
    execl(program.c_str(), program.c_str(), nullptr);
    dprintf(STDERR_FILENO, "%s: %s\n", program.c_str(), std::strerror(errno));
    _exit(1);
}

// Listens at `path` and lets vorleserd answer there. `log_file`: where its stderr goes.
own::Descriptor start_daemon(const std::string& path, const fs::path& log_file) {
    // What can be missing is looked for before anything is changed.
    const auto program = find_daemon();
    const auto log = open_log(log_file);

    own::Descriptor listening, connected;
    while (!connected) {  // but for another client that is faster, and its daemon that ends again, once
        listening = own::listen_on(path);
        connected = own::connect_to(path);
    }
    if (!listening) return connected;

    const auto child = fork();
    if (child < 0) fail_start("fork", errno);
    if (child == 0) become_daemon(program, listening.get(), log.get());
    waitpid(child, nullptr, 0);
    return connected;
}

// What a file is told from another by, that has its name later.
std::pair<std::uint64_t, timespec> file_at(const std::string& path) {
    struct stat info {};
    if (lstat(path.c_str(), &info) != 0) return {};
    return {info.st_ino, info.st_mtim};
}

}  // namespace

std::string protocol::request(std::int64_t id, std::string_view method, const json::object& params) {
    json::object message{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}};
    if (!params.empty()) message["params"] = params;
    auto line = json::serialize(message) + "\n";
    if (line.size() > largest_message)
        throw Failure(Exit::failed, messages::request_too_large(largest_message >> 20));
    return line;
}

Connection::Connection(const DaemonAddress& address)
    : address_(address), path_(address.socket.empty() ? default_socket() : address.socket) {
    if (!connect(address.start)) throw Failure(Exit::no_daemon, messages::not_running(plain(path_)));
}

bool Connection::connect(bool start) try {
    const bool by_default = address_.socket.empty();
    const auto directory = fs::path(path_).parent_path();
    std::error_code ignored;
    // The default one is the programs' own: an earlier version may have left it open.
    if (by_default && (start || fs::exists(directory, ignored)))
        own::private_directory(directory, {"socket"});
    auto connected = own::connect_to(path_);
    if (!connected) {
        if (!start) return false;
        const auto state = state_directory();
        if (!state.empty()) own::private_directory(state, {"vorleserd.log", "edits"});
        // Without a place for the daemon's state beside its socket: it may have things to say all the same.
        const auto log = (state.empty() ? directory : state) / "vorleserd.log";
        log_ = log.native();
        std::error_code none;
        const auto size = fs::file_size(log, none);
        log_begin_ = none ? 0 : size;
        connected = start_daemon(path_, log);
    }
    socket_.assign(asio::local::stream_protocol(), connected.release());
    file_ = file_at(path_);
    return true;
} catch (const own::Unusable& unusable) {
    throw Failure(Exit::no_daemon, plain(unusable.what()));
}

bool Connection::reconnect(bool start) {
    answered_ = false;
    log_.clear();
    boost::system::error_code ignored;
    socket_.close(ignored);
    received_.clear();
    return connect(start);
}

bool Connection::socket_is_another() const {
    const auto [number, time] = file_at(path_);
    return number != file_.first || time.tv_sec != file_.second.tv_sec ||
           time.tv_nsec != file_.second.tv_nsec;
}

std::string Connection::end_message() const {
    // It has cut a long log short at its start.
    std::error_code none;
    const auto size = answered_ || log_.empty() ? 0 : fs::file_size(log_, none);
    const auto why = none || size == 0 ? "" : last_words(log_, size < log_begin_ ? 0 : log_begin_);
    return why.empty() ? messages::daemon_ended(plain(log_)) : messages::daemon_refused_to_start(plain(why));
}

std::int64_t Connection::send(std::string_view method, const json::object& params) {
    const auto line = protocol::request(++last_id_, method, params);
    boost::system::error_code error;
    asio::write(socket_, asio::buffer(line), error);
    // A daemon that closed the connection may have said why: what it sent is read before its end is noticed.
    if (error && error != asio::error::broken_pipe && error != asio::error::connection_reset)
        throw Failure(Exit::no_daemon, fmt::format("{} ({})", end_message(), error.message()));
    return last_id_;
}

json::value Connection::call(std::string_view method, const json::object& params) {
    return answer_to(send(method, params));
}

json::value Connection::call(std::string_view method, const json::object& params, std::string_view name,
                             const Elements::Each& each) {
    return answer_to(send(method, params), name, each);
}

// As it comes: the line of a long article is never held whole.
json::object Connection::receive(std::string_view name, const Elements::Each& each) {
    constexpr std::size_t at_once = std::size_t{1} << 16;
    json::stream_parser parser;
    Elements elements(name, each);
    for (;;) {
        const auto end = received_.find('\n');
        const auto piece = std::string_view(received_).substr(0, end);
        parser.write(name.empty() ? piece : elements.rest(piece));
        if (end != received_.npos) {
            take_line(end + 1);
            parser.finish();
            return std::move(parser.release().as_object());
        }
        received_.resize(at_once);
        boost::system::error_code error;
        received_.resize(socket_.read_some(asio::buffer(received_), error));
        if (error) throw Failure(Exit::no_daemon, end_message());
    }
}

namespace {

[[noreturn]] void refuse(const json::value& error) {
    throw Refused(parse_sentence(error.at("message"), error.as_object().if_contains("data")),
                  error.as_object());
}

}  // namespace

void Connection::wait_for_event() {
    while (receive().contains("id")) {
    }
}

json::value Connection::answer_to(std::int64_t id, std::string_view name, const Elements::Each& each) {
    for (;;) {
        auto message = receive(name, each);
        const auto* answered = message.if_contains("id");
        if (!answered || (*answered != id && !answered->is_null())) continue;  // an event; given up
        if (const auto* error = message.if_contains("error")) refuse(*error);
        return std::move(message.at("result"));
    }
}

std::optional<json::object> Connection::next_part(std::int64_t id, json::value& result) {
    for (;;) {
        auto message = receive();
        if (const auto* answered = message.if_contains("id")) {
            if (*answered != id) continue;
            if (const auto* error = message.if_contains("error")) refuse(*error);
            result = std::move(message.at("result"));
            return {};
        }
        if (message.at("method") != "part") continue;
        auto& part = message.at("params").as_object();
        if (part.at("id") == id) return std::move(part);
    }
}

// The process that answers, as a descriptor that becomes readable when it is gone. It is no other than who
// listens (that may be systemd), and its number means nothing in another container, so the kernel is asked:
// it says of each message who sent it. Empty if that is of no use here.
own::Descriptor Connection::process() {
    const int on = 1, socket = socket_.native_handle();
    setsockopt(socket, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
    const auto id = send("status");
    char byte = 0;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))];
    iovec data{&byte, 1};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    pollfd waiting{socket, POLLIN, 0};
    while (poll(&waiting, 1, -1) < 0 && errno == EINTR) {
    }
    own::Descriptor process;
    if (recvmsg(socket, &message, MSG_PEEK) > 0)
        for (auto* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
            if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_CREDENTIALS) continue;
            ucred sender{};
            std::memcpy(&sender, CMSG_DATA(part), sizeof sender);
            if (sender.pid > 0)
                process = own::Descriptor(static_cast<int>(syscall(SYS_pidfd_open, sender.pid, 0)));
        }
    answer_to(id);
    return process;
}

json::value Connection::quit() {
    constexpr int patience_ms = 10'000;  // fading out and saving; a sound server that hangs is left behind
    const auto process = this->process();
    auto answer = call("quit");
    boost::system::error_code error;
    while (!error) asio::read(socket_, asio::dynamic_buffer(received_), asio::transfer_at_least(1), error);
    pollfd ended{process.get(), POLLIN, 0};
    if (process && poll(&ended, 1, patience_ms) == 0) throw Failure(Exit::failed, messages::still_ending());
    return answer;
}

asio::awaitable<std::string> Connection::read_message() {
    boost::system::error_code error;
    const auto size = co_await asio::async_read_until(socket_, asio::dynamic_buffer(received_), '\n',
                                                      asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return std::string();
    co_return take_line(size);
}

std::string Connection::take_line(std::size_t size) {
    answered_ = true;
    auto line = received_.substr(0, size - 1);
    received_.erase(0, size);
    return line;
}

}  // namespace vorleser
