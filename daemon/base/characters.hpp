// The bytes of characters in UTF-8. Pure; of text that is no UTF-8 they make something, too.
#pragma once

#include <cstddef>
#include <string_view>

namespace vorleser {

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

// The byte where code point `count` begins; behind the last one: the text's size.
constexpr std::size_t byte_of(std::string_view text, std::size_t count) {
    std::size_t byte = 0;
    for (; byte < text.size(); ++byte)
        if (!continues(text[byte]) && count-- == 0) break;
    return byte;
}

}  // namespace vorleser
