// Voice profiles: data files in voices/ that say how a voice sounds and how long it pauses.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/base/error.hpp"
#include "daemon/base/sample_rate.hpp"

namespace vorleser {

// Pauses in milliseconds, at speed 1.
struct Pauses {
    std::uint32_t clause = 120;     // between the parts of a sentence too long for one utterance
    std::uint32_t quotation = 220;  // before and after direct speech within a sentence
    std::uint32_t sentence = 350;
    std::uint32_t paragraph = 650;  // after a paragraph, quotation or list item
    std::uint32_t heading = 700;    // after a heading
    std::uint32_t before_heading = 1000;
    std::uint32_t title = 1000;
    std::uint32_t teaser = 900;
    std::uint32_t article = 2000;  // after the last utterance
    bool operator==(const Pauses&) const = default;
};

struct VoiceProfile {
    std::string name;         // the file's stem, e.g. "anna"
    std::string description;  // one line for `vorleser voice`
    std::string language;     // BCP 47
    std::string espeak;       // eSpeak NG voice with variant, "de+f3"
    int rate = 165;           // eSpeak's words a minute, 80–450: the base rate; speed comes on top of it
    int pitch = 50;           // eSpeak's 0–99
    int range = 50;           // eSpeak's 0–99
    Pauses pauses = {};
    std::string announcement = {};  // before an article that follows another; {source} is where it comes from
    std::string sample = {};        // what it says to introduce itself
    int volume = 100;  // eSpeak's 1–200, so that all voices are about equally loud and none clips
    bool operator==(const VoiceProfile&) const = default;

    // Changes whenever the same text would give other samples or other pauses: the key of stored lengths.
    std::string fingerprint() const;
};

// A voice that is left out, and why: file, line, what is wrong.
struct VoiceProblem {
    std::string name;
    Sentence what;
};

// All profiles (*.voice.toml) of the directories; a name found in an earlier directory wins. A malformed file
// is left out and described in `problems`, so is one of the listener's own (of all directories but the last)
// as which eSpeak NG cannot speak. Sorted by name.
std::vector<VoiceProfile> load_voices(const std::vector<std::string>& directories,
                                      std::vector<VoiceProblem>& problems);

}  // namespace vorleser
