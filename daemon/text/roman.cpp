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

bool SentenceReader::roman() {
    const char16_t c = at(at_);
    if (calm_) return false;
    if (c != u'I' && c != u'V' && c != u'X' && c != u'L' && c != u'C' && c != u'D' && c != u'M') return false;
    Pattern& p = patterns_.roman;
    if (!p.at(at_) || p.end(1) == at_) return false;
    const View numeral = view(at_, p.end(1));
    const bool dotted = p.end(2) > p.begin(2);
    const std::size_t end = p.end();
    const Text digits = roman_digits(numeral);
    const int number = value(digits);
    const View before = word_before(at_);
    const Text before_lower = lower(before);
    const View noun = word_at(space(end));
    const bool last = nothing_behind(end);
    auto counted = [&] {
        const std::size_t stop = dotted ? end - 1 : end;
        say(at_, stop, rules_.numbers.cardinal(digits));
    };
    // «Block D», «Größe XL», «Portal X» are letters.
    const bool letters = (numeral.size() == 1 && number >= 50) || before_lower.ends_with(u"größe") ||
                         (numeral == u"X" && (!dotted || last) && !before.empty() && !is_counted(before) &&
                          !grammar_.men.count(before_lower) && !grammar_.women.count(before_lower));
    if (letters && (!dotted || last)) return false;
    if (is_counted(before)) {
        counted();
        return true;
    }
    // Nothing else: «XIV», «II.», «MCMXCIX»
    if (at_ == 0 && last && numeral.size() > 1 && (dotted || numeral.size() > 2)) {
        say(at_, end,
            dotted ? rules_.numbers.ordinal(digits, u"e") : cardinal(digits, number > 1100 && number < 2000));
        if (dotted) pause(u'.');
        return true;
    }
    // «II. Weltkrieg», «XX. Jahrhundert»
    const bool determined =
        grammar_.ordinals_en.count(before_lower) || grammar_.ordinals_e.count(before_lower) ||
        grammar_.ordinals_der.count(before_lower) || grammar_.ordinals_by_gender.count(before_lower);
    if (dotted && !noun.empty() && u_isupper(noun[0]) && (determined || before.empty()) &&
        (numeral.size() > 1 || determined)) {
        if (numeral.size() == 1 && number >= 50) return false;
        const Text ending = ordinal_ending(at_, noun);
        say(at_, end, rules_.numbers.ordinal(digits, ending));
        return true;
    }
    if (dotted && last && grammar_.ordinals_der.count(before_lower)) {  // «Karl der V.»
        say(at_, end, rules_.numbers.ordinal(digits, u"e"));
        pause(u'.');
        return true;
    }
    // «das Bundesverdienstkreuz I. Klasse», «im II. Quartal»
    const Text noun_lower = lower(noun);
    if (dotted && at(end) == u' ' && (is_counted(noun) || noun_lower == u"quartal")) {
        const bool genitive =
            !before.empty() && u_isupper(before[0]) && grammar_.gender(noun) == Gender::feminine;
        say(at_, end, rules_.numbers.ordinal(digits, genitive ? Text(u"er") : ordinal_ending(at_, noun)));
        return true;
    }
    // «RTL II»
    const bool behind_letters = before.size() > 1 && std::all_of(before.begin(), before.end(),
                                                                 [](char16_t l) { return u_isupper(l); });
    if (behind_letters && !shouting_ && !dotted && numeral.size() > 1 && number < 40) {
        counted();
        return true;
    }
    // «Elisabeth II.»: behind a name; a single C, D, L, M is an initial.
    const bool named = !before.empty() && u_isupper(before[0]) && before.size() > 2 && u_islower(before[1]);
    if (!named || (numeral.size() == 1 && number >= 50) || number >= 40) return false;
    if (numeral == u"I" && !dotted &&
        !(grammar_.men.count(before_lower) || grammar_.women.count(before_lower))) {
        counted();
        return true;
    }
    // At a sentence's end the full stop may be the sentence's: «die Mission Artemis II.»
    const Text nominative =
        before_lower.ends_with(u's') ? before_lower.substr(0, before_lower.size() - 1) : before_lower;
    const bool known = grammar_.men.count(before_lower) || grammar_.women.count(before_lower) ||
                       grammar_.men.count(nominative) || grammar_.women.count(nominative) ||
                       before_lower.ends_with(u'a');
    if (dotted && last && !known) {
        say(at_, end, rules_.numbers.cardinal(digits));
        pause(u'.');
        return true;
    }
    const bool king = dotted || grammar_.men.count(before_lower) || grammar_.women.count(before_lower);
    if (!king) {
        if (numeral.size() == 1 && number == 5) return false;  // «Victor V»
        counted();
        return true;
    }
    Text name = before_lower;
    bool genitive = false;
    if (name.ends_with(u's') && !grammar_.men.count(name)) {
        genitive = true;
        name.pop_back();
    }
    const bool woman = !grammar_.men.count(name) && (grammar_.women.count(name) || name.ends_with(u'a'));
    // The word that governs the names before the numeral.
    std::size_t from = static_cast<std::size_t>(before.data() - text_.data());
    View word = word_before(from);
    while (!word.empty() && u_isupper(word[0]) && word.data() != text_.data() &&
           !grammar_.dative.count(lower(word)) && !grammar_.genitive.count(lower(word))) {
        from = static_cast<std::size_t>(word.data() - text_.data());
        word = word_before(from);
    }
    const Text governor = lower(word);
    Text title;
    if (genitive || governor == u"des" || grammar_.genitive.count(governor))
        title = woman ? u"der" : u"des";
    else if (grammar_.dative.count(governor) || governor == u"dem" || governor == u"zum" ||
             governor == u"vom" || governor == u"beim")
        title = woman ? u"der" : u"dem";
    else if (grammar_.accusative.count(governor) || governor == u"den")
        title = woman ? u"die" : u"den";
    else
        title = woman ? (governor == u"der" ? u"der" : u"die") : u"der";
    const bool weak = title == u"des" || title == u"dem" || title == u"den" || (woman && title == u"der");
    Text ordinal = rules_.numbers.ordinal(digits, weak ? u"en" : u"e");
    ordinal[0] = static_cast<char16_t>(u_toupper(ordinal[0]));
    say(at_, end, title + u" " + ordinal);
    if (last && dotted) pause(u'.');
    return true;
}

}  // namespace vorleser
