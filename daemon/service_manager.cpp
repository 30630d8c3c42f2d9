#include "daemon/service_manager.hpp"

#include <cstdlib>
#include <utility>

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

namespace vorleser {
namespace {

// One line, for people: `systemctl --user status vorleserd`.
std::string describe(const Report& report) {
    const std::string title = report.entry ? report.entry->title : "";
    switch (report.status) {
        case Status::playing:
            return "Reading " + title + (report.output.elsewhere ? " on " + report.output.name : "");
        case Status::paused:
            return "Paused in " + title;
        case Status::interrupted:
            return fmt::format("Interrupted ({}) in {}", report.reason.value_or(Sentence("no sound")), title);
        case Status::stopped:
            break;
    }
    return "Nothing is being read";
}

}  // namespace

std::optional<int> inherited_socket() {
    if (sd_listen_fds(1) < 1) return std::nullopt;
    return SD_LISTEN_FDS_START;
}

ServiceManager::ServiceManager(Player& player) : player_(player), told_(describe(player.report())) {
    sd_notify(0, ("READY=1\nSTATUS=" + told_).c_str());
}

void ServiceManager::announce(const Snapshot& before, const Snapshot& after) {
    static const bool listens = std::getenv("NOTIFY_SOCKET") != nullptr;
    if (!listens || before.state == after.state) return;
    const std::string now = describe(player_.report());
    if (now != std::exchange(told_, now)) sd_notify(0, ("STATUS=" + now).c_str());
}

void ServiceManager::stopping() {
    sd_notify(0, "STOPPING=1\nSTATUS=Saving");
}

}  // namespace vorleser
