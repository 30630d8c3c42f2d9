// `vorleser watch`: connects the View (view.hpp) to the daemon, the terminal, the keys and the clock.
#pragma once

#include <string_view>
#include <vector>

namespace vorleser {

class Connection;

enum class Key {
    toggle,
    back,
    forward,
    sentence_back,
    sentence_forward,
    next,
    previous,
    louder,
    quieter,
    quit,
};

// The keys in what a terminal sent; unknown ones are left out.
std::vector<Key> parse_keys(std::string_view bytes);

struct WatchOptions {
    bool until_stopped = false;
    bool json = false;
    bool plain = false;  // a line for each sentence and change, whatever the terminal can do
};

// Returns at `q` or with until_stopped when the state is `stopped`. The terminal is as before however it
// ends: a signal is passed on to the default action after that. Throws Failure when the daemon goes away.
void watch(Connection& connection, const WatchOptions& options);

}  // namespace vorleser
