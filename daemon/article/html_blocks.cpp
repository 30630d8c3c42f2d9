#include "daemon/article/html_blocks.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <gumbo.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/article/html_data.hpp"
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
    if (role == "doc-noteref" || role == "doc-pagebreak" || role == "doc-backlink") return hint::unread;
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
            } else if (name == "datetime" && page_.time.empty() && element.tag == GUMBO_TAG_TIME) {
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
                    twin_ = line_has_text_ > 0 || i > 0 || i + 1 < nodes.length ? twin_of(nodes, i) : false;
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

    static bool is_hidden_from_readers(const GumboNode& node) {
        return node.type == GUMBO_NODE_ELEMENT && value(node.v.element, "aria-hidden") == "true";
    }

    // What is shown, and beside it the same for screen readers: who listens hears what is for them.
    static bool twin_of(const GumboVector& nodes, unsigned i) {
        const auto at = [&](unsigned k) -> const GumboNode& {
            return *static_cast<const GumboNode*>(nodes.data[k]);
        };
        if (is_hidden_from_readers(at(i))) return false;
        const auto beside = [&](unsigned k, int step) {
            for (; k < nodes.length; k += static_cast<unsigned>(step))
                if (at(k).type != GUMBO_NODE_WHITESPACE) return is_hidden_from_readers(at(k));
            return false;
        };
        return beside(i + 1, 1) || (i > 0 && beside(i - 1, -1));
    }

    // An exponent or the mark of a footnote: digits behind «10», a unit or a letter are the first, others the
    // second. Whether it was either.
    bool superscript(const GumboNode& node, int links_within) {
        const std::string said = clean_line(all_text_of(node));
        if (said.empty() || said.size() > 12) return false;
        const bool number = said.find_first_not_of("0123456789-−+n") == said.npos &&
                            (said.size() == 1 || said.find('n') == said.npos);
        const bool mark = said.find_first_not_of("0123456789[](){},;*†‡§ ") == said.npos;
        if (number && links_within == 0 && links_ == 0 && takes_exponent()) {
            static constexpr std::array<std::string_view, 10> digits{"⁰", "¹", "²", "³", "⁴",
                                                                     "⁵", "⁶", "⁷", "⁸", "⁹"};
            std::string raised;
            for (std::size_t at = 0; at < said.size();) {
                const char32_t c = next_code_point(said, at);
                raised += is_digit(c) ? digits[static_cast<std::size_t>(c - '0')]
                          : c == 'n'  ? "ⁿ"
                          : c == '+'  ? "⁺"
                                      : "⁻";
            }
            line_ += raised;
            line_has_text_ += raised.size();
            return true;
        }
        return mark;
    }

    // Whether what stands before can have an exponent: a number of at most two digits, a letter, a unit.
    bool takes_exponent() const {
        constexpr std::size_t longest = 16;
        const std::string_view tail =
            std::string_view(line_).substr(line_.size() - std::min(longest, line_.size()));
        const std::size_t space = tail.find_last_of(" \n(/*=+");
        const std::string_view word = tail.substr(space == tail.npos ? 0 : space + 1);
        if (word.empty()) return false;
        if (word.find_first_not_of("0123456789") == word.npos) return word.size() <= 2;
        static constexpr std::array<std::string_view, 11> units{"mm", "cm", "dm", "km", "nm", "µm",
                                                                "μm", "ha", "mc", "ft", "in"};
        std::string_view unit = word;
        unit.remove_prefix(std::min(unit.find_first_not_of("0123456789,."), unit.size()));
        return count_code_points(unit) == 1 || std::find(units.begin(), units.end(), unit) != units.end();
    }

    // With all within it; short texts only.
    std::string all_text_of(const GumboNode& node, int depth = 0) {
        std::string text;
        if (depth > 4) return text;
        for (unsigned i = 0; i < node.v.element.children.length && text.size() < 100; ++i) {
            const auto& child = *static_cast<const GumboNode*>(node.v.element.children.data[i]);
            if (child.type == GUMBO_NODE_TEXT || child.type == GUMBO_NODE_WHITESPACE)
                text += child.v.text.text;
            if (child.type == GUMBO_NODE_ELEMENT) text += all_text_of(child, depth + 1);
        }
        return text;
    }

    static int links_within(const GumboNode& node) {
        int links = 0;
        for (unsigned i = 0; i < std::min(node.v.element.children.length, 4U); ++i) {
            const auto& child = *static_cast<const GumboNode*>(node.v.element.children.data[i]);
            links += child.type == GUMBO_NODE_ELEMENT && child.v.element.tag == GUMBO_TAG_A;
        }
        return links;
    }

    // «[12]», leading to a note on the same page.
    bool is_note_mark(const GumboNode& node) {
        const std::string_view target = value(node.v.element, "href");
        if (target.empty() || target.find('#') == target.npos || line_has_text_ == 0) return false;
        const std::string said = clean_line(all_text_of(node));
        return !said.empty() && said.size() <= 8 && said.front() == '[' && said.back() == ']' &&
               said.find_first_not_of("[]0123456789 ,") == said.npos;
    }

    // The name of a picture in a font of pictures: «open_in_new».
    bool is_ligature(const GumboNode& node) {
        const std::string_view names = value(node.v.element, "class");
        if (names.find("icon") == names.npos && names.find("material") == names.npos) return false;
        const std::string said = clean_line(all_text_of(node));
        return said.find('_') != said.npos &&
               said.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == said.npos;
    }

    void within_line(const GumboNode& node, std::uint32_t own, int parent) {
        const GumboElement& element = node.v.element;
        const bool twin = std::exchange(twin_, false);
        if (element.tag == GUMBO_TAG_DEL) return;  // struck out: taken back
        if (element.tag == GUMBO_TAG_SUP && line_has_text_ > 0 && superscript(node, links_within(node)))
            return;
        if (element.tag == GUMBO_TAG_A && is_note_mark(node)) return;
        if (element.tag == GUMBO_TAG_SPAN && is_ligature(node)) return;
        if (twin && !(own & hint::hidden)) own &= ~hint::unread;
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
        if (link && links_ == 0) {
            link_begin_ = begin;
            link_end_ = line_.size();
        }
    }

    static bool holds_heading(const GumboNode& node) {
        for (unsigned i = 0; i < node.v.element.children.length; ++i) {
            const auto& child = *static_cast<const GumboNode*>(node.v.element.children.data[i]);
            if (child.type == GUMBO_NODE_ELEMENT && heading_level(child.v.element.tag) > 0) return true;
        }
        return false;
    }

    void block(const GumboNode& node, std::uint32_t own, int parent) {
        flush(parent);
        const GumboElement& element = node.v.element;
        // What folds a part of the text out is its heading.
        if (element.tag == GUMBO_TAG_BUTTON && (tag_ == HtmlTag::heading || holds_heading(node)))
            own &= ~hint::form;
        HtmlElement made;
        made.parent = parent;
        made.own = own;
        made.hints = own | (parent >= 0 ? page_.elements[static_cast<std::size_t>(parent)].hints : 0);
        made.kind = static_cast<std::uint32_t>(std::hash<std::string_view>{}(value(element, "class"))) * 31 +
                    static_cast<std::uint32_t>(element.tag);
        made.tag = static_cast<std::uint32_t>(element.tag);
        made.heading = heading_level(element.tag) > 0;
        made.article = element.tag == GUMBO_TAG_ARTICLE;
        made.shown_only = is_hidden_from_readers(node);
        const int index = static_cast<int>(page_.elements.size());
        page_.elements.push_back(made);

        const HtmlTag outer_tag = tag_;
        const std::uint8_t outer_level = level_;
        if (const std::uint8_t level = heading_level(element.tag)) {
            tag_ = HtmlTag::heading;
            level_ = level;
        } else if (element.tag == GUMBO_TAG_SUMMARY) {
            tag_ = HtmlTag::heading;
            level_ = 4;
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
            is_upper(after)) {
            line_.insert(begin, 1, ' ');
            if (link_end_ > begin) link_begin_ += link_begin_ >= begin, ++link_end_;
        }
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

    // «… sagte sie am Abend. Mehr Nachrichten aus Ufersberg»: a link of its own behind a paragraph's last
    // sentence.
    void cut_link_behind_text() {
        constexpr std::size_t longest = 100;
        if (tag_ != HtmlTag::paragraph || link_end_ == 0 || link_end_ > line_.size() ||
            line_.size() - link_end_ > 8)
            return;
        const std::string link = clean_line(std::string_view(line_).substr(link_begin_));
        if (link.empty() || link.size() > longest || ends_like_sentence(link)) return;
        const std::string_view before = std::string_view(line_).substr(
            link_begin_ - std::min<std::size_t>(link_begin_, 40), std::min<std::size_t>(link_begin_, 40));
        const bool apart = first_code_point(link) != U'(' && !is_lower(first_code_point(link));
        const std::string text = clean_line(before);
        if (apart && text.size() > 20 && ends_like_sentence(text) && text.back() != ':')
            line_.resize(link_begin_);
    }

    // A text without «(öffnet im neuen Fenster)», which pages say of their links.
    static std::string without_window_notes(std::string text) {
        constexpr std::size_t longest = 60;
        std::string rest;
        std::size_t done = 0;
        for (std::size_t at = text.find('('); at != text.npos; at = text.find('(', at + 1)) {
            const std::size_t length = std::string_view(text).substr(at, longest).find(')');
            if (length == text.npos) continue;
            const std::string note = lower_case(std::string_view(text).substr(at, length));
            const auto says = [&](std::string_view word) { return note.find(word) != note.npos; };
            if (!(says("öffnet") || says("open")) || !(says("fenster") || says("tab") || says("window")))
                continue;
            const std::size_t begin = at > done && text[at - 1] == ' ' ? at - 1 : at;
            rest.append(text, done, begin - done);
            at += length;
            done = at + 1;
        }
        if (done == 0) return text;
        return rest.append(text, done);
    }

    void flush(int element) {
        if (line_has_text_ > 0 && element >= 0) {
            cut_link_behind_text();
            const auto all = static_cast<float>(line_has_text_);
            const float link_share = static_cast<float>(link_letters_) / all;
            const float bold_share = static_cast<float>(bold_letters_) / all;
            for (std::size_t at = 0; at <= line_.size();) {
                const std::size_t end = std::min(line_.find('\x1E', at), line_.size());
                std::string text = clean_line(std::string_view(line_).substr(at, end - at));
                if (link_letters_ > 0) text = clean_line(without_window_notes(std::move(text)));
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
        span_end_ = link_begin_ = link_end_ = 0;
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
    bool twin_ = false;         // the next element says for screen readers what the one beside it shows
    std::size_t span_end_ = 0;  // in line_
    std::size_t link_begin_ = 0, link_end_ = 0;  // in line_: the last link
};

// What is shown beside the same for screen readers is there twice: the blocks that only are shown go, the
// others are as good as any.
void drop_twins(HtmlPage& page) {
    constexpr std::size_t most = 20;  // blocks of one
    constexpr double alike = 0.6;
    const std::size_t count = page.blocks.size();
    // The element beside `other` that a block stands in; -1: none.
    const auto beside = [&](std::size_t block, int other) {
        const int parent = page.elements[static_cast<std::size_t>(other)].parent;
        int e = page.blocks[block].element;
        while (e >= 0 && page.elements[static_cast<std::size_t>(e)].parent != parent)
            e = page.elements[static_cast<std::size_t>(e)].parent;
        return e;
    };
    const auto text_of = [&](std::size_t begin, std::size_t end) {
        std::string text;
        for (std::size_t i = begin; i < end; ++i) (text += page.blocks[i].text) += ' ';
        return text;
    };
    std::vector<bool> gone(count, false);
    bool any = false;
    for (std::size_t begin = 0; begin < count;) {
        int shown = page.blocks[begin].element;
        while (shown >= 0 && !page.elements[static_cast<std::size_t>(shown)].shown_only)
            shown = page.elements[static_cast<std::size_t>(shown)].parent;
        std::size_t end = begin + 1;
        if (shown < 0) {
            begin = end;
            continue;
        }
        while (end < count && beside(end, shown) == shown) ++end;
        const auto is_twin = [&](std::size_t from, std::size_t to) {
            const int other = from < to ? beside(from, shown) : -1;
            if (other < 0 || page.elements[static_cast<std::size_t>(other)].shown_only || to - from > most)
                return false;
            if (similarity(text_of(begin, end), text_of(from, to)) < alike) return false;
            for (std::size_t i = from; i < to; ++i) {
                page.blocks[i].hints &= ~hint::unread;
                for (int e = page.blocks[i].element; e >= other;
                     e = page.elements[static_cast<std::size_t>(e)].parent) {
                    page.elements[static_cast<std::size_t>(e)].own &= ~hint::unread;
                    page.elements[static_cast<std::size_t>(e)].hints &= ~hint::unread;
                }
            }
            return true;
        };
        std::size_t below = end, above = begin;
        while (below < count && below - end <= most && beside(below, shown) == beside(end, shown)) ++below;
        while (above > 0 && begin - above <= most && beside(above - 1, shown) == beside(begin - 1, shown))
            --above;
        if (end - begin <= most && (is_twin(end, below) || is_twin(above, begin))) {
            std::fill(gone.begin() + static_cast<std::ptrdiff_t>(begin),
                      gone.begin() + static_cast<std::ptrdiff_t>(end), true);
            any = true;
        }
        begin = end;
    }
    if (!any) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i)
        if (!gone[i]) {
            if (kept != i) page.blocks[kept] = std::move(page.blocks[i]);
            ++kept;
        }
    page.blocks.resize(kept);
}

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
    page.source = source;
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    struct Deleter {
        void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
    };
    const std::unique_ptr<GumboOutput, Deleter> output(
        gumbo_parse_with_options(&options, scanned.markup.data(), scanned.markup.size()));
    Walk(page, scanned.texts).element(*output->root, -1);
    drop_twins(page);
    return page;
}

}  // namespace vorleser
