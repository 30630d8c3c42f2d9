// Abbreviations.
#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/text/calendar.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

// The noun that words at `i` lead to, adjectives, «und» and abbreviations between aside; empty: to none.
std::u16string_view SentenceReader::noun_behind(std::size_t i) const {
    for (int words = 0; words < 5; ++words) {
        while (at(i) == u' ' || at(i) == u',' || at(i) == u'-' || at(i) == u'»' || at(i) == u'„' ||
               at(i) == u'"')
            ++i;
        const View word = word_at(i);
        if (word.empty()) return {};
        const View next = word_at(i + word.size() + 1);
        // «Islamischer Staat», and not the adjective before it
        const bool adjective = (word.ends_with(u"e") || word.ends_with(u"er") || word.ends_with(u"en")) &&
                               at(i + word.size()) == u' ' && !next.empty() && u_isupper(next[0]);
        if (u_isupper(word[0]) && !(adjective && words < 4)) return noun_at(i);
        i += word.size();
        const bool shortened = at(i) == u'.';
        const bool joins = word == u"und" || word == u"oder" || word == u"sowie";
        const bool inflected = word.ends_with(u"e") || word.ends_with(u"en") || word.ends_with(u"er") ||
                               word.ends_with(u"es") || word.ends_with(u"em");
        if (!shortened && !joins && !inflected) return {};
        if (shortened) ++i;
    }
    return {};
}

// The classes: sections of abbreviations.toml, where theirs stand, in the order in which they are tried.
const SentenceReader::AbbreviationRule SentenceReader::abbreviation_rules[] = {
    {"in_laws", "abbreviation in laws", true, &SentenceReader::cites_law, nullptr},
    {"before_number", "abbreviation before a number", false, &SentenceReader::before_number, nullptr},
    {"after_number", "abbreviation behind a number", true, &SentenceReader::behind_number, nullptr},
    {"before_capital", "abbreviation before a capital", true, &SentenceReader::before_capital, nullptr},
    {"in_brackets", "abbreviation in brackets", false, &SentenceReader::in_brackets, nullptr},
    {"alone", "abbreviation alone", true, &SentenceReader::stands_alone, nullptr},
    {"alone", "weekday at the end", true, &SentenceReader::ends_in_day, nullptr},
    {"adjectives", "shortened adjective", true, &SentenceReader::is_adjective, &SentenceReader::inflected},
    {"always", "abbreviation", false, &SentenceReader::anywhere, nullptr},
};

std::vector<const TextMap*> SentenceReader::abbreviation_maps(const Grammar& grammar) {
    std::vector<const TextMap*> maps;
    for (const AbbreviationRule& rule : abbreviation_rules) {
        const auto found = grammar.shortened.find(std::string_view(rule.section));
        if (found == grammar.shortened.end())
            throw DataError(Sentence("{}: “{}” is missing", "abbreviations.toml", rule.section));
        maps.push_back(&found->second);
    }
    for (const auto& [section, map] : grammar.shortened)
        if (std::find(maps.begin(), maps.end(), &map) == maps.end())
            throw DataError(Sentence("{}: no rule reads “{}”", "abbreviations.toml", section));
    return maps;
}

bool SentenceReader::cites_law(const Shortened& c) const {
    const View sofar = view(0, at_);
    return c.numbered && (sofar.find(u'§') != View::npos || sofar.find(u"Abs") != View::npos ||
                          sofar.find(u"Art.") != View::npos);
}
bool SentenceReader::before_number(const Shortened& c) const {
    return digit(c.next) || at(c.next) == u'§';
}
bool SentenceReader::behind_number(const Shortened& c) const {
    const bool vintage = c.written == u"St." && u_isupper(at(c.next)) && at_ > 4 && digit(at_ - 5);
    return c.numbered && !vintage;  // «2020 St. Magdalener»
}
bool SentenceReader::before_capital(const Shortened& c) const {
    return u_isupper(at(c.next)) && c.next > c.end;
}
bool SentenceReader::in_brackets(const Shortened& c) const {
    return c.bracketed || (c.last && pieces_.empty());
}
bool SentenceReader::stands_alone(const Shortened& c) const {
    return in_brackets(c) || at(c.end) == u',' || at(c.end) == u'–' || at(c.end) == u'-';
}
// «endet am So.»
bool SentenceReader::ends_in_day(const Shortened& c) const {
    const Text* day = listed(c, grammar_.alone());
    if (!day || !is_weekday(*day)) return false;
    const Text before = lower_before(at_);
    return before == u"am" || before == u"vom" || before == u"bis" || before == u"zum" || before == u"seit" ||
           before == u"ab" || before == u"jeden";
}
// Before no noun it is what «always» has, if it is there.
bool SentenceReader::is_adjective(const Shortened& c) const {
    return !listed(c, grammar_.abbreviations()) || !described(c).empty();
}
bool SentenceReader::anywhere(const Shortened&) const {
    return true;
}

