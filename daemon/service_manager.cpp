#include "daemon/service_manager.hpp"

#include <cstdlib>
#include <memory>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <systemd/sd-daemon.h>

namespace vorleser {
namespace {

// One line, for people: `systemctl --user status vorleserd`.
std::string describe(const Report& report) {
    const std::string title = report.entry ? report.entry->title : "";
    switch (report.status) {
        case Status::playing:
            return "Reading " + title;
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

struct ServiceManager::State {
    boost::asio::any_io_executor executor;
    Player* player;  // null: we are ending
    bool under_way = false;
    std::string told;
};

ServiceManager::ServiceManager(boost::asio::any_io_executor executor, Player& player)
    : state_(std::make_shared<State>(State{std::move(executor), &player, false, {}})) {
    sd_notify(0, ("READY=1\nSTATUS=" + (state_->told = describe(player.report()))).c_str());
}

ServiceManager::~ServiceManager() {
    state_->player = nullptr;
}

void ServiceManager::tell(Changes changes) {
    static const bool listens = std::getenv("NOTIFY_SOCKET") != nullptr;
    if (!listens || !changes.state || std::exchange(state_->under_way, true)) return;
    boost::asio::post(state_->executor, [state = state_] {
        state->under_way = false;
        if (!state->player) return;
        const std::string now = describe(state->player->report());
        if (now != std::exchange(state->told, now)) sd_notify(0, ("STATUS=" + now).c_str());
    });
}

void ServiceManager::stopping() {
    sd_notify(0, "STOPPING=1\nSTATUS=Saving");
    state_->player = nullptr;
}

}  // namespace vorleser
