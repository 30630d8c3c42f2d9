// Words: acronyms, gendered forms, letters with digits.
#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/text/calendar.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

namespace {

bool is_vowel(char16_t c) {
    return std::u16string_view(u"AEIOUÄÖÜYaeiouäöüy").find(c) != std::u16string_view::npos;
}

bool is_subscript(char16_t c) {
    return c >= u'₀' && c <= u'₉';
}

}  // namespace

// Letter by letter, joined: «S-P-D».
std::u16string SentenceReader::spelt(View letters) const {
    Text words;
    for (const char16_t c : letters) {
        if (!words.empty()) words += u'-';
        words += c;
    }
    return words;
}

// Acronyms of four or five letters that alternate, «KUKA», «PETA», «FORSA», are said as words.
bool SentenceReader::sounds_like_word(View part) const {
    if (part.size() < 4 || part.size() > 5 || is_vowel(part[0])) return false;
    for (const char16_t c : part)
        if (c < u'A' || c > u'Z' || c == u'Y' || c == u'Q') return false;
    // Consonant, vowel, consonant or two that are easily said, vowel; one consonant may follow.
    std::size_t i = 2;
    if (!is_vowel(part[1]) || is_vowel(part[i])) return false;
    if (View(u"LRNMS").find(part[i]) != View::npos && i + 2 < part.size() && !is_vowel(part[i + 1])) ++i;
    if (i + 1 >= part.size() || !is_vowel(part[i + 1])) return false;
    return i + 2 == part.size() || (i + 3 == part.size() && !is_vowel(part[i + 2]));
}

bool SentenceReader::is_acronym(View part) const {
    if (part.size() < 2) return false;
    if (grammar_.spelt.count(part)) return true;
    if (shouting_ || calm_ || grammar_.acronym_words.count(part) || sounds_like_word(part)) return false;
    // «StGB», «AfD»: single small letters between capitals.
    if (part.size() <= 6 && u_isupper(part[0]) && u_isupper(part.back())) {
        std::size_t small = 0;
        for (std::size_t i = 1; i + 1 < part.size(); ++i) {
            if (!u_isalpha(part[i]) || (u_islower(part[i]) && u_islower(part[i + 1]))) return false;
            small += u_islower(part[i]) ? 1 : 0;
        }
        if (small > 0) return true;
    }
    bool vowel = false;
    for (const char16_t c : part) {
        if (!u_isupper(c)) return false;
        vowel = vowel || is_vowel(c);
    }
    return part.size() <= 5 || !vowel;
}

// Where the ending begins that follows an acronym, «PKWs», «Lkws», «CEO's», «CDUler»; the word's end if none
// does.
std::size_t SentenceReader::acronym_ending(View part) const {
    for (const View ending : {u"s", u"'s", u"’s", u"ler", u"lern"}) {
        if (!part.ends_with(ending)) continue;
        const View stem = part.substr(0, part.size() - ending.size());
        if (stem.size() > 1 && is_acronym(stem)) return stem.size();
    }
    return part.size();
}

// One part of a word, between hyphens: letters, digits, or letters and digits («CO2», «G20»).
std::u16string SentenceReader::said_part(View part) const {
    if (const auto found = grammar_.acronyms_said.find(part); found != grammar_.acronyms_said.end())
        return found->second;
    Text words;
    for (std::size_t i = 0; i < part.size();) {
        std::size_t end = i;
        const bool digits = u_isdigit(part[i]) || is_subscript(part[i]);
        while (end < part.size() && (u_isdigit(part[end]) || is_subscript(part[end])) == digits) ++end;
        const View run = part.substr(i, end - i);
        if (!words.empty()) words += u'-';
        if (digits) {
            Text plain;
            for (const char16_t c : run)
                plain += is_subscript(c) ? static_cast<char16_t>(u'0' + (c - u'₀')) : c;
            words += plain.size() > 4
                         ? rules_.numbers.one_by_one(plain)
                         : cardinal(plain, plain.size() == 4 && plain > u"1100" && plain < u"2000");
        } else {
            const bool with_digits = run.size() < part.size();
            const bool capitals =
                std::all_of(run.begin(), run.end(), [](char16_t c) { return u_isupper(c); });
            const std::size_t ending = acronym_ending(run);
            if (is_acronym(run) || (with_digits && capitals && run.size() <= 3)) {
                words += spelt(run);
            } else if (ending < run.size()) {
                const View rest = run.substr(ending);
                words += spelt(run.substr(0, ending)) + (rest.ends_with(u's') ? u"s" : u"-" + Text(rest));
            } else if (capitals && run.size() > 1 &&
                       (shouting_ || calm_ || grammar_.acronym_words.count(run) || sounds_like_word(run))) {
                Text calm = lower(run);
                calm[0] = run[0];
                words += calm;
            } else {
                words += run;
            }
        }
        i = end;
    }
    return words;
}

