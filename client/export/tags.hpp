// What a sound file says of itself: titles, address, chapters, text, a cover.
#pragma once

#include <string>

#include "client/draft.hpp"
#include "client/export/recording.hpp"

namespace vorleser::exporting {

// Writes into the sound file in `draft`, which has no tags yet: ID3v2.4 with CHAP and CTOC frames (MP3, WAV)
// or Vorbis comments with CHAPTERnnn (Opus, FLAC), and the cover. `title`: of the file. The same recording
// gives the same bytes. Throws Failure.
void write_tags(Draft& draft, const Recording& recording, const std::string& title);

// The cover, a PNG of 1,400 × 1,400 pixels, as podcast directories want it.
std::string_view cover_png();

}  // namespace vorleser::exporting
