// Where there are feeds: what a page names, and OPML, in which programs hand over subscriptions. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vorleser::feeds {

struct Named {
    std::string address;  // http(s), whole
    std::string title;    // plain text of one line; may be empty
};

// What a page says with <link rel="alternate">, each once, in its order; at most 50, of its first mebibyte.
std::vector<Named> feeds_of_page(std::string_view bytes, std::string_view encoding, const std::string& url);

// The feeds in an OPML document, however its outlines are nested, each once. `bytes` may be anything; throws
// NoFeed where they are no OPML.
std::vector<Named> feeds_of_opml(std::string_view bytes);
bool is_opml(std::string_view bytes);

std::string opml_of(const std::vector<Named>& feeds);

}  // namespace vorleser::feeds
