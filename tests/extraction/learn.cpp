// Learns which blocks of a page, and which lines of copied text, are its article: the computing that
// tests/extraction/train and train_lines ask for.
//
//     extraction_learn texts                           the pages' blocks
//     extraction_learn model SAMPLE FOLDS SAID MODEL   learns, says of each block what it is, writes the
//     model extraction_learn read SAID                       the articles that come of what was said
//     extraction_learn lines, lines-model, lines-read  the same for copied text and its lines
//     extraction_learn copies                          the pages as a browser copies them
//     extraction_learn articles                        what is read of the pages, title first
//
// Standard input names the pages, one a line. `texts`, `read` and the like print for each «PATH<tab>LINES»
// and the lines; `lines` puts '+' in front of those below a blank line, ' ' in front of others. SAMPLE holds
// for each block a fold, a label and a weight, three floats as they are in memory; of lines label 2 is the
// headline. Learned is from the blocks of the FOLDS («2,3,4»). SAID gets two floats a block, what each of the
// two rounds says: of a block of FOLDS by trees that have seen nothing of its fold, of others by all trees.
// With «each» in place of MODEL the second round is learned anew for each fold, too; else MODEL gets what
// html_model.cpp or line_model.cpp includes.
//
// Gradient-boosted trees over histograms, for logistic loss; grown leaf by leaf. One thread, fixed seeds,
// sums in a fixed order: the same pages give the same bits.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "daemon/article/decode.hpp"
#include "daemon/article/html_features.hpp"
#include "daemon/article/html_score.hpp"
#include "daemon/article/line_features.hpp"
#include "daemon/article/read.hpp"

namespace {

using namespace vorleser;

constexpr int rounds = 200, most_leaves = 24, bins = 255, fewest = 20;
constexpr double rate = 0.08, regular = 4, share_of_rows = 0.7, share_of_columns = 0.35, sure_within = 0.03,
                 share_of_sure = 0.2;

std::uint64_t mixed(std::uint64_t x) {  // splitmix64
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}
double chance(std::uint64_t a, std::uint64_t b) {
    return static_cast<double>(mixed(mixed(a) ^ b) >> 11) / 9007199254740992.;
}

struct Node {
    int column = 0;
    float limit = 0;
    int left = 0, right = 0;  // a node, or minus one minus a leaf
    double gain = 0;
};
struct Tree {
    std::vector<Node> nodes;
    std::vector<float> leaves;
};
struct Trees {
    float base = 0;
    std::vector<Tree> all;
};

// Values by column, and in bins.
struct Table {
    std::size_t rows = 0;
    std::vector<std::vector<float>> columns;
    std::vector<std::vector<float>> limits;  // by column: the upper end of each bin but the last
    std::vector<std::vector<std::uint8_t>> binned;

    void bin(std::size_t from) {
        limits.resize(columns.size());
        binned.resize(columns.size());
        for (std::size_t c = from; c < columns.size(); ++c) {
            std::vector<float> sorted = columns[c];
            std::sort(sorted.begin(), sorted.end());
            std::vector<float> different = sorted;
            different.erase(std::unique(different.begin(), different.end()), different.end());
            std::vector<float>& cuts = limits[c];
            cuts.clear();
            const auto cut = [&](float a, float b) {
                float middle = a + (b - a) / 2;
                if (!(middle < b)) middle = a;
                for (int digits = 1; digits < 9; ++digits) {  // the shortest number between the two
                    char text[40];
                    std::snprintf(
                        text, sizeof text, "%.*g", digits,
                        static_cast<double>(a) + (static_cast<double>(b) - static_cast<double>(a)) / 2);
                    if (const float shorter = std::strtof(text, nullptr); a <= shorter && shorter < b) {
                        middle = shorter;
                        break;
                    }
                }
                cuts.push_back(middle);
            };
            if (different.size() <= bins) {
                for (std::size_t i = 0; i + 1 < different.size(); ++i) cut(different[i], different[i + 1]);
            } else {
                for (int b = 1; b < bins; ++b) {
                    const float at = sorted[sorted.size() * static_cast<std::size_t>(b) / bins];
                    const auto next = std::upper_bound(different.begin(), different.end(), at);
                    if (next == different.end()) break;
                    if (cuts.empty() || cuts.back() < at) cut(at, *next);
                }
            }
            binned[c].resize(rows);
            for (std::size_t r = 0; r < rows; ++r)
                binned[c][r] = static_cast<std::uint8_t>(
                    std::lower_bound(cuts.begin(), cuts.end(), columns[c][r]) - cuts.begin());
        }
    }
};

double say(const Trees& trees, const Table& table, std::size_t row) {
    double sum = trees.base;
    for (const Tree& tree : trees.all) {
        int at = tree.nodes.empty() ? -1 : 0;
        while (at >= 0) {
            const Node& node = tree.nodes[static_cast<std::size_t>(at)];
            at = table.columns[static_cast<std::size_t>(node.column)][row] <= node.limit ? node.left
                                                                                         : node.right;
        }
        sum += tree.leaves[static_cast<std::size_t>(-1 - at)];
    }
    return 1 / (1 + std::exp(-sum));
}

struct Sum {
    double gradient = 0, curve = 0;
    std::uint32_t count = 0;
};

class Learner {
 public:
    Learner(const Table& table, std::size_t columns, const std::vector<float>& label,
            const std::vector<float>& weight, std::vector<std::uint32_t> rows)
        : table_(table), columns_(columns), label_(label), weight_(weight), rows_(std::move(rows)) {}

