#include "daemon/control/server.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/control/events.hpp"
#include "daemon/control/methods.hpp"
#include "daemon/control/wire.hpp"

namespace vorleser {
namespace {

namespace asio = boost::asio;
using Socket = asio::local::stream_protocol::socket;

struct Connection {
    Connection(Socket s, std::shared_ptr<control::Session> lines)
        : socket(std::move(s)), session(std::move(lines)) {}
    Socket socket;
    std::shared_ptr<control::Session> session;
};

// The group that may write to the socket's file, and so connect; none for a socket without a file.
std::optional<gid_t> group_of(int listening) {
    sockaddr_un address{};
    socklen_t size = sizeof address;
    struct stat file {};
    if (getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
        address.sun_path[0] != '/' || stat(address.sun_path, &file) != 0 || (file.st_mode & S_IWGRP) == 0)
        return std::nullopt;
    return file.st_gid;
}

// Among the groups that the peer had beside its own when it connected.
bool has_group(int connection, gid_t group) {
    std::vector<gid_t> groups(65536);  // NGROUPS_MAX
    socklen_t size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    if (getsockopt(connection, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) != 0) return false;
    groups.resize(size / sizeof(gid_t));
    return std::find(groups.begin(), groups.end(), group) != groups.end();
}

}  // namespace

struct Server::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor on, int listening, Rooms& r, ServerLimits l)
        : executor(on),
          acceptor(on, asio::local::stream_protocol(), listening),
          rooms(r),
          limits(l),
          group(group_of(listening)) {}

    asio::awaitable<void> accept() {
        for (;;) {
            auto [failed, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            if (!acceptor.is_open()) co_return;
            if (failed) {  // e.g. no descriptor is free: others must end first
                spdlog::warn("control: a connection was refused: {}", failed.message());
                asio::steady_timer pause(executor, std::chrono::milliseconds(200));
                co_await pause.async_wait(asio::use_awaitable);
                continue;
            }
            if (!is_friend(socket)) continue;  // closes it
            if (connections.size() >= limits.connections) {
                const std::string refusal =
                    control::error_line(nullptr, control::limit_error,
                                        Sentence("too many clients are connected: close one")) +
                    '\n';
                boost::system::error_code ignored;
                socket.non_blocking(true, ignored);
                socket.write_some(asio::buffer(refusal), ignored);
                continue;
            }
            connections.emplace_back(
                std::move(socket),
                std::make_shared<control::Session>(executor, rooms, methods(), budget, limits.session));
            asio::co_spawn(executor, serve(std::prev(connections.end())), [](std::exception_ptr) {});
        }
    }

    // The socket file's mode keeps others out already; an inherited socket may have another. Where it lets a
    // group in, as a system-wide service's does, members of that group are friends, too.
    bool is_friend(Socket& socket) const {
        ucred peer{};
        socklen_t size = sizeof peer;
        if (getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0) {
            if (peer.uid == getuid() || peer.uid == 0) return true;
            if (group && (peer.gid == *group || has_group(socket.native_handle(), *group))) return true;
        }
        spdlog::warn("control: user {} was refused", peer.uid);
        return false;
    }

    // The connection's root, which alone owns it: whatever fails in it ends it, and only it. It lasts until
    // all was read, answered and written, or until nobody is there to be answered. Whichever of the four
    // ends first, by an exception too, ends the others.
    asio::awaitable<void> serve(std::list<Connection>::iterator connection) {
        const auto self = shared_from_this();
        auto parts = asio::experimental::make_parallel_group(
            asio::co_spawn(executor, read(*connection), asio::deferred),
            asio::co_spawn(executor, write(*connection), asio::deferred),
            asio::co_spawn(executor, departure(*connection), asio::deferred),
            asio::co_spawn(executor, dismissal(*connection), asio::deferred));
        const auto [order, read_failed, write_failed, departure_failed, dismissal_failed] =
            co_await parts.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
        const std::array failures{read_failed, write_failed, departure_failed, dismissal_failed};
        try {
            if (const auto& failure = failures[order[0]]) std::rethrow_exception(failure);
        } catch (const std::exception& e) {
            spdlog::debug("control: a connection ended: {}", e.what());
        }
        connections.erase(connection);
    }

    // Ends some time after the client has gone. What had arrived whole is still done (a notification may well
    // be the last thing said), but it is not waited for without end, and nothing is said aloud for nobody.
    asio::awaitable<void> departure(Connection& connection) {
        // Closed both ways (EPOLLHUP), also while nothing is being read; one that has only ended its requests
        // waits for answers.
        co_await connection.socket.async_wait(Socket::wait_error, asio::as_tuple(asio::use_awaitable));
        if (!connection.session->leave()) co_return;
        asio::steady_timer patience(executor, limits.patience);
        co_await patience.async_wait(asio::use_awaitable);
    }

    asio::awaitable<void> dismissal(Connection& connection) {
        co_await connection.session->dismissed();
        connection.session->leave();
    }

    asio::awaitable<void> read(Connection& connection) {
        std::vector<char> piece(16 * 1024);
        while (connection.session->reads()) {
            const auto [failed, n] = co_await connection.socket.async_read_some(
                asio::buffer(piece), asio::as_tuple(asio::use_awaitable));
            if (failed) break;
            co_await connection.session->receive({piece.data(), n});
        }
        connection.session->end();
        asio::steady_timer never(executor, asio::steady_timer::time_point::max());
        co_await never.async_wait(asio::use_awaitable);  // write() ends the connection
    }

    asio::awaitable<void> write(Connection& connection) {
        for (;;) {
            const std::string lines = co_await connection.session->next();
            if (lines.empty()) co_return;
            for (std::string_view left = lines; !left.empty();) {
                const auto [failed, written] = co_await connection.socket.async_write_some(
                    asio::buffer(left), asio::as_tuple(asio::use_awaitable));
                left.remove_prefix(written);
                connection.session->wrote();
                if (!failed) continue;
                // Also where only this direction was closed: departure() hears of it.
                boost::system::error_code ignored;
                connection.socket.shutdown(Socket::shutdown_both, ignored);
                break;
            }
        }
    }

    asio::any_io_executor executor;
    asio::local::stream_protocol::acceptor acceptor;
    Rooms& rooms;
    ServerLimits limits;
    const std::shared_ptr<control::Budget> budget =
        std::make_shared<control::Budget>(limits.memory, limits.own_memory);
    const std::optional<gid_t> group;  // whose members may connect
    std::list<Connection> connections;
};

Server::Server(asio::any_io_executor executor, int listening, Rooms& rooms, ServerLimits limits)
    : state_(std::make_shared<State>(std::move(executor), listening, rooms, limits)) {}

Server::~Server() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    for (Connection& connection : state_->connections) connection.socket.close(ignored);
}

void Server::start() {
    asio::co_spawn(
        state_->executor, [self = state_]() -> asio::awaitable<void> { co_await self->accept(); },
        [](std::exception_ptr failure) {  // better to end than to run on where nobody can say so
            if (failure) std::rethrow_exception(failure);
        });
}

void Server::announce(const Snapshot& before, const Snapshot& after) {
    const auto events = control::events_between(before, after);
    for (Connection& connection : state_->connections) connection.session->announce(events);
}

void Server::say_goodbye() {
    for (Connection& connection : state_->connections) connection.session->tell(control::quit_event);
}

}  // namespace vorleser
