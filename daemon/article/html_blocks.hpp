// A parsed page as a list of blocks of text, each with what its place in the page says about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vorleser {

// What an element's tag, role, class, id and the like say about what it holds. Evidence, not gospel.
namespace hint {
enum : std::uint32_t {
    body = 1 << 0,  // the article's text itself: itemprop=articleBody, «article-body», «entry-content»
    headline = 1 << 1,    // itemprop=headline, «headline»
    lead = 1 << 2,        // the teaser: itemprop=description, «intro», «standfirst», «vorspann»
    kicker = 1 << 3,      // «kicker», «dachzeile», «overline»
    quotation = 1 << 4,   // <blockquote>, «pullquote»
    hidden = 1 << 5,      // not shown
    navigation = 1 << 6,  // <nav>, «breadcrumb», «menu»
    aside = 1 << 7,       // <aside>, «sidebar», «infobox»
    footer = 1 << 8,      // <footer>
    figure = 1 << 9,      // <figure>, <figcaption>, «caption», «credit», «gallery»
    form = 1 << 10,       // <form>, <button>, <dialog>
    byline = 1 << 11,     // «author», «byline», «date», «meta»
    comments = 1 << 12,   // «comments»
    others = 1 << 13,     // other articles: «related», «teaser», «recommendations»
    machinery = 1 << 14,  // «newsletter», «share», «paywall», «cookie», «player», «ad»
    unread = 1 << 15,     // inline: for screen readers only, footnote marks, tooltips
    embed = 1 << 16,      // something of another site shown within: «embed», «twitter-tweet»
    summary = 1 << 17,    // «summary», «key-points»: what the article says, in short
    gate = 1 << 18,       // «paywall»: the offer, or the text that is offered
    consent = 1 << 19,    // «cookie», «consent»
};
}  // namespace hint

struct HtmlElement {
    int parent = -1;          // index; -1: none
    std::uint32_t own = 0;    // hints of this element
    std::uint32_t hints = 0;  // and of all around it
    std::uint32_t kind = 0;   // equal for elements with the same tag and class
    bool heading = false;     // <h1> to <h6>
    bool article = false;     // <article>
    bool shown_only = false;  // aria-hidden: not for who listens
    std::uint32_t tag = 0;    // equal for equal tags
};

enum class HtmlTag : std::uint8_t { other, paragraph, heading, list_item, quotation, cell };

struct HtmlBlock {
    int element = 0;  // the block-level element that holds the text
    HtmlTag tag = HtmlTag::other;
    std::uint8_t level = 0;  // of a heading: 1 to 6
    std::string text;        // one line, clean
    std::uint32_t hints = 0;
    std::uint32_t words = 0;
    float link_share = 0, bold_share = 0;  // of its letters
};

struct HtmlPage {
    std::vector<HtmlElement> elements;                               // a parent stands before its children
    std::vector<HtmlBlock> blocks;                                   // in reading order
    std::string title;                                               // <title>
    std::string language;                                            // <html lang>
    std::string time;                                                // the first <time datetime>
    std::string saved_from;                                          // the address, as a browser notes it
    std::unordered_map<std::string, std::vector<std::string>> meta;  // by name or property, lower case
    std::string_view source;        // while what parse_html() was given is there
    std::vector<std::string> data;  // JSON-LD, as it stands in the page
};

// Parses a page's source with Gumbo. Never fails: whatever it is, some page comes of it.
HtmlPage parse_html(std::string_view source);

// Words of a text; where writing has no spaces, two characters count as one.
std::uint32_t word_count(std::string_view text);

}  // namespace vorleser
