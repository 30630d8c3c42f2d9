// An utterance's text as eSpeak NG is given it: sounds (see text/sound.hpp) as inline phonemes, and all else
// harmless. Private to this room.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/text/sound.hpp"

namespace vorleser {

struct Prepared {
    std::string text;
    // For each code point of `text` the one of what was given that it came from.
    std::vector<std::uint32_t> places;
    bool phonemes = false;  // `text` holds `[[…]]` of ours
};

struct Languages {
    std::string home;  // the voice's own, to which a foreign word switches back
    std::function<bool(const std::string& language)> known;
    // eSpeak NG's phonemes of a spelling, read by the rules of a language that is known.
    std::function<std::string(const std::string& spelling, const std::string& language)> transcribe;
};

// Whatever eSpeak NG could take for markup or commands becomes blank: control characters (^A begins a
// command) and the second of two brackets. A group that is malformed is silent, one that is too long for
// eSpeak NG is said as it is spelt, and so is a language that it does not know.
Prepared prepare(std::string_view text, const Languages& languages);

}  // namespace vorleser
