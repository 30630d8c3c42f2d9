// The door for desktops: MPRIS 2.2 on the session bus. Media keys, the panels of GNOME and KDE, KDE Connect,
// the buttons of Bluetooth headphones and playerctl all speak it.
//
// The name is org.mpris.MediaPlayer2.vorleser, or ….vorleser.instancePID if another Vorleser has that. The
// requests are those of control/'s door; where MPRIS wants «no effect» and a client of control/ gets
// `conflict`, there is no effect. What differs from one state to the next is told in one PropertiesChanged,
// and only that; jumps are told by Seeked. Without a session bus nothing of this exists, and nothing waits.
//
// Specification: https://specifications.freedesktop.org/mpris-spec/2.2/
#pragma once

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "daemon/control/rpc.hpp"
#include "daemon/player/player.hpp"

namespace vorleser {

class Mpris : public Door {
 public:
    // `address`: of the session bus. Used from the loop's thread only.
    Mpris(boost::asio::any_io_executor executor, Rooms& rooms, std::string address);
    ~Mpris() override;
    Mpris(const Mpris&) = delete;
    Mpris& operator=(const Mpris&) = delete;

    // Tells the desktop what changed.
    void announce(const Snapshot& before, const Snapshot& after) override;

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vorleser
