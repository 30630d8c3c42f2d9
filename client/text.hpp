// Text on a terminal: how wide it is, how it is cut, and what must not get through. Pure; all text is UTF-8.
//
// Widths are terminal columns, counted by grapheme: a wide character (CJK, most emoji) takes two, combining
// marks take none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

// `text` made harmless for one line on a terminal: control characters (escape sequences need them) and
// characters that turn the direction of text around become U+FFFD, white space becomes a space, broken
// UTF-8 U+FFFD. One code point stays one code point, so that places in the text stay right.
std::string plain(std::string_view text);

// Whether the byte goes on with a character that begins before it.
constexpr bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// How many of the first `bytes` are whole characters.
constexpr std::size_t whole_characters(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text.size();
    while (bytes > 0 && continues(text[bytes])) --bytes;
    return bytes;
}

std::int64_t count_code_points(std::string_view text);

int display_width(std::string_view text);

// At most `width` columns of `text`; where something was cut off, the last one is "…".
std::string fit(std::string_view text, int width);

enum class Align { left, right };

// `text` filled with spaces to `width`; longer text stays as it is.
std::string pad(std::string_view text, int width, Align align = Align::left);

// `text` broken into lines of at most `width` columns where its script allows a break (a longer word is cut);
// width 0: one line. The lines are parts of `text`, without the space at their ends; empty text: no line.
std::vector<std::string_view> wrap(std::string_view text, int width);

struct Column {
    Align align = Align::left;
    int least = 0;  // the column may be cut down to this width to make a row fit; 0: never
};

// Rows as lines of aligned columns with two spaces between; cells are one-line texts (plain()). Columns that
// are empty in all rows are left out. width 0: nothing is cut, else columns are, beginning with the last.
std::vector<std::string> table(const std::vector<std::vector<std::string>>& rows,
                               const std::vector<Column>& columns, int width);

// `text` with U+FFFD for what is no UTF-8: what the command line says, for the daemon. The bytes of files and
// pages go to it as they are, it alone decides what encoding they have.
std::string valid_utf8(std::string_view text);

// Bytes in JSON, which holds only text (RFC 4648).
std::string base64(std::string_view bytes);
// The bytes that `text` stands for; empty if it is no base64.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace vorleser
