#include "client/feeds/discover.hpp"

#include <algorithm>
#include <sstream>

#include <pugixml.hpp>

#include "client/feeds/feed.hpp"
#include "client/feeds/messages.hpp"
#include "client/url.hpp"

namespace vorleser::feeds {
namespace {

constexpr std::size_t looked_at = std::size_t{1} << 20, most_of_page = 50;

bool is_feed_type(const std::string& type) {
    return type == "application/rss+xml" || type == "application/atom+xml" ||
           type == "application/feed+json" || type == "application/rdf+xml" || type == "application/json" ||
           type == "text/xml" || type == "application/xml";
}

void add(std::vector<Named>& found, Named one) {
    if (!one.address.empty() && std::ranges::find(found, one.address, &Named::address) == found.end())
        found.push_back(std::move(one));
}

bool has_word(const std::string& words, std::string_view wanted) {
    std::istringstream in(words);
    for (std::string word; in >> word;)
        if (word == wanted) return true;
    return false;
}

// An address as OPML has it, whatever the case of the attribute's name.
std::string address_of(const pugi::xml_node& outline) {
    for (const auto& each : outline.attributes())
        if (lower_ascii(each.name()) == "xmlurl") {
            std::string address(trimmed(each.value()));
            if (address.starts_with("feed://")) address.replace(0, 4, "http");
            if (address.starts_with("feed:")) address.erase(0, 5);
            // With its password, if it has one: it is the listener's own.
            return peer_of(address).empty() || resolved(address, "").empty() ? std::string() : address;
        }
    return {};
}

}  // namespace

std::vector<Named> feeds_of_page(std::string_view bytes, std::string_view encoding, const std::string& url) {
    const auto html = to_utf8(bytes.substr(0, looked_at), encoding);
    const auto lower = lower_ascii(html);
    std::vector<Named> found;
    std::string base = url;
    std::size_t at = 0;
    const auto behind = [&](std::string_view end) {
        const auto next = lower.find(end, at);
        at = next == lower.npos ? lower.size() : next + end.size();
    };
    while (found.size() < most_of_page && (at = lower.find('<', at)) != lower.npos) {
        const auto rest = std::string_view(lower).substr(at);
        if (rest.starts_with("<!--")) {
            behind("-->");
        } else if (rest.starts_with("<script")) {
            behind("</script");
        } else if (rest.starts_with("<link") || rest.starts_with("<base")) {
            const auto end = end_of_tag(html, at + 1);
            if (end == html.npos) break;
            const auto tag = std::string_view(html).substr(at, end - at);
            const auto href = text_of_html(attribute_of(tag, "href"), 4000);
            if (rest.starts_with("<base")) {
                if (const auto named = resolved(url, href); !href.empty() && !named.empty()) base = named;
            } else if (has_word(lower_ascii(attribute_of(tag, "rel")), "alternate") &&
                       is_feed_type(lower_ascii(trimmed(attribute_of(tag, "type")))) && !href.empty()) {
                add(found, {resolved(base, href), text_of_html(attribute_of(tag, "title"), 200)});
            }
            at = end;
        } else {
            ++at;
        }
    }
    return found;
}

bool is_opml(std::string_view bytes) {
    const auto text = to_utf8(bytes.substr(0, 4096), "");
    return lower_ascii(text).find("<opml") != text.npos;
}

std::vector<Named> feeds_of_opml(std::string_view bytes) {
    auto text = to_utf8(bytes, "");
    pugi::xml_document document;
    const auto parsed =
        document.load_buffer_inplace(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    const auto root =
        document.find_child([](const pugi::xml_node& each) { return lower_ascii(each.name()) == "opml"; });
    if (!root) throw NoFeed(messages::no_opml(), false);
    if (!parsed) throw NoFeed(messages::not_well_formed(parsed.offset), false);
    struct Walk : pugi::xml_tree_walker {
        std::vector<Named> found;
        bool for_each(pugi::xml_node& node) override {
            if (lower_ascii(node.name()) != "outline" || found.size() == most_items) return true;
            const auto* title = node.attribute("title").value();
            add(found, {address_of(node), line_of(*title ? title : node.attribute("text").value(), 400)});
            return true;
        }
    } walk;
    document.traverse(walk);
    return std::move(walk.found);
}

std::string opml_of(const std::vector<Named>& feeds) {
    pugi::xml_document document;
    auto root = document.append_child("opml");
    root.append_attribute("version") = "2.0";
    root.append_child("head").append_child("title").text() = "Vorleser";
    auto body = root.append_child("body");
    for (const auto& each : feeds) {
        auto outline = body.append_child("outline");
        const auto& title = each.title.empty() ? each.address : each.title;
        outline.append_attribute("type") = "rss";
        outline.append_attribute("text") = title.c_str();
        outline.append_attribute("title") = title.c_str();
        outline.append_attribute("xmlUrl") = each.address.c_str();
    }
    std::ostringstream out;
    document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
    return out.str();
}

}  // namespace vorleser::feeds
