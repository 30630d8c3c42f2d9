// Roman numerals.
#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

std::u16string roman_digits(std::u16string_view numeral) {
    auto worth = [](char16_t d) {
        switch (d) {
            case u'I':
                return 1;
            case u'V':
                return 5;
            case u'X':
                return 10;
            case u'L':
                return 50;
            case u'C':
                return 100;
            case u'D':
                return 500;
            case u'M':
                return 1000;
            default:
                return 0;
        }
    };
    int number = 0;
    for (std::size_t i = 0; i < numeral.size(); ++i) {
        const int here = worth(numeral[i]);
        if (here == 0) return {};
        number += i + 1 < numeral.size() && here < worth(numeral[i + 1]) ? -here : here;
    }
    const std::string ascii = std::to_string(number);
    return {ascii.begin(), ascii.end()};
}

// What is written at at_, and what is around it. False: nothing that could be a numeral.
bool SentenceReader::numeral_at(Numeral& found) {
    const char16_t c = at(at_);
    if (calm_ || View(u"IVXLCDM").find(c) == View::npos) return false;
    Pattern& p = patterns_.roman;
    if (!p.at(at_) || p.end(1) == at_) return false;
    found.written = view(at_, p.end(1));
    found.dotted = p.end(2) > p.begin(2);
    found.end = p.end();
    found.digits = roman_digits(found.written);
    found.number = value(found.digits);
    found.before = word_before(at_);
    found.before_lower = lower(found.before);
    found.noun = word_at(space(found.end));
    found.last = nothing_behind(found.end);
    found.initial = found.written.size() == 1 && found.number >= 50;  // C, D, L, M
    return true;
}

bool SentenceReader::roman() {
    Numeral numeral;
    if (!numeral_at(numeral) || is_lettered(numeral)) return false;
    static constexpr RuleFor<Numeral> rules[] = {
        {"Roman numeral of a file", &SentenceReader::numeral_of_file},
        {"Roman numeral of a part", &SentenceReader::numeral_of_part},
        {"Roman numeral alone", &SentenceReader::numeral_alone},
        {"Roman ordinal", &SentenceReader::numeral_before_noun},
        {"Roman ordinal at the end", &SentenceReader::numeral_behind_article},
        {"Roman ordinal of a class", &SentenceReader::numeral_of_class},
        {"Roman numeral behind an acronym", &SentenceReader::numeral_behind_acronym},
        {"Roman numeral of a thing", &SentenceReader::numeral_of_thing},
        {"Roman numeral of a ruler", &SentenceReader::numeral_of_ruler}};
    return any_of(rules, numeral);
}

// «Block D», «Größe XL», «Portal X»
bool SentenceReader::is_lettered(const Numeral& n) const {
    // «What I don’t know», «die Größen I und G»
    if (n.written == u"I" && !n.dotted) {
        if (grammar_.english.count(n.before_lower) || grammar_.english.count(n.noun)) return true;
        const View other = word_at(space(n.end + 1 + n.noun.size()));
        if ((n.noun == u"und" || n.noun == u"oder") && other.size() == 1 && u_isupper(other[0]) &&
            View(u"IVX").find(other[0]) == View::npos)
            return true;
    }
    const bool letters = n.initial || n.before_lower.ends_with(u"größe") ||
                         (n.written == u"X" && (!n.dotted || n.last) && !n.before.empty() &&
                          !is_counted(n.before) && !is_ruler(n.before_lower));
    return letters && (!n.dotted || n.last);
}

bool SentenceReader::is_ruler(View name) const {
    return grammar_.men.count(name) || grammar_.women.count(name);
}

void SentenceReader::say_counted(const Numeral& n) {
    say(at_, n.dotted ? n.end - 1 : n.end, rules_.numbers.cardinal(n.digits));
}

// «Teil II»
bool SentenceReader::numeral_of_part(const Numeral& n) {
    if (!is_counted(n.before)) return false;
    say_counted(n);
    return true;
}

// A court's: «VI ZR 123/21», «XII ZB 4/20»
bool SentenceReader::numeral_of_file(const Numeral& n) {
    std::size_t end = n.end + 1 + n.noun.size();
    if (n.dotted || at(n.end) != u' ' || n.noun.size() < 1 || n.noun.size() > 4 || !u_isupper(n.noun[0]) ||
        at(end) != u' ' || !digit(end + 1))
        return false;
    for (++end; digit(end);) ++end;
    if (at(end) != u'/' || !digit(end + 1)) return false;
    say_counted(n);
    return true;
}

// Nothing else: «XIV», «II.», «MCMXCIX»
bool SentenceReader::numeral_alone(const Numeral& n) {
    if (at_ != 0 || !n.last || n.written.size() < 2 || (!n.dotted && n.written.size() < 3)) return false;
    say(at_, n.end,
        n.dotted ? rules_.numbers.ordinal(n.digits, u"e")
                 : cardinal(n.digits, n.number > 1100 && n.number < 2000));
    if (n.dotted) pause(u'.');
    return true;
}

