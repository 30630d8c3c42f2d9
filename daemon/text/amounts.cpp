// Money and measures.
#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

// A unit, magnitude or currency that begins at `end`, which is moved behind it.
std::optional<Unit> Reading::unit_at(std::size_t& end, const UnitMap* only) const {
    constexpr std::size_t longest = 16;
    const std::size_t begin = end;
    std::size_t stop = begin;
    while (stop < text_.size() && stop - begin < longest) {
        const char16_t c = text_[stop];
        if (c == u' ' || c == u',' || c == u';' || c == u':' || c == u'!' || c == u'?' || c == u'(' ||
            c == u')' || c == u'»' || c == u'«' || c == u'"' || c == u'“' || c == u'„')
            break;
        ++stop;
    }
    for (; stop > begin; --stop) {
        if ((letter(stop) || digit(stop)) && (letter(stop - 1) || digit(stop - 1))) continue;
        const View candidate = view(begin, stop);
        std::optional<Unit> unit;
        if (only) {
            if (const auto found = only->find(Text(candidate)); found != only->end()) unit = found->second;
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

// «ein», «eine» … for 1 before something of this gender; `before` is where the number begins.
std::u16string Reading::one(std::size_t before, Gender gender) const {
    const Text word = lower_before(before);
    const bool feminine = gender == Gender::feminine;
    if (word == u"mit" || word == u"von" || word == u"nach" || word == u"bei" || word == u"seit" ||
        word == u"zu")
        return feminine ? u"einer" : u"einem";
    if (feminine) return u"eine";
    if (gender == Gender::masculine && (grammar_.accusative.count(word) && word != u"bis" && word != u"pro"))
        return u"einen";
    return u"ein";
}

bool Reading::money(std::size_t begin, std::size_t end, View whole, View decimals, bool minus) {
    std::size_t unit_end = space(end);
    const auto currency = unit_at(unit_end, &grammar_.currencies);
    if (!currency || letter(unit_end)) return false;
    const std::size_t sign = space(end);
    const Text euros = plain(whole);
    const Text prefix = minus ? u"minus " : u"";
    const bool single = euros == u"1";
    const Text amount = single ? one(begin, currency->gender) : rules_.numbers.cardinal(euros);
    const Text& name = single ? currency->one : currency->many;
    if (decimals.empty() || (decimals.size() <= 2 && all_zero(decimals))) {
        say(begin, end, prefix + amount);
        say(sign, unit_end, name);
    } else if (decimals.size() == 2 && !currency->hundredth_one.empty()) {
        const Text cents = plain(decimals[0] == u'0' ? decimals.substr(1) : decimals);
        if (all_zero(euros)) {
            say(begin, unit_end,
                prefix + (cents == u"1" ? u"ein " + currency->hundredth_one
                                        : rules_.numbers.cardinal(cents) + u" " + currency->hundredth_many));
        } else {
            say(begin, unit_end, prefix + amount + u" " + name + u" " + rules_.numbers.cardinal(cents));
        }
    } else {
        say(begin, end,
            prefix + rules_.numbers.cardinal(euros) + u" Komma " + rules_.numbers.one_by_one(decimals));
        say(sign, unit_end, currency->many);
    }
    if (at(at_) == u'/' && letter(at_ + 1)) {  // «€/kg»
        std::size_t per = at_ + 1;
        if (const auto unit = unit_at(per)) say(at_, per, u"pro " + unit->one);
    }
    return true;
}

// «€ 12,50», «EUR 5 Mio.»: the number first.
void Reading::money_before(std::size_t begin, std::size_t number) {
    Pattern& p = patterns_.number;
    p.at(number);
    const std::size_t end = p.end();
    const bool has_decimals = p.has(1);
    const View decimals = has_decimals ? view(p.begin(1), p.end(1)) : View();
    const Text whole = plain(view(number, has_decimals ? p.begin(1) - 1 : end));
    std::size_t name_end = begin;
    const auto currency = unit_at(name_end, &grammar_.currencies);
    std::size_t magnitude_end = space(end);
    const auto magnitude = unit_at(magnitude_end, &grammar_.magnitudes);
    if (magnitude) {
        const bool single = whole == u"1" && decimals.empty();
        say(begin, magnitude_end,
            (single ? Text(u"eine") : decimal(view(number, end))) + u" " +
                (single ? magnitude->one : magnitude->many) + u" " + currency->many);
        return;
    }
    const bool single = whole == u"1";
    Text words = single ? one(begin, currency->gender) : rules_.numbers.cardinal(whole);
    words += u" " + (single ? currency->one : currency->many);
    if (decimals.size() == 2 && !all_zero(decimals) && !currency->hundredth_one.empty()) {
        const Text cents = plain(decimals[0] == u'0' ? decimals.substr(1) : decimals);
        words = all_zero(whole)
                    ? (cents == u"1" ? u"ein " + currency->hundredth_one
                                     : rules_.numbers.cardinal(cents) + u" " + currency->hundredth_many)
                    : words + u" " + rules_.numbers.cardinal(cents);
    } else if (!all_zero(decimals)) {
        words = decimal(view(number, end)) + u" " + currency->many;
    }
    say(begin, end, words);
}

}  // namespace vorleser
