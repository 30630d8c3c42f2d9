// The kinds of input and the functions that read them. A new kind of input is one file with two pure
// functions and its row in readers.cpp.
#pragma once

#include <array>
#include <string_view>

#include "daemon/article/read.hpp"

namespace vorleser {

// `sureness` says how well the text fits, from 0 (not at all) to 1; the surest reader is taken, the first
// of equals. Both get clean text as clean() makes it. `read` leaves `source`, the user's own title and
// the language to read_article().
struct Reader {
    As as;  // chosen when the user says so; several readers may share it, then sureness decides
    double (*sureness)(std::string_view text);
    Result<Reading> (*read)(std::string_view text, const ReadOptions& options);
};

extern const std::array<Reader, 6> readers;

// A page's source (html.cpp).
double html_sureness(std::string_view text);
Result<Reading> read_html(std::string_view text, const ReadOptions& options);

// Text copied out of a browser (page.cpp).
double page_sureness(std::string_view text);
Result<Reading> read_page(std::string_view text, const ReadOptions& options);

// Somebody's own text, of which nothing may be lost (own_text.cpp).
double own_text_sureness(std::string_view text);
Result<Reading> read_own_text(std::string_view text, const ReadOptions& options);

// Markdown, without its marks (markdown.cpp).
double markdown_sureness(std::string_view text);
Result<Reading> read_markdown(std::string_view text, const ReadOptions& options);

// A title out of the first paragraph of somebody's own text: all of it, if it is `whole`, else its first
// sentence or clause. In `first` stays what goes on behind it, so that no word is heard twice; empty:
// nothing.
std::string take_title(std::string& first, bool whole);

// An article as a listener edited it (marked.cpp).
double marked_sureness(std::string_view text);
Result<Reading> read_marked(std::string_view text, const ReadOptions& options);

}  // namespace vorleser
