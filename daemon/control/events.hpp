// The events. Adding one: its row in events.cpp.
#pragma once

#include <bitset>
#include <span>
#include <string_view>

#include <boost/json/object.hpp>

#include "daemon/control/rpc.hpp"
#include "daemon/player/snapshot.hpp"

namespace vorleser::control {

class Session;

struct Event {
    enum class To { whoever_asks, every_subscriber, outputs };
    std::string_view name;
    To to;
    bool (*when)(const Snapshot& before, const Snapshot& after);  // null: told by Session::tell()
    // As of when it is sent. Empty for `outputs`: nothing is to be said yet.
    boost::json::object (*value)(Rooms&, const Session&);
};

// In the order in which they are told.
std::span<const Event> events();
using Events = std::bitset<32>;  // by their rows
// Which of them the change is one for.
Events events_between(const Snapshot& before, const Snapshot& after);
// The daemon ends because somebody wants it to.
extern const Event& quit_event;
// What a client that offered itself as an output is to do is another.
extern const Event& output_event;

}  // namespace vorleser::control
