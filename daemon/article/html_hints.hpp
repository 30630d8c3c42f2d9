// What the hints of a page's elements come to once their text is looked at.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/article/html_blocks.hpp"

namespace vorleser {

// Parts of a page that hold no article, unless they hold most of its text.
inline constexpr std::uint32_t not_article = hint::hidden | hint::navigation | hint::footer | hint::form |
                                             hint::figure | hint::comments | hint::others | hint::machinery |
                                             hint::byline | hint::aside | hint::embed | hint::unread |
                                             hint::gate | hint::consent;

// Whether a block reads like a sentence of an article, or several.
bool is_sentence(const HtmlBlock& block);

// A value of each block summed up to each element, for itself and all within it.
template <class Value>
std::vector<double> sums_by_element(const HtmlPage& page, Value value) {
    std::vector<double> sums(page.elements.size(), 0);
    for (std::size_t i = 0; i < page.blocks.size(); ++i)
        sums[static_cast<std::size_t>(page.blocks[i].element)] += value(i);
    for (std::size_t e = sums.size(); e-- > 1;) {
        if (const int parent = page.elements[e].parent; parent >= 0)
            sums[static_cast<std::size_t>(parent)] += sums[e];
    }
    return sums;
}

// For each element the hints of it and of all around it, without those that its text belies: an element
// called «teaser» that holds most of the page's sentences is the article. With those that its likes tell:
// elements alike, each leading elsewhere, are other articles whatever they are called. Linear in the page's
// size.
std::vector<std::uint32_t> settled_hints(const HtmlPage& page);

}  // namespace vorleser