    Trees learn() {
        Trees trees;
        double yes = 0, all = 0;
        for (const std::uint32_t r : rows_) yes += weight_[r] * label_[r], all += weight_[r];
        trees.base = static_cast<float>(std::log(yes / (all - yes)));
        said_.assign(table_.rows, trees.base);
        for (int round = 0; round < rounds; ++round)
            trees.all.push_back(grow(static_cast<std::uint64_t>(round)));
        return trees;
    }

 private:
    struct Leaf {
        std::vector<std::uint32_t> rows;
        std::vector<Sum> histogram;
        Sum all;
        double gain = -1;
        std::size_t column = 0;
        int bin = 0;
        int above = -1;  // node
        bool left = false;
    };

    static double worth(const Sum& sum) { return sum.gradient * sum.gradient / (sum.curve + regular); }

    void count(Leaf& leaf) const {
        leaf.histogram.assign(chosen_.size() * (bins + 1), {});
        std::vector<float> gradients, curves;
        gradients.reserve(leaf.rows.size());
        curves.reserve(leaf.rows.size());
        for (const std::uint32_t r : leaf.rows)
            gradients.push_back(gradient_[r]), curves.push_back(curve_[r]);
        for (std::size_t c = 0; c < chosen_.size(); ++c) {
            Sum* sums = leaf.histogram.data() + c * (bins + 1);
            const std::uint8_t* binned = table_.binned[chosen_[c]].data();
            for (std::size_t i = 0; i < leaf.rows.size(); ++i) {
                Sum& sum = sums[binned[leaf.rows[i]]];
                sum.gradient += gradients[i], sum.curve += curves[i], ++sum.count;
            }
        }
    }

    void find_split(Leaf& leaf) const {
        leaf.gain = -1;
        for (std::size_t c = 0; c < chosen_.size(); ++c) {
            const Sum* sums = leaf.histogram.data() + c * (bins + 1);
            Sum left;
            for (std::size_t bin = 0; bin < table_.limits[chosen_[c]].size(); ++bin) {
                left.gradient += sums[bin].gradient, left.curve += sums[bin].curve,
                    left.count += sums[bin].count;
                const Sum right{leaf.all.gradient - left.gradient, leaf.all.curve - left.curve,
                                leaf.all.count - left.count};
                if (left.count < fewest || right.count < fewest || left.curve < 0.5 || right.curve < 0.5)
                    continue;
                const double gain = worth(left) + worth(right) - worth(leaf.all);
                if (gain > leaf.gain + 1e-9)
                    leaf.gain = gain, leaf.column = c, leaf.bin = static_cast<int>(bin);
            }
        }
    }

