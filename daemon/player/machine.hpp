// The player's state machine: a pure function of state and input. No I/O, no clock, no thread: the shell
// (player.cpp) carries out the effects and feeds back what happens.
//
// What the listener wants (`wish`) and what prevents it (`obstacle`) are kept apart and the visible status is
// derived, so a device lost while paused and back while stopped needs no case of its own. Whatever was under
// way before a jump carries an older generation and changes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/narration/where.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser {

enum class Wish { stop, pause, play };
enum class Status { stopped, paused, playing, interrupted };

using narration::Instant;
using narration::SentenceStart;
using narration::Spot;
using narration::Where;

struct State {
    Wish wish = Wish::stop;  // what the listener asked for: only commands and the list's end change it
    std::optional<Sentence> obstacle;    // why there is no sound: only the audio room changes it
    std::optional<Sentence> speechless;  // why nothing can be spoken: only the worker changes it
    std::optional<EntryId> entry;        // nullopt: nothing was ever played, or the list is empty
    Where where;                         // in `entry`
    std::vector<EntryId> return_to;      // interrupted by others; the last is returned to first
    std::uint16_t generation = 0;        // one more with every jump; what carries another one is stale
    bool operator==(const State&) const = default;
};

Status status(const State& state);

// --- inputs: what happened --------------------------------------------------------------------------------
struct Want {  // pause, resume, stop
    Wish wish = Wish::pause;
};
struct Jump {  // play, next, previous, seek
    EntryId entry = 0;
    Where where;
    std::optional<Wish> wish;   // nullopt: as it was
    bool interrupting = false;  // afterwards go back to what is being played
};
struct Vanished {  // the current entry left the list
    std::optional<EntryId> successor;
    Where where;
};
struct Forgotten {  // another entry left the list
    EntryId entry = 0;
};
struct Rerender {};  // what is in the pipe is not what should come: other speed, other voice, other successor
struct Obstacle {
    std::optional<Sentence> reason;  // nullopt: sound flows again
};
struct Speechless {
    std::optional<Sentence> reason;  // nullopt: it can be spoken again
};
struct Heard {
    std::uint16_t generation = 0;
    EntryId entry = 0;  // another one than the current: the current was heard to its end
    Where where;
};
struct Finished {  // the last article was heard to its end
    std::uint16_t generation = 0;
};
struct Skipped {  // there is nothing to hear of the current entry, from its start on
    std::uint16_t generation = 0;
    std::optional<EntryId> successor;  // what is read in its place already; nullopt: nothing is
    Where where;
};
using Input =
    std::variant<Want, Jump, Vanished, Forgotten, Rerender, Obstacle, Speechless, Heard, Finished, Skipped>;

// --- effects: what to do, in this order -------------------------------------------------------------------
struct Audible {
    bool on = false;
    bool operator==(const Audible&) const = default;
};
struct Render {  // drop what is in the pipe and read from here
    EntryId entry = 0;
    Where where;
    std::uint16_t generation = 0;
    bool operator==(const Render&) const = default;
};
struct Silence {  // drop what is in the pipe; there is nothing to read
    std::uint16_t generation = 0;
    bool operator==(const Silence&) const = default;
};
struct SavePlace {
    EntryId entry = 0;
    Where where;
    Durable durable = Durable::soon;
    bool operator==(const SavePlace&) const = default;
};
struct MarkHeard {
    EntryId entry = 0;
    bool operator==(const MarkHeard&) const = default;
};
struct SaveSession {
    bool operator==(const SaveSession&) const = default;
};
using Effect = std::variant<Render, Silence, Audible, MarkHeard, SavePlace, SaveSession>;

struct Step {
    State state;
    std::vector<Effect> effects;
};

Step step(const State& before, const Input& input);

}  // namespace vorleser
