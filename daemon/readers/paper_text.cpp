// Lines → paragraphs, headings, title.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/readers/hyphenation.hpp"
#include "daemon/readers/paper.hpp"

namespace vorleser::documents {

namespace {

using namespace std::string_view_literals;

// A line with what its column tells.
struct Placed {
    const PrintedLine* line;
    std::size_t page;
    double left, right;   // of the lines of its size in its column
    bool begins = false;  // the column, or what of it is on this page
};

struct Paragraph {
    BlockKind kind = BlockKind::paragraph;
    double size = 0;
    bool bold = true;
    std::size_t page = 0, lines = 0;
    std::string text;
};

bool alike(double a, double b) {
    return std::abs(a - b) <= 0.06 * std::max(a, b);
}

// All lines, in runs of those below each other.
std::vector<Placed> placed(const std::vector<PrintedPage>& pages) {
    std::vector<Placed> all;
    for (std::size_t page = 0; page < pages.size(); ++page) {
        const auto& lines = pages[page].lines;
        for (std::size_t begin = 0, end = 0; begin < lines.size(); begin = end) {
            for (end = begin + 1; end < lines.size(); ++end) {
                const Box &above = lines[end - 1].box, &box = lines[end].box;
                if (box.top <= above.top || box.left > above.right || box.right < above.left) break;
            }
            std::map<long, std::pair<double, double>> edges;  // by size
            const auto key = [](double size) { return std::lround(size * 2); };
            for (std::size_t i = begin; i < end; ++i) {
                const Box& box = lines[i].box;
                const auto [edge, fresh] = edges.emplace(key(lines[i].size), std::pair{box.left, box.right});
                if (fresh) continue;
                edge->second = {std::min(edge->second.first, box.left),
                                std::max(edge->second.second, box.right)};
            }
            for (std::size_t i = begin; i < end; ++i) {
                const auto [left, right] = edges[key(lines[i].size)];
                all.push_back({&lines[i], page, left, right, i == begin});
            }
        }
    }
    return all;
}

// From one line of the body to the next, mostly.
double leading_of(const std::vector<Placed>& lines, double body) {
    std::map<long, std::size_t> steps;  // in half points
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i].begins || !alike(lines[i].line->size, body) || !alike(lines[i - 1].line->size, body))
            continue;
        const double step = lines[i].line->box.bottom - lines[i - 1].line->box.bottom;
        if (step > 0.5 * body && step < 3 * body) ++steps[std::lround(step * 2)];
    }
    const auto most = std::ranges::max_element(steps, {}, [](const auto& each) { return each.second; });
    return most == steps.end() ? 1.3 * body : static_cast<double>(most->first) / 2;
}

// The sign of a list's item, with the space behind it; empty: it is none.
std::string_view item_sign(std::string_view text) {
    for (const std::string_view sign :
         {"\xE2\x80\xA2 "sv, "\xE2\x97\x8F "sv, "\xE2\x96\xAA "sv, "\xE2\x96\xA0 "sv, "\xE2\x97\xA6 "sv,
          "\xE2\x81\x83 "sv, "\xC2\xB7 "sv, "\xEF\x82\xB7 "sv, "\xEF\x82\xA7 "sv, "- "sv, "\xE2\x80\x93 "sv,
          "* "sv})
        if (text.starts_with(sign)) return sign;
    return {};
}

bool begins_item(const Placed& before, std::string_view text) {
    const std::string_view sign = item_sign(text);
    if (sign.empty()) return false;
    // A dash within a sentence may begin a line, too.
    const bool dash = sign == "- "sv || sign == "\xE2\x80\x93 "sv || sign == "* "sv;
    return !dash || ends_like_sentence(before.line->text) || !item_sign(before.line->text).empty();
}

class Paragraphs {
 public:
    explicit Paragraphs(const std::vector<PrintedPage>& pages)
        : body_(body_size(pages)), lines_(placed(pages)), leading_(leading_of(lines_, body_)) {
        for (const Placed& each : lines_) hyphenation_.learn(each.line->text);
        std::size_t bold = 0;
        for (const Placed& each : lines_) bold += each.line->bold;
        all_bold_ = bold * 2 > lines_.size();
    }

