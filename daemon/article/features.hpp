// What texts of a page are, as numbers: of blocks (html_features.hpp) and of lines (line_features.hpp).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/characters.hpp"
#include "daemon/article/feature_table.hpp"
#include "daemon/article/lines.hpp"

namespace vorleser {

// Where a row's values go: to a table, or only their names to a list.
class Values {
 public:
    explicit Values(std::vector<float>& to) : to_(to) {}
    void operator()(const char*, double value) { to_.push_back(static_cast<float>(value)); }
    void within(std::string_view) {}

 private:
    std::vector<float>& to_;
};

class Names {
 public:
    explicit Names(std::vector<std::string>& to) : to_(to) {}
    void operator()(const char* name, double) { to_.push_back(prefix_ + name); }
    void within(std::string_view prefix) { prefix_ = prefix; }

 private:
    std::vector<std::string>& to_;
    std::string prefix_;
};

// The table of `count` rows, none: an empty one. `rows` has a function row(i, put).
template <class Rows>
FeatureTable table_of(std::size_t count, const Rows& rows) {
    FeatureTable table;
    Values put(table.values);
    for (std::size_t i = 0; i < count; ++i) {
        rows.row(i, put);
        if (i > 0) continue;
        table.columns = table.values.size();
        table.values.reserve(table.columns * count);
    }
    return table;
}

// What its columns are called; there is a first row.
template <class Rows>
std::vector<std::string> names_of(const Rows& rows) {
    std::vector<std::string> names;
    Names put(names);
    rows.row(0, put);
    return names;
}

inline double log_of(double count) {
    return std::log1p(std::max(count, 0.));
}

inline double ratio(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

// Sums over any stretch of a page.
class Prefix {
 public:
    template <class Value>
    Prefix(std::size_t count, Value value) : sums_(count + 1, 0) {
        for (std::size_t i = 0; i < count; ++i) sums_[i + 1] = sums_[i] + value(i);
    }
    double until(std::size_t i) const { return sums_[std::min(i, sums_.size() - 1)]; }
    double all() const { return sums_.back(); }
    double around(std::size_t i, std::size_t reach) const {
        return until(i + reach + 1) - until(i > reach ? i - reach : 0);
    }

 private:
    std::vector<double> sums_;
};

// The words a text speaks of, as hashes of their beginnings, since endings vary.
template <class Visit>
void topic_words(std::string_view lower, Visit visit) {
    for_each_piece(lower, [&](std::string_view piece) {
        const std::string_view word = bare_word(piece).substr(0, 8);
        if (bare_word(piece).size() < 5) return;
        std::uint64_t hash = 14695981039346656037ULL;
        for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        visit(hash);
    });
}

enum Phrase : std::uint32_t {
    clutter = 1,
    credit = 2,
    note = 4,
    page_text = 8,
    service = 16,
    gate = 32,
    comments_title = 64,
    end_marker = 128,
    article_end = 256,
    link_label = 512,
    list_label = 1024,
    offer = 2048,
    agency = 4096,
    read_on = 8192,
    author_title = 16384,
    picture_credit = 32768,
    byline = 65536,
    date = 131072,
    author = 262144
};
constexpr std::array<const char*, 19> phrase_names{
    "clutter line",   "credit",          "note",        "page's text",       "service",
    "gate",           "comments' title", "end marker",  "article's end",     "link label",
    "list label",     "offer",           "agency note", "read on",           "author's title",
    "picture credit", "byline",          "date",        "begins with author"};
constexpr std::uint32_t page_phrases = clutter | credit | note | page_text | service | gate | comments_title |
                                       end_marker | article_end | link_label | list_label | offer | agency |
                                       read_on | author_title | picture_credit | byline | date | author;

constexpr std::size_t longest_read = 600;  // bytes of a text that phrases are sought in

// What a block or line is by its text alone.
struct Text {
    double letters = 0, commas = 0, digits = 0, stops = 0, capitals = 0, small_words = 0, pieces = 0,
           topic = 0;
    bool sentence = false, starts_small = false, starts_quoted = false, starts_digit = false;
    char32_t last = 0;
    std::uint32_t phrases = 0;  // bits of Phrase
    LineRole role = LineRole::paragraph;
};

// All of it but `topic` and the phrase `author`, which depend on the page. `words`: how many the text has.
Text read_text(std::string_view text, std::uint32_t words);

}  // namespace vorleser
