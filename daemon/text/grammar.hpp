// What voices/*.toml say of abbreviations, units, acronyms, signs and inflection, ready for looking up.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/text/lookup.hpp"

namespace vorleser {

class DataFiles;

enum class Gender : char { none = 0, masculine = 'm', feminine = 'f', neuter = 'n' };

struct UnitWords {
    Gender gender = Gender::none;
    std::u16string one, many;
    std::u16string hundredth_one, hundredth_many;  // of money
};

using TextMap = MapOf<char16_t, std::u16string>;
using TextSet = SetOf<char16_t>;
using UnitMap = MapOf<char16_t, UnitWords>;

struct Grammar {
    // Reads the files; see DataFiles::load(). Throws DataError naming file and line.
    explicit Grammar(DataFiles& files);

    Grammar(const Grammar&) = delete;  // what is kept looks into itself
    Grammar& operator=(const Grammar&) = delete;

    // Sections of abbreviations.toml by name, each a class of them, without spaces; but for «endings».
    MapOf<char, TextMap> shortened;
    const TextMap& abbreviations() const { return *always_; }  // those of «always»
    const TextMap& alone() const { return *alone_; }           // of «alone»
    TextMap abbreviations_lower;  // those of several parts, in small letters («z.b.»)
    TextMap endings;
    UnitMap units, magnitudes, currencies;
    TextSet acronym_words, spelt;
    TextSet small_words;  // tell a run of capitals from acronyms: «BILD DES TAGES»
    TextMap acronyms_said;
    TextMap symbols, between_numbers, gendered;
    TextSet address_words;
    TextSet units_anywhere;             // said as units without a number, too
    TextSet before_codes, known_codes;  // what comes before digits said one by one; such digits
    TextSet towns;  // and endings of towns: a number of five digits before one is a postcode
    TextSet ordinals_en, ordinals_e, ordinals_by_gender, ordinals_der, dative, accusative, genitive,
        accusative_verbs;
    TextSet inches;     // what is measured in inches, or how such words begin
    TextSet books;      // of the Bible
    TextSet emergency;  // numbers said digit by digit where one of the next is near
    TextSet emergency_words;
    TextSet english;  // words near which a number or «I» is English
    TextSet before_models, years_before, score_words, counted, women, men;

    // Of a noun, by the longest listed ending that fits.
    Gender gender(std::u16string_view noun) const;

    // «km», «m²», «mol/l», «€/kg». Nothing if it is no unit.
    std::optional<UnitWords> unit(std::u16string_view key) const;

 private:
    MapOf<char16_t, Gender> genders_;
    const TextMap *always_ = nullptr, *alone_ = nullptr;
};

std::u16string lower(std::u16string_view text);

}  // namespace vorleser
