// One run of reading aloud, from a jump to the next: text → samples → blocks on the tape, and back from the
// tape to words.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "daemon/audio/output.hpp"
#include "daemon/audio/stretch.hpp"
#include "daemon/narration/outline.hpp"
#include "daemon/worker/worker.hpp"

namespace vorleser {

// Where an utterance begins.
narration::Spot spot_of(const narration::Passage& passage, std::size_t utterance);

// A piece of the tape: an utterance, from `first` on, with the pause after it.
struct Segment {
    std::shared_ptr<const narration::Passage> passage;
    std::size_t utterance = 0;
    std::uint32_t first = 0;
    std::uint64_t tape = 0;
    std::shared_ptr<Rendering> rendering;
    std::uint32_t total = 0;  // samples and pause; 0 until the rendering is complete
    bool lead_in = false;     // said before the utterance, whose first word it counts as
};

// Which utterance lies where on the tape of one generation.
class Tape {
 public:
    void append(Segment segment) { segments_.push_back(std::move(segment)); }
    Segment& last() { return segments_.back(); }
    bool empty() const { return segments_.empty(); }
    // Where tape sample `at` is, forgetting what lies before it. nullopt: not known yet.
    struct Found {
        std::shared_ptr<const narration::Passage> passage;
        narration::Spot spot;  // its `instant` is that of what is said before an utterance, else 0
    };
    std::optional<Found> find(std::uint64_t at);
    // Where the next word begins after `at`, which find() was asked for. nullopt: not known yet.
    std::optional<std::uint64_t> next_word(std::uint64_t at) const;

 private:
    std::deque<Segment> segments_;  // ascending by tape
};

// Samples of one segment → blocks, at a speed.
class Feeder {
 public:
    Feeder(std::uint16_t generation, std::uint64_t tape, int speed_percent)
        : generation_(generation),
          tape_(static_cast<double>(tape)),
          speed_(speed_percent),
          stretch_(speed_percent) {}

    void write(std::span<const std::int16_t> samples) { stretch_.write(samples); }
    void finish() { stretch_.finish(), finished_ = true; }
    void silence(std::uint32_t samples);  // at speed 1; after finish()
    // Forgets what was not pushed yet.
    void drop();
    std::uint64_t tape() const { return static_cast<std::uint64_t>(tape_); }  // where the next block begins
    // Pushes what it can; false if the ring is full and there is more.
    bool pump(Output& output);

 private:
    std::uint16_t generation_;
    double tape_;
    int speed_;
    Stretch stretch_;
    bool finished_ = false;
    std::uint64_t silence_ = 0;  // frames still to push
    std::vector<std::int16_t> ready_;
};

}  // namespace vorleser
