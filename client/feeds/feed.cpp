#include "client/feeds/feed.hpp"

#include <boost/json.hpp>

#include "client/feeds/messages.hpp"
#include "client/url.hpp"

namespace vorleser::feeds {
namespace {

namespace json = boost::json;

// A member's text; what is a number is that as text, anything else nothing.
std::string member(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (!value) return {};
    if (value->is_string()) return std::string(value->get_string());
    return value->is_number() ? json::serialize(*value) : std::string();
}

Item json_item(const json::object& object, const std::string& url) {
    Item item;
    item.id = member(object, "id");
    for (const char* name : {"url", "external_url"})
        if (const auto address = member(object, name); item.url.empty() && !address.empty())
            item.url = resolved(url, address);
    if (item.url.empty() && item.id.starts_with("http")) item.url = resolved(url, item.id);
    item.title = line_of(member(object, "title"));
    item.teaser = line_of(member(object, "summary"));
    item.content = member(object, "content_html");
    if (item.content.empty()) {
        auto text = member(object, "content_text");
        if (text.empty()) text = member(object, "summary");
        if (!text.empty()) item.content = html_of_text(text);
    }
    for (const char* name : {"date_published", "date_modified"})
        if (item.published == 0) item.published = parse_date(member(object, name));
    const auto* tags = object.if_contains("tags");
    if (tags && tags->is_array())
        for (const auto& tag : tags->get_array())
            if (tag.is_string()) item.categories.push_back(line_of(std::string_view(tag.get_string()), 200));
    return item;
}

}  // namespace

Feed parse_json_feed(std::string_view utf8, const std::string& url) {
    boost::system::error_code wrong;
    const auto value = json::parse(utf8, wrong);
    const auto* object = value.if_object();
    if (wrong) throw NoFeed(messages::no_json(), false);
    const auto* items = object ? object->if_contains("items") : nullptr;
    if (!items || !items->is_array() || member(*object, "version").find("jsonfeed.org") == std::string::npos)
        throw NoFeed(messages::no_feed(), false);
    Feed feed;
    feed.title = line_of(member(*object, "title"));
    for (const auto& item : items->get_array())
        if (item.is_object() && feed.items.size() < most_items)
            feed.items.push_back(json_item(item.get_object(), url));
    return feed;
}

Feed parse_feed(std::string_view bytes, std::string_view encoding, const std::string& url) {
    auto text = to_utf8(bytes, encoding);
    const auto begin = trimmed(text);
    if (begin.empty()) throw NoFeed(messages::nothing_there(), false);
    if (begin.starts_with('{')) return parse_json_feed(begin, url);
    return parse_xml_feed(std::move(text), url);
}

}  // namespace vorleser::feeds
