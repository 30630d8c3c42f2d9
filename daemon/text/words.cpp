// Words: acronyms, gendered forms, letters with digits.
#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/text/calendar.hpp"
#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

namespace {

bool is_vowel(char16_t c) {
    return std::u16string_view(u"AEIOUÄÖÜYaeiouäöüy").find(c) != std::u16string_view::npos;
}

// What German syllables are made of, in capitals.
bool one_vowel(std::u16string_view run) {
    for (const std::u16string_view vowel : {u"AA", u"EE", u"OO", u"AU", u"EI", u"EU", u"ÄU", u"IE", u"AI"})
        if (run == vowel) return true;
    return false;
}
bool begins_syllable(std::u16string_view run) {
    for (const std::u16string_view onset :
         {u"BL",   u"BR",   u"CH",   u"CL",  u"CR",  u"DR",  u"FL",  u"FR",  u"GL",  u"GR",   u"KL",
          u"KN",   u"KR",   u"PF",   u"PL",  u"PR",  u"SC",  u"SK",  u"SL",  u"SM",  u"SN",   u"SP",
          u"ST",   u"SW",   u"TH",   u"TR",  u"ZW",  u"SCH", u"STR", u"SPR", u"SPL", u"SCHL", u"SCHM",
          u"SCHN", u"SCHR", u"SCHW", u"CHR", u"PHR", u"THR", u"PFL", u"PFR", u"SCR", u"SHR"})
        if (run == onset) return true;
    return false;
}
bool ends_syllable(std::u16string_view run) {
    if (run.size() != 2) return run == u"SCH" || run == u"RST" || run == u"NST" || run == u"CHT";
    for (const std::u16string_view coda : {u"CH", u"CK", u"FT", u"TZ", u"ST", u"SK", u"SP", u"PT", u"KT"})
        if (run == coda) return true;
    const bool sonorant = std::u16string_view(u"LRNM").find(run[0]) != run.npos;
    return sonorant || run[0] == run[1] ||
           (run[1] == u'S' && std::u16string_view(u"PTKBG").find(run[0]) != run.npos);
}
bool joins_syllables(std::u16string_view run) {
    return run.size() == 2 && (std::u16string_view(u"LRNMS").find(run[0]) != run.npos || run[0] == run[1] ||
                               run == u"CH" || run == u"CK" || run == u"PT" || run == u"KT" || run == u"FT");
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

// Acronyms of four or five letters that German can say, «KUKA», «DACH», «STIFT», are said as words; but those
// of four letters that begin with a vowel are rarely («ADAC», «OSZE»).
bool SentenceReader::sounds_like_word(View part) const {
    if (part.size() < 4 || part.size() > 5) return false;
    for (const char16_t c : part)
        if (!u_isupper(c) || c == u'Y' || c == u'Q' || c > u'Ü') return false;
    std::size_t syllables = 0, end = 0;
    for (std::size_t i = 0; i < part.size(); i = end) {
        const bool vowel = is_vowel(part[i]);
        for (end = i; end < part.size() && is_vowel(part[end]) == vowel;) ++end;
        const View run = part.substr(i, end - i);
        const bool sayable = vowel                ? run.size() == 1 || (run.size() == 2 && one_vowel(run))
                             : i == 0             ? run.size() == 1 || begins_syllable(run)
                             : end == part.size() ? run.size() == 1 || ends_syllable(run)
                                                  : run.size() == 1 || joins_syllables(run);
        if (!sayable) return false;
        syllables += vowel ? 1 : 0;
    }
    return !is_vowel(part[0]) || (part.size() == 5 && syllables > 1);  // «INTEL»
}

bool SentenceReader::is_acronym(View part) const {
    if (part.size() < 2) return false;
    if (grammar_.spelt.count(part)) return true;
    if (shouting_ && part.size() < 6 && !grammar_.acronym_words.count(part) &&
        std::all_of(part.begin(), part.end(), [](char16_t c) { return u_isupper(c) && !is_vowel(c); }))
        return true;  // «DKRZ» even there
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
    return part.size() <= 5 || !vowel || !could_begin(part);
}

// Whether a word could begin so; «LGBTIQ» and «MMORPG» are spelt.
bool SentenceReader::could_begin(View part) const {
    std::size_t consonants = 0;
    while (consonants < part.size() && !is_vowel(part[consonants])) ++consonants;
    if (consonants == 2) return part[0] != part[1];
    return consonants < 3 || begins_syllable(part.substr(0, consonants));
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
    if (part.size() > 3 && part.back() == u's' && u_isupper(part[1]))  // «AStAs»
        if (const auto one = grammar_.acronyms_said.find(part.substr(0, part.size() - 1));
            one != grammar_.acronyms_said.end())
            return one->second + u"s";
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
                words += joined_acronym(run);
            }
        }
        i = end;
    }
    return words;
}

