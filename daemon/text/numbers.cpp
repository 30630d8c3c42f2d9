// What begins with a digit, and numbers that are nothing in particular.
#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

namespace {

bool minus_sign(char16_t c) {
    return c == u'-' || c == u'−' || c == u'–';
}

}  // namespace

bool Reading::number() {
    return telephone() || date() || time() || ordinals() || fraction() || ratio() || plain_number();
}

bool Reading::looks_like_year(std::size_t begin, std::size_t end) const {
    const View digits = view(begin, end);
    if (digits.size() != 4 || digits < u"1100" || digits > u"1999") return false;
    const Text before = lower_before(begin);
    if (grammar_.years_before.count(before)) return true;
    const View next = word_at(space(end));
    if (next.empty() || !u_isupper(next[0])) return at(end) != u'-' || digit(end + 1);
    // «bis 1945 Reichskanzler», but «1500 Teilnehmer»
    return !digits.ends_with(u"00") && !digits.ends_with(u"50") &&
           (before == u"in" || before == u"bis" || before == u"ab" || before == u"von" || before == u"um");
}

std::u16string Reading::cardinal(View number, bool year) const {
    const Text digits = plain(number);
    if (digits.size() > 1 && digits[0] == u'0') return rules_.numbers.one_by_one(digits);
    return year ? rules_.numbers.year(digits) : rules_.numbers.cardinal(digits);
}

std::u16string Reading::decimal(View number) const {
    const auto comma = number.find(u',');
    Text words = rules_.numbers.cardinal(plain(number.substr(0, comma)));
    if (comma != number.npos) words += u" Komma " + rules_.numbers.one_by_one(number.substr(comma + 1));
    return words;
}

// «21-Jährige», «100-Meter-Lauf», «2,5-fach», «3D», «5-%-Hürde»: one word.
bool Reading::compound(std::size_t begin, std::size_t end) {
    const View number = view(begin, end);
    const bool hyphen = at(end) == u'-' && (letter(end + 1) || at(end + 1) == u'%' || at(end + 1) == u'€');
    if (!hyphen && !letter(end)) return false;
    Text words = decimal(number);
    const Text digits = plain(number);
    if (digits == u"1") words = u"ein";
    std::size_t rest = hyphen ? end + 1 : end;
    const View first = word_at(rest);
    if (first.empty()) {  // «5-%-Hürde», «50-€-Schein»
        words += at(rest) == u'%' ? u"-Prozent" : u"-Euro";
        ++rest;
        if (at(rest) != u'-') {
            say(begin, rest, words);
            return true;
        }
        ++rest;
        const View noun = word_at(rest);
        say(begin, rest + noun.size(), words + u"-" + Text(noun));
        return true;
    }
    const std::size_t stop = rest + first.size();
    for (std::size_t from = 0;;) {
        const std::size_t to = std::min(first.find(u'-', from), first.size());
        const View part = first.substr(from, to - from);
        const auto unit = grammar_.unit(part);
        if (unit && part.size() < 5 && (hyphen || from > 0))
            words += u"-" + unit->one;
        else if (!part.empty())
            words += (first == u"mal" || first == u"fach" || first == u"x" ? u"" : u"-") +
                     (part == u"x" ? Text(u"mal") : said_part(part));
        if (to == first.size()) break;
        from = to + 1;
    }
    say(begin, stop, words);
    return true;
}

