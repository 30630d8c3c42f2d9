// What was made already, so that nothing is spoken or encoded twice: small files whole, and files of which
// parts come in any order. Any thread; several processes may use it at once.
//
// Nothing here is needed: where the disk refuses, it is made anew each time.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "own/files.hpp"

namespace vorleser::web {

class Cache {
 public:
    // At most `budget` bytes in `directory`, which is made if it is missing: what was used last stays. Throws
    // own::Unusable.
    Cache(std::filesystem::path directory, std::uint64_t budget);

    // A whole file; used just now. `name` is one of ours: no path.
    std::optional<std::string> read(const std::string& name) const;
    void write(const std::string& name, std::string_view bytes);

    // A file with holes, made if it is missing; used just now. Empty where the disk refuses.
    own::Descriptor open(const std::string& name) const;
    // What lies there, which may be a hole or half written: whoever reads must be able to tell.
    static std::string read_at(const own::Descriptor& file, std::uint64_t offset, std::size_t bytes);
    void write_at(const own::Descriptor& file, std::uint64_t offset, std::string_view bytes);

 private:
    void count(std::size_t written);

    const std::filesystem::path directory_;
    const std::uint64_t budget_;
    std::atomic<std::uint64_t> written_{0};  // since the budget was looked at
};

}  // namespace vorleser::web
