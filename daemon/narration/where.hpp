// Where in an article reading is, or is to begin: in its text, in its time, in its parts.
#pragma once

#include <cstdint>
#include <variant>

#include "daemon/base/place.hpp"

namespace vorleser::narration {

// As the sound says.
struct Spot {
    std::uint32_t part = 0;       // of the article (outline.hpp)
    std::uint32_t utterance = 0;  // in the part
    std::uint32_t sample = 0;    // from the utterance's first sample, at speed 1; the pause after it included
    Place place;                 // the same as text
    std::uint32_t word_end = 0;  // code point; the word is place.code_point … word_end
    std::uint64_t instant = 0;   // samples from the article's start
    bool operator==(const Spot&) const = default;
};

// A target in time: samples from the article's start, at speed 1.
struct Instant {
    std::uint64_t sample = 0;
    bool operator==(const Instant&) const = default;
};

// A target in the text: the start of the sentence that holds this code point.
struct SentenceStart {
    std::uint32_t code_point = 0;
    bool operator==(const SentenceStart&) const = default;
};

// Where to read, or where reading is. The others become a Spot as soon as the text is at hand.
using Where = std::variant<Place, Instant, Spot, SentenceStart>;

}  // namespace vorleser::narration
