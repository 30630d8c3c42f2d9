// A chapter of a book, as XHTML. Not read as a page of the web is: whatever stands in a book is the book's,
// but for what only eyes need (numbers of notes and pages, the notes themselves, tables of contents,
// pictures).
#pragma once

#include <string>

#include "daemon/readers/blocks.hpp"
#include "daemon/readers/xml.hpp"

namespace vorleser::documents {

// The nodes; what is not well-formed is parsed as browsers do. Error: `unreadable`, where it takes too much
// memory.
Result<pugi::xml_document> parse_xhtml(const std::string& text);

// What an element says it is, of EPUB's names («toc», «pagebreak»): its epub:type or role.
bool is_called(pugi::xml_node element, std::initializer_list<std::string_view> names);

// Appends what is heard of the chapter, and what is not.
void read_xhtml(pugi::xml_node chapter, Blocks& to);

}  // namespace vorleser::documents
