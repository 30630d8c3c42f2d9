// The methods, and the values they answer with. Adding one: a struct with its parameters, a handler and a row
// in methods.cpp.
#pragma once

#include <span>

#include <boost/json.hpp>

#include "daemon/control/rpc.hpp"

namespace vorleser {

std::span<const Method> methods();
const Method* find_method(std::string_view name);

// The rows as JSON: what `vorleserd --protocol` prints and the client is built from.
boost::json::array protocol();

// What the events carry; see PROTOCOL.md.
boost::json::object status_value(Rooms& rooms);
boost::json::object position_value(Rooms& rooms);
boost::json::object playlist_value(Rooms& rooms);

}  // namespace vorleser
