#include "daemon/text/number_words.hpp"

#include <stdexcept>

#include <unicode/rbnf.h>

namespace vorleser {

struct NumberWords::Data {
    std::unique_ptr<icu::RuleBasedNumberFormat> format;

    std::u16string spell(std::u16string_view digits, const char16_t* rules) const {
        std::int64_t value = 0;
        for (const char16_t digit : digits) value = value * 10 + (digit - u'0');
        icu::UnicodeString words;
        icu::FieldPosition position;
        UErrorCode status = U_ZERO_ERROR;
        format->format(value, rules, words, position, status);
        words.findAndReplace(u"\u00AD", u"-");
        return {words.getBuffer(), static_cast<std::size_t>(words.length())};
    }
};

NumberWords::NumberWords() : data_(std::make_unique<Data>()) {
    UErrorCode status = U_ZERO_ERROR;
    data_->format =
        std::make_unique<icu::RuleBasedNumberFormat>(icu::URBNF_SPELLOUT, icu::Locale::getGerman(), status);
    if (U_FAILURE(status))
        throw std::runtime_error(std::string("ICU cannot spell numbers out: ") + u_errorName(status));
}
NumberWords::~NumberWords() = default;
NumberWords::NumberWords(NumberWords&&) noexcept = default;

namespace {
constexpr std::size_t most_digits = 18;
}

std::u16string NumberWords::cardinal(std::u16string_view digits) const {
    if (digits.size() > most_digits) return one_by_one(digits);
    return data_->spell(digits, u"%spellout-numbering");
}

std::u16string NumberWords::year(std::u16string_view digits) const {
    if (digits.size() > most_digits) return one_by_one(digits);
    return data_->spell(digits, u"%spellout-numbering-year");
}

std::u16string NumberWords::ordinal(std::u16string_view digits, std::u16string_view ending) const {
    if (digits.size() > most_digits) return one_by_one(digits);
    std::u16string word = data_->spell(digits, u"%spellout-ordinal");
    word.pop_back();
    // «eine Millionste»
    if (word.starts_with(u"eine Million") && word.find(u"Millionen") == word.npos && word.size() < 17)
        word = u"millionst";
    return word.append(ending);
}

std::u16string NumberWords::part(std::u16string_view digits) const {
    if (digits.size() > most_digits || digits == u"1" || digits.find_first_not_of(u'0') == digits.npos)
        return {};
    if (digits == u"2") return u"Halbe";
    std::u16string word = ordinal(digits, u"el");
    if (word.starts_with(u"ein-hundertst") || word.starts_with(u"ein-tausendst")) word.erase(0, 4);
    word[0] = static_cast<char16_t>(word[0] < 0x80 ? word[0] - (word[0] >= u'a' ? 32 : 0) : word[0]);
    return word;
}

std::u16string NumberWords::one_by_one(std::u16string_view digits) const {
    static constexpr const char16_t* names[] = {u"null", u"eins",  u"zwei",   u"drei", u"vier",
                                                u"fünf", u"sechs", u"sieben", u"acht", u"neun"};
    std::u16string words;
    for (const char16_t digit : digits) {
        if (digit < u'0' || digit > u'9') continue;
        if (!words.empty()) words += u' ';
        words += names[digit - u'0'];
    }
    return words;
}

}  // namespace vorleser
