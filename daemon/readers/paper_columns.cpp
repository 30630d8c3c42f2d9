// Words → reading order: which columns a page has. poppler finds its own, but takes the wide spaces of two
// justified lines for a gap between columns, and puts columns that end in different heights in the wrong
// order.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include "daemon/article/characters.hpp"
#include "daemon/readers/paper.hpp"

namespace vorleser::documents {

namespace {

using Words = std::vector<PrintedWord>;

constexpr int deepest = 16;  // how often a region is parted

Box around(const Words& words) {
    Box box = words.front().box;
    for (const PrintedWord& word : words) {
        box.left = std::min(box.left, word.box.left);
        box.right = std::max(box.right, word.box.right);
        box.top = std::min(box.top, word.box.top);
        box.bottom = std::max(box.bottom, word.box.bottom);
    }
    return box;
}

double middle_size(const Words& words) {
    std::vector<double> sizes;
    for (const PrintedWord& word : words) sizes.push_back(word.size);
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
    std::ranges::nth_element(sizes, middle);
    return *middle;
}

std::size_t letters_in(const Words& words) {
    std::size_t letters = 0;
    for (const PrintedWord& word : words) letters += count_code_points(word.text);
    return letters;
}

// How much of the height words cover, in steps of a point.
class Heights {
 public:
    explicit Heights(const Box& region)
        : top_(region.top), covered_(static_cast<std::size_t>(std::clamp(region.height(), 0.0, 2e4)) + 2) {}
    void add(const Box& box) {
        const auto at = [&](double y) {
            return static_cast<std::size_t>(
                std::clamp(y - top_, 0.0, static_cast<double>(covered_.size() - 1)));
        };
        for (std::size_t i = at(box.top); i <= at(box.bottom); ++i) covered_[i] = true;
    }
    double covered() const { return static_cast<double>(std::ranges::count(covered_, true)); }

