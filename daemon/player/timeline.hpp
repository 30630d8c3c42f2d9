// An article in time: which sample of its speech belongs to which utterance and word. Pure.
//
// Everything counts samples at speed 1 (22,050 a second), pauses included.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "daemon/player/machine.hpp"
#include "daemon/speech/engine.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser {

// The silence after `utterance`, before `next` (nullptr at the article's end), in samples.
std::uint32_t pause_after(const Pauses& pauses, const Utterance& utterance, const Utterance* next);

// A rough length, for so many bytes of text not measured yet.
std::uint32_t estimated_samples(std::size_t bytes);

std::int64_t to_ms(std::uint64_t samples);
std::uint64_t from_ms(std::int64_t ms);  // negative: 0

class Timeline {
 public:
    // `lengths`: exact samples of each utterance without its pause; empty or of another size: estimated.
    Timeline(std::span<const Utterance> utterances, const Pauses& pauses,
             std::span<const std::uint32_t> lengths);

    bool exact() const { return exact_; }
    std::uint64_t total() const { return starts_.back(); }
    std::uint64_t start(std::size_t utterance) const { return starts_[utterance]; }
    std::uint32_t pause(std::size_t utterance) const { return pauses_[utterance]; }

    // The utterance at `sample` (clamped to the last one's end) and the sample within it.
    struct Point {
        std::size_t utterance = 0;
        std::uint32_t sample = 0;
    };
    Point locate(std::uint64_t sample) const;

 private:
    std::vector<std::uint64_t> starts_;  // one more than utterances: the last is the total
    std::vector<std::uint32_t> pauses_;
    bool exact_ = false;
};

// The utterance that holds `code_point`; the first one after it if it lies between two.
std::size_t utterance_at(std::span<const Utterance> utterances, std::uint32_t code_point);

// Sample ↔ word within one utterance. `total`: its samples and its pause; the pause belongs to the last word.
// sample_of(…, spot_at(…, sample).place) == sample. `instant` is left 0: it needs the timeline.
Spot spot_at(const Utterance& utterance, std::size_t index, std::span<const Mark> marks, std::uint32_t total,
             std::uint32_t sample);
std::uint32_t sample_of(const Utterance& utterance, std::span<const Mark> marks, std::uint32_t total,
                        const Place& place);

}  // namespace vorleser
