// RSS 0.9x, 1.0, 2.0 and Atom. What an element is, its local name says, and whether it is the format's own,
// that it has the prefix of the one around it: feeds bind prefixes as they like, and «media:title» is no
// title.
#include <sstream>

#include <pugixml.hpp>

#include "client/feeds/feed.hpp"
#include "client/feeds/messages.hpp"
#include "client/url.hpp"

namespace vorleser::feeds {
namespace {

std::string_view local(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

std::string_view prefix(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return colon == name.npos ? std::string_view() : name.substr(0, colon);
}

// All text in it, whether or not as CDATA; elements in it are no text.
std::string text(const pugi::xml_node& node) {
    std::string found;
    for (const auto& child : node.children())
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) found += child.value();
    return found;
}

std::string trimmed_text(const pugi::xml_node& node) {
    return std::string(trimmed(text(node)));
}

// What stands in an element, as HTML: XHTML within it, too.
std::string markup(const pugi::xml_node& node) {
    std::ostringstream out;
    for (const auto& child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
            out << child.value();
        else
            child.print(out, "", pugi::format_raw, pugi::encoding_utf8);
    }
    return out.str();
}

// What relative addresses in it belong to: xml:base of those around it, outermost first.
std::string base_of(const std::string& around, const pugi::xml_node& node) {
    const std::string_view base = node.attribute("xml:base").value();
    if (base.empty()) return around;
    auto found = resolved(around, std::string(base));
    return found.empty() ? around : found;
}

bool is_alternate(const pugi::xml_node& link) {
    const std::string_view rel = link.attribute("rel").value(), type = link.attribute("type").value();
    return (rel.empty() || rel == "alternate") && (type.empty() || type.find("html") != type.npos);
}

// Of Atom: as its type says.
std::string atom_line(const pugi::xml_node& node) {
    const std::string_view type = node.attribute("type").value();
    if (type == "xhtml") return text_of_html(markup(node));
    return type == "html" ? text_of_html(text(node)) : line_of(text(node));
}

std::string atom_html(const pugi::xml_node& node) {
    const std::string_view type = node.attribute("type").value();
    if (type == "xhtml") return markup(node);
    if (type.empty() || type == "text") return html_of_text(text(node));
    return type == "html" || type == "text/html" ? text(node) : std::string();
}

Item atom_item(const pugi::xml_node& entry, const std::string& around) {
    Item item;
    const auto base = base_of(around, entry);
    std::string summary;
    for (const auto& child : entry.children()) {
        if (child.type() != pugi::node_element || prefix(child) != prefix(entry)) continue;
        const auto name = local(child);
        if (name == "id") item.id = trimmed_text(child);
        if (name == "title") item.title = atom_line(child);
        if (name == "link" && item.url.empty() && is_alternate(child))
            item.url = resolved(base_of(base, child), child.attribute("href").value());
        if (name == "summary") summary = atom_html(child);
        if (name == "content") item.content = atom_html(child);
        if (name == "category") item.categories.push_back(line_of(child.attribute("term").value(), 200));
        // «issued» and «modified» are those of Atom 0.3.
        if (name == "published" || name == "issued") item.published = parse_date(text(child));
        if ((name == "updated" || name == "modified") && item.published == 0)
            item.published = parse_date(text(child));
    }
    item.teaser = text_of_html(summary);
    if (item.content.empty()) item.content = summary;
    return item;
}

// What an item of RSS says by an element that is not the format's own.
void take_foreign(const pugi::xml_node& child, const std::string& base, Item& item, std::string& content) {
    const auto name = local(child);
    if (name == "encoded") content = text(child);
    if (name == "date" && item.published == 0) item.published = parse_date(text(child));
    if (name == "origLink") item.url = resolved(base, trimmed_text(child));
    if (name == "subject") item.categories.push_back(line_of(text(child), 200));
    if (name == "link" && item.url.empty() && child.attribute("href") && is_alternate(child))
        item.url = resolved(base, child.attribute("href").value());
}

Item rss_item(const pugi::xml_node& node, const std::string& around) {
    Item item;
    const auto base = base_of(around, node);
    std::string description, content, link;
    bool permanent = true;
    for (const auto& child : node.children()) {
        if (child.type() != pugi::node_element) continue;
        if (prefix(child) != prefix(node)) {
            take_foreign(child, base, item, content);
            continue;
        }
        const auto name = local(child);
        if (name == "title") item.title = text_of_html(markup(child));
        if (name == "link" && link.empty()) link = trimmed_text(child);
        if (name == "guid") {
            item.id = trimmed_text(child);
            permanent = std::string_view(child.attribute("isPermaLink").value()) != "false";
        }
        if (name == "description") description = markup(child);
        if (name == "pubDate") item.published = parse_date(text(child));
        if (name == "category") item.categories.push_back(line_of(text(child), 200));
    }
    if (item.id.empty()) item.id = node.attribute("rdf:about").value();
    if (item.url.empty() && !link.empty()) item.url = resolved(base, link);
    if (item.url.empty() && permanent && item.id.starts_with("http")) item.url = resolved(base, item.id);
    item.teaser = text_of_html(description);
    item.content = content.empty() ? description : content;
    return item;
}

// ttl, skipHours and skipDays of RSS; the syndication module of RSS 1.0.
void take_hints(const pugi::xml_node& channel, Hints& hints) {
    static constexpr std::string_view days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    std::int64_t period = 0, frequency = 1;
    for (const auto& child : channel.children()) {
        const auto name = local(child);
        if (name == "ttl") hints.minutes = child.text().as_llong();
        if (name == "updateFrequency") frequency = child.text().as_llong(1);
        if (name == "updatePeriod") {
            const auto each = trimmed_text(child);
            period = each == "hourly" ? 60 : each == "daily" ? 1440 : each == "weekly" ? 10080 : 0;
        }
        if (name == "skipHours")
            for (const auto& hour : child.children())
                if (const auto at = hour.text().as_int(-1); at >= 0 && at <= 24)
                    hints.skipped_hours.set(at % 24);
        if (name == "skipDays")
            for (const auto& day : child.children())
                for (std::size_t i = 0; i < std::size(days); ++i)
                    if (lower_ascii(trimmed_text(day)).starts_with(days[i])) hints.skipped_days.set(i);
    }
    if (hints.minutes <= 0 && period > 0 && frequency > 0) hints.minutes = period / frequency;
    if (hints.minutes < 0) hints.minutes = 0;
}

Feed atom_feed(const pugi::xml_node& root, const std::string& url) {
    Feed feed;
    const auto base = base_of(url, root);
    for (const auto& child : root.children()) {
        if (child.type() != pugi::node_element || prefix(child) != prefix(root)) continue;
        if (local(child) == "title" && feed.title.empty()) feed.title = atom_line(child);
        if (local(child) == "entry" && feed.items.size() < most_items)
            feed.items.push_back(atom_item(child, base));
    }
    return feed;
}

// In RSS 0.90 and 1.0 items stand beside the channel, else in it.
Feed rss_feed(const pugi::xml_node& root, const std::string& url) {
    Feed feed;
    const auto around = base_of(url, root);
    const auto take = [&](const pugi::xml_node& parent) {
        const auto base = base_of(around, parent);
        for (const auto& child : parent.children())
            if (local(child) == "item" && feed.items.size() < most_items)
                feed.items.push_back(rss_item(child, base));
    };
    take(root);
    for (const auto& channel : root.children()) {
        if (local(channel) != "channel") continue;
        take(channel);
        take_hints(channel, feed.hints);
        for (const auto& child : channel.children())
            if (local(child) == "title" && prefix(child) == prefix(channel) && feed.title.empty())
                feed.title = text_of_html(markup(child));
    }
    return feed;
}

}  // namespace

Feed parse_xml_feed(std::string utf8, const std::string& url) {
    pugi::xml_document document;
    const auto parsed =
        document.load_buffer_inplace(utf8.data(), utf8.size(), pugi::parse_default, pugi::encoding_utf8);
    for (const auto& root : document.children()) {
        const auto name = lower_ascii(local(root));
        if (name != "rss" && name != "rdf" && name != "feed") continue;
        auto feed = name == "feed" ? atom_feed(root, url) : rss_feed(root, url);
        feed.cut = !parsed;
        // The last one may be only a part of itself; it comes once the feed is whole.
        if (feed.cut && !feed.items.empty()) feed.items.pop_back();
        if (feed.cut && feed.items.empty()) throw NoFeed(messages::not_well_formed(parsed.offset), false);
        return feed;
    }
    for (const auto& root : document.children())
        if (const auto name = lower_ascii(local(root)); name == "opml")
            throw NoFeed(messages::is_opml(), false);
    throw NoFeed(messages::no_feed(), true);
}

}  // namespace vorleser::feeds
