// The way to the daemon: finds its socket, starts it if none listens, sends requests and reads answers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <time.h>

#include "client/elements.hpp"
#include "own/files.hpp"

namespace vorleser {

namespace protocol {
inline constexpr std::size_t largest_message = std::size_t{64} << 20;  // bytes

// One request as it goes over the wire, with its newline. Throws Failure if it is larger than allowed.
std::string request(std::int64_t id, std::string_view method, const boost::json::object& params);
}  // namespace protocol

struct DaemonAddress {
    std::string socket;  // empty: default_socket()
    bool start = true;   // start the daemon if nothing listens there
};

// One connection, for one thread. All functions throw Failure: no_daemon when there is none or it goes away.
//
// Starting goes without a race: under a lock the client itself binds the socket and hands it to vorleserd the
// way systemd does (LISTEN_FDS=1 at descriptor 3), so that every client can connect at once and exactly one
// daemon answers. vorleserd is looked for as own_program() does.
class Connection {
 public:
    explicit Connection(const DaemonAddress& address);

    // Sends a request and waits for its result; throws Refused with the daemon's error.
    // Events that arrive in between are skipped.
    boost::json::value call(std::string_view method, const boost::json::object& params = {});
    // The same, where the result's array `name` may be of any length: `each` of its elements is given as it
    // comes, and the array is empty in the answer. After a failure some may have been given.
    boost::json::value call(std::string_view method, const boost::json::object& params, std::string_view name,
                            const Elements::Each& each);

    // Of an answer in parts, to the request `id` (see send): waits for the next one; empty once it is
    // complete, and then `result` has the result. What is not taken waits in the daemon. Parts and answers
    // of other requests are skipped, such as those of one that was cancelled.
    std::optional<boost::json::object> next_part(std::int64_t id, boost::json::value& result);

    // Waits for the next event; what it says is asked anew. Those that came during a call are gone by.
    void wait_for_event();

    // Ends the daemon and waits until its process is gone, so that the next one can start; returns its
    // answer.
    boost::json::value quit();

    // For a live view: sends without waiting and returns the request's id; read_message() gives what the
    // daemon sends, line by line, empty at the end of the connection.
    std::int64_t send(std::string_view method, const boost::json::object& params = {});
    boost::asio::awaitable<std::string> read_message();

    // After the end of the connection: whether the daemon is back, and connected to. `start`: start it if it
    // is not. Throws Failure where that goes wrong.
    bool reconnect(bool start);
    // Whether the file at the socket's path is another than the one that was connected to: somebody else made
    // it.
    [[nodiscard]] bool socket_is_another() const;

    // The socket, for whoever reads and writes lines without this class; nothing else is called afterwards.
    own::Descriptor take_socket() { return own::Descriptor(socket_.release()); }

    boost::asio::io_context& context() { return context_; }

    // What to say when the daemon has closed the connection.
    [[nodiscard]] std::string end_message() const;

 private:
    // `name` empty: nothing is taken out.
    boost::json::object receive(std::string_view name = {}, const Elements::Each& each = {});
    boost::json::value answer_to(std::int64_t id, std::string_view name = {},
                                 const Elements::Each& each = {});
    own::Descriptor process();
    std::string take_line(std::size_t size);
    bool connect(bool start);

    DaemonAddress address_;
    std::string path_;                         // of the socket
    std::pair<std::uint64_t, timespec> file_;  // there: number and time
    boost::asio::io_context context_{1};
    boost::asio::local::stream_protocol::socket socket_{context_};
    std::string received_;
    std::int64_t last_id_ = 0;
    std::string log_;               // of the daemon, if started here
    std::uintmax_t log_begin_ = 0;  // where it began to write into it
    bool answered_ = false;
};

}  // namespace vorleser
