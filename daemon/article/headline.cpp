#include "daemon/article/headline.hpp"

#include <algorithm>
#include <array>

#include "daemon/article/characters.hpp"
#include "daemon/article/phrases.hpp"

namespace vorleser {

namespace {

bool capitalised(std::string_view word) {
    const char32_t c = first_code_point(bare_word(word));
    return is_upper(c) && first_code_point(word) == c;
}

bool ends_bare(std::string_view piece) {
    return is_letter_or_digit(last_code_point(piece, [](char32_t) { return false; }));
}

bool ends_with(std::string_view word, std::string_view end) {
    return word.size() >= end.size() && word.substr(word.size() - end.size()) == end;
}

// A lower-case word that can be a verb in the present or past of a third person.
bool looks_like_finite_verb(std::string_view piece) {
    static constexpr std::array common{"hat",   "haben", "hatte", "ist",   "sind",  "war",
                                       "wird",  "will",  "kann",  "darf",  "muss",  "soll",
                                       "wurde", "geht",  "gibt",  "kommt", "werden"};
    static constexpr std::array never{"mit",   "seit",  "statt",     "laut",   "nicht", "jetzt",
                                      "fast",  "erst",  "weit",      "gegen",  "wegen", "zwischen",
                                      "neben", "unten", "oben",      "hinten", "heute", "selbst",
                                      "samt",  "dort",  "insgesamt", "rund",   "neuen", "weiten"};
    const std::string_view word = bare_word(piece);
    if (word.size() < 3 || !is_lower(first_code_point(word))) return false;
    const auto is_word = [&](const char* known) { return word == known; };
    if (std::any_of(common.begin(), common.end(), is_word)) return true;
    if (std::any_of(never.begin(), never.end(), is_word) || is_function_word(word)) return false;
    return ends_with(word, "t") || ends_with(word, "te") || ends_with(word, "ten");
}

struct Candidate {
    std::size_t at;                // index of the right part's first piece
    std::string_view left, right;  // the words on both sides
    bool left_found = false, right_found = false, together = false;
};

// Asks the body for all candidates in one pass.
void look_up(std::vector<Candidate>& candidates, const std::vector<std::string_view>& body) {
    for (const std::string_view paragraph : body) {
        std::string_view before;
        for_each_piece(paragraph, [&](std::string_view piece) {
            const std::string_view word = bare_word(piece);
            for (Candidate& c : candidates) {
                c.left_found |= word == c.left;
                c.right_found |= word == c.right;
                c.together |= before == c.left && word == c.right;
            }
            before = ends_bare(piece) ? word : std::string_view{};
        });
    }
}

}  // namespace

Headline split_headline(std::string_view line, const std::vector<std::string_view>& body) {
    Headline whole{{}, std::string(line)};
    auto split_at = [&](std::size_t left_end, std::size_t right_begin) {
        return Headline{std::string(line.substr(0, left_end)), std::string(line.substr(right_begin))};
    };
    // «Kultur : Was lesen die Philippinen?»: a space before the colon is no German, but a page's layout.
    if (const std::size_t colon = line.find(" : "); colon != line.npos && colon < 60) {
        return split_at(colon, colon + 3);
    }

    std::vector<std::string_view> pieces;
    for_each_piece(line, [&](std::string_view piece) { pieces.push_back(piece); });
    if (pieces.size() < 6 || pieces.size() > 30) return whole;

    std::vector<Candidate> candidates;
    bool connected = false;  // a lower-case function word makes the left side a phrase, not a name
    for (std::size_t i = 1; i + 3 < pieces.size() && i <= 9; ++i) {
        const std::string_view before = pieces[i - 1];
        if (!ends_bare(before) || first_code_point(before) == U'»' || first_code_point(before) == U'„') break;
        if (looks_like_finite_verb(before)) break;
        connected |= i > 1 && is_lower(first_code_point(before)) && is_function_word(before);
        if (i < 2 || !connected || !capitalised(before) || !capitalised(pieces[i])) continue;
        // The right side: a subject of at most four words, all capitalised but for what follows an article,
        // then its verb.
        const bool article = is_function_word(lower_case(pieces[i]));
        std::size_t verb = i + 1;
        while (verb < pieces.size() && verb < i + 4 && ends_bare(pieces[verb - 1]) &&
               !looks_like_finite_verb(pieces[verb]) &&
               (capitalised(pieces[verb]) || (article && verb < i + 3))) {
            ++verb;
        }
        if (verb >= pieces.size() || !looks_like_finite_verb(pieces[verb])) continue;
        candidates.push_back({i, bare_word(before), bare_word(pieces[i])});
    }
    // «Präsident der Deutschen Bank Christian Sewing warnt»: a role and the name of who holds it are one.
    if (candidates.empty() || is_role(lower_case(bare_word(pieces[0])))) return whole;

    look_up(candidates, body);
    const auto borne_out = [](const Candidate& c) { return c.left_found && c.right_found && !c.together; };
    const auto found = std::find_if(candidates.begin(), candidates.end(), borne_out);
    if (found == candidates.end()) return whole;
    const auto left_end = static_cast<std::size_t>(pieces[found->at].data() - line.data());
    return split_at(left_end - 1, left_end);
}

}  // namespace vorleser