// Parts between hyphens; Roman numerals among them are counted: «Hartz-IV-Empfänger».
std::u16string SentenceReader::said_compound(View word) const {
    if (const auto whole = grammar_.acronyms_said.find(word); whole != grammar_.acronyms_said.end())
        return whole->second;  // «D-Day»
    Text words;
    View before;
    for (std::size_t from = 0;;) {
        const std::size_t to = std::min(word.find(u'-', from), word.size());
        const View part = word.substr(from, to - from);
        if (from) words += u'-';
        const bool numeral = !before.empty() && part.find_first_not_of(u"IVX") == part.npos &&
                             !part.empty() && (part.size() > 1 || is_counted(before));
        const Text number = numeral ? roman_digits(part) : Text();
        words += number.empty() ? said_part(part) : rules_.numbers.cardinal(number);
        if (to == word.size()) return words;
        before = part;
        from = to + 1;
    }
}

bool SentenceReader::gendered() {
    // «Entwickler:innen»: only where the sign of one is near.
    std::size_t end = at_;
    while (letter(end)) ++end;
    const char16_t c = at(end);
    const bool sign = c == u':' || c == u'*' || c == u'_' || c == u'/' || c == u'(' || c == u'·';
    bool inner = false;
    for (std::size_t i = at_ + 1; i < end; ++i)
        inner = inner || (text_[i] == u'I' && u_islower(text_[i - 1]) && at(i + 1) == u'n');
    if (!inner && !(sign && letter(c == u'/' && at(end + 1) == u'-' ? end + 2 : end + 1))) return false;
    if (sign) {
        std::size_t stop = end + 1;
        while (letter(stop)) ++stop;
        const Text key = lower(view(at_, stop));
        if (const auto found = grammar_.gendered.find(key); found != grammar_.gendered.end()) {
            say(at_, stop, found->second);
            return true;
        }
    }
    Pattern& p = patterns_.gendered;
    if (!p.at(at_)) return false;
    const bool signed_form = p.has(1);
    const View stem = view(p.begin(signed_form ? 1 : 4), p.end(signed_form ? 1 : 4));
    const Text ending = lower(view(p.begin(signed_form ? 2 : 6), p.end(signed_form ? 2 : 6)));
    if (stem.size() < 3) return false;
    const bool bracket = signed_form && at(p.end(1)) == u'(';
    if (bracket != (signed_form && p.end(3) > p.begin(3))) return false;
    if (ending != u"in" && !ending.starts_with(u"innen")) {
        if (c == u':' || c == u'/') return false;
        say(at_, p.end(), Text(stem) + ending);  // «den Kunde(n)»
        return true;
    }
    std::size_t stop = p.end();
    Text words = Text(stem) + u" " + ending;  // with the glottal stop that broadcasters make
    if (at(stop) == u'-' && letter(stop + 1)) {
        const View rest = word_at(stop + 1);
        words += u"-" + said_part(rest);
        stop += 1 + rest.size();
    }
    say(at_, stop, words);
    return true;
}

