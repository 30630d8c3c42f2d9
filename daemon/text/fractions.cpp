// Fractions, seasons («2023/24»), ratios and scores.
#include <algorithm>

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

// «halb» before what stands at `end`, by gender and case: «ein halber Liter»; empty if that is no noun.
std::u16string SentenceReader::half_of(std::size_t end) const {
    std::size_t unit_end = space(end);
    const auto unit = unit_at(unit_end);
    const View noun = word_at(space(end));
    const Gender gender = unit ? unit->gender : grammar_.gender(noun);
    if (!unit && (noun.empty() || !u_isupper(noun[0]))) return {};
    const Text before = lower_before(at_);
    if (dative_before(at_) || before == u"in")
        return gender == Gender::feminine ? u"einer halben" : u"einem halben";
    const bool accusative = grammar_.accusative.count(before) || grammar_.accusative_verbs.count(before);
    if (accusative && gender == Gender::masculine) return u"einen halben";
    return gender == Gender::feminine ? u"eine halbe"
           : gender == Gender::neuter ? u"ein halbes"
                                      : u"ein halber";
}

// «½», alone or behind a number.
bool SentenceReader::fraction_sign() {
    std::size_t sign = at_;
    while (digit(sign)) ++sign;
    const View whole = view(at_, sign);
    if (at(sign) == u' ' && sign > at_) ++sign;
    if (u_charType(at(sign)) != U_OTHER_NUMBER) return false;
    icu::UnicodeString parts;
    UErrorCode status = U_ZERO_ERROR;
    const auto* normalizer = icu::Normalizer2::getNFKCInstance(status);
    const std::int32_t slash =
        normalizer && normalizer->getRawDecomposition(at(sign), parts) ? parts.indexOf(u'⁄') : -1;
    if (slash <= 0) return false;
    const Text both(parts.getBuffer(), static_cast<std::size_t>(parts.length()));
    const View over = View(both).substr(0, static_cast<std::size_t>(slash));
    const View under = View(both).substr(static_cast<std::size_t>(slash) + 1);
    const std::size_t end = sign + 1;
    Text words = fraction_words(over, under);
    if (!whole.empty()) {
        words = (value(whole) == 1 ? Text(u"ein") : rules_.numbers.cardinal(whole)) +
                (under == u"2" ? u"-einhalb" : u" " + words);
    } else if (over == u"1" && under == u"2") {
        if (Text half = half_of(end); !half.empty()) words = std::move(half);
    }
    say(at_, end, words);
    std::size_t unit_end = space(end);
    if (const auto unit = unit_at(unit_end))
        say(space(end), unit_end, whole.empty() ? unit->one : unit->many);
    return true;
}

// Of a court's file the numbers are no years, nor fractions.
bool SentenceReader::cites_file() const {
    const View sofar = view(0, at_);
    if (sofar.find(u"Az.") != View::npos || sofar.find(u"Aktenzeichen") != View::npos) return true;
    // «4 StR 15/23», «VI ZR 3/21», «2 Ss 12/20»
    const View court = word_before(at_);
    const auto begin = static_cast<std::size_t>(court.data() - text_.data());
    if (court.empty() || court.size() > 4 || !u_isupper(court[0]) || begin < 2 || text_[begin - 1] != u' ')
        return false;
    const auto capitals = std::count_if(court.begin(), court.end(), [](char16_t c) { return u_isupper(c); });
    const bool numbered = digit(begin - 2) || View(u"IVX").find(text_[begin - 2]) != View::npos;
    return numbered && (capitals > 1 || court.size() == 1 || court.ends_with(u's')) && !unit_behind(begin);
}

// «2023/24»
bool SentenceReader::season() {
    Pattern& p = patterns_.season;
    if (!p.at(at_)) return false;
    const bool years = !cites_file();
    say(at_, p.end(),
        cardinal(view(p.begin(1), p.end(1)), years) + u" " + cardinal(view(p.begin(2), p.end(2)), years));
    return true;
}

bool SentenceReader::fraction() {
    Fraction f;
    f.minus = (at(at_) == u'-' || at(at_) == u'−') && digit(at_ + 1);
    Pattern& p = patterns_.fraction;
    if (!p.at(f.minus ? at_ + 1 : at_)) return false;
    f.end = p.end();
    if (p.has(1)) f.whole = view(p.begin(1), p.end(1));
    f.over = view(p.begin(2), p.end(2));
    f.under = plain(view(p.begin(3), p.end(3)));
    rule_ = "part of several";
    if (part_of_parts(f)) return true;
    if (f.over[0] == u'0' || f.under[0] == u'0') return false;
    f.proper = is_proper(f);
    static constexpr RuleFor<Fraction> rules[] = {{"picture of many", &SentenceReader::one_of_pictures},
                                                  {"two numbers", &SentenceReader::two_numbers},
                                                  {"mixed fraction", &SentenceReader::mixed_fraction},
                                                  {"round of finals", &SentenceReader::part_of_finals},
                                                  {"fraction", &SentenceReader::plain_fraction}};
    return any_of(rules, f);
}

