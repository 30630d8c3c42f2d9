// What is known of each line of copied text, as numbers: what line_model.hpp judges by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/feature_table.hpp"
#include "daemon/article/page_lines.hpp"

namespace vorleser {

// What a line is known by in words alone: its words, pairs of them, the first and the last, as hashes in
// order. Of some it was learned what they say.
std::vector<std::uint32_t> clues_of(std::string_view line);

struct ClueWeights {
    std::span<const std::uint32_t> clues;  // in order
    std::span<const std::int8_t> weights;  // of each
};

// What the clues of a line say together: below zero that it is not of the article.
float evidence_of(std::string_view line, const ClueWeights& known);

// The line itself, phrases in it, its place, whether others are like it, whether it speaks of what the text
// speaks of, and what stands around it; `evidence`: of each line. Linear in the text's size.
FeatureTable first_features(const std::vector<Line>& lines, const std::vector<float>& evidence);

// What first judgements (one a line, 0 to 1) say of its neighbours. Linear in the text's size.
FeatureTable second_features(const std::vector<Line>& lines, const std::vector<float>& judged);

// What the columns of both are called, in order.
std::vector<std::string> line_feature_names();

// Which lines may be the headline of the text that was judged so: some above and below its first paragraph.
std::vector<std::size_t> title_candidates(const std::vector<Line>& lines, const std::vector<float>& judged);

// What is known of each of them as a headline.
FeatureTable title_features(const std::vector<Line>& lines, const std::vector<float>& judged,
                            const std::vector<std::size_t>& candidates);

}  // namespace vorleser
