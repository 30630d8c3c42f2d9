// The daemon's methods as `vorleserd --protocol` prints them, built into the client (client/protocol.json).
#pragma once

#include <string_view>

namespace vorleser {

// A JSON array of {"name", "summary", "params": [{"name", "type", "optional"?}]}.
std::string_view protocol_json();

}  // namespace vorleser
