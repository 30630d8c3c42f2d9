// The door on a Unix socket: JSON-RPC 2.0, one message a line. See PROTOCOL.md.
//
// Three coroutines a connection: one reads and answers, one writes, one waits for the client to go. Nothing a
// client does can hold up another or the sound: what it does not read stays in its own connection, bounded,
// and events it did not read are merged into the newest. Whenever it goes its connection is released.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "daemon/control/rpc.hpp"
#include "daemon/player/player.hpp"

namespace vorleser {

struct ServerLimits {
    std::size_t connections = 256;
    std::size_t message = 64u << 20;    // bytes of one line
    std::size_t unread = 1u << 20;      // bytes of answers waiting; then no further request is read
    std::chrono::seconds patience{30};  // for what a client that has gone had asked for
};

class Server {
 public:
    // `listening`: a listening Unix stream socket, now the server's. Used from the loop's thread only.
    Server(boost::asio::any_io_executor executor, int listening, Rooms& rooms, ServerLimits limits);
    ~Server();

    void start();
    // Tells the subscribers what changed.
    void announce(Changes changes);
    // Tells them that the daemon ends because somebody wants it to.
    void say_goodbye();

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vorleser
