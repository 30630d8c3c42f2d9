#include "daemon/article/html_model.hpp"

#include <algorithm>
#include <array>
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
    float limit;
    std::uint16_t column;
    std::int8_t next[2];  // up to the limit, above it: a node of the same tree, or minus one minus a leaf
    constexpr Node(std::uint16_t of, float up_to, std::int8_t left, std::int8_t right)
        : limit(up_to), column(of), next{left, right} {}
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

constexpr std::size_t at_once = 64;  // rows that stay in the processor's cache
// Rows side by side, as many as its registers can follow: one step waits for the other within a row, but not
// between rows, and no branch is guessed wrongly.
constexpr std::size_t abreast = 8;

// The logarithms of the odds of rows of `width` values.
void judge(const Trees& model, const float* values, std::size_t width, std::size_t rows, float* odds) {
    std::fill_n(odds, rows, model.base);
    for (const Tree& tree : model.trees) {
        const Node* nodes = model.nodes.data() + tree.nodes;
        const float* leaves = model.leaves.data() + tree.leaves;
        for (std::size_t first = 0; first < rows; first += abreast) {
            const std::size_t count = std::min(abreast, rows - first);
            std::array<int, abreast> at{};
            for (bool open = true; open;) {
                int all = -1;  // below zero when each is
                for (std::size_t k = 0; k < abreast; ++k) {
                    const float* row = values + (first + std::min(k, count - 1)) * width;
                    const Node& node = nodes[std::max(at[k], 0)];
                    const int next = node.next[row[node.column] > node.limit];
                    at[k] = at[k] < 0 ? at[k] : next;
                    all &= at[k];
                }
                open = all >= 0;
            }
            for (std::size_t k = 0; k < count; ++k) odds[first + k] += leaves[-1 - at[k]];
        }
    }
}

// How likely `count` blocks are; `rows_of(from, some)` gives the values of some of them, a row after the
// other.
template <class Rows>
std::vector<float> judge(const Trees& model, std::size_t count, Rows rows_of) {
    std::vector<float> judged(count);
    for (std::size_t from = 0; from < count; from += at_once) {
        const std::size_t some = std::min(at_once, count - from);
        const auto& values = rows_of(from, some);
        judge(model, std::data(values), values.size() / some, some, judged.data() + from);
    }
    for (float& odds : judged) odds = 1 / (1 + std::exp(-odds));
    return judged;
}

// What the leaves below a node come to.
float mean_of(const Trees& model, const Tree& tree, int at) {
    if (at < 0) return model.leaves[tree.leaves + static_cast<std::size_t>(-1 - at)];
    const Node& node = model.nodes[tree.nodes + static_cast<std::size_t>(at)];
    return (mean_of(model, tree, node.next[0]) + mean_of(model, tree, node.next[1])) / 2;
}

// Each step of the way moves what is expected; that is put down to the feature asked there.
std::vector<float> moved_by(const Trees& model, const float* row) {
    std::vector<float> moved(model.columns, 0);
    for (const Tree& tree : model.trees) {
        for (int at = 0; at >= 0;) {
            const Node& node = model.nodes[tree.nodes + static_cast<std::size_t>(at)];
            const int next = node.next[row[node.column] > node.limit];
            moved[node.column] += mean_of(model, tree, next) - mean_of(model, tree, at);
            at = next;
        }
    }
    return moved;
}

struct Rounds {
    FeatureTable first, second;
    std::vector<float> judged;

    Rounds(std::span<const Trees, 2> rounds, const HtmlPage& page, const HtmlData& data)
        : first(first_features(page, data)) {
        judged = judge(rounds[0], page.blocks.size(), [&](std::size_t from, std::size_t count) {
            return std::span(first.row(from), first.columns * count);
        });
        second = second_features(page, judged);
    }

    // What the second round knows of `count` blocks.
    std::vector<float> rows(std::size_t from, std::size_t count) const {
        std::vector<float> values;
        values.reserve((first.columns + second.columns) * count);
        for (std::size_t i = from; i < from + count; ++i) {
            values.insert(values.end(), first.row(i), first.row(i) + first.columns);
            values.insert(values.end(), second.row(i), second.row(i) + second.columns);
        }
        return values;
    }
};

std::vector<float> judge(std::span<const Trees, 2> rounds, const HtmlPage& page, const HtmlData& data) {
    const Rounds both(rounds, page, data);
    return judge(rounds[1], page.blocks.size(),
                 [&](std::size_t from, std::size_t count) { return both.rows(from, count); });
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
        moved[i] = moved_by(rounds[1], both.rows(i, 1).data());
        const std::vector<float> before = moved_by(rounds[0], both.first.row(i));
        float whole = 0;
        for (const float by : before) whole += std::abs(by);
        const float itself = std::exchange(moved[i][both.first.columns], 0);
        for (std::size_t column = 0; column < before.size() && whole > 0; ++column)
            moved[i][column] += std::abs(itself) / whole * before[column];
        for (std::size_t column = 0; column < mean.size(); ++column)
            mean[column] += moved[i][column] / static_cast<float>(page.blocks.size());
    }
    const std::vector<float> judged = judge(rounds, page, data);
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
        const std::vector<float> row = both.rows(i, 1);
        judgement.article = judged[i];
        for (auto at = order.begin(); at != end; ++at)
            judgement.reasons.push_back({names[*at], row[*at], beyond(*at)});
    }
    return judgements;
}

}  // namespace vorleser
