#include "client/export/exporter.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "client/choosing.hpp"
#include "client/command.hpp"
#include "client/draft.hpp"
#include "client/export/digest.hpp"
#include "client/export/tags.hpp"
#include "client/messages.hpp"
#include "client/places.hpp"
#include "client/terminal.hpp"
#include "client/text.hpp"
#include "client/time.hpp"
#include "locale/streams.hpp"

namespace vorleser::exporting {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

CacheConfig cache() {
    const auto directory = cache_directory();
    if (directory.empty()) throw Failure(Exit::failed, messages::no_cache());
    return {directory / "sound"};
}

// How far it is, and how long it takes.
void tell(StatusLine& line, std::uint64_t done, std::uint64_t all) {
    if (all == 0) return;
    const auto part = static_cast<double>(done) / static_cast<double>(all);
    const auto so_far = static_cast<double>(line.age().count());
    const auto left = part > 0.02 ? static_cast<std::int64_t>(so_far * (1 - part) / part) : 0;
    const auto percent = static_cast<std::int64_t>(100 * part);
    line.show([&](std::string_view title) {
        return messages::exporting(title, percent, left > 0 ? format_span(left) : std::string());
    });
}

}  // namespace

Exporter::Exporter(const Invocation& invocation)
    : invocation_(invocation),
      connection_(invocation.daemon),
      recorder_(connection_, invocation.daemon.start, cache()) {}

std::vector<Entry> Exporter::list() {
    json::object params;
    if (invocation_.exported.unheard) params["unheard"] = true;
    return parse_entries(connection_.call("list", params));
}

std::vector<Entry> Exporter::chosen_entries() {
    if (const auto id = invocation_.exported.id; id > 0) return {head_of_article(connection_, id).entry};
    auto entries = list();
    if (!invocation_.names.empty()) return chosen(entries, invocation_.names);
    if (invocation_.exported.all || invocation_.exported.unheard) return entries;
    const auto status = parse_status(connection_.call("status"));
    if (!status.entry) throw Failure(Exit::failed, messages::nothing_to_export());
    return {*status.entry};
}

std::optional<Recording> Exporter::try_record(const Entry& entry, Format format) {
    try {
        return record({&entry, 1}, format);
    } catch (const Refused& refused) {
        complain(fmt::format("{}: {}", entry.title, refused.what()));
        return {};
    }
}

Recording Exporter::record(std::span<const Entry> entries, Format format) {
    std::vector<std::int64_t> ids;
    for (const auto& entry : entries) ids.push_back(entry.id);
    const auto title = entries.size() == 1
                           ? entries.front().title
                           : messages::articles_together(static_cast<std::int64_t>(entries.size()));
    auto recording = [&] {
        StatusLine line(title, !invocation_.json, invocation_.plain);
        return recorder_.record(ids, format, [&](auto done, auto all) { tell(line, done, all); });
    }();
    for (const auto& track : recording.tracks)
        if (track.unspeakable > 0)
            complain(messages::unspeakable_sentences(track.article.entry.title,
                                                     static_cast<std::int64_t>(track.unspeakable)));
    return recording;
}

void Exporter::say_folder(std::size_t articles, std::int64_t made, std::int64_t gone,
                          json::object more) const {
    const auto& options = invocation_.exported;
    more["folder"] = options.path;
    more["articles"] = articles;
    more["made"] = made;
    more["gone"] = gone;
    if (invocation_.json)
        print_out(json::serialize(more) + "\n");
    else if (!options.follow || made > 0 || gone > 0)
        print_out(messages::folder_done(static_cast<std::int64_t>(articles), made, gone) + "\n");
    flush_out();
}

void Exporter::write(const Recording& recording, Format format, const std::string& title, Draft& draft) {
    if (format == Format::epub) return write_book({&recording, 1}, title, draft);
    draft.copy(recording.file);
    write_tags(draft, recording, title);
}

std::uint64_t Exporter::write(const Recording& recording, Format format, const std::string& title,
                              const fs::path& file) {
    Draft draft(file);
    write(recording, format, title, draft);
    const auto size = fs::file_size(draft.path());
    draft.commit();
    return size;
}

std::string tagged_key(const Recording& recording, Format format, const std::string& title) {
    auto of = fmt::format("{}\n{}\n{}", recording.key, info(format).name, title);
    for (const auto& track : recording.tracks) {
        const auto& entry = track.article.entry;
        for (const auto& text : {entry.title, entry.kicker, entry.source, entry.url, track.article.authors,
                                 track.article.date, entry.language})
            of += "\n" + text;
    }
    return digest(of);
}

Format wanted_format(const ExportWanted& wanted) {
    const auto said = format_named(wanted.format);
    std::error_code error;
    if (wanted.into == ExportWanted::Into::podcast && said == Format::epub)
        throw Failure(Exit::usage, messages::podcast_is_sound());
    // A file's ending; what is a directory, or shall become one, has none.
    const fs::path path = wanted.into == ExportWanted::Into::files ? wanted.path : "";
    if (!path.has_filename() || fs::is_directory(path, error)) return said.value_or(Format::mp3);
    const auto by_name = format_named(path.extension().string());
    if (by_name ? said && *said != *by_name : !said)
        throw Failure(Exit::usage, messages::which_format(plain(path.string())));
    return by_name.value_or(said.value_or(Format::mp3));
}

}  // namespace vorleser::exporting
