// From what is written to what is said.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/text/utterance.hpp"

namespace vorleser {

struct Spoken {
    std::string say;
    std::vector<Word> words;
};

// The words to say for a sentence that begins at code point `begin` of the article's text. The place of
// German text normalization: numbers, dates, abbreviations, symbols and emoji written out, each said word
// keeping the span it stands for. Today the words are said as they are written.
Spoken spoken(std::string_view written, std::uint32_t begin);

}  // namespace vorleser
