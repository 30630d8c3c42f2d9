// Which sentence of a part says what was looked for. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/article/stored.hpp"
#include "daemon/search/index.hpp"

namespace vorleser::search {

// A sentence in which words of the query stand.
struct Located {
    TextTerms::Span sentence;
    std::vector<std::uint32_t> words;  // those that match, counted from the part's start; ascending
    double weight = 0;                 // 0 to 1: how many of what was looked for stand in it
};

// The sentence with the most of what was looked for, the title's only where no other has any. Without one:
// the first.
Located locate(std::span<const Spot> spots, std::string_view phrases, const Places& places);

// A stretch of the text, in code points of the article's text, and in it what matches.
struct Excerpt {
    std::string text;
    std::uint32_t begin = 0, end = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> matches;
};

inline constexpr std::uint32_t longest_excerpt =
    400;  // code points; of a longer sentence what is around a match

// `part`: the part's blocks, placed in the article's text, which begins at `begin` there.
Excerpt excerpt(const Located& located, std::span<const PlacedBlock> part, std::uint32_t begin);

}  // namespace vorleser::search
