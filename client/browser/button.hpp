// What the browser's button asks for, done: `vorleser add`, with the page as the browser shows it.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "client/connection.hpp"

namespace vorleser::browser {

struct Wish {
    boost::json::object params;  // of `add`
    std::string fetch;           // an address whose page is still to be had; empty: `params` has the text
};

// `message`: {"method": "add", "params": {…}}, with those of the protocol's params that a button has use for:
// no other method can be called. A page's address is made one to come back to, and names its site; without a
// text it is fetched, as `vorleser add` does. Pure. Throws Failure.
Wish parse_wish(std::string_view message);

// Does it: {"result": …} is the daemon's answer, {"error": …} why there is none (wire_error). Blocks; starts
// the daemon if none runs. Throws nothing that the message or the daemon is to blame for.
boost::json::object answer(std::string_view message, const DaemonAddress& daemon);

// Answers messages until the browser closes its end. Throws BrokenOff.
void serve(int in, int out, const DaemonAddress& daemon);

}  // namespace vorleser::browser
