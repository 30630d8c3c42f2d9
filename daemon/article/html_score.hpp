// Which of a page's blocks are its article.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "daemon/article/html_blocks.hpp"
#include "daemon/article/html_data.hpp"
#include "daemon/article/read.hpp"

namespace vorleser {

enum class HtmlRole : std::uint8_t {
    dropped,
    kicker,
    title,
    teaser,
    paragraph,
    heading,
    quotation,
    list_item
};

struct HtmlChoice {
    std::vector<HtmlRole> roles;     // one a block
    std::vector<const char*> rules;  // one a block: which rule dropped it, in a few words; null if none did
    std::string title;               // in words of the page; empty if it shows none
    std::string kicker;              // set in one line with the title; else it has a block of its own
    bool gate =
        false;  // within the article or below it an offer was found to read on for money or an account
};

// What is likely of the article (html_model.hpp) becomes it: title, kicker and teaser are sought, the rest
// gets its kind, and what reads badly goes (headings of nothing, what was said before). Linear in the page's
// size, but for the way from each element to the root. `judged`: how likely each block is of the article, 0
// to 1, as judge_blocks() says.
HtmlChoice choose_blocks(const HtmlPage& page, const HtmlData& data, std::vector<float> judged);

// The article out of what was chosen (html.cpp); `options` as for read_article(). Errors: `unreadable` where
// nothing remains, and where the page holds but an offer to pay.
Result<Reading> put_together(const HtmlPage& page, const HtmlData& data, const HtmlChoice& choice,
                             const ReadOptions& options);

}  // namespace vorleser
