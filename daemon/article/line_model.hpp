// How likely it is that a line of copied text belongs to the article in it, learned from copies and pages
// (tests/extraction/train --lines).
#pragma once

#include <vector>

#include "daemon/article/page_lines.hpp"
#include "daemon/article/trees.hpp"

namespace vorleser {

// For each line 0 (never) to 1 (surely). Linear in the text's size.
std::vector<float> judge_lines(const std::vector<Line>& lines);

// How likely each line is the headline of what was judged so.
std::vector<float> judge_titles(const std::vector<Line>& lines, const std::vector<float>& judged);

// judge_lines() with reasons, which take far longer.
std::vector<Judgement> explain_lines(const std::vector<Line>& lines);

}  // namespace vorleser
