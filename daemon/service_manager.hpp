// systemd, or whatever else speaks its protocols: a socket that listens already, and what we are doing
// (sd_listen_fds(3), sd_notify(3)). Without one everything here does nothing.
#pragma once

#include <optional>
#include <string>

#include "daemon/player/player.hpp"

namespace vorleser {

// The socket handed over by systemd, or by the client that started us.
std::optional<int> inherited_socket();

// Tells the service manager that we are ready, what is being read, and that we are ending. Loop's thread
// only.
class ServiceManager : public Door {
 public:
    explicit ServiceManager(Player& player);

    void announce(const Snapshot& before, const Snapshot& after) override;
    void stopping();

 private:
    Player& player_;
    std::string told_;
};

}  // namespace vorleser
