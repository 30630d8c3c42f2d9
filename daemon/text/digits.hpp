// Digits as they are written: «1.234», «1'234», «007».
#pragma once

#include <string>
#include <string_view>

namespace vorleser {

// The number's value, whatever stands between its digits; what is too large stays large.
inline int value(std::u16string_view digits) {
    int n = 0;
    for (const char16_t d : digits)
        if (d >= u'0' && d <= u'9' && n < 100'000'000) n = n * 10 + (d - u'0');
    return n;
}

// Only the digits of what is written.
inline std::u16string plain(std::u16string_view number) {
    std::u16string digits;
    for (const char16_t c : number)
        if (c >= u'0' && c <= u'9') digits += c;
    return digits;
}

inline bool all_zero(std::u16string_view digits) {
    return digits.find_first_not_of(u'0') == digits.npos;
}

}  // namespace vorleser