// «Teil 2/3»
bool SentenceReader::part_of_parts(const Fraction& f) {
    if (f.minus || !is_counted(word_before(at_))) return false;
    say(at_, f.end, rules_.numbers.cardinal(f.over) + u" von " + rules_.numbers.cardinal(f.under));
    return true;
}

bool SentenceReader::is_proper(const Fraction& f) const {
    if (view(at_, f.end) == u"9/11" || cites_file()) return false;  // the attacks of 2001
    if (value(f.over) + 1 == value(f.under))                        // «in der Saison 24/25»
        for (const View span : {u"saison", u"spielzeit", u"ws", u"wintersemester", u"schuljahr", u"winter",
                                u"geschäftsjahr", u"serie", u"rückrunde", u"hinrunde"})
            if (lower_before(at_) == span) return false;
    const bool ten = f.under[0] == u'1' && f.under.find_first_not_of(u'0', 1) == f.under.npos;
    const bool parts = ten || value(f.under) < 100 || (f.over == u"1" && f.under.size() < 4);
    return parts && (value(f.over) < value(f.under) || (value(f.over) < 10 && value(f.under) < 10)) &&
           !rules_.numbers.part(f.under).empty();
}

// «2/12 Fotos»: one of many
bool SentenceReader::one_of_pictures(const Fraction& f) {
    if (f.minus || !f.whole.empty() || value(f.over) > value(f.under)) return false;
    const Text next = lower(word_at(space(f.end)));
    bool pictures = false;
    for (const View thing : {u"foto", u"fotos", u"photo", u"photos", u"bild", u"bilder", u"bildern",
                             u"seiten", u"folien", u"slides"})
        pictures = pictures || next == thing;
    if (!pictures) return false;
    say(at_, f.end, rules_.numbers.cardinal(f.over) + u" von " + rules_.numbers.cardinal(f.under));
    return true;
}

// «9/11», «110/230 V»
bool SentenceReader::two_numbers(const Fraction& f) {
    if (f.proper || !f.whole.empty() || f.minus) return false;
    say(at_, f.end, rules_.numbers.cardinal(f.over) + u" " + rules_.numbers.cardinal(f.under));
    std::size_t unit_end = space(at_);
    if (const auto unit = unit_at(unit_end); unit && !letter(unit_end)) say(space(at_), unit_end, unit->many);
    return true;
}

// «2 1/2»
bool SentenceReader::mixed_fraction(const Fraction& f) {
    if (f.whole.empty() || !f.proper) return false;
    const Text whole = value(f.whole) == 1 ? Text(u"ein") : rules_.numbers.cardinal(f.whole);
    const Text part = f.under == u"2" ? u"-einhalb" : u" " + fraction_words(f.over, f.under);
    say(at_, f.end, (f.minus ? u"minus " : u"") + whole + part);
    std::size_t unit_end = space(f.end);
    if (const auto unit = unit_at(unit_end)) say(space(f.end), unit_end, unit->one);
    return true;
}

// «1/8-Finale»
bool SentenceReader::part_of_finals(const Fraction& f) {
    if (!f.proper || !f.whole.empty() || f.over != u"1" || at(f.end) != u'-' ||
        view(f.end + 1, f.end + 7) != u"Finale")
        return false;
    const View noun = word_at(f.end + 1);
    say(at_, f.end + 1 + noun.size(), rules_.numbers.part(f.under) + lower(noun));
    return true;
}

bool SentenceReader::plain_fraction(const Fraction& f) {
    if (!f.proper || !f.whole.empty()) return false;
    Text words = fraction_words(f.over, f.under);
    if (f.over == u"1" && f.under == u"2") {
        if (Text half = half_of(f.end); !half.empty()) words = std::move(half);
    } else if (f.over == u"1") {
        words.replace(0, 3, one(at_, Gender::neuter));
    }
    say(at_, f.end, (f.minus ? u"minus " : u"") + words);
    std::size_t unit_end = space(f.end);
    if (const auto unit = unit_at(unit_end)) say(space(f.end), unit_end, unit->one);
    return true;
}

// A standard and its year: «ISO 27001:2022»
bool SentenceReader::standard() {
    Pattern& p = patterns_.standard;
    if (!p.at(at_)) return false;
    const View name = word_before(at_);
    const View last = name.substr(name.rfind(u'-') + 1);
    for (const View body :
         {u"ISO", u"DIN", u"EN", u"IEC", u"VDE", u"ÖNORM", u"SN", u"ASTM", u"IEEE", u"BS", u"VDI"}) {
        if (last != body) continue;
        say(p.begin(1), p.end(1), rules_.numbers.cardinal(view(p.begin(1), p.end(1))));
        say(p.end(1), p.end(), u"von " + rules_.numbers.year(view(p.begin(2), p.end(2))));
        return true;
    }
    return false;
}

// «3:2»
bool SentenceReader::ratio() {
    Pattern& p = patterns_.score;
    if (!p.at(at_)) return false;
    const auto number = [&](int group) {
        return rules_.numbers.cardinal(plain(view(p.begin(group), p.end(group))));
    };
    say(at_, p.end(), number(1) + u" zu " + number(2));
    return true;
}

}  // namespace vorleser
