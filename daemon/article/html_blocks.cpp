#include "daemon/article/html_blocks.hpp"

#include <algorithm>
#include <memory>

#include <gumbo.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/article/html_names.hpp"
#include "daemon/article/html_scan.hpp"

namespace vorleser {

namespace {

bool is_inline(GumboTag tag) {
    switch (tag) {
        case GUMBO_TAG_A:
        case GUMBO_TAG_ABBR:
        case GUMBO_TAG_ACRONYM:
        case GUMBO_TAG_BDI:
        case GUMBO_TAG_BDO:
        case GUMBO_TAG_CITE:
        case GUMBO_TAG_DATA:
        case GUMBO_TAG_DEL:
        case GUMBO_TAG_DFN:
        case GUMBO_TAG_INS:
        case GUMBO_TAG_KBD:
        case GUMBO_TAG_LABEL:
        case GUMBO_TAG_RB:
        case GUMBO_TAG_RP:
        case GUMBO_TAG_RT:
        case GUMBO_TAG_RUBY:
        case GUMBO_TAG_Q:
        case GUMBO_TAG_SAMP:
        case GUMBO_TAG_SPAN:
        case GUMBO_TAG_SUB:
        case GUMBO_TAG_SUP:
        case GUMBO_TAG_TIME:
        case GUMBO_TAG_VAR:
        case GUMBO_TAG_UNKNOWN:
            return true;
        default:
            return false;
    }
}

std::uint32_t tag_hints(GumboTag tag) {
    switch (tag) {
        case GUMBO_TAG_NAV:
        case GUMBO_TAG_MENU:
            return hint::navigation;
        case GUMBO_TAG_ASIDE:
            return hint::aside;
        case GUMBO_TAG_FOOTER:
            return hint::footer;
        case GUMBO_TAG_FIGURE:
        case GUMBO_TAG_FIGCAPTION:
            return hint::figure;
        case GUMBO_TAG_FORM:
        case GUMBO_TAG_BUTTON:
        case GUMBO_TAG_FIELDSET:
        case GUMBO_TAG_DATALIST:
            return hint::form;
        case GUMBO_TAG_BLOCKQUOTE:
            return hint::quotation;
        case GUMBO_TAG_ADDRESS:
            return hint::byline;
        default:
            return 0;
    }
}

std::uint32_t role_hints(std::string_view role) {
    if (role == "navigation" || role == "menu" || role == "menubar") return hint::navigation;
    if (role == "complementary") return hint::aside;
    if (role == "contentinfo") return hint::footer;
    if (role == "dialog" || role == "alertdialog" || role == "search" || role == "button") return hint::form;
    return 0;
}

std::uint32_t property_hints(std::string_view property) {
    if (property.find("articleBody") != property.npos) return hint::body;
    if (property == "headline" || property == "name headline") return hint::headline;
    if (property == "description" || property == "alternativeHeadline") return hint::lead;
    if (property == "author" || property == "datePublished" || property == "dateModified")
        return hint::byline;
    if (property == "comment") return hint::comments;
    if (property == "caption" || property == "copyrightHolder") return hint::figure;
    return 0;
}

std::uint8_t heading_level(GumboTag tag) {
    return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6 ? static_cast<std::uint8_t>(tag - GUMBO_TAG_H1 + 1) : 0;
}

class Walk {
 public:
    Walk(HtmlPage& page, std::vector<std::string_view>& texts) : page_(page), texts_(texts) {}

    void element(const GumboNode& node, int parent) {
        const GumboElement& element = node.v.element;
        const GumboTag tag = element.tag;
        if (tag == GUMBO_TAG_META) return meta(element);
        if (tag == GUMBO_TAG_TITLE) {
            if (page_.title.empty()) page_.title = clean_line(text_of(node));
            return;
        }
        if (tag == GUMBO_TAG_BR) return line_break();
        if (tag == GUMBO_TAG_HR) return flush(parent);
        if (tag == GUMBO_TAG_HTML) page_.language = value(element, "lang");

        std::uint32_t own = tag_hints(tag);
        // The names of <body> describe the page, not the text.
        if (tag != GUMBO_TAG_BODY && tag != GUMBO_TAG_HTML) own |= attribute_hints(element);

        if (is_inline(tag)) {
            within_line(node, own, parent);
        } else {
            block(node, own, parent);
        }
    }

 private:
    static std::string_view value(const GumboElement& element, const char* name) {
        const GumboAttribute* attribute = gumbo_get_attribute(&element.attributes, name);
        return attribute ? std::string_view(attribute->value) : std::string_view{};
    }

