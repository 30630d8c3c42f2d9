// Starts the daemon for the server, which cannot any more once it has confined itself.
#pragma once

#include <optional>

#include "client/connection.hpp"
#include "client/web/helper.hpp"
#include "own/files.hpp"

namespace vorleser::web {

class Starter {
 public:
    // Before there are threads. Ends with this object.
    explicit Starter(DaemonAddress daemon);

    // The daemon's socket, which it is connected to or started at; throws Failure. Blocks for as long as
    // starting takes, some milliseconds, five seconds at most.
    own::Descriptor connect();

 private:
    DaemonAddress daemon_;
    std::optional<Helper> starts_;
};

}  // namespace vorleser::web
