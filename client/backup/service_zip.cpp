// The archives of Readeck, Omnivore and Pocket, told by the names in them.
#include <algorithm>

#include "client/backup/service_rows.hpp"
#include "client/foreign_text.hpp"
#include "client/text.hpp"

namespace vorleser::backup {
namespace {

namespace json = boost::json;

// Files that say something of articles, without their texts.
std::string metadata(Zipped& archive, std::size_t file, const ExportLimits& limits) {
    auto content = archive.read(file, limits.record);
    if (!content) throw BadExport(BadExport::Why::damaged);
    return std::move(*content);
}

void take_text(Saved& saved, Zipped& archive, const std::string& name, const ExportTaker& taker,
               const ExportLimits& limits) {
    const auto file = archive.find(name);
    saved.has_text = file.has_value();
    if (!file || !taker.texts) return;
    if (auto html = archive.read(*file, limits.text)) saved.html = to_utf8(*html, "utf-8");
    saved.has_text = !trimmed(saved.html).empty();
}

// -- Readeck: bookmarks/UID/info.json, and beside it container/index.html

constexpr std::string_view readeck_folder = "bookmarks/", readeck_info = "/info.json";

bool is_readeck(std::string_view name) {
    return name.starts_with(readeck_folder) && name.ends_with(readeck_info) &&
           std::ranges::count(name, '/') == 2;
}

Saved readeck_item(const json::object& item) {
    Saved saved;
    saved.address = one_line(text_in(item, "URL"));
    saved.title = one_line(text_in(item, "Title"));
    saved.source = one_line(text_in(item, "SiteName"));
    saved.authors = names_in(item, "Authors");
    saved.date = day_of(text_in(item, "Published"));
    saved.saved_at = time_in(item, "Created");
    saved.read = flag_in(item, "IsArchived");
    saved.favourite = flag_in(item, "IsMarked");
    saved.tags = lines_in(item, "Labels");
    saved.quotes = quotes_in(item, {"Annotations", "text", "note", "created"});
    return saved;
}

void read_readeck(Zipped& archive, const ExportTaker& taker, const ExportLimits& limits) {
    for (std::size_t file = 0; file < archive.size(); ++file) {
        const std::string name(archive.name(file));
        if (!is_readeck(name)) continue;
        auto saved = readeck_item(object_of(metadata(archive, file, limits)));
        const auto folder = name.substr(0, name.size() - readeck_info.size());
        take_text(saved, archive, folder + "/container/index.html", taker, limits);
        taker.take(std::move(saved));
    }
}

// -- Omnivore: metadata_0_to_20.json …, content/SLUG.html, highlights/SLUG.md

bool is_omnivore(std::string_view name) {
    return name.starts_with("metadata_") && name.ends_with(".json");
}

// «> quote», its labels («#label #other»), a note; a quote's further paragraphs begin with «>», too.
std::vector<Quote> omnivore_quotes(std::string_view markdown) {
    std::vector<Quote> quotes;
    bool within = false;
    while (!markdown.empty()) {
        const auto end = std::min(markdown.find('\n'), markdown.size());
        auto line = trimmed(markdown.substr(0, end));
        markdown.remove_prefix(std::min(end + 1, markdown.size()));
        const bool marked = line.starts_with('>');
        if (marked) line = trimmed(line.substr(1));
        if (marked && !within) quotes.emplace_back();
        within = marked || (within && !line.empty());
        if (line.empty() || quotes.empty()) continue;
        if (!within && line.starts_with('#') && !line.starts_with("# ")) continue;
        auto& text = within ? quotes.back().text : quotes.back().note;
        text += (text.empty() ? "" : "\n") + std::string(line);
    }
    return quotes;
}

void read_omnivore(Zipped& archive, const ExportTaker& taker, const ExportLimits& limits) {
    for (std::size_t file = 0; file < archive.size(); ++file) {
        if (!is_omnivore(archive.name(file))) continue;
        objects_of(metadata(archive, file, limits), limits, [&](const json::object& item) {
            auto saved = omnivore_item(item);
            const auto slug = text_in(item, "slug");
            take_text(saved, archive, "content/" + slug + ".html", taker, limits);
            if (const auto highlights = archive.find("highlights/" + slug + ".md"))
                if (const auto text = archive.read(*highlights, limits.text))
                    saved.quotes = omnivore_quotes(to_utf8(*text, "utf-8"));
            taker.take(std::move(saved));
        });
    }
}

// -- Pocket: part_000000.csv …, annotations/part_000000.json …

void read_pocket(Zipped& archive, const ExportTaker& taker, const ExportLimits& limits) {
    std::map<std::string, std::vector<Quote>> quotes;  // by address; no more than most listeners' whole list
    std::size_t bytes = 0;
    for (std::size_t file = 0; file < archive.size(); ++file) {
        const auto name = archive.name(file);
        if (name.find("annotations/") == name.npos || !name.ends_with(".json")) continue;
        objects_of(metadata(archive, file, limits), limits, [&](const json::object& item) {
            auto& of = quotes[one_line(text_in(item, "url"))];
            const auto highlights = objects_in(item, "highlights");
            for (const auto& each : highlights) {
                of.push_back({to_utf8(text_in(each, "quote"), ""), "", time_in(each, "created_at")});
                bytes += of.back().text.size() + sizeof(Quote);
                if (bytes > limits.record) throw BadExport(BadExport::Why::too_large);
            }
        });
    }
    for (std::size_t file = 0; file < archive.size(); ++file) {
        if (!archive.name(file).ends_with(".csv")) continue;
        const auto table = metadata(archive, file, limits);
        Table rows(table, ',', limits);
        if (!is_pocket(rows)) continue;
        read_pocket_rows(rows, taker, [&](Saved& saved) {
            if (const auto of = quotes.find(saved.address); of != quotes.end()) saved.quotes = of->second;
        });
    }
}

}  // namespace

void read_zip_export(std::string_view bytes, const ExportTaker& taker, const ExportLimits& limits) {
    Zipped archive(bytes, limits);
    const auto any = [&](auto is) {
        for (std::size_t file = 0; file < archive.size(); ++file)
            if (is(archive.name(file))) return true;
        return false;
    };
    if (any(is_readeck)) return taker.begin(Service::readeck), read_readeck(archive, taker, limits);
    if (any(is_omnivore)) return taker.begin(Service::omnivore), read_omnivore(archive, taker, limits);
    const auto pocket = [&](std::string_view name) { return name.ends_with(".csv"); };
    if (any(pocket)) return taker.begin(Service::pocket), read_pocket(archive, taker, limits);
    throw BadExport(BadExport::Why::unknown);
}

}  // namespace vorleser::backup
