// ODT: content.xml holds the text, with the styles that were made for single paragraphs; styles.xml the named
// ones, on which those rest; meta.xml who wrote it. Headers and footers belong to the pages' styles, which
// nobody opens.
#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/readers/archive.hpp"
#include "daemon/readers/blocks.hpp"
#include "daemon/readers/readers.hpp"
#include "daemon/readers/refusals.hpp"
#include "daemon/readers/xml.hpp"

namespace vorleser::documents {
namespace {

using namespace std::string_view_literals;

// Each style's parent, by name: of «P3», which is one paragraph's own, «Quotations».
using Parents = std::map<std::string, std::string, std::less<>>;

void add_styles(pugi::xml_node document, Parents& parents) {
    const auto add = [&](pugi::xml_node all) {
        for (const auto style : all.children())
            if (local_name(style) == "style" && attribute(style, "family") == "paragraph")
                parents.try_emplace(std::string(attribute(style, "name")),
                                    std::string(attribute(style, "parent-style-name")));
    };
    add(child(document, "styles"));
    add(child(document, "automatic-styles"));
}

enum class Role { text, title, heading, quotation, beside };

// Names are English whatever LibreOffice's language, with «_20_» for a space.
Role role_of(std::string_view style) {
    if (style == "Title") return Role::title;
    if (style == "Subtitle" || style == "Heading" || style.starts_with("Heading_20_")) return Role::heading;
    if (style == "Quotations") return Role::quotation;
    if (style == "Caption" || style == "Illustration" || style == "Figure" || style == "Table" ||
        style == "Drawing" || style == "FigureCaption" || style == "TableCaption" || style == "Header" ||
        style == "Footer" || style.starts_with("Contents_20_") || style.starts_with("Index"))
        return Role::beside;
    return Role::text;
}

class Body {
 public:
    Body(const Parents& parents, Article& article, Blocks& to)
        : parents_(parents), article_(article), to_(to) {}

    bool enter(pugi::xml_node node) {
        if (is_text(node)) {
            if (!roles_.empty()) to_.add(node.value());
            return false;
        }
        if (node.type() != pugi::node_element) return false;
        const std::string_view name = local_name(node);
        if (is_skipped(node, name)) return false;
        if (name == "p" || name == "h") begin_paragraph(node, name);
        if (name == "s" || name == "tab" || name == "line-break") to_.add(" ");
        if (name == "list-item" || name == "list-header") ++items_;
        if (name == "table") to_.begin_table();
        return true;
    }

    void leave(pugi::xml_node node) {
        const std::string_view name = local_name(node);
        if (name == "p" || name == "h") {
            end_paragraph(roles_.back());
            roles_.pop_back();
        }
        if (name == "list-item" || name == "list-header") --items_;
        if (name == "table-cell") to_.end_cell();
        if (name == "table-row") to_.end_row();
        if (name == "table") to_.end_table();
    }

 private:
    // Notes, comments, what was deleted, contents made by the program, declarations, what is hidden, what
    // stands above other letters; what is known of a picture.
    static bool is_skipped(pugi::xml_node node, std::string_view name) {
        constexpr std::array names{"note"sv,
                                   "annotation"sv,
                                   "tracked-changes"sv,
                                   "table-of-content"sv,
                                   "hidden-text"sv,
                                   "table-index"sv,
                                   "illustration-index"sv,
                                   "object-index"sv,
                                   "user-index"sv,
                                   "alphabetical-index"sv,
                                   "bibliography"sv,
                                   "forms"sv,
                                   "hidden-paragraph"sv,
                                   "ruby-text"sv,
                                   "sequence-decls"sv,
                                   "variable-decls"sv,
                                   "user-field-decls"sv,
                                   "covered-table-cell"sv,
                                   "page-number"sv,
                                   "object"sv};
        if (std::find(names.begin(), names.end(), name) != names.end()) return true;
        const std::string_view whole = node.name();
        if (whole == "svg:title" || whole == "svg:desc") return true;
        return name == "section" && attribute(node, "display") == "none";
    }

    Role role_in(std::string_view style) const {
        constexpr int farthest = 10;  // styles that are each based on the next
        for (int i = 0; i < farthest && !style.empty(); ++i) {
            if (const Role role = role_of(style); role != Role::text) return role;
            const auto parent = parents_.find(style);
            style = parent == parents_.end() ? std::string_view() : std::string_view(parent->second);
        }
        return Role::text;
    }

    void begin_paragraph(pugi::xml_node paragraph, std::string_view name) {
        if (!roles_.empty()) end_paragraph(roles_.back());  // of a box: what stands before it is a block
        const Role role = role_in(attribute(paragraph, "style-name"));
        roles_.push_back(name == "h" && role != Role::title ? Role::heading : role);
    }

    void end_paragraph(Role role) {
        const bool first = to_.body.empty();
        if (role == Role::beside) return to_.drop();
        to_.end(role == Role::quotation                        ? BlockKind::quotation
                : role == Role::heading || role == Role::title ? BlockKind::heading
                : items_ > 0                                   ? BlockKind::list_item
                                                               : BlockKind::paragraph);
        if (!first || to_.body.empty() || role != Role::title || !article_.title.empty()) return;
        article_.title = std::move(to_.body.front().text);
        to_.body.clear();
    }

    const Parents& parents_;
    Article& article_;
    Blocks& to_;
    std::vector<Role> roles_;  // of the open paragraph, and of those around its box
    int items_ = 0;
};

Result<bool> is_encrypted(Archive& archive) {
    const std::string path = "META-INF/manifest.xml";
    if (!archive.has(path)) return false;
    const auto xml = xml_in(archive, path);
    if (!xml) return xml.error();
    return static_cast<bool>(find(*xml, "encryption-data"));
}

// Each is missing in some documents.
Result<pugi::xml_document> part(Archive& archive, const std::string& path) {
    if (!archive.has(path)) return pugi::xml_document();
    return xml_in(archive, path);
}

void read_metadata(pugi::xml_node document, Article& article) {
    const auto meta = find(document, "meta");
    const auto value = [&](std::string_view name) { return clean_line(text_of(child(meta, name))); };
    const bool named =
        !article.title.empty() || (!article.body.empty() && article.body.front().kind == BlockKind::heading);
    if (!named) article.title = value("title");
    article.authors = value("initial-creator");
    if (article.authors.empty()) article.authors = value("creator");
    article.date = value("date");
    article.language = value("language");
}

}  // namespace

Result<Reading> read_odt(std::string_view bytes, const ReadOptions&) {
    auto archive = Archive::open(bytes);
    if (!archive) return archive.error();
    const auto encrypted = is_encrypted(*archive);
    if (!encrypted) return encrypted.error();
    if (*encrypted) return locked();
    const auto content = xml_in(*archive, "content.xml");
    if (!content) return content.error();
    const auto styles = part(*archive, "styles.xml");
    if (!styles) return styles.error();
    const auto meta = part(*archive, "meta.xml");
    if (!meta) return meta.error();
    Parents parents;
    add_styles(find(*content, "document-content"), parents);
    add_styles(find(*styles, "document-styles"), parents);
    Reading reading;
    Blocks blocks;
    Body body(parents, reading.article, blocks);
    walk(
        find(*content, "body"), [&](pugi::xml_node node) { return body.enter(node); },
        [&](pugi::xml_node node) { body.leave(node); });
    reading.article.body = std::move(blocks.body);
    reading.dropped = std::move(blocks.dropped);
    read_metadata(find(*meta, "document-meta"), reading.article);
    return reading;
}

}  // namespace vorleser::documents
