// An article as it is stored, and as it travels between processes: what is known of it, and its text in parts
// that are read one at a time. Pure.
//
// So an article of any length costs whoever reads it no more than a part: nobody holds all of it, and nothing
// is parsed but what is to be heard or shown.
//
// A part is whole blocks, together until they have 16 KB of text: a quarter of an hour of speech. A longer
// block is a part of its own. Its bytes: for each block a letter for its kind, its text, and a line's end,
// which no block holds:
//
//     TDer Titel
//     tDer Teaser
//     pEin Absatz.
//
// (h heading, q quotation, l list item.) The title can only be the first block of the first part; where an
// article has one, it comes first, and the teaser behind it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/article.hpp"

namespace vorleser {

// Bytes of text that end a part.
inline constexpr std::size_t part_bytes = 16 * 1024;

// What is known of a part without reading it.
struct PartSize {
    std::uint32_t blocks = 0;       // never 0
    std::uint32_t bytes = 0;        // of their text
    std::uint32_t code_points = 0;  // of their text, a blank line between two of them included
    BlockKind first = BlockKind::paragraph;
    bool operator==(const PartSize&) const = default;
};

struct StoredPart {
    PartSize size;
    std::string text;  // as above
    bool operator==(const StoredPart&) const = default;
};

struct StoredArticle {
    std::string title, kicker, authors, source, url, date, language;  // as in Article
    std::vector<StoredPart> parts;
    std::string digest;  // text_digest() of the parts
    std::string sketch;  // text_sketch() of them
    bool operator==(const StoredArticle&) const = default;
};

StoredArticle stored(const Article& article);
// Where all parts are at hand. Error: `unreadable`.
Result<Article> article_of(const StoredArticle& stored);

// As a part's text, e.g. for Worker::utterances().
std::string part_text(std::span<const Block> blocks);

// A part's size by its text, without looking into the blocks; nullopt: it is no part's text.
std::optional<PartSize> size_of(std::string_view text);

// A part's blocks. Error: `unreadable`, on what part_text() cannot have written.
Result<std::vector<Block>> blocks_of(std::string_view text);

// Each with its place in the article's text; the first begins at `begin`.
std::vector<PlacedBlock> placed_blocks(std::vector<Block> blocks, std::uint32_t begin);

// Another title; its length changes the first part's, whatever that does to its size.
void set_title(StoredArticle& article, std::string title);

// Gives the article's parts one after the other, then nullopt. What it returns lives until the next call.
using Parts = std::function<std::optional<std::string_view>()>;
Parts parts_of(const StoredArticle& article);

// Whether two articles say the same: of what is read aloud but the title, block by block; the title where
// there is nothing else. The same text under another title is the same article: pages change their headlines,
// and listeners their titles.
bool same_text(Parts one, Parts other);

// All that is read aloud but the title, as passages (passages.hpp); none of a text too short or too long to
// be recognized in another copy of it.
std::vector<std::uint64_t> text_passages(Parts parts);
// sketch_of() these, as hexadecimal digits, 16 each; empty if there are none.
std::string text_sketch(Parts parts);
// The numbers of such a string, whatever it is.
std::vector<std::uint64_t> numbers_of_sketch(std::string_view sketch);

// The same text gives the same digest; whoever finds one compares (FNV-1a, 64 bit).
std::string text_digest(Parts parts);

}  // namespace vorleser
