// Ordinals and decades, and how they are inflected.
#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/text/calendar.hpp"
#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

// What an ordinal before `noun` ends in, by the words before place `begin`.
std::u16string SentenceReader::ordinal_ending(std::size_t begin, View noun) const {
    const View before = word_before(begin);
    const Text word = lower(before);
    if (Text shared = shared_ending(begin, before); !shared.empty()) return shared;
    std::size_t mark = begin;
    while (mark > 0 && text_[mark - 1] == u' ') --mark;
    if (mark > 1 && (text_[mark - 1] == u'*' || text_[mark - 1] == u'†')) return u"en";  // «geboren am»
    if (Text governed = governed_ending(before, noun); !governed.empty()) return governed;
    if (Text described = described_ending(before, noun); !described.empty()) return described;
    if (is_month(noun)) {
        const View day = word_before(begin, true);
        const auto full = grammar_.alone().find(Text(day) + u".");  // «Am Do., 3.10.»
        if (is_day(day) || (full != grammar_.alone().end() && is_weekday(full->second))) {
            const Text earlier = lower_before(static_cast<std::size_t>(day.data() - text_.data()));
            return grammar_.ordinals_en.count(earlier) || grammar_.dative.count(earlier) ? u"en" : u"er";
        }
        return u"er";
    }
    if (word.ends_with(u"en") && u_islower(before[0])) return u"en";
    return by_gender(noun, u"er", u"e", u"es");
}

std::u16string SentenceReader::by_gender(View noun, View m, View f, View n) const {
    const Gender gender = grammar_.gender(noun);
    return Text(gender == Gender::feminine ? f : gender == Gender::neuter ? n : m);
}

// That of the ordinal before it: «am 3. und 4. Mai», «der 1., 2. und 3.»; empty: none is near.
std::u16string SentenceReader::shared_ending(std::size_t begin, View before) const {
    const Text word = lower(before);
    const bool joined = word == u"und" || word == u"oder" || word == u"bis" || word == u"sowie";
    if (joined && !ordinal_ending_.empty() && begin - ordinal_end_ < 30) return ordinal_ending_;
    if (joined && word != u"bis") {
        const View first = word_before(static_cast<std::size_t>(before.data() - text_.data()));
        if (first.ends_with(u"ten")) return u"en";
        if (first.ends_with(u"te")) return u"e";
    }
    const bool listed = word.empty() && begin > 1 && at(begin - 2) == u',' && begin - ordinal_end_ < 4;
    return listed ? ordinal_ending_ : Text();
}

// By an article or a preposition right before it; empty: there is none.
std::u16string SentenceReader::governed_ending(View before, View noun) const {
    const Text word = lower(before);
    if (grammar_.ordinals_en.count(word)) return u"en";
    if (grammar_.ordinals_e.count(word)) return u"e";
    if (grammar_.ordinals_der.count(word)) {
        const Text preposition = lower_before(static_cast<std::size_t>(before.data() - text_.data()));
        if (grammar_.dative.count(preposition)) return u"en";
        return grammar_.gender(noun) == Gender::feminine && word != u"jeder" ? u"en" : u"e";
    }
    if (grammar_.ordinals_by_gender.count(word)) return by_gender(noun, u"er", u"e", u"es");
    const bool dative = grammar_.dative.count(word) > 0, accusative = grammar_.accusative.count(word) > 0;
    if (is_month(noun) && word != u"zwischen" && (dative || accusative)) return u"en";
    if (dative) return by_gender(noun, u"em", u"er", u"em");
    return accusative ? by_gender(noun, u"en", u"e", u"es") : Text();
}

// By an adjective or an adverb behind what governs it, or by a noun in the genitive; empty: by none.
std::u16string SentenceReader::described_ending(View before, View noun) const {
    if (before.empty()) return {};
    const Text word = lower(before);
    const bool small = u_islower(before[0]);
    const Text earlier = lower_before(static_cast<std::size_t>(before.data() - text_.data()));
    if (small && (word.ends_with(u"en") || word.ends_with(u"e")) &&  // «am heutigen», «das kommende»
        (grammar_.ordinals_en.count(earlier) || grammar_.ordinals_e.count(earlier) ||
         grammar_.ordinals_der.count(earlier)))
        return word.ends_with(u"e") ? u"e" : u"en";
    for (const View adverb : {u"spätestens", u"längstens", u"einschließlich", u"inklusive", u"frühestens",
                              u"voraussichtlich", u"mindestens", u"etwa", u"zirka"})  // «bis spätestens»
        if (is_month(noun) && word == adverb &&
            (grammar_.dative.count(earlier) || grammar_.accusative.count(earlier)))
            return u"en";
    if (small || !noun.ends_with(u's')) return {};  // «Verbrennungen 3. Grades»
    const Gender of = grammar_.gender(noun.substr(0, noun.size() - (noun.ends_with(u"es") ? 2 : 1)));
    return of == Gender::masculine || of == Gender::neuter ? Text(u"en") : Text();
}

