#include "daemon/article/page_lines.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "daemon/article/characters.hpp"
#include "daemon/article/phrases.hpp"

namespace vorleser {

namespace {

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> lines;
    bool blank = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (line.empty()) {
            blank = true;
            continue;
        }
        const std::uint32_t words = count_words(line);
        lines.push_back({line, words, role_of(line, words), blank});
        blank = false;
    }
    return lines;
}

// Roles that only the neighbours tell; `i` is the line at hand.

void mark_caption(std::vector<Line>& lines, std::size_t i) {
    Line& line = lines[i];
    const bool credit_ahead = (i + 1 < lines.size() && lines[i + 1].role == LineRole::credit) ||
                              (i + 2 < lines.size() && lines[i + 2].role == LineRole::credit);
    // The same line twice is a picture's description and its caption, or a page's title.
    if (i > 0 && credit_ahead && line.text == lines[i - 1].text && is_short(line))
        line.role = lines[i - 1].role = LineRole::caption;
    if (line.role != LineRole::credit || i == 0) return;
    Line& above = lines[i - 1];
    const bool close = !line.blank_before && above.words <= 45;
    const bool below_button =
        i > 1 && (lines[i - 2].role == LineRole::clutter || lines[i - 2].role == LineRole::caption);
    const bool loose = above.words <= 30 && (is_short(above) || below_button);
    if ((is_short(above) || above.role == LineRole::paragraph) && (close || loose))
        above.role = LineRole::caption;
    // «Foto:» with the name in a line of its own
    if (line.words == 1 && i + 1 < lines.size() && lines[i + 1].words <= 8 &&
        lines[i + 1].role == LineRole::brief)
        lines[i + 1].role = LineRole::credit;
}

// A headline, its teaser, «weiterlesen».
void mark_other_articles_teaser(std::vector<Line>& lines, std::size_t i) {
    Line& line = lines[i];
    if (line.role == LineRole::paragraph && i > 0 && i + 1 < lines.size() &&
        lines[i - 1].role == LineRole::brief && !line.blank_before &&
        is_read_on(lower_case(lines[i + 1].text)))
        line.role = LineRole::service;
}

// «Lesen Sie auch», and what: a link, or several.
void mark_links(std::vector<Line>& lines, std::size_t i) {
    const Line& line = lines[i];
    if (line.words > 6 || line.role == LineRole::brief || line.role == LineRole::paragraph) return;
    const std::string lower = lower_case(line.text);
    const bool several = is_list_label(lower);
    for (std::size_t k = i + 1; k < lines.size() && (several || is_link_label(lower)); ++k) {
        if (!is_short(lines[k]) || (!several && k > i + 1 && lines[k].blank_before)) break;
        lines[k].role = LineRole::box;
    }
}

// «Newsletter», what it is called and promises, «Jetzt anmelden».
void mark_newsletter(std::vector<Line>& lines, std::size_t i) {
    if (lines[i].role != LineRole::clutter || !lower_case(lines[i].text).starts_with("newsletter")) return;
    std::size_t end = i;
    for (std::size_t k = i + 1; k < lines.size() && k <= i + 5; ++k) {
        const bool machinery = lines[k].role == LineRole::service || lines[k].role == LineRole::clutter;
        if (machinery) end = k;
        if (!machinery && lines[k].words > 15) break;
    }
    for (std::size_t k = i; k <= end; ++k) lines[k].role = LineRole::box;
}

// «Redakteurin», and what she does else.
void mark_author(std::vector<Line>& lines, std::size_t i) {
    if (lines[i].words > 4 || !is_author_title(lower_case(lines[i].text))) return;
    lines[i].role = LineRole::clutter;
    if (i + 1 < lines.size() && lines[i + 1].role == LineRole::paragraph)
        lines[i + 1].role = LineRole::service;
}

// «Von», «Kommentar von», with the names below
void mark_byline(std::vector<Line>& lines, std::size_t i) {
    Line& line = lines[i];
    if (line.words > 3 || (line.text != "Von" && line.text != "von" && !line.text.ends_with(" von"))) return;
    line.role = LineRole::byline;
    for (std::size_t k = i + 1; k < lines.size() && k <= i + 4; ++k) {
        bool name = lines[k].words <= 4 && lines[k].role == LineRole::brief;
        for_each_piece(lines[k].text, [&](std::string_view piece) { name = name && capitalised(piece); });
        if (!name) break;
        lines[k].role = LineRole::byline;
    }
}

