// Marked text: the form in which a listener edits an article.
//
//     The title
//
//     **The teaser**
//
//     # A heading
//
//     A paragraph, which may go on
//     on the next line.
//
//     > A quotation
//
//     - a list item
//
// A backslash before a mark takes its meaning away. Kicker, authors, source, date and language are not part
// of it. read_marked() is the reader (readers.hpp); whatever it reads, nothing is lost.
#pragma once

#include <string>

#include "daemon/article/article.hpp"

namespace vorleser {

// One block, with its line's end. A text is its title, or nothing, and the blocks behind it with an empty
// line between each two; read_marked() gives the same title, teaser and body back.
std::string to_marked_text(const Block& block);

}  // namespace vorleser
