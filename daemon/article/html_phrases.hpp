// What pages say around and behind an article, beyond phrases.hpp: in the languages of the neighbours too.
#pragma once

#include <string_view>

namespace vorleser {

// All take lower-case text of a whole block.

// What editors say about an article: who edited and translated it, where it was first published.
bool is_note(std::string_view block);

// The offer to read on for money or an account.
bool is_gate(std::string_view block);

// A block in which the page speaks of itself: embedded content, newsletters, links to other articles.
bool is_page_text(std::string_view block);

// What follows is by the readers.
bool is_comments_title(std::string_view block);

// A caption that ends with its picture's credit («… am Ufer Foto: Ada Ufer/dpa»).
bool ends_with_picture_credit(std::string_view block);

}  // namespace vorleser