    std::uint32_t attribute_hints(const GumboElement& element) {
        const bool paragraph = element.tag == GUMBO_TAG_P;
        // Headings' ids are made of their text, to be linked to («nav_neue_regeln»).
        const bool anchor = heading_level(element.tag) > 0;
        std::uint32_t hints = 0;
        for (unsigned i = 0; i < element.attributes.length; ++i) {
            const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
            const std::string_view name = attribute.name, value = attribute.value;
            const bool named = name == "class" || (name == "id" && !anchor) || name.starts_with("data-") ||
                               (name == "name" && element.tag == GUMBO_TAG_SECTION);
            if (named) {
                hints |= names_.hints(value);
            } else if (name == "role") {
                hints |= role_hints(value);
            } else if (name == "itemprop") {
                hints |= property_hints(value);
            } else if (name == "hidden") {
                hints |= hint::hidden;
            } else if (name == "aria-hidden" && value == "true" && !paragraph) {
                hints |= hint::unread;  // also what lies below a dialog, i.e. everything
            } else if (name == "datetime" && page_.time.empty()) {
                page_.time = value;
            }
        }
        // Of single paragraphs a gate's name says that they are to be paid for, but there they are.
        return paragraph ? hints & ~hint::gate : hints;
    }

    std::string text_of(const GumboNode& node) {
        std::string text;
        for (unsigned i = 0; i < node.v.element.children.length; ++i) {
            const auto& child = *static_cast<const GumboNode*>(node.v.element.children.data[i]);
            if (child.type == GUMBO_NODE_TEXT || child.type == GUMBO_NODE_WHITESPACE) {
                for_each_text(child.v.text.text, texts_, [&](std::string_view piece) { text += piece; });
            }
        }
        return text;
    }

    void meta(const GumboElement& element) {
        const std::string_view content = value(element, "content");
        if (content.empty()) return;
        for (const char* key : {"property", "name", "itemprop"}) {
            const std::string_view name = value(element, key);
            if (name.empty() || name.size() > 60 || page_.meta.size() > 500) continue;
            auto& values = page_.meta[lower_case(name)];
            if (values.size() < 20) values.push_back(clean_line(content));
        }
    }

    void children(const GumboNode& node, int element) {
        const GumboVector& nodes = node.v.element.children;
        for (unsigned i = 0; i < nodes.length; ++i) {
            const auto& child = *static_cast<const GumboNode*>(nodes.data[i]);
            switch (child.type) {
                case GUMBO_NODE_ELEMENT:
                    this->element(child, element);
                    break;
                case GUMBO_NODE_TEXT:
                case GUMBO_NODE_CDATA:
                    text(child.v.text.text);
                    break;
                case GUMBO_NODE_WHITESPACE:
                    line_ += ' ';
                    break;
                default:
                    break;
            }
        }
    }

    void within_line(const GumboNode& node, std::uint32_t own, int parent) {
        const GumboElement& element = node.v.element;
        const std::string_view name(element.original_tag.data, element.original_tag.length);
        const bool custom = element.tag == GUMBO_TAG_UNKNOWN && name.substr(0, 5) != "<bold";
        // An element of the page's own making is a box, unless it stands within a paragraph.
        if (custom && (line_has_text_ == 0 || (own & ~hint::headline))) return block(node, own, parent);
        if (own & (hint::unread | hint::hidden)) return;
        // A part of a line that is something of its own: «Foto: …» behind a caption, a date behind a name.
        constexpr std::uint32_t parts = hint::machinery | hint::figure | hint::kicker | hint::headline |
                                        hint::byline | hint::lead | hint::others | hint::comments |
                                        hint::navigation | hint::body | hint::form;
        const bool within_sentence = element.tag == GUMBO_TAG_A || line_has_text_ > 0;
        if ((own & parts) && !within_sentence) return block(node, own, parent);
        // A heading's link to itself leads nowhere.
        const std::string_view target =
            element.tag == GUMBO_TAG_A ? value(element, "href") : std::string_view{};
        const bool link = !target.empty() && (target.front() != '#' || tag_ != HtmlTag::heading);
        const bool bold = !custom && element.tag == GUMBO_TAG_UNKNOWN;
        const std::size_t begin = line_.size();
        links_ += link;
        bolds_ += bold;
        children(node, parent);
        if (element.tag == GUMBO_TAG_SPAN) {
            part(begin);
            span_end_ = line_.size();
        }
        links_ -= link;
        bolds_ -= bold;
    }

    void block(const GumboNode& node, std::uint32_t own, int parent) {
        flush(parent);
        const GumboElement& element = node.v.element;
        HtmlElement made;
        made.parent = parent;
        made.own = own;
        made.hints = own | (parent >= 0 ? page_.elements[static_cast<std::size_t>(parent)].hints : 0);
        made.kind = static_cast<std::uint32_t>(std::hash<std::string_view>{}(value(element, "class"))) * 31 +
                    static_cast<std::uint32_t>(element.tag);
        made.tag = static_cast<std::uint32_t>(element.tag);
        made.heading = heading_level(element.tag) > 0;
        const int index = static_cast<int>(page_.elements.size());
        page_.elements.push_back(made);

        const HtmlTag outer_tag = tag_;
        const std::uint8_t outer_level = level_;
        if (const std::uint8_t level = heading_level(element.tag)) {
            tag_ = HtmlTag::heading;
            level_ = level;
        } else if (element.tag == GUMBO_TAG_P) {
            // a quotation's or list item's paragraphs stay that
            if (tag_ == HtmlTag::other || tag_ == HtmlTag::cell) tag_ = HtmlTag::paragraph;
        } else if (element.tag == GUMBO_TAG_LI || element.tag == GUMBO_TAG_DD ||
                   element.tag == GUMBO_TAG_DT) {
            tag_ = HtmlTag::list_item;
        } else if (element.tag == GUMBO_TAG_BLOCKQUOTE) {
            tag_ = HtmlTag::quotation;
        } else if (element.tag == GUMBO_TAG_TD || element.tag == GUMBO_TAG_TH) {
            tag_ = HtmlTag::cell;
        }
        // A link around whole blocks («<a><h3>…</h3><p>…</p></a>») goes on within them; other lines end.
        children(node, index);
        flush(index);
        tag_ = outer_tag;
        level_ = outer_level;
    }

