// Money and measures.
#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

// A unit, magnitude or currency that begins at `end`, which is moved behind it.
std::optional<UnitWords> SentenceReader::unit_at(std::size_t& end, const UnitMap* only) const {
    constexpr std::size_t longest = 16;
    const std::size_t begin = end;
    std::size_t stop = begin;
    auto inside = [&](char16_t c) {
        if (c == u' ')  // «° C», «l/100 km»
            return view(begin, stop).ends_with(u"/100") ||
                   (view(begin, stop) == u"°" && (at(stop + 1) == u'C' || at(stop + 1) == u'F'));
        return c != u',' && c != u';' && c != u':' && c != u'!' && c != u'?' && c != u'»' && c != u'«' &&
               c != u'"' && c != u'“' && c != u'„';
    };
    while (stop < text_.size() && stop - begin < longest && inside(text_[stop])) ++stop;
    for (; stop > begin; --stop) {
        if ((letter(stop) || digit(stop)) && (letter(stop - 1) || digit(stop - 1))) continue;
        const View candidate = view(begin, stop);
        std::optional<UnitWords> unit;
        if (only) {
            if (const auto found = only->find(candidate); found != only->end()) unit = found->second;
        } else {
            unit = grammar_.unit(candidate);
        }
        if (unit) {
            end = stop;
            return unit;
        }
    }
    return {};
}

bool SentenceReader::dative_before(std::size_t begin) const {
    const Text word = lower_before(begin);
    for (const View each : {u"mit", u"von", u"nach", u"bei", u"seit", u"zu", u"aus", u"vor", u"binnen"})
        if (word == each) return true;
    return false;
}

// «vor 1 Jahr und 1 Monat»
bool SentenceReader::shares_dative(std::size_t begin) const {
    const View joint = word_before(begin);
    if (joint != u"und" && joint != u"oder") return false;
    const View thing = word_before(static_cast<std::size_t>(joint.data() - text_.data()));
    auto number = static_cast<std::size_t>(thing.data() - text_.data());
    if (thing.empty() || number < 2 || text_[number - 1] != u' ' || !digit(number - 2)) return false;
    for (--number; number > 0 && digit(number - 1);) --number;
    return dative_before(number);
}

// «ein», «eine» … for 1 before something of this gender; `before` is where the number begins.
std::u16string SentenceReader::one(std::size_t before, Gender gender) const {
    const Text word = lower_before(before);
    const bool feminine = gender == Gender::feminine;
    if (dative_before(before) || shares_dative(before)) return feminine ? u"einer" : u"einem";
    if (word == u"in") {  // «in 1 Woche», but «in 1 Glas»
        std::size_t i = before;
        while (digit(i)) ++i;
        const Text noun = lower(noun_at(space(i)));
        for (const View span :
             {u"woche", u"monat", u"jahr", u"stunde", u"minute", u"sekunde", u"tag", u"jahrhundert",
              u"jahrzehnt", u"quartal", u"semester", u"std.", u"min.", u"h"})
            if (noun == span) return feminine ? u"einer" : u"einem";
    }
    if (feminine) return u"eine";
    const bool accusative = (grammar_.accusative.count(word) && word != u"bis" && word != u"pro") ||
                            grammar_.accusative_verbs.count(word);
    if (gender == Gender::masculine && accusative) return u"einen";
    return u"ein";
}

// «einen Euro» behind «kostet», which goes before its subject as well: «Dort kostet 1 Liter …».
std::u16string SentenceReader::one_of(const UnitWords& currency, std::size_t before) const {
    const bool costs = lower_before(before).starts_with(u"koste");
    return costs && currency.gender == Gender::masculine ? u"einen" : one(before, currency.gender);
}

// The unit's name behind a number that begins at `begin`: «drei Tage», but «mit drei Tagen».
std::u16string SentenceReader::name_of(const UnitWords& unit, std::size_t begin, bool single) const {
    if (single) return unit.one;
    Text name = unit.many;
    const bool one_word = name.find(u' ') == name.npos;  // «bei 2.600 Umdrehungen pro Minute»
    if (unit.many != unit.one && one_word && name.ends_with(u'e') && dative_before(begin)) name += u'n';
    return name;
}

// «zwölf Euro fünfzig», «fünfzig Cent», «eins Komma fünf Euro».
std::u16string SentenceReader::price(std::size_t begin, const UnitWords& currency, View whole,
                                     View decimals) const {
    const Text units = plain(whole);
    const bool single = units == u"1";
    const Text amount = (single ? one_of(currency, begin) : rules_.numbers.cardinal(units)) + u" " +
                        (single ? currency.one : currency.many);
    if (decimals.size() <= 2 && all_zero(decimals)) return amount;
    if (decimals.size() != 2 || currency.hundredth_one.empty())
        return rules_.numbers.cardinal(units) + u" Komma " + rules_.numbers.one_by_one(decimals) + u" " +
               currency.many;
    const Text hundredths(decimals[0] == u'0' ? decimals.substr(1) : decimals);
    if (!all_zero(units)) return amount + u" " + rules_.numbers.cardinal(hundredths);
    return hundredths == u"1" ? u"ein " + currency.hundredth_one
                              : rules_.numbers.cardinal(hundredths) + u" " + currency.hundredth_many;
}

