// Fractions, seasons («2023/24»), ratios and scores.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

std::u16string SentenceReader::fraction_words(View over, View under) const {
    const Text part = rules_.numbers.part(under);
    if (part.empty()) return {};
    if (under == u"2") return value(over) == 1 ? u"ein halb" : rules_.numbers.cardinal(over) + u" halbe";
    return (value(over) == 1 ? Text(u"ein") : rules_.numbers.cardinal(over)) + u" " + part;
}

// «1/4 nach 3», «um 1/2 9», «3/4 8»
bool SentenceReader::part_of_hour() {
    Pattern& p = patterns_.quarter;
    if (!p.at(at_)) return false;
    const int hour = value(view(p.begin(3), p.end(3)));
    const View part = view(p.begin(1), p.end(1));
    const bool quarter = part == u"1/4" || part == u"¼";
    if (hour < 1 || hour > 12) return false;
    std::size_t unit_end = space(p.end());
    const View behind = word_at(unit_end);
    if (!p.has(2) &&
        (quarter || unit_at(unit_end) || (!behind.empty() && u_isupper(behind[0]) && behind != u"Uhr")))
        return false;
    if (p.has(2) && !quarter) return false;
    Text words = part == u"1/2" || part == u"½"   ? u"halb"
                 : part == u"3/4" || part == u"¾" ? u"drei viertel"
                                                  : u"Viertel";
    if (p.has(2)) words.append(u" ").append(view(p.begin(2), p.end(2)));
    say(at_, p.end(), words + u" " + rules_.numbers.cardinal(view(p.begin(3), p.end(3))));
    return true;
}

