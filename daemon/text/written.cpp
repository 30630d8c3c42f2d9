#include "daemon/text/written.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "daemon/article/characters.hpp"

namespace vorleser {

namespace {

bool silent(char32_t c) {
    if (c == 0xAD || c == 0x034F || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) ||
        (c >= 0xE0000 && c <= 0xE0FFF))
        return true;
    const auto type = u_charType(static_cast<UChar32>(c));
    return type == U_FORMAT_CHAR || (type == U_CONTROL_CHAR && !u_isspace(static_cast<UChar32>(c)));
}

// Presentation forms, whose compatibility decomposition loses nothing: ligatures, full-width and mathematical
// letters, Roman numerals (Ⅳ), units in one sign (㎏, ℃); not ½ or ², which mean something.
bool presentation_form(char32_t c) {
    return (c >= 0xFB00 && c <= 0xFB06) || (c >= 0xFF01 && c <= 0xFF5E) || (c >= 0x1D400 && c <= 0x1D7FF) ||
           c == 0x0132 || c == 0x0133 || (c >= 0x2160 && c <= 0x217F) || c == 0x2103 || c == 0x2109 ||
           (c >= 0x3371 && c <= 0x33DF) || c == 0x33FF;
}

// Numbers within a circle, brackets or before a full stop: ①, ⑵, ⒊, ➍.
bool enclosed_number(char32_t c) {
    return (c >= 0x2460 && c <= 0x249B) || (c >= 0x24EA && c <= 0x24FF) || (c >= 0x2776 && c <= 0x2793) ||
           (c >= 0x3251 && c <= 0x325F) || (c >= 0x32B1 && c <= 0x32BF);
}

char32_t one_of_its_kind(char32_t c) {
    switch (c) {
        case 0x2010:
        case 0x2011:
        case 0x00AC:
            return '-';
        case 0x2012:
        case 0x2014:
        case 0x2015:
            return 0x2013;
        case 0x2212:
            return 0x2212;
        case 0x02BC:
        case 0x00B4:
        case 0x0060:
        case 0x2032:
            return '\'';
        default:
            return u_isUWhiteSpace(static_cast<UChar32>(c)) ? U' ' : c;
    }
}

}  // namespace

Written written(std::string_view utf8, std::uint32_t begin) {
    static const icu::Normalizer2* const compatible = [] {
        UErrorCode status = U_ZERO_ERROR;
        return icu::Normalizer2::getNFKCInstance(status);
    }();
    Written result;
    result.text.reserve(utf8.size());
    result.origin.reserve(utf8.size() + 1);
    std::uint32_t at = begin;
    auto put = [&](char32_t c) {
        if (c >= 0x10000) {
            result.text += static_cast<char16_t>(0xD7C0 + (c >> 10));
            result.origin.push_back(at);
            result.text += static_cast<char16_t>(0xDC00 + (c & 0x3FF));
        } else {
            result.text += static_cast<char16_t>(c);
        }
        result.origin.push_back(at);
    };
    for (std::size_t i = 0; i < utf8.size(); ++at) {
        const char32_t c = next_code_point(utf8, i);
        if (c >= ' ' && c < 0x7F && c != '`') {
            put(c);
            continue;
        }
        if (silent(c)) continue;
        if (compatible && presentation_form(c)) {
            icu::UnicodeString plain;
            compatible->getDecomposition(static_cast<UChar32>(c), plain);
            for (std::int32_t k = 0; k < plain.length(); ++k) put(plain.charAt(k));
            continue;
        }
        if (enclosed_number(c)) {  // a word of its own, though no space be around it
            const auto number = static_cast<int>(u_getNumericValue(static_cast<UChar32>(c)));
            if (!result.text.empty() && u_isalnum(result.text.back())) put(' ');
            for (const char digit : std::to_string(number)) put(static_cast<char32_t>(digit));
            std::size_t next = i;
            if (next < utf8.size() && is_letter_or_digit(next_code_point(utf8, next))) put(' ');
            continue;
        }
        const auto type = u_charType(static_cast<UChar32>(c));
        if (type == U_DECIMAL_DIGIT_NUMBER) {  // of any script
            put(static_cast<char32_t>('0' + u_charDigitValue(static_cast<UChar32>(c))));
            continue;
        }
        if (type == U_NON_SPACING_MARK) {
            if (result.text.empty() || !compatible) continue;
            const UChar32 both = compatible->composePair(result.text.back(), static_cast<UChar32>(c));
            if (both > 0 && both < 0x10000) result.text.back() = static_cast<char16_t>(both);
            continue;
        }
        std::size_t next = i;
        const bool between_letters = c == 0x2018 && !result.text.empty() && u_isalpha(result.text.back()) &&
                                     next < utf8.size() &&
                                     u_isalpha(static_cast<UChar32>(next_code_point(utf8, next)));
        put(between_letters ? 0x2019 : one_of_its_kind(c));  // «geht‘s»
    }
    result.origin.push_back(at);
    return result;
}

}  // namespace vorleser
