// The events. Adding one: its row in events.cpp.
#pragma once

#include <bitset>
#include <span>
#include <string_view>

#include <boost/json/object.hpp>

#include "daemon/control/rpc.hpp"
#include "daemon/player/snapshot.hpp"

namespace vorleser::control {

struct Event {
    std::string_view name;
    bool (*when)(const Snapshot& before, const Snapshot& after);  // null: not so; every subscriber is told
    boost::json::object (*value)(Rooms&);                         // as of when it is sent
};

// In the order in which they are told.
std::span<const Event> events();
using Events = std::bitset<32>;  // by their rows
// Which of them the change is one for.
Events events_between(const Snapshot& before, const Snapshot& after);
// Told by Session::tell(): the daemon ends because somebody wants it to.
extern const Event& quit_event;

}  // namespace vorleser::control