// «II. Weltkrieg», «XX. Jahrhundert»
bool SentenceReader::numeral_before_noun(const Numeral& n) {
    const bool determined =
        grammar_.ordinals_en.count(n.before_lower) || grammar_.ordinals_e.count(n.before_lower) ||
        grammar_.ordinals_der.count(n.before_lower) || grammar_.ordinals_by_gender.count(n.before_lower);
    if (!n.dotted || n.noun.empty() || !u_isupper(n.noun[0]) || n.initial) return false;
    if (!determined && (!n.before.empty() || n.written.size() == 1)) return false;
    const Text ending = ordinal_ending(at_, n.noun);
    say(at_, n.end, rules_.numbers.ordinal(n.digits, ending));
    return true;
}

// «Karl der V.»
bool SentenceReader::numeral_behind_article(const Numeral& n) {
    if (!n.dotted || !n.last || !grammar_.ordinals_der.count(n.before_lower)) return false;
    say(at_, n.end, rules_.numbers.ordinal(n.digits, u"e"));
    pause(u'.');
    return true;
}

// «das Bundesverdienstkreuz I. Klasse», «im II. Quartal»
bool SentenceReader::numeral_of_class(const Numeral& n) {
    if (!n.dotted || n.initial || at(n.end) != u' ' || !(is_counted(n.noun) || lower(n.noun) == u"quartal"))
        return false;
    const bool genitive =
        !n.before.empty() && u_isupper(n.before[0]) && grammar_.gender(n.noun) == Gender::feminine;
    say(at_, n.end, rules_.numbers.ordinal(n.digits, genitive ? Text(u"er") : ordinal_ending(at_, n.noun)));
    return true;
}

// «RTL II»
bool SentenceReader::numeral_behind_acronym(const Numeral& n) {
    const bool acronym = n.before.size() > 1 && std::all_of(n.before.begin(), n.before.end(),
                                                            [](char16_t l) { return u_isupper(l); });
    if (!acronym || shouting_ || n.dotted || n.written.size() < 2 || n.number >= 40) return false;
    say_counted(n);
    return true;
}

// «Artemis II», «die Mission Artemis II.»: behind a name that no ruler has.
bool SentenceReader::numeral_of_thing(const Numeral& n) {
    if (!is_named(n)) return false;
    const Text nominative =
        n.before_lower.ends_with(u's') ? n.before_lower.substr(0, n.before_lower.size() - 1) : n.before_lower;
    const bool ruler = is_ruler(n.before_lower);
    const bool known = ruler || is_ruler(nominative) || n.before_lower.ends_with(u'a');
    if (n.dotted && n.last && !known) {  // the full stop is the sentence's
        say(at_, n.end, rules_.numbers.cardinal(n.digits));
        pause(u'.');
        return true;
    }
    if (n.dotted || ruler) return false;
    if (n.written == u"V") return false;  // «Victor V»
    say_counted(n);
    return true;
}

// Behind a name; a single C, D, L, M is an initial.
bool SentenceReader::is_named(const Numeral& n) const {
    return !n.before.empty() && u_isupper(n.before[0]) && n.before.size() > 2 && u_islower(n.before[1]) &&
           !n.initial && n.number < 40;
}

// «Elisabeth II.»
bool SentenceReader::numeral_of_ruler(const Numeral& n) {
    if (!is_named(n) || !(n.dotted || is_ruler(n.before_lower))) return false;
    Text name = n.before_lower;
    const bool genitive = name.ends_with(u's') && !grammar_.men.count(name);
    if (genitive) name.pop_back();
    const bool woman = !grammar_.men.count(name) && (grammar_.women.count(name) || name.ends_with(u'a'));
    const Text title = title_of_ruler(n, genitive, woman);
    const bool weak = title == u"des" || title == u"dem" || title == u"den" || (woman && title == u"der");
    Text ordinal = rules_.numbers.ordinal(n.digits, weak ? u"en" : u"e");
    ordinal[0] = static_cast<char16_t>(u_toupper(ordinal[0]));
    say(at_, n.end, title + u" " + ordinal);
    if (n.last && n.dotted) pause(u'.');
    return true;
}

// «der», «des» … by the word that governs the names before the numeral.
std::u16string SentenceReader::title_of_ruler(const Numeral& n, bool genitive, bool woman) const {
    auto from = static_cast<std::size_t>(n.before.data() - text_.data());
    View word = word_before(from);
    while (!word.empty() && u_isupper(word[0]) && word.data() != text_.data() &&
           !grammar_.dative.count(lower(word)) && !grammar_.genitive.count(lower(word))) {
        from = static_cast<std::size_t>(word.data() - text_.data());
        word = word_before(from);
    }
    const Text governor = lower(word);
    if (genitive || governor == u"des" || grammar_.genitive.count(governor)) return woman ? u"der" : u"des";
    if (grammar_.dative.count(governor) || governor == u"dem" || governor == u"zum" || governor == u"vom" ||
        governor == u"beim")
        return woman ? u"der" : u"dem";
    if (grammar_.accusative.count(governor) || governor == u"den") return woman ? u"die" : u"den";
    return woman ? (governor == u"der" ? u"der" : u"die") : u"der";
}

}  // namespace vorleser
