// Caches: what was used last stays.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace vorleser {

// Deletes files in `directory`, those that were used (written, or touched) longest ago first, until the
// others take `budget` bytes of the disk at most. Where the disk refuses, they stay.
// `counts`: whether a file is the budget's matter; others stay. `gone`: called for each that was deleted.
void keep_within_budget(const std::filesystem::path& directory, std::uint64_t budget,
                        const std::function<bool(const std::filesystem::path&)>& counts = {},
                        const std::function<void(const std::filesystem::path&)>& gone = {});

}  // namespace vorleser