    std::vector<Paragraph> all() const {
        std::vector<Paragraph> paragraphs;
        std::string last;  // the line that the paragraph ends with
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const PrintedLine& line = *lines_[i].line;
            if (i == 0 || begins_paragraph(i, paragraphs.back())) {
                paragraphs.push_back({BlockKind::paragraph, line.size, true, lines_[i].page, 0, {}});
                last.clear();
            }
            Paragraph& paragraph = paragraphs.back();
            // Only the last line and the next are looked at, so that a long paragraph costs no more.
            std::string both = last.empty() ? line.text : hyphenation_.joined(last, line.text);
            const std::size_t begin = both.size() - std::min(both.size(), line.text.size());
            paragraph.text.append(both, 0, begin);
            last = both.substr(begin);
            paragraph.bold = paragraph.bold && line.bold;
            ++paragraph.lines;
            if (i + 1 == lines_.size() || begins_paragraph(i + 1, paragraph)) {
                paragraph.text += last;
                last.clear();
            }
        }
        for (Paragraph& paragraph : paragraphs) judge(paragraph);
        return paragraphs;
    }

    double body() const { return body_; }

 private:
    bool begins_paragraph(std::size_t i, const Paragraph& paragraph) const {
        const Placed &before = lines_[i - 1], &here = lines_[i];
        const PrintedLine &above = *before.line, &line = *here.line;
        if (!alike(above.size, line.size) || above.bold != line.bold) {
            // A bold word at a line's end is no heading.
            const bool inline_change = alike(above.size, line.size) && !here.begins &&
                                       !ends_like_sentence(above.text) &&
                                       is_lower(first_code_point(line.text)) && paragraph.lines > 0;
            if (!inline_change) return true;
        }
        if (begins_item(before, line.text)) return true;
        if (here.begins) return ends_like_sentence(above.text) && !is_lower(first_code_point(line.text));
        const double step = line.box.bottom - above.box.bottom;
        if (step > 1.3 * leading_ * line.size / body_) return true;
        const double indent = 0.8 * line.size;
        const bool item = !item_sign(above.text).empty();
        if (!item && line.box.left - above.box.left > indent && above.box.left - here.left < indent &&
            ends_like_sentence(above.text))
            return true;
        if (paragraph.lines > 1 && above.box.left - line.box.left > indent && ends_like_sentence(above.text))
            return true;
        // What would have had room above begins anew.
        const double room = before.right - above.box.right;
        return line.first_width + 0.5 * line.size < room && ends_like_sentence(above.text);
    }

    void judge(Paragraph& paragraph) const {
        paragraph.text = clean_line(paragraph.text);
        if (const std::string_view sign = item_sign(paragraph.text); !sign.empty()) {
            paragraph.kind = BlockKind::list_item;
            paragraph.text.erase(0, sign.size());
            return;
        }
        constexpr std::size_t longest_heading = 200;  // letters
        const std::size_t letters = count_code_points(paragraph.text);
        if (letters > longest_heading) return;
        const bool sentence = paragraph.text.ends_with('.');
        if (paragraph.size > 1.12 * body_ ||
            (paragraph.bold && !all_bold_ && !sentence && paragraph.lines <= 3))
            paragraph.kind = BlockKind::heading;
    }

    double body_;
    std::vector<Placed> lines_;
    double leading_;
    bool all_bold_ = false;
    Hyphenation hyphenation_;
};

// «Abb. 3: …», «Foto: …»; a sentence may begin with «Tabelle 2 zeigt».
bool is_caption(const Paragraph& paragraph, double body) {
    constexpr std::size_t longest = 400;  // letters
    constexpr std::array words{"abb."sv,   "abbildung"sv, "bild"sv,   "foto"sv,   "fotos"sv,
                               "grafik"sv, "tabelle"sv,   "tab."sv,   "figure"sv, "fig."sv,
                               "table"sv,  "photo"sv,     "quelle"sv, "bilder"sv, "schaubild"sv};
    if (paragraph.kind == BlockKind::heading && paragraph.size > body) return false;
    if (count_code_points(paragraph.text) > longest) return false;
    const std::string text = lower_case(paragraph.text);
    for (const std::string_view word : words) {
        if (!text.starts_with(word)) continue;
        std::size_t at = word.size();
        if (at < text.size() && text[at] == ':') return true;
        if (at < text.size() && text[at] == ' ') ++at;
        const std::size_t number = at;
        while (at < text.size() && (is_digit(static_cast<unsigned char>(text[at])) || text[at] == '.')) ++at;
        if (at == number || at >= text.size()) continue;
        if (text[at] == ':' || text[at - 1] == '.' || paragraph.size < 0.95 * body) return true;
    }
    return false;
}

