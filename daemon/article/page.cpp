// Text copied out of a browser → the article in it. No rule names a site.
//
// Each line is given a role by its look (lines.cpp). Paragraphs score their words, everything else costs; the
// run of lines with the highest sum holds the article (so a page's foot is left behind even where it has
// sentences). The title is sought above the run's first paragraph by its words that the run takes up again.
// Within the run captions, credits, bylines and link lists go. All steps are linear in the page's size.
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/article/characters.hpp"
#include "daemon/article/explain.hpp"
#include "daemon/article/headline.hpp"
#include "daemon/article/line_model.hpp"
#include "daemon/article/lines.hpp"
#include "daemon/article/page_lines.hpp"
#include "daemon/article/phrases.hpp"
#include "daemon/article/readers.hpp"

namespace vorleser {

namespace {

// How likely a line has to be of the article. What is the page's by its look needs more; in few lines, around
// which the model sees little, its look decides.
constexpr float likely = 0.5F, likely_though_machinery = 0.9F, likely_title = 0.5F, possible_title = 0.05F,
                likely_teaser = 0.15F, likely_alone = 0.65F;
constexpr std::size_t few = 30;

bool is_kept(const std::vector<Line>& lines, const Line& line, float judged) {
    switch (line.role) {
        case LineRole::paragraph:
        case LineRole::sentence:
        case LineRole::brief:
        case LineRole::list_item:
            return judged >= likely;
        default:
            return judged >= likely_though_machinery && lines.size() >= few;
    }
}

// What a kept line is: `below` is the next kept one.
BlockKind kind_of(const Line& line, const Line* below) {
    if (line.role == LineRole::list_item || without_bullet(line.text).size() != line.text.size())
        return BlockKind::list_item;
    const char32_t last = last_code_point(line.text, is_closing);
    const bool open = last != '.' && last != ',' && last != ':' && last != U'…';
    const bool above_text = below && (!is_short(*below) || (below->role == LineRole::sentence &&
                                                            last_code_point(below->text, is_closing) == '.'));
    return is_short(line) && line.words <= 16 && open && above_text ? BlockKind::heading
                                                                    : BlockKind::paragraph;
}

// «N a endlich»: a first letter set large, which browsers copy apart. Vowels are words in some languages, so
// they are joined only to a common word («E s war», «I m Mai»).
std::string with_first_letter(std::string_view text) {
    std::size_t letter = 0;
    const bool apart = is_upper(next_code_point(text, letter)) && letter < text.size() &&
                       text[letter] == ' ' && is_lower(first_code_point(text.substr(letter + 1)));
    if (!apart) return std::string(text);
    const std::string_view rest = text.substr(letter + 1);
    const std::string joined = std::string(text.substr(0, letter)) + std::string(rest);
    const bool vowel = std::string_view("AEIOUY").find(text.front()) != std::string_view::npos || letter > 1;
    const std::string word = lower_case(bare_word(joined.substr(0, joined.find(' '))));
    return !vowel || (text.front() != 'Y' && is_function_word(word)) ? joined : std::string(text);
}

std::string authors_of(const std::vector<Line>& lines, std::size_t begin, std::size_t end) {
    std::string authors;
    for (std::size_t i = begin; i < end; ++i) {
        if (lines[i].role != LineRole::byline) continue;
        std::string_view name = lines[i].text;
        name = names_of_byline(name);
        if (name == "Von" || name == "von" || name.ends_with(" von")) continue;
        if (!authors.empty()) authors += ", ";
        authors += name;
    }
    return authors;
}

// A short line that stands there twice in a row, as pictures' descriptions and captions do, or that a colon
// of its own parts from another, a kicker from a headline.
bool is_apart(const std::vector<Line>& lines, std::size_t i) {
    const auto is = [&](std::size_t other, std::string_view text) {
        return other < lines.size() && lines[other].text == text;
    };
    return (i > 0 && (is(i - 1, lines[i].text) || is(i - 1, ":"))) || is(i + 1, lines[i].text) ||
           is(i + 1, ":");
}

// What becomes of the lines.
struct Choice {
    LineRun run;  // from the first to behind the last that is likely; empty: none is
    std::optional<std::size_t> title;
    std::vector<std::size_t> body;   // lines, teaser included
    std::vector<BlockKind> kinds;    // of each
    std::vector<const char*> rules;  // of each line: why a likely one is left out; empty if no rule says so
    std::string authors;

