// Text copied out of a browser → the article in it. No rule names a site.
//
// Each line is given a role by its look. Paragraphs score their words, everything else costs; the run of
// lines with the highest sum holds the article (so a page's foot is left behind even where it has sentences).
// The title is sought above the run's first paragraph by its words that the run takes up again. Within
// the run captions, credits, bylines and link lists go. All steps are linear in the page's size.
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/article/characters.hpp"
#include "daemon/article/headline.hpp"
#include "daemon/article/html_phrases.hpp"
#include "daemon/article/phrases.hpp"
#include "daemon/article/readers.hpp"

namespace vorleser {

namespace {

enum class Role : std::uint8_t {
    paragraph,   // a sentence or more
    brief,       // a few words: heading, link, name
    clutter,     // the page's machinery
    service,     // a sentence about accounts, newsletters, apps
    note,        // who edited, checked or first published it
    credit,      // who took the picture
    caption,     // what the picture shows
    byline,      // who wrote it
    date,        // when
    initials,    // who wrote it, in the last line: the article ends here
    end_marker,  // a heading of links, within the article or behind it
    end,         // a heading of what stands only behind an article: readers' comments, related articles
};

struct Line {
    std::string_view text;
    std::uint32_t words = 0;
    Role role = Role::brief;
    bool blank_before = false;
    bool kept = false;
};

constexpr std::size_t longest_phrase = 400;  // bytes; a longer line is nothing but a paragraph

std::uint32_t count_words(std::string_view text) {
    std::uint32_t words = 0;
    for_each_piece(text, [&](std::string_view piece) { words += has_letter_or_digit(piece); });
    return words;
}

bool is_date_line(std::string_view lower) {
    bool number = false, date = true;
    for_each_piece(lower, [&](std::string_view piece) {
        const std::string_view word = bare_word(piece);
        if (word.empty()) return;
        if (is_digit(first_code_point(word))) {
            number = true;
        } else {
            date = date && (is_date_word(word) || is_month(word));
            number |= word == "heute" || word == "gestern";
        }
    });
    return number && date;
}

// «28.04.2024» among other words
bool holds_full_date(std::string_view lower) {
    bool found = false;
    for_each_piece(lower, [&](std::string_view piece) {
        const std::string_view word = bare_word(piece);
        const bool digits = std::all_of(
            word.begin(), word.end(), [](char c) { return is_digit(static_cast<char32_t>(c)) || c == '.'; });
        found |= digits && word.size() >= 8 && std::count(word.begin(), word.end(), '.') == 2;
    });
    return found;
}

// «pbe», «sak/Reuters», «mit dpa»: abbreviated names and agencies only.
bool is_initials_line(std::string_view text) {
    if (text.size() > 40) return false;
    const bool bracketed = text.front() == '(' || text.front() == '[';
    bool agency = false, initials = true, slash = false;
    std::size_t count = 0;
    std::string word;
    auto finish = [&] {
        if (word.empty()) return;
        ++count;
        const std::string lower = lower_case(word);
        const std::size_t length = count_code_points(word);
        if (is_agency(lower)) {
            agency = true;
        } else if (lower != word || length < 2 || length > 4 || (is_function_word(lower) && lower != "mit")) {
            initials = false;
        }
        word.clear();
    };
    for (const char c : text) {
        if (std::string_view(" /,;()[]").find(c) != std::string_view::npos) {
            slash |= c == '/';
            finish();
        } else if (c >= '0' && c <= '9') {
            return false;
        } else {
            word += c;
        }
    }
    finish();
    return initials && count > 0 && count <= 5 && (count == 1 || agency || slash || bracketed);
}

bool capitalised(std::string_view piece) {
    return is_upper(first_code_point(bare_word(piece)));
}

// «Von Jasper Riemann und Ines Zöttl, Washington», «Ein Interview von Martin Hesse»
bool is_byline(std::string_view text, std::string_view lower, std::uint32_t words) {
    static constexpr auto kinds = std::to_array<std::string_view>(
        {"", "eine kolumne ", "kolumne ", "ein interview ", "interview ", "ein kommentar ", "kommentar ",
         "eine analyse ", "analyse ", "ein gastbeitrag ", "gastbeitrag "});
    if (words < 2 || words > 14 || text.find(':') != text.npos || ends_like_sentence(text)) return false;
    std::size_t names_at = 0;
    for (const std::string_view kind : kinds) {
        if (lower.substr(0, kind.size()) == kind && lower.substr(kind.size(), 4) == "von ")
            names_at = kind.size() + 4;
    }
    if (!names_at) return false;
    bool names = true;
    for_each_piece(lower.substr(names_at), [&](std::string_view piece) {
        const std::string_view word = bare_word(piece);
        const std::string_view shown =
            bare_word(text.substr(static_cast<std::size_t>(piece.data() - lower.data()), piece.size()));
        names = names && (word.empty() || word == "und" || word == "in" || word == "von" || word == "de" ||
                          word == "van" || word == "um" || is_digit(first_code_point(word)) ||
                          is_upper(first_code_point(shown)));
    });
    return names;
}

// A credit behind a caption in the same line: «… über die Brücke Foto: A. Muster».
bool ends_with_credit(std::string_view lower) {
    static constexpr auto marks = std::to_array<std::string_view>(
        {" foto:",       "(foto:",       " | foto",      "(quelle:",         " © ",
         "[foto:",       " bild:",       "(bild:",       " fotos:",          "(archivbild)",
         "(symbolbild)", "(archivfoto)", "(symbolfoto)", "picture alliance", "getty images",
         " quelle: ",    "(symbolbild",  "imago/",       "/imago",           "/dpa",
         "dpa/",         "/afp",         "/reuters",     "imago images",     "(grafik:",
         " foto ©",      "|bild:"});
    const std::string_view tail = lower.substr(lower.size() - std::min<std::size_t>(lower.size(), 110));
    return std::any_of(marks.begin(), marks.end(),
                       [&](std::string_view mark) { return tail.find(mark) != tail.npos; });
}

// A sentence in which the page speaks to its reader about its services.
bool is_service(std::string_view text, std::string_view lower, std::uint32_t words) {
    if (words > 60) return false;
    bool address =
        lower.substr(0, 5) == "jetzt" || lower.substr(0, 4) == "hier" || lower.substr(0, 5) == "bitte";
    for_each_piece(text, [&](std::string_view piece) {
        const std::string_view word = bare_word(piece);
        static constexpr auto addressing = std::to_array<std::string_view>(
            {"Sie", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihnen", "Du", "du", "dein", "deine", "Wir",
             "wir", "uns", "unser", "unseren", "unserem", "unsere"});
        address |= std::find(addressing.begin(), addressing.end(), word) != addressing.end();
    });
    if (!address) return false;
    std::array<std::string, 3> seen;
    std::size_t count = 0;
    for_each_piece(lower, [&](std::string_view piece) {
        std::string_view word = bare_word(piece);
        if (const std::size_t hyphen = word.rfind('-'); hyphen != word.npos && !is_service_word(word))
            word.remove_prefix(hyphen + 1);
        if (count < seen.size() && is_service_word(word) &&
            std::find(seen.begin(), seen.end(), word) == seen.end()) {
            seen[count++] = std::string(word);
        }
    });
    return count >= (words <= 12 ? 1 : words <= 30 ? 2 : 3);
}

// «… in Ihrer Nähe. Jetzt spenden»: a paragraph that ends as a button.
bool ends_as_button(std::string_view lower) {
    const auto space = lower.rfind(' ');
    if (space == lower.npos || ends_like_sentence(lower)) return false;
    const std::string_view last = bare_word(lower.substr(space + 1));
    lower = lower.substr(0, space);
    return lower.ends_with(" jetzt") && last.ends_with("en");
}

// «Wo die nächsten Krisen lauern Eine Kolumne von Henrik Müller»: a link to another article, with its author.
bool ends_with_byline(std::string_view text, std::string_view lower, std::uint32_t words) {
    if (words < 4 || words > 30 || ends_like_sentence(text)) return false;
    static constexpr auto kinds = std::to_array<std::string_view>(
        {" eine kolumne von ", " ein interview von ", " ein kommentar von ", " eine analyse von ",
         " interview: ", " ein gastbeitrag von ", " eine reportage von ", " ein porträt von ",
         " ein essay von ", " eine rezension von "});
    return std::any_of(kinds.begin(), kinds.end(), [&](std::string_view kind) {
        const auto at = lower.rfind(kind);
        return at != lower.npos && lower.size() - at <= kind.size() + 50;
    });
}

// «Lichtgut/Max Muster»: an agency and a name, or two names.
bool is_slashed_credit(std::string_view text, std::uint32_t words) {
    const auto slash = text.find('/');
    if (words < 2 || words > 6 || slash == text.npos || slash == 0 || text.find(':') != text.npos)
        return false;
    bool names = !ends_like_sentence(text);
    std::size_t count = 0;
    for_each_piece(text, [&](std::string_view piece) {
        ++count;
        names = names && (capitalised(piece) || is_agency(lower_case(bare_word(piece))));
    });
    return names && count < words + 1;
}

double function_share(std::string_view lower) {
    std::size_t words = 0, known = 0;
    for_each_piece(lower, [&](std::string_view piece) {
        ++words;
        known += is_function_word(bare_word(piece));
    });
    return words ? static_cast<double>(known) / static_cast<double>(words) : 0;
}

Role role_of(std::string_view text, std::uint32_t words) {
    if (text.size() > 4 * longest_phrase) return Role::paragraph;
    const std::string lower = lower_case(text);
    if (words == 0) return Role::clutter;
    const bool sentence = ends_like_sentence(text) && text.back() != ':';
    if (words <= 14) {
        if (is_article_end(lower) && !sentence) return Role::end;
        if (words <= 6 && is_end_marker(lower) && !sentence) return Role::end_marker;
        if (is_clutter_line(lower)) return Role::clutter;
        if (is_initials_line(text)) return Role::initials;
        if (is_date_line(lower)) return Role::date;
        if (is_byline(text, lower, words)) return Role::byline;
    }
    if (words <= 14 && !sentence && holds_full_date(lower)) return Role::date;
    if (words <= 30 && starts_like_credit(lower)) return Role::credit;
    if (is_slashed_credit(text, words)) return Role::credit;
    if (words <= 60 && is_note(lower)) return Role::note;
    if (words <= 60 && (is_page_text(lower) || is_gate(lower))) return Role::service;
    if (ends_as_button(lower) || (words >= 3 && words <= 45 && is_offer(lower))) return Role::service;
    if (words >= 3 && words <= 45 && is_agency_note(lower)) return Role::note;
    if (ends_with_byline(text, lower, words)) return Role::clutter;
    if (words >= 3 && words <= 70 && ends_with_credit(lower)) return Role::caption;
    if (lower.find('@') != lower.npos && words <= 6) return Role::clutter;
    if (is_clutter_line(lower) && words <= 30) return Role::clutter;
    if (words <= 60 && is_service(text, lower, words)) return Role::service;
    if (sentence && words >= 8) return Role::paragraph;
    if (words >= 12 && function_share(lower) > 0.25) return Role::paragraph;
    return Role::brief;
}

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
        lines.push_back({line, words, role_of(line, words), blank, false});
        blank = false;
    }
    return lines;
}