void assign_by_neighbours(std::vector<Line>& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (const auto mark : {mark_caption, mark_other_articles_teaser, mark_links, mark_newsletter,
                                mark_author, mark_byline})
            mark(lines, i);
}

// «2 Eier, verquirlt», but no row of figures.
bool begins_like_item(std::string_view text) {
    if (without_bullet(text).size() != text.size()) return true;
    if (!is_digit(first_code_point(text))) return false;
    std::size_t words = 0, numbers = 0;
    bool small = false;
    for_each_piece(text, [&](std::string_view piece) {
        ++words;
        numbers += is_digit(first_code_point(bare_word(piece)));
        small |= is_lower(first_code_point(piece));
    });
    return small && 3 * numbers <= words && !is_date_line(lower_case(text));
}

// Short lines in a row below a paragraph that ends with a colon, or all with an item's mark.
void mark_lists(std::vector<Line>& lines) {
    for (std::size_t i = 1; i < lines.size(); ++i) {
        Line& above = lines[i - 1];
        const bool announced = (above.role == LineRole::paragraph || (is_short(above) && above.words >= 6)) &&
                               above.text.back() == ':';
        bool marked = true;
        std::size_t end = i;
        for (; end < lines.size() && is_short(lines[end]) && (end == i || !lines[end].blank_before); ++end)
            marked = marked && begins_like_item(lines[end].text);
        if (end - i >= 2 && (announced || marked)) {
            if (announced) above.role = LineRole::paragraph;
            for (std::size_t k = i; k < end; ++k) lines[k].role = LineRole::list_item;
        }
        if (end > i) i = end - 1;
    }
}

int score(const Line& line) {
    switch (line.role) {
        case LineRole::paragraph:
            return static_cast<int>(std::min<std::uint32_t>(line.words, 60));
        case LineRole::sentence:
            return -2;
        case LineRole::list_item:
            return 2;
        case LineRole::brief:
            return -6;
        case LineRole::box:
        case LineRole::caption:
            return -2;
        case LineRole::credit:
            return -2;
        case LineRole::byline:
            return -4;
        case LineRole::date:
            return -8;
        case LineRole::clutter:
            return -8;
        case LineRole::service:
            return -12;
        case LineRole::note:
            return -20;
        case LineRole::initials:
            return -60;
        case LineRole::end:
            return -60;
        case LineRole::end_marker:
            return -20;
    }
    return 0;
}

// Words a title is recognized by, as hashes.
template <class Visit>
void for_each_topic_word(std::string_view text, Visit visit) {
    for_each_piece(text, [&](std::string_view piece) {
        const std::string word = lower_case(bare_word(piece));
        if (count_code_points(word) >= 3 && !is_function_word(word)) visit(std::hash<std::string>{}(word));
    });
}

bool may_be_title(const Line& line) {
    if (!is_short(line) && line.role != LineRole::paragraph) return false;
    if (line.words < 2 || line.words > 28) return false;
    const bool quoted =
        is_closing(last_code_point(line.text, [](char32_t) { return false; })) && line.words <= 14;
    return quoted || last_code_point(line.text, is_closing) != '.';
}

// The headline without a section before it («Kultur : Was lesen …»).
std::string_view headline_part(std::string_view text) {
    const std::size_t colon = text.find(" : ");
    return colon == text.npos ? text : text.substr(colon + 3);
}

// A box of headlines in mid-article can cost more than the paragraphs behind it score. A paragraph that
// stands right before what ends articles (sources, initials, links) and speaks of the same things belongs to
// it.
LineRun reach_over_boxes(const std::vector<Line>& lines, LineRun run) {
    constexpr std::size_t farthest = 80, least_common = 2;
    std::unordered_map<std::size_t, int> topic;
    for (std::size_t i = run.begin; i < run.end; ++i)
        if (lines[i].role == LineRole::paragraph)
            for_each_topic_word(lines[i].text, [&](std::size_t word) { ++topic[word]; });
    for (std::size_t i = run.end; i < lines.size() && i < run.end + farthest; ++i) {
        const LineRole role = lines[i].role;
        if (role == LineRole::end) break;
        if (role != LineRole::end_marker && role != LineRole::initials && role != LineRole::note) continue;
        if (i == run.end) continue;
        const Line& last = lines[i - 1];
        if (last.role != LineRole::paragraph || last.words < 10) continue;
        std::unordered_set<std::size_t> common;
        for_each_topic_word(last.text, [&](std::size_t word) {
            if (const auto found = topic.find(word); found != topic.end() && found->second > 1)
                common.insert(word);
        });
        if (common.size() < least_common) continue;
        run.end = i;
        break;
    }
    return run;
}

