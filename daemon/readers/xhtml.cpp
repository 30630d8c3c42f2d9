#include "daemon/readers/xhtml.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include <gumbo.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/article/html_scan.hpp"

namespace vorleser::documents {
namespace {

using namespace std::string_view_literals;

struct FreeGumbo {
    void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
};
using Parsed = std::unique_ptr<GumboOutput, FreeGumbo>;

// -- parsing

// «&nbsp;» and its like, which XML knows by a document type only.
std::string named_character(const std::string& entity) {
    const Parsed parsed(gumbo_parse(("<p>" + entity).c_str()));
    const GumboNode* node = parsed->root;
    while (node && node->type == GUMBO_NODE_ELEMENT) {
        const GumboVector& children = node->v.element.children;
        node = children.length ? static_cast<const GumboNode*>(children.data[children.length - 1]) : nullptr;
    }
    const bool text = node && (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE);
    return text ? node->v.text.text : entity;
}

std::string with_named_characters(const std::string& text) {
    constexpr std::size_t longest = 32, most_names = 1000;
    std::map<std::string, std::string> known;
    for (const char* own : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"}) known[own] = own;
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = std::min(text.find('&', at), text.size());
        out.append(text, at, begin - at);
        if (begin == text.size()) break;
        const std::size_t end = std::min(text.find_first_of(";<& \n", begin + 1), text.size());
        const std::string entity = text.substr(begin, std::min(end + 1 - begin, longest));
        at = begin + entity.size();
        if (!entity.ends_with(';') || entity[1] == '#') {
            at = begin + 1;
            out += '&';
            continue;
        }
        const auto found = known.find(entity);
        if (found == known.end() && known.size() > most_names)
            out += entity;
        else
            out += found != known.end() ? found->second : known[entity] = named_character(entity);
    }
    return out;
}

// As far as what is read needs it.
void copy(const GumboNode& from, pugi::xml_node to, std::vector<std::string_view>& texts) {
    if (from.type == GUMBO_NODE_TEXT || from.type == GUMBO_NODE_WHITESPACE || from.type == GUMBO_NODE_CDATA) {
        std::string text;
        for_each_text(from.v.text.text, texts, [&](std::string_view piece) { text += piece; });
        to.append_child(pugi::node_pcdata).set_value(text.c_str());
        return;
    }
    if (from.type != GUMBO_NODE_ELEMENT && from.type != GUMBO_NODE_TEMPLATE) return;
    const GumboElement& element = from.v.element;
    std::string name = gumbo_normalized_tagname(element.tag);
    if (name.empty()) name = "span";
    pugi::xml_node made = to.append_child(name.c_str());
    for (unsigned i = 0; i < element.attributes.length; ++i) {
        const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
        made.append_attribute(attribute.name).set_value(attribute.value);
    }
    for (unsigned i = 0; i < element.children.length; ++i)
        copy(*static_cast<const GumboNode*>(element.children.data[i]), made, texts);
}

// -- what is heard

bool has_word(std::string_view words, std::string_view word) {
    for (std::size_t at = words.find(word); at != words.npos; at = words.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
    }
    return false;
}

// The number or sign of a note: «1», «[12]», «*».
bool is_note_mark(std::string_view text) {
    constexpr std::size_t longest = 8;
    const std::string mark = clean_line(text);
    if (mark.empty() || mark.size() > longest) return false;
    bool any = false;
    for (std::size_t at = 0; at < mark.size();) {
        const char32_t c = next_code_point(mark, at);
        const bool sign = c == '*' || c == U'†' || c == U'‡' || c == U'§' || c == U'↩' || c == U'↑';
        if (!is_digit(c) && !sign && c != '[' && c != ']' && c != '(' && c != ')' && c != 0xFE0E)
            return false;
        any |= is_digit(c) || sign;
    }
    return any;
}

// A link that leads to a note, or from it back.
bool is_note_link(pugi::xml_node element, std::string_view name) {
    if (is_called(element, {"noteref", "doc-noteref", "backlink", "referrer", "doc-backlink"})) return true;
    if (name != "sup" && name != "a") return false;
    const std::string_view classes = attribute(element, "class");
    if (name == "a" && (has_word(classes, "footnote-ref") || has_word(classes, "noteref")))
        return is_note_mark(text_of(element));
    const bool raised = name == "sup" || find(element, "sup") || local_name(element.parent()) == "sup";
    const bool link = name == "a" || find(element, "a");
    return raised && link && is_note_mark(text_of(element));
}

// What is only seen, and nothing is lost by that.
bool is_unheard(pugi::xml_node element, std::string_view name) {
    constexpr std::array elements{"head"sv,   "script"sv, "style"sv,  "svg"sv,    "img"sv,      "audio"sv,
                                  "video"sv,  "rt"sv,     "rp"sv,     "button"sv, "template"sv, "iframe"sv,
                                  "canvas"sv, "object"sv, "select"sv, "input"sv};
    if (std::find(elements.begin(), elements.end(), name) != elements.end()) return true;
    if (is_called(element, {"pagebreak", "doc-pagebreak"}) || is_note_link(element, name)) return true;
    if (element.attribute("hidden")) return true;
    const std::string_view classes = attribute(element, "class");
    return has_word(classes, "pagenum") || has_word(classes, "pageno") || has_word(classes, "page-number") ||
           has_word(classes, "pagebreak");
}

// What is text, but not of the chapter's.
bool is_beside(pugi::xml_node element, std::string_view name) {
    if (name == "nav" || name == "figcaption" || name == "math") return true;
    if (is_called(element, {"footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes", "note",
                            "doc-footnote", "doc-endnotes", "doc-endnote", "toc", "doc-toc", "landmarks",
                            "page-list", "doc-pagelist", "index", "doc-index", "loi", "lot"}))
        return true;
    const std::string_view classes = attribute(element, "class");
    return name != "span" && name != "a" && name != "body" &&
           (has_word(classes, "footnote") || has_word(classes, "footnotes") || has_word(classes, "endnotes"));
}

bool is_block(std::string_view name) {
    constexpr std::array names{
        "address"sv, "article"sv, "aside"sv,   "blockquote"sv, "body"sv,   "dd"sv,      "div"sv,    "dl"sv,
        "dt"sv,      "figure"sv,  "footer"sv,  "h1"sv,         "h2"sv,     "h3"sv,      "h4"sv,     "h5"sv,
        "h6"sv,      "header"sv,  "hr"sv,      "li"sv,         "main"sv,   "ol"sv,      "p"sv,      "pre"sv,
        "section"sv, "table"sv,   "caption"sv, "ul"sv,         "center"sv, "details"sv, "summary"sv};
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_heading(std::string_view name) {
    return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
}

class Chapter {
 public:
    explicit Chapter(Blocks& to) : to_(to) {}

    bool enter(pugi::xml_node node) {
        if (is_text(node)) {
            to_.add(node.value());
            return false;
        }
        if (node.type() != pugi::node_element) return false;
        const std::string_view name = local_name(node);
        if (is_unheard(node, name)) return false;
        if (is_beside(node, name)) {
            to_.end(kind());
            to_.drop(text_of(node));
            return false;
        }
        if (name == "br") to_.add(" ");
        if (is_block(name)) to_.end(kind());
        count(name, 1);
        return true;
    }

    void leave(pugi::xml_node node) {
        const std::string_view name = local_name(node);
        if (name == "td" || name == "th") to_.end_cell();
        if (name == "tr") to_.end_row();
        if (is_block(name) && name != "table") to_.end(kind());
        count(name, -1);
    }

 private:
    BlockKind kind() const {
        return headings_ > 0     ? BlockKind::heading
               : quotations_ > 0 ? BlockKind::quotation
               : items_ > 0      ? BlockKind::list_item
                                 : BlockKind::paragraph;
    }

    void count(std::string_view name, int by) {
        if (is_heading(name)) headings_ += by;
        if (name == "blockquote") quotations_ += by;
        if (name == "li" || name == "dd" || name == "dt") items_ += by;
        if (name == "table") by > 0 ? to_.begin_table() : to_.end_table();
    }

    Blocks& to_;
    int headings_ = 0, quotations_ = 0, items_ = 0;
};

}  // namespace

Result<pugi::xml_document> parse_xhtml(const std::string& text) {
    auto parsed = parse_xml(with_named_characters(text));
    if (parsed) return parsed;
    const std::string utf8 = to_utf8(text);
    ScannedHtml scanned = scan_html(utf8);
    const Parsed page(
        gumbo_parse_with_options(&kGumboDefaultOptions, scanned.markup.data(), scanned.markup.size()));
    pugi::xml_document document;
    copy(*page->root, document, scanned.texts);
    return document;
}

bool is_called(pugi::xml_node element, std::initializer_list<std::string_view> names) {
    const std::string_view type = element.attribute("epub:type").value(),
                           role = element.attribute("role").value();
    if (type.empty() && role.empty()) return false;
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return has_word(type, name) || has_word(role, name); });
}

void read_xhtml(pugi::xml_node chapter, Blocks& to) {
    Chapter reading(to);
    walk(
        chapter, [&](pugi::xml_node node) { return reading.enter(node); },
        [&](pugi::xml_node node) { reading.leave(node); });
    to.end(BlockKind::paragraph);
}

}  // namespace vorleser::documents