    Tree grow(std::uint64_t round) {
        gradient_.resize(table_.rows);
        curve_.resize(table_.rows);
        chosen_.clear();
        for (std::size_t c = 0; c < columns_; ++c)
            if (chance(round * 2 + 1, c) < share_of_columns) chosen_.push_back(c);
        std::vector<Leaf> leaves(1);
        for (const std::uint32_t r : rows_) {
            const double p = 1 / (1 + std::exp(-said_[r]));
            gradient_[r] = static_cast<float>(weight_[r] * (label_[r] - p));
            curve_[r] = static_cast<float>(weight_[r] * p * (1 - p));
            // Of what is learned already a part stands for all.
            const bool sure = std::abs(label_[r] - p) < sure_within;
            if (chance(round * 2, r) >= (sure ? share_of_rows * share_of_sure : share_of_rows)) continue;
            if (sure) {
                gradient_[r] /= static_cast<float>(share_of_sure);
                curve_[r] /= static_cast<float>(share_of_sure);
            }
            leaves[0].rows.push_back(r);
            leaves[0].all.gradient += gradient_[r], leaves[0].all.curve += curve_[r], ++leaves[0].all.count;
        }
        count(leaves[0]);
        find_split(leaves[0]);
        Tree tree;
        while (leaves.size() < most_leaves) {
            const auto best = std::max_element(leaves.begin(), leaves.end(),
                                               [](const Leaf& a, const Leaf& b) { return a.gain < b.gain; });
            if (best->gain <= 1e-6) break;
            Leaf parent = std::move(*best);
            const std::size_t column = chosen_[parent.column];
            const int made = static_cast<int>(tree.nodes.size());
            tree.nodes.push_back({static_cast<int>(column),
                                  table_.limits[column][static_cast<std::size_t>(parent.bin)], 0, 0,
                                  parent.gain});
            if (parent.above >= 0)
                (parent.left ? tree.nodes[static_cast<std::size_t>(parent.above)].left
                             : tree.nodes[static_cast<std::size_t>(parent.above)].right) = made;
            Leaf left, right;
            left.above = right.above = made;
            left.left = true;
            for (const std::uint32_t r : parent.rows) {
                Leaf& to = table_.binned[column][r] <= parent.bin ? left : right;
                to.rows.push_back(r);
                to.all.gradient += gradient_[r], to.all.curve += curve_[r], ++to.all.count;
            }
            parent.rows = {};
            Leaf& small = left.rows.size() < right.rows.size() ? left : right;
            Leaf& large = &small == &left ? right : left;
            count(small);
            large.histogram = std::move(parent.histogram);
            for (std::size_t i = 0; i < large.histogram.size(); ++i) {
                large.histogram[i].gradient -= small.histogram[i].gradient;
                large.histogram[i].curve -= small.histogram[i].curve;
                large.histogram[i].count -= small.histogram[i].count;
            }
            find_split(left);
            find_split(right);
            *best = std::move(left);
            leaves.push_back(std::move(right));
        }
        for (std::size_t l = 0; l < leaves.size(); ++l) {
            const Leaf& leaf = leaves[l];
            if (leaf.above >= 0)
                (leaf.left ? tree.nodes[static_cast<std::size_t>(leaf.above)].left
                           : tree.nodes[static_cast<std::size_t>(leaf.above)].right) =
                    -1 - static_cast<int>(l);
            const double value = rate * leaf.all.gradient / (leaf.all.curve + regular);
            tree.leaves.push_back(std::round(static_cast<float>(value) * 1e5F) / 1e5F);
        }
        for (const std::uint32_t r : rows_) {
            int at = tree.nodes.empty() ? -1 : 0;
            while (at >= 0) {
                const Node& node = tree.nodes[static_cast<std::size_t>(at)];
                at = table_.columns[static_cast<std::size_t>(node.column)][r] <= node.limit ? node.left
                                                                                            : node.right;
            }
            said_[r] += tree.leaves[static_cast<std::size_t>(-1 - at)];
        }
        return tree;
    }

