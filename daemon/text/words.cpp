// What begins with a letter: words, abbreviations, acronyms, addresses, Roman numerals.
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
            words += cardinal(0, plain, plain.size() == 4 && plain > u"1100" && plain < u"2000");
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

std::u16string Reading::address(View address) const {
    for (const View scheme : {View(u"https://"), View(u"http://")})
        if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
    if (address.ends_with(u'/')) address.remove_suffix(1);
    Text words;
    auto add = [&](View word) { words.append(words.empty() ? u"" : u" ").append(word); };
    for (std::size_t i = 0; i < address.size();) {
        const char16_t c = address[i];
        if (!u_isalnum(c)) {
            switch (c) {
                case u'.':
                    add(u"Punkt");
                    break;
                case u'@':
                    add(u"ät");
                    break;
                case u'/':
                    add(u"Schrägstrich");
                    break;
                case u'-':
                    add(u"Bindestrich");
                    break;
                case u'_':
                    add(u"Unterstrich");
                    break;
                case u':':
                    add(u"Doppelpunkt");
                    break;
                case u'+':
                    add(u"plus");
                    break;
                case u'?':
                    add(u"Fragezeichen");
                    break;
                case u'=':
                    add(u"gleich");
                    break;
                case u'&':
                    add(u"und");
                    break;
                case u'#':
                    add(u"Raute");
                    break;
                case u'%':
                    add(u"Prozent");
                    break;
                case u'~':
                    add(u"Tilde");
                    break;
                default:
                    break;
            }
            ++i;
            continue;
        }
        std::size_t end = i;
        const bool digits = u_isdigit(c);
        while (end < address.size() && u_isalnum(address[end]) &&
               static_cast<bool>(u_isdigit(address[end])) == digits)
            ++end;
        const View run = address.substr(i, end - i);
        if (digits) {
            add(cardinal(0, run, false));
        } else {
            const bool vowel = std::any_of(run.begin(), run.end(), is_vowel);
            const bool syllable = run.size() == 3 && is_vowel(run[1]) != is_vowel(run[0]) &&
                                  is_vowel(run[1]) != is_vowel(run[2]);
            if (((run.size() <= 3 && !syllable) || !vowel) && !grammar_.address_words.count(lower(run)))
                for (const char16_t letter : run) add(View(&letter, 1));
            else
                add(run);
        }
        i = end;
    }
    return words;
}

bool Reading::electronic() {
    // Only where a sign of an address is near: these patterns are dear.
    std::size_t end = at_;
    bool sign = false;
    while (end < text_.size() && text_[end] != u' ' && end - at_ < 200) {
        sign = sign || text_[end] == u'@' ||
               ((text_[end] == u'.' || text_[end] == u':') && end + 1 < text_.size() &&
                (letter(end + 1) || at(end + 1) == u'/'));
        ++end;
    }
    if (!sign) return false;
    Pattern& p = patterns_.electronic;
    if (!p.at(at_)) return false;
    std::size_t stop = p.end();
    while (stop > at_ && View(u".,;:!?").find(text_[stop - 1]) != View::npos) --stop;
    say(at_, stop, address(view(at_, stop)));
    return true;
}

bool Reading::account() {
    if (!u_isupper(at(at_)) || !digit(at_ + 2)) return false;
    Pattern& p = patterns_.account;
    if (!p.at(at_)) return false;
    const View country = view(at_, at_ + 2);
    say(at_, p.end(), spelt(country) + u" " + rules_.numbers.one_by_one(view(at_ + 2, p.end())));
    return true;
}

bool Reading::abbreviation() {
    // Longest first: up to four parts, with a full stop each or none at all.
    std::size_t ends[5];
    std::size_t count = 0;
    Text keys[5];
    Text key;
    for (std::size_t i = at_; count < 5;) {
        std::size_t end = i;
        while (letter(end) || (at(end) == u'-' && letter(end + 1))) ++end;
        if (end == i || end - i > 12) break;
        key += view(i, end);
        if (at(end) != u'.') {
            if (count == 0) {
                keys[0] = key;
                ends[0] = end;
                count = 1;
            }
            break;
        }
        ++end;
        key += u'.';
        keys[count] = key;
        ends[count++] = end;
        i = end;
        if (at(i) == u'-' && letter(i + 1)) {
            key += u'-';
            ++i;
        } else {
            i = space(i);
        }
    }
    for (std::size_t k = count; k-- > 0;) {
        const std::size_t end = ends[k];
        const std::size_t next = space(end);
        const bool last = nothing_behind(end);
        const bool stop = at(end - 1) == u'.';
        auto take = [&](const TextMap& map) -> const Text* {
            auto found = map.find(keys[k]);
            // «Vgl. hierzu» begins a sentence.
            if (found == map.end() && pieces_.empty() && stop && u_isupper(keys[k][0]) &&
                !u_isupper(keys[k].size() > 1 ? keys[k][1] : u'A')) {
                Text small = keys[k];
                small[0] = static_cast<char16_t>(u_tolower(small[0]));
                found = map.find(small);
            }
            return found == map.end() ? nullptr : &found->second;
        };
        const Text* words = nullptr;
        const bool law = view(0, at_).find(u'§') != View::npos || view(0, at_).find(u"Abs") != View::npos ||
                         view(0, at_).find(u"Art.") != View::npos;
        if (after_number_ && stop && law) words = take(grammar_.after_number);
        if (!words && digit(next)) words = take(grammar_.before_number);
        if (!words && after_number_ && stop) words = take(grammar_.after_number);
        if (!words && stop && u_isupper(at(next)) && next > end) words = take(grammar_.before_capital);
        if (!words && last && pieces_.empty()) words = take(grammar_.alone);
        if (!words && (at(end) == u',' || at(end) == u'–' || at(end) == u'-') && stop)
            words = take(grammar_.alone);
        if (!words) words = take(grammar_.abbreviations);
        if (!words) continue;
        Text said = *words;
        if (said == u"Jahrhundert" && lower_before(at_).empty() == false && ordinal_ending_ == u"en") {
            // «des 19. Jh.»
            std::size_t i = at_;
            int spaces = 0;
            while (i > 0 && spaces < 3) spaces += at(--i) == u' ';
            if (lower(word_at(i ? i + 1 : 0)) == u"des") said += u"s";
        }
        say(at_, end, said);
        if (stop && last) pause(u'.');
        return true;
    }
    if (at(at_ + 1) == u'.' || !count) return false;
    // «Hauptstr.»
    for (const auto& [ending, full] : grammar_.endings) {
        if (keys[0].size() > ending.size() + 2 && keys[0].ends_with(ending) &&
            keys[0].find(u'.') == keys[0].size() - 1) {
            const bool last = nothing_behind(ends[0]);
            say(at_, ends[0], keys[0].substr(0, keys[0].size() - ending.size()) + full);
            if (last) pause(u'.');
            return true;
        }
    }
    return false;
}