    // Where authors and date may stand.
    std::size_t head() const { return title ? (*title > 3 ? *title - 3 : 0) : run.begin; }
};

// From the first line that is kept to behind the last.
void choose_run(const std::vector<Line>& lines, const std::vector<float>& judged, Choice& choice) {
    LineRun& run = choice.run;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        // Who wrote it stands below it; among many lines the model knows better.
        if (lines[i].role == LineRole::initials && lines.size() < few && run.end > 0) break;
        if (!is_kept(lines, lines[i], judged[i])) continue;
        run.begin = std::min(run.begin, i);
        run.end = i + 1;
    }
}

void choose_title(const std::vector<Line>& lines, const std::vector<float>& judged, Choice& choice) {
    const std::vector<float> titles = judge_titles(lines, judged);
    const auto most = std::max_element(titles.begin(), titles.end());
    if (*most >= likely_title)
        choice.title = static_cast<std::size_t>(most - titles.begin());
    else if (const auto found = find_title(lines, choice.run); found && titles[*found] >= possible_title)
        choice.title = found;
}

// Of the run what is the article's.
void choose_body(const std::vector<Line>& lines, const std::vector<float>& judged, Choice& choice) {
    auto& [run, title, body, kinds, rules, authors] = choice;
    // Right below the headline stands the teaser, often in other words than the text.
    const auto is_teaser = [&](std::size_t i) {
        return title && i == *title + 1 && lines[i].role == LineRole::paragraph && judged[i] >= likely_teaser;
    };
    if (title && *title + 1 < run.begin && is_teaser(*title + 1)) run.begin = *title + 1;
    std::unordered_set<std::string_view> seen;
    if (title) seen.insert(lines[*title].text);
    for (std::size_t i = run.begin; i < run.end; ++i) {
        const Line& line = lines[i];
        if (i == title || (judged[i] < likely && !is_teaser(i))) continue;
        if (!is_kept(lines, line, judged[i]) && !is_teaser(i))
            rules[i] = "looks like the page's";
        else if (is_short(line) && line.words <= 16 && is_apart(lines, i))
            rules[i] = "of a picture or another article";
        else if (title && i < *title && (is_short(line) || line.words < 12))
            rules[i] = "above the headline";  // kickers, and the headline in other words
        else if (!seen.insert(line.text).second && line.words >= 4)
            rules[i] = "said before";
        else
            body.push_back(i);
    }
}

// A few words head what stands below; where that is no text, they are a link, a name or a box's.
void drop_heads_of_nothing(const std::vector<Line>& lines, const std::vector<float>& judged, Choice& choice) {
    auto& body = choice.body;
    std::size_t below = lines.size();  // the next that stays
    for (std::size_t k = body.size(); k-- > 0;) {
        const std::size_t i = body[k];
        const bool above_text = below < lines.size() && lines[below].role != LineRole::brief &&
                                (below == i + 1 || lines[i + 1].role != LineRole::brief);
        if (lines[i].role != LineRole::brief || above_text || judged[i] >= likely_alone) {
            below = i;
            continue;
        }
        choice.rules[i] = "above no text";
        body[k] = lines.size();
    }
    std::erase(body, lines.size());
}

void choose_kinds(const std::vector<Line>& lines, Choice& choice) {
    const auto& body = choice.body;
    // The teaser stands between title and picture, byline or date: a paragraph that something else parts
    // from the next.
    const bool teaser = choice.title && body.size() > 1 && lines[body[0]].role == LineRole::paragraph &&
                        lines[body[0]].words <= 70 && body[1] > body[0] + 1;
    for (std::size_t k = 0; k < body.size(); ++k) {
        const Line* below = k + 1 < body.size() ? &lines[body[k + 1]] : nullptr;
        choice.kinds.push_back(k == 0 && teaser ? BlockKind::teaser : kind_of(lines[body[k]], below));
    }
}

Choice choose(const std::vector<Line>& lines, const std::vector<float>& judged) {
    Choice choice{.run = {lines.size(), 0}, .title = {}, .rules = std::vector<const char*>(lines.size(), "")};
    choose_run(lines, judged, choice);
    if (choice.run.begin >= choice.run.end) {
        // Nothing is likely: what looks most like text, if anything does.
        const std::vector<float> by_look = judge_by_look(lines, best_run(lines));
        const bool any = by_look != judged && std::find(by_look.begin(), by_look.end(), 1.F) != by_look.end();
        return any ? choose(lines, by_look) : choice;
    }
    choose_title(lines, judged, choice);
    choose_body(lines, judged, choice);
    drop_heads_of_nothing(lines, judged, choice);
    auto& body = choice.body;
    choice.authors = authors_of(lines, choice.head(), choice.run.end);
    // Who wrote it, told below the text.
    if (body.size() > 3 && begins_with_name(lines[body.back()].text, choice.authors)) {
        choice.rules[body.back()] = "about an author";
        body.pop_back();
    }
    choose_kinds(lines, choice);
    return choice;
}

}  // namespace

