#include "client/budget.hpp"

#include <algorithm>
#include <vector>

#include <sys/stat.h>

namespace vorleser {
namespace fs = std::filesystem;

void keep_within_budget(const fs::path& directory, std::uint64_t budget,
                        const std::function<bool(const fs::path&)>& counts,
                        const std::function<void(const fs::path&)>& gone) {
    struct Kept {
        fs::path path;
        std::uint64_t size;
        std::int64_t used;
    };
    std::vector<Kept> all;
    std::uint64_t size = 0;
    std::error_code error;
    for (const auto& each : fs::directory_iterator(directory, error)) {
        struct stat info {};
        if ((counts && !counts(each.path())) || stat(each.path().c_str(), &info) != 0 ||
            !S_ISREG(info.st_mode))
            continue;
        const auto taken = static_cast<std::uint64_t>(info.st_blocks) * 512;  // holes take none
        all.push_back(
            {each.path(), taken, std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec});
        size += taken;
    }
    std::ranges::sort(all, {}, &Kept::used);
    for (const auto& kept : all) {
        if (size <= budget) break;
        fs::remove(kept.path, error);
        if (gone) gone(kept.path);
        size -= kept.size;
    }
}

}  // namespace vorleser
