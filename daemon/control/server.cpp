#include "daemon/control/server.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <list>
#include <optional>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <malloc.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/control/methods.hpp"
#include "daemon/control/values.hpp"

namespace vorleser {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using Socket = asio::local::stream_protocol::socket;

struct Code {
    int code;
    std::string_view kind;
};

Code code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid_argument:
            return {-32602, "invalid_argument"};
        case ErrorKind::not_found:
            return {-32001, "not_found"};
        case ErrorKind::unreadable:
            return {-32002, "unreadable"};
        case ErrorKind::conflict:
            return {-32003, "conflict"};
        case ErrorKind::storage:
            return {-32004, "storage"};
        case ErrorKind::engine:
            return {-32005, "engine"};
        case ErrorKind::device:
            return {-32006, "device"};
        case ErrorKind::internal:
            break;
    }
    return {-32603, "internal"};
}

json::object error_message(const json::value& id, Code code, const Sentence& message) {
    json::object data = sentence_value(message);
    data["kind"] = code.kind;
    return {
        {"jsonrpc", "2.0"},
        {"id", id},
        {"error", {{"code", code.code}, {"message", std::string_view(message)}, {"data", std::move(data)}}}};
}

constexpr Code parse_error{-32700, "parse"}, request_error{-32600, "request"}, method_error{-32601, "method"},
    limit_error{-32000, "limit"};

struct Connection {
    Connection(Socket s) : socket(std::move(s)), wake(socket.get_executor()), drained(socket.get_executor()) {
        wake.expires_at(asio::steady_timer::time_point::max());
        drained.expires_at(asio::steady_timer::time_point::max());
    }

    Socket socket;
    std::string out;                // answers not yet handed to the socket
    asio::steady_timer wake;        // cancelled when there is something to write
    asio::steady_timer drained;     // cancelled when it was written
    Changes subscribed, pending;    // pending: what changed since it was last told; the newest value wins
    bool ending = false;            // nothing more will be read: write what is left and close
    bool parting = false;           // the daemon ends: to be told
    bool gone = false;              // nobody is there to be answered
    const Method* asked = nullptr;  // what is being done for it