 private:
    double top_;
    std::vector<bool> covered_;
};

double height_of(const Words& words, const Box& region) {
    Heights heights(region);
    for (const PrintedWord& word : words) heights.add(word.box);
    return heights.covered();
}

// -- columns beside each other

struct Gutter {
    double left = 0, right = 0;
    double middle() const { return (left + right) / 2; }
};

// The gaps between words from left to right that few words cross, in steps of a point.
std::vector<Gutter> gaps(const Words& words, const Box& region, double size) {
    constexpr double most_crossed = 0.35;
    const auto width = static_cast<std::size_t>(std::clamp(region.width(), 0.0, 2e4)) + 1;
    std::vector<double> crossed(width + 1);  // first as differences
    for (const PrintedWord& word : words) {
        const auto at = [&](double x) {
            return static_cast<std::size_t>(std::clamp(x - region.left, 0.0, static_cast<double>(width)));
        };
        crossed[at(word.box.left)] += word.box.height();
        crossed[at(std::max(word.box.right - 1, word.box.left))] -= word.box.height();
    }
    const double text = height_of(words, region);
    std::vector<Gutter> all;
    double sum = 0;
    std::optional<std::size_t> begin;
    for (std::size_t x = 0; x <= width; ++x) {
        sum += crossed[x];
        const bool free = x < width && sum < most_crossed * text;
        if (free && !begin) begin = x;
        if (!free && begin) {
            if (static_cast<double>(x - *begin) >= 0.8 * size)
                all.push_back(
                    {region.left + static_cast<double>(*begin), region.left + static_cast<double>(x)});
            begin.reset();
        }
    }
    return all;
}

struct Sides {
    Words left, right, across;
};

Sides parted(const Words& words, double x) {
    Sides sides;
    for (const PrintedWord& word : words)
        (word.box.right <= x ? sides.left : word.box.left >= x ? sides.right : sides.across).push_back(word);
    return sides;
}

// Whether two columns stand there: both of some height and width, and the lines of the right one begin alike.
bool is_gutter(const Gutter& gap, const Sides& sides, const Box& region, double size) {
    if (sides.left.empty() || sides.right.empty()) return false;
    const std::size_t left = letters_in(sides.left), right = letters_in(sides.right);
    if (std::min(left, right) * 8 < std::max(left, right)) return false;
    const Box a = around(sides.left), b = around(sides.right);
    if (std::min(a.width(), b.width()) < 0.15 * region.width()) return false;
    constexpr double least = 3.5;  // sizes: four lines
    const double height = std::min(height_of(sides.left, region), height_of(sides.right, region));
    if (height < least * size) return false;
    // The first word of each line of the right one; by chance a space stands above another.
    Words words = sides.right;
    std::ranges::stable_sort(words, {}, [](const PrintedWord& word) { return word.box.bottom; });
    std::size_t lines = 0, aligned = 0;
    for (std::size_t i = 0; i < words.size(); ++lines) {
        double first = words[i].box.left;
        const double bottom = words[i].box.bottom;
        for (; i < words.size() && words[i].box.bottom - bottom < 0.4 * size; ++i)
            first = std::min(first, words[i].box.left);
        aligned += first - b.left < 0.6 * size;
    }
    // Few lines may have wide spaces above each other.
    const bool wide = gap.right - gap.left >= 1.2 * size || lines >= 8;
    return wide && lines >= 4 && aligned * 10 >= lines * 6;
}

std::optional<Gutter> gutter_of(const Words& words, const Box& region, double size) {
    std::optional<Gutter> widest;
    for (const Gutter& gap : gaps(words, region, size)) {
        if (widest && gap.right - gap.left <= widest->right - widest->left) continue;
        if (is_gutter(gap, parted(words, gap.middle()), region, size)) widest = gap;
    }
    return widest;
}

// -- what a region becomes

void add_region(Words words, int depth, Words& ordered);

// The rows of one column, each from left to right.
void add_rows(Words words, Words& ordered) {
    const double size = middle_size(words);
    const auto is_initial = [&](const PrintedWord& word) {
        return word.size > 1.8 * size && count_code_points(word.text) == 1;
    };
    std::ranges::stable_sort(words, {},
                             [](const PrintedWord& word) { return word.box.top + word.box.bottom; });
    for (std::size_t begin = 0, end = 0; begin < words.size(); begin = end) {
        // An initial stands before the row that it begins, though its middle lies lower.
        Box row = words[begin].box;
        for (end = begin + 1; end < words.size(); ++end) {
            const Box& box = words[end].box;
            const double common = std::min(row.bottom, box.bottom) - std::max(row.top, box.top);
            if (common < 0.5 * std::min(row.height(), box.height()) || is_initial(words[end]) ||
                is_initial(words[begin]))
                break;
        }
        const auto first = words.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto last = words.begin() + static_cast<std::ptrdiff_t>(end);
        std::stable_sort(first, last,
                         [](const PrintedWord& a, const PrintedWord& b) { return a.box.left < b.box.left; });
        std::move(first, last, std::back_inserter(ordered));
    }
}

// A title's line may have a space just above the gutter: nothing crosses, but it is narrower.
void move_spaces_across(Sides& sides, const Gutter& gutter) {
    constexpr std::size_t most_pairs = 1'000'000;
    const double space = 0.75 * (gutter.right - gutter.left);
    const auto near = [&](const PrintedWord& word) {
        return word.box.left < gutter.middle() + space && word.box.right > gutter.middle() - space;
    };
    std::vector<PrintedWord*> left, right;
    for (PrintedWord& word : sides.left)
        if (near(word)) left.push_back(&word);
    for (PrintedWord& word : sides.right)
        if (near(word)) right.push_back(&word);
    if (left.size() * right.size() > most_pairs) return;
    std::vector<const PrintedWord*> moved;
    for (PrintedWord* before : left)
        for (PrintedWord* behind : right) {
            const double common =
                std::min(before->box.bottom, behind->box.bottom) - std::max(before->box.top, behind->box.top);
            if (common <= 0.5 * std::min(before->box.height(), behind->box.height())) continue;
            if (behind->box.left - before->box.right >= space) continue;
            sides.across.push_back(*before);
            moved.push_back(before);
            break;
        }
    Words rest;
    for (const PrintedWord& word : sides.left)
        if (std::ranges::find(moved, &word) == moved.end()) rest.push_back(word);
    sides.left = std::move(rest);
}

// Whole lines that cross the gutter, from top to bottom, and the columns between them.
void add_columns(const Words& words, const Gutter& gutter, double size, int depth, Words& ordered) {
    Sides sides = parted(words, gutter.middle());
    move_spaces_across(sides, gutter);
    // What stands in one line with what crosses, without a gap, crosses with it.
    for (Words* side : {&sides.left, &sides.right}) {
        std::ranges::stable_sort(*side, {}, [&](const PrintedWord& word) {
            return std::abs((word.box.left + word.box.right) / 2 - gutter.middle());
        });
        const auto crosses = [&](const PrintedWord& word) {
            for (auto other = sides.across.rbegin();
                 other != sides.across.rend() && other - sides.across.rbegin() < 200; ++other) {
                const double common =
                    std::min(word.box.bottom, other->box.bottom) - std::max(word.box.top, other->box.top);
                const double gap =
                    std::max(word.box.left - other->box.right, other->box.left - word.box.right);
                if (common > 0.5 * std::min(word.box.height(), other->box.height()) && gap < 2 * size)
                    return true;
            }
            return false;
        };
        Words rest;
        for (PrintedWord& word : *side) (crosses(word) ? sides.across : rest).push_back(std::move(word));
        *side = std::move(rest);
    }
    std::ranges::stable_sort(sides.across, {}, [](const PrintedWord& word) { return word.box.top; });
    double from = -1e9;
    for (std::size_t i = 0; i <= sides.across.size();) {
        const double to = i < sides.across.size() ? sides.across[i].box.top : 1e9;
        for (const Words* side : {&sides.left, &sides.right}) {
            Words band;
            for (const PrintedWord& word : *side) {
                const double y = (word.box.top + word.box.bottom) / 2;
                if (y >= from && y < to) band.push_back(word);
            }
            add_region(std::move(band), depth + 1, ordered);
        }
        if (i == sides.across.size()) break;
        // All lines that follow each other with nothing beside or between them.
        Words across;
        double bottom = to;
        for (; i < sides.across.size() && sides.across[i].box.top <= bottom; ++i) {
            bottom = std::max(bottom, sides.across[i].box.bottom);
            across.push_back(sides.across[i]);
        }
        from = (to + bottom) / 2;
        add_rows(std::move(across), ordered);
    }
}

// The widest empty strip from left to right, as the height at which it parts; none: there is none worth it.
std::optional<double> strip_of(Words& words, double size) {
    std::ranges::stable_sort(words, {}, [](const PrintedWord& word) { return word.box.top; });
    std::optional<double> at;
    double widest = 0.6 * size, bottom = words.front().box.bottom;
    for (const PrintedWord& word : words) {
        if (word.box.top - bottom > widest) {
            widest = word.box.top - bottom;
            at = (word.box.top + bottom) / 2;
        }
        bottom = std::max(bottom, word.box.bottom);
    }
    return at;
}

void add_region(Words words, int depth, Words& ordered) {
    if (words.empty()) return;
    const Box region = around(words);
    const double size = middle_size(words);
    if (depth < deepest && region.height() > 4 * size) {
        if (const auto gutter = gutter_of(words, region, size))
            return add_columns(words, *gutter, size, depth, ordered);
        if (const auto strip = strip_of(words, size)) {
            const auto below =
                std::ranges::find_if(words, [&](const PrintedWord& word) { return word.box.top > *strip; });
            Words lower(std::make_move_iterator(below), std::make_move_iterator(words.end()));
            words.erase(below, words.end());
            add_region(std::move(words), depth + 1, ordered);
            return add_region(std::move(lower), depth + 1, ordered);
        }
    }
    add_rows(std::move(words), ordered);
}

}  // namespace

std::vector<PrintedWord> in_reading_order(std::vector<PrintedWord> words) {
    std::vector<PrintedWord> ordered;
    ordered.reserve(words.size());
    add_region(std::move(words), 0, ordered);
    return ordered;
}

}  // namespace vorleser::documents
