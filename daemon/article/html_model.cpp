#include "daemon/article/html_model.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "daemon/article/html_features.hpp"

namespace vorleser {

namespace {

// Gradient-boosted trees, as data.
struct Tree {
    std::uint32_t nodes, leaves;  // where its own begin
};
struct Node {
    std::uint16_t column;
    float limit;
    std::int8_t left, right;  // up to the limit, above it: a node of the same tree, or minus one minus a leaf
};

namespace of_pages {
#include "daemon/article/html_model.inc"
}

struct Trees {
    std::size_t columns;
    float base;
    std::span<const Tree> trees;
    std::span<const Node> nodes;
    std::span<const float> leaves;
};
constexpr Trees page_rounds[] = {
    {of_pages::columns_1, of_pages::base_1, of_pages::trees_1, of_pages::nodes_1, of_pages::leaves_1},
    {of_pages::columns_2, of_pages::base_2, of_pages::trees_2, of_pages::nodes_2, of_pages::leaves_2}};

float likelihood(float odds) {
    return 1 / (1 + std::exp(-odds));
}

// Follows a row through a tree; visit(node, next) at each step. The leaf.
template <class Row, class Visit>
std::size_t walk(const Trees& model, const Tree& tree, Row value, Visit visit) {
    int at = 0;
    while (at >= 0) {
        const Node& node = model.nodes[tree.nodes + static_cast<std::size_t>(at)];
        const int next = value(node.column) <= node.limit ? node.left : node.right;
        visit(at, next);
        at = next;
    }
    return tree.leaves + static_cast<std::size_t>(-1 - at);
}

template <class Row>
float judge(const Trees& model, Row value) {
    float odds = model.base;
    for (const Tree& tree : model.trees) odds += model.leaves[walk(model, tree, value, [](int, int) {})];
    return likelihood(odds);
}

// What the leaves below a node come to.
float mean_of(const Trees& model, const Tree& tree, int at) {
    if (at < 0) return model.leaves[tree.leaves + static_cast<std::size_t>(-1 - at)];
    const Node& node = model.nodes[tree.nodes + static_cast<std::size_t>(at)];
    return (mean_of(model, tree, node.left) + mean_of(model, tree, node.right)) / 2;
}

// Each step of the way moves what is expected; that is put down to the feature asked there.
template <class Row>
std::vector<float> moved_by(const Trees& model, Row value) {
    std::vector<float> moved(model.columns, 0);
    for (const Tree& tree : model.trees)
        walk(model, tree, value, [&](int at, int next) {
            const Node& node = model.nodes[tree.nodes + static_cast<std::size_t>(at)];
            moved[node.column] += mean_of(model, tree, next) - mean_of(model, tree, at);
        });
    return moved;
}

struct Rounds {
    FeatureTable first, second;
    std::vector<float> judged;

    Rounds(std::span<const Trees, 2> rounds, const HtmlPage& page, const HtmlData& data)
        : first(first_features(page, data)) {
        for (std::size_t i = 0; i < page.blocks.size(); ++i)
            judged.push_back(judge(rounds[0], [&](std::size_t column) { return first.row(i)[column]; }));
        second = second_features(page, judged);
    }
    auto row(std::size_t i) const {
        return [of_first = first.row(i), of_second = second.row(i),
                columns = first.columns](std::size_t column) {
            return column < columns ? of_first[column] : of_second[column - columns];
        };
    }
};

std::vector<float> judge(std::span<const Trees, 2> rounds, const HtmlPage& page, const HtmlData& data) {
    const Rounds both(rounds, page, data);
    std::vector<float> judged;
    for (std::size_t i = 0; i < page.blocks.size(); ++i) judged.push_back(judge(rounds[1], both.row(i)));
    return judged;
}

}  // namespace

std::vector<float> judge_blocks(const HtmlPage& page, const HtmlData& data) {
    return judge(page_rounds, page, data);
}

std::vector<Judgement> explain_blocks(const HtmlPage& page, const HtmlData& data) {
    const auto& rounds = page_rounds;
    const Rounds both(rounds, page, data);
    std::vector<std::string> names = first_feature_names();
    for (std::string& name : second_feature_names()) names.push_back(std::move(name));
    std::vector<std::vector<float>> moved(page.blocks.size());
    std::vector<float> mean(names.size(), 0);
    for (std::size_t i = 0; i < page.blocks.size(); ++i) {
        // What the first round said stands for what moved it.
        moved[i] = moved_by(rounds[1], both.row(i));
        const std::vector<float> before = moved_by(rounds[0], both.row(i));
        float whole = 0;
        for (const float by : before) whole += std::abs(by);
        const float itself = std::exchange(moved[i][both.first.columns], 0);
        for (std::size_t column = 0; column < before.size() && whole > 0; ++column)
            moved[i][column] += std::abs(itself) / whole * before[column];
        for (std::size_t column = 0; column < mean.size(); ++column)
            mean[column] += moved[i][column] / static_cast<float>(page.blocks.size());
    }
    std::vector<Judgement> judgements;
    for (std::size_t i = 0; i < page.blocks.size(); ++i) {
        // What moves all of a page's blocks alike tells nothing of one.
        const auto beyond = [&](std::size_t column) { return moved[i][column] - mean[column]; };
        std::vector<std::size_t> order(names.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(most_reasons, order.size()));
        std::partial_sort(order.begin(), end, order.end(), [&](std::size_t a, std::size_t b) {
            return std::pair(-std::abs(beyond(a)), a) < std::pair(-std::abs(beyond(b)), b);
        });
        Judgement& judgement = judgements.emplace_back();
        judgement.article = judge(rounds[1], both.row(i));
        for (auto at = order.begin(); at != end; ++at)
            judgement.reasons.push_back({names[*at], both.row(i)(*at), beyond(*at)});
    }
    return judgements;
}

}  // namespace vorleser
