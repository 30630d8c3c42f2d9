#include "daemon/desktop/tracks.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "daemon/article/article.hpp"

namespace vorleser {

namespace {

constexpr std::string_view path_prefix = "/vorleser/entry/";
constexpr int tracks_before = 10, tracks_after = 20;

}  // namespace

Track track_of(const Entry& entry) {
    return {entry.id, shortened(entry.title), shortened(entry.source), shortened(entry.url),
            entry.exact ? entry.duration_ms * 1000 : 0};
}

std::map<std::string, sdbus::Variant> metadata_of(const Track& track) {
    std::map<std::string, sdbus::Variant> metadata{{"mpris:trackid", sdbus::Variant(path_of(track.id))},
                                                   {"xesam:title", sdbus::Variant(track.title)}};
    if (track.length_us > 0) metadata.emplace("mpris:length", sdbus::Variant(track.length_us));
    if (!track.source.empty())
        metadata.emplace("xesam:artist", sdbus::Variant(std::vector<std::string>{track.source}));
    if (!track.url.empty()) metadata.emplace("xesam:url", sdbus::Variant(track.url));
    return metadata;
}

sdbus::ObjectPath path_of(EntryId id) {
    return std::string(path_prefix) + std::to_string(id);
}

std::optional<EntryId> entry_at(const std::string& path) {
    if (!path.starts_with(path_prefix)) return {};
    EntryId id = 0;
    const char* const end = path.data() + path.size();
    const auto [rest, failed] = std::from_chars(path.data() + path_prefix.size(), end, id);
    return failed == std::errc() && rest == end && id > 0 ? std::optional(id) : std::nullopt;
}

std::vector<Track> tracks_around(const Playlist& playlist, std::optional<EntryId> current) {
    std::vector<Track> tracks;
    const auto take = [&](std::optional<EntryId> id) {
        const auto entry = id ? playlist.entry(*id) : Result<Entry>(Entry{});
        if (!id || !entry) return false;
        tracks.push_back(track_of(*entry));
        return true;
    };
    const auto walk = [&](auto step, int most) {
        auto at = current;
        for (int i = 0; i < most; ++i) {
            const auto next = (playlist.*step)(at, 0);
            if (!next || !take(*next)) return;
            at = *next;
        }
    };
    if (current) {
        walk(&Playlist::before, tracks_before);
        std::ranges::reverse(tracks);
        take(current);
    }
    walk(&Playlist::after, tracks_after);
    return tracks;
}

}  // namespace vorleser
