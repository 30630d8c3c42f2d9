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

struct Snapshot {
    // All that a Report says but where the listener is in the article.
    struct Told {
        Status status = Status::stopped;
        std::optional<Sentence> reason;
        std::optional<Entry> entry;  // without its place, which changes all the time
        int speed_percent = 100, volume_percent = 100, pitch = 0;
        std::string voice, chosen_device;
        std::optional<SoundDevice> device;
        Repeat repeat = Repeat::off;
        std::int64_t shuffle = 0;
        std::optional<std::chrono::steady_clock::time_point> sleep_at;
        bool sleep_at_end = false;
        std::vector<Sentence> left_out;
        std::optional<Sentence> unsaved;
        bool unspoken = false;
        bool operator==(const Told&) const = default;
    } state;
    // The word that is heard; `jump` is another after each jump.
    struct Position {
        std::optional<EntryId> entry;
        std::optional<TextSpan> word;
        std::uint16_t jump = 0;
        bool operator==(const Position&) const = default;
    } position;
    std::uint64_t list = 0;   // Playlist::shown()
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
