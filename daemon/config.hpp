// The daemon's configuration: TOML, every field with a sensible default.
//
// fields() in config.cpp is the one list: reading, «unknown key», --help and the default file walk it.
#pragma once

#include <string>
#include <vector>

#include "daemon/audio/output.hpp"

namespace vorleser {

struct Config {
    AudioConfig audio;
    std::string voice = "anna";             // until the listener chooses another
    int resume_within_s = 60;               // after a restart in the same boot, playing goes on within this
    int back_to_sentence_after_s = 60;      // of pause: go on at the start of the sentence; 0: never
    bool remove_heard = false;              // what was heard to its end leaves the list
    bool keep_heard = false;                // what was heard to its end moves to the Merkliste
    bool pause_when_device_is_gone = true;  // headphones pulled out
    bool keep_awake = true;                 // no suspend while playing
    bool pause_after_suspend = true;        // of the machine
    bool announce = true;                   // say where an article comes from before it follows another
    std::string socket;                     // empty: $XDG_RUNTIME_DIR/vorleser/socket
    std::string state_directory;            // empty: $XDG_STATE_HOME/vorleser
    std::string voices_directory;           // empty: installed voices; a user's own in $XDG_CONFIG_HOME win
    std::string log_level = "info";         // trace, debug, info, warn, error
    std::string voice_set_at;               // where `voice` is, «PATH, line 3»; empty: by default
};

// Reads `path`; a missing file is an empty one if `may_be_missing`. Throws std::runtime_error that names
// file, line and what is wrong, also for unknown keys and for values that are none of those allowed; but for
// the voice, which is known only once the voices are.
Config load_config(const std::string& path, bool may_be_missing);

// The default configuration as a TOML file, commented in the language of the locale.
std::string default_config();

// Where things are, by the XDG base directory specification.
std::string config_path();                   // $XDG_CONFIG_HOME/vorleser/vorleser.toml
std::string state_directory(const Config&);  // created, and ours alone (own/files.hpp)
std::string socket_path(const Config&);      // its directory alike, where it is the default one
std::vector<std::string> voice_directories(const Config&);  // the user's first, then the installed one

}  // namespace vorleser
