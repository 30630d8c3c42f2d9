// Bytes of any encoding → clean UTF-8 text.
#pragma once

#include <string>
#include <string_view>

#include "daemon/error.hpp"

namespace vorleser {

// The text in UTF-8, NFC, with lines ending in '\n'. Every kind of space is one U+0020, runs of them one
// space, none at a line's ends; control, zero-width and formatting characters and soft hyphens are gone.
// UTF-8 and UTF-16 are recognized, a page's <meta charset> is believed, anything else is detected; broken
// sequences become U+FFFD. Errors: `unreadable` for empty and for binary data. Takes time linear in the size.
Result<std::string> decode(std::string_view bytes);

// Valid or broken UTF-8 as decode() cleans it, in one line.
std::string clean_line(std::string_view text);

}  // namespace vorleser
