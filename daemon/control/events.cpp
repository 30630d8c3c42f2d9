#include "daemon/control/events.hpp"

#include "daemon/control/session.hpp"
#include "daemon/control/values.hpp"

namespace vorleser::control {
namespace {

using S = const Snapshot;
using To = Event::To;

template <boost::json::object (*Value)(Rooms&)>
boost::json::object to_all(Rooms& rooms, const Session&) {
    return Value(rooms);
}

constexpr Event rows[] = {
    {"playlist", To::whoever_asks, [](S& before, S& after) { return before.list != after.list; },
     &to_all<playlist_value>},
    {"state", To::whoever_asks, [](S& before, S& after) { return before.state != after.state; },
     &to_all<status_value>},
    {"position", To::whoever_asks, [](S& before, S& after) { return before.position != after.position; },
     &to_all<position_value>},
    {"output", To::outputs, nullptr,
     [](Rooms& rooms, const Session& session) {
         return session.offering() ? order_value(rooms, *session.offering()) : boost::json::object();
     }},
    {"quit", To::every_subscriber, nullptr, [](Rooms&, const Session&) { return boost::json::object(); }},
    {"marks", To::whoever_asks, [](S& before, S& after) { return before.marks != after.marks; },
     [](Rooms&, const Session&) { return boost::json::object(); }},
};

}  // namespace

const Event& output_event = rows[3];
const Event& quit_event = rows[4];

std::span<const Event> events() {
    return rows;
}

Events events_between(const Snapshot& before, const Snapshot& after) {
    Events found;
    for (std::size_t i = 0; i < std::size(rows); ++i) found[i] = rows[i].when && rows[i].when(before, after);
    return found;
}

}  // namespace vorleser::control
