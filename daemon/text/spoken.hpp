// From what is written to what is said: German text normalization.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/text/utterance.hpp"

namespace vorleser {

class DataFiles;

// `say` is German orthography: numbers, dates, abbreviations, signs and acronyms written out; number words
// and spelt letters joined by hyphens («zwei-tausend», «S-P-D»); brackets, dashes and quotation marks as
// commas where one hears them. It never holds brackets. A reading of several words («zum Beispiel») is one
// entry of `words`.
struct Spoken {
    std::string say;
    std::vector<Word> words;
};

class Normalizer {
 public:
    // Reads the data files; see German.
    explicit Normalizer(DataFiles& files);
    ~Normalizer();
    Normalizer(Normalizer&&) noexcept;

    // What to say for a sentence that begins at code point `begin` of the article's text. Not for use from
    // two threads at once: the patterns' matchers are kept between calls.
    Spoken spoken(std::string_view written, std::uint32_t begin) const;

    // What was written, what is said for it, and the rule that read it; for whoever corrects the rules.
    struct Reading {
        std::string written, said;
        const char* rule;
    };
    std::vector<Reading> readings(std::string_view written) const;

    struct Data;

 private:
    std::unique_ptr<Data> data_;
};

}  // namespace vorleser
