// Starts the daemon for the server, which cannot any more once it has confined itself: a process of its own,
// forked before that, waits to be asked.
#pragma once

#include <boost/asio/local/stream_protocol.hpp>

#include "client/connection.hpp"
#include "own/files.hpp"

namespace vorleser::web {

class Starter {
 public:
    // Before there are threads. Ends with this object.
    explicit Starter(DaemonAddress daemon);

    // The daemon's socket, which it is connected to or started at; throws Failure. Blocks for as long as
    // starting takes, some milliseconds.
    own::Descriptor connect();

 private:
    DaemonAddress daemon_;
    own::Descriptor ask_;
};

}  // namespace vorleser::web
