// When what the listener does is written to the disk, and what is said when the disk refuses.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "daemon/playlist/playlist.hpp"

namespace vorleser {

// What plays goes on when the disk refuses: it is logged once, reported, and saving goes on being tried. Used
// from the loop's thread only.
class Saving {
 public:
    using Clock = std::chrono::steady_clock;
    using Write = std::function<Result<void>()>;

    explicit Saving(Playlist& playlist) : playlist_(playlist) {}

    // What `write` writes is stored together, or nothing of it.
    void put(Durable durable, const Write& write);
    // The same for the place. As reading goes on (`soon`) at most once a second, for good every 30 seconds,
    // and a slow disk is asked less often: while it is waited for, the ring plays on and nobody fills it.
    void put_place(Durable durable, const Write& write);
    // How a write came out that was not made here. Within Playlist::together() it is not decided yet.
    void judge(const Result<void>& done);

    // Why the last one failed; nullopt: it did not.
    const std::optional<Sentence>& failure() const { return failure_; }

 private:
    Playlist& playlist_;
    Clock::time_point next_, next_for_good_;
    std::optional<Sentence> failure_;
    std::uint64_t stored_at_failure_ = 0;  // Playlist::stored() then
};

}  // namespace vorleser
