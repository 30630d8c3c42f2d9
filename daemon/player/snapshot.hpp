// What doors tell, as it is between two turns of the loop. Nobody says that something has changed: the one
// after each turn is compared with the one before (main.cpp), so no change can be forgotten.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/audio/output.hpp"
#include "daemon/player/machine.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser {

struct TextSpan {
    std::uint32_t begin = 0, end = 0;  // code points in the article's text
    bool operator==(const TextSpan&) const = default;
};

// Where it plays.
struct OutputSeat {
    std::string name = "loudspeaker";
    bool elsewhere = false;  // a client that offered itself
    bool present = true;     // false: that client has gone
    bool operator==(const OutputSeat&) const = default;
};

// What a Status says but where the listener is in the article and what time is left.
struct StatusFields : Settings {
    Status status = Status::stopped;
    std::optional<Sentence> reason;  // why interrupted, or why paused if nobody asked for it
    std::optional<Entry> entry;
    OutputSeat output;
    std::string voice;                  // of the current entry's language
    std::optional<SoundDevice> device;  // in use, as far as the sound server tells; only while playing
    std::optional<Sentence> unsaved;    // why place and settings cannot be saved just now
    bool unspoken = false;              // a sentence of `entry` was skipped, which could not be spoken
    bool operator==(const StatusFields&) const = default;
};

struct Snapshot {
    // `entry` is without its place, which changes all the time.
    struct Told : StatusFields {
        std::optional<std::chrono::steady_clock::time_point> sleep_at;
        std::vector<Sentence> left_out;
        bool operator==(const Told&) const = default;
    } state;
    // The word that is heard; `jump` is another after each jump, `rest` each time when it has come to rest.
    struct Position {
        std::optional<EntryId> entry;
        std::optional<TextSpan> word;
        std::uint16_t jump = 0;
        std::uint32_t rest = 0;
        bool operator==(const Position&) const = default;
    } position;
    std::uint64_t list = 0;   // Playlist::shown()
    std::uint64_t marks = 0;  // Playlist::marks_revision()
    std::uint64_t jumps = 0;  // one more whenever the listener is elsewhere than playing on would have led to
    bool operator==(const Snapshot&) const = default;
};

// Whoever tells the outside what is going on. Used from the loop's thread only.
class Door {
 public:
    virtual ~Door() = default;
    // At the end of a turn of the loop in which something of it has changed. The player may be asked.
    virtual void announce(const Snapshot& before, const Snapshot& after) = 0;
};

}  // namespace vorleser