bool SentenceReader::money(const Number& number) {
    std::size_t unit_end = space(number.end);
    const auto currency = unit_at(unit_end, &grammar_.currencies);
    if (!currency || letter(unit_end)) return false;
    const bool last = at(unit_end - 1) == u'.' && nothing_behind(unit_end);
    if (number.decimals.empty()) {
        const bool single = plain(number.whole) == u"1";
        say(number.start, number.end,
            number.sign +
                (single ? one_of(*currency, number.start) : rules_.numbers.cardinal(plain(number.whole))));
        say(space(number.end), unit_end, single ? currency->one : currency->many);
    } else {
        say(number.start, unit_end,
            number.sign + price(number.start, *currency, number.whole, number.decimals));
    }
    per();
    if (last) pause(u'.');
    return true;
}

// «€ 12,50», «EUR 5 Mio.»: the number first.
void SentenceReader::money_before(std::size_t begin, std::size_t digits) {
    Number number = number_at(digits, true);
    const Text thousands = Text(number.whole) + Text(number.decimals);
    if (u_charType(at(digits - 1)) == U_CURRENCY_SYMBOL && at(digits - 1) != u'€' &&
        number.decimals.size() == 3 && number.whole[0] != u'0') {  // «$1,000»
        number.whole = thousands;
        number.decimals = {};
    }
    std::size_t name_end = begin;
    const auto currency = unit_at(name_end, &grammar_.currencies);
    std::size_t magnitude_end = space(number.end);
    const auto magnitude = unit_at(magnitude_end, &grammar_.magnitudes);
    if (!magnitude) {
        say(begin, number.end, price(begin, *currency, number.whole, number.decimals));
        return;
    }
    const bool single = plain(number.whole) == u"1" && number.decimals.empty();
    say(begin, magnitude_end,
        (single ? Text(u"eine") : decimal(number)) + u" " + (single ? magnitude->one : magnitude->many) +
            u" " + currency->many);
}

// «3,2 Mrd. Euro», «5 Mio. t»
bool SentenceReader::magnitude(const Number& number) {
    std::size_t end = space(number.end);
    const auto magnitude = unit_at(end, &grammar_.magnitudes);
    if (!magnitude || letter(end) || at(end) == u'-') return false;
    const bool single = plain(number.whole) == u"1" && number.decimals.empty();
    const bool thousand = lower(magnitude->one) == u"tausend";
    say(number.start, number.end,
        number.sign + (!single    ? decimal(number)
                       : thousand ? Text(u"ein")
                                  : one(number.start, magnitude->gender)));
    const bool last = at(end - 1) == u'.' && nothing_behind(end);
    say(space(number.end), end, single ? magnitude->one : magnitude->many);
    std::size_t unit_end = space(end);
    if (const auto unit = unit_at(unit_end); unit && !letter(unit_end)) {
        say(space(end), unit_end, unit->many);
        per();
    } else if (last) {
        pause(u'.');
    }
    return true;
}

// «5 km», «1 h», «-3 °C»
bool SentenceReader::measure(const Number& number) {
    std::size_t end = space(number.end);
    const bool glued = end == number.end;
    const auto unit = unit_at(end);
    if (!unit || letter(end)) return inches(number);
    const bool one_letter = end == space(number.end) + 1 && letter(end - 1);
    if (glued && one_letter && u_isupper(at(end - 1)) && (at(end) == u'-' || at(end - 1) == u'K'))
        return false;  // «3D-Drucker», «4K»
    if (glued && at(end) == u'-' && letter(end + 1) && letter(number.end)) return false;
    if (letter(end - 1) && at(end) == u'-' && digit(end + 1)) return false;         // «F-35»
    if (one_letter && at(end) == u' ' && digit(end + 1) && u_isupper(at(end - 1)))  // a file: «5 L 3799/24»
        return false;
    if (one_letter && !glued && names_model(number, at(end - 1))) return false;
    const bool vintage = number.whole.size() == 4 && view(space(number.end), end) == u"St.";
    if (vintage && u_isupper(at(space(end)))) return false;  // «2020 St. Magdalener»
    const bool single = plain(number.whole) == u"1" && number.decimals.empty();
    say(number.start, number.end, number.sign + (single ? one(number.start, unit->gender) : decimal(number)));
    const bool last = at(end - 1) == u'.' && nothing_behind(end);
    say(space(number.end), end, name_of(*unit, number.start, single));
    after_number_ = true;
    per();
    if (last) pause(u'.');
    return true;
}

