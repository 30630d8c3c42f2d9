#include "daemon/article/trees.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

namespace vorleser {

namespace {

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

// How likely `count` rows are; `rows_of(from, some)` gives the values of some of them, one after the other.
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

std::size_t rows_in(const FeatureTable& table) {
    return table.columns ? table.values.size() / table.columns : 0;
}

// The columns of both tables.
struct Both {
    const FeatureTable& first;
    FeatureTable second;
    std::size_t count;

    Both(Rounds rounds, const FeatureTable& of_first, const SecondFeatures& of_second)
        : first(of_first), count(rows_in(of_first)) {
        second = of_second(judge(rounds[0], count, [&](std::size_t from, std::size_t some) {
            return std::span(first.row(from), first.columns * some);
        }));
    }

    // What the second round knows of `some` rows.
    std::vector<float> rows(std::size_t from, std::size_t some) const {
        std::vector<float> values;
        values.reserve((first.columns + second.columns) * some);
        for (std::size_t i = from; i < from + some; ++i) {
            values.insert(values.end(), first.row(i), first.row(i) + first.columns);
            values.insert(values.end(), second.row(i), second.row(i) + second.columns);
        }
        return values;
    }

    std::vector<float> judged(Rounds rounds) const {
        return judge(rounds[1], count, [&](std::size_t from, std::size_t some) { return rows(from, some); });
    }
};

}  // namespace

std::vector<float> judge(const Trees& trees, const FeatureTable& table) {
    return judge(trees, rows_in(table), [&](std::size_t from, std::size_t some) {
        return std::span(table.row(from), table.columns * some);
    });
}

std::vector<float> judge(Rounds rounds, const FeatureTable& first, const SecondFeatures& second) {
    return Both(rounds, first, second).judged(rounds);
}

std::vector<Judgement> explain(Rounds rounds, const FeatureTable& first, const SecondFeatures& second,
                               const std::vector<std::string>& names) {
    const Both both(rounds, first, second);
    const std::size_t rows = both.count;
    const std::vector<float> judged = both.judged(rounds);
    std::vector<std::vector<float>> moved(rows);
    std::vector<float> mean(names.size(), 0);
    for (std::size_t i = 0; i < rows; ++i) {
        // What the first round said stands for what moved it.
        moved[i] = moved_by(rounds[1], both.rows(i, 1).data());
        const std::vector<float> before = moved_by(rounds[0], first.row(i));
        float whole = 0;
        for (const float by : before) whole += std::abs(by);
        const float itself = std::exchange(moved[i][first.columns], 0);
        for (std::size_t column = 0; column < before.size() && whole > 0; ++column)
            moved[i][column] += std::abs(itself) / whole * before[column];
        for (std::size_t column = 0; column < mean.size(); ++column)
            mean[column] += moved[i][column] / static_cast<float>(rows);
    }
    std::vector<Judgement> judgements;
    for (std::size_t i = 0; i < rows; ++i) {
        // What moves all of a page's texts alike tells nothing of one.
        const auto beyond = [&](std::size_t column) { return moved[i][column] - mean[column]; };
        std::vector<std::size_t> order(names.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(most_reasons, order.size()));
        std::partial_sort(order.begin(), end, order.end(), [&](std::size_t a, std::size_t b) {
            return std::pair(-std::abs(beyond(a)), a) < std::pair(-std::abs(beyond(b)), b);
        });
        Judgement& judgement = judgements.emplace_back();
        judgement.article = judged[i];
        const std::vector<float> row = both.rows(i, 1);
        for (auto at = order.begin(); at != end; ++at)
            judgement.reasons.push_back({names[*at], row[*at], beyond(*at)});
    }
    return judgements;
}

}  // namespace vorleser
