// A folder that is the list: what is queued is there, in its order.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "client/draft.hpp"
#include "client/export/exporter.hpp"
#include "client/export/manifest.hpp"
#include "client/export/names.hpp"
#include "client/export/transcript.hpp"

namespace vorleser::exporting {
namespace {

namespace fs = std::filesystem;

constexpr auto list_name = "Vorleser.m3u8";

// «07 Title.mp3», in an order that names sort by; what is not ours keeps its name.
std::string name_for(const Entry& entry, std::size_t number, std::size_t digits, std::string_view ending,
                     const Manifest& manifest, std::set<std::string>& taken) {
    for (int i = 1;; ++i) {
        const auto again = i == 1 ? std::string() : fmt::format(" ({})", i);
        const auto name =
            fmt::format("{:0{}} {}{}.{}", number, digits, file_name(entry.title), again, ending);
        if (manifest.is_free(name) && taken.insert(folded(name)).second) return name;
    }
}

}  // namespace

void export_folder(Exporter& exporter) {
    const auto& options = exporter.invocation().exported;
    const auto format = wanted_format(options);
    Manifest manifest(options.path);
    const auto entries = exporter.list();
    const auto digits = std::max<std::size_t>(2, std::to_string(entries.size()).size());

    std::int64_t made = 0, gone = 0;
    Files files;
    std::set<std::string> taken;
    std::string list = "#EXTM3U\n";
    for (const auto& entry : entries) {
        const auto had = exporter.try_record(entry, format);
        if (!had) {  // what there is of it stays
            for (const auto& [name, of] : manifest.files())
                if (of.uid == entry.uid && manifest.is_ours(name)) files[name] = of;
            continue;
        }
        const auto& recording = *had;
        const auto& title = recording.tracks.front().article.entry.title;
        const auto key = tagged_key(recording, format, title);
        const auto name = name_for(entry, files.size() + 1, digits, info(format).name, manifest, taken);
        const auto path = manifest.folder() / name;
        list += fmt::format("#EXTINF:{},{}\n{}\n", whole_seconds(recording.samples), title, name);
        if (manifest.has(name, key)) {
            files[name] = manifest.files().at(name);
            continue;
        }
        manifest.expect({{name, {entry.uid, key, 0, 0}}});
        // Under another number it is the same file.
        const auto same = std::find_if(
            manifest.files().begin(), manifest.files().end(),
            [&](const auto& each) { return manifest.has(each.first, key) && !files.contains(each.first); });
        std::error_code error;
        const bool renamed = same != manifest.files().end() && !fs::exists(path, error) &&
                             (fs::rename(manifest.folder() / same->first, path, error), !error);
        if (renamed) {
            files[name] = {entry.uid, key, same->second.size, 0};
            continue;
        }
        if (std::none_of(manifest.files().begin(), manifest.files().end(), [&](const auto& each) {
                return each.second.uid == entry.uid && each.second.size > 0;
            }))
            ++made;
        files[name] = {entry.uid, key, Exporter::write(recording, format, title, path), 0};
    }
    if (format != Format::epub && manifest.is_free(list_name))
        files[list_name] = manifest.put(list_name, {}, [&](const Out& out) { out(list); });
    std::set<std::string> stay;
    for (const auto& [name, of] : files) stay.insert(of.uid);
    for (const auto& [name, of] : manifest.files()) {
        if (files.contains(name) || !manifest.is_ours(name)) continue;
        std::error_code error;
        fs::remove(manifest.folder() / name, error);
        if (!of.uid.empty() && !stay.contains(of.uid)) ++gone;
    }
    manifest.keep(files);
    exporter.say_folder(entries.size(), made, gone);
}

}  // namespace vorleser::exporting
