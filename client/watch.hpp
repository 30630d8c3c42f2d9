// `vorleser watch`: connects the View (view.hpp) to the daemon, the terminal, the keys and the clock.
#pragma once

namespace vorleser {

class Connection;

struct WatchOptions {
    bool until_stopped = false;
    bool json = false;
    bool plain = false;  // a line for each sentence and change, whatever the terminal can do
};

// Returns at `q` or with until_stopped when the state is `stopped`. The terminal is as before however it
// ends: a signal is passed on to the default action after that.
//
// When the daemon ends, the view waits until it is back; it starts it only at the listener's key, since
// somebody may have ended it. With until_stopped or json, which scripts use, it throws Failure instead.
void watch(Connection& connection, const WatchOptions& options);

}  // namespace vorleser
