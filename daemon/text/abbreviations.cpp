// Abbreviations.
#include <unicode/uchar.h>

#include "daemon/text/reading.hpp"

namespace vorleser {

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

}  // namespace vorleser