std::set<std::string> words_of(std::string_view text) {
    std::set<std::string> words;
    for_each_piece(text, [&](std::string_view piece) {
        if (const std::string_view word = bare_word(piece); !word.empty()) words.insert(lower_case(word));
    });
    return words;
}

// Which part of `some` is among `all`.
double share(const std::set<std::string>& some, const std::set<std::string>& all) {
    const auto among =
        std::ranges::count_if(some, [&](const std::string& word) { return all.contains(word); });
    return some.empty() ? 0 : static_cast<double>(among) / static_cast<double>(some.size());
}

constexpr std::size_t first_paragraphs = 12, none = static_cast<std::size_t>(-1);

// The largest of what the text begins with; none: nothing is large.
std::size_t largest_of(const std::vector<Paragraph>& paragraphs, double body) {
    std::size_t largest = none;
    for (std::size_t i = 0; i < std::min(first_paragraphs, paragraphs.size()); ++i) {
        const Paragraph& paragraph = paragraphs[i];
        if (paragraph.page > paragraphs[0].page || count_code_points(paragraph.text) < 3) continue;
        const bool stands_out =
            paragraph.size > 1.12 * body || (i == 0 && paragraph.kind == BlockKind::heading);
        if (stands_out && count_code_points(paragraph.text) <= 300 &&
            (largest == none || paragraph.size > 1.03 * paragraphs[largest].size))
            largest = i;
    }
    return largest;
}

// Takes the title out of the paragraphs.
std::string take_printed_title(std::vector<Paragraph>& paragraphs, double body, const std::string& claimed) {
    std::size_t title = largest_of(paragraphs, body);
    const auto words = words_of(claimed);
    std::set<std::string> beginning;
    for (std::size_t i = 0; i < std::min(first_paragraphs, paragraphs.size()); ++i)
        if (paragraphs[i].page == paragraphs[0].page) beginning.merge(words_of(paragraphs[i].text));
    const bool borne_out = share(words, beginning) >= 0.6;
    if (title != none) {
        const auto printed = words_of(paragraphs[title].text);
        // It may say less or more than is printed («… – Morgenbote»): that is the title, too.
        const bool same = share(printed, words) >= 0.7 || share(words, printed) >= 0.7;
        if (!words.empty() && borne_out && !same) title = none;
    }
    if (title == none) {
        for (std::size_t i = 0; i < std::min(first_paragraphs, paragraphs.size()); ++i)
            if (!words.empty() && words_of(paragraphs[i].text) == words) title = i;
        if (title == none) return claimed;
    }
    std::string text = std::move(paragraphs[title].text);
    paragraphs.erase(paragraphs.begin() + static_cast<std::ptrdiff_t>(title));
    return text;
}

}  // namespace

Reading put_together(const std::vector<PrintedPage>& pages, const std::string& claimed) {
    constexpr std::size_t shortest_teaser = 60, longest_teaser = 800;  // letters
    Reading reading;
    const Paragraphs made(pages);
    std::vector<Paragraph> paragraphs = made.all();
    std::erase_if(paragraphs, [&](const Paragraph& paragraph) {
        const bool caption = is_caption(paragraph, made.body());
        if (caption) reading.dropped.push_back(paragraph.text);
        return caption || paragraph.text.empty();
    });
    Article& article = reading.article;
    article.title = take_printed_title(paragraphs, made.body(), claimed);
    for (Paragraph& paragraph : paragraphs) {
        const std::size_t letters = count_code_points(paragraph.text);
        const bool teaser = &paragraph == &paragraphs.front() && paragraph.bold && paragraphs.size() > 1 &&
                            !paragraphs[1].bold && letters >= shortest_teaser && letters <= longest_teaser &&
                            ends_like_sentence(paragraph.text);
        if (teaser) {
            article.teaser = std::move(paragraph.text);
        } else {
            article.body.push_back({paragraph.kind, std::move(paragraph.text)});
        }
    }
    return reading;
}

}  // namespace vorleser::documents
