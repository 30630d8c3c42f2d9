// Bytes of any encoding → UTF-8 → clean text.
#pragma once

#include <string>
#include <string_view>

#include "daemon/base/error.hpp"

namespace vorleser {

// The bytes in UTF-8, line ends and all else as they are. This is the one place that decides on an encoding,
// by, in this order: a byte order mark; `declared`, what whoever sent the bytes says, as HTTP names it, which
// is believed as browsers do («iso-8859-1» is Windows-1252); what zeros show to be UTF-16; what shows itself
// to be UTF-8, perhaps damaged; a page's <meta charset>; a guess. Unknown names say nothing. Broken sequences
// may stay (clean() makes them U+FFFD). Takes time linear in the size.
std::string to_utf8(std::string_view bytes, const std::string& declared = {});

// The text, NFC, with lines ending in '\n'. Every kind of space is one U+0020, runs of them one space, none
// at a line's ends; control, zero-width and formatting characters and soft hyphens are gone; broken sequences
// are U+FFFD. Errors: `unreadable` for what is binary or holds no word. Takes time linear in the size.
Result<std::string> clean(std::string_view utf8);

// The same in one line, whatever it holds.
std::string clean_line(std::string_view text);

}  // namespace vorleser
