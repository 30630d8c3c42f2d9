// What texts of a page are, as numbers: of blocks (html_features.hpp) and of lines (line_features.hpp).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
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

// What the first round said of the texts around each, which the second one is told.
class Judged {
 public:
    // `judged`, which must last as long: of each text; `words(i)`: how many it has, as far as they count.
    template <class Words>
    Judged(const std::vector<float>& judged, Words words)
        : judged_(judged),
          kept_(judged.size(), [&](std::size_t i) { return words(i) * judged[i]; }),
          words_(judged.size(), words),
          above_(judged.size()),
          below_(judged.size()) {
        // How far away the next is that is surely kept.
        const auto sure = [&](std::size_t i) { return judged[i] > 0.5F && words(i) >= 10; };
        double far = 500;
        for (std::size_t i = 0; i < judged.size(); ++i) above_[i] = far, far = sure(i) ? 1 : far + 1;
        far = 500;
        for (std::size_t i = judged.size(); i-- > 0;) below_[i] = far, far = sure(i) ? 1 : far + 1;
    }
    double kept() const { return kept_.all(); }  // words

    template <class Put>
    void row(std::size_t i, Put& put) const {
        static constexpr std::array<std::pair<int, const char*>, 12> offsets{{{-6, "-6"},
                                                                              {-5, "-5"},
                                                                              {-4, "-4"},
                                                                              {-3, "-3"},
                                                                              {-2, "-2"},
                                                                              {-1, "-1"},
                                                                              {1, "+1"},
                                                                              {2, "+2"},
                                                                              {3, "+3"},
                                                                              {4, "+4"},
                                                                              {5, "+5"},
                                                                              {6, "+6"}}};
        put.within("judged: ");
        put("itself", judged_[i]);
        for (const auto& [offset, name] : offsets) {
            const std::int64_t at = static_cast<std::int64_t>(i) + offset;
            put(name, at >= 0 && at < static_cast<std::int64_t>(judged_.size())
                          ? judged_[static_cast<std::size_t>(at)]
                          : -1.);
        }
        for (const auto& [reach, name] :
             {std::pair{3U, "nearby (3)"}, std::pair{8U, "nearby (8)"}, std::pair{20U, "nearby (20)"}})
            put(name, ratio(kept_.around(i, reach), words_.around(i, reach)));
        put("above", ratio(kept_.until(i), kept_.all()));
        put("all", log_of(kept_.all()));
        put("all of page", ratio(kept_.all(), words_.all()));
        put("to the next above", std::min(above_[i], 200.));
        put("to the next below", std::min(below_[i], 200.));
    }

 private:
    const std::vector<float>& judged_;
    Prefix kept_, words_;
    std::vector<double> above_, below_;
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
