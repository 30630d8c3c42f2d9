// Dates and times of day.
#include "daemon/text/calendar.hpp"
#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

bool SentenceReader::span_of_days() {
    auto day = [&](View word) {
        auto listed = [&](const TextMap& map) {
            const auto found = map.find(Text(word) + u".");
            return found != map.end() && (is_month(found->second) || is_weekday(found->second));
        };
        return is_month(word) || is_weekday(word) || listed(grammar_.alone()) ||
               listed(grammar_.abbreviations());
    };
    std::size_t before = at_;
    while (before > 0 && (text_[before - 1] == u' ' || text_[before - 1] == u'.')) --before;
    const std::size_t next_at = space(at_ + 1);
    const View next = word_at(next_at).substr(0, word_at(next_at).find(u'-'));
    std::size_t begin = before;
    while (begin > 0 && letter(begin - 1)) --begin;
    if (next.empty() || begin == before || !day(view(begin, before)) || !day(next)) return false;
    say(at_, at_ + 1, u"bis");
    if (is_month(next) || is_weekday(next)) return true;
    const std::size_t end = next_at + next.size();
    const auto found = grammar_.alone().find(Text(next) + u".");
    say(next_at, at(end) == u'.' ? end + 1 : end,
        found != grammar_.alone().end() ? found->second : grammar_.abbreviations().at(Text(next) + u"."));
    return true;
}