    const Table& table_;
    std::size_t columns_;
    const std::vector<float>&label_, &weight_;
    std::vector<std::uint32_t> rows_;
    std::vector<double> said_;
    std::vector<float> gradient_, curve_;
    std::vector<std::size_t> chosen_;
};

// A float that reads as the same one again.
std::string literal(float value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.9g", static_cast<double>(value));
    std::string shown = text;
    for (int digits = 1; digits < 9; ++digits) {
        std::snprintf(text, sizeof text, "%.*g", digits, static_cast<double>(value));
        if (std::strtof(text, nullptr) == value) {
            shown = text;
            break;
        }
    }
    return shown + (shown.find_first_of(".e") == shown.npos ? ".F" : "F");
}

void write(std::ostream& out, int number, std::size_t columns, const Trees& trees) {
    out << "constexpr std::size_t columns_" << number << " = " << columns << ";\n";
    out << "constexpr float base_" << number << " = " << literal(trees.base) << ";\n";
    std::size_t node = 0, leaf = 0;
    out << "constexpr Tree trees_" << number << "[] = {";
    for (const Tree& tree : trees.all) {
        out << '{' << node << ',' << leaf << "},";
        node += tree.nodes.size();
        leaf += tree.leaves.size();
    }
    out << "};\nconstexpr Node nodes_" << number << "[] = {\n";
    for (const Tree& tree : trees.all) {
        for (const Node& n : tree.nodes)
            out << '{' << n.column << ',' << literal(n.limit) << ',' << n.left << ',' << n.right << "},";
        out << '\n';
    }
    out << "};\nconstexpr float leaves_" << number << "[] = {\n";
    for (const Tree& tree : trees.all) {
        for (const float value : tree.leaves) out << literal(value) << ',';
        out << '\n';
    }
    out << "};\n";
}

std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Empty: no text.
std::string clean_file(const std::string& path) {
    const auto text = clean(to_utf8(bytes_of(path)));
    return text ? *text : "";
}

HtmlPage page_of(const std::string& path) {
    const std::string text = clean_file(path);
    return text.empty() ? HtmlPage{} : parse_html(text);
}

// A page as a browser copies it: each block is a line, with blank ones around paragraphs.
std::string copied(const HtmlPage& page) {
    std::string text;
    for (const HtmlBlock& block : page.blocks) {
        if (block.hints & hint::hidden) continue;
        const bool paragraph = block.tag == HtmlTag::paragraph;
        text += (paragraph ? "\n" : "") + block.text + (paragraph ? "\n\n" : "\n");
    }
    return text;
}

// What is read of a page's source, a line each.
std::string article_of(const std::string& path) {
    const Result<Reading> reading = read_article(bytes_of(path), {.as = As::html});
    std::string text;
    if (!reading) return text;
    for (const PlacedBlock& placed : placed_blocks(reading->article)) text += placed.block.text + '\n';
    return text;
}

void add(Table& table, std::size_t from, const FeatureTable& features) {
    if (table.columns.size() < from + features.columns) table.columns.resize(from + features.columns);
    for (std::size_t c = 0; c < features.columns; ++c)
        for (std::size_t at = c; at < features.values.size(); at += features.columns)
            table.columns[from + c].push_back(features.values[at]);
}

// A page with few blocks: a few of the article in a row, what stands between them and a little around. Pages
// as short are rare among those that are marked, and people do read them. Some lose their names. `kept`:
// which blocks.
HtmlPage small_page(const HtmlPage& page, const float* label, std::size_t stride, std::uint64_t seed,
                    std::vector<std::size_t>& kept) {
    std::vector<std::size_t> article;
    for (std::size_t i = 0; i < page.blocks.size(); ++i)
        if (label[i * stride] > 0) article.push_back(i);
    HtmlPage small = page;
    small.blocks.clear();
    kept.clear();
    if (article.size() < 3) return small;
    const auto random = [&](std::uint64_t which, std::size_t below) {
        return static_cast<std::size_t>(chance(seed, which) * static_cast<double>(below));
    };
    const std::size_t some = std::min(article.size(), 3 + random(1, 8)),
                      from = random(2, 2) == 0 ? 0 : random(3, article.size() - some + 1);
    std::size_t begin = article[from], end = article[from + some - 1] + 1;
    begin -= std::min(begin, random(4, 12));
    end = std::min(page.blocks.size(), end + random(5, 15));
    if (end - begin > 80) return small;  // a list of links amid
    for (std::size_t i = begin; i < end; ++i) {
        small.blocks.push_back(page.blocks[i]);
        kept.push_back(i);
    }
    if (random(6, 4) == 0) {
        for (HtmlElement& element : small.elements) element.own = element.hints = 0;
        for (HtmlBlock& block : small.blocks) block.hints = 0;
    }
    return small;
}

// A page's source, by its blocks.
struct Source {
    HtmlPage page;
    explicit Source(const std::string& path) : page(page_of(path)) {}
    explicit Source(HtmlPage&& made) : page(std::move(made)) {}
    std::size_t size() const { return page.blocks.size(); }
    FeatureTable first() const { return first_features(page, structured_data(page)); }
    FeatureTable second(const std::vector<float>& judged) const { return second_features(page, judged); }
    static std::vector<std::string> names() {
        std::vector<std::string> names = first_feature_names();
        for (std::string& name : second_feature_names()) names.push_back(std::move(name));
        return names;
    }
    // Without the title.
    Result<Reading> read(const std::vector<float>& judged) const {
        const HtmlData data = structured_data(page);
        Result<Reading> reading = put_together(page, data, choose_blocks(page, data, judged), {});
        if (reading) reading->article.title.clear();
        return reading;
    }
    // `kept`: its blocks, as numbers of this one's.
    Source small(const float* label, std::uint64_t seed, std::vector<std::size_t>& kept) const {
        return Source(small_page(page, label, 3, seed, kept));
    }
};

// Copied text, by its lines.
struct Copy {
    std::unique_ptr<const std::string> text;
    std::vector<Line> lines;
    std::vector<float> evidence;
    explicit Copy(const std::string& path) : text(std::make_unique<const std::string>(clean_file(path))) {
        lines = read_lines(*text);
    }
    Copy() = default;
    std::size_t size() const { return lines.size(); }
    FeatureTable first() const { return first_features(lines, evidence); }
    FeatureTable second(const std::vector<float>& judged) const { return second_features(lines, judged); }
    static std::vector<std::string> names() { return line_feature_names(); }
    Result<Reading> read(const std::vector<float>& judged) const { return read_judged(lines, judged, {}); }
    // Selections are given as files.
    Copy small(const float*, std::uint64_t, std::vector<std::size_t>& kept) const {
        return kept.clear(), Copy();
    }
};

// What each word says of the line it stands in: logistic regression, a fold's lines by what the others
// taught.
class Clues {
 public:
    // `sample`: fold, label and weight of each line.
    Clues(std::vector<Copy>& copies, const std::vector<float>& sample, const std::string& folds) {
        constexpr int fewest_texts = 12;
        std::unordered_map<std::uint32_t, std::pair<int, std::size_t>> texts;  // how many hold it, the last
        for (std::size_t c = 0; c < copies.size(); ++c)
            for (const Line& line : copies[c].lines)
                for (const std::uint32_t clue : clues_of(line.text)) {
                    auto& [count, last] = texts[clue];
                    if (count == 0 || last != c) ++count, last = c;
                }
        for (const auto& [clue, times] : texts)
            if (times.first >= fewest_texts) clues_.push_back(clue);
        std::sort(clues_.begin(), clues_.end());
        for (const Copy& copy : copies)
            for (const Line& line : copy.lines) {
                std::vector<std::uint32_t>& row = rows_.emplace_back();
                for (const std::uint32_t clue : clues_of(line.text)) {
                    const auto at = std::lower_bound(clues_.begin(), clues_.end(), clue);
                    if (at != clues_.end() && *at == clue)
                        row.push_back(static_cast<std::uint32_t>(at - clues_.begin()));
                }
            }
        const auto fold_of = [&](std::size_t r) {
            return static_cast<char>('0' + static_cast<int>(sample[3 * r]));
        };
        learn(sample, [&](std::size_t r) { return folds.find(fold_of(r)) != folds.npos; });
        const std::vector<std::uint32_t> known = known_;
        const std::vector<std::int8_t> all = weights_;
        for (const char f : std::string("01234")) {
            if (folds.find(f) != folds.npos)
                learn(sample,
                      [&](std::size_t r) { return fold_of(r) != f && folds.find(fold_of(r)) != folds.npos; });
            std::size_t r = 0;
            for (Copy& copy : copies) {
                const bool its = copy.size() > 0 && fold_of(r) == f;
                if (its)
                    for (const Line& line : copy.lines)
                        copy.evidence.push_back(evidence_of(line.text, {known_, weights_}));
                r += copy.size();
            }
            known_ = known, weights_ = all;
        }
    }

