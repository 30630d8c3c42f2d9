// What a word and its other forms have in common: «kündigen», «kündigte», «gekündigt» and «Kündigung» give
// «kundig».
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

// Snowball's algorithm, which knows endings but no words; of a folded word (folding.hpp). German's is made
// the same for «steuern» and «Steuer», «Lehrerinnen» and «Lehrerin», and leaves more than three letters of
// «Bauer».
class Snowball {
 public:
    Snowball();
    ~Snowball();
    Snowball(const Snowball&) = delete;

    std::string german(std::string_view folded) const;
    std::string english(std::string_view folded) const;

 private:
    struct Data;
    std::unique_ptr<Data> data_;
};

// Words by their dictionary form first, then by Snowball.
class Stemming {
 public:
    // Maps stems.trie, which tools/make_stems builds from a spelling dictionary's affixes: the forms that
    // Snowball alone gets another stem for than for their dictionary form. Throws DataError.
    explicit Stemming(const std::string& trie);
    ~Stemming();
    Stemming(Stemming&&) noexcept;

    // Of a normalized word (folding.hpp): one as a rule, several where it is a form of several words; never
    // none, never empty where the word is not. Not for use from two threads at once.
    std::vector<std::string> german(std::string_view normalized) const;
    std::string english(std::string_view normalized) const;

 private:
    struct Data;
    std::unique_ptr<Data> data_;
};

// The keys of stems.trie: a folded form, this, and its stems separated by spaces.
inline constexpr char stems_mark = '\x01';

}  // namespace vorleser
