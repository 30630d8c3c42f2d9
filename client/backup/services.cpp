#include "client/backup/services.hpp"

#include <algorithm>

#include "client/backup/service_rows.hpp"
#include "client/foreign_text.hpp"
#include "client/url.hpp"

namespace vorleser::backup {

std::string one_line(std::string_view text) {
    return line_of(to_utf8(text.substr(0, 100'000), ""));
}

std::string day_of(std::string_view date) {
    constexpr std::size_t size = std::string_view("2026-11-28").size();
    date = date.substr(0, size);
    return date.size() == size && date.find_first_not_of("0123456789-") == date.npos ? std::string(date)
                                                                                     : std::string();
}

std::vector<std::string> parted(std::string_view text, char separator) {
    std::vector<std::string> all;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        if (auto part = one_line(text.substr(0, end)); !part.empty()) all.push_back(std::move(part));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

void read_export(std::string_view bytes, const ExportTaker& taker, const ExportLimits& limits) {
    std::size_t count = 0;
    auto counted = taker;
    counted.take = [&](Saved saved) {
        if (++count > limits.records) throw BadExport(BadExport::Why::too_large);
        taker.take(std::move(saved));
    };
    auto head = bytes.substr(0, 4096);
    if (head.starts_with("PK\3\4")) return read_zip_export(bytes, counted, limits);
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    head = trimmed(head);
    if (head.starts_with('[')) return read_json_export(bytes, counted, limits);
    const auto lower = lower_ascii(head);
    if (lower.starts_with('<')) return read_html_export(bytes, counted);
    return read_csv_export(bytes, counted, limits);
}

}  // namespace vorleser::backup
