// Words: acronyms, gendered forms, letters with digits.
#include <algorithm>

#include <unicode/uchar.h>

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
std::u16string Reading::spelt(View letters) const {
    Text words;
    for (const char16_t c : letters) {
        if (!words.empty()) words += u'-';
        words += c;
    }
    return words;
}

bool Reading::is_acronym(View part) const {
    if (part.size() < 2) return false;
    const Text word(part);
    if (grammar_.spelt.count(word)) return true;
    if (shouting_ || grammar_.acronym_words.count(word)) return false;
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

// One part of a word, between hyphens: letters, digits, or letters and digits («CO2», «G20»).
std::u16string Reading::said_part(View part) const {
    const Text whole(part);
    if (const auto found = grammar_.acronyms_said.find(whole); found != grammar_.acronyms_said.end())
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
            words += cardinal(plain, plain.size() == 4 && plain > u"1100" && plain < u"2000");
        } else {
            const bool with_digits = run.size() < part.size();
            const bool capitals =
                std::all_of(run.begin(), run.end(), [](char16_t c) { return u_isupper(c); });
            // «AfDler», «PKWs», «CDUler»: the acronym inside.
            std::size_t tail = run.size();
            while (tail > 0 && u_islower(run[tail - 1])) --tail;
            if (is_acronym(run) || (with_digits && capitals && run.size() <= 3)) {
                words += spelt(run);
            } else if (tail >= 2 && tail < run.size() && is_acronym(run.substr(0, tail)) &&
                       (run.substr(tail) == u"s" || run.substr(tail) == u"ler" ||
                        run.substr(tail) == u"lern")) {
                words += spelt(run.substr(0, tail)) + (run.size() - tail == 1 ? u"" : u"-") +
                         Text(run.substr(tail));
            } else if (capitals && run.size() > 1 && (shouting_ || grammar_.acronym_words.count(Text(run)))) {
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

bool Reading::gendered() {
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
    Text words = Text(stem) + u"-" + ending;  // with the glottal stop that broadcasters make
    if (at(stop) == u'-' && letter(stop + 1)) {
        const View rest = word_at(stop + 1);
        words += u"-" + said_part(rest);
        stop += 1 + rest.size();
    }
    say(at_, stop, words);
    return true;
}

void Reading::word() {
    const char16_t first = at(at_);
    if ((first == u'x' || first == u'X') && at_ > 1 && digit(at_ - 2) && at(at_ + 1) == u' ' &&
        digit(at_ + 2) && sign())
        return;
    if (at_ == 0) {  // a unit and nothing else
        std::size_t end = 0;
        if (const auto unit = unit_at(end); unit && end >= 2 && nothing_behind(end))
            return say(0, end, unit->many);
    }
    if (account() || electronic() || gendered()) return;
    // «EUR 12,50», «US$ 3»
    if (u_isupper(at(at_))) {
        std::size_t end = at_;
        if (unit_at(end, &grammar_.currencies) && digit(space(end)) &&
            (end - at_ == 3 || text_[end - 1] == u'$') && u_isupper(at(at_ + 1))) {
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
    if (whole.size() == 5 && whole[2] == u'-') {  // «Mo-Fr»
        const auto from = grammar_.alone.find(Text(whole.substr(0, 2)) + u"."),
                   to = grammar_.alone.find(Text(whole.substr(3)) + u".");
        if (from != grammar_.alone.end() && to != grammar_.alone.end() && from->second.ends_with(u"g") &&
            to->second.ends_with(u"g"))
            return say(at_, end, from->second + u" bis " + to->second);
    }
    Text words;
    for (std::size_t from = 0;;) {
        const std::size_t to = std::min(whole.find(u'-', from), whole.size());
        if (from) words += u'-';
        words += said_part(whole.substr(from, to - from));
        if (to == whole.size()) break;
        from = to + 1;
    }
    // «H₂SO₄», «x²»
    if (at(end) == u'²' || at(end) == u'³') {
        words += at(end) == u'²' ? u" Quadrat" : u" hoch drei";
        ++end;
    }
    const bool numbered = digit(end - 1);
    say(at_, end, words);
    after_number_ = numbered;
}

}  // namespace vorleser
