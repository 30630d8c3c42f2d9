// An article: what remains of a page when everything but title, teaser and body is gone.
//
// Pure values and functions, no I/O. Foreign bytes become an Article only in read_article()
// (article/read.hpp), which the daemon lets run in the worker's sandbox.
//
// Every place in an article is an offset in Unicode code points into its *text*: title, teaser and the
// body's blocks, in this order, empty ones left out, joined by one blank line ("\n\n"). Kicker, authors
// and the other fields are not part of the text and are not read aloud.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/error.hpp"

namespace vorleser {

enum class BlockKind { title, teaser, heading, paragraph, quotation, list_item };

// The kind's name as the protocol and the stored article spell it, e.g. "list_item".
std::string_view name(BlockKind kind);

// What stands in front of texts (titles, kickers, sources, addresses) is cut where it comes in, however long
// a page makes it: at so many bytes, «…» for the rest among them, and in no letter's middle.
inline constexpr std::size_t longest_name = 2000;
std::string shortened(std::string_view name);

struct Block {
    BlockKind kind = BlockKind::paragraph;
    std::string text;  // UTF-8, one line, NFC, no leading or trailing space, not empty
    bool operator==(const Block&) const = default;
};

struct Article {
    std::string title;     // never empty once read_article() returned it; as the next, at most longest_name
    std::string kicker;    // the line above a title («Dachzeile»); empty if none
    std::string teaser;    // empty if none
    std::string authors;   // as shown, "A, B"; empty if unknown
    std::string source;    // the publication, or the file's name; empty if unknown
    std::string url;       // where it was published, http(s) only; empty if unknown
    std::string date;      // as found; empty if unknown
    std::string language;  // BCP 47, "de"; empty if unknown
    std::vector<Block> body;  // heading, paragraph, quotation and list_item only
    bool operator==(const Article&) const = default;
};

struct PlacedBlock {
    Block block;
    std::uint32_t begin = 0, end = 0;  // code points in the article's text
    bool operator==(const PlacedBlock&) const = default;
};

// Title, teaser and body in reading order, each with its place in the article's text.
std::vector<PlacedBlock> placed_blocks(const Article& article);

// The article as JSON (UTF-8, one object with the fields above; body as [{"kind","text"}]), the form in
// which it is stored and passed between processes. from_json() fails with `unreadable` on anything else.
std::string to_json(const Article& article);
Result<Article> article_from_json(std::string_view json);

}  // namespace vorleser
