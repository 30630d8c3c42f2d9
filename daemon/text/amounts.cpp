// Money and measures.
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

// «ein», «eine» … for 1 before something of this gender; `before` is where the number begins.
std::u16string SentenceReader::one(std::size_t before, Gender gender) const {
    const Text word = lower_before(before);
    const bool feminine = gender == Gender::feminine;
    if (dative_before(before)) return feminine ? u"einer" : u"einem";
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
    if (unit.many != unit.one && name.ends_with(u'e') && dative_before(begin)) name += u'n';
    return name;
}

// «zwölf Euro fünfzig», «fünfzig Cent», «eins Komma fünf Euro».
std::u16string SentenceReader::price(std::size_t begin, const UnitWords& currency, View whole,
                                     View decimals) const {
    if (decimals.size() == 3 && currency.hundredth_one == u"Cent" && currency.one != u"Euro")  // «$1,000»
        return price(begin, currency, Text(whole) + Text(decimals), {});
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
    const Number number = number_at(digits);
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
    const bool single = plain(number.whole) == u"1" && number.decimals.empty();
    say(number.start, number.end, number.sign + (single ? one(number.start, unit->gender) : decimal(number)));
    const bool last = at(end - 1) == u'.' && nothing_behind(end);
    say(space(number.end), end, name_of(*unit, number.start, single));
    after_number_ = true;
    per();
    if (last) pause(u'.');
    return true;
}

// «27"», unless the mark may close a quotation.
bool SentenceReader::inches(const Number& number) {
    if (at(number.end) != u'"') return false;
    std::size_t before = 0, behind = 0;
    for (std::size_t i = 0; i < text_.size(); ++i)
        if (text_[i] == u'"' && i != number.end) ++(i < number.end ? before : behind);
    const bool goes_on = at(number.end + 1) == u' ' && letter(number.end + 2);
    if (before % 2 || behind % 2 || !(goes_on || (number.start == 0 && nothing_behind(number.end))))
        return false;
    say(number.start, number.end, number.sign + decimal(number));
    say(number.end, number.end + 1, u"Zoll");
    return true;
}

// «€/kg», «Euro/Monat»
void SentenceReader::per() {
    if (at(at_) != u'/' || !letter(at_ + 1)) return;
    std::size_t end = at_ + 1;
    if (const auto unit = unit_at(end); unit && !letter(end)) return say(at_, end, u"pro " + unit->one);
    const View word = word_at(at_ + 1);
    if (u_isupper(word[0]) && word.size() > 2) say(at_, at_ + 1 + word.size(), u"pro " + Text(word));
}

}  // namespace vorleser
