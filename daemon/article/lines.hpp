// What a line of a page is by its look alone, whatever stands around it.
#pragma once

#include <cstdint>
#include <string_view>

namespace vorleser {

enum class LineRole : std::uint8_t {
    paragraph,   // a sentence or more
    sentence,    // a short one: an answer, a question, the end of a thought, or a teaser's
    brief,       // a few words: heading, link, name
    list_item,   // of a list in the text: by its marks, or since a colon announces it
    clutter,     // the page's machinery
    box,         // within a box that was recognized: may stand in the midst of the text
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

// Days, months, hours and the words around them, nothing else.
bool is_date_line(std::string_view lower);

// «Von Jasper Riemann und Ines Zöttl, Washington», «Ein Interview von Martin Hesse». `lower`: the same text
// in lower case, here and below.
bool is_byline(std::string_view text, std::string_view lower, std::uint32_t words);

// A byline without its «Von» or «By».
std::string_view names_of_byline(std::string_view byline);

// Whether a text begins with the full name of one of the authors («A B, C D»).
bool begins_with_name(std::string_view text, std::string_view authors);

// A sentence in which the page speaks to its reader about its services: accounts, newsletters, consent.
bool is_service(std::string_view text, std::string_view lower, std::uint32_t words);

// «- item», «• item»: the text behind the mark, which is no word. Dashes longer than '-' open speech as well.
std::string_view without_bullet(std::string_view line);

// Whether a piece's first letter is large.
bool capitalised(std::string_view piece);

}  // namespace vorleser