// «pro kg», «in km/h», «die kWh»
bool SentenceReader::unit_without_number() {
    if (at_ > 0 && (text_[at_ - 1] == u'-' || text_[at_ - 1] == u'/' || text_[at_ - 1] == u'.')) return false;
    std::size_t end = at_;
    const auto unit = unit_at(end);
    if (!unit || letter(end) || digit(end) || (at(end) == u'-' && !letter(end + 1))) return false;
    const View written = view(at_, end);
    const Text before = lower_before(at_);
    const bool per = before == u"pro" || before == u"je";
    const bool counted = before == u"in" && written.size() > 1 && !u_isupper(written[0]) && written != u"bar";
    if (!per && !counted && !grammar_.units_anywhere.count(written)) return false;
    if (per && written.find(u'.') != View::npos) return false;  // an abbreviation, «pro Std.»
    if (grammar_.currencies.count(written) && !per) return false;
    const bool single = per || before == u"eine" || before == u"einer" || before == u"ein" ||
                        before == u"einem" || before == u"einen" || before == u"jede" || before == u"der" ||
                        before == u"die";
    if (at(end) == u'-') {  // «kWh-Preis»
        const View noun = word_at(end + 1);
        say(at_, end + 1 + noun.size(), unit->one + u"-" + said_compound(noun));
        return true;
    }
    say(at_, end, single ? unit->one : unit->many);
    return true;
}

// «Nº 5», «N° 12»
bool SentenceReader::numero() {
    if (at(at_) != u'N' || (at(at_ + 1) != u'º' && at(at_ + 1) != u'°') || !digit(space(at_ + 2)))
        return false;
    say(at_, at_ + 2, u"Nummer");
    return true;
}

// The weekday that two letters at `i` stand for; empty: none. `end` is moved behind them and their full stop.
std::u16string_view SentenceReader::short_day(std::size_t i, std::size_t& end) const {
    const View word = word_at(i).substr(0, 2);
    if (word.size() != 2 || letter(i + 2) || (i > 0 && (letter(i - 1) || digit(i - 1)))) return {};
    const auto day = grammar_.alone().find(Text(word) + u".");
    if (day == grammar_.alone().end() || !is_weekday(day->second)) return {};
    end = i + 2 + (at(i + 2) == u'.' ? 1 : 0);
    return day->second;
}

// «Do 9–18 Uhr», «Mo. u. Di.», «Sa/So», «Mo, 3.5.», but «So 20 Menschen»
bool SentenceReader::weekday() {
    std::size_t end = 0;
    const View day = short_day(at_, end);
    if (day.empty()) return false;
    // Behind it: a date, hours, or, past what joins, another day.
    std::size_t next = end;
    if (at(next) == u',' || at(next) == u':') ++next;
    next = space(next);
    const bool dated =
        digit(next) && (patterns_.date.at(next) || patterns_.ordinal.at(next) || patterns_.hours.at(next));
    std::size_t other = end, other_end = 0;
    if (Pattern& joint = patterns_.day_joint; joint.at(end)) other = joint.end();
    const bool joined = other > end && !short_day(other, other_end).empty();
    if (!dated && !joined && !joined_day_) return false;
    const bool last = at(end - 1) == u'.' && nothing_behind(end);
    say(at_, end, day);
    if (last) pause(u'.');
    joined_day_ = joined;
    if (!joined) return true;
    const View joint = view(at_, other);
    if (joint.find_first_of(u"–-") != View::npos)
        say(at_, other, u"bis");
    else if (joint.find_first_of(u"u&+/") != View::npos)
        say(at_, other, u"und");
    return true;
}

// A word in a run of capitals that are no acronyms: «LESEN SIE AUCH», «EIN TAG IM ZOO».
bool SentenceReader::in_capital_run() const {
    std::size_t begin = at_, end = at_, words = 0, small = 0, longest = 0;
    const auto capitals = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i)
            if (!u_isupper(text_[i]) && text_[i] != u'-' && text_[i] != u'ß') return false;
        return to > from;
    };
    const auto word_from = [&](std::size_t to) {
        std::size_t from = to;
        while (from > 0 && (letter(from - 1) || text_[from - 1] == u'-')) --from;
        return from;
    };
    while (begin > 0 && at(begin - 1) == u' ' && capitals(word_from(begin - 1), begin - 1))
        begin = word_from(begin - 1);
    for (std::size_t i = begin;; i = end + 1) {
        end = i;
        while (letter(end) || at(end) == u'-') ++end;
        if (!capitals(i, end)) break;
        ++words;
        small += grammar_.small_words.count(lower(view(i, end)));
        longest = std::max(longest, end - i);
        if (at(end) != u' ') break;
    }
    return words > 1 && small > 0 && longest > 2;
}

