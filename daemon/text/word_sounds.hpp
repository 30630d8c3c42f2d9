// How a word sounds where eSpeak NG would read it wrongly: by the lexicon, its compound's parts, suffixes and
// spellings. Private to the room.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

class DataFiles;

using Sounds = std::vector<std::string>;  // of a word's parts, in the notation of sound.hpp

class WordSounds {
 public:
    // Reads lexicon.toml and compounds.toml of the directories; see DataFiles::load(), Lexicon and Compounds.
    explicit WordSounds(DataFiles& files);
    ~WordSounds();
    WordSounds(WordSounds&&) noexcept;

    // The sounds of a word's parts; a single spelling is to be said in the word's place. Empty: as written.
    // The reference is good until the next call. Not for use from two threads at once.
    const Sounds& of(std::string_view word) const;

 private:
    struct Data;
    std::unique_ptr<Data> data_;
};

inline constexpr std::string_view unstressed_und = "/Unt/";  // between numbers

// Whether a sound is merely another spelling, which needs no group.
bool is_spelling(std::string_view notation);

// What ends in b, d or g before a joint: eSpeak NG hardens it only at a word's end («Flug-hafen»).
bool ends_voiced(std::string_view part);

}  // namespace vorleser