    void write(std::ostream& out) const {
        out << "constexpr std::uint32_t clues[] = {";
        for (const std::uint32_t clue : known_) out << clue << ',';
        out << "};\nconstexpr std::int8_t clue_weights[] = {";
        for (const int weight : weights_) out << weight << ',';
        out << "};\n";
    }

 private:
    template <class Taught>
    void learn(const std::vector<float>& sample, Taught taught) {
        constexpr int epochs = 4;
        constexpr std::size_t most = 12000;
        constexpr double step = 0.3, shrink = 2e-4;
        std::vector<std::uint32_t> order;
        for (std::size_t r = 0; r < rows_.size(); ++r)
            if (sample[3 * r + 2] > 0 && taught(r)) order.push_back(static_cast<std::uint32_t>(r));
        std::sort(order.begin(), order.end(), [](std::uint32_t a, std::uint32_t b) {
            return std::pair(mixed(a), a) < std::pair(mixed(b), b);
        });
        std::vector<double> weight(clues_.size() + 1, 0), squares(clues_.size() + 1, 1e-2);
        for (int epoch = 0; epoch < epochs; ++epoch)
            for (const std::uint32_t r : order) {
                const auto& row = rows_[r];
                const double each = 1 / std::sqrt(static_cast<double>(row.size()) + 1);
                double sum = weight.back();
                for (const std::uint32_t at : row) sum += weight[at] * each;
                const double miss = sample[3 * r + 1] - 1 / (1 + std::exp(-sum)),
                             much = std::min(sample[3 * r + 2], 3.F);
                const auto move = [&](std::size_t at, double by) {
                    const double gradient = miss * much * by - shrink * weight[at];
                    squares[at] += gradient * gradient;
                    weight[at] += step * gradient / std::sqrt(squares[at]);
                };
                for (const std::uint32_t at : row) move(at, each);
                move(clues_.size(), 1);
            }
        std::vector<std::size_t> best(clues_.size());
        std::iota(best.begin(), best.end(), std::size_t{0});
        std::sort(best.begin(), best.end(), [&](std::size_t a, std::size_t b) {
            return std::pair(-std::abs(weight[a]), a) < std::pair(-std::abs(weight[b]), b);
        });
        best.resize(std::min(best.size(), most));
        std::sort(best.begin(), best.end());
        known_.clear(), weights_.clear();
        for (const std::size_t at : best) {
            known_.push_back(clues_[at]);
            weights_.push_back(
                static_cast<std::int8_t>(std::clamp(std::lround(weight[at] * 24), -127L, 127L)));
        }
    }

