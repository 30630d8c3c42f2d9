// Where German sentences end.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <unicode/unistr.h>

namespace vorleser {

class DataFiles;

class Sentences {
 public:
    // Reads german.toml, and the abbreviations and units that are written out: a full stop behind one rarely
    // ends a sentence, behind an adjective never, nor before a number where that belongs to it. Throws
    // DataError naming file and line when german.toml is malformed.
    explicit Sentences(DataFiles& files);
    ~Sentences();
    Sentences(Sentences&&) noexcept;

    // The offsets (UTF-16) behind each sentence of a block's text, spaces included; the last is its length.
    // Linear in the text's length. Not for use from two threads at once: ICU's iterator is kept between
    // calls, as building it costs more than most blocks.
    std::vector<std::int32_t> ends(const icu::UnicodeString& text);

 private:
    struct Data;
    std::unique_ptr<Data> data_;
};

}  // namespace vorleser
