// What pages say around and behind an article, beyond phrases.hpp: in the languages of the neighbours too.
#pragma once

#include <string_view>

namespace vorleser {

// All take lower-case text of a whole block.

// What editors say about an article: who edited and translated it, where it was first published.
bool is_note(std::string_view block);

// The offer to read on for money or an account.
bool is_gate(std::string_view block);

// A block of a page's machinery in another language than German.
bool is_foreign_clutter(std::string_view block);

}  // namespace vorleser