bool Reading::plain_number() {
    const std::size_t start = at_;
    const bool minus = minus_sign(at(at_));
    const bool plus = at(at_) == u'+';
    std::size_t begin = at_ + (minus || plus ? 1 : 0);
    if (at(begin) == u' ') ++begin;
    if (Pattern& v = patterns_.version; v.at(begin)) {  // «Version 3.5.1», unless dots group thousands
        const View whole = view(begin, v.end());
        const bool grouped = whole.size() > 4 && [&] {
            std::size_t digits = 0;
            bool good = whole[0] != u'0';
            for (std::size_t i = whole.find(u'.') + 1; i <= whole.size(); ++i) {
                if (i == whole.size() || whole[i] == u'.') {
                    good = good && digits == 3;
                    digits = 0;
                } else {
                    ++digits;
                }
            }
            return good && whole.find(u'.') <= 3;
        }();
        if (!grouped && !(at(v.end()) == u',' && digit(v.end() + 1))) {
            Text words = minus ? u"minus " : u"";
            for (std::size_t from = 0; from <= whole.size();) {
                const std::size_t to = std::min(whole.find(u'.', from), whole.size());
                const View part = whole.substr(from, to - from);
                words += (from ? u" Punkt " : u"") +
                         (part[0] == u'0' ? rules_.numbers.one_by_one(part) : rules_.numbers.cardinal(part));
                from = to + 1;
            }
            const std::size_t end = v.end();
            say(start, end, words);
            std::size_t unit_end = space(end);
            if (const auto unit = unit_at(unit_end)) say(space(end), unit_end, unit->many);
            return true;
        }
    }
    Pattern& p = patterns_.number;
    if (!p.at(begin)) return false;
    std::size_t end = p.end();
    const bool has_decimals = p.has(1);
    const View decimals = has_decimals ? view(p.begin(1), p.end(1)) : View();
    const View whole = view(begin, has_decimals ? p.begin(1) - 1 : end);
    const Text prefix = minus ? u"minus " : plus ? u"plus " : u"";
    if (!has_decimals && at(end) == u',' && (at(end + 1) == u'-' || at(end + 1) == u'–')) {  // «5,- Euro»
        say(start, end + 2, prefix + rules_.numbers.cardinal(plain(whole)));
        std::size_t unit_end = space(at_);
        if (const auto unit = unit_at(unit_end, &grammar_.currencies)) say(space(at_), unit_end, unit->many);
        return true;
    }

    // A span: the unit comes behind the second number.
    if (Pattern& r = patterns_.range; r.at(end)) {
        const std::size_t second = r.end();
        const bool dash = view(end, second).find(u'–') != View::npos;
        const bool spaced = at(end) == u' ';
        if (p.at(second) && (dash || !spaced) && at(p.end()) != u'-') {
            const View to = view(second, p.end());
            const bool scored = !dash && scores_ && value(to) < 20 && value(whole) < 20;
            const bool year = looks_like_year(begin, end) && !has_decimals;
            const Text first = has_decimals ? decimal(view(begin, end)) : cardinal(whole, year);
            say(start, end, prefix + first);
            say(end, second, scored ? u"zu" : u"bis");
            return true;  // the second number is read by itself
        }
    }
    if (minus && at(end) == u'-' && digit(end + 1)) return false;
    if (at(end) == u'%' && letter(end + 1)) {  // «5%ige»
        const View rest = word_at(end + 1);
        say(start, end + 1 + rest.size(), prefix + decimal(view(begin, end)) + u"-prozent" + Text(rest));
        return true;
    }
    if (at(end) == u'+' && digit(end + 1)) {  // «50+1-Regel»
        std::size_t stop = end + 1;
        while (digit(stop)) ++stop;
        Text words = decimal(view(begin, end)) + u"-plus-" + rules_.numbers.cardinal(view(end + 1, stop));
        if (at(stop) == u'-' && letter(stop + 1)) {
            const View noun = word_at(stop + 1);
            words.append(u"-").append(noun);
            stop += 1 + noun.size();
        }
        say(start, stop, prefix + words);
        return true;
    }

    std::size_t magnitude_end = space(end);
    if (const auto magnitude = unit_at(magnitude_end, &grammar_.magnitudes);
        magnitude && !letter(magnitude_end) && at(magnitude_end) != u'-') {
        const bool single = plain(whole) == u"1" && !has_decimals;
        const bool thousand = lower(magnitude->one) == u"tausend";
        say(start, end,
            prefix + (single ? (thousand ? Text(u"ein") : one(start, magnitude->gender))
                             : decimal(view(begin, end))));
        const bool last = at(magnitude_end - 1) == u'.' && nothing_behind(magnitude_end);
        say(space(end), magnitude_end, single ? magnitude->one : magnitude->many);
        std::size_t unit_end = space(magnitude_end);
        if (const auto unit = unit_at(unit_end))
            say(space(magnitude_end), unit_end, unit->many);
        else if (last)
            pause(u'.');
        return true;
    }
    if (money(start, end, whole, decimals, minus)) return true;

    std::size_t unit_end = space(end);
    const bool glued = unit_end == end;
    auto unit = unit_at(unit_end);
    if (unit && glued && unit_end == end + 1 && u_isupper(at(end)) &&
        (at(unit_end) == u'-' || at(end) == u'K'))
        unit.reset();  // «3D-Drucker», «4K»
    if (unit && at(unit_end) == u'-' && letter(unit_end + 1) && glued && letter(end)) unit.reset();
    if (unit && letter(unit_end)) unit.reset();
    if (unit && letter(unit_end - 1) && at(unit_end) == u'-' && digit(unit_end + 1)) unit.reset();  // «F-35»
    // «5 L 3799/24» is a file's number.
    if (unit && unit_end == space(end) + 1 && letter(unit_end - 1) && at(unit_end) == u' ' &&
        digit(unit_end + 1))
        unit.reset();
    if (unit) {
        const bool single = plain(whole) == u"1" && !has_decimals;
        say(start, end, prefix + (single ? one(start, unit->gender) : decimal(view(begin, end))));
        const bool last = at(unit_end - 1) == u'.' && nothing_behind(unit_end);
        say(space(end), unit_end, single ? unit->one : unit->many);
        if (last) pause(u'.');
        return true;
    }
    if (!minus && compound(begin, end)) return true;
    if (has_decimals) {
        say(start, end, prefix + decimal(view(begin, end)));
        return true;
    }
    if (plain(whole) == u"1") {
        const View noun = word_at(space(end));
        const View before = word_before(start);
        const bool first_word = before.data() == text_.data();
        const bool counted = (!before.empty() && u_isupper(before[0]) && !first_word) ||
                             grammar_.counted.count(lower(before)) || (start > 1 && at(start - 2) == u'.') ||
                             (start > 1 && at(start - 2) == u'§');
        if (noun == u"Uhr") {
            say(start, end, u"ein");
            return true;
        }
        if (!counted && at(end) == u' ' && !noun.empty() && u_isupper(noun[0]) && noun.size() > 1 &&
            !is_acronym(noun)) {
            say(start, end, prefix + one(start, grammar_.gender(noun)));
            return true;
        }
    }
    const bool year = !minus && !plus && looks_like_year(begin, end);
    Text words = cardinal(whole, year);
    if (at(end) == u'²' || at(end) == u'³') {
        words += at(end) == u'²' ? u" hoch zwei" : u" hoch drei";
        ++end;
    }
    Text power;
    for (; (at(end) >= u'⁰' && at(end) <= u'⁹') || at(end) == u'¹'; ++end)
        power += at(end) == u'¹' ? u'1' : static_cast<char16_t>(u'0' + (at(end) - u'⁰'));
    if (!power.empty()) words += u" hoch " + rules_.numbers.cardinal(power);
    say(start, end, prefix + words);
    return true;
}

}  // namespace vorleser
