#include "daemon/control/events.hpp"

#include "daemon/control/values.hpp"

namespace vorleser::control {
namespace {

constexpr Event rows[] = {
    {"playlist", [](const Changes& changes) { return changes.playlist; }, &playlist_value},
    {"state", [](const Changes& changes) { return changes.state; }, &status_value},
    {"position", [](const Changes& changes) { return changes.position; }, &position_value},
    {"quit", nullptr, [](Rooms&) { return boost::json::object(); }},
};

}  // namespace

const Event& quit_event = rows[3];

std::span<const Event> events() {
    return rows;
}

}  // namespace vorleser::control
