// Reading the listener's own files. A path may lead to anything: a directory, a pipe into which nobody
// writes, a device without an end. All files of the listener's that a program reads by itself are read here.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "daemon/base/error.hpp"

namespace vorleser {

inline constexpr std::size_t largest_own_file = std::size_t{4} << 20;  // bytes; a lexicon of 100,000 words

// The whole file; nullopt where there is none. Never waits for another program. Error `unreadable`: the file
// is there, but cannot be read, is no regular file, is larger than `largest_own_file`, or is a link to
// nothing.
Result<std::optional<std::string>> read_own_file(const std::string& path);

}  // namespace vorleser
