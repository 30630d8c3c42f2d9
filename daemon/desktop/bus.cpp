#include "daemon/desktop/bus.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sdbus-c++/Error.h>
#include <spdlog/spdlog.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "daemon/desktop/uri.hpp"

namespace vorleser {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC, as sd-bus counts
using Socket = asio::local::stream_protocol;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

constexpr auto patience = 5s;        // with a bus that does not answer
constexpr int tries = 3;             // where a bus seems to be: at once, after 0.1 and after 0.4 s
constexpr int messages_a_turn = 32;  // then the loop's others have theirs

// The socket that an address names; nullopt if only sd-bus understands it. Abstract ones begin with a NUL.
std::optional<std::string> socket_of(const std::string& address) {
    const std::string first = address.substr(0, address.find_first_of(",;"));
    const std::string path = "unix:path=", abstract = "unix:abstract=";
    if (first.starts_with(path)) return percent_decoded(first.substr(path.size()));
    if (first.starts_with(abstract)) return '\0' + percent_decoded(first.substr(abstract.size()));
    return {};
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// Whether a bus answers: sdbus-c++ waits for the whole handshake, and would hold up the loop as long as the
// bus hangs. So it is asked the handshake's first question beforehand (D-Bus Specification, «EXTERNAL»).
asio::awaitable<bool> answers(asio::any_io_executor executor, const std::string& path) {
    asio::local::stream_protocol::socket socket(executor);
    if (const auto [refused] = co_await socket.async_connect(Socket::endpoint(path), as_tuple); refused)
        co_return false;
    std::string question = std::string(1, '\0') + "AUTH EXTERNAL ";
    for (const char digit : std::to_string(getuid())) question += fmt::format("{:02x}", digit);
    question += "\r\n";
    co_await asio::async_write(socket, asio::buffer(question), as_tuple);
    std::string answer;
    asio::steady_timer late(executor, patience);
    const auto first =
        co_await (asio::async_read_until(socket, asio::dynamic_buffer(answer, 4096), '\n', as_tuple) ||
                  late.async_wait(as_tuple));
    co_return first.index() == 0 && !std::get<0>(std::get<0>(first));
}

// Tells when a file of this name appears in its directory.
class Appearance {
 public:
    Appearance(asio::any_io_executor executor, const fs::path& path)
        : inotify_(executor), name_(path.filename()) {
        const int descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (descriptor < 0) return;
        inotify_.assign(descriptor);
        if (inotify_add_watch(descriptor, path.parent_path().c_str(), IN_CREATE | IN_MOVED_TO) < 0)
            inotify_.close();  // no such directory: look_again() remains
    }
    bool watched() const { return inotify_.is_open(); }
    asio::awaitable<void> next() {
        std::array<char, 4096> buffer;
        for (;;) {
            const auto [failed, n] = co_await inotify_.async_read_some(asio::buffer(buffer), as_tuple);
            if (failed) co_return;
            if (is_named(buffer.data(), n)) co_return;
        }
    }

 private:
    // Whether one of the events in `bytes` is about our file. They are copied: a coroutine's frame may lie
    // at any address.
    bool is_named(const char* bytes, std::size_t size) const {
        for (std::size_t at = 0; at < size;) {
            inotify_event event{};
            std::memcpy(&event, bytes + at, sizeof event);
            at += sizeof event;
            if (event.len > 0 && name_ == bytes + at) return true;
            at += event.len;
        }
        return false;
    }

    asio::posix::stream_descriptor inotify_;
    std::string name_;
};

}  // namespace

std::string session_bus_address() {
    if (auto named = environment("DBUS_SESSION_BUS_ADDRESS"); !named.empty()) return named;
    const std::string runtime = environment("XDG_RUNTIME_DIR");
    return runtime.empty() ? "" : "unix:path=" + runtime + "/bus";
}

std::string system_bus_address() {
    if (auto named = environment("DBUS_SYSTEM_BUS_ADDRESS"); !named.empty()) return named;
    return "unix:path=/run/dbus/system_bus_socket";
}

struct Bus::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor on, std::string a, std::function<void(sdbus::IConnection&)> j,
          std::function<void()> l)
        : executor(std::move(on)),
          address(std::move(a)),
          joined(std::move(j)),
          left(std::move(l)),
          wake(executor, Clock::time_point::max()) {}

    asio::awaitable<void> run() {
        const auto self = shared_from_this();
        const auto path = socket_of(address);
        const bool named = path && path->starts_with('/');
        while (!ended) {
            // Watched from before it is looked for: it cannot appear unseen in between.
            std::optional<Appearance> appearance;
            if (named) appearance.emplace(executor, *path);
            for (int failed = 0; failed < tries && !ended; ++failed) {
                if (named && access(path->c_str(), F_OK) != 0) break;
                if (failed > 0) {  // its socket is there before it listens
                    wake.expires_after(failed * failed * 100ms);
                    co_await wake.async_wait(as_tuple);
                }
                if (path && !co_await answers(executor, *path)) continue;
                if (ended || !join()) continue;
                const auto began = Clock::now();
                co_await pump();
                if (ended) co_return;
                part();
                if (Clock::now() - began > 1s) failed = -1;  // it was a bus indeed
            }
            wake.expires_at(Clock::time_point::max());
            if (ended) co_return;
            if (appearance && appearance->watched())
                co_await (appearance->next() || wake.async_wait(as_tuple));
            else
                co_await wake.async_wait(as_tuple);
        }
    }

    bool join() {
        try {
            connection = sdbus::createSessionBusConnectionWithAddress(address);
            joined(*connection);
            return true;
        } catch (const std::exception& e) {
            spdlog::debug("the bus {} cannot be joined: {}", address, e.what());
            part();
            return false;
        }
    }

    void part() {
        left();
        connection.reset();
    }

    // Until the connection ends.
    asio::awaitable<void> pump() {
        // Of our own: the connection closes its.
        asio::posix::stream_descriptor socket(executor, dup(connection->getEventLoopPollData().fd));
        try {
            while (!ended) {
                int handled = 0;
                while (!ended && handled < messages_a_turn && connection->processPendingRequest()) ++handled;
                if (ended) co_return;
                if (handled == messages_a_turn) {
                    co_await asio::post(executor, asio::use_awaitable);
                    continue;
                }
                const auto poll = connection->getEventLoopPollData();
                constexpr auto never = std::numeric_limits<std::uint64_t>::max();
                wake.expires_at(poll.timeout_usec == never
                                    ? Clock::time_point::max()
                                    : Clock::time_point(std::chrono::microseconds(poll.timeout_usec)));
                using Wait = asio::posix::stream_descriptor::wait_type;
                if (poll.events & POLLOUT)
                    co_await (socket.async_wait(Wait::wait_read, as_tuple) ||
                              socket.async_wait(Wait::wait_write, as_tuple) || wake.async_wait(as_tuple));
                else
                    co_await (socket.async_wait(Wait::wait_read, as_tuple) || wake.async_wait(as_tuple));
            }
        } catch (const std::exception& e) {
            spdlog::debug("the bus {} is gone: {}", address, e.what());
        }
    }

    asio::any_io_executor executor;
    const std::string address;
    std::function<void(sdbus::IConnection&)> joined;
    std::function<void()> left;
    std::unique_ptr<sdbus::IConnection> connection;
    asio::steady_timer wake;  // cancelled: there is something to do
    bool ended = false;
};

Bus::Bus(asio::any_io_executor executor, std::string address, std::function<void(sdbus::IConnection&)> joined,
         std::function<void()> left)
    : state_(std::make_shared<State>(executor, std::move(address), std::move(joined), std::move(left))) {
    if (state_->address.empty()) return;
    asio::co_spawn(
        executor, [state = state_]() -> asio::awaitable<void> { co_await state->run(); },
        [](std::exception_ptr) {});
}

Bus::~Bus() {
    state_->ended = true;
    state_->connection.reset();
    state_->wake.cancel();
}

void Bus::sent() {
    state_->wake.cancel();
}

void Bus::look_again() {
    if (!state_->connection) state_->wake.cancel();
}

}  // namespace vorleser