    bool subscriber() const { return subscribed.state || subscribed.position || subscribed.playlist; }
    bool news() const {
        if (gone) return false;
        return parting || (pending.state && subscribed.state) || (pending.position && subscribed.position) ||
               (pending.playlist && subscribed.playlist);
    }
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
                    json::serialize(error_message(nullptr, limit_error,
                                                  Sentence("too many clients are connected: close one"))) +
                    '\n';
                boost::system::error_code ignored;
                socket.non_blocking(true, ignored);
                socket.write_some(asio::buffer(refusal), ignored);
                continue;
            }
            connections.emplace_back(std::move(socket));
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
    // all was read, answered and written, or until nobody is there to be answered. Whichever of the three
    // ends first, by an exception too, ends the others.
    asio::awaitable<void> serve(std::list<Connection>::iterator connection) {
        const auto self = shared_from_this();
        auto parts = asio::experimental::make_parallel_group(
            asio::co_spawn(executor, read(*connection), asio::deferred),
            asio::co_spawn(executor, write(*connection), asio::deferred),
            asio::co_spawn(executor, departure(*connection), asio::deferred));
        const auto [order, read_failed, write_failed, departure_failed] =
            co_await parts.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
        const std::array failures{read_failed, write_failed, departure_failed};
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
        connection.gone = true;
        connection.out.clear();
        connection.drained.cancel();
        if (connection.asked && connection.asked->aloud) co_return;
        asio::steady_timer patience(executor, limits.patience);
        co_await patience.async_wait(asio::use_awaitable);
    }

    asio::awaitable<void> read(Connection& connection) {
        std::string input;
        std::vector<char> piece(64 * 1024);
        std::size_t searched = 0;
        for (;;) {
            const auto [failed, n] = co_await connection.socket.async_read_some(
                asio::buffer(piece), asio::as_tuple(asio::use_awaitable));
            if (failed) break;
            input.append(piece.data(), n);
            std::size_t begin = 0;
            for (std::size_t end; (end = input.find('\n', searched)) != input.npos;
                 begin = searched = end + 1) {
                co_await handle(connection, std::string_view(input).substr(begin, end - begin));
                while (connection.out.size() > limits.unread)
                    co_await connection.drained.async_wait(asio::as_tuple(asio::use_awaitable));
            }
            input.erase(0, begin);
            searched = input.size();
            if (input.capacity() > 1 << 20 && input.size() < 1 << 16) input.shrink_to_fit();
            if (input.size() > limits.message) {
                send(connection, error_message(nullptr, request_error,
                                               Sentence("the message is longer than the limit of 64 MiB")));
                break;
            }
        }
        connection.ending = true;
        connection.wake.cancel();
        for (;;)  // write() ends the connection
            co_await connection.drained.async_wait(asio::as_tuple(asio::use_awaitable));
    }

    asio::awaitable<void> write(Connection& connection) {
        std::string writing;
        for (;;) {
            if (connection.out.empty() && connection.news() && !connection.ending) add_events(connection);
            if (connection.out.empty()) {
                if (connection.ending) co_return;
                co_await connection.wake.async_wait(asio::as_tuple(asio::use_awaitable));
                continue;
            }
            writing.clear();
            std::swap(writing, connection.out);
            const auto [failed, written] = co_await asio::async_write(
                connection.socket, asio::buffer(writing), asio::as_tuple(asio::use_awaitable));
            if (failed) {  // also where only this direction was closed: departure() hears of it
                boost::system::error_code ignored;
                connection.socket.shutdown(Socket::shutdown_both, ignored);
            }
            if (writing.capacity() > 1 << 20) {
                // A list of thousands was a tree of values before it was text: the allocator would keep it
                // all.
                writing = std::string();
                malloc_trim(0);
            }
            connection.drained.cancel();
        }
    }

    void add_events(Connection& connection) {
        const Changes news = std::exchange(connection.pending, {});
        auto event = [&](bool wanted, std::string_view name, json::object (*value)(Rooms&)) {
            if (!wanted) return;
            connection.out +=
                json::serialize(json::object{{"jsonrpc", "2.0"}, {"method", name}, {"params", value(rooms)}});
            connection.out += '\n';
        };
        event(news.playlist && connection.subscribed.playlist, "playlist", &playlist_value);
        event(news.state && connection.subscribed.state, "state", &status_value);
        event(news.position && connection.subscribed.position, "position", &position_value);
        event(std::exchange(connection.parting, false), "quit", [](Rooms&) { return json::object(); });
    }

    void send(Connection& connection, const json::value& message) {
        if (connection.gone) return;
        connection.out += json::serialize(message);
        connection.out += '\n';
        connection.wake.cancel();
    }

    // One line: a request or a batch.
    asio::awaitable<void> handle(Connection& connection, std::string_view line) {
        if (line.find_first_not_of(" \t\r") == line.npos) co_return;
        boost::system::error_code wrong;
        const json::value message = json::parse(line, wrong);
        if (wrong) {
            send(connection,
                 error_message(nullptr, parse_error,
                               Sentence("the line is not valid JSON in UTF-8: {}", wrong.message())));
        } else if (const auto* batch = message.if_array()) {
            if (batch->empty())
                send(connection, error_message(nullptr, request_error, Sentence("the batch is empty")));
            json::array answers;
            for (const json::value& each : *batch) {
                auto answer = co_await answer_to(connection, each);
                if (!answer.is_null()) answers.push_back(std::move(answer));
            }
            if (!answers.empty()) send(connection, answers);
        } else {
            const auto answer = co_await answer_to(connection, message);
            if (!answer.is_null()) send(connection, answer);
        }
    }

    // The answer, or null for a notification. This is the door where a handler's exception ends.
    asio::awaitable<json::value> answer_to(Connection& connection, const json::value& message) {
        const auto* request = message.if_object();
        const json::value* id = request ? request->if_contains("id") : nullptr;
        const json::value* version = request ? request->if_contains("jsonrpc") : nullptr;
        const json::value* name = request ? request->if_contains("method") : nullptr;
        const json::value* params = request ? request->if_contains("params") : nullptr;
        const bool id_ok = !id || id->is_string() || id->is_number() || id->is_null();
        if (!request || !version || *version != "2.0" || !name || !name->is_string() || !id_ok)
            co_return error_message(
                id && id_ok ? *id : json::value(nullptr), request_error,
                Sentence("this is no JSON-RPC 2.0 request: it needs \"jsonrpc\": \"2.0\" and a \"method\""));
        auto answer = [&](json::object full) {
            return id ? json::value(std::move(full)) : json::value(nullptr);
        };
        const json::value no_id(nullptr);
        const json::value& its_id = id ? *id : no_id;
        const Method* method = find_method(name->get_string());
        if (!method)
            co_return answer(
                error_message(its_id, method_error,
                              Sentence("there is no method “{}”: vorleserd --protocol lists them",
                                       std::string_view(name->get_string()))));
        static const json::object none;
        if (params && !params->is_object())
            co_return answer(error_message(its_id, code_of(ErrorKind::invalid_argument),
                                           Sentence("\"params\" must be an object with named parameters")));
        if (connection.gone && method->aloud) co_return nullptr;
        connection.asked = method;
        Result<json::value> result = Error{};
        try {
            result = co_await method->call(rooms, params ? params->get_object() : none);
        } catch (const boost::system::system_error& e) {
            if (e.code() == asio::error::operation_aborted) throw;  // the connection ends
            result = Error(ErrorKind::internal, "an error inside vorleserd: {}", e.what());
        } catch (const std::exception& e) {
            result = Error(ErrorKind::internal, "an error inside vorleserd: {}", e.what());
        }
        connection.asked = nullptr;
        if (!result) {
            if (result.error().kind == ErrorKind::internal)
                spdlog::error("control: {} failed: {}", method->name, result.error().message);
            co_return answer(error_message(its_id, code_of(result.error().kind), result.error().message));
        }
        // The answer is the snapshot; no event can slip between it and what follows.
        if (method->name == "subscribe") subscribe(connection, params);
        co_return answer({{"jsonrpc", "2.0"}, {"id", its_id}, {"result", std::move(*result)}});
    }

    static void subscribe(Connection& connection, const json::value* params) {
        const json::value* events = params ? params->get_object().if_contains("events") : nullptr;
        connection.pending = {};
        connection.subscribed = {!events || events->is_null(), !events || events->is_null(),
                                 !events || events->is_null()};
        if (!events || events->is_null()) return;
        for (const auto& event : events->get_array()) {
            connection.subscribed.state |= event == "state";
            connection.subscribed.position |= event == "position";
            connection.subscribed.playlist |= event == "playlist";
        }
    }

    void announce(Changes changes) {
        for (Connection& connection : connections) {
            connection.pending.state |= changes.state;
            connection.pending.position |= changes.position;
            connection.pending.playlist |= changes.playlist;
            if (connection.news()) connection.wake.cancel();
        }
    }

    void say_goodbye() {
        for (Connection& connection : connections) {
            connection.parting = connection.subscriber();
            if (connection.parting) connection.wake.cancel();
        }
    }

    asio::any_io_executor executor;
    asio::local::stream_protocol::acceptor acceptor;
    Rooms& rooms;
    ServerLimits limits;
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

void Server::announce(Changes changes) {
    state_->announce(changes);
}

void Server::say_goodbye() {
    state_->say_goodbye();
}

}  // namespace vorleser