// «OnePlus 6 T», «Büssing-NAG 300 L», «der 13 A» (a bus): a letter behind a number that names something.
bool SentenceReader::names_model(const Number& number, char16_t sign) const {
    if (!number.decimals.empty() || View(u"TFHNJAL").find(sign) == View::npos) return false;
    const View before = word_before(number.start);
    if (before.empty()) return false;
    if (sign == u'A')
        for (const View article : {u"der", u"den", u"des", u"dem", u"die"})
            if (before == article) return true;
    const auto capitals =
        std::count_if(before.begin(), before.end(), [](char16_t c) { return u_isupper(c); });
    return sign == u'L' || sign == u'A' ? capitals > 1 : capitals > 0 && before.data() != text_.data();
}

// Minutes and seconds by strokes of any shape: «1'06''», «31''»; of arc behind degrees.
bool SentenceReader::primes(const Number& number) {
    const auto strokes = [&](std::size_t i) -> int {
        const auto stroke = [&](char16_t c) { return c == u'\'' || c == u'’' || c == u'‘' || c == u'´'; };
        if (at(i) == u'″') return 2;
        return !stroke(at(i)) ? 0 : stroke(at(i + 1)) && !stroke(at(i + 2)) ? 2 : stroke(at(i + 1)) ? 0 : 1;
    };
    const int marks = strokes(number.end);
    if (marks == 0) return false;
    const std::size_t end = number.end + (at(number.end) == u'″' ? 1 : static_cast<std::size_t>(marks));
    const auto words = [&](View digits, View one_name, View many) {
        const bool single = plain(digits) == u"1";
        return (single ? one(number.start, Gender::feminine) : rules_.numbers.cardinal(plain(digits))) +
               u" " + Text(single ? one_name : many);
    };
    const bool arc = number.start > 0 &&
                     (at(number.start - 1) == u'°' || (number.start > 1 && at(number.start - 2) == u'°'));
    if (marks == 2) {
        const std::size_t near = number.start > 8 ? number.start - 8 : 0;  // «52° 31′ 12″»
        const bool degrees = view(near, number.start).find(u'°') != View::npos;
        if (at(number.end) == u'″' && !degrees) return false;  // «8″» are inches
        const bool sure = arc || number.decimals.empty();
        if (!sure || letter(end) || value(number.whole) > 59) return false;
        say(number.start, end, words(number.whole, u"Sekunde", u"Sekunden"));
        return true;
    }
    std::size_t second = end;
    while (digit(second)) ++second;
    if (second > end && strokes(second) == 2) {  // «1'06''»
        Text seconds(view(end, second));
        if (seconds.size() > 1 && seconds[0] == u'0') seconds.erase(0, 1);
        say(number.start, end, words(number.whole, u"Minute", u"Minuten"));
        say(end, second + (at(second) == u'″' ? 1 : 2), words(seconds, u"Sekunde", u"Sekunden"));
        return true;
    }
    if (!arc || letter(end)) return false;
    say(number.start, end, words(number.whole, u"Minute", u"Minuten"));
    return true;
}

// «27"», unless the mark may close a quotation.
bool SentenceReader::inches(const Number& number) {
    if (at(number.end) != u'"') return false;
    const bool screen = std::any_of(grammar_.inches.begin(), grammar_.inches.end(), [&](const Text& thing) {
        return lower(view(0, number.start)).find(thing) != Text::npos;
    });
    std::size_t before = 0, behind = 0;
    for (std::size_t i = 0; i < text_.size(); ++i)
        if (text_[i] == u'"' && i != number.end) ++(i < number.end ? before : behind);
    const bool goes_on = at(number.end + 1) == u' ' && letter(number.end + 2);
    if (before % 2 || behind % 2 || !(goes_on || screen || (number.start == 0 && nothing_behind(number.end))))
        return false;
    say(number.start, number.end, number.sign + decimal(number));
    say(number.end, number.end + 1, u"Zoll");
    return true;
}

// «€/kg», «Euro/Monat»
void SentenceReader::per() {
    if (at(at_) == u'/' && digit(at_ + 1)) {  // «5,8 l/100km», «12 Fälle/100.000 Einwohner»
        const Number number = number_at(at_ + 1);
        std::size_t unit_end = space(number.end);
        const auto unit = unit_at(unit_end);
        const View noun = word_at(space(number.end));
        const bool named = unit && !letter(unit_end);
        if (!named && (noun.empty() || !u_isupper(noun[0]))) return;
        say(at_, number.end, u"auf " + decimal(number));
        if (named) say(space(number.end), unit_end, unit->many);
        return;
    }
    if (view(at_, at_ + 3) == u" / " && letter(at_ + 3)) {  // «0,14 € / Min.»
        std::size_t end = at_ + 3;
        if (const auto unit = unit_at(end); unit && !letter(end)) say(at_, end, u"pro " + unit->one);
        return;
    }
    if (at(at_) != u'/' || !letter(at_ + 1) || (at_ > 0 && text_[at_ - 1] == u' ')) return;
    std::size_t end = at_ + 1;
    if (const auto unit = unit_at(end); unit && !letter(end)) return say(at_, end, u"pro " + unit->one);
    const View word = word_at(at_ + 1);
    if (u_isupper(word[0]) && word.size() > 2) say(at_, at_ + 1 + word.size(), u"pro " + Text(word));
}

}  // namespace vorleser
