// Words as they are compared when something is searched for. Pure.
//
// German is written in several ways that mean the same: «Straße» and «STRASSE», «Köln», «Koeln» and, on
// foreign keyboards, «Koln». What is *normalized* is the same in all but the last; what is *folded* in all of
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

// A word of a text: its bytes, and its code points counted from the text's start.
struct WordSpan {
    std::size_t byte = 0, byte_end = 0;
    std::uint32_t begin = 0, end = 0;
    bool joined = false;  // by a hyphen to the word before
    bool operator==(const WordSpan&) const = default;
};

// What stands between characters that belong to no word. A word has a letter or a digit.
std::vector<WordSpan> words_in(std::string_view text);

// In lower case, «ß» as «ss», «ä» as «ae», other accents gone; at most max_term bytes. May be empty.
std::string normalized(std::string_view word);
inline constexpr std::size_t max_term = 64;

// A normalized word with «ae», «oe», «ue» as «a», «o», «u», but for «ue» behind a vowel or a q («Bauer»,
// «Quelle»).
std::string folded(std::string_view normalized);

}  // namespace vorleser
