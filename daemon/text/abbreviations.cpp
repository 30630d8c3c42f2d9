// Abbreviations.
#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/text/calendar.hpp"
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

bool SentenceReader::abbreviation() {
    // What it could be, the shortest first: up to five parts, with a full stop each or none behind the last.
    struct Candidate {
        std::size_t size = 0;  // of the key up to here
        std::size_t end = 0;
    };
    Candidate candidates[6];
    std::size_t count = 0;
    Text key;  // without spaces
    for (std::size_t i = at_; count < 5;) {
        std::size_t end = i;
        while (letter(end) || (at(end) == u'-' && letter(end + 1))) ++end;
        if (end == i || end - i > 40) break;
        key += view(i, end);
        if (at(end) != u'.') {
            candidates[count++] = {key.size(), end};
            break;
        }
        ++end;
        key += u'.';
        candidates[count++] = {key.size(), end};
        i = end;
        if (at(i) == u'-' && letter(i + 1)) {
            key += u'-';
            ++i;
        } else {
            i = space(i);
        }
    }
    for (std::size_t k = count; k-- > 0;) {
        const auto [size, end] = candidates[k];
        const View written = View(key).substr(0, size);
        const std::size_t next = space(end);
        const bool last = nothing_behind(end);
        const bool stop = at(end - 1) == u'.';
        if (k > 0 && !stop && written.size() - candidates[k - 1].size > 6) continue;
        auto take = [&](const TextMap& map) -> const Text* {
            auto found = map.find(written);
            // «Vgl. hierzu» begins a sentence.
            if (found == map.end() && pieces_.empty() && stop && u_isupper(written[0]) &&
                !u_isupper(written.size() > 1 ? written[1] : u'A')) {
                Text small(written);
                small[0] = static_cast<char16_t>(u_tolower(small[0]));
                found = map.find(small);
            }
            return found == map.end() ? nullptr : &found->second;
        };
        const Text* words = nullptr;
        Text said;
        const bool numbered = after_number_ || is_month(word_before(at_));
        const auto law = [&](View sofar) {
            return sofar.find(u'§') != View::npos || sofar.find(u"Abs") != View::npos ||
                   sofar.find(u"Art.") != View::npos;
        };
        if (numbered && stop && law(view(0, at_))) words = take(grammar_.in_laws);
        if (!words && (digit(next) || at(next) == u'§')) words = take(grammar_.before_number);
        if (!words && numbered && stop) words = take(grammar_.after_number);
        if (!words && stop && u_isupper(at(next)) && next > end) words = take(grammar_.before_capital);
        const bool bracketed = at_ > 0 && text_[at_ - 1] == u'(' && at(end) == u')';
        if (!words && (bracketed || (last && pieces_.empty()))) words = take(grammar_.in_brackets);
        const bool alone =
            (last && pieces_.empty()) || bracketed || at(end) == u',' || at(end) == u'–' || at(end) == u'-';
        if (!words && alone && stop) words = take(grammar_.alone);
        if (!words && stop) {  // «endet am So.»
            const Text* day = take(grammar_.alone);
            const Text before = day ? lower_before(at_) : Text();
            const bool dated = before == u"am" || before == u"vom" || before == u"bis" || before == u"zum" ||
                               before == u"seit" || before == u"ab" || before == u"jeden";
            if (day && dated && is_weekday(*day)) words = day;
        }
        if (!words && stop) {
            if (const Text* stem = take(grammar_.adjectives)) {
                const View noun = at(end) == u'-' ? View() : noun_behind(end);
                words = noun.empty() ? take(grammar_.abbreviations) : nullptr;
                if (!words) said = noun.empty() ? *stem : *stem + adjective_ending(at_, noun);
            }
        }
        if (!words && said.empty()) words = take(grammar_.abbreviations);
        if (!words && said.empty() && std::count(written.begin(), written.end(), u'.') > 1) {
            const auto found = grammar_.abbreviations_lower.find(lower(written));
            if (found != grammar_.abbreviations_lower.end()) words = &found->second;
        }
        if (words) said = *words;
        if (said.empty()) continue;
        if (said == u"Jahrhundert" && after_number_ && ordinal_governor_ == u"des") said += u"s";
        say(at_, end, said);
        if (stop && last) pause(u'.');
        return true;
    }
    if (at(at_ + 1) == u'.' || !count) return false;
    const std::size_t end = candidates[0].end;
    const View written = View(key).substr(0, candidates[0].size);
    if (written.find(u'.') != written.size() - 1) return false;
    Text said;
    // «US-Präs.»
    if (const std::size_t hyphen = written.rfind(u'-'); hyphen != written.npos && hyphen > 0) {
        const auto found = grammar_.abbreviations.find(written.substr(hyphen + 1));
        if (found != grammar_.abbreviations.end() && found->first.size() > 3)
            said = said_compound(written.substr(0, hyphen)) + u"-" + found->second;
    }
    // «Hauptstr.»
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