// Roles that only the neighbours tell: captions above credits, doubled captions, names in bylines.
void assign_by_neighbours(std::vector<Line>& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        Line& line = lines[i];
        const bool credit_ahead = (i + 1 < lines.size() && lines[i + 1].role == Role::credit) ||
                                  (i + 2 < lines.size() && lines[i + 2].role == Role::credit);
        // The same line twice is a picture's description and its caption, or a page's title.
        if (i > 0 && credit_ahead && line.text == lines[i - 1].text && line.role == Role::brief) {
            line.role = lines[i - 1].role = Role::caption;
        }
        if (line.role == Role::credit && i > 0) {
            Line& above = lines[i - 1];
            const bool close = !line.blank_before && above.words <= 45;
            const bool below_button =
                i > 1 && (lines[i - 2].role == Role::clutter || lines[i - 2].role == Role::caption);
            const bool loose = above.words <= 30 && (above.role == Role::brief || below_button);
            if ((above.role == Role::brief || above.role == Role::paragraph) && (close || loose))
                above.role = Role::caption;
            // «Foto:» with the name in a line of its own
            if (line.words == 1 && i + 1 < lines.size() && lines[i + 1].words <= 8 &&
                lines[i + 1].role == Role::brief) {
                lines[i + 1].role = Role::credit;
            }
        }
        // A headline, its teaser, «weiterlesen».
        if (line.role == Role::paragraph && i > 0 && i + 1 < lines.size() &&
            lines[i - 1].role == Role::brief && !line.blank_before &&
            is_read_on(lower_case(lines[i + 1].text))) {
            line.role = Role::service;
        }
        // «Redakteurin», and what she does else.
        if (line.words <= 4 && is_author_title(lower_case(line.text))) {
            line.role = Role::clutter;
            if (i + 1 < lines.size() && lines[i + 1].role == Role::paragraph)
                lines[i + 1].role = Role::service;
        }
        if (line.text == "Von" || line.text == "von") {
            line.role = Role::byline;
            for (std::size_t k = i + 1; k < lines.size() && k <= i + 4; ++k) {
                bool name = lines[k].words <= 4 && lines[k].role == Role::brief;
                for_each_piece(lines[k].text,
                               [&](std::string_view piece) { name = name && capitalised(piece); });
                if (!name) break;
                lines[k].role = Role::byline;
            }
        }
    }
}

