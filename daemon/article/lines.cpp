#include "daemon/article/lines.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "daemon/article/characters.hpp"
#include "daemon/article/phrases.hpp"

namespace vorleser {

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

namespace {

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

}  // namespace

std::string_view without_bullet(std::string_view line) {
    for (const std::string_view mark : {"- ", "* ", "+ ", "• ", "· ", "‣ ", "▪ "}) {
        if (line.substr(0, mark.size()) == mark) return line.substr(mark.size());
    }
    return line;
}

std::string_view names_of_byline(std::string_view byline) {
    for (const std::string_view by : {"Von ", "von ", "By ", "Par ", "Por ", "Av ", "Door "})
        if (byline.starts_with(by)) return byline.substr(by.size());
    return byline;
}

bool begins_with_name(std::string_view text, std::string_view authors) {
    while (!authors.empty()) {
        std::size_t end = authors.size(), behind = end;
        for (const std::string_view between : {", ", " und ", " and "}) {
            if (const std::size_t at = authors.find(between); at < end) {
                end = at;
                behind = at + between.size();
            }
        }
        const std::string_view name = authors.substr(0, end);
        if (name.find(' ') != name.npos && text.starts_with(name)) return true;
        authors.remove_prefix(behind);
    }
    return false;
}

bool capitalised(std::string_view piece) {
    return is_upper(first_code_point(bare_word(piece)));
}

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
    for (const std::string_view by : {"by ", "par ", "por ", "av ", "door "}) {
        if (lower.starts_with(by) && words <= 7) names_at = by.size();
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

namespace {}  // namespace

// «„Wir haben kein Konto“, sagt sie.», but not «„Der Morgen“: unser Newsletter …».
static bool is_speech(std::string_view text) {
    if (!opens_quotation(first_code_point(text))) return false;
    std::size_t at = 0;
    next_code_point(text, at);
    while (at < text.size() && !is_closing(next_code_point(text, at))) continue;
    return at >= text.size() || (text[at] != ':' && text[at] != ' ');
}

bool is_service(std::string_view text, std::string_view lower, std::uint32_t words) {
    if (words > 60 || is_speech(text)) return false;
    // «Sie» and «Ihr» that begin a sentence may speak of others, «wir» may be anybody.
    static constexpr auto addressing = std::to_array<std::string_view>(
        {"Ihre", "Ihren", "Ihrem", "Ihrer", "Ihnen", "Du", "du", "dein", "deine", "dich", "dir"});
    static constexpr auto perhaps = std::to_array<std::string_view>(
        {"Sie", "Ihr", "Wir", "wir", "uns", "unser", "unseren", "unserem", "unserer", "unsere", "Unsere"});
    const auto among = [](const auto& known, std::string_view word) {
        return std::find(known.begin(), known.end(), word) != known.end();
    };
    bool address = lower.starts_with("jetzt") || lower.starts_with("hier") || lower.starts_with("bitte");
    bool maybe = false, begins = true;
    for_each_piece(text, [&](std::string_view piece) {
        const std::string_view word = bare_word(piece);
        const bool within = !begins && (word == "Sie" || word == "Ihr");
        address |= among(addressing, word) || within;
        maybe |= among(perhaps, word);
        begins = ends_like_sentence(piece);
    });
    if (!address && !maybe) return false;
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
    const std::size_t wanted = words <= 12 ? 1 : words <= 30 ? 2 : 3;
    return count >= (address ? wanted : seen.size());
}

namespace {

// «… in Ihrer Nähe. Jetzt spenden»: a paragraph that ends as a button.
bool ends_as_button(std::string_view lower) {
    const auto space = lower.rfind(' ');
    if (space == lower.npos || ends_like_sentence(lower)) return false;
    const std::string_view last = bare_word(lower.substr(space + 1));
    lower = lower.substr(0, space);
    // «… sind skeptisch. mehr»
    const bool leads_on = last == "mehr" || last == "weiterlesen" || last == "more";
    return (lower.ends_with(" jetzt") && last.ends_with("en")) || (leads_on && ends_like_sentence(lower));
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

// «Bild 3 von 12: …», «Foto 1/8»
bool is_numbered_picture(std::string_view lower) {
    for (const std::string_view kind : {"bild ", "foto ", "image ", "photo ", "slide "}) {
        if (!lower.starts_with(kind)) continue;
        const std::string_view rest = lower.substr(kind.size());
        const std::size_t behind = rest.find_first_not_of("0123456789");
        if (behind == 0 || behind == rest.npos) continue;
        for (const std::string_view of : {" von ", " of ", "/", " / ", " sur ", " di ", " de "})
            if (rest.substr(behind).starts_with(of)) return true;
    }
    return false;
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

}  // namespace

LineRole role_of(std::string_view text, std::uint32_t words) {
    if (text.size() > 4 * longest_phrase) return LineRole::paragraph;
    const std::string lower = lower_case(text);
    if (words == 0) return LineRole::clutter;
    const bool sentence = ends_like_sentence(text) && text.back() != ':';
    if (words <= 14) {
        if (is_article_end(lower) && !sentence) return LineRole::end;
        if (words <= 6 && is_end_marker(lower) && !sentence) return LineRole::end_marker;
        if (is_clutter_line(lower)) return LineRole::clutter;
        if (is_initials_line(text)) return LineRole::initials;
        if (is_byline(text, lower, words)) return LineRole::byline;
    }
    if (words <= 24 && is_date_line(lower)) return LineRole::date;
    if (words <= 14 && !sentence && holds_full_date(lower)) return LineRole::date;
    if (words <= 30 && starts_like_credit(lower)) return LineRole::credit;
    if (is_slashed_credit(text, words)) return LineRole::credit;
    if (is_numbered_picture(lower)) return LineRole::caption;
    if (words <= 60 && is_note(lower)) return LineRole::note;
    if (words <= 60 && (is_page_text(lower) || is_gate(lower))) return LineRole::service;
    if (ends_as_button(lower) || (words >= 3 && words <= 45 && is_offer(lower))) return LineRole::service;
    if (words >= 3 && words <= 45 && is_agency_note(lower)) return LineRole::note;
    if (ends_with_byline(text, lower, words)) return LineRole::clutter;
    if (words >= 3 && words <= 70 && ends_with_picture_credit(lower)) return LineRole::caption;
    if (lower.find('@') != lower.npos && words <= 6) return LineRole::clutter;
    if (words > 14 && words <= 30 && is_clutter_line(lower)) return LineRole::clutter;
    if (words <= 60 && is_service(text, lower, words)) return LineRole::service;
    if (sentence && words >= 8) return LineRole::paragraph;
    if (words >= 12 && function_share(lower) > 0.25) return LineRole::paragraph;
    return sentence ? LineRole::sentence : LineRole::brief;
}

}  // namespace vorleser
