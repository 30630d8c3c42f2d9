// A message bus (D-Bus) on the loop: no thread, no timer but while a call waits for its answer.
//
// Nobody has to be there: a bus that is missing, comes late, hangs or goes away is joined when it answers.
// How that is noticed: its socket appears (inotify), or somebody calls look_again().
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <sdbus-c++/IConnection.h>

namespace vorleser {

// Where the buses are, as dbus-daemon(1) says; "" if the environment names none.
std::string session_bus_address();  // $DBUS_SESSION_BUS_ADDRESS, else $XDG_RUNTIME_DIR/bus
std::string system_bus_address();   // $DBUS_SYSTEM_BUS_ADDRESS, else /run/dbus/system_bus_socket

class Bus {
 public:
    // `address`: a D-Bus address; with "" nothing is ever joined. `joined` is called when the bus is there,
    // and again when it has come back; `left` when it is gone: what belongs to the connection has to be
    // destroyed in it. Both from the loop.
    Bus(boost::asio::any_io_executor executor, std::string address,
        std::function<void(sdbus::IConnection&)> joined, std::function<void()> left);
    ~Bus();  // without calling `left`; what belongs to the connection is gone already
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;

    // After each message sent from anywhere but `joined` or a callback of the connection.
    void sent();
    // Now would be a good time to look for a bus that was not there.
    void look_again();

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vorleser
