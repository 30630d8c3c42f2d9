// The words of lexicon.toml that are looked up whole: how they sound. Private to the room.
//
// The installed ones stand in lexicon.words, a table that the build makes of that file and that is mapped
// into memory: their number costs neither time nor memory when starting. The listener's own are learned and
// laid over them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "daemon/text/lookup.hpp"

namespace vorleser {

class Compounds;

class Lexicon {
 public:
    enum class Kind : char {
        word,   // also with endings and as a part of compounds; its sound
        whole,  // as it is; its sound
        name    // a name read by its language's rules: «pl:kaczy'nski», marked as name_sound() takes it
    };

    // The sections that learn() reads.
    static constexpr std::array<std::string_view, 4> sections{"foreign", "words", "names", "whole"};

    Lexicon() = default;
    ~Lexicon();
    Lexicon(const Lexicon&) = delete;
    Lexicon& operator=(const Lexicon&) = delete;

    // Maps a file of what table() gave. Throws DataError if that cannot be read.
    void map(const std::string& file);

    // Adds what stands in the sections, over what there is. `compounds` tells which words German has. Throws
    // Malformed at the first that is wrong.
    void learn(const toml::table& data, const Compounds& compounds);

    // `word` is in lower case. The view holds until something is learned.
    std::optional<std::string_view> find(Kind kind, std::string_view word) const;

    // All that was learned, ready for being mapped. The same words give the same bytes.
    std::string table() const;

 private:
    void learn_name(std::string_view language, const std::string& marked, const Compounds& compounds);
    void put(Kind kind, std::string word, std::string value);

    std::array<MapOf<char, std::string>, 3> learned_;  // by kind
    const char* mapped_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace vorleser
