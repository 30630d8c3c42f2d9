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

bool SentenceReader::is_acronym(View part) const {
    if (part.size() < 2) return false;
    if (grammar_.spelt.count(part)) return true;
    if (shouting_ || grammar_.acronym_words.count(part)) return false;
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
            } else if (capitals && run.size() > 1 && (shouting_ || grammar_.acronym_words.count(run))) {
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
    Text words;
    View before;
    for (std::size_t from = 0;;) {
        const std::size_t to = std::min(word.find(u'-', from), word.size());
        const View part = word.substr(from, to - from);
        if (from) words += u'-';
        const bool numeral = !before.empty() && part.find_first_not_of(u"IVX") == part.npos &&
                             !part.empty() && (part.size() > 1 || grammar_.counted.count(lower(before)));
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

void SentenceReader::word() {
    const char16_t first = at(at_);
    if ((first == u'x' || first == u'X') && at_ > 1 && (after_number_ || digit(at_ - 2)) &&
        at(at_ + 1) == u' ' && digit(at_ + 2) && sign())
        return;
    if (at_ == 0) {  // a unit and nothing else
        std::size_t end = 0;
        const auto unit = unit_at(end);
        const bool named = digit(end - (end > 0)) && u_isupper(at(0));  // «MP3»
        if (unit && end >= 2 && !named && nothing_behind(end) && !grammar_.alone.count(view(0, end)))
            return say(0, end, unit->many);
    }
    if (unit_without_number()) return;
    if (account() || electronic() || gendered()) return;
    // «EUR 12,50», «US$ 3»
    if (u_isupper(at(at_))) {
        std::size_t end = at_;
        // «Fr. 5.50», but «Fr. 5.5.» is a Friday.
        const bool prices = view(at_, at_ + 3) == u"Fr." && patterns_.dotted.at(space(at_ + 3)) &&
                            !patterns_.date.at(space(at_ + 3));
        if (unit_at(end, &grammar_.currencies) && digit(space(end)) && (end - at_ == 3 || !letter(end - 1)) &&
            (u_isupper(at(at_ + 1)) || !letter(at_ + 1) || prices)) {
            money_before(at_, space(end));
            return;
        }
    }
    if (roman() || abbreviation()) return;
    std::size_t end = at_;
    auto part_of_word = [&](std::size_t i) { return letter(i) || digit(i) || is_subscript(at(i)); };
    while (end < text_.size()) {
        if (part_of_word(end) || ((at(end) == u'-' || at(end) == u'\'' || at(end) == u'’') && end > at_ &&
                                  part_of_word(end + 1) && part_of_word(end - 1)))
            ++end;
        else
            break;
    }
    if (end == at_) end = at_ + 1;
    const View whole = view(at_, end);
    const View country = whole.substr(0, whole.find(u'-'));  // «D-10117 Berlin»
    if ((country == u"D" || country == u"A" || country == u"CH") && whole.size() > country.size() + 4 &&
        std::all_of(whole.begin() + static_cast<std::ptrdiff_t>(country.size()) + 1, whole.end(),
                    [](char16_t c) { return u_isdigit(c); }))
        return say(at_, end, spelt(country) + u" " + rules_.numbers.one_by_one(whole));
    if (whole.size() == 2) {  // «Mo–Fr», «Mo, 3.5.»
        const auto day = grammar_.alone.find(Text(whole) + u".");
        const std::size_t number = space(at(end) == u',' ? end + 1 : end);
        const bool dated = digit(number) && (patterns_.date.at(number) || patterns_.ordinal.at(number));
        const std::size_t dash = space(end);
        const bool spans = at(dash) == u'–' && grammar_.alone.count(Text(word_at(space(dash + 1))) + u".");
        if (day != grammar_.alone.end() && is_weekday(day->second) && (dated || spans))
            return say(at_, end, day->second);
    }
    if (whole.size() == 5 && whole[2] == u'-') {  // «Mo-Fr»
        const auto from = grammar_.alone.find(Text(whole.substr(0, 2)) + u"."),
                   to = grammar_.alone.find(Text(whole.substr(3)) + u".");
        if (from != grammar_.alone.end() && to != grammar_.alone.end() && from->second.ends_with(u"g") &&
            to->second.ends_with(u"g"))
            return say(at_, end, from->second + u" bis " + to->second);
    }
    const bool numbered = digit(end - 1);
    Text words = said_compound(whole);
    if (numbered && (at(end) == u'.' || at(end) == u',') && digit(end + 1)) {  // «PM2,5», «v2.0»
        std::size_t stop = end;
        while (digit(stop) || ((at(stop) == u'.' || at(stop) == u',') && digit(stop + 1))) ++stop;
        const std::size_t letters = whole.find_first_of(u"0123456789");
        if (letters <= 3) {
            words = whole.substr(0, letters) == u"v" ? Text(u"Version") : said_part(whole.substr(0, letters));
            for (std::size_t i = at_ + letters; i < stop; ++i) {
                std::size_t to = i;
                while (digit(to)) ++to;
                words += u" " + cardinal(view(i, to), false);
                if (to < stop) words += at(to) == u'.' ? u" Punkt" : u" Komma";
                i = to;
            }
            end = stop;
        }
    }
    if (whole.size() == 1)
        if (const auto found = grammar_.symbols.find(whole); found != grammar_.symbols.end())
            words = found->second;
    // «H₂SO₄», «x²»
    if (at(end) == u'²' || at(end) == u'³') {
        if (whole.size() <= 3 && std::none_of(whole.begin(), whole.end(), is_vowel)) words = spelt(whole);
        words += at(end) == u'²' ? u" Quadrat" : u" hoch drei";
        ++end;
    }
    say(at_, end, words);
    after_number_ = numbered;
}

}  // namespace vorleser