bool SentenceReader::say_date(std::size_t begin, std::size_t end, View day, View month, View year) {
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

// «05/2024», but «Heft 3/2024»
bool SentenceReader::month_and_year() {
    Pattern& p = patterns_.month_date;
    if (!p.at(at_)) return false;
    const int month = value(view(p.begin(1), p.end(1)));
    if (month < 1 || month > 12) return false;
    const Text before = lower_before(at_);
    for (const View issue : {u"heft", u"ausgabe", u"nr", u"nummer", u"az", u"aktenzeichen", u"drucksache",
                             u"kw", u"kalenderwoche", u"woche"})
        if (before == issue) return false;
    const View name = months[static_cast<std::size_t>(month - 1)];
    say(at_, p.end(), Text(name) + u" " + rules_.numbers.year(view(p.begin(2), p.end(2))));
    return true;
}

// «2024-05-01»
bool SentenceReader::iso_date() {
    Pattern& p = patterns_.iso_date;
    return p.at(at_) && say_date(at_, p.end(), view(p.begin(3), p.end(3)), view(p.begin(2), p.end(2)),
                                 view(p.begin(1), p.end(1)));
}

// «01/05/2024»
bool SentenceReader::slash_date() {
    Pattern& p = patterns_.slash_date;
    return p.at(at_) && say_date(at_, p.end(), view(p.begin(1), p.end(1)), view(p.begin(2), p.end(2)),
                                 view(p.begin(3), p.end(3)));
}

// «1.–3.5.», «30.4.–2.5.2024»
bool SentenceReader::two_dates() {
    Pattern& p = patterns_.date_range;
    if (!p.at(at_)) return false;
    const auto in = [](int n, int most) { return n >= 1 && n <= most; };
    const View from = view(p.begin(1), p.end(1)), to = view(p.begin(3), p.end(3));
    const int m = value(view(p.begin(4), p.end(4)));
    const int m1 = p.has(2) ? value(view(p.begin(2), p.end(2))) : m;
    if (!in(value(from), 31) || !in(value(to), 31) || !in(m, 12) || !in(m1, 12)) return false;
    const View name = months[static_cast<std::size_t>(m - 1)];
    const Text ending = ordinal_ending(at_, name);
    Text words = rules_.numbers.ordinal(from, ending);
    if (m1 != m) words.append(u" ").append(months[static_cast<std::size_t>(m1 - 1)]);
    const View joint = view(p.end(1), p.begin(3));
    const bool both = joint.find(u'/') != View::npos || lower_before(at_) == u"zwischen";
    words += (both ? u" und " : u" bis ") + rules_.numbers.ordinal(to, ending);
    words.append(u" ").append(name);
    if (p.has(5)) words += u" " + rules_.numbers.year(view(p.begin(5), p.end(5)));
    say(at_, p.end(), words);
    return true;
}

// «3.10.», «24.12.1990»
bool SentenceReader::date() {
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

std::u16string SentenceReader::clock(View hour, View minute, View second) const {
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

// Whether «2:15 h» or «2:08:51» is how long something takes, and no time of day.
bool SentenceReader::lasts(bool seconds) const {
    const Text before = lower_before(at_);
    if (before == u"um" || before == u"gegen" || before == u"ab" || before == u"bis" || before == u"von" ||
        before == u"seit" || is_day(word_before(at_, true)) || (at_ > 1 && digit(at_ - 2)))
        return false;
    if (seconds) return at_ > 0;
    const bool alone = value(word_of_digits(at_)) < 10 && at(at_) != u'0';
    for (const View preposition :
         {u"in", u"nach", u"mit", u"über", u"unter", u"etwa", u"rund", u"knapp", u"fast"})
        if (alone && before == preposition) return true;
    if (alone && view(0, at_).find(u" km") != View::npos) return true;  // «193 km, 2:45 h»
    for (std::size_t i = 0; i < at_; i += std::max<std::size_t>(word_at(i).size(), 1)) {
        const Text word = lower(word_at(i));
        for (const View stem : {u"dauer", u"gedauert", u"brauch", u"gebraucht", u"benötig", u"laufzeit",
                                u"fahrzeit", u"gehzeit", u"flugzeit", u"spielzeit", u"bestzeit", u"länge"})
            if (word.find(stem) != word.npos) return true;
    }
    return false;
}

// «2:05 Stunden», «1:23,45 Minuten», «1:23,45»; «in 2:08:51», «dauert 2:15 h»
bool SentenceReader::duration() {
    Pattern& named = patterns_.duration;
    Pattern& race = patterns_.race;
    const bool has_name = named.at(at_);
    const bool raced = !has_name && race.at(at_) && lasts(race.has(3));
    Pattern& p = has_name ? named : raced ? race : patterns_.lap;
    if (!has_name && !raced && !p.at(at_)) return false;
    const auto group = [&](int i) { return p.has(i) ? view(p.begin(i), p.end(i)) : View(); };
    const bool hours = has_name ? group(5).starts_with(u"St") : raced;
    View hour = group(1), minute = group(2), second = group(3);
    if (hours && hour.empty()) {
        hour = minute;
        minute = second;
        second = {};
    }
    if (raced && (value(minute) > 59 || value(second) > 59)) return false;
    if (value(minute) > 59 && !hour.empty()) return false;
    Text words;
    const bool within = lower_before(at_) == u"in";  // «in einer Minute und …»
    auto add = [&](View digits, const char16_t* one, const char16_t* many) {
        if (digits.empty() || all_zero(digits)) return;
        if (!words.empty()) words += digits == second ? u" und " : u" ";
        words += value(digits) == 1 ? (within ? Text(u"einer")
                                              : this->one(words.empty() ? at_ : at_ + 1, Gender::feminine)) +
                                          u" " + one
                                    : rules_.numbers.cardinal(digits) + u" " + many;
    };
    add(hour, u"Stunde", u"Stunden");
    if (second.empty() && !words.empty() && !all_zero(minute)) words += u" und";
    add(minute, u"Minute", u"Minuten");
    if (p.has(4) && !raced)
        words += (words.empty() ? u"" : u" und ") + rules_.numbers.cardinal(second) + u" Komma " +
                 rules_.numbers.one_by_one(group(4)) + u" Sekunden";
    else
        add(second, u"Sekunde", u"Sekunden");
    if (words.empty()) return false;
    say(at_, p.end(), words);
    return true;
}

// How far behind somebody was: «+1:03,4», «+1.22,8»
bool SentenceReader::gap() {
    Pattern& p = patterns_.gap;
    if (at(at_) != u'+' || !p.at(at_)) return false;
    const View minutes = view(p.begin(1), p.end(1));
    const bool single = value(minutes) == 1;
    say(at_, p.end(),
        u"plus " + (single ? Text(u"eine Minute") : rules_.numbers.cardinal(minutes) + u" Minuten") +
            u" und " +
            rules_.numbers.cardinal(std::u16string(value(view(p.begin(2), p.end(2))) < 10
                                                       ? view(p.begin(2) + 1, p.end(2))
                                                       : view(p.begin(2), p.end(2)))) +
            u" Komma " + rules_.numbers.one_by_one(view(p.begin(3), p.end(3))) + u" Sekunden");
    return true;
}

// «UTC+02:00»
bool SentenceReader::time_zone() {
    Pattern& p = patterns_.time_zone;
    if (!p.at(at_)) return false;
    const View hours = view(p.begin(3), p.end(3)), minutes = p.has(4) ? view(p.begin(4), p.end(4)) : View();
    const Text sign = at(p.begin(2)) == u'+' ? u" plus " : u" minus ";
    Text words = said_part(view(p.begin(1), p.end(1))) + sign;
    const View plain_hours = hours.size() > 1 && hours[0] == u'0' ? hours.substr(1) : hours;
    words += rules_.numbers.cardinal(plain_hours);
    if (!minutes.empty() && !all_zero(minutes))
        words += u" Stunden und " + rules_.numbers.cardinal(minutes) + u" Minuten";
    say(at_, p.end(), words);
    return true;
}

// «9h30»
bool SentenceReader::french_time() {
    Pattern& p = patterns_.french_time;
    if (!p.at(at_)) return false;
    const View hour = view(p.begin(1), p.end(1)), minute = view(p.begin(2), p.end(2));
    if (value(hour) > 24 || value(minute) > 59) return false;
    say(at_, p.end(), clock(hour, minute));
    return true;
}

// «8–20 Uhr», «14:00-15:30», «15.00 – 16.45»
bool SentenceReader::two_times() {
    Pattern& p = patterns_.time_range;
    if (!p.at(at_)) return false;
    const View h1 = view(p.begin(1), p.end(1)), h2 = view(p.begin(3), p.end(3));
    const View m1 = p.has(2) ? view(p.begin(2), p.end(2)) : View();
    const View m2 = p.has(4) ? view(p.begin(4), p.end(4)) : View();
    if (value(h1) > 24 || value(h2) > 24 || value(m1) > 59 || value(m2) > 59) return false;
    const auto both = [&](char16_t sign) {
        return p.has(2) && p.has(4) && at(p.end(1)) == sign && at(p.end(3)) == sign && !scores_;
    };
    const bool dots = both(u'.') && value(m1) % 5 == 0 && value(m2) % 5 == 0 && at(p.end()) != u'.' &&
                      value(h1) < value(h2);
    std::size_t unit_end = space(p.end());
    if (!p.has(5) && !both(u':') && (!dots || unit_at(unit_end))) return false;
    const bool between = lower_before(at_) == u"zwischen";
    Text first = clock(h1, m1);
    if (m1.empty() || all_zero(m1)) first.resize(first.size() - 4);
    if (first == u"ein") first = u"eins";
    say(at_, p.end(), first + (between ? u" und " : u" bis ") + clock(h2, m2));
    time_end_ = at_;
    return true;
}

// «14:30», «20.15 Uhr», «um 9.05»
bool SentenceReader::time() {
    Pattern& p = patterns_.time;
    if (!p.at(at_)) return false;
    const View h = view(p.begin(1), p.end(1)), m = view(p.begin(3), p.end(3));
    const View s = p.has(4) ? view(p.begin(4), p.end(4)) : View();
    if (value(h) > 24 || value(m) > 59) return false;
    const std::size_t behind = p.end();
    const Text before = lower_before(at_);
    const bool asked = before == u"um" || before == u"gegen" || before == u"ab" || before == u"bis";
    if (!p.has(5) && at(p.begin(2)) == u'.') {
        std::size_t unit_end = space(behind);
        const Text next = lower(word_at(space(behind)));
        const bool uhr_follows =
            patterns_.times_follow.at(behind) || (before == u"von" && (next == u"bis" || next == u"und"));
        // «9.00 - 12.00 - 15.00»
        const bool goes_on = time_end_ > 0 && at_ - time_end_ < 4 && m.size() == 2 && value(m) % 5 == 0;
        if ((!asked && !uhr_follows && !goes_on) || unit_at(unit_end) || digit(space(behind))) return false;
    } else if (!p.has(5) && scores_ && !asked && !(at_ == 0 && at(behind) == u':')) {
        return false;
    }
    say(at_, behind, clock(h, m, s));
    time_end_ = at_;
    return true;
}

}  // namespace vorleser