void SentenceReader::word() {
    static constexpr Rule first[] = {{"sign of multiplication", &SentenceReader::times_sign},
                                     {"unit alone", &SentenceReader::lone_unit},
                                     {"unit without a number", &SentenceReader::unit_without_number},
                                     {"weekday", &SentenceReader::weekday},
                                     {"numero", &SentenceReader::numero},
                                     {"account number", &SentenceReader::account},
                                     {"time zone", &SentenceReader::time_zone},
                                     {"address", &SentenceReader::electronic},
                                     {"gendered form", &SentenceReader::gendered},
                                     {"price", &SentenceReader::price_before},
                                     {"Roman numeral", &SentenceReader::roman},
                                     {"abbreviation", &SentenceReader::abbreviation},
                                     {"shortened word", &SentenceReader::shortened_end}};
    static constexpr Rule whole[] = {{"postcode", &SentenceReader::country_postcode},
                                     {"weekdays", &SentenceReader::days_joined},
                                     {"month", &SentenceReader::short_month},
                                     {"plus and sharp", &SentenceReader::plus_or_sharp},
                                     {"letters and a version", &SentenceReader::letters_and_version},
                                     {"word", &SentenceReader::any_word}};
    calm_ = u_isupper(at(at_)) && !shouting_ && in_capital_run();
    if (any_of(first)) return;
    token_ = token();
    any_of(whole);
}

// Letters, digits, and what joins them.
std::u16string_view SentenceReader::token() const {
    std::size_t end = at_;
    auto part_of_word = [&](std::size_t i) { return letter(i) || digit(i) || is_subscript(at(i)); };
    while (end < text_.size() &&
           (part_of_word(end) || ((at(end) == u'-' || at(end) == u'\'' || at(end) == u'’') && end > at_ &&
                                  part_of_word(end + 1) && part_of_word(end - 1))))
        ++end;
    return view(at_, std::max(end, at_ + 1));
}

bool SentenceReader::times_sign() {
    const char16_t first = at(at_);
    return (first == u'x' || first == u'X') && at_ > 1 && (after_number_ || digit(at_ - 2)) &&
           at(at_ + 1) == u' ' && digit(at_ + 2) && sign();
}

// A unit and nothing else.
bool SentenceReader::lone_unit() {
    if (at_ > 0) return false;
    std::size_t end = 0;
    const auto unit = unit_at(end);
    const bool named = digit(end - (end > 0)) && u_isupper(at(0));  // «MP3»
    if (!unit || end < 2 || named || !nothing_behind(end) || grammar_.alone().count(view(0, end)))
        return false;
    say(0, end, unit->many);
    return true;
}

// «EUR 12,50», «US$ 3»
bool SentenceReader::price_before() {
    if (!u_isupper(at(at_))) return false;
    std::size_t end = at_;
    // «Fr. 5.50», but «Fr. 5.5.» is a Friday.
    const bool prices = view(at_, at_ + 3) == u"Fr." && patterns_.dotted.at(space(at_ + 3)) &&
                        !patterns_.date.at(space(at_ + 3));
    if (!unit_at(end, &grammar_.currencies) || !digit(space(end)) || (end - at_ != 3 && letter(end - 1)) ||
        !(u_isupper(at(at_ + 1)) || !letter(at_ + 1) || prices))
        return false;
    money_before(at_, space(end));
    return true;
}