bool Reading::roman() {
    const char16_t c = at(at_);
    if (c != u'I' && c != u'V' && c != u'X' && c != u'L' && c != u'C' && c != u'D' && c != u'M') return false;
    Pattern& p = patterns_.roman;
    if (!p.at(at_) || p.end(1) == at_) return false;
    const View numeral = view(at_, p.end(1));
    const bool dotted = p.end(2) > p.begin(2);
    const std::size_t end = p.end();
    int number = 0;
    for (std::size_t i = 0; i < numeral.size(); ++i) {
        auto worth = [](char16_t d) {
            return d == u'I'   ? 1
                   : d == u'V' ? 5
                   : d == u'X' ? 10
                   : d == u'L' ? 50
                   : d == u'C' ? 100
                   : d == u'D' ? 500
                               : 1000;
        };
        const int here = worth(numeral[i]);
        number += i + 1 < numeral.size() && here < worth(numeral[i + 1]) ? -here : here;
    }
    const std::string ascii = std::to_string(number);
    const Text digits(ascii.begin(), ascii.end());
    const View before = word_before(at_);
    const Text before_lower = lower(before);
    const View noun = word_at(space(end));
    const bool last = nothing_behind(end);
    auto counted = [&] {
        const std::size_t stop = dotted ? end - 1 : end;
        say(at_, stop, rules_.numbers.cardinal(digits));
    };
    if (grammar_.counted.count(before_lower)) {
        counted();
        return true;
    }
    // «II. Weltkrieg», «XX. Jahrhundert»
    const bool determined =
        grammar_.ordinals_en.count(before_lower) || grammar_.ordinals_e.count(before_lower) ||
        grammar_.ordinals_der.count(before_lower) || grammar_.ordinals_by_gender.count(before_lower);
    if (dotted && !noun.empty() && u_isupper(noun[0]) && (determined || before.empty()) &&
        (numeral.size() > 1 || determined)) {
        if (numeral.size() == 1 && number >= 50) return false;
        const Text ending = ordinal_ending(at_, noun);
        say(at_, end, rules_.numbers.ordinal(digits, ending));
        return true;
    }
    // «Elisabeth II.»: behind a name; a single C, D, L, M is an initial.
    const bool named = !before.empty() && u_isupper(before[0]) && before.size() > 2 && u_islower(before[1]);
    if (!named || (numeral.size() == 1 && number >= 50) || number > 40) return false;
    if (numeral == u"I" && !dotted &&
        !(grammar_.men.count(before_lower) || grammar_.women.count(before_lower))) {
        counted();
        return true;
    }
    const bool king = dotted || grammar_.men.count(before_lower) || grammar_.women.count(before_lower);
    if (!king) {
        if (numeral.size() == 1 && number == 5) return false;  // «Victor V»
        counted();
        return true;
    }
    Text name = before_lower;
    bool genitive = false;
    if (name.ends_with(u's') && !grammar_.men.count(name)) {
        genitive = true;
        name.pop_back();
    }
    const bool woman = !grammar_.men.count(name) && (grammar_.women.count(name) || name.ends_with(u'a'));
    // The word that governs the names before the numeral.
    std::size_t from = static_cast<std::size_t>(before.data() - text_.data());
    View word = word_before(from);
    while (!word.empty() && u_isupper(word[0]) && word.data() != text_.data() &&
           !grammar_.dative.count(lower(word))) {
        from = static_cast<std::size_t>(word.data() - text_.data());
        word = word_before(from);
    }
    const Text governor = lower(word);
    Text title;
    if (genitive || governor == u"des")
        title = woman ? u"der" : u"des";
    else if (grammar_.dative.count(governor) || governor == u"dem" || governor == u"zum" ||
             governor == u"vom" || governor == u"beim")
        title = woman ? u"der" : u"dem";
    else if (grammar_.accusative.count(governor) || governor == u"den")
        title = woman ? u"die" : u"den";
    else
        title = woman ? (governor == u"der" ? u"der" : u"die") : u"der";
    const bool weak = title == u"des" || title == u"dem" || title == u"den" || (woman && title == u"der");
    Text ordinal = rules_.numbers.ordinal(digits, weak ? u"en" : u"e");
    ordinal[0] = static_cast<char16_t>(u_toupper(ordinal[0]));
    say(at_, end, title + u" " + ordinal);
    if (last && dotted) pause(u'.');
    return true;
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
