// Which article, and where in it. What the list keeps, and what reads it aloud, mean the same by these.
#pragma once

#include <cstdint>

namespace vorleser {

using EntryId = std::int64_t;  // never used again after a removal; > 0

// A place in an article that survives an edit, another voice or new rules: a word and how much of it.
struct Place {
    std::uint32_t code_point = 0;  // in the article's text: where the word begins
    double fraction = 0;           // of the word's samples, 0 ≤ fraction < 1
    bool operator==(const Place&) const = default;
};

}  // namespace vorleser
