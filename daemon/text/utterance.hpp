// An article cut into utterances: what the synthesizer is given in one piece.
//
// Pure; runs in the worker's sandbox. An utterance is a sentence, or part of one where the sentence is
// longer than max_utterance (split at a clause, else a space, else anywhere). What is *said* may differ
// from what is *written*; every said word keeps the span of the article it came from. `say` holds no markup
// but the sounds of sound.hpp, which German text gets from the lexicon alone.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/article.hpp"
#include "daemon/text/terms.hpp"

namespace vorleser {

inline constexpr std::size_t max_utterance = 600;  // code points; 99 % of news sentences have under 370

// What ends with the utterance, in rising order (a quotation: direct speech begins or ends within the
// sentence); the voice profile says how long the pause after it is.
enum class Boundary { clause, quotation, sentence, block };

// A said word. `said` is an offset in code points into Utterance::say; the word reaches to the next one.
// `begin`..`end` is the article's word, in code points of the article's text.
struct Word {
    std::uint32_t said = 0, begin = 0, end = 0;
    bool operator==(const Word&) const = default;
};

struct Utterance {
    std::string say;                        // UTF-8, what eSpeak NG shall say, with sounds; never empty
    std::uint32_t begin = 0, end = 0;       // code points in the article's text
    BlockKind kind = BlockKind::paragraph;  // of the block it belongs to
    Boundary boundary = Boundary::sentence;
    std::vector<Word> words;  // ascending by `said` and by `begin`; never empty
    bool operator==(const Utterance&) const = default;
};

// Bump it when the same article would be cut or said differently: stored lengths become invalid.
inline constexpr int text_rules_version = 9;

// How far to go from what is written to what eSpeak NG is given.
enum class Steps { normalization, all };

// What we know of German, read from voices/ (abbreviations that do not end a sentence …).
class German {
 public:
    // Reads german.toml from the directories: the user's own first, which adds to what the last, the
    // installed one, says. What is wrong in the user's own is left out, and told in `left_out`. Throws
    // DataError naming file and line when an installed one is malformed or missing.
    explicit German(const std::vector<std::string>& directories, std::vector<Sentence>* left_out = nullptr);
    ~German();
    German(German&&) noexcept;

    // Cuts the article into utterances, in reading order. Every letter of the article's text belongs to
    // exactly one utterance's span; blocks without a letter or digit give none.
    std::vector<Utterance> utterances(const Article& article, Steps steps = Steps::all) const;

    // How German reads a text, sentence by sentence: what was written, what is said for it, the rule that
    // read it, and what eSpeak NG is given in its stead, with sounds.
    struct Reading {
        std::string written, said, rule, sounds;
    };
    std::vector<std::vector<Reading>> readings(std::string_view text) const;

    // What an article, or a part of one, is found by; and what is looked for: words, or a `phrase`
    // (terms.hpp).
    TextTerms terms(const Article& article) const;
    QueryTerm query_term(std::string_view words, bool phrase) const;

 private:
    struct Data;
    std::unique_ptr<Data> data_;
};

// For passing utterances between processes of the same program. The format is private to these two functions.
// Whatever the bytes are, utterances that come out of them keep what is promised above.
std::string to_bytes(std::span<const Utterance> utterances);
Result<std::vector<Utterance>> utterances_from_bytes(std::string_view bytes);

}  // namespace vorleser
