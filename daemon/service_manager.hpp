// systemd, or whatever else speaks its protocols: a socket that listens already, and what we are doing
// (sd_listen_fds(3), sd_notify(3)). Without one everything here does nothing.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "daemon/player/player.hpp"

namespace vorleser {

// The socket handed over by systemd, or by the client that started us.
std::optional<int> inherited_socket();

// Tells the service manager that we are ready, what is being read, and that we are ending. Loop's thread
// only.
class ServiceManager {
 public:
    ServiceManager(boost::asio::any_io_executor executor, Player& player);
    ~ServiceManager();
    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;

    // May be called from within the player: it is asked later, once for all changes until then.
    void tell(Changes changes);
    void stopping();

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vorleser
