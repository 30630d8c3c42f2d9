// What begins with a digit: numbers, dates, times, money, measures.
#include <algorithm>
#include <array>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "daemon/text/reading.hpp"

namespace vorleser {

namespace {

constexpr std::array<std::u16string_view, 12> months{u"Januar",    u"Februar", u"März",     u"April",
                                                     u"Mai",       u"Juni",    u"Juli",     u"August",
                                                     u"September", u"Oktober", u"November", u"Dezember"};
bool is_month(std::u16string_view word) {
    return std::find(months.begin(), months.end(), word) != months.end() || word == u"Jänner";
}
bool is_weekday(std::u16string_view word) {
    return (word.ends_with(u"tag") &&
            (word.starts_with(u"Mon") || word.starts_with(u"Dien") || word.starts_with(u"Donners") ||
             word.starts_with(u"Frei") || word.starts_with(u"Sams") || word.starts_with(u"Sonn"))) ||
           word == u"Mittwoch" || word == u"Sonnabend";
}

int value(std::u16string_view digits) {
    int n = 0;
    for (const char16_t d : digits)
        if (d >= u'0' && d <= u'9' && n < 100'000'000) n = n * 10 + (d - u'0');
    return n;
}

std::u16string plain(std::u16string_view number) {
    std::u16string digits;
    for (const char16_t c : number)
        if (c >= u'0' && c <= u'9') digits += c;
    return digits;
}

bool minus_sign(char16_t c) {
    return c == u'-' || c == u'−' || c == u'–';
}

bool all_zero(std::u16string_view digits) {
    return digits.find_first_not_of(u'0') == digits.npos;
}

}  // namespace

bool Reading::span_of_days() {
    auto day = [&](View word) {
        auto listed = [&](const TextMap& map) {
            const auto found = map.find(Text(word) + u".");
            return found != map.end() && (is_month(found->second) || is_weekday(found->second));
        };
        return is_month(word) || is_weekday(word) || listed(grammar_.alone) || listed(grammar_.abbreviations);
    };
    std::size_t before = at_;
    while (before > 0 && (text_[before - 1] == u' ' || text_[before - 1] == u'.')) --before;
    const View next = word_at(space(at_ + 1));
    std::size_t begin = before;
    while (begin > 0 && letter(begin - 1)) --begin;
    if (next.empty() || begin == before || !day(view(begin, before)) || !day(next.substr(0, next.find(u'-'))))
        return false;
    say(at_, at_ + 1, u"bis");
    return true;
}

bool Reading::number() {
    return telephone() || date() || time() || ordinals() || fraction() || ratio() || plain_number();
}

bool Reading::telephone() {
    Pattern& p = patterns_.telephone;
    if (!(at(at_) == u'+' || at(at_) == u'(' || at(at_) == u'0') || !p.at(at_)) return false;
    const View number = view(at_, p.end());
    if (plain(number).size() < 6) return false;
    Text words;
    Text group;
    auto flush = [&] {
        if (!group.empty()) words += (words.empty() ? u"" : u" ") + rules_.numbers.one_by_one(group);
        group.clear();
    };
    for (const char16_t c : number) {
        if (c >= u'0' && c <= u'9') {
            group += c;
        } else {
            flush();
            if (c == u'+') words += u"plus";
        }
    }
    flush();
    say(at_, p.end(), words);
    return true;
}

bool Reading::say_date(std::size_t begin, std::size_t end, View day, View month, View year) {
    const int d = value(day), m = value(month);
    if (d < 1 || d > 31 || m < 1 || m > 12) return false;
    const View name = months[static_cast<std::size_t>(m - 1)];
    const Text ending = ordinal_ending(begin, name);
    Text words = rules_.numbers.ordinal(day, ending);
    words.append(u" ").append(name);
    if (!year.empty())
        words += u" " + (year.size() == 2 && year[0] == u'0' ? rules_.numbers.one_by_one(year)
                                                             : rules_.numbers.year(year));
    ordinal_ending_ = ending;
    say(begin, end, words);
    ordinal_end_ = end;
    return true;
}

bool Reading::date() {
    if (Pattern& p = patterns_.iso_date; p.at(at_)) {
        if (say_date(at_, p.end(), view(p.begin(3), p.end(3)), view(p.begin(2), p.end(2)),
                     view(p.begin(1), p.end(1))))
            return true;
    }
    if (Pattern& p = patterns_.slash_date; p.at(at_)) {
        if (say_date(at_, p.end(), view(p.begin(1), p.end(1)), view(p.begin(2), p.end(2)),
                     view(p.begin(3), p.end(3))))
            return true;
    }
    if (Pattern& p = patterns_.date_range; p.at(at_)) {
        const View from = view(p.begin(1), p.end(1)), to = view(p.begin(3), p.end(3));
        const int m = value(view(p.begin(4), p.end(4)));
        const int m1 = p.has(2) ? value(view(p.begin(2), p.end(2))) : m;
        if (value(from) >= 1 && value(from) <= 31 && value(to) >= 1 && value(to) <= 31 && m >= 1 && m <= 12 &&
            m1 >= 1 && m1 <= 12) {
            const View name = months[static_cast<std::size_t>(m - 1)];
            const Text ending = ordinal_ending(at_, name);
            Text words = rules_.numbers.ordinal(from, ending);
            if (m1 != m) words.append(u" ").append(months[static_cast<std::size_t>(m1 - 1)]);
            words += u" bis " + rules_.numbers.ordinal(to, ending);
            words.append(u" ").append(name);
            if (p.has(5)) words += u" " + rules_.numbers.year(view(p.begin(5), p.end(5)));
            say(at_, p.end(), words);
            return true;
        }
    }
    Pattern& p = patterns_.date;
    if (!p.at(at_)) return false;
    std::size_t end = p.end();
    const View year = p.has(3) ? view(p.begin(3), p.end(3)) : View();
    // «am 3.10. 20 Menschen»: two digits behind a space are no year.
    View said_year = year;
    if (year.size() == 2 && at(p.begin(3) - 1) == u' ') {
        said_year = {};
        end = p.begin(3) - 1;
    }
    const bool last = said_year.empty() && nothing_behind(end);
    if (!say_date(at_, end, view(p.begin(1), p.end(1)), view(p.begin(2), p.end(2)), said_year)) return false;
    if (last && end == text_.size()) pause(u'.');
    return true;
}

std::u16string Reading::clock(View hour, View minute, View second) const {
    const auto cardinal = [&](View digits) { return rules_.numbers.cardinal(digits); };
    Text words = value(hour) == 1 ? Text(u"ein") : cardinal(hour);
    words += u" Uhr";
    if (!minute.empty() && (!all_zero(minute) || (!second.empty() && !all_zero(second))))
        words += u" " + cardinal(minute);
    if (!second.empty() && !all_zero(second)) {
        words += value(minute) == 1 ? u" Minute" : u" Minuten";
        words += u" und " + (value(second) == 1 ? Text(u"eine") : cardinal(second));
        words += value(second) == 1 ? u" Sekunde" : u" Sekunden";
    }
    return words;
}

bool Reading::time() {
    auto hour = [&](View digits) { return value(digits) <= 24; };
    auto minute = [&](View digits) { return value(digits) <= 59; };
    if (Pattern& p = patterns_.time_range; p.at(at_)) {
        const View h1 = view(p.begin(1), p.end(1)), h2 = view(p.begin(3), p.end(3));
        const View m1 = p.has(2) ? view(p.begin(2), p.end(2)) : View();
        const View m2 = p.has(4) ? view(p.begin(4), p.end(4)) : View();
        const bool colons = p.has(2) && p.has(4) && at(p.end(1)) == u':' && at(p.end(3)) == u':' && !scores_;
        if ((p.has(5) || colons) && hour(h1) && hour(h2) && minute(m1) && minute(m2)) {
            Text first = clock(h1, m1);
            if (m1.empty() || all_zero(m1)) first.resize(first.size() - 4);
            if (first == u"ein") first = u"eins";
            say(at_, p.end(), first + u" bis " + clock(h2, m2));
            return true;
        }
    }
    Pattern& p = patterns_.time;
    if (!p.at(at_)) return false;
    const View h = view(p.begin(1), p.end(1)), m = view(p.begin(3), p.end(3));
    const View s = p.has(4) ? view(p.begin(4), p.end(4)) : View();
    if (!hour(h) || !minute(m)) return false;
    const Text before = lower_before(at_);
    const bool asked = before == u"um" || before == u"gegen" || before == u"ab" || before == u"bis";
    std::size_t behind = p.end();
    if (!p.has(5)) {
        if (at(p.begin(2)) == u'.') {
            std::size_t unit_end = space(behind);
            const Text next = lower(word_at(space(behind)));
            const bool uhr_follows = next == u"bis" || next == u"und";
            if (!(asked || (uhr_follows && before == u"von")) || unit_at(unit_end) || h.size() < 1)
                return false;
            if (digit(space(behind))) return false;
        } else if (scores_ && !asked) {
            return false;
        }
    }
    say(at_, behind, clock(h, m, s));
    return true;
}

// What an ordinal before `noun` ends in, by the word before place `begin`.
std::u16string Reading::ordinal_ending(std::size_t begin, View noun) const {
    const View before = word_before(begin);
    const Text word = lower(before);
    const Gender gender = grammar_.gender(noun);
    const bool month = is_month(noun);
    auto by_gender = [&](const char16_t* m, const char16_t* f, const char16_t* n) {
        return Text(gender == Gender::feminine ? f : gender == Gender::neuter ? n : m);
    };
    const bool joined =
        word == u"und" || word == u"oder" || word == u"bis" || word == u"sowie" || word == u"zum";
    if (joined && !ordinal_ending_.empty() && word != u"zum" && begin - ordinal_end_ < 30)
        return ordinal_ending_;
    if (joined && word != u"bis" && word != u"zum") {
        const View earlier = word_before(static_cast<std::size_t>(before.data() - text_.data()));
        if (earlier.ends_with(u"ten")) return u"en";
        if (earlier.ends_with(u"te")) return u"e";
    }
    if (word.empty() && begin > 1 && at(begin - 2) == u',' && !ordinal_ending_.empty() &&
        begin - ordinal_end_ < 4)
        return ordinal_ending_;
    if (grammar_.ordinals_en.count(word)) return u"en";
    if (grammar_.ordinals_e.count(word)) return u"e";
    if (grammar_.ordinals_der.count(word)) {
        const auto der = static_cast<std::size_t>(before.data() - text_.data());
        const Text preposition = lower_before(der);
        if (gender == Gender::feminine || grammar_.dative.count(preposition)) return u"en";
        return u"e";
    }
    if (grammar_.ordinals_by_gender.count(word)) return by_gender(u"er", u"e", u"es");
    if (month && (grammar_.dative.count(word) || grammar_.accusative.count(word))) return u"en";
    if (grammar_.dative.count(word)) return by_gender(u"em", u"er", u"em");
    if (grammar_.accusative.count(word)) return by_gender(u"en", u"e", u"es");
    if (month) {
        const View day = word_before(begin, true);
        if (is_weekday(day)) {
            const Text earlier = lower_before(static_cast<std::size_t>(day.data() - text_.data()));
            return grammar_.ordinals_en.count(earlier) || grammar_.dative.count(earlier) ? u"en" : u"er";
        }
        return u"er";
    }
    if (word.ends_with(u"en") && !before.empty() && u_islower(before[0])) return u"en";
    return by_gender(u"er", u"e", u"es");
}

bool Reading::ordinals() {
    if (Pattern& p = patterns_.decade; p.at(at_)) {
        Text words = rules_.numbers.year(view(p.begin(1), p.end(1))) + u"er";
        if (p.end(2) > p.begin(2)) words += u"n";
        std::size_t end = p.end();
        if (at(end) == u'-' && letter(end + 1)) {  // «1990er-Jahre»
            const View rest = word_at(end + 1);
            words.append(u" ").append(rest);
            end += 1 + rest.size();
        }
        say(at_, end, words);
        return true;
    }
    if (Pattern& p = patterns_.ordinals; p.at(at_)) {
        const std::size_t behind = space(p.end());
        const View noun = word_at(behind);
        if (!noun.empty()) {
            const Text ending = ordinal_ending(at_, noun);
            const bool range = at(p.begin(2)) != u'/';
            say(at_, p.end(),
                rules_.numbers.ordinal(view(p.begin(1), p.end(1)), ending) + (range ? u" bis " : u" und ") +
                    rules_.numbers.ordinal(view(p.begin(3), p.end(3)), ending));
            ordinal_ending_ = ending;
            ordinal_end_ = p.end();
            return true;
        }
    }
    Pattern& p = patterns_.ordinal;
    if (!p.at(at_)) return false;
    const std::size_t end = p.end();
    const Text digits = plain(view(at_, end));
    const std::size_t next = space(end);
    const View noun = word_at(next);
    const Text before = lower_before(at_);
    if (nothing_behind(end)) {
        if (at_ == 0) {  // nothing but «3.»
            say(at_, end, rules_.numbers.ordinal(digits, u"e"));
            pause(u'.');
            return true;
        }
        if (before == u"wurde" || before == u"wird" || before == u"werden" || before == u"wurden") {
            say(at_, end, rules_.numbers.ordinal(digits, u"er"));
            pause(u'.');
            return true;
        }
        const bool ordinal = grammar_.ordinals_en.count(before) || grammar_.ordinals_e.count(before) ||
                             (grammar_.ordinals_der.count(before) && digits.size() < 3);
        if (!ordinal || digits.size() > 3) return false;
        say(at_, end, rules_.numbers.ordinal(digits, ordinal_ending(at_, {})));
        pause(u'.');
        return true;
    }
    if (next == end && !noun.empty()) {  // «3.Liga»
        if (digits.size() > 2) return false;
    }
    if (digits.size() > 3 && !grammar_.ordinals_en.count(before) && !grammar_.ordinals_e.count(before) &&
        !grammar_.ordinals_der.count(before))
        return false;
    // A list's number: «3. Die Mieten steigen».
    if (at_ == 0 && rules_.starters.count(Text(noun)) && digits.size() < 3) {
        say(at_, end, rules_.numbers.ordinal(digits, u"ens"));
        pause(u',');
        return true;
    }
    const Text ending = ordinal_ending(at_, noun);
    say(at_, end, rules_.numbers.ordinal(digits, ending));
    ordinal_ending_ = ending;
    ordinal_end_ = end;
    return true;
}

std::u16string Reading::fraction_words(View over, View under) const {
    const Text part = rules_.numbers.part(under);
    if (part.empty()) return {};
    if (under == u"2") return value(over) == 1 ? u"ein halb" : rules_.numbers.cardinal(over) + u" halbe";
    return (value(over) == 1 ? Text(u"ein") : rules_.numbers.cardinal(over)) + u" " + part;
}

bool Reading::fraction() {
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
    if (Pattern& p = patterns_.season; p.at(at_)) {
        say(at_, p.end(),
            rules_.numbers.year(view(p.begin(1), p.end(1))) + u" " +
                (at(p.begin(2)) == u'0' ? rules_.numbers.one_by_one(view(p.begin(2), p.end(2)))
                                        : rules_.numbers.year(view(p.begin(2), p.end(2)))));
        return true;
    }
    Pattern& p = patterns_.fraction;
    if (!p.at(at_)) return false;
    const View over = view(p.begin(2), p.end(2)), under = view(p.begin(3), p.end(3));
    if (over[0] == u'0' || under[0] == u'0') return false;
    const bool file = View(text_).substr(0, at_).find(u"Az.") != View::npos ||
                      View(text_).substr(0, at_).find(u"Aktenzeichen") != View::npos;
    const bool proper = !file && (value(over) < value(under) || (value(over) < 10 && value(under) < 10));
    Text words = proper ? fraction_words(over, under) : Text();
    if (words.empty()) {
        if (p.has(1)) return false;
        say(at_, p.end(), rules_.numbers.cardinal(over) + u" " + rules_.numbers.cardinal(under));
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
    say(at_, end, words);
    std::size_t unit_end = space(end);
    if (const auto unit = unit_at(unit_end)) say(space(end), unit_end, unit->one);
    return true;
}

bool Reading::ratio() {
    Pattern& p = patterns_.score;
    if (!p.at(at_)) return false;
    const auto number = [&](int group) {
        return rules_.numbers.cardinal(plain(view(p.begin(group), p.end(group))));
    };
    say(at_, p.end(), number(1) + u" zu " + number(2));
    return true;
}

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

std::u16string Reading::cardinal(std::size_t, View number, bool year) const {
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
            const Text first = has_decimals ? decimal(view(begin, end)) : cardinal(begin, whole, year);
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
    Text words = cardinal(begin, whole, year);
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
