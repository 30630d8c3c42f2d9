// EPUB 2 and 3: container.xml names the package, the package the chapters (spine), and what each file is
// (manifest); the table of contents, in either version's form, names chapters that name themselves nowhere.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <vector>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/readers/archive.hpp"
#include "daemon/readers/readers.hpp"
#include "daemon/readers/refusals.hpp"
#include "daemon/readers/xhtml.hpp"
#include "daemon/readers/xml.hpp"

namespace vorleser::documents {
namespace {

Error protected_by_drm() {
    return Error(
        ErrorKind::unreadable,
        "it is protected against copying (DRM), so only the shop's own programs can read it: get one "
        "without protection");
}

// The path that a reference within the file `from` leads to, without its place there; «%20» undone, and never
// above the archive's root.
std::string resolved(std::string_view from, std::string_view reference) {
    std::string decoded;
    reference = reference.substr(0, reference.find('#'));
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
    };
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const bool coded = reference[i] == '%' && i + 2 < reference.size() && digit(reference[i + 1]) >= 0 &&
                           digit(reference[i + 2]) >= 0;
        decoded +=
            coded ? static_cast<char>(digit(reference[i + 1]) * 16 + digit(reference[i + 2])) : reference[i];
        i += coded ? 2 : 0;
    }
    std::string whole =
        decoded.starts_with('/') ? decoded : std::string(from.substr(0, from.rfind('/') + 1)) + decoded;
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= whole.size();) {
        const std::size_t end = std::min(whole.find('/', at), whole.size());
        const std::string part = whole.substr(at, end - at);
        at = end + 1;
        if (part == ".." && !parts.empty()) parts.pop_back();
        if (!part.empty() && part != "." && part != "..") parts.push_back(part);
    }
    std::string path;
    for (const std::string& part : parts) path += (path.empty() ? "" : "/") + part;
    return path;
}

struct Item {
    std::string path, type, properties;
};

struct Package {
    std::string path;
    pugi::xml_document xml;
    std::map<std::string, Item, std::less<>> items;  // by id
    std::vector<const Item*> spine;
    std::set<std::string> beside;  // paths of what the guide calls a cover, a title page, contents
};

Result<Package> package_in(Archive& archive) {
    const auto container = xml_in(archive, "META-INF/container.xml");
    if (!container) return container.error();
    Package package;
    package.path = resolved("", attribute(find(*container, "rootfile"), "full-path"));
    auto xml = xml_in(archive, package.path);
    if (!xml) return xml.error();
    package.xml = std::move(*xml);
    const auto root = find(package.xml, "package");
    const auto manifest = child(root, "manifest"), spine = child(root, "spine"), guide = child(root, "guide");
    for (const auto each : manifest.children())
        if (local_name(each) == "item")
            package.items[std::string(attribute(each, "id"))] = {
                resolved(package.path, attribute(each, "href")), std::string(attribute(each, "media-type")),
                std::string(attribute(each, "properties"))};
    for (const auto each : spine.children()) {
        const auto item = package.items.find(attribute(each, "idref"));
        if (local_name(each) != "itemref" || attribute(each, "linear") == "no" || item == package.items.end())
            continue;
        package.spine.push_back(&item->second);
    }
    for (const auto each : guide.children())
        for (const char* type : {"cover", "toc", "title-page", "copyright-page", "index", "loi", "lot"})
            if (attribute(each, "type") == type)
                package.beside.insert(resolved(package.path, attribute(each, "href")));
    return package;
}

// Whether what is to be read is encrypted. Fonts often are, in a way that everybody can undo.
Result<bool> is_encrypted(Archive& archive, const Package& package) {
    if (archive.has("META-INF/rights.xml") || archive.has("META-INF/sinf.xml")) return true;
    if (!archive.has("META-INF/encryption.xml")) return false;
    const auto xml = xml_in(archive, "META-INF/encryption.xml");
    if (!xml) return xml.error();
    std::set<std::string> locked;
    walk(
        *xml,
        [&](pugi::xml_node node) {
            if (local_name(node) == "CipherReference") locked.insert(resolved("", attribute(node, "URI")));
            return true;
        },
        [](pugi::xml_node) {});
    return std::any_of(package.spine.begin(), package.spine.end(),
                       [&](const Item* item) { return locked.contains(item->path); });
}

using Titles = std::map<std::string, std::string, std::less<>>;  // by path

// A table of contents that cannot be read costs only the titles.
Titles titles_in(Archive& archive, const Package& package) {
    Titles titles;
    const auto add = [&](const Item& from, std::string_view reference, std::string_view label) {
        std::string title = clean_line(label);
        // What LibreOffice calls parts of a text that has no headings.
        const bool made =
            title.starts_with("Section ") && title.find_first_not_of("0123456789", 8) == title.npos;
        if (has_letter_or_digit(title) && !made)
            titles.try_emplace(resolved(from.path, reference), std::move(title));
    };
    for (const auto& [id, item] : package.items) {
        const bool nav = item.properties.find("nav") != item.properties.npos;
        const bool ncx = item.type == "application/x-dtbncx+xml";
        if (!nav && !ncx) continue;
        const auto text = archive.read(item.path);
        const auto xml = text ? parse_xhtml(*text) : Result<pugi::xml_document>(text.error());
        if (!xml) continue;
        walk(
            *xml,
            [&, &item = item](pugi::xml_node node) {
                if (nav && local_name(node) == "nav" && !is_called(node, {"toc", "doc-toc"})) return false;
                if (nav && local_name(node) == "a") add(item, attribute(node, "href"), text_of(node));
                if (ncx && local_name(node) == "navPoint")
                    add(item, attribute(child(node, "content"), "src"), text_of(child(node, "navLabel")));
                return local_name(node) != "pageList" && local_name(node) != "navList";
            },
            [](pugi::xml_node) {});
    }
    return titles;
}

