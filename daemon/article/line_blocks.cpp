#include "daemon/article/line_blocks.hpp"

#include <algorithm>

#include <gumbo.h>

namespace vorleser {

HtmlPage page_of_lines(std::string_view text) {
    HtmlPage page;
    page.elements.push_back({.kind = 1, .tag = GUMBO_TAG_BODY});
    bool apart = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (line.empty()) {
            apart = true;
            continue;
        }
        if (apart) page.elements.push_back({.parent = 0, .kind = 2, .tag = GUMBO_TAG_DIV});
        apart = false;
        HtmlBlock& block = page.blocks.emplace_back();
        block.element = static_cast<int>(page.elements.size()) - 1;
        block.tag = HtmlTag::paragraph;
        block.text = line;
        block.words = word_count(line);
    }
    return page;
}

}  // namespace vorleser
