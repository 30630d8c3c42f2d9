// The services, each in a file of its own; private to the room. Each takes `taker.begin` first, and throws
// BadExport.
#pragma once

#include <string>
#include <string_view>

#include "client/backup/formats.hpp"
#include "client/backup/services.hpp"

namespace vorleser::backup {

// An array of objects (service_json.cpp).
void read_json_export(std::string_view bytes, const ExportTaker& taker, const ExportLimits& limits);
// By their columns (service_csv.cpp).
void read_csv_export(std::string_view bytes, const ExportTaker& taker, const ExportLimits& limits);
// By the names of the files in it (service_zip.cpp).
void read_zip_export(std::string_view bytes, const ExportTaker& taker, const ExportLimits& limits);
// Bookmarks and ril_export.html (service_html.cpp).
void read_html_export(std::string_view bytes, const ExportTaker& taker);

// What several of them share: parts of other formats.
Saved omnivore_item(const boost::json::object& item);
void read_pocket_rows(Table& rows, const ExportTaker& taker, const std::function<void(Saved&)>& more = {});
bool is_pocket(const Table& rows);

// One line of text, one of HTML's.
std::string one_line(std::string_view text);
// Of JSON: a list's texts, a line each; the same with commas between those that are not empty.
std::vector<std::string> lines_in(const boost::json::object& item, std::string_view name);
std::string names_in(const boost::json::object& item, std::string_view name);
// What was marked: objects in that list, each with a quotation, a note and when it was made, under these
// names.
struct QuoteNames {
    std::string_view list, quote, note, made_at;
};
std::vector<Quote> quotes_in(const boost::json::object& item, const QuoteNames& names);
// The day of a date as RFC 3339 has it; empty: it is none.
std::string day_of(std::string_view date);
// A comma-separated list, or one with another separator.
std::vector<std::string> parted(std::string_view text, char separator);

}  // namespace vorleser::backup
