// What a line of a page is by its look alone, whatever stands around it.
#pragma once

#include <cstdint>
#include <string_view>

namespace vorleser {

enum class LineRole : std::uint8_t {
    paragraph,   // a sentence or more
    brief,       // a few words: heading, link, name
    clutter,     // the page's machinery
    service,     // a sentence about accounts, newsletters, apps
    note,        // who edited, checked or first published it
    credit,      // who took the picture
    caption,     // what the picture shows
    byline,      // who wrote it
    date,        // when
    initials,    // who wrote it, in the last line: the article ends here
    end_marker,  // a heading of links, within the article or behind it
    end,         // a heading of what stands only behind an article: readers' comments, related articles
};

constexpr std::size_t longest_phrase = 400;  // bytes; a longer line is nothing but a paragraph

// `words` is count_words(text). Constant time for a line of bounded length.
LineRole role_of(std::string_view text, std::uint32_t words);

// Pieces between spaces that hold a letter or digit.
std::uint32_t count_words(std::string_view text);

// «Von Jasper Riemann und Ines Zöttl, Washington», «Ein Interview von Martin Hesse». `lower`: the same text
// in lower case, here and below.
bool is_byline(std::string_view text, std::string_view lower, std::uint32_t words);

// A sentence in which the page speaks to its reader about its services: accounts, newsletters, consent.
bool is_service(std::string_view text, std::string_view lower, std::uint32_t words);

// Whether a piece's first letter is large.
bool capitalised(std::string_view piece);

}  // namespace vorleser
