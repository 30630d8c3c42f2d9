// Ordinals and decades, and how they are inflected.
#include <unicode/uchar.h>

#include "daemon/text/calendar.hpp"
#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

// What an ordinal before `noun` ends in, by the word before place `begin`.
std::u16string SentenceReader::ordinal_ending(std::size_t begin, View noun) const {
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
    std::size_t mark = begin;
    while (mark > 0 && text_[mark - 1] == u' ') --mark;
    if (mark > 1 && (text_[mark - 1] == u'*' || text_[mark - 1] == u'†')) return u"en";  // «geboren am»
    if (grammar_.ordinals_en.count(word)) return u"en";
    if (grammar_.ordinals_e.count(word)) return u"e";
    if (grammar_.ordinals_der.count(word)) {
        const auto der = static_cast<std::size_t>(before.data() - text_.data());
        const Text preposition = lower_before(der);
        if (grammar_.dative.count(preposition)) return u"en";
        return gender == Gender::feminine && word != u"jeder" ? u"en" : u"e";
    }
    if (grammar_.ordinals_by_gender.count(word)) return by_gender(u"er", u"e", u"es");
    if (month && (grammar_.dative.count(word) || grammar_.accusative.count(word))) return u"en";
    if (grammar_.dative.count(word)) return by_gender(u"em", u"er", u"em");
    if (grammar_.accusative.count(word)) return by_gender(u"en", u"e", u"es");
    if (month) {
        const View day = word_before(begin, true);
        const auto full = grammar_.alone.find(Text(day) + u".");  // «Am Do., 3.10.»
        if (is_day(day) || (full != grammar_.alone.end() && is_weekday(full->second))) {
            const Text earlier = lower_before(static_cast<std::size_t>(day.data() - text_.data()));
            return grammar_.ordinals_en.count(earlier) || grammar_.dative.count(earlier) ? u"en" : u"er";
        }
        return u"er";
    }
    if (word.ends_with(u"en") && !before.empty() && u_islower(before[0])) return u"en";
    return by_gender(u"er", u"e", u"es");
}

std::u16string_view SentenceReader::noun_at(std::size_t i) const {
    const View word = word_at(i);
    const auto full = grammar_.abbreviations.find(Text(word) + u".");
    if (at(i + word.size()) != u'.')  // «5. Sep 2024»
        return full != grammar_.abbreviations.end() && is_month(full->second) ? View(full->second) : word;
    return full == grammar_.abbreviations.end() ? word : View(full->second);
}

// What an adjective before `noun` ends in; unlike an ordinal it often stands before a plural, which here is a
// noun of unknown gender, or one in -n behind «die».
std::u16string SentenceReader::adjective_ending(std::size_t begin, View noun) const {
    const Text word = lower_before(begin);
    const Gender gender = grammar_.gender(noun);
    const bool plural = gender == Gender::none && (noun.ends_with(u'n') || noun.ends_with(u's'));
    if (word == u"die" || word == u"der") {
        if (plural) return u"en";
        if (word == u"die") return gender == Gender::masculine || gender == Gender::neuter ? u"en" : u"e";
    }
    const bool determined = grammar_.ordinals_en.count(word) || grammar_.ordinals_e.count(word) ||
                            grammar_.ordinals_der.count(word) || grammar_.ordinals_by_gender.count(word);
    if (determined) return ordinal_ending(begin, noun);
    if (grammar_.dative.count(word)) {
        if (gender == Gender::none) return u"en";
        return gender == Gender::feminine ? u"er" : u"em";
    }
    if (gender == Gender::masculine) return grammar_.accusative.count(word) ? u"en" : u"er";
    return gender == Gender::neuter ? u"es" : u"e";
}

// Whether a sentence that begins with a number and `noun` counts its points: «2. Kassel wächst», not «2.
// Runde».
bool SentenceReader::counts_point(std::size_t next, View noun) const {
    if (noun.empty() || at(next) == u' ') return false;
    Text opener(noun);
    opener[0] = static_cast<char16_t>(u_toupper(opener[0]));
    if (rules_.starters.count(opener)) return opener != u"Und";
    if (!u_isupper(noun[0]) || is_month(noun)) return false;
    const Text word = lower(noun);
    if (grammar_.books.count(word)) return false;           // «1. Mose»
    for (std::size_t from = 0; from < word.size(); ++from)  // «Bundesliga», of «Liga»
        if (rules_.ordinal_nouns.count(View(word).substr(from))) return false;
    std::size_t words = 1;
    for (const char16_t c : text_) words += c == u' ' ? 1U : 0U;
    const char16_t last = text_.empty() ? u' ' : text_.back();
    return words > 3 && (last == u'.' || last == u'!' || last == u'?') && text_.find(u':') == Text::npos;
}

bool SentenceReader::ordinals() {
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
        const View noun = noun_at(behind);
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
    // A minute of the match: «Kane (12.)», «Can (78., Foul)», «Reus (90.+2)»
    if (Pattern& p = patterns_.match_minute; at_ > 0 && text_[at_ - 1] == u'(' && p.at(at_)) {
        const bool stroke = p.has(3) || p.has(5);  // «(72.')», «(72')»
        Text words = (stroke ? u"in der " : u"") +
                     rules_.numbers.ordinal(view(p.begin(1), p.end(1)), stroke ? u"en" : u"e") + u" Minute";
        if (p.has(4)) words += u" plus " + rules_.numbers.cardinal(view(p.begin(4), p.end(4)));
        if (p.has(2)) words += u" plus " + rules_.numbers.cardinal(view(p.begin(2), p.end(2)));
        say(at_, p.end(), words);
        return true;
    }
    Pattern& p = patterns_.ordinal;
    if (!p.at(at_)) return false;
    const std::size_t end = p.end();
    const Text digits = plain(view(at_, end));
    const std::size_t next = space(end);
    const View noun = noun_at(next);
    const Text before = lower_before(at_);
    ordinal_governor_ = before;
    if (nothing_behind(end)) {
        if (at_ == 0) {  // nothing but «3.»
            if (at(end) == u')') {
                say(at_, end, rules_.numbers.ordinal(digits, u"ens"));
                return true;
            }
            say(at_, end, digits.size() > 3 ? cardinal(digits, true) : rules_.numbers.ordinal(digits, u"e"));
            pause(u'.');
            return true;
        }
        // «Er wurde 3.» in a race; beyond twelve it is rather how old he is.
        if ((before == u"wurde" || before == u"wird") && value(digits) <= 12) {
            const bool woman = lower(word_at(0)) == u"sie";
            say(at_, end, rules_.numbers.ordinal(digits, woman ? u"e" : u"er"));
            pause(u'.');
            return true;
        }
        const bool joined = (before == u"und" || before == u"oder" || before == u"bis") &&
                            !ordinal_ending_.empty() && at_ - ordinal_end_ < 12;
        const bool ordinal = joined || grammar_.ordinals_en.count(before) ||
                             grammar_.ordinals_e.count(before) ||
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
    Text opener(word_at(next));
    if (!opener.empty()) opener[0] = static_cast<char16_t>(u_toupper(opener[0]));
    const bool listed = (at_ == 0 && counts_point(next, noun)) ||
                        (at_ >= 2 && before.empty() && text_[at_ - 2] == u',' && u_islower(at(next)));
    if (listed && digits.size() < 3 && (at_ == 0 || (opener != u"Und" && rules_.starters.count(opener)))) {
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

}  // namespace vorleser
