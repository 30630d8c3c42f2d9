// SQLite's write-ahead log, looked at before SQLite reads it.
#pragma once

#include <string>

namespace vorleser {

// Whether the log ends too early: a frame whose checksum is wrong is followed by whole transactions of the
// same log. SQLite takes such a frame for the end, since a power cut leaves one, and says nothing. What only
// a power cut can have left, the last frame torn, is none of that. false: also if there is no log.
bool log_breaks_off(const std::string& path);

}  // namespace vorleser
