// What `add` does on the command line with an address, for a browser.
#pragma once

#include <string>

#include "client/connection.hpp"
#include "client/web/answers.hpp"

namespace vorleser::web {

// Fetches the page and hands it to the daemon, with `to` (of `add`) if it is not empty; blocks. The daemon's
// answer, or what went wrong. Throws nothing that the address or the daemon is to blame for.
Answer add_address(const std::string& address, const std::string& to, const DaemonAddress& daemon);

}  // namespace vorleser::web
