// How likely it is that a block belongs to its page's article, learned from pages (tests/extraction/train).
#pragma once

#include <vector>

#include "daemon/article/html_blocks.hpp"
#include "daemon/article/html_data.hpp"
#include "daemon/article/trees.hpp"

namespace vorleser {

// For each block of the page 0 (never) to 1 (surely). Linear in the page's size.
std::vector<float> judge_blocks(const HtmlPage& page, const HtmlData& data);

// The same with reasons, which take far longer.
std::vector<Judgement> explain_blocks(const HtmlPage& page, const HtmlData& data);

}  // namespace vorleser
