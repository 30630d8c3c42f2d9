// Where things are, by the XDG base directory specification: the same as the daemon's defaults.
#pragma once

#include <filesystem>
#include <string>

namespace vorleser {

// The environment's value; empty if there is none.
std::string environment(const char* name);

// $XDG_RUNTIME_DIR/vorleser/socket; without XDG_RUNTIME_DIR /tmp/vorleser-UID/socket.
std::string default_socket();

// $XDG_STATE_HOME/vorleser, with the daemon's log where the client starts it; empty without a home.
std::filesystem::path state_directory();

// Another program of ours: beside this one, in the build tree, as installed, or else in PATH. Empty: nowhere.
std::filesystem::path own_program(const std::string& name);

// $XDG_CACHE_HOME/vorleser, what can be made anew; empty without a home.
std::filesystem::path cache_directory();

// $XDG_CONFIG_HOME, of all programs; empty without a home.
std::filesystem::path config_home();

}  // namespace vorleser
