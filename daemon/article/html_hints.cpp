#include "daemon/article/html_hints.hpp"

#include <algorithm>
#include <unordered_map>

#include "daemon/article/characters.hpp"

namespace vorleser {

namespace {

// Elements alike beside each other, each short and with a line that is a link: teasers, whatever their
// name.
std::vector<bool> find_cards(const HtmlPage& page) {
    const auto linked = sums_by_element(page, [&](std::size_t i) {
        return page.blocks[i].link_share > 0.9F && page.blocks[i].words >= 2 ? 1 : 0;
    });
    const auto words = sums_by_element(page, [&](std::size_t i) { return page.blocks[i].words; });
    struct Group {
        double count = 0, linked = 0, words = 0;
    };
    std::unordered_map<std::uint64_t, Group> groups;
    const auto group_of = [&](std::size_t e) -> Group& {
        return groups[(static_cast<std::uint64_t>(page.elements[e].parent) << 32) | page.elements[e].tag];
    };
    for (std::size_t e = 1; e < words.size(); ++e) {
        if (words[e] == 0) continue;
        Group& group = group_of(e);
        ++group.count;
        group.linked += linked[e] > 0;
        group.words += words[e];
    }
    std::vector<bool> cards(words.size(), false);
    for (std::size_t e = 1; e < words.size(); ++e) {
        if (linked[e] == 0) continue;
        const Group& group = group_of(e);
        cards[e] = group.count >= 3 && group.linked > 0.7 * group.count && group.words < 80 * group.count;
    }
    return cards;
}

}  // namespace

bool is_sentence(const HtmlBlock& block) {
    if (block.tag == HtmlTag::heading || block.words < 10 || block.link_share >= 0.4F) return false;
    if (block.words >= (block.tag == HtmlTag::paragraph ? 14 : 25) || ends_like_sentence(block.text))
        return true;
    const char32_t last = last_code_point(block.text, is_closing);
    return last == U'。' || last == U'！' || last == U'？' || last == U'।';
}

std::vector<std::uint32_t> settled_hints(const HtmlPage& page) {
    std::vector<std::uint32_t> hints(page.elements.size(), 0);
    if (page.elements.empty()) return hints;
    struct Alike {
        double words = 0, count = 0;
    };
    std::unordered_map<std::uint32_t, Alike> alike;
    // One huge block or a hidden copy of the text is not what is to be read, unless all is hidden.
    double shown = 0, hidden = 0;
    for (const HtmlBlock& block : page.blocks) {
        if (is_sentence(block))
            (block.hints & hint::hidden ? hidden : shown) += std::min<std::uint32_t>(block.words, 150);
    }
    const bool all_hidden = shown < 0.25 * hidden;
    const auto words = sums_by_element(page, [&](std::size_t i) {
        const bool counts =
            is_sentence(page.blocks[i]) && (all_hidden || !(page.blocks[i].hints & hint::hidden));
        return counts ? std::min<std::uint32_t>(page.blocks[i].words, 150) : 0U;
    });
    const auto links = sums_by_element(
        page, [&](std::size_t i) { return page.blocks[i].words * page.blocks[i].link_share; });
    const auto linked =
        sums_by_element(page, [&](std::size_t i) { return page.blocks[i].link_share > 0.9F ? 1 : 0; });
    const auto titles =
        sums_by_element(page, [&](std::size_t i) { return page.blocks[i].level == 1 ? 1 : 0; });
    for (std::size_t e = 0; e < words.size(); ++e) {
        Alike& all = alike[page.elements[e].kind];
        all.words += words[e];
        ++all.count;
    }
    const std::vector<bool> cards = find_cards(page);
    for (std::size_t e = 0; e < words.size(); ++e) {
        std::uint32_t own = page.elements[e].own;
        const double share = words[0] > 0 ? words[e] / words[0] : 0;
        const Alike& all = alike[page.elements[e].kind];
        if (share > 0.5 || (share > 0.3 && titles[e] > 0) ||
            (words[e] >= 20 && all.words > 0.4 * words[0] && all.words > 45 * all.count)) {
            own &= titles[e] > 0 ? ~not_article : ~(not_article & ~hint::consent);
        }
        // Other articles' teasers lead to them.
        const bool within_body = page.elements[e].hints & hint::body;
        if ((within_body && words[e] >= 20 && links[e] < 0.3 * words[e]) ||
            (words[e] >= 40 && links[e] < 0.15 * words[e] && linked[e] == 0)) {
            own &= ~hint::others;
        }
        if (cards[e]) own |= hint::others;
        const int parent = page.elements[e].parent;
        hints[e] = own | (parent >= 0 ? hints[static_cast<std::size_t>(parent)] : 0);
    }
    return hints;
}

}  // namespace vorleser