// The noun of an ordinal, behind others that share it: «17. und 18. Jahrhundert», «14. bis 30. Juli».
std::u16string_view SentenceReader::noun_of_ordinals(std::size_t i) const {
    for (int others = 0; others < 4; ++others) {
        const View joint = word_at(i);
        if (joint != u"und" && joint != u"bis" && joint != u"oder" && joint != u"sowie") break;
        std::size_t end = space(i + joint.size());
        if (!digit(end)) break;
        while (digit(end)) ++end;
        if (at(end) != u'.' || at(end + 1) != u' ') break;
        i = end + 2;
    }
    return noun_at(i);
}

std::u16string_view SentenceReader::noun_at(std::size_t i) const {
    const View word = word_at(i);
    const auto full = grammar_.abbreviations().find(Text(word) + u".");
    if (at(i + word.size()) != u'.')  // «5. Sep 2024»
        return full != grammar_.abbreviations().end() && is_month(full->second) ? View(full->second) : word;
    return full == grammar_.abbreviations().end() ? word : View(full->second);
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
    if (!u_isupper(noun[0]) || is_month(noun) || grammar_.books.count(lower(noun)))
        return false;  // «1. Mose»
    const View behind = word_at(space(next + noun.size()));
    const bool described = noun.ends_with(u'e') || noun.ends_with(u"er") || noun.ends_with(u"es");
    // «1. Internationaler Kongress»
    if (takes_ordinal(noun) ||
        (described && !behind.empty() && u_isupper(behind[0]) && takes_ordinal(behind)))
        return false;
    const bool acronym = noun.size() < 5 && std::all_of(noun.begin(), noun.end(), u_isupper);  // «1. FFC»
    return !acronym && std::count(text_.begin(), text_.end(), u' ') > 1;
}

// What ordinals often stand before, or a compound of it: «Bundesliga», of «Liga».
bool SentenceReader::takes_ordinal(View noun) const {
    const Text word = lower(noun);
    for (std::size_t from = 0; from < word.size(); from += from ? 1 : 3)
        if (rules_.ordinal_nouns.count(View(word).substr(from))) return true;
    return false;
}

// «1920er», «1990er-Jahre»
bool SentenceReader::decade() {
    Pattern& p = patterns_.decade;
    if (!p.at(at_)) return false;
    const View digits = view(p.begin(1), p.end(1));
    const bool club = digits.size() == 2 && digits[0] == u'0' && digits[1] != u'0';  // «die 05er»
    Text words =
        (club ? u"null-" + rules_.numbers.cardinal(digits.substr(1)) : rules_.numbers.year(digits)) + u"er";
    if (p.end(2) > p.begin(2)) words += u"n";
    std::size_t end = p.end();
    if (at(end) == u'-' && letter(end + 1)) {
        const View rest = word_at(end + 1);
        words.append(u" ").append(rest);
        end += 1 + rest.size();
    }
    say(at_, end, words);
    return true;
}

// «1.–3. Mai», «1./2. Liga»
bool SentenceReader::two_ordinals() {
    Pattern& p = patterns_.ordinals;
    if (!p.at(at_)) return false;
    const View noun = noun_at(space(p.end()));
    if (noun.empty()) return false;
    const Text ending = ordinal_ending(at_, noun);
    const bool range = at(p.begin(2)) != u'/';
    say(at_, p.end(),
        rules_.numbers.ordinal(view(p.begin(1), p.end(1)), ending) + (range ? u" bis " : u" und ") +
            rules_.numbers.ordinal(view(p.begin(3), p.end(3)), ending));
    ordinal_ending_ = ending;
    ordinal_end_ = p.end();
    return true;
}

// A minute of the match: «Kane (12.)», «Can (78., Foul)», «Reus (90.+2)»
bool SentenceReader::match_minute() {
    Pattern& p = patterns_.match_minute;
    if (at_ == 0 || text_[at_ - 1] != u'(' || !p.at(at_)) return false;
    const bool stroke = p.has(3) || p.has(5);  // «(72.')», «(72')»
    Text words = (stroke ? u"in der " : u"") +
                 rules_.numbers.ordinal(view(p.begin(1), p.end(1)), stroke ? u"en" : u"e") + u" Minute";
    if (p.has(4)) words += u" plus " + rules_.numbers.cardinal(view(p.begin(4), p.end(4)));
    if (p.has(2)) words += u" plus " + rules_.numbers.cardinal(view(p.begin(2), p.end(2)));
    say(at_, p.end(), words);
    return true;
}

bool SentenceReader::ordinal() {
    Pattern& p = patterns_.ordinal;
    if (!p.at(at_)) return false;
    Ordinal o;
    o.end = p.end();
    o.digits = plain(view(at_, o.end));
    o.next = space(o.end);
    o.noun = noun_of_ordinals(o.next);
    o.before = lower_before(at_);
    ordinal_governor_ = o.before;
    if (nothing_behind(o.end)) {
        rule_ = "ordinal at the end";
        return last_ordinal(o);
    }
    if (o.next == o.end && !o.noun.empty() && o.digits.size() > 2) return false;  // but «3.Liga»
    if (o.digits.size() > 3 && !grammar_.ordinals_en.count(o.before) &&
        !grammar_.ordinals_e.count(o.before) && !grammar_.ordinals_der.count(o.before))
        return false;
    static constexpr RuleFor<Ordinal> rules[] = {{"number of a list", &SentenceReader::list_number},
                                                 {"ordinal", &SentenceReader::inflected_ordinal}};
    return any_of(rules, o);
}