LineRun best_sum(const std::vector<Line>& lines) {
    LineRun best, run;
    std::int64_t best_sum = 0, sum = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (sum <= 0) {
            sum = 0;
            run.begin = i;
        }
        sum += score(lines[i]);
        // Readers' comments can be longer than the article.
        if (lines[i].role == LineRole::end && best_sum >= 150) break;
        if (sum > best_sum) {
            best_sum = sum;
            best = {run.begin, i + 1};
        }
    }
    return best;
}

}  // namespace

std::vector<Line> read_lines(std::string_view text) {
    std::vector<Line> lines = lines_of(text);
    assign_by_neighbours(lines);
    mark_lists(lines);
    return lines;
}

LineRun best_run(const std::vector<Line>& lines) {
    return reach_over_boxes(lines, best_sum(lines));
}

std::vector<float> judge_by_look(const std::vector<Line>& lines, LineRun run) {
    std::vector<float> judged(lines.size(), 0);
    for (std::size_t i = run.begin; i < run.end; ++i)
        judged[i] = lines[i].role == LineRole::paragraph || lines[i].role == LineRole::sentence ||
                    lines[i].role == LineRole::list_item;
    return judged;
}

std::optional<std::size_t> find_title(const std::vector<Line>& lines, LineRun run) {
    std::unordered_set<std::size_t> topic;
    for (std::size_t i = run.begin; i < run.end; ++i) {
        if (lines[i].role != LineRole::paragraph || may_be_title(lines[i])) continue;
        for_each_topic_word(lines[i].text, [&](std::size_t word) { topic.insert(word); });
    }
    std::size_t last = run.begin;  // the first line that can only be a paragraph
    while (last < run.end && (lines[last].role != LineRole::paragraph || may_be_title(lines[last]))) ++last;
    // Captions or other articles' teasers may stand above the title; that far down only a line is believed
    // that the page repeats, as pages do with their title.
    const std::size_t deepest = std::min(last + 20, run.end);
    const std::size_t first = run.begin > 60 ? run.begin - 60 : 0;
    std::unordered_map<std::string_view, int> times;
    for (std::size_t i = first; i < deepest; ++i) times[headline_part(lines[i].text)] = 0;
    for (const Line& line : lines) {
        if (const auto found = times.find(headline_part(line.text)); found != times.end()) ++found->second;
    }

    std::optional<std::size_t> best, nearest;
    double best_score = 0;
    for (std::size_t i = first; i < deepest; ++i) {
        const std::string_view headline = headline_part(lines[i].text);
        const bool repeated = times[headline] > 1;
        if (!may_be_title(lines[i]) || (i > last && (!repeated || lines[i].words < 4))) continue;
        double words = 0, known = 0;
        for_each_topic_word(headline, [&](std::size_t word) {
            ++words;
            known += static_cast<double>(topic.count(word));
        });
        if (words == 0) continue;
        // A line right above the first paragraph may speak in other words.
        bool small = false;  // no mere name
        for_each_piece(headline, [&](std::string_view piece) { small |= is_lower(first_code_point(piece)); });
        if (i < last && (lines[i].words >= 3 || small)) nearest = i;
        const auto distance = static_cast<double>(i > last ? i - last : last - i);
        const auto length = static_cast<double>(lines[i].words);
        // Right above a sentence that the run does not hold: a headline with its teaser.
        const bool above_teaser = i + 1 < run.begin && lines[i + 1].role == LineRole::paragraph && known > 0;
        // Who selects an article begins with its headline.
        const bool begins = i == 0 && known > 0;
        const double value = 3 * known / words + (above_teaser ? 1 : 0) + (begins ? 1 : 0) +
                             std::min(known, 6.) / 2 + (repeated ? 1 : 0) - 0.06 * distance -
                             (length < 4 ? 1.5 : 0) - 0.15 * std::max(0., length - 14);
        if (value >= best_score && value > 0.5) {
            best_score = value;
            best = i;
        }
    }
    constexpr std::size_t close = 6;
    if (!best && nearest && *nearest + close >= last) best = nearest;
    if (!best) return best;
    // A line as long as a teaser below a shorter one is the teaser.
    const std::size_t above = *best - 1;
    const bool teaser = *best > first && lines[*best].words >= 10 && lines[above].role == LineRole::brief &&
                        may_be_title(lines[above]) && lines[above].words >= 4 &&
                        lines[above].words < lines[*best].words &&
                        times[headline_part(lines[*best].text)] < 2;
    return teaser ? above : best;
}

}  // namespace vorleser
