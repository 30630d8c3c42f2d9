// Texts as sets of passages, four words in a row, to tell how much of one stands in another (w-shingling).
// Pure.
//
// So the same article is recognized in two copies of it, as its page has it and as somebody copied it out of
// a browser: other line breaks and quotation marks, a caption or a byline more or less are the same passages
// but for those around them. Two texts are the same article from `same_article` on: a fifth of the words
// replaced by others is too much, and so is half as much text again. Different articles, also of one site,
// are far below it (daemon/article/EXTRACTION.md has figures).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace vorleser {

inline constexpr std::size_t passage_length = 4;  // words

// Adds the text's words, as hashes, whatever their case; an ideogram is a word.
void add_words(std::string_view text, std::vector<std::uint64_t>& words);

// The passages of words in a row, each once, ascending.
std::vector<std::uint64_t> passages_of(std::span<const std::uint64_t> words);

// How many passages two texts share, of all that they have: 0 to 1. As passages_of() gives them.
double resemblance(std::span<const std::uint64_t> one, std::span<const std::uint64_t> other);

inline constexpr double same_article = 0.65;                 // the resemblance of two copies, at least
inline constexpr std::size_t fewest_passages = 80;           // of fewer, some words more or less are too much
inline constexpr std::size_t longest_compared = 256 * 1024;  // bytes of text; longer ones are books

// Numbers that stand for passages: of two texts each of them is the same as likely as their resemblance says
// (min-hash), so that copies are found by looking up these few. They are stored: other numbers need a schema
// step.
using Sketch = std::array<std::uint64_t, 6>;
Sketch sketch_of(std::span<const std::uint64_t> passages);  // not of none

// To ask of many texts how much of each was added before.
class Passages {
 public:
    void add(std::string_view text);
    // The share of the text's passages that were added, 0 to 1; -1 if it is too short to tell.
    double share(std::string_view text) const;
    std::size_t size() const { return known_.size(); }

 private:
    std::unordered_set<std::uint64_t> known_;
};

}  // namespace vorleser
