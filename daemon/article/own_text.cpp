// Somebody's own text: every word stays. Paragraphs are separated by blank lines; within them a line break
// is undone where it is only there because the line was full.
#include <algorithm>
#include <utility>
#include <vector>

#include "daemon/article/characters.hpp"
#include "daemon/article/lines.hpp"
#include "daemon/article/readers.hpp"

namespace vorleser {

namespace {

constexpr std::size_t max_title = 120;  // code points; a longer line is a paragraph, or cut
constexpr std::size_t max_wrap = 120;   // code points; nobody wraps lines by hand beyond this

struct Paragraph {
    BlockKind kind = BlockKind::paragraph;
    std::string text;
    bool single_line = true;
};

std::size_t first_word_length(std::string_view line) {
    return count_code_points(line.substr(0, line.find(' ')));
}

std::string_view without_hashes(std::string_view line) {
    const std::size_t text = line.find_first_not_of('#');
    const bool marked = text != line.npos && text > 0 && text <= 6 && line[text] == ' ';
    return marked ? line.substr(text + 1) : line;
}

// Joins `next` to `text`, a wrapped line to the one above.
void join(std::string& text, std::string_view next) {
    const bool hyphen = text.size() > 1 && text.back() == '-' && is_lower(first_code_point(next)) &&
                        is_letter_or_digit(last_code_point(text, [](char32_t c) { return c == '-'; }));
    const std::string_view word = next.substr(0, next.find(' '));
    const bool shared_part =
        word == "und" || word == "oder" || word == "bis" || word == "sowie";  // «Ein- und»
    if (hyphen && !shared_part) {
        text.pop_back();
    } else {
        text += ' ';
    }
    text += next;
}

// The lines between two blank lines, appended to `paragraphs`.
void add_group(const std::vector<std::string_view>& lines, std::vector<Paragraph>& paragraphs) {
    std::size_t width = 0;
    for (const std::string_view line : lines) width = std::max(width, count_code_points(line));
    std::size_t last_length = 0;
    std::string_view last;
    bool first = true;
    for (const std::string_view line : lines) {
        const std::size_t length = count_code_points(line);
        const std::string_view item = without_bullet(line);
        const std::string_view heading = without_hashes(line);
        const bool marked = item.size() != line.size() || heading.size() != line.size();
        // Full lines; those of editors that wrap early, too, if they break off in mid-sentence.
        const bool broken_off =
            !first && width >= 40 && last_length * 10 > width * 7 && !ends_like_sentence(last);
        const bool was_full = last_length + 1 + first_word_length(line) > width || broken_off;
        const bool wrapped = !first && !marked && paragraphs.back().kind != BlockKind::heading &&
                             width <= max_wrap && (was_full || is_lower(first_code_point(line)));
        if (wrapped) {
            join(paragraphs.back().text, line);
            paragraphs.back().single_line = false;
        } else if (heading.size() != line.size()) {
            paragraphs.push_back({BlockKind::heading, std::string(heading)});
        } else {
            const auto kind = item.size() != line.size() ? BlockKind::list_item : BlockKind::paragraph;
            paragraphs.push_back({kind, std::string(item), lines.size() == 1});
        }
        last_length = length;
        last = line;
        first = false;
    }
}

bool looks_like_title(const Paragraph& paragraph) {
    if (paragraph.kind != BlockKind::paragraph && paragraph.kind != BlockKind::heading) return false;
    if (!paragraph.single_line && paragraph.kind != BlockKind::heading) return false;
    const char32_t end = last_code_point(paragraph.text, is_closing);
    return count_code_points(paragraph.text) <= max_title && end != '.' && end != ',' && end != ';' &&
           end != ':' && end != '-' && has_letter_or_digit(paragraph.text);
}

// Where the first sentence ends, or a part of it short enough for a title: behind its punctuation. A title
// cut here is spoken once, as title, and the paragraph goes on behind it, so that no word is heard twice.
std::size_t title_end(std::string_view text) {
    std::size_t clause = 0, space = 0, count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        const char32_t c = next_code_point(text, at);
        if (++count > max_title) return clause ? clause : space ? space : from;
        if (at < text.size() && text[at] != ' ') continue;
        const char32_t mark = last_code_point(text.substr(0, at), is_closing);
        const std::size_t word = text.rfind(' ', from) == text.npos ? 0 : text.rfind(' ', from) + 1;
        // A full stop behind a short word or a number may belong to an abbreviation, date or initial.
        const bool short_word = count_code_points(text.substr(word, at - word)) <= 4 || is_digit(text[word]);
        if (mark == '!' || mark == '?' || (mark == '.' && !short_word)) return at;
        if (c == ',' || c == ';' || c == ':' || c == U'–') clause = at;
        space = at;
    }
    return text.size();
}

}  // namespace

std::string take_title(std::string& first, bool whole) {
    const std::size_t end = whole ? first.size() : title_end(first);
    const std::size_t rest = first.find_first_not_of(' ', end);
    if (rest == first.npos || !has_letter_or_digit(std::string_view(first).substr(rest)))
        return std::exchange(first, {});
    std::string title = first.substr(0, end);
    first.erase(0, rest);
    return title;
}

double own_text_sureness(std::string_view) {
    return 0.5;
}

Result<Reading> read_own_text(std::string_view text, const ReadOptions& options) {
    std::vector<Paragraph> paragraphs;
    std::vector<std::string_view> group;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (!line.empty()) group.push_back(line);
        if ((line.empty() || at > text.size()) && !group.empty()) {
            // A title directly above its text, without a blank line: a first line that was not full.
            if (paragraphs.empty() && group.size() > 1) {
                const Paragraph head{BlockKind::paragraph, std::string(group[0])};
                const bool full = count_code_points(group[0]) + 1 + first_word_length(group[1]) >
                                  count_code_points(group[1]);
                if (looks_like_title(head) && !full && !is_lower(first_code_point(group[1]))) {
                    add_group({group[0]}, paragraphs);
                    group.erase(group.begin());
                }
            }
            add_group(group, paragraphs);
            group.clear();
        }
    }

    // Lines of mere signs («***») are no block; there is nothing to say.
    std::erase_if(paragraphs, [](const Paragraph& p) { return !has_letter_or_digit(p.text); });
    Reading reading;
    Article& article = reading.article;
    std::string& first = paragraphs.front().text;
    if (options.title.empty()) {
        article.title = take_title(first, looks_like_title(paragraphs.front()));
    } else {
        article.title = options.title;
        if (first == options.title) first.clear();
    }
    if (first.empty()) paragraphs.erase(paragraphs.begin());
    article.body.reserve(paragraphs.size());
    for (std::size_t i = 0; i < paragraphs.size(); ++i) {
        Paragraph& p = paragraphs[i];
        const bool above_text = i + 1 < paragraphs.size() && paragraphs[i + 1].kind == BlockKind::paragraph &&
                                ends_like_sentence(paragraphs[i + 1].text);
        const bool heading = p.kind == BlockKind::paragraph && above_text &&
                             count_code_points(p.text) <= 80 && !ends_like_sentence(p.text) &&
                             looks_like_title(p);
        article.body.push_back({heading ? BlockKind::heading : p.kind, std::move(p.text)});
    }
    return reading;
}

}  // namespace vorleser
