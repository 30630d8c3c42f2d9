#include "daemon/text/number_words.hpp"

#include <iterator>
#include <stdexcept>

#include <unicode/rbnf.h>

namespace vorleser {

struct NumberWords::Data {
    std::unique_ptr<icu::RuleBasedNumberFormat> format;

    std::u16string spell(std::u16string_view digits, const char16_t* rules) {
        if (!format) read_rules();
        std::int64_t value = 0;
        for (const char16_t digit : digits) value = value * 10 + (digit - u'0');
        icu::UnicodeString words;
        icu::FieldPosition position;
        UErrorCode status = U_ZERO_ERROR;
        format->format(value, rules, words, position, status);
        words.findAndReplace(u"\u00AD", u"-");
        return {words.getBuffer(), static_cast<std::size_t>(words.length())};
    }

    void read_rules() {
        UErrorCode status = U_ZERO_ERROR;
        auto rules = std::make_unique<icu::RuleBasedNumberFormat>(icu::URBNF_SPELLOUT,
                                                                  icu::Locale::getGerman(), status);
        if (U_FAILURE(status))
            throw std::runtime_error(std::string("ICU cannot spell numbers out: ") + u_errorName(status));
        format = std::move(rules);
    }
};

NumberWords::NumberWords() : data_(std::make_unique<Data>()) {}
NumberWords::~NumberWords() = default;
NumberWords::NumberWords(NumberWords&&) noexcept = default;

namespace {

constexpr std::size_t most_digits = 18;  // of what ICU spells exactly

// Above, by thousands: «eine Trillion zwei Trilliarden».
constexpr std::u16string_view above[] = {u"Trillion",      u"Trilliarde",  u"Quadrillion",
                                         u"Quadrilliarde", u"Quintillion", u"Quintilliarde"};

}  // namespace

std::u16string NumberWords::cardinal(std::u16string_view digits) const {
    while (digits.size() > most_digits && digits[0] == u'0') digits.remove_prefix(1);
    if (digits.size() > most_digits + 3 * std::size(above)) return one_by_one(digits);
    if (digits.size() > most_digits) {
        std::u16string words;
        while (digits.size() > most_digits) {
            const std::size_t power = (digits.size() - most_digits - 1) / 3;
            const std::u16string_view group = digits.substr(0, digits.size() - most_digits - 3 * power);
            digits.remove_prefix(group.size());
            if (group.find_first_not_of(u'0') == group.npos) continue;
            const std::u16string count = data_->spell(group, u"%spellout-numbering");
            const bool one = count == u"eins";
            words += words.empty() ? u"" : u" ";
            words += one ? u"eine" : count;
            words.append(u" ").append(above[power]);
            if (!one) words += above[power].ends_with(u'e') ? u"n" : u"en";
        }
        if (digits.find_first_not_of(u'0') != digits.npos) words += u" " + cardinal(digits);
        return words;
    }
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
    // ICU has «eine Millionste» and «zwei Millionenste».
    for (const std::u16string_view name : {u"million", u"milliard"}) {
        std::u16string capital(name);
        capital[0] = u'M';
        const std::size_t found = word.rfind(capital);
        if (found == word.npos || word.size() - found > name.size() + 4 || !word.ends_with(u"st")) continue;
        word.resize(found);
        if (word == u"eine ") word.clear();
        if (word.ends_with(u' ')) word.back() = u'-';
        word.append(name).append(u"st");
    }
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
