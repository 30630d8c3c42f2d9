// What of a browser's messages goes on to the daemon. Pure.
#pragma once

#include <string>
#include <string_view>

namespace vorleser::web {

// The daemon's methods that a browser may call: what the listener does with the list and the sound. Not those
// that end the daemon, change the listener's own files or hand out samples.
bool may_call(std::string_view method);

// Makes `message` the line that goes to the daemon: without line ends, which JSON knows between its values
// only. A request for another method becomes one that no daemon has, so that the answer (-32601) comes in its
// turn, and from the one who answers. False: it is no single JSON-RPC request, or names a member twice, which
// two parsers might understand in two ways.
bool filter(std::string& message);

}  // namespace vorleser::web
