#include "daemon/text/folding.hpp"

#include <unicode/unorm2.h>

#include "daemon/article/characters.hpp"
#include "daemon/base/characters.hpp"

namespace vorleser {

namespace {

constexpr char32_t soft_hyphen = 0xAD, diaeresis = 0x308;

bool is_mark(char32_t c) {
    if (c < 0x300) return false;
    const auto type = u_charType(static_cast<UChar32>(c));
    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_COMBINING_SPACING_MARK;
}

bool is_hyphen(char32_t c) {
    return c == '-' || c == 0x2010 || c == 0x2011;
}

// What Unicode does not take apart.
std::string_view spelled(char32_t c) {
    switch (c) {
        case U'ß':
        case U'ẞ':
            return "ss";
        case U'ä':
        case U'Ä':
        case U'æ':
        case U'Æ':
            return "ae";
        case U'ö':
        case U'Ö':
        case U'œ':
        case U'Œ':
            return "oe";
        case U'ü':
        case U'Ü':
            return "ue";
        case U'ø':
        case U'Ø':
            return "o";
        case U'ł':
        case U'Ł':
            return "l";
        case U'đ':
        case U'Đ':
            return "d";
        case U'ı':
            return "i";
        default:
            return {};
    }
}

void append_plain(std::string& text, char32_t c) {
    if (const auto as = spelled(c); !as.empty()) {
        text += as;
        return;
    }
    UErrorCode failed = U_ZERO_ERROR;
    const UNormalizer2* nfkd = unorm2_getNFKDInstance(&failed);
    UChar units[32];
    const std::int32_t size =
        U_SUCCESS(failed) ? unorm2_getDecomposition(nfkd, static_cast<UChar32>(c), units, 32, &failed) : -1;
    if (U_FAILURE(failed) || size < 0) {
        append(text, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
        return;
    }
    for (std::int32_t i = 0; i < size;) {
        UChar32 each = 0;
        U16_NEXT(units, i, size, each);
        if (is_letter_or_digit(static_cast<char32_t>(each)))
            append(text, static_cast<char32_t>(u_tolower(each)));
    }
}

}  // namespace

std::vector<WordSpan> words_in(std::string_view text) {
    std::vector<WordSpan> words;
    WordSpan word;
    bool within = false, letters = false;
    std::uint32_t count = 0;
    int between = 0;  // code points since the last word; a single hyphen joins
    bool hyphen = false;
    const auto end_word = [&](std::size_t byte) {
        if (within && letters) {
            word.byte_end = byte, word.end = count;
            words.push_back(word);
            between = 0;
        }
        within = letters = false;
    };
    for (std::size_t at = 0; at < text.size(); ++count) {
        const std::size_t from = at;
        const char32_t c = next_code_point(text, at);
        const bool letter = is_letter_or_digit(c);
        if (letter || (within && (is_mark(c) || c == soft_hyphen))) {
            if (!within) word = {from, 0, count, 0, !words.empty() && between == 1 && hyphen};
            within = true;
            letters = letters || letter;
            continue;
        }
        end_word(from);
        ++between;
        hyphen = is_hyphen(c);
    }
    end_word(text.size());
    return words;
}

std::string normalized(std::string_view word) {
    std::string plain;
    for (std::size_t at = 0; at < word.size() && plain.size() < max_term;) {
        if (const auto c = static_cast<unsigned char>(word[at]); c < 0x80) {
            if (is_letter_or_digit(c)) plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
            ++at;
            continue;
        }
        const char32_t c = next_code_point(word, at);
        const bool umlaut = c == diaeresis && !plain.empty() &&
                            std::string_view("aou").find(plain.back()) != std::string_view::npos;
        if (umlaut)
            plain += 'e';
        else if (c != soft_hyphen && !is_mark(c))
            append_plain(plain, c);
    }
    plain.resize(whole_characters(plain, max_term));
    return plain;
}

std::string folded(std::string_view normalized) {
    std::string plain;
    plain.reserve(normalized.size());
    for (std::size_t i = 0; i < normalized.size(); ++i) {
        const char c = normalized[i];
        const char before = plain.empty() ? '\0' : plain.back();
        if (c == 'e' && (before == 'a' || before == 'o')) continue;
        if (c == 'e' && before == 'u') {
            const char ahead = plain.size() > 1 ? plain[plain.size() - 2] : '\0';
            if (std::string_view("aeioqu").find(ahead) == std::string_view::npos || ahead == '\0') continue;
        }
        plain += c;
    }
    return plain;
}

}  // namespace vorleser