int score(const Line& line) {
    switch (line.role) {
        case Role::paragraph:
            return static_cast<int>(std::min<std::uint32_t>(line.words, 60));
        case Role::brief:
            return -6;
        case Role::caption:
            return -2;
        case Role::credit:
            return -2;
        case Role::byline:
            return -4;
        case Role::date:
            return -8;
        case Role::clutter:
            return -8;
        case Role::service:
            return -12;
        case Role::note:
            return -20;
        case Role::initials:
            return -60;
        case Role::end:
            return -60;
        case Role::end_marker:
            return -20;
    }
    return 0;
}

struct Run {
    std::size_t begin = 0, end = 0;  // indices of lines
};

Run best_run(const std::vector<Line>& lines) {
    Run best, run;
    std::int64_t best_sum = 0, sum = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (sum <= 0) {
            sum = 0;
            run.begin = i;
        }
        sum += score(lines[i]);
        // Readers' comments can be longer than the article.
        if (lines[i].role == Role::end && best_sum >= 150) break;
        if (sum > best_sum) {
            best_sum = sum;
            best = {run.begin, i + 1};
        }
    }
    return best;
}

// Words a title is recognized by, as hashes.
template <class Visit>
void for_each_topic_word(std::string_view text, Visit visit) {
    for_each_piece(text, [&](std::string_view piece) {
        const std::string word = lower_case(bare_word(piece));
        if (count_code_points(word) >= 3 && !is_function_word(word)) visit(std::hash<std::string>{}(word));
    });
}