// A word with an acronym at its end or beginning: «NetzDG», «CoronaVO», «ZDFheute».
std::u16string SentenceReader::joined_acronym(View word) const {
    if (word.size() < 5 || !(u_isupper(word.back()) || (u_isupper(word[0]) && u_isupper(word[1]))) ||
        grammar_.acronym_words.count(word))
        return Text(word);
    const auto unsayable = [](View letters) {
        return letters == u"VO" || std::none_of(letters.begin(), letters.end(), is_vowel);
    };
    const auto small = [](View letters) { return std::all_of(letters.begin(), letters.end(), u_islower); };
    std::size_t last = word.size(), first = 0;
    while (last > 0 && u_isupper(word[last - 1])) --last;
    while (first < word.size() && u_isupper(word[first])) ++first;
    if (last >= 3 && word.size() - last >= 2 && word.size() - last <= 3 && u_isupper(word[0]) &&
        small(word.substr(1, last - 1)) && unsayable(word.substr(last)))
        return Text(word.substr(0, last)) + u"-" + spelt(word.substr(last));
    // «PatG», «AVBFernwärmeV»: laws and ordinances
    if (word.size() - last == 1 && last >= 3 && (word[last] == u'V' || word[last] == u'G') &&
        u_islower(word[last - 1]))
        return joined_acronym(word.substr(0, last)) + u"-" + Text(1, word[last]);
    // The last capital begins the word: «AVBFernwärme», «TVSerien»; or it does not: «ZDFheute», «ARDalpha».
    const bool camel = first > 3 || (first == 3 && (word.starts_with(u"TV") || word.starts_with(u"US") ||
                                                    word.starts_with(u"EU") || word.starts_with(u"KI")));
    const std::size_t acronym = camel ? first - 1 : first;
    if (first >= 3 && word.size() - first > (camel ? 2U : 3U) && small(word.substr(first)) &&
        is_acronym(word.substr(0, acronym)))
        return spelt(word.substr(0, acronym)) + u"-" + Text(word.substr(acronym));
    return Text(word);
}

// Parts between hyphens; Roman numerals among them are counted: «Hartz-IV-Empfänger».
std::u16string SentenceReader::said_compound(View word) const {
    if (const auto whole = grammar_.acronyms_said.find(word); whole != grammar_.acronyms_said.end())
        return whole->second;  // «D-Day»
    if (const std::size_t end = word.rfind(u'-'); end != word.npos && end != word.find(u'-'))
        if (const auto begin = grammar_.acronyms_said.find(word.substr(0, end));
            begin != grammar_.acronyms_said.end())
            return begin->second + u"-" + said_part(word.substr(end + 1));  // «D-Day-Papier»
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
                                     {"footnote at a word", &SentenceReader::footnoted},
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
    if (first == u'x' && at_ > 1 && digit(at_ - 2) && at(at_ + 1) == u' ' && u_islower(at(at_ + 2))) {
        say(at_, at_ + 1, u"mal");  // «5 x täglich»
        return true;
    }
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
    // «TLSv1.2», «Teensy2.0», but «sagte3,5»
    const bool dots = at(end) == u'.' && token_.find_first_not_of(u"0123456789", letters) == View::npos;
    if (letters > 3 && !(dots && end - at_ - letters < 3)) return false;
    if (patterns_.date.at(at_ + letters) && letters > 1) {  // «am09.02.2022»
        say(at_, at_ + letters, said_part(token_.substr(0, letters)));
        return true;
    }
    std::size_t stop = end;
    while (digit(stop) || ((at(stop) == u'.' || at(stop) == u',') && digit(stop + 1))) ++stop;
    const View name = token_.substr(0, letters - (letters > 1 && token_[letters - 1] == u'-' ? 1 : 0));
    const bool named = name == u"v" && lower_before(at_) == u"version";  // «Version v2.0»
    Text words = named ? Text() : name == u"v" ? Text(u"Version") : said_part(name);
    for (std::size_t i = at_ + letters; i < stop; ++i) {
        const View part = word_of_digits(i);
        words += (words.empty() ? u"" : u" ") + cardinal(part, false);
        i += part.size();
        if (i < stop) words += at(i) == u'.' ? u" Punkt" : u" Komma";
    }
    say(at_, stop, words);
    after_number_ = true;
    return true;
}

// A footnote's number at a word's end: «ließ2.» It is silent.
bool SentenceReader::footnoted() {
    const std::size_t end = at_ + token_.size();
    if (!digit(end - 1)) return false;
    const std::size_t letters = token_.find_first_of(u"0123456789");
    if (letters < 4 || token_.size() - letters > 2) return false;
    const View word = token_.substr(0, letters);
    if (!std::all_of(word.begin(), word.end(), u_islower) ||
        plain(token_.substr(letters)) != token_.substr(letters))
        return false;
    if (token_.substr(letters) == u"24") return false;  // «tagesschau24»
    if (letter(end) || at(end) == u'-' || (at(end) == u'.' && digit(end + 1))) return false;
    say(at_, end, word);
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