// As the eye compares them: without spaces, and without capitals.
std::string alike(std::string_view text) {
    std::string same = lower_case(text);
    std::erase(same, ' ');
    return same;
}

// A heading for a chapter that has none of its own, or calls it a paragraph.
void name_chapter(Blocks& blocks, std::size_t begin, const std::string& title) {
    constexpr std::size_t looked_at = 3;
    auto& body = blocks.body;
    const std::size_t end = std::min(body.size(), begin + looked_at);
    for (std::size_t i = begin; i < end; ++i)
        if (body[i].kind == BlockKind::heading) return;
    for (std::size_t i = begin; i < end; ++i)
        if (alike(body[i].text) == alike(title)) {
            body[i].kind = BlockKind::heading;
            return;
        }
    body.insert(body.begin() + static_cast<std::ptrdiff_t>(begin), {BlockKind::heading, title});
}

// A page that only eyes need: the cover, the title once more, the imprint, the contents.
bool is_beside(pugi::xml_node page) {
    const std::initializer_list<std::string_view> names{
        "cover", "titlepage", "halftitlepage", "copyright-page", "toc",      "landmarks", "page-list",
        "index", "loi",       "lot",           "footnotes",      "endnotes", "rearnotes"};
    const auto body = find(page, "body");
    if (is_called(body, names)) return true;
    // Also where it is all that the page holds.
    pugi::xml_node only;
    for (const auto each : body.children())
        if (each.type() == pugi::node_element) {
            if (only) return false;
            only = each;
        }
    return only && is_called(only, names);
}

// Where a chapter begins in the book's blocks, and what the table of contents calls it, if it does.
struct Chapter {
    std::size_t begin = 0;
    std::string title;
};

// A page that the table of contents does not name goes on with the chapter before; where it names none, each
// page is one.
Result<std::vector<Chapter>> read_chapters(Archive& archive, const Package& package, Blocks& blocks) {
    const Titles titles = titles_in(archive, package);
    std::vector<Chapter> chapters;
    for (const Item* item : package.spine) {
        if (item->type != "application/xhtml+xml" && item->type != "text/html" &&
            item->type != "application/x-dtbook+xml" && item->type != "text/x-oeb1-document")
            continue;
        const auto text = archive.read(item->path);
        if (!text) return text.error();
        const auto page = parse_xhtml(*text);
        if (!page) return page.error();
        const auto body = find(*page, "body");
        const bool nav = item->properties.find("nav") != item->properties.npos;
        if (nav || package.beside.contains(item->path) || is_beside(*page)) {
            blocks.drop(text_of(body));
            continue;
        }
        const std::size_t begin = blocks.body.size();
        read_xhtml(body ? body : *page, blocks);
        if (blocks.body.size() == begin) continue;
        const auto title = titles.find(item->path);
        if (title != titles.end()) {
            name_chapter(blocks, begin, title->second);
            chapters.push_back({begin, title->second});
        } else if (titles.empty() || chapters.empty()) {
            chapters.push_back({begin, {}});
        }
    }
    return chapters;
}

// Each chapter an article of the book's, which is left without a text of its own.
void part_chapters(Reading& book, const std::vector<Chapter>& chapters) {
    auto& body = book.article.body;
    for (std::size_t i = 0; i < chapters.size(); ++i) {
        const std::size_t end = i + 1 < chapters.size() ? chapters[i + 1].begin : body.size();
        Article chapter = {.title = chapters[i].title,
                           .kicker = book.article.title,
                           .authors = book.article.authors,
                           .source = book.article.title,
                           .date = book.article.date,
                           .language = book.article.language};
        for (std::size_t k = chapters[i].begin; k < end; ++k) chapter.body.push_back(std::move(body[k]));
        book.further.push_back({.article = std::move(chapter)});
    }
    body.clear();
}

void read_metadata(pugi::xml_node metadata, Article& article) {
    for (const auto each : metadata.children()) {
        const std::string_view name = local_name(each);
        const std::string text = clean_line(text_of(each));
        if (name == "title" && article.title.empty()) article.title = text;
        if (name == "language" && article.language.empty()) article.language = text;
        if (name == "date" && article.date.empty()) article.date = text;
        if (name == "creator" && !text.empty())
            article.authors += (article.authors.empty() ? "" : ", ") + text;
    }
}

}  // namespace

Result<Reading> read_epub(std::string_view bytes, const ReadOptions& options) {
    auto archive = Archive::open(bytes);
    if (!archive) return archive.error();
    const auto package = package_in(*archive);
    if (!package) return package.error();
    const auto encrypted = is_encrypted(*archive, *package);
    if (!encrypted) return encrypted.error();
    if (*encrypted) return protected_by_drm();
    if (package->spine.empty()) return damaged();
    Blocks blocks;
    const auto chapters = read_chapters(*archive, *package, blocks);
    if (!chapters) return chapters.error();
    Reading reading;
    const auto metadata = child(find(package->xml, "package"), "metadata");
    read_metadata(metadata, reading.article);
    read_metadata(child(metadata, "dc-metadata"), reading.article);  // as older ones have it
    reading.article.body = std::move(blocks.body);
    reading.dropped = std::move(blocks.dropped);
    if (options.chapters && chapters->size() > 1) part_chapters(reading, *chapters);
    return reading;
}

}  // namespace vorleser::documents
