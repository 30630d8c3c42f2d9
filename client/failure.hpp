// How the client ends. Errors travel as exceptions up to run(), which prints them and returns their code.
#pragma once

#include <stdexcept>
#include <string>

#include <boost/json/object.hpp>

namespace vorleser {

// Part of the interface (see --help): scripts rely on these numbers. A signal ends the client as usual, 128 +
// n.
enum class Exit {
    ok = 0,
    failed = 1,     // the daemon refused, or a file or a page could not be read
    usage = 2,      // the command line makes no sense
    no_daemon = 3,  // not reachable, could not be started, or it ended before it answered
};

struct Failure : std::runtime_error {
    Failure(Exit exit_code, const std::string& message) : std::runtime_error(message), exit_code(exit_code) {}
    Exit exit_code;
};

// The daemon's error answer; `error` is the protocol's {"code", "message", "data"}.
struct Refused : Failure {
    Refused(const std::string& message, boost::json::object error)
        : Failure(Exit::failed, message), error(std::move(error)) {}
    boost::json::object error;
};

}  // namespace vorleser