// A box of headlines in mid-article can cost more than the paragraphs behind it score. A paragraph that
// stands right before what ends articles (sources, initials, links) and speaks of the same things belongs to
// it.
Run reach_over_boxes(const std::vector<Line>& lines, Run run) {
    constexpr std::size_t farthest = 80, least_common = 2;
    std::unordered_map<std::size_t, int> topic;
    for (std::size_t i = run.begin; i < run.end; ++i)
        if (lines[i].role == Role::paragraph)
            for_each_topic_word(lines[i].text, [&](std::size_t word) { ++topic[word]; });
    for (std::size_t i = run.end; i < lines.size() && i < run.end + farthest; ++i) {
        const Role role = lines[i].role;
        if (role == Role::end) break;
        if (role != Role::end_marker && role != Role::initials && role != Role::note) continue;
        const Line& last = lines[i - 1];
        if (i == run.end || last.role != Role::paragraph || last.words < 10) continue;
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

bool may_be_title(const Line& line) {
    if (line.role != Role::brief && line.role != Role::paragraph) return false;
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

std::optional<std::size_t> find_title(const std::vector<Line>& lines, Run run) {
    std::unordered_set<std::size_t> topic;
    for (std::size_t i = run.begin; i < run.end; ++i) {
        if (lines[i].role != Role::paragraph || may_be_title(lines[i])) continue;
        for_each_topic_word(lines[i].text, [&](std::size_t word) { topic.insert(word); });
    }
    std::size_t last = run.begin;  // the first line that can only be a paragraph
    while (last < run.end && (lines[last].role != Role::paragraph || may_be_title(lines[last]))) ++last;
    // Captions or other articles' teasers may stand above the title; that far down only a line is believed
    // that the page repeats, as pages do with their title.
    const std::size_t deepest = std::min(last + 20, run.end);
    const std::size_t first = run.begin > 60 ? run.begin - 60 : 0;
    std::unordered_map<std::string_view, int> times;
    for (std::size_t i = first; i < deepest; ++i) times[headline_part(lines[i].text)] = 0;
    for (const Line& line : lines) {
        if (const auto found = times.find(headline_part(line.text)); found != times.end()) ++found->second;
    }

    std::optional<std::size_t> best;
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
        const auto distance = static_cast<double>(i > last ? i - last : last - i);
        const auto length = static_cast<double>(lines[i].words);
        const double value = 3 * known / words + std::min(known, 6.) / 2 + (repeated ? 1 : 0) -
                             0.06 * distance - (length < 4 ? 1.5 : 0) - 0.15 * std::max(0., length - 14);
        if (value >= best_score && value > 0.5) {
            best_score = value;
            best = i;
        }
    }
    return best;
}

// A short line right above a paragraph, and no member of a list of links.
bool is_heading(const std::vector<Line>& lines, std::size_t i, std::size_t begin, std::size_t end) {
    const Line& line = lines[i];
    const bool doubled =
        (i > begin && lines[i - 1].text == line.text) || (i + 1 < end && lines[i + 1].text == line.text);
    if (doubled || line.words > 16 || i + 1 >= end || lines[i + 1].role != Role::paragraph) return false;
    const char32_t last = last_code_point(line.text, is_closing);
    if (last == '.' || last == ',' || last == ':' || last == U'…') return false;
    if (line.words < 2 && last != '?' && last != '!')
        return line.blank_before && count_code_points(line.text) > 3;
    if (i == begin) return true;
    const Line& above = lines[i - 1];
    if (above.text == ":") return false;  // between the kicker and the headline of another article
    if (last == '?' && !lines[i + 1].blank_before) return true;
    return above.role != Role::brief ||
           (line.blank_before && !lines[i + 1].blank_before && !above.blank_before);
}

std::string authors_of(const std::vector<Line>& lines, std::size_t begin, std::size_t end) {
    std::string authors;
    for (std::size_t i = begin; i < end; ++i) {
        if (lines[i].role != Role::byline) continue;
        std::string_view name = lines[i].text;
        if (name.substr(0, 4) == "Von " || name.substr(0, 4) == "von ") name.remove_prefix(4);
        if (name == "Von" || name == "von") continue;
        if (!authors.empty()) authors += ", ";
        authors += name;
    }
    return authors;
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
        const Role role = role_of(line, count_words(line));
        if (role == Role::paragraph || role == Role::brief || !has_letter_or_digit(line)) continue;
        std::string lower = lower_case(line);
        const bool strong = is_page_evidence(lower) || role == Role::credit || role == Role::end;
        if (seen.size() < 64 && seen.insert(std::move(lower)).second) signs += strong ? 3 : 1;
    }
    return signs >= 6 ? 0.9 : 0.1;
}

Result<Reading> read_page(std::string_view text, const ReadOptions& options) {
    std::vector<Line> lines = lines_of(text);
    assign_by_neighbours(lines);
    const Run run = reach_over_boxes(lines, best_run(lines));
    if (run.begin == run.end) {
        return Error{ErrorKind::unreadable,
                     "no article found in this page; if it is your own text, add it as text (--as text)"};
    }
    const std::optional<std::size_t> title = find_title(lines, run);
    // The offer to read on stands right behind what is free.
    constexpr std::size_t near = 6;
    bool gated = false;
    for (std::size_t i = run.end; i < lines.size() && i < run.end + near; ++i)
        gated |= lines[i].words <= 30 && is_gate(lower_case(lines[i].text));
    const std::size_t begin = title ? *title + 1 : run.begin;

    Reading reading;
    reading.only_the_beginning = gated;
    Article& article = reading.article;
    std::vector<std::size_t> body;  // kept lines
    std::unordered_set<std::string_view> seen;
    if (title) seen.insert(lines[*title].text);
    std::size_t first_body = run.end;
    for (std::size_t i = begin; i < run.end; ++i) {
        Line& line = lines[i];
        const bool within = i >= run.begin;
        const bool keep = line.role == Role::paragraph
                              ? within || line.words >= 8
                              : line.role == Role::brief && within && is_heading(lines, i, begin, run.end);
        if (!keep || !seen.insert(line.text).second) continue;
        line.kept = true;
        first_body = std::min(first_body, i);
        body.push_back(i);
    }
    if (body.empty()) return Error{ErrorKind::unreadable, "nothing but the page's own texts was found"};

    std::vector<std::string_view> paragraphs;
    for (const std::size_t i : body) paragraphs.push_back(lines[i].text);
    Headline headline;
    if (title) {
        headline = split_headline(lines[*title].text, paragraphs);
        lines[*title].kept = true;
    }
    article.kicker = headline.kicker;

    // The teaser stands between title and picture, byline or date: a paragraph that something else parts
    // from the next.
    std::size_t next = 0;
    if (title && body.size() > 1 && lines[body[0]].role == Role::paragraph && lines[body[0]].words <= 70 &&
        body[1] > body[0] + 1) {
        article.teaser = std::string(lines[body[0]].text);
        next = 1;
    }
    for (; next < body.size(); ++next) {
        const Line& line = lines[body[next]];
        article.body.push_back(
            {line.role == Role::brief ? BlockKind::heading : BlockKind::paragraph, std::string(line.text)});
    }

    const std::size_t head = title ? (*title > 3 ? *title - 3 : 0) : run.begin;
    article.authors = authors_of(lines, head, run.end);
    for (std::size_t i = head; i < first_body + 6 && i < run.end && article.date.empty(); ++i) {
        if (lines[i].role == Role::date) article.date = std::string(lines[i].text);
    }
    if (!options.title.empty()) {
        article.title = options.title;
    } else if (title) {
        article.title = headline.title;
    } else {
        // No headline was copied: the first paragraph takes its place, read once.
        Result<Reading> own = read_own_text(lines[body[0]].text, options);
        article.title = own->article.title;
        article.body.erase(article.body.begin());
        article.body.insert(article.body.begin(), own->article.body.begin(), own->article.body.end());
    }
    for (const Line& line : lines) {
        if (!line.kept) reading.dropped.emplace_back(line.text);
    }
    return reading;
}

}  // namespace vorleser