// «D-10117 Berlin»
bool SentenceReader::country_postcode() {
    const View country = token_.substr(0, token_.find(u'-'));
    if ((country != u"D" && country != u"A" && country != u"CH") || token_.size() <= country.size() + 4 ||
        !std::all_of(token_.begin() + static_cast<std::ptrdiff_t>(country.size()) + 1, token_.end(),
                     [](char16_t c) { return u_isdigit(c); }))
        return false;
    say(at_, at_ + token_.size(), spelt(country) + u" " + rules_.numbers.one_by_one(token_));
    return true;
}

// «Mo-Fr»
bool SentenceReader::days_joined() {
    if (token_.size() != 5 || token_[2] != u'-') return false;
    const auto from = grammar_.alone().find(Text(token_.substr(0, 2)) + u"."),
               to = grammar_.alone().find(Text(token_.substr(3)) + u".");
    if (from == grammar_.alone().end() || to == grammar_.alone().end() || !from->second.ends_with(u"g") ||
        !to->second.ends_with(u"g"))
        return false;
    say(at_, at_ + token_.size(), from->second + u" bis " + to->second);
    return true;
}

// «5. Sep 2024»
bool SentenceReader::short_month() {
    if (ordinal_end_ == 0 || at_ > ordinal_end_ + 1) return false;
    const auto full = grammar_.abbreviations().find(Text(token_) + u".");
    if (full == grammar_.abbreviations().end() || !is_month(full->second)) return false;
    say(at_, at_ + token_.size(), full->second);
    return true;
}

// «C++», «A+», «C#», «C++-Kurs»
bool SentenceReader::plus_or_sharp() {
    const std::size_t end = at_ + token_.size();
    if (at(end) != u'+' && at(end) != u'#') return false;
    std::size_t stop = end;
    while (at(stop) == u'+') ++stop;
    const bool sharp = at(end) == u'#' && token_.size() == 1 && u_isupper(token_[0]);
    if (sharp) stop = end + 1;
    const bool ends = !letter(stop) && !digit(stop) && stop - end < 4;
    if (!ends || stop == end || !(sharp || stop - end > 1 || token_.size() == 1)) return false;
    Text words = said_compound(token_);
    for (std::size_t i = end; i < stop; ++i) words += sharp ? u" Sharp" : u" plus";
    if (at(stop) == u'-' && letter(stop + 1)) {
        const View noun = word_at(stop + 1);
        words += u"-" + said_compound(noun);
        stop += 1 + noun.size();
    }
    say(at_, stop, words);
    return true;
}

// «PM2,5», «v2.0»
bool SentenceReader::letters_and_version() {
    const std::size_t end = at_ + token_.size();
    if (!digit(end - 1) || (at(end) != u'.' && at(end) != u',') || !digit(end + 1)) return false;
    const std::size_t letters = token_.find_first_of(u"0123456789");
    if (letters > 3) return false;
    std::size_t stop = end;
    while (digit(stop) || ((at(stop) == u'.' || at(stop) == u',') && digit(stop + 1))) ++stop;
    Text words = token_.substr(0, letters) == u"v" ? Text(u"Version") : said_part(token_.substr(0, letters));
    for (std::size_t i = at_ + letters; i < stop; ++i) {
        const View part = word_of_digits(i);
        words += u" " + cardinal(part, false);
        i += part.size();
        if (i < stop) words += at(i) == u'.' ? u" Punkt" : u" Komma";
    }
    say(at_, stop, words);
    after_number_ = true;
    return true;
}

bool SentenceReader::any_word() {
    std::size_t end = at_ + token_.size();
    const bool numbered = digit(end - 1);
    Text words = said_compound(token_);
    if (token_.size() == 1)
        if (const auto found = grammar_.symbols.find(token_); found != grammar_.symbols.end())
            words = found->second;
    // «H₂SO₄», «x²»
    if (at(end) == u'²' || at(end) == u'³') {
        if (token_.size() <= 3 && std::none_of(token_.begin(), token_.end(), is_vowel)) words = spelt(token_);
        words += at(end) == u'²' ? u" Quadrat" : u" hoch drei";
        ++end;
    }
    say(at_, end, words);
    after_number_ = numbered;
    return true;
}

}  // namespace vorleser
