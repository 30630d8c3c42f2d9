// Words → lines.
#include <algorithm>
#include <cmath>
#include <map>

#include "daemon/article/characters.hpp"
#include "daemon/readers/paper.hpp"

namespace vorleser::documents {

namespace {

// How much of the lower one's height both have in common, from 0 to 1.
double in_one_row(const Box& a, const Box& b) {
    const double common = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
    const double lower = std::min(a.height(), b.height());
    return lower > 0 ? std::max(common, 0.0) / lower : 0;
}

bool goes_on(const PrintedWord& before, const PrintedWord& word) {
    constexpr double widest_space = 6, overlap = 0.3;  // in sizes: set in columns, spaces are wide
    const double size = std::max(before.size, word.size), gap = word.box.left - before.box.right;
    return gap > -overlap * size && gap < widest_space * size && in_one_row(before.box, word.box) > 0.5;
}

// «¹» behind a word, which leads to a footnote.
bool is_footnote_mark(const PrintedWord& word, const PrintedWord& before) {
    if (word.size > 0.8 * before.size || word.text.size() > 4) return false;
    if (before.space_behind && word.box.left - before.box.right > 0.2 * before.size) return false;
    const bool raised = before.box.bottom - word.box.bottom > 0.12 * before.size;
    return raised && word.text.find_first_not_of("0123456789*,)") == std::string::npos;
}

struct Letters {
    std::map<int, std::size_t> by_size;  // in half points
    std::size_t bold = 0, all = 0;

    void add(const PrintedWord& word) {
        const std::size_t count = count_code_points(word.text);
        by_size[static_cast<int>(std::lround(word.size * 2))] += count;
        all += count;
        if (word.bold) bold += count;
    }
    double size() const {
        const auto most = std::ranges::max_element(by_size, {}, [](const auto& each) { return each.second; });
        return most->first / 2.0;
    }
};

// A letter that begins a paragraph and is several lines high: «D» before «er Stadtrat …».
bool is_initial(const PrintedLine& line, const PrintedLine& next) {
    return count_code_points(line.text) == 1 && is_upper(first_code_point(line.text)) &&
           line.size > 1.8 * next.size && next.box.left >= line.box.left && next.box.top < line.box.bottom &&
           next.box.left - line.box.right < next.size;
}

}  // namespace

std::vector<PrintedLine> lines_of(const std::vector<PrintedWord>& words) {
    std::vector<PrintedLine> lines;
    for (std::size_t i = 0; i < words.size();) {
        PrintedLine line{words[i].box, 0, words[i].box.width(), false, words[i].text};
        Letters letters;
        letters.add(words[i]);
        std::size_t last = i;  // the last that was taken
        std::size_t next = i + 1;
        for (; next < words.size(); ++next) {
            const PrintedWord& word = words[next];
            const PrintedWord& before = words[last];
            if (is_footnote_mark(word, before) && in_one_row(word.box, before.box) > 0.3) continue;
            if (!goes_on(before, word)) break;
            const double gap = word.box.left - before.box.right;
            if (before.space_behind || gap > 0.25 * before.size) {
                line.text += ' ';
            } else if (line.text.find(' ') == std::string::npos) {
                line.first_width = word.box.right - line.box.left;
            }
            line.text += word.text;
            line.box.left = std::min(line.box.left, word.box.left);
            line.box.right = std::max(line.box.right, word.box.right);
            line.box.top = std::min(line.box.top, word.box.top);
            line.box.bottom = std::max(line.box.bottom, word.box.bottom);
            letters.add(word);
            last = next;
        }
        line.size = letters.size();
        line.bold = letters.bold * 10 > letters.all * 8;
        if (!lines.empty() && is_initial(lines.back(), line)) {
            line.text.insert(0, lines.back().text);
            line.box.left = lines.back().box.left;
            lines.pop_back();
        }
        lines.push_back(std::move(line));
        i = next;
    }
    return lines;
}

double body_size(const std::vector<PrintedPage>& pages) {
    std::map<int, std::size_t> letters;
    for (const PrintedPage& page : pages)
        for (const PrintedLine& line : page.lines)
            letters[static_cast<int>(std::lround(line.size * 2))] += count_code_points(line.text);
    const auto most = std::ranges::max_element(letters, {}, [](const auto& each) { return each.second; });
    return most == letters.end() ? 0 : most->first / 2.0;
}

}  // namespace vorleser::documents