bool SentenceReader::fraction() {
    if (part_of_hour()) return true;
    // «½», alone or behind a number.
    std::size_t sign = at_;
    while (digit(sign)) ++sign;
    const std::size_t whole_end = sign;
    if (at(sign) == u' ' && sign > at_) ++sign;
    if (u_charType(at(sign)) == U_OTHER_NUMBER) {
        icu::UnicodeString parts;
        UErrorCode status = U_ZERO_ERROR;
        const auto* normalizer = icu::Normalizer2::getNFKCInstance(status);
        const std::int32_t slash =
            normalizer && normalizer->getRawDecomposition(at(sign), parts) ? parts.indexOf(u'⁄') : -1;
        if (slash > 0) {
            const Text both(parts.getBuffer(), static_cast<std::size_t>(parts.length()));
            const View over = View(both).substr(0, static_cast<std::size_t>(slash));
            const View under = View(both).substr(static_cast<std::size_t>(slash) + 1);
            Text words = fraction_words(over, under);
            std::size_t end = sign + 1;
            if (whole_end > at_) {
                const View whole = view(at_, whole_end);
                words = (value(whole) == 1 ? Text(u"ein") : rules_.numbers.cardinal(whole)) +
                        (under == u"2" ? u"-einhalb" : u" " + words);
            } else if (over == u"1" && under == u"2") {
                std::size_t unit_end = space(end);
                const auto unit = unit_at(unit_end);
                const View noun = word_at(space(end));
                const Gender gender = unit ? unit->gender : grammar_.gender(noun);
                if (unit || (!noun.empty() && u_isupper(noun[0])))
                    words = gender == Gender::feminine ? u"eine halbe"
                            : gender == Gender::neuter ? u"ein halbes"
                                                       : u"ein halber";
            }
            say(at_, end, words);
            std::size_t unit_end = space(end);
            if (const auto unit = unit_at(unit_end)) {
                say(space(end), unit_end, whole_end > at_ ? unit->many : unit->one);
            }
            return true;
        }
    }
    const bool file = View(text_).substr(0, at_).find(u"Az.") != View::npos ||
                      View(text_).substr(0, at_).find(u"Aktenzeichen") != View::npos;
    if (Pattern& p = patterns_.season; p.at(at_)) {
        const View from = view(p.begin(1), p.end(1)), to = view(p.begin(2), p.end(2));
        say(at_, p.end(), cardinal(from, !file) + u" " + cardinal(to, !file));
        return true;
    }
    Pattern& p = patterns_.fraction;
    const bool minus = (at(at_) == u'-' || at(at_) == u'−') && digit(at_ + 1);
    if (!p.at(minus ? at_ + 1 : at_)) return false;
    const View over = view(p.begin(2), p.end(2));
    const Text divisor = plain(view(p.begin(3), p.end(3)));
    const View under = divisor;
    if (const View before = word_before(at_); !minus && is_counted(before)) {  // «Teil 2/3»
        say(at_, p.end(), rules_.numbers.cardinal(over) + u" von " + rules_.numbers.cardinal(under));
        return true;
    }
    if (over[0] == u'0' || under[0] == u'0') return false;
    const bool eleventh = view(at_, p.end()) == u"9/11";  // the attacks of 2001
    const bool ten = under[0] == u'1' && under.find_first_not_of(u'0', 1) == under.npos;
    const bool parts = ten || value(under) < 100 || (over == u"1" && under.size() < 4);
    const bool proper = !file && !eleventh && parts &&
                        (value(over) < value(under) || (value(over) < 10 && value(under) < 10));
    Text words = proper ? fraction_words(over, under) : Text();
    if (words.empty()) {
        if (p.has(1) || minus) return false;
        say(at_, p.end(), rules_.numbers.cardinal(over) + u" " + rules_.numbers.cardinal(under));
        std::size_t unit_end = space(at_);
        if (const auto unit = unit_at(unit_end); unit && !letter(unit_end))
            say(space(at_), unit_end, unit->many);
        return true;
    }
    if (p.has(1)) {
        const View whole = view(p.begin(1), p.end(1));
        words = (value(whole) == 1 ? Text(u"ein") : rules_.numbers.cardinal(whole)) +
                (under == u"2" ? u"-einhalb" : u" " + words);
    } else if (under == u"2" && over == u"1") {
        std::size_t unit_end = space(p.end());
        const auto unit = unit_at(unit_end);
        const View noun = word_at(space(p.end()));
        const Gender gender = unit ? unit->gender : grammar_.gender(noun);
        if (unit || (!noun.empty() && u_isupper(noun[0])))
            words = gender == Gender::feminine ? u"eine halbe"
                    : gender == Gender::neuter ? u"ein halbes"
                                               : u"ein halber";
    }
    const std::size_t end = p.end();
    if (over == u"1" && !p.has(1) && at(end) == u'-' && view(end + 1, end + 7) == u"Finale") {
        const View noun = word_at(end + 1);  // «1/8-Finale»
        say(at_, end + 1 + noun.size(), rules_.numbers.part(under) + lower(noun));
        return true;
    }
    if (over == u"1" && under != u"2" && !p.has(1)) words.replace(0, 3, one(at_, Gender::neuter));
    say(at_, end, (minus ? u"minus " : u"") + words);
    std::size_t unit_end = space(end);
    if (const auto unit = unit_at(unit_end)) say(space(end), unit_end, unit->one);
    return true;
}

bool SentenceReader::ratio() {
    // A standard and its year: «ISO 27001:2022»
    if (Pattern& standard = patterns_.standard; standard.at(at_)) {
        const View name = word_before(at_);
        const View last = name.substr(name.rfind(u'-') + 1);
        for (const View body :
             {u"ISO", u"DIN", u"EN", u"IEC", u"VDE", u"ÖNORM", u"SN", u"ASTM", u"IEEE", u"BS", u"VDI"})
            if (last == body) {
                say(standard.begin(1), standard.end(1),
                    rules_.numbers.cardinal(view(standard.begin(1), standard.end(1))));
                say(standard.end(1), standard.end(),
                    u"von " + rules_.numbers.year(view(standard.begin(2), standard.end(2))));
                return true;
            }
    }
    Pattern& p = patterns_.score;
    if (!p.at(at_)) return false;
    const auto number = [&](int group) {
        return rules_.numbers.cardinal(plain(view(p.begin(group), p.end(group))));
    };
    say(at_, p.end(), number(1) + u" zu " + number(2));
    return true;
}

}  // namespace vorleser
