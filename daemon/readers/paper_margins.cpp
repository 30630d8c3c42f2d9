// What stands around the text of printed pages: headers, footers, page numbers, footnotes.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "daemon/article/characters.hpp"
#include "daemon/readers/paper.hpp"

namespace vorleser::documents {

namespace {

constexpr std::size_t rows_looked_at = 3;  // at the top and at the bottom of a page

// Lines beside each other, by their numbers.
using Row = std::vector<std::size_t>;

std::vector<Row> rows_of(const PrintedPage& page) {
    std::vector<std::size_t> order(page.lines.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto box = [&](std::size_t i) -> const Box& { return page.lines[i].box; };
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return box(i).top; });
    std::vector<Row> rows;
    for (const std::size_t i : order) {
        if (!rows.empty() &&
            box(i).top < (box(rows.back().front()).top + box(rows.back().front()).bottom) / 2) {
            rows.back().push_back(i);
        } else {
            rows.push_back({i});
        }
    }
    return rows;
}

// With one sign for each number, so that «Seite 3» and «Seite 14» are alike.
std::string likeness(std::string_view text) {
    std::string like;
    for (const char c : lower_case(text)) {
        if (!is_digit(static_cast<unsigned char>(c))) {
            like += c;
        } else if (like.empty() || like.back() != '#') {
            like += '#';
        }
    }
    return like;
}

// «3», «- 3 -», «Seite 3 von 10», «3/10», «iv»
bool is_page_number(std::string_view text) {
    static const std::set<std::string, std::less<>> likes{
        "#",    "- # -",  "– # –",       "seite #",     "seite # von #", "# / #", "#/#",
        "s. #", "page #", "page # of #", "# von #",     "# of #",        "| #",   "# |",
        "[#]",  "(#)",    "seite #/#",   "seite # / #", "page #/#",      "•#•",   "· # ·"};
    const std::string like = likeness(text);
    return likes.contains(like) ||
           (like.size() <= 5 && !like.empty() && like.find_first_not_of("ivxl") == std::string::npos);
}

// What browsers put around a page they print: when, which address, which page.
bool is_browsers(std::string_view text) {
    const std::string like = likeness(text);
    const bool time = like.starts_with("#/#/#, #:#") || like.starts_with("#.#.#, #:#");
    const bool address =
        like.starts_with("https://") || like.starts_with("http://") || like.starts_with("file://");
    return time || (address && like.find(' ') == std::string::npos) || (address && like.ends_with(" #/#"));
}

struct Place {
    std::string like;
    bool top = false;
    int y = 0;  // of its upper edge, or of its lower one from the page's end; in steps of 8 points
    auto operator<=>(const Place&) const = default;
};

class Margins {
 public:
    explicit Margins(const std::vector<PrintedPage>& pages) : pages_(pages), body_(body_size(pages)) {
        for (std::size_t i = 0; i < pages.size(); ++i) {
            rows_.push_back(rows_of(pages[i]));
            for (const bool top : {true, false})
                for (std::size_t row = 0; row < std::min(rows_looked_at, rows_[i].size()); ++row)
                    for (const std::size_t line : at(i, row, top))
                        on_[place_of(pages[i], pages[i].lines[line], top)].insert(i);
        }
    }

    // The numbers of the lines of page `i` that are not its text's.
    std::set<std::size_t> lines(std::size_t i) const {
        std::set<std::size_t> gone;
        for (const bool top : {true, false}) {
            std::size_t row = 0;
            // From outside to inside, as far as one row after the other is no text.
            while (row < std::min(rows_looked_at, rows_[i].size()) &&
                   goes(i, at(i, row, top), top, row == 0)) {
                for (const std::size_t line : at(i, row, top)) gone.insert(line);
                ++row;
            }
        }
        return gone;
    }

 private:
    const Row& at(std::size_t page, std::size_t row, bool top) const {
        return rows_[page][top ? row : rows_[page].size() - 1 - row];
    }