    std::vector<std::uint32_t> clues_, known_;
    std::vector<std::int8_t> weights_;
    std::vector<std::vector<std::uint32_t>> rows_;  // by line: numbers of clues
};

// Which line is the headline: label 2. Tells how many are found, by trees that have not seen the publisher.
std::pair<Trees, std::size_t> learn_titles(const std::vector<Copy>& copies, const std::vector<float>& judged,
                                           const std::vector<float>& again, const std::vector<float>& fold,
                                           const std::vector<float>& label, const std::string& folds) {
    Table table;
    std::vector<float> label_, weight, fold_;
    std::vector<std::size_t> ends, rules;
    std::size_t at = 0;
    for (const Copy& copy : copies) {
        if (copy.size() == 0) continue;
        const auto from = static_cast<std::ptrdiff_t>(at);
        const auto& said =
            folds.find(static_cast<char>('0' + static_cast<int>(copy.size() ? fold[at] : 0))) == folds.npos
                ? again
                : judged;
        const std::vector<float> own(said.begin() + from,
                                     said.begin() + from + static_cast<std::ptrdiff_t>(copy.size()));
        const std::vector<std::size_t> candidates = title_candidates(copy.lines, own);
        add(table, 0, title_features(copy.lines, own, candidates));
        const bool there = std::any_of(candidates.begin(), candidates.end(),
                                       [&](std::size_t c) { return label[at + c] > 1; });
        for (const std::size_t c : candidates) {
            label_.push_back(label[at + c] > 1);
            // Of a whole page with no headline it is not known.
            weight.push_back(label[at + c] > 1 ? 3 : there ? 0.5F : copy.size() < 80 ? 0.3F : 0);
            fold_.push_back(fold[at]);
        }
        table.rows += candidates.size();
        ends.push_back(table.rows);
        at += copy.size();
    }
    table.bin(0);
    const std::size_t columns = table.columns.size();
    const auto among = [&](float f) {
        return folds.find(static_cast<char>('0' + static_cast<int>(f))) != folds.npos;
    };
    const auto rows_but = [&](int without) {
        std::vector<std::uint32_t> rows;
        for (std::size_t r = 0; r < table.rows; ++r)
            if (among(fold_[r]) && static_cast<int>(fold_[r]) != without && weight[r] > 0)
                rows.push_back(static_cast<std::uint32_t>(r));
        return rows;
    };
    const Trees whole = Learner(table, columns, label_, weight, rows_but(-1)).learn();
    std::size_t found = 0, wrong = 0, there = 0, none = 0;
    for (int f = 0; f < 5; ++f) {
        const Trees unseen = among(static_cast<float>(f))
                                 ? Learner(table, columns, label_, weight, rows_but(f)).learn()
                                 : whole;
        std::size_t r = 0;
        for (const std::size_t end : ends) {
            double best = 0;
            bool right = false, known = false;
            const bool its = r < end && static_cast<int>(fold_[r]) == f;
            for (; r < end; ++r) {
                if (!its) continue;
                known |= label_[r] > 0;
                if (const double p = say(unseen, table, r); p > best) best = p, right = label_[r] > 0;
            }
            if (!its) continue;
            there += known;
            found += known && right && best > 0.3;
            wrong += known && !right && best > 0.3;
            none += !known && best > 0.3;
        }
    }
    std::cerr << "titles: of " << there << " found " << found << ", another line " << wrong
              << "; where there is none, some line " << none << '\n';
    return {whole, columns};
}

template <class Page>
int model(const std::vector<std::string>& paths, char** arguments) {
    std::vector<Page> pages;
    Table table;
    for (const std::string& path : paths) table.rows += pages.emplace_back(path).size();
    const std::size_t whole_rows = table.rows;
    std::vector<float> fold, label, weight, sample(3 * table.rows);
    std::ifstream file(arguments[0], std::ios::binary);
    if (!file.read(reinterpret_cast<char*>(sample.data()),
                   static_cast<std::streamsize>(sample.size() * sizeof(float))))
        return std::cerr << "too small a sample\n", 1;
    if (file.peek() != std::ifstream::traits_type::eof()) return std::cerr << "too large a sample\n", 1;
    for (std::size_t r = 0; r < table.rows; ++r) {
        fold.push_back(sample[3 * r]);
        label.push_back(sample[3 * r + 1]);
        weight.push_back(sample[3 * r + 2]);
    }
    std::optional<Clues> clues;
    if constexpr (std::is_same_v<Page, Copy>) clues.emplace(pages, sample, arguments[1]);
    for (const Page& page : pages) add(table, 0, page.first());
    const std::size_t first_columns = table.columns.size();
    for (std::size_t page = 0, at = 0, whole = pages.size(); page < whole; ++page) {
        std::vector<std::size_t> kept;
        Page small = pages[page].small(sample.data() + 3 * at + 1, page, kept);
        for (const std::size_t i : kept) {
            fold.push_back(fold[at + i]);
            label.push_back(label[at + i]);
            weight.push_back(weight[at + i] * 2);
        }
        at += pages[page].size();
        add(table, 0, small.first());
        table.rows += small.size();
        pages.push_back(std::move(small));
    }
    std::cerr << whole_rows << " blocks, " << table.rows - whole_rows << " again in small pages, "
              << first_columns << " columns\n";
    const std::string folds = arguments[1], to = arguments[3];
    const auto among = [&](float f) {
        return folds.find(static_cast<char>('0' + static_cast<int>(f))) != folds.npos;
    };
    const auto rows_but = [&](int without) {
        std::vector<std::uint32_t> rows;
        for (std::size_t r = 0; r < table.rows; ++r)
            if (among(fold[r]) && static_cast<int>(fold[r]) != without && weight[r] > 0)
                rows.push_back(static_cast<std::uint32_t>(r));
        return rows;
    };
    table.bin(0);
    std::vector<float> judged(table.rows, 0), again(table.rows, 0);
    const auto judge = [&](std::vector<float>& said, std::size_t columns, bool anew) {
        const Trees whole = Learner(table, columns, label, weight, rows_but(-1)).learn();
        for (int f = 0; f < 10; ++f) {
            if (!among(static_cast<float>(f))) continue;
            const Trees unseen = anew ? Learner(table, columns, label, weight, rows_but(f)).learn() : whole;
            for (std::size_t r = 0; r < table.rows; ++r)
                if (static_cast<int>(fold[r]) == f) said[r] = static_cast<float>(say(unseen, table, r));
        }
        for (std::size_t r = 0; r < table.rows; ++r)
            if (!among(fold[r])) said[r] = static_cast<float>(say(whole, table, r));
        std::cerr << "a round is learned\n";
        return whole;
    };
    const Trees first = judge(judged, first_columns, true);
    std::size_t at = 0;
    for (const Page& page : pages) {
        const std::vector<float> own(judged.begin() + static_cast<std::ptrdiff_t>(at),
                                     judged.begin() + static_cast<std::ptrdiff_t>(at + page.size()));
        add(table, first_columns, page.second(own));
        at += page.size();
    }
    table.bin(first_columns);
    const std::size_t all_columns = table.columns.size();
    const Trees second = judge(again, all_columns, to == "each");
    std::ofstream said(arguments[2], std::ios::binary);
    for (std::size_t r = 0; r < whole_rows; ++r) {
        const float both[] = {judged[r], again[r]};
        said.write(reinterpret_cast<const char*>(both), sizeof both);
    }
    const std::vector<std::string> names = Page::names();
    for (const auto& [title, trees] : {std::pair{"first", &first}, std::pair{"second", &second}}) {
        std::vector<double> gains(names.size(), 0);
        for (const Tree& tree : trees->all)
            for (const Node& node : tree.nodes) gains[static_cast<std::size_t>(node.column)] += node.gain;
        std::vector<std::size_t> order(names.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(),
                  [&](std::size_t a, std::size_t b) { return gains[a] > gains[b]; });
        std::cerr << title << ':';
        for (std::size_t i = 0; i < 25; ++i) std::cerr << ' ' << names[order[i]] << ';';
        std::cerr << '\n';
    }
    std::optional<std::pair<Trees, std::size_t>> titles;  // and their columns
    if constexpr (std::is_same_v<Page, Copy>) titles = learn_titles(pages, judged, again, fold, label, folds);
    if (to == "each") return 0;
    std::ofstream out(to);
    out << "// Made by tests/extraction/train. A tree: where its nodes and its leaves begin. A node: column, "
           "limit, what is\n"
           "// not above it, what is: a node of the same tree, or minus one minus a leaf.\n";
    write(out, 1, first_columns, first);
    write(out, 2, all_columns, second);
    if (titles) write(out, 3, titles->second, titles->first);
    if (clues) clues->write(out);
    return out.flush() && said.flush() ? 0 : 1;
}

// What is read of the pages where the second round's word in the file `said` decides.
template <class Page>
int read(const std::vector<std::string>& paths, const char* said) {
    std::ifstream file(said, std::ios::binary);
    for (const std::string& path : paths) {
        const Page page(path);
        std::vector<float> judged;
        for (std::size_t i = 0; i < page.size(); ++i) {
            float both[2] = {};
            if (!file.read(reinterpret_cast<char*>(both), sizeof both))
                return std::cerr << "too little was said\n", 1;
            judged.push_back(both[1]);
        }
        std::string text;
        std::size_t lines = 0;
        if (const Result<Reading> reading = page.read(judged))
            for (const auto& placed : placed_blocks(reading->article))
                text += placed.block.text + "\n", ++lines;
        std::cout << path << '\t' << lines << '\n' << text;
    }
    return std::cout.flush() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string task = argc > 1 ? argv[1] : "";
    std::vector<std::string> paths;
    for (std::string path; std::getline(std::cin, path);) paths.push_back(path);
    if (task == "model" && argc == 6) return model<Source>(paths, argv + 2);
    if (task == "lines-model" && argc == 6) return model<Copy>(paths, argv + 2);
    if (task == "read" && argc == 3) return read<Source>(paths, argv[2]);
    if (task == "lines-read" && argc == 3) return read<Copy>(paths, argv[2]);
    for (const std::string& path : paths) {
        std::string text;
        if (task == "lines") {
            const Copy copy(path);
            for (const Line& line : copy.lines)
                (text += line.blank_before ? '+' : ' ') += std::string(line.text) + '\n';
        } else if (task == "copies")
            text = copied(page_of(path));
        else if (task == "articles")
            text = article_of(path);
        else
            continue;
        std::cout << path << '\t' << std::count(text.begin(), text.end(), '\n') << '\n' << text;
    }
    if (task == "lines" || task == "copies" || task == "articles") return std::cout.flush() ? 0 : 1;
    if (task != "texts")
        return std::cerr
                   << "extraction_learn texts|model|read|lines|lines-model|lines-read|copies|articles\n",
               2;
    for (const std::string& path : paths) {
        const HtmlPage page = page_of(path);
        std::cout << path << '\t' << page.blocks.size() << '\n';
        for (const HtmlBlock& block : page.blocks) std::cout << block.text << '\n';
    }
    return std::cout.flush() ? 0 : 1;
}
