// DOCX: word/document.xml holds the text, word/styles.xml says which paragraphs are headings,
// docProps/core.xml who wrote it. Headers, footers, notes and comments are files of their own, which nobody
// opens.
#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/readers/archive.hpp"
#include "daemon/readers/blocks.hpp"
#include "daemon/readers/readers.hpp"
#include "daemon/readers/xml.hpp"

namespace vorleser::documents {
namespace {

using namespace std::string_view_literals;

enum class Role { text, title, subtitle, heading, quotation, list_item, beside };

// What a paragraph in a style of that name is: Word stores its own styles' names in English whatever its
// language, LibreOffice and pandoc use the same.
Role role_of(std::string_view style) {
    const std::string name = lower_case(style);
    if (name == "title") return Role::title;
    if (name == "subtitle") return Role::subtitle;
    if (name.starts_with("heading")) return Role::heading;
    if (name == "quote" || name == "intense quote" || name == "block text" || name == "quotations")
        return Role::quotation;
    if (name.starts_with("list")) return Role::list_item;
    if (name.starts_with("toc ") || name == "caption" || name == "image caption" || name == "table caption" ||
        name == "footnote text" || name == "endnote text" || name == "header" || name == "footer" ||
        name.starts_with("index ") || name == "table of figures")
        return Role::beside;
    return Role::text;
}

struct Styles {
    std::map<std::string, Role, std::less<>> roles;  // of paragraphs, by the style's id
    std::string language;
};

// Whether a property is switched on: «<w:vanish/>», not «<w:vanish w:val="0"/>».
bool is_on(pugi::xml_node property) {
    const std::string_view value = attribute(property, "val");
    return property && value != "0" && value != "false" && value != "off" && value != "none";
}

Styles styles_in(Archive& archive) {
    Styles styles;
    const auto xml = xml_in(archive, "word/styles.xml");
    if (!xml) return styles;
    const auto root = find(*xml, "styles");
    styles.language = attribute(find(child(root, "docDefaults"), "lang"), "val");
    struct Style {
        Role role;
        std::string based_on;
    };
    std::map<std::string, Style, std::less<>> all;
    for (const auto style : root.children()) {
        if (local_name(style) != "style") continue;
        Role role = role_of(attribute(child(style, "name"), "val"));
        if (role == Role::text && child(child(style, "pPr"), "outlineLvl")) role = Role::heading;
        all[std::string(attribute(style, "styleId"))] = {
            role, std::string(attribute(child(style, "basedOn"), "val"))};
    }
    for (const auto& [id, style] : all) {
        constexpr int farthest = 10;  // styles that are each based on the next
        Role role = style.role;
        auto base = all.find(style.based_on);
        for (int i = 0; i < farthest && role == Role::text && base != all.end(); ++i) {
            role = base->second.role;
            base = all.find(base->second.based_on);
        }
        styles.roles[id] = role;
    }
    return styles;
}

class Body {
 public:
    Body(const Styles& styles, Article& article, Blocks& to) : styles_(styles), article_(article), to_(to) {}

    bool enter(pugi::xml_node node) {
        if (node.type() != pugi::node_element) return false;
        const std::string_view name = local_name(node);
        if (is_skipped(node, name)) return false;
        if (name == "p") begin_paragraph(node);
        if (name == "t") to_.add(node.child_value());
        if (name == "tab" || name == "br" || name == "cr" || name == "ptab") to_.add(" ");
        if (name == "noBreakHyphen") to_.add("-");
        if (name == "tbl") to_.begin_table();
        return true;
    }

    void leave(pugi::xml_node node) {
        const std::string_view name = local_name(node);
        if (name == "p") {
            end_paragraph(roles_.back());
            roles_.pop_back();
        }
        if (name == "tc") to_.end_cell();
        if (name == "tr") to_.end_row();
        if (name == "tbl") to_.end_table();
    }

