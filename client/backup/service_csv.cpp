// The tables of Instapaper, Pocket, Readeck and wallabag, told by their columns.
#include <algorithm>

#include "client/backup/service_rows.hpp"
#include "client/foreign_text.hpp"
#include "client/text.hpp"

namespace vorleser::backup {
namespace {

// «Archive», «Unread» and «Starred» are states; other folders are the listener's own.
Saved instapaper_row(const Table& row, const ExportTaker&, const ExportLimits&) {
    Saved saved;
    const auto folder = one_line(row["folder"]);
    saved.saved_at = time_of(row["timestamp"]);
    saved.read = folder == "Archive";
    saved.favourite = folder == "Starred";
    saved.tags = texts_of(row["tags"]);
    if (!folder.empty() && folder != "Unread" && folder != "Archive" && folder != "Starred")
        saved.tags.push_back(folder);
    return saved;
}

Saved readeck_row(const Table& row, const ExportTaker&, const ExportLimits&) {
    Saved saved;
    saved.saved_at = time_of(row["created"]);
    saved.read = row["is_archived"] == "true";
    saved.favourite = row["is_marked"] == "true";
    saved.tags = texts_of(row["labels"]);
    return saved;
}

// «31/12/2024 11:59:00», by a clock of twelve hours that does not say which half: the day it is.
std::int64_t wallabag_time(std::string_view text) {
    if (text.size() < 10 || text[2] != '/' || text[5] != '/') return 0;
    const auto part = [&](std::size_t at, std::size_t size) { return std::string(text.substr(at, size)); };
    return parse_date(part(6, 4) + "-" + part(3, 2) + "-" + part(0, 2));
}

Saved wallabag_row(const Table& row, const ExportTaker& taker, const ExportLimits& limits) {
    Saved saved;
    saved.saved_at = wallabag_time(row["creation date"]);
    saved.tags = parted(row["tags"], ',');
    const auto html = row["content"];
    saved.has_text = !trimmed(html).empty() && html.size() <= limits.text;
    if (saved.has_text && taker.texts) saved.html = valid_utf8(html);
    return saved;
}

Saved pocket_row(const Table& row, const ExportTaker&, const ExportLimits&) {
    Saved saved;
    saved.saved_at = time_of(row["time_added"]);
    saved.read = row["status"] == "archive";
    saved.tags = parted(row["tags"], '|');
    return saved;
}

struct Kind {
    Service service;
    char separator;
    std::vector<std::string_view> columns;
    Saved (*read)(const Table& row, const ExportTaker& taker, const ExportLimits& limits);
};
const Kind kinds[] = {
    {Service::instapaper, ',', {"url", "title", "selection", "folder"}, instapaper_row},
    {Service::pocket, ',', {"title", "url", "time_added", "status"}, pocket_row},
    {Service::readeck, ',', {"url", "title", "created", "labels", "is_archived"}, readeck_row},
    {Service::wallabag, ';', {"title", "url", "content", "creation date"}, wallabag_row},
};

void read_rows(const Kind& kind, Table& rows, const ExportTaker& taker, const ExportLimits& limits,
               const std::function<void(Saved&)>& more) {
    while (rows.next()) {
        auto saved = kind.read(rows, taker, limits);
        saved.address = one_line(rows["url"]);
        saved.title = text_of_html(to_utf8(rows["title"].substr(0, 100'000), ""));
        if (saved.title == saved.address) saved.title.clear();  // it knew no better
        for (auto& tag : saved.tags) tag = one_line(tag);
        if (more) more(saved);
        taker.take(std::move(saved));
    }
}

bool fits(const Kind& kind, const Table& rows) {
    return std::ranges::all_of(kind.columns, [&](std::string_view column) { return rows.has(column); });
}

const Kind& pocket() {
    return kinds[1];
}

}  // namespace

bool is_pocket(const Table& rows) {
    return fits(pocket(), rows);
}

void read_pocket_rows(Table& rows, const ExportTaker& taker, const std::function<void(Saved&)>& more) {
    read_rows(pocket(), rows, taker, {}, more);
}

void read_csv_export(std::string_view bytes, const ExportTaker& taker, const ExportLimits& limits) {
    const auto heading = bytes.substr(0, std::min<std::size_t>(bytes.find('\n'), 4096));
    for (const auto& kind : kinds) {
        if (!fits(kind, Table(heading, kind.separator, limits))) continue;
        Table rows(bytes, kind.separator, limits);
        taker.begin(kind.service);
        return read_rows(kind, rows, taker, limits, {});
    }
    throw BadExport(BadExport::Why::unknown);
}

}  // namespace vorleser::backup
