// Small questions about UTF-8 text, answered by ICU's character data. The text must be valid UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace vorleser {

// The code point at byte `at`, which is moved behind it. Broken bytes give U+FFFD.
inline char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) return text[at++], lead;
    UChar32 code_point = 0;
    // ICU counts in int32_t: a window of a few bytes keeps texts of any size within it.
    const std::string_view window = text.substr(at, 8);
    std::int32_t offset = 0;
    U8_NEXT_OR_FFFD(window.data(), offset, static_cast<std::int32_t>(window.size()), code_point);
    at += static_cast<std::size_t>(offset);
    return static_cast<char32_t>(code_point);
}

inline void append(std::string& text, char32_t code_point) {
    char bytes[U8_MAX_LENGTH];
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, code_point);
    text.append(bytes, static_cast<std::size_t>(length));
}

inline std::size_t count_code_points(std::string_view text) {
    std::size_t count = 0;
    for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
    return count;
}

inline bool is_letter_or_digit(char32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return u_isalnum(static_cast<UChar32>(c));
}

inline bool is_upper(char32_t c) {
    return u_isUUppercase(static_cast<UChar32>(c)) || u_istitle(static_cast<UChar32>(c));
}
inline bool is_lower(char32_t c) {
    return u_isULowercase(static_cast<UChar32>(c));
}
inline bool is_digit(char32_t c) {
    return c >= '0' && c <= '9';
}

inline bool has_letter_or_digit(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (is_letter_or_digit(next_code_point(text, at))) return true;
    }
    return false;
}

inline char32_t first_code_point(std::string_view text) {
    std::size_t at = 0;
    return text.empty() ? U'\0' : next_code_point(text, at);
}

// The last code point that `skip` does not hold for; U+0000 if there is none.
template <class Skip>
char32_t last_code_point(std::string_view text, Skip skip) {
    for (std::size_t end = text.size(); end > 0;) {
        std::size_t begin = end - 1;
        while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
        std::size_t at = begin;
        const char32_t c = next_code_point(text, at);
        if (!skip(c)) return c;
        end = begin;
    }
    return U'\0';
}

// Quotation marks and brackets, which may follow a full stop.
inline bool is_closing(char32_t c) {
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == U'»' || c == U'«' || c == U'›' ||
           c == U'‹' || c == U'“' || c == U'”' || c == U'‘' || c == U'’';
}

// Quotation marks that open; as ends and beginnings differ by language, some are in both.
inline bool opens_quotation(char32_t c) {
    return c == '"' || c == U'»' || c == U'«' || c == U'›' || c == U'‹' || c == U'„' || c == U'“' ||
           c == U'‚' || c == U'‘';
}

// Whether the text ends as a sentence does, closing quotation marks aside.
inline bool ends_like_sentence(std::string_view text) {
    const char32_t c = last_code_point(text, is_closing);
    return c == '.' || c == '!' || c == '?' || c == U'…' || c == ':';
}

inline std::string lower_case(std::string_view text) {
    std::string lower;
    lower.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (const auto c = static_cast<unsigned char>(text[at]); c < 0x80) {  // nearly all
            lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
            ++at;
        } else {
            append(lower, static_cast<char32_t>(u_tolower(static_cast<UChar32>(next_code_point(text, at)))));
        }
    }
    return lower;
}

// Calls visit(std::string_view) for each piece between spaces (U+0020).
template <class Visit>
void for_each_piece(std::string_view text, Visit visit) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (end > at) visit(text.substr(at, end - at));
        at = end + 1;
    }
}

// A piece without the punctuation around it: «»Multimilliarden-Deal«,» gives «Multimilliarden-Deal».
inline std::string_view bare_word(std::string_view piece) {
    std::size_t begin = piece.size(), end = 0;
    for (std::size_t at = 0; at < piece.size();) {
        const std::size_t from = at;
        if (!is_letter_or_digit(next_code_point(piece, at))) continue;
        begin = std::min(begin, from);
        end = at;
    }
    return begin < end ? piece.substr(begin, end - begin) : std::string_view{};
}

}  // namespace vorleser
