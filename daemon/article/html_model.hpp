// How likely it is that a block belongs to its page's article, learned from pages (tests/extraction/train).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "daemon/article/html_blocks.hpp"
#include "daemon/article/html_data.hpp"

namespace vorleser {

// For each block of the page 0 (never) to 1 (surely). Linear in the page's size.
std::vector<float> judge_blocks(const HtmlPage& page, const HtmlData& data);

// What moved a judgement: a feature's name and value, and by how much it moved the logarithm of the odds.
struct Reason {
    std::string feature;
    float value = 0, moved = 0;
};

struct Judgement {
    float article = 0;            // 0 to 1
    std::vector<Reason> reasons;  // the strongest first, `most_reasons` of them
};
constexpr std::size_t most_reasons = 6;

// The same with reasons, which take far longer.
std::vector<Judgement> explain_blocks(const HtmlPage& page, const HtmlData& data);

}  // namespace vorleser
