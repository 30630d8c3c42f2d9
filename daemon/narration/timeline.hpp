// An article in time: which sample of its speech belongs to which utterance and word. Pure.
//
// Everything counts samples at speed 1 (22,050 a second), pauses included.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "daemon/narration/where.hpp"
#include "daemon/speech/engine.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser::narration {

// The silence after `utterance`, before a block of the kind `next` if it ends its own (nullopt: the article
// ends), in samples.
std::uint32_t pause_after(const Pauses& pauses, const Utterance& utterance, std::optional<BlockKind> next);

// A rough length, for so many bytes of text in so many blocks not measured yet.
std::uint64_t estimated_samples(std::size_t bytes, std::size_t blocks);

std::int64_t to_ms(std::uint64_t samples);
std::uint64_t from_ms(std::int64_t ms);  // negative: 0

// The length of an utterance that could not be spoken when it was measured: it is skipped when read, too.
inline constexpr std::uint32_t unspeakable = UINT32_MAX;

class Timeline {
 public:
    // The stretch of the article that the utterances are.
    struct Stretch {
        std::uint64_t start = 0;        // samples from the article's start
        std::uint64_t estimated = 0;    // samples; for what was not measured
        std::optional<BlockKind> next;  // the block behind it; nullopt: the article ends
    };

    Timeline() = default;  // of nothing
    // `lengths`: exact samples of each utterance without its pause, or `unspeakable`; empty or of another
    // size: not measured, each gets of the estimate what it has of the text.
    Timeline(std::span<const Utterance> utterances, const Pauses& pauses,
             std::span<const std::uint32_t> lengths, const Stretch& stretch);

    bool exact() const { return exact_; }
    // Samples from the article's start. end(): where the last pause ends.
    std::uint64_t start(std::size_t utterance) const { return starts_[utterance]; }
    std::uint64_t end() const { return starts_.back(); }
    std::uint32_t pause(std::size_t utterance) const { return pauses_[utterance]; }
    bool speakable(std::size_t utterance) const { return speakable_[utterance]; }

    // The utterance at `sample` (clamped to the first one's start and the last one's end) and the sample
    // within it.
    struct Point {
        std::size_t utterance = 0;
        std::uint32_t sample = 0;
    };
    Point locate(std::uint64_t sample) const;

 private:
    std::vector<std::uint64_t> starts_{0};  // one more than utterances: the last is the end
    std::vector<std::uint32_t> pauses_;
    std::vector<bool> speakable_;
    bool exact_ = false;
};

// The utterance that holds `code_point`; the first one after it if it lies between two.
std::size_t utterance_at(std::span<const Utterance> utterances, std::uint32_t code_point);

// Sample ↔ word within one utterance. `total`: its samples and its pause; the pause belongs to the last word.
// sample_of(…, spot_at(…, sample).place) == sample. Part, utterance and instant are left 0: the passage
// knows them.
Spot spot_at(const Utterance& utterance, std::span<const Mark> marks, std::uint32_t total,
             std::uint32_t sample);
std::uint32_t sample_of(const Utterance& utterance, std::span<const Mark> marks, std::uint32_t total,
                        const Place& place);

}  // namespace vorleser::narration
