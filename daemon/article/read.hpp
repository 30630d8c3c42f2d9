// Foreign bytes → Article. Pure; runs in the worker's sandbox.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/article.hpp"
#include "daemon/article/formats.hpp"

namespace vorleser {

// What the bytes are. `automatic` decides by their content.
enum class As { automatic, html, page, text, marked, markdown };

struct ReadOptions {
    As as = As::automatic;
    std::string title = {};     // the user's own title; empty: find it in the bytes
    std::string source = {};    // e.g. the file's name; used where the bytes name none
    std::string encoding = {};  // that their sender says they have, as HTTP names it; empty: not said
    std::string url = {};       // where they were found; used where the bytes name no address of their own
    bool chapters = false;      // each of a book's chapters is an article; its own title is then the book's
};

inline constexpr std::size_t most_chapters = 2000;  // that are articles of their own

struct Reading {
    Article article;
    // The page gives only the article's first paragraphs away, the rest is to be paid for: say so.
    bool only_the_beginning = false;
    std::vector<std::string> dropped;   // the lines left out, in order, so that a listener can trust the rest
    std::vector<Reading> further = {};  // the book's other chapters, in order, where they were asked for
};

// Reads an article from `bytes` of any encoding (decode.hpp); broken sequences become U+FFFD.
// `html`: a page's source as a browser saved it or a server sent it; what is not its article goes.
// `page`: text copied out of a browser; captions, credits, bylines, player and account texts go.
// `text`: somebody's own text; every word is kept (first line = title if it looks like one).
// `markdown`: the same in Markdown, read without its marks; code and pictures go. Chosen by content, and by
// the source's name (NAME.md). `marked`: an article as its listener edited it (marked.hpp); never chosen by
// itself. Errors: `unreadable` when nothing readable remains, e.g. binary data or only clutter, and for what
// is no article, by name (formats.hpp); kinds of text that are none only where nobody says that it is `text`.
// Documents of other formats are refused as well: whoever is refused asks document_of().
Result<Reading> read_article(std::string_view bytes, const ReadOptions& options);

// The document of another format that it is, which daemon/readers reads; null: none.
const Format* document_of(std::string_view bytes, const ReadOptions& options);

// The listener's own title as a line; empty: none was given. Error: `invalid_argument`, it holds no word.
Result<std::string> own_title(const ReadOptions& options);

// What is the same whatever an article was read from: the listener's own title where there is one, `source`
// and `url` where it names none itself, the language, and no name longer than longest_name. Error:
// `invalid_argument` where the listener's title holds no word.
Result<void> complete(Article& article, const ReadOptions& options);

}  // namespace vorleser
