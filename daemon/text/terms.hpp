// What a text is found by, and what is looked for: its words as they are written, their stems, and the parts
// of compounds. Pure; runs in the worker's sandbox.
//
// Each is a row of terms separated by single spaces: words in the order of the text, each once; a stem only
// where it is another string than its word, so that who looks for a stem looks among the words, too; of each
// compound the stems of its parts in a row («bundes tag wahl»), of words joined by hyphens those of all of
// them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/article.hpp"
#include "daemon/base/error.hpp"

namespace vorleser {

class DataFiles;
class Sentences;

// Raise it when the same text would be found by other terms: indexes are built anew.
inline constexpr int terms_version = 1;

struct TextTerms {
    // Of which word, counted from the text's start, each stem and each part is.
    std::string words, stems, parts;
    std::vector<std::uint32_t> stem_words, part_words;
    // In code points of the text; the number of its first word.
    struct Span {
        std::uint32_t begin = 0, end = 0, first_word = 0;
        bool operator==(const Span&) const = default;
    };
    std::vector<Span> sentences;    // those that have words; ascending
    std::uint32_t title_words = 0;  // so many of the first words are the title's
    bool operator==(const TextTerms&) const = default;
};

// A word, or several as a phrase, that somebody looks for.
struct QueryTerm {
    std::string words;               // in a row, as the text has them; empty: there is nothing to look for
    std::vector<std::string> stems;  // each will do; none for a phrase
    std::vector<std::string> parts;  // each will do: a stem, or several in a row
    bool common = false;             // it says little
    bool operator==(const QueryTerm&) const = default;
};

// What has to be known of German for that.
class Vocabulary {
 public:
    // Reads search.toml and what Compounds and Stemming need. Throws as they do.
    explicit Vocabulary(DataFiles& files);
    ~Vocabulary();
    Vocabulary(Vocabulary&&) noexcept;

    // Remembers words that it has seen, up to some thousand. Not for use from two threads at once.
    TextTerms terms(const Article& article, Sentences& sentences) const;
    // `phrase`: the words are to stand in a row as they are written.
    QueryTerm query(std::string_view words, bool phrase) const;

 private:
    struct Data;
    std::unique_ptr<Data> data_;
};

// For passing them between processes of the same program. Whatever the bytes are, what comes out of them has
// as many numbers as terms, and numbers of words that there are.
std::string terms_to_bytes(std::span<const TextTerms> terms);
Result<std::vector<TextTerms>> terms_from_bytes(std::string_view bytes);
std::string query_terms_to_bytes(std::span<const QueryTerm> terms);
Result<std::vector<QueryTerm>> query_terms_from_bytes(std::string_view bytes);

}  // namespace vorleser
