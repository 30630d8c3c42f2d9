// Getting along with a machine that goes to sleep: systemd-logind on the system bus.
//
// While an article is read the machine does not suspend by itself (an inhibitor lock of mode «block»). When
// it suspends all the same (the lid, an administrator), reading pauses before and not when it wakes (a lock
// of mode «delay», held as long as the fade takes). Both locks are held only while playing. Without a system
// bus, logind or its permission everything else works as before.
//
// Interface: org.freedesktop.login1(5), https://systemd.io/INHIBITOR_LOCKS/
#pragma once

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "daemon/player/player.hpp"

namespace vorleser {

struct SleepConfig {
    bool keep_awake = true;           // no suspend while playing
    bool pause_after_suspend = true;  // else what was interrupted by it goes on
};

class Logind : public Door {
 public:
    // `address`: of the system bus. Used from the loop's thread only.
    Logind(boost::asio::any_io_executor executor, Player& player, SleepConfig config, std::string address);
    ~Logind() override;
    Logind(const Logind&) = delete;
    Logind& operator=(const Logind&) = delete;

    void announce(const Snapshot& before, const Snapshot& after) override;

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vorleser