// With nothing behind it the full stop may be the sentence's.
bool SentenceReader::last_ordinal(const Ordinal& o) {
    const auto say_ordinal = [&](View ending) {
        say(at_, o.end, rules_.numbers.ordinal(o.digits, ending));
        pause(u'.');
        return true;
    };
    if (at_ == 0) {  // nothing but «3.»
        if (at(o.end) == u')') {
            say(at_, o.end, rules_.numbers.ordinal(o.digits, u"ens"));
            return true;
        }
        if (o.digits.size() < 4) return say_ordinal(u"e");
        say(at_, o.end, cardinal(o.digits, true));
        pause(u'.');
        return true;
    }
    // «Er wurde 3.» in a race; beyond twelve it is rather how old he is.
    if ((o.before == u"wurde" || o.before == u"wird") && value(o.digits) <= 12)
        return say_ordinal(place_ending());
    const bool joined = (o.before == u"und" || o.before == u"oder" || o.before == u"bis") &&
                        !ordinal_ending_.empty() && at_ - ordinal_end_ < 12;
    const bool determined = joined || grammar_.ordinals_en.count(o.before) ||
                            grammar_.ordinals_e.count(o.before) ||
                            (grammar_.ordinals_der.count(o.before) && o.digits.size() < 3);
    return determined && o.digits.size() <= 3 && say_ordinal(ordinal_ending(at_, {}));
}

// «3. Die Mieten steigen»
bool SentenceReader::list_number(const Ordinal& o) {
    Text opener(word_at(o.next));
    if (!opener.empty()) opener[0] = static_cast<char16_t>(u_toupper(opener[0]));
    const bool listed = (at_ == 0 && counts_point(o.next, o.noun)) ||
                        (at_ >= 2 && o.before.empty() && text_[at_ - 2] == u',' && u_islower(at(o.next)));
    const bool amid = at_ > 0 && counts_amid(o);
    if ((!listed && !amid) || o.digits.size() > 2) return false;
    if (at_ > 0 && !amid && (opener == u"Und" || !rules_.starters.count(opener))) return false;
    say(at_, o.end, rules_.numbers.ordinal(o.digits, u"ens"));
    if (!amid) pause(u',');
    return true;
}

// «sofern sie 1. keine Kenntnis haben und 2. unverzüglich handeln»: no noun behind it, nothing that inflects
// it before it.
bool SentenceReader::counts_amid(const Ordinal& o) const {
    const bool comma = at(o.end) == u',' && (o.before == u"und" || o.before == u"oder");
    const std::size_t begin = comma ? o.end + 2 : o.next;
    if (o.digits.size() > 1 || o.before.empty() || !u_islower(at(begin)) || at(begin - 1) != u' ')
        return false;
    const View next = word_at(begin);
    for (const View joint : {u"und", u"oder", u"bis", u"sowie", u"zum", u"wurde", u"wird", u"war", u"ist"})
        if (next == joint) return false;
    const View before = word_before(at_);
    for (const View other :
         {u"als", u"wurde", u"wird", u"wurden", u"werden", u"war", u"waren", u"bis", u"nur"})
        if (before == other) return false;
    const bool inflects = u_isupper(before[0]) || grammar_.ordinals_en.count(before) ||
                          grammar_.ordinals_e.count(before) || grammar_.ordinals_der.count(before) ||
                          grammar_.ordinals_by_gender.count(before) || grammar_.dative.count(before) ||
                          grammar_.accusative.count(before) || grammar_.genitive.count(before);
    const bool joined = (before == u"und" || before == u"oder") && !ordinal_ending_.empty() &&
                        ordinal_ending_ != u"ens" && at_ - ordinal_end_ < 30;
    const bool determiner = grammar_.ordinals_e.count(next) || grammar_.ordinals_der.count(next) ||
                            grammar_.ordinals_en.count(next) || grammar_.ordinals_by_gender.count(next);
    return !inflects && !joined && (determiner || noun_behind(begin).empty());
}

// «Sie wurde 3., er wurde 2.»
std::u16string SentenceReader::place_ending() const {
    const Text subject = lower_before(static_cast<std::size_t>(word_before(at_).data() - text_.data()));
    const bool woman = subject == u"sie" || (subject != u"er" && lower(word_at(0)) == u"sie");
    return woman ? u"e" : u"er";
}

bool SentenceReader::inflected_ordinal(const Ordinal& o) {
    const bool placed = (o.before == u"wurde" || o.before == u"wird") && o.noun.empty();
    const Text ending = placed ? place_ending() : ordinal_ending(at_, o.noun);
    say(at_, o.end, rules_.numbers.ordinal(o.digits, ending));
    ordinal_ending_ = ending;
    ordinal_end_ = o.end;
    return true;
}

}  // namespace vorleser