 private:
    // Properties; what was deleted or moved away; fields' codes; pictures' fallbacks, which say all twice;
    // contents made by the program; what is hidden.
    static bool is_skipped(pugi::xml_node node, std::string_view name) {
        constexpr std::array names{"pPr"sv,      "rPr"sv,   "tblPr"sv,    "tcPr"sv,         "trPr"sv,
                                   "sectPr"sv,   "del"sv,   "moveFrom"sv, "delText"sv,      "instrText"sv,
                                   "Fallback"sv, "sdtPr"sv, "rt"sv,       "delInstrText"sv, "docPr"sv,
                                   "tblGrid"sv,  "oMath"sv};
        if (std::find(names.begin(), names.end(), name) != names.end()) return true;
        if (name == "r") {
            const auto look = child(node, "rPr");
            // A note's number that was typed by hand stays in its style's text; a real one has no text.
            return is_on(child(look, "vanish")) || is_on(child(look, "webHidden"));
        }
        if (name == "sdt")
            return attribute(find(child(node, "sdtPr"), "docPartGallery"), "val") == "Table of Contents";
        return name == "tr" && is_on(child(child(node, "trPr"), "del"));
    }

    void begin_paragraph(pugi::xml_node paragraph) {
        if (!roles_.empty()) end_paragraph(roles_.back());  // of a box: what stands before it is a block
        const auto look = child(paragraph, "pPr");
        const auto style = styles_.roles.find(attribute(child(look, "pStyle"), "val"));
        Role role = style == styles_.roles.end() ? Role::text : style->second;
        const auto level = child(look, "outlineLvl"), numbers = child(look, "numPr");
        if (role == Role::text && level && attribute(level, "val") != "9") role = Role::heading;
        if (role == Role::text && numbers && attribute(child(numbers, "numId"), "val") != "0")
            role = Role::list_item;
        roles_.push_back(role);
    }

    void end_paragraph(Role role) {
        const bool first = to_.body.empty();
        switch (role) {
            case Role::beside:
                return to_.drop();
            case Role::title:
            case Role::subtitle:
            case Role::heading:
                to_.end(BlockKind::heading);
                break;
            case Role::quotation:
                to_.end(BlockKind::quotation);
                break;
            case Role::list_item:
                to_.end(BlockKind::list_item);
                break;
            case Role::text:
                to_.end(BlockKind::paragraph);
        }
        if (!first || to_.body.empty()) return;
        if (role == Role::title && article_.title.empty()) {
            article_.title = std::move(to_.body.front().text);
            to_.body.clear();
        }
    }

    const Styles& styles_;
    Article& article_;
    Blocks& to_;
    std::vector<Role> roles_;  // of the open paragraph, and of those around its box
};

// The main part's path: Word's own name for it, or the one that the package's relations give.
std::string main_part(Archive& archive) {
    const std::string usual = "word/document.xml";
    if (archive.has(usual)) return usual;
    const auto xml = xml_in(archive, "_rels/.rels");
    if (!xml) return usual;
    const auto root = find(*xml, "Relationships");
    for (const auto each : root.children())
        if (attribute(each, "Type").ends_with("/officeDocument")) {
            const std::string path(attribute(each, "Target"));
            return path.starts_with('/') ? path.substr(1) : path;
        }
    return usual;
}

// Word keeps the title of the template, or the first words of long ago, so what stands in the document wins.
void read_properties(Archive& archive, Article& article) {
    const auto xml = xml_in(archive, "docProps/core.xml");
    if (!xml) return;
    const auto root = find(*xml, "coreProperties");
    const auto value = [&](std::string_view name) { return clean_line(text_of(child(root, name))); };
    const bool named =
        !article.title.empty() || (!article.body.empty() && article.body.front().kind == BlockKind::heading);
    if (!named) article.title = value("title");
    article.authors = value("creator");
    article.date = value("created");
    if (article.language.empty()) article.language = value("language");
}

}  // namespace

Result<Reading> read_docx(std::string_view bytes, const ReadOptions&) {
    auto archive = Archive::open(bytes);
    if (!archive) return archive.error();
    const auto xml = xml_in(*archive, main_part(*archive));
    if (!xml) return xml.error();
    const Styles styles = styles_in(*archive);
    Reading reading;
    Blocks blocks;
    Body body(styles, reading.article, blocks);
    walk(
        *xml, [&](pugi::xml_node node) { return body.enter(node); },
        [&](pugi::xml_node node) { body.leave(node); });
    reading.article.language = styles.language;
    reading.article.body = std::move(blocks.body);
    reading.dropped = std::move(blocks.dropped);
    read_properties(*archive, reading.article);
    return reading;
}

}  // namespace vorleser::documents