    // Spans that are lines of their own to the eye, «<span>Kicker</span><span>Title</span>», need a space.
    void part(std::size_t begin) {
        if (begin == 0 || begin >= line_.size()) return;
        const char32_t before =
            last_code_point(std::string_view(line_).substr(0, begin), [](char32_t) { return false; });
        const char32_t after = first_code_point(std::string_view(line_).substr(begin));
        if ((is_lower(before) || is_digit(before) || before == '?' || before == '!' || before == '.') &&
            is_upper(after))
            line_.insert(begin, 1, ' ');
    }

    void text(std::string_view parsed) {
        const std::size_t begin = line_.size();
        for_each_text(parsed, texts_, [&](std::string_view piece) {
            const auto letters = static_cast<std::size_t>(std::count_if(
                piece.begin(), piece.end(), [](char c) { return static_cast<unsigned char>(c) > ' '; }));
            line_has_text_ += letters;
            if (links_ > 0) link_letters_ += letters;
            if (bolds_ > 0) bold_letters_ += letters;
            if (letters > 0) after_break_ = false;
            line_ += piece;
        });
        if (begin > 0 && begin == span_end_) part(begin);
    }

    // Two line breaks in a row are a paragraph's end, one is a space.
    void line_break() {
        if (after_break_) {
            line_ += '\x1E';
        } else {
            line_ += ' ';
        }
        after_break_ = true;
    }

    void flush(int element) {
        if (line_has_text_ > 0 && element >= 0) {
            const auto all = static_cast<float>(line_has_text_);
            const float link_share = static_cast<float>(link_letters_) / all;
            const float bold_share = static_cast<float>(bold_letters_) / all;
            for (std::size_t at = 0; at <= line_.size();) {
                const std::size_t end = std::min(line_.find('\x1E', at), line_.size());
                std::string text = clean_line(std::string_view(line_).substr(at, end - at));
                at = end + 1;
                if (text.empty()) continue;
                HtmlBlock block;
                block.element = element;
                block.tag = tag_;
                block.level = tag_ == HtmlTag::heading ? level_ : std::uint8_t{0};
                block.words = word_count(text);
                block.text = std::move(text);
                block.hints = page_.elements[static_cast<std::size_t>(element)].hints;
                block.link_share = link_share;
                block.bold_share = bold_share;
                page_.blocks.push_back(std::move(block));
            }
        }
        line_.clear();
        line_has_text_ = link_letters_ = bold_letters_ = 0;
        after_break_ = false;
        span_end_ = 0;
    }

    HtmlPage& page_;
    std::vector<std::string_view>& texts_;
    HtmlNames names_;
    HtmlTag tag_ = HtmlTag::other;
    std::uint8_t level_ = 0;
    std::string line_;
    std::size_t line_has_text_ = 0, link_letters_ = 0, bold_letters_ = 0;  // letters: bytes but spaces
    int links_ = 0, bolds_ = 0;                                            // open elements
    bool after_break_ = false;
    std::size_t span_end_ = 0;  // in line_
};

}  // namespace

std::uint32_t word_count(std::string_view text) {
    std::uint32_t words = 0, unspaced = 0;
    bool within = false;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (c >= 0x2E80 && c < 0xE000 && !(c >= 0xAC00 && c <= 0xD7AF)) {
            ++unspaced;  // Chinese and Japanese; Korean has spaces
            within = false;
        } else if (c == ' ') {
            within = false;
        } else if (!within && is_letter_or_digit(c)) {
            within = true;
            ++words;
        }
    }
    return words + unspaced / 2;
}

HtmlPage parse_html(std::string_view source) {
    ScannedHtml scanned = scan_html(source);
    HtmlPage page;
    page.saved_from = std::move(scanned.saved_from);
    page.data = std::move(scanned.data);
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    struct Deleter {
        void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
    };
    const std::unique_ptr<GumboOutput, Deleter> output(
        gumbo_parse_with_options(&options, scanned.markup.data(), scanned.markup.size()));
    Walk(page, scanned.texts).element(*output->root, -1);
    return page;
}

}  // namespace vorleser
