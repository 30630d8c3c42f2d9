// Names of files that every file system takes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace vorleser::exporting {

// `title` as a file's name without its ending: umlauts stay, what Windows, FAT or a shell cannot bear goes;
// NFC, at most 180 bytes, never empty.
std::string file_name(std::string_view title);

// Two names that a file system without case would take for the same are equal in this.
std::string folded(std::string_view name);

}  // namespace vorleser::exporting
