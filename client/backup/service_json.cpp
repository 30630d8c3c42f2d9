// wallabag's JSON, and Omnivore's as it lies in its archive.
#include "client/backup/service_rows.hpp"
#include "client/foreign_text.hpp"

namespace vorleser::backup {
namespace {

namespace json = boost::json;

// What it writes instead of the text that it could not fetch.
bool is_an_excuse(std::string_view html) {
    return html.size() < 1000 && html.find("wallabag can't retrieve contents") != html.npos;
}

std::string authors_of(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& each : names) {
        const auto name = one_line(each);
        if (!name.empty()) all += (all.empty() ? "" : ", ") + name;
    }
    return all;
}

Saved wallabag_item(const json::object& item, const ExportTaker& taker, const ExportLimits& limits) {
    Saved saved;
    saved.address = one_line(text_in(item, "url"));
    saved.title = text_of_html(text_in(item, "title"));  // it may have tags
    saved.source = one_line(text_in(item, "domain_name"));
    saved.authors = authors_of(texts_in(item, "published_by"));
    saved.date = day_of(text_in(item, "published_at"));
    saved.saved_at = time_in(item, "created_at");
    saved.read = flag_in(item, "is_archived");
    saved.read_at = time_in(item, "archived_at");
    saved.favourite = flag_in(item, "is_starred");
    for (const auto& tag : texts_in(item, "tags")) saved.tags.push_back(one_line(tag));
    const auto annotations = objects_in(item, "annotations");
    for (const auto& each : annotations)
        saved.quotes.push_back({to_utf8(text_in(each, "quote"), ""), to_utf8(text_in(each, "text"), ""),
                                time_in(each, "created_at")});
    auto html = text_in(item, "content");
    saved.has_text = !trimmed(html).empty() && html.size() <= limits.text && !is_an_excuse(html);
    if (saved.has_text && taker.texts) saved.html = std::move(html);
    return saved;
}

}  // namespace

Saved omnivore_item(const json::object& item) {
    Saved saved;
    saved.address = one_line(text_in(item, "url"));
    saved.title = one_line(text_in(item, "title"));
    saved.authors = one_line(text_in(item, "author"));
    saved.date = day_of(text_in(item, "publishedAt"));
    saved.saved_at = time_in(item, "savedAt");
    const auto state = text_in(item, "state");
    saved.read = state == "Archived" || state == "ARCHIVED";
    for (const auto& label : texts_in(item, "labels")) saved.tags.push_back(one_line(label));
    return saved;
}

void read_json_export(std::string_view bytes, const ExportTaker& taker, const ExportLimits& limits) {
    bool begun = false, omnivore = false;
    objects_of(bytes, limits, [&](const json::object& item) {
        if (!begun) {
            omnivore = item.contains("savedAt") && item.contains("slug");
            if (!item.contains("url") || (!omnivore && !item.contains("is_archived")))
                throw BadExport(BadExport::Why::unknown);
            begun = true;
            taker.begin(omnivore ? Service::omnivore : Service::wallabag);
        }
        taker.take(omnivore ? omnivore_item(item) : wallabag_item(item, taker, limits));
    });
    if (!begun) throw BadExport(BadExport::Why::unknown);
}

}  // namespace vorleser::backup
