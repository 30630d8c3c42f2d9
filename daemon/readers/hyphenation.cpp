#include "daemon/readers/hyphenation.hpp"

#include <algorithm>
#include <array>

#include "daemon/article/characters.hpp"

namespace vorleser::documents {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_words = 200'000;
constexpr std::array hyphens{"-"sv, "\xE2\x80\x90"sv, "\xE2\x80\x91"sv};
constexpr std::string_view soft_hyphen = "\xC2\xAD";

// The hyphen at the end; empty: there is none.
std::string_view final_hyphen(std::string_view line) {
    for (const std::string_view hyphen : hyphens)
        if (line.ends_with(hyphen)) return line.substr(line.size() - hyphen.size());
    return {};
}

template <class Words>
bool is_among(std::string_view word, const Words& words) {
    return std::ranges::find(words, word) != words.end();
}

std::string_view first_piece(std::string_view line) {
    return line.substr(0, line.find(' '));
}

std::string_view last_piece(std::string_view line) {
    return line.substr(line.rfind(' ') + 1);  // npos + 1 is 0
}

bool is_capitals(std::string_view text) {
    std::size_t capitals = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (is_lower(c)) return false;
        capitals += is_upper(c);
    }
    return capitals > 0;
}

bool has_digit(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return is_digit(static_cast<unsigned char>(c)); });
}

// «US», «E», «CO2», «Pkw»: what nobody hyphenates, so that its hyphen is a compound's.
bool is_abbreviation(std::string_view part) {
    if (count_code_points(part) == 1 || has_digit(part) || is_capitals(part)) return true;
    return lower_case(part).find_first_of("aeiouy\xC3") == std::string::npos;  // ä, ö, ü
}

// «deutsch-französische», «schwarz-weiß»: adjectives side by side.
bool are_adjectives(std::string_view left, std::string_view right) {
    constexpr std::array colours{"schwarz"sv, "wei\xC3\x9F"sv, "rot"sv,    "gr\xC3\xBCn"sv, "gelb"sv,
                                 "blau"sv,    "gold"sv,        "lila"sv,   "orange"sv,      "grau"sv,
                                 "braun"sv,   "rosa"sv,        "violett"sv};
    constexpr std::array endings{"isch"sv, "lich"sv, "deutsch"sv};
    constexpr std::array inflections{""sv, "e"sv, "er"sv, "en"sv, "em"sv, "es"sv};
    const auto ends_so = [&](std::string_view word, std::string_view inflection) {
        return word.size() > inflection.size() + 5 && word.ends_with(inflection) &&
               std::ranges::any_of(endings, [&](std::string_view ending) {
                   return word.substr(0, word.size() - inflection.size()).ends_with(ending);
               });
    };
    const std::string before = lower_case(left), behind = lower_case(right);
    for (const std::string_view inflection : inflections) {
        if (!behind.ends_with(inflection)) continue;
        const std::string_view stem = std::string_view(behind).substr(0, behind.size() - inflection.size());
        if (is_among(before, colours) && is_among(stem, colours)) return true;
        if (ends_so(before, "") && ends_so(behind, inflection)) return true;
    }
    return false;
}

bool is_number(std::string_view word) {
    constexpr std::array numbers{"ein"sv,   "zwei"sv,         "drei"sv,    "vier"sv,   "f\xC3\xBCnf"sv,
                                 "sechs"sv, "sieben"sv,       "acht"sv,    "neun"sv,   "zehn"sv,
                                 "elf"sv,   "zw\xC3\xB6lf"sv, "zwanzig"sv, "hundert"sv};
    return has_digit(word) || is_among(lower_case(word), numbers);
}

// «Vor-/und Nachteile», «zwei-/bis dreimal»: the next word joins two, of which the first lacks its end.
bool stands_for_more(std::string_view left, std::string_view next) {
    constexpr std::array conjunctions{"und"sv,   "oder"sv,       "bzw."sv, "beziehungsweise"sv,
                                      "sowie"sv, "respektive"sv, "u."sv,   "&"sv};
    const std::string_view word = first_piece(next);
    if (is_among(word, conjunctions)) return true;
    if (next.starts_with("als auch ")) return true;
    return word == "bis" && (is_number(left) || next.starts_with("bis zu"));
}

bool is_address(std::string_view piece) {
    return piece.find("://") != piece.npos || piece.find("www.") != piece.npos;
}

}  // namespace

void Hyphenation::learn(std::string_view line) {
    const auto add = [&](std::string_view word) {
        const std::string lower = lower_case(word);
        if (const auto known = words_.find(lower); known != words_.end()) {
            ++known->second;
        } else if (words_.size() < most_words && !lower.empty()) {
            words_.emplace(lower, 1);
        }
    };
    const bool cut = !final_hyphen(line).empty() || line.ends_with(soft_hyphen);
    if (cut) line = line.substr(0, line.size() - last_piece(line).size());
    for_each_piece(line, [&](std::string_view piece) {
        const std::string_view word = bare_word(piece);
        add(word);
        // Of «Start-up-Szene» also «Start-up», «up-Szene» and the parts.
        std::size_t before = word.npos, begin = 0;
        while (begin < word.size() && word.find('-') != word.npos) {
            const std::size_t end = std::min(word.find('-', begin), word.size());
            add(word.substr(begin, end - begin));
            if (before != word.npos) add(word.substr(before, end - before));
            before = begin;
            begin = end + 1;
        }
    });
}

std::size_t Hyphenation::count(const std::string& word) const {
    const auto known = words_.find(word);
    return known == words_.end() ? 0 : known->second;
}

// `line` without its hyphen.
bool Hyphenation::parts_a_word(std::string_view line, std::string_view next) const {
    const std::string_view left = last_piece(line), right = first_piece(next);
    if (is_address(left) || is_digit(first_code_point(right))) return false;
    const std::string_view part = left.substr(left.rfind('-') + 1), bare = bare_word(part);
    const std::string_view behind = bare_word(right.substr(0, right.find('-')));
    const std::size_t together = count(lower_case(bare) + lower_case(behind)),
                      apart = count(lower_case(bare) + "-" + lower_case(behind));
    if (together != apart) return together > apart;
    if (is_upper(first_code_point(right))) return is_capitals(line) && is_capitals(next) && bare.size() > 2;
    return !is_abbreviation(bare) && !are_adjectives(bare, behind);
}

std::string Hyphenation::joined(std::string_view line, std::string_view next) const {
    const auto with = [&](std::string_view begin, std::string_view between) {
        return std::string(begin).append(between).append(next);
    };
    if (line.empty() || next.empty()) return with(line, "");
    if (line.ends_with(soft_hyphen)) return with(line.substr(0, line.size() - soft_hyphen.size()), "");
    const std::string_view hyphen = final_hyphen(line);
    if (hyphen.empty()) {
        const bool goes_on = line.ends_with('/') && line.size() > 1 && line[line.size() - 2] != ' ';
        return with(line, goes_on ? "" : " ");
    }
    const std::string_view word = line.substr(0, line.size() - hyphen.size());
    if (word.empty() || word.ends_with(' ')) return with(line, " ");  // a dash
    if (!is_letter_or_digit(first_code_point(next)) && (next[0] == ',' || next[0] == '.' || next[0] == ')'))
        return with(line, "");
    if (stands_for_more(bare_word(last_piece(word)), next)) return with(line, " ");
    return with(parts_a_word(word, next) ? word : line, "");
}

}  // namespace vorleser::documents
