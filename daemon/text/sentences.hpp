// Where German sentences end.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <toml++/toml.h>
#include <unicode/unistr.h>

namespace vorleser {

class Sentences {
 public:
    // Takes the lists of german.toml. Throws std::runtime_error naming file and line when it is malformed.
    explicit Sentences(const toml::table& german);
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
