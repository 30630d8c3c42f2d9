// What a feed says, whatever it is written in: RSS 0.9x, 1.0, 2.0, Atom, JSON Feed. Pure; the bytes are
// foreign.
//
// Nothing of a document type is read, so no entity becomes another document or a million letters. Time and
// memory are those of the bytes, which the caller bounds, and of most_items.
#pragma once

#include <bitset>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "client/foreign_text.hpp"

namespace vorleser::feeds {

inline constexpr std::size_t most_items = 10'000;  // of one document; those behind them are not looked at

// All texts are UTF-8.
struct Item {
    std::string id;       // the feed's own name for it; empty: none
    std::string url;      // of its page, http(s) and whole; empty: none
    std::string title;    // plain text of one line
    std::string teaser;   // the same, at most 2,000 bytes
    std::string content;  // HTML, the best the feed has; empty: none
    std::vector<std::string> categories;
    std::int64_t published = 0;  // Unix time, seconds; 0: not said, or not to be understood
};

// When the feed wants to be asked.
struct Hints {
    std::int64_t minutes = 0;       // between two times; 0: not said
    std::bitset<24> skipped_hours;  // of GMT
    std::bitset<7> skipped_days;    // from Sunday on
};

struct Feed {
    std::string title;  // plain text of one line; may be empty
    std::vector<Item> items;
    Hints hints;
    bool cut = false;  // not well-formed: `items` are those before the place
};

struct NoFeed : std::runtime_error {
    NoFeed(const std::string& why, bool page) : std::runtime_error(why), page(page) {}
    bool page;  // HTML, which may name a feed
};

// `encoding`: what HTTP said of the bytes, or empty. `url`: where they were found; what they name is resolved
// by it. Throws NoFeed.
Feed parse_feed(std::string_view bytes, std::string_view encoding, const std::string& url);

// -- the parts, for tests and for each other

Feed parse_json_feed(std::string_view utf8, const std::string& url);
Feed parse_xml_feed(std::string utf8, const std::string& url);

}  // namespace vorleser::feeds