std::u16string_view SentenceReader::described(const Shortened& c) const {
    return at(c.end) == u'-' ? View() : noun_behind(c.end);
}
std::u16string SentenceReader::inflected(const Shortened& c, const Text& stem) const {
    const View noun = described(c);
    return noun.empty() ? stem : stem + adjective_ending(at_, noun);
}

// Of one section; null: it is not there.
const std::u16string* SentenceReader::listed(const Shortened& c, const TextMap& map) const {
    const View written = c.written;
    auto found = map.find(written);
    const bool capital = c.stop && pieces_.empty() && u_isupper(written[0]) &&
                         !u_isupper(written.size() > 1 ? written[1] : u'A');
    if (found == map.end() && capital) {  // «Vgl. hierzu» begins a sentence
        Text small(written);
        small[0] = static_cast<char16_t>(u_tolower(small[0]));
        found = map.find(small);
    }
    return found == map.end() ? nullptr : &found->second;
}

// What is said for it, and by which rule; nothing if it is no abbreviation.
std::u16string SentenceReader::in_full(const Shortened& c) {
    for (std::size_t i = 0; i < std::size(abbreviation_rules); ++i) {
        const AbbreviationRule& rule = abbreviation_rules[i];
        if ((rule.dotted && !c.stop) || !(this->*rule.fits)(c)) continue;
        const Text* words = listed(c, *rules_.abbreviations[i]);
        if (!words) continue;
        rule_ = rule.name;
        return rule.inflect ? (this->*rule.inflect)(c, *words) : *words;
    }
    if (std::count(c.written.begin(), c.written.end(), u'.') < 2) return {};
    const auto found = grammar_.abbreviations_lower.find(lower(c.written));
    return found == grammar_.abbreviations_lower.end() ? Text() : found->second;
}

// What could be one at at_, the shortest first: up to five parts, with a full stop each or none behind the
// last. Their text without spaces is put into `key`.
std::size_t SentenceReader::shortened_at(Shortened (&found)[5], Text& key) const {
    std::size_t count = 0, sizes[5];
    for (std::size_t i = at_; count < 5;) {
        std::size_t end = i;
        while (letter(end) || (at(end) == u'-' && letter(end + 1))) ++end;
        if (end == i || end - i > 40) break;
        key += view(i, end);
        const bool stop = at(end) == u'.';
        if (stop) key += at(end++);
        sizes[count] = key.size();
        found[count++].end = end;
        if (!stop) break;
        const bool hyphen = at(end) == u'-' && letter(end + 1);
        if (hyphen) key += u'-';
        i = hyphen ? end + 1 : space(end);
    }
    for (std::size_t k = 0; k < count; ++k) found[k].written = View(key).substr(0, sizes[k]);
    return count;
}

bool SentenceReader::abbreviation() {
    Shortened found[5];
    Text key;
    const std::size_t count = shortened_at(found, key);
    const bool numbered = count > 0 && (after_number_ || is_month(word_before(at_)));
    for (std::size_t k = count; k-- > 0;) {
        Shortened& c = found[k];
        c.next = space(c.end);
        c.last = nothing_behind(c.end);
        c.stop = at(c.end - 1) == u'.';
        if (k > 0 && !c.stop && c.written.size() - found[k - 1].written.size() > 6) continue;
        c.numbered = numbered;
        c.bracketed = at_ > 0 && text_[at_ - 1] == u'(' && at(c.end) == u')';
        Text said = in_full(c);
        if (said.empty()) continue;
        if (said == u"Jahrhundert" && after_number_ && ordinal_governor_ == u"des") said += u"s";
        say(at_, c.end, said);
        if (c.stop && c.last) pause(u'.');
        return true;
    }
    return false;
}

// «US-Präs.», «Hauptstr.»: words whose end is shortened.
bool SentenceReader::shortened_end() {
    const View word = word_at(at_);
    const std::size_t end = at_ + word.size() + 1;
    if (word.size() < 2 || word.size() > 40 || at(end - 1) != u'.') return false;
    const View written = view(at_, end);
    Text said;
    if (const std::size_t hyphen = written.rfind(u'-'); hyphen != written.npos) {
        const auto found = grammar_.abbreviations().find(written.substr(hyphen + 1));
        if (found != grammar_.abbreviations().end() && found->first.size() > 3)
            said = said_compound(written.substr(0, hyphen)) + u"-" + found->second;
    }
    for (const auto& [ending, full] : grammar_.endings)
        if (said.empty() && written.size() > ending.size() + 2 && written.ends_with(ending))
            said = Text(written.substr(0, written.size() - ending.size())) + full;
    if (said.empty()) return false;
    const bool last = nothing_behind(end);
    say(at_, end, said);
    if (last) pause(u'.');
    return true;
}

}  // namespace vorleser