    static Place place_of(const PrintedPage& page, const PrintedLine& line, bool top) {
        const double y = top ? line.box.top : page.height - line.box.bottom;
        return {likeness(line.text), top, static_cast<int>(std::lround(std::clamp(y, -1e6, 1e6) / 8))};
    }

    // On how many pages a line with these words is about there.
    std::size_t pages_with(Place place) const {
        std::size_t count = 0;
        const int y = place.y;
        for (const int step : {-1, 0, 1}) {
            place.y = y + step;
            if (const auto found = on_.find(place); found != on_.end()) count += found->second.size();
        }
        return count;
    }

    // A row goes as a whole: beside the page's number stands what else is no text.
    bool goes(std::size_t i, const Row& row, bool top, bool outermost) const {
        const PrintedPage& page = pages_[i];
        const std::size_t enough = pages_.size() < 12 ? 2 : 3;
        bool set_apart = true, repeated = false, tells = false;
        for (const std::size_t number : row) {
            const PrintedLine& line = page.lines[number];
            set_apart = set_apart && line.size < 0.95 * body_;
            repeated = repeated || pages_with(place_of(page, line, top)) >= enough;
            tells = tells || (outermost && is_page_number(line.text)) ||
                    (line.size < body_ && is_browsers(line.text));
        }
        // A row of text that also has a short line like another page's: two columns that end alike.
        const auto long_one = [&](std::size_t number) {
            const PrintedLine& line = page.lines[number];
            return line.size >= 0.95 * body_ && count_code_points(line.text) > 25 &&
                   pages_with(place_of(page, line, top)) < enough;
        };
        if (tells && (set_apart || row.size() == 1)) return true;
        return (repeated || tells) && std::ranges::none_of(row, long_one);
    }

    const std::vector<PrintedPage>& pages_;
    double body_;
    std::vector<std::vector<Row>> rows_;
    std::map<Place, std::set<std::size_t>> on_;
};

// «1 Siehe dort», «* Name geändert»
bool begins_footnote(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && at < 3 && is_digit(static_cast<unsigned char>(text[at]))) ++at;
    const bool number = at > 0;
    if (!number) {
        while (at < text.size() && at < 3 && text[at] == '*') ++at;
        if (at == 0) return false;
    }
    while (at < text.size() && (text[at] == ')' || text[at] == '.' || text[at] == ' ')) ++at;
    if (at >= text.size()) return number;
    return is_letter_or_digit(first_code_point(text.substr(at))) ||
           opens_quotation(first_code_point(text.substr(at)));
}

// Small lines below the text, of which the first has a footnote's mark, by their numbers.
std::set<std::size_t> footnotes(const PrintedPage& page, double body) {
    const auto& lines = page.lines;
    const auto small = [&](std::size_t i) { return lines[i].size <= 0.9 * body; };
    double lowest = 0;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (!small(i)) lowest = std::max(lowest, lines[i].box.top);
    std::set<std::size_t> found;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!small(i) || lines[i].box.top < lowest) continue;
        const bool goes_on = i > 0 && found.contains(i - 1);
        if (goes_on || begins_footnote(lines[i].text)) found.insert(i);
    }
    return found;
}

void drop(PrintedPage& page, const std::set<std::size_t>& numbers, std::vector<std::string>& dropped) {
    std::vector<PrintedLine> left;
    for (std::size_t i = 0; i < page.lines.size(); ++i) {
        if (numbers.contains(i)) {
            dropped.push_back(std::move(page.lines[i].text));
        } else {
            left.push_back(std::move(page.lines[i]));
        }
    }
    page.lines = std::move(left);
}

}  // namespace

void drop_margins(std::vector<PrintedPage>& pages, std::vector<std::string>& dropped) {
    std::vector<std::set<std::size_t>> gone;
    {
        const Margins margins(pages);
        for (std::size_t i = 0; i < pages.size(); ++i) gone.push_back(margins.lines(i));
    }
    for (std::size_t i = 0; i < pages.size(); ++i) drop(pages[i], gone[i], dropped);
    const double body = body_size(pages);
    for (PrintedPage& page : pages) drop(page, footnotes(page, body), dropped);
}

}  // namespace vorleser::documents
