// How a word sounds: the notation of the lexicon, and the form in which Utterance::say carries it to eSpeak
// NG.
//
// A sound is written in one of these ways:
//   Klaud            as a German would have to spell it
//   en:cloud         as it is, read by the rules of another language (en, fr …)
//   /kl'aUd/         eSpeak NG's phonemes: `espeak-ng -v de -x -q WORT` prints them
//   en:/kl'aUd/      the same with the phonemes of another language
//
// In `say` a word that needs more than another spelling is a group: `sound_begin`, sounds with
// `compound_joint` or `equal_joint` between them, `sound_end`. These four characters appear in `say` for
// nothing else, so that no text from outside can be taken for a sound.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace vorleser {

inline constexpr char sound_begin = '\x02';
inline constexpr char sound_end = '\x03';
inline constexpr char compound_joint = '\x1f';  // what follows is stressed less than the first part
inline constexpr char equal_joint = '\x1e';     // what follows keeps its stress («zwei-hundert»)

struct Sound {
    std::string language;  // two letters; empty: the voice's own
    bool phonemes = false;
    std::string text;  // the spelling or the phonemes
    bool operator==(const Sound&) const = default;
};

inline constexpr std::size_t longest_sound = 100;  // bytes

// Reads the notation. Nothing where it is none: empty, too long, or with characters that could mean something
// else to eSpeak NG (controls, brackets, a language's switch).
std::optional<Sound> parse_sound(std::string_view notation);

}  // namespace vorleser
