#include "daemon/control/events.hpp"

#include "daemon/control/values.hpp"

namespace vorleser::control {
namespace {

using S = const Snapshot;

constexpr Event rows[] = {
    {"playlist", [](S& before, S& after) { return before.list != after.list; }, &playlist_value},
    {"state", [](S& before, S& after) { return before.state != after.state; }, &status_value},
    {"position", [](S& before, S& after) { return before.position != after.position; }, &position_value},
    {"quit", nullptr, [](Rooms&) { return boost::json::object(); }},
};

}  // namespace

const Event& quit_event = rows[3];

std::span<const Event> events() {
    return rows;
}

Events events_between(const Snapshot& before, const Snapshot& after) {
    Events found;
    for (std::size_t i = 0; i < std::size(rows); ++i) found[i] = rows[i].when && rows[i].when(before, after);
    return found;
}

}  // namespace vorleser::control
