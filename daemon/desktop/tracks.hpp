// The playlist's entries as MPRIS knows them: tracks with an object path and metadata.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sdbus-c++/Types.h>

#include "daemon/playlist/playlist.hpp"

namespace vorleser {

struct Track {
    EntryId id = 0;
    std::string title, source, url;
    std::int64_t length_us = 0;  // at speed 1; 0: not measured yet, and none is better than a wrong one
    bool operator==(const Track&) const = default;
};

Track track_of(const Entry& entry);

// Freedesktop's «MPRIS v2 metadata guidelines»: mpris:trackid, mpris:length, xesam:title, xesam:artist (where
// the article comes from) and xesam:url (its address), each only where it is known.
std::map<std::string, sdbus::Variant> metadata_of(const Track& track);

// An entry has the same path as long as it lives, wherever it stands in the list.
sdbus::ObjectPath path_of(EntryId id);
std::optional<EntryId> entry_at(const std::string& path);
inline constexpr auto no_track = "/org/mpris/MediaPlayer2/TrackList/NoTrack";

// The tracks around the one being read, in the list's order: TrackList is «a short list of tracks which were
// recently played or will be played shortly», so its cost does not grow with the playlist.
std::vector<Track> tracks_around(const Playlist& playlist, std::optional<EntryId> current);

}  // namespace vorleser
