// Writing the listener's own lexicon.toml. Private to the room.
#pragma once

#include <string>

#include "daemon/base/error.hpp"

namespace vorleser {

// The old file or the new one, whenever power is lost. Nobody else's to read. Error: `storage`.
Result<void> write_own_lexicon(const std::string& path, const std::string& text);

}  // namespace vorleser
