// Gradient-boosted trees in two rounds, as data: what html_model.cpp and line_model.cpp judge by. The second
// round sees all that the first does, and what that said of a text's surroundings.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "daemon/article/feature_table.hpp"

namespace vorleser {

struct Tree {
    std::uint32_t nodes, leaves;  // where its own begin
};
struct Node {
    float limit;
    std::uint16_t column;
    std::int8_t next[2];  // up to the limit, above it: a node of the same tree, or minus one minus a leaf
    constexpr Node(std::uint16_t of, float up_to, std::int8_t left, std::int8_t right)
        : limit(up_to), column(of), next{left, right} {}
};
struct Trees {
    std::size_t columns;
    float base;
    std::span<const Tree> trees;
    std::span<const Node> nodes;
    std::span<const float> leaves;
};
using Rounds = std::span<const Trees, 2>;

// For each row of a table 0 (never) to 1 (surely), in one round.
std::vector<float> judge(const Trees& trees, const FeatureTable& table);

// What the second round is to know, from what the first said (one a row, 0 to 1).
using SecondFeatures = std::function<FeatureTable(const std::vector<float>& judged)>;

// For each row of `first` 0 (never) to 1 (surely).
std::vector<float> judge(Rounds rounds, const FeatureTable& first, const SecondFeatures& second);

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

// The same with reasons, which take far longer. `names`: of the columns of both tables.
std::vector<Judgement> explain(Rounds rounds, const FeatureTable& first, const SecondFeatures& second,
                               const std::vector<std::string>& names);

}  // namespace vorleser