double page_sureness(std::string_view text) {
    // A text of one's own may hold «Impressum» or «Kontakt» in a line; it does not hold many different lines
    // of a page's machinery. Only different ones count, and short ones are all there is to look at.
    std::unordered_set<std::string> seen;
    int signs = 0;
    for (std::size_t at = 0; at < text.size() && signs < 6;) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (line.empty() || line.size() > longest_phrase) continue;
        const LineRole role = role_of(line, count_words(line));
        if (role == LineRole::paragraph || role == LineRole::brief || role == LineRole::sentence ||
            !has_letter_or_digit(line))
            continue;
        std::string lower = lower_case(line);
        const bool strong = role == LineRole::credit || role == LineRole::end || is_page_evidence(lower) ||
                            is_link_label(lower) || is_list_label(lower);
        const bool telling = role == LineRole::service || role == LineRole::caption || role == LineRole::note;
        if (seen.size() < 64 && seen.insert(std::move(lower)).second) signs += strong ? 3 : telling ? 2 : 1;
    }
    return signs >= 6 ? 0.9 : 0.1;
}

Result<Reading> read_page(std::string_view text, const ReadOptions& options) {
    const std::vector<Line> lines = read_lines(text);
    return read_judged(lines, judge_lines(lines), options);
}

Result<Reading> read_judged(const std::vector<Line>& lines, const std::vector<float>& judged,
                            const ReadOptions& options) {
    const Choice choice = choose(lines, judged);
    const auto& [run, title, body, kinds, rules, authors] = choice;
    if (run.begin >= run.end) {
        return Error(ErrorKind::unreadable,
                     "no article found in this page; if it is your own text, add it as text (--as text)");
    }
    if (body.empty()) return Error(ErrorKind::unreadable, "nothing but the page's own texts was found");

    Reading reading;
    // The offer to read on stands right behind what is free.
    constexpr std::size_t near = 6;
    for (std::size_t i = run.end; i < lines.size() && i < run.end + near; ++i)
        reading.only_the_beginning |= lines[i].words <= 30 && is_gate(lower_case(lines[i].text));
    Article& article = reading.article;
    article.authors = authors;
    for (std::size_t k = 0; k < body.size(); ++k) {
        const std::string_view shown = lines[body[k]].text;
        if (kinds[k] == BlockKind::teaser)
            article.teaser = std::string(shown);
        else if (kinds[k] == BlockKind::list_item)
            article.body.push_back({kinds[k], std::string(without_bullet(shown))});
        else
            article.body.push_back({kinds[k], with_first_letter(shown)});
    }
    for (std::size_t i = choice.head(); i < body.front() + 6 && i < run.end && article.date.empty(); ++i) {
        if (lines[i].role == LineRole::date) article.date = std::string(lines[i].text);
    }
    Headline headline;
    if (title) {
        std::vector<std::string_view> paragraphs;
        for (const std::size_t i : body) paragraphs.push_back(lines[i].text);
        headline = split_headline(lines[*title].text, paragraphs);
        article.kicker = headline.kicker;
    }
    if (!options.title.empty()) {
        article.title = options.title;
    } else if (title) {
        article.title = headline.title;
    } else {
        // No headline was copied: the first paragraph takes its place, read once.
        Result<Reading> own = read_own_text(lines[body.front()].text, options);
        article.title = own->article.title;
        article.body.erase(article.body.begin());
        article.body.insert(article.body.begin(), own->article.body.begin(), own->article.body.end());
    }
    std::size_t next = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        while (next < body.size() && body[next] < i) ++next;
        if (i != title && (next == body.size() || body[next] != i))
            reading.dropped.emplace_back(lines[i].text);
    }
    return reading;
}

std::vector<ExplainedBlock> explain_copied(std::string_view text) {
    const std::vector<Line> lines = read_lines(text);
    std::vector<Judgement> judgements = explain_lines(lines);
    std::vector<float> judged;
    for (const Judgement& judgement : judgements) judged.push_back(judgement.article);
    const Choice choice = choose(lines, judged);
    std::vector<ExplainedBlock> explained;
    for (std::size_t i = 0; i < lines.size(); ++i)
        explained.push_back({std::string(lines[i].text), "", choice.rules[i], std::move(judgements[i])});
    for (std::size_t k = 0; k < choice.body.size(); ++k)
        explained[choice.body[k]].became = name(choice.kinds[k]);
    if (choice.title) explained[*choice.title].became = name(BlockKind::title);
    return explained;
}

}  // namespace vorleser
