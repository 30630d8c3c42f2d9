// What a page says about its article in structured form: JSON-LD, Open Graph, meta elements. Evidence, not
// gospel: pages copy it from templates, cut it short, or describe another article.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "daemon/article/html_blocks.hpp"

namespace vorleser {

struct HtmlData {
    std::vector<std::string> titles;  // those given, best first
    std::vector<std::string> descriptions;
    std::string body;                     // the article's whole text as it claims
    std::vector<std::string> paragraphs;  // the same
    std::string authors, publisher, date, language;
    std::string url;        // http(s); empty if it gives none; of a saved page, where it was saved from
    std::string base;       // http(s): what its links begin from, the site's at least; empty if it gives none
    std::size_t words = 0;  // of the whole article, as it claims; 0: unknown
    bool paid = false;      // says that it is not accessible for free
};

// The host of an address, for people: without "www.", umlauts as such. Empty for what is no address.
std::string site_of(std::string_view url);

HtmlData structured_data(const HtmlPage& page);

// A line's words, to be compared with those of many others.
class Likeness {
 public:
    explicit Likeness(std::string_view line);
    // How much two lines have in common, 0 to 1 (Dice's coefficient of their words).
    double to(const Likeness& other) const;

 private:
    std::vector<std::uint64_t> words_;  // hashes, sorted
};

// The likeness of two lines that are compared once.
double similarity(std::string_view a, std::string_view b);

}  // namespace vorleser
