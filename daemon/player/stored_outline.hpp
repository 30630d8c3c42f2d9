// An article of the list, as it is read.
#pragma once

#include <memory>

#include "daemon/narration/outline.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser {

// Not measured. Its parts are read from the playlist, which must live as long, and are the text as it is now:
// `conflict` once there is another. Errors: those of Playlist::contents().
Result<std::shared_ptr<const narration::Outline>> stored_outline(const Playlist& playlist, EntryId entry);

}  // namespace vorleser
