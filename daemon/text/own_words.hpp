// The listener's own lexicon.toml, changed word by word. Pure: takes and gives the file's text; what was
// written by hand (comments, order, other tables) stays as it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/error.hpp"

namespace vorleser {

struct OwnWord {
    std::string word, sound;
    bool operator==(const OwnWord&) const = default;
};

// What its table [words] holds, in the file's order. `unreadable`: line and what is wrong there.
Result<std::vector<OwnWord>> own_words(std::string_view file);

// The file with the word's sound (see sound.hpp) added or replaced. `invalid_argument`: not one word of
// letters, or no sound; `unreadable`: the file is malformed; `conflict`: it is written in a way that only its
// author can change.
Result<std::string> with_word(std::string_view file, std::string_view word, std::string_view sound);

// The file without the word. `not_found`: it does not hold it.
Result<std::string> without_word(std::string_view file, std::string_view word);

}  // namespace vorleser
