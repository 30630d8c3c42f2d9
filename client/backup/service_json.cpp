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

Saved wallabag_item(const json::object& item, const ExportTaker& taker, const ExportLimits& limits) {
    Saved saved;
    saved.address = one_line(text_in(item, "url"));
    saved.title = text_of_html(text_in(item, "title"));  // it may have tags
    saved.source = one_line(text_in(item, "domain_name"));
    saved.authors = names_in(item, "published_by");
    saved.date = day_of(text_in(item, "published_at"));
    saved.saved_at = time_in(item, "created_at");
    saved.read = flag_in(item, "is_archived");
    saved.read_at = time_in(item, "archived_at");
    saved.favourite = flag_in(item, "is_starred");
    saved.tags = lines_in(item, "tags");
    saved.quotes = quotes_in(item, {"annotations", "quote", "text", "created_at"});
    auto html = text_in(item, "content");
    saved.has_text = !trimmed(html).empty() && html.size() <= limits.text && !is_an_excuse(html);
    if (saved.has_text && taker.texts) saved.html = std::move(html);
    return saved;
}

}  // namespace

std::vector<std::string> lines_in(const json::object& item, std::string_view name) {
    auto lines = texts_in(item, name);
    for (auto& each : lines) each = one_line(each);
    return lines;
}

std::string names_in(const json::object& item, std::string_view name) {
    std::string all;
    const auto names = lines_in(item, name);
    for (const auto& each : names)
        if (!each.empty()) all += (all.empty() ? "" : ", ") + each;
    return all;
}

std::vector<Quote> quotes_in(const json::object& item, const QuoteNames& names) {
    std::vector<Quote> quotes;
    const auto marked = objects_in(item, names.list);
    for (const auto& each : marked)
        quotes.push_back({to_utf8(text_in(each, names.quote), ""), to_utf8(text_in(each, names.note), ""),
                          time_in(each, names.made_at)});
    return quotes;
}

Saved omnivore_item(const json::object& item) {
    Saved saved;
    saved.address = one_line(text_in(item, "url"));
    saved.title = one_line(text_in(item, "title"));
    saved.authors = one_line(text_in(item, "author"));
    saved.date = day_of(text_in(item, "publishedAt"));
    saved.saved_at = time_in(item, "savedAt");
    const auto state = text_in(item, "state");
    saved.read = state == "Archived" || state == "ARCHIVED";
    saved.tags = lines_in(item, "labels");
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
