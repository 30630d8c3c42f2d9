// The door on a Unix socket: JSON-RPC 2.0, one message a line. See PROTOCOL.md.
//
// Sockets only; what the lines mean is the session's (session.hpp). Four coroutines a connection: one reads
// and answers, one writes, one waits for the client to go, one until it has to. Nothing a client does can
// hold up another or the sound, and all that they hold together is bounded. Whenever one goes its connection
// is released.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "daemon/control/rpc.hpp"
#include "daemon/control/session.hpp"
#include "daemon/player/snapshot.hpp"

namespace vorleser {

struct ServerLimits {
    std::size_t connections = 256;
    std::size_t memory = 130u << 20;      // bytes that all clients together may hold beyond: twice a message
    std::size_t own_memory = 32u << 10;   // what each of them may in any case
    std::chrono::seconds patience{30};    // for what a client that has gone had asked for
    control::SessionLimits session = {};  // each
};

class Server : public Door {
 public:
    // `listening`: a listening Unix stream socket, now the server's. Used from the loop's thread only.
    Server(boost::asio::any_io_executor executor, int listening, Rooms& rooms, ServerLimits limits);
    ~Server() override;

    void start();
    // Tells the subscribers what changed.
    void announce(const Snapshot& before, const Snapshot& after) override;
    // Tells them that the daemon ends because somebody wants it to.
    void say_goodbye();

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vorleser
