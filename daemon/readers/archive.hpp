// A ZIP archive in memory, read by names; what it may cost is bounded. Nothing is ever unpacked onto a disk,
// so that names are only looked up, whatever they lead to.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/error.hpp"

struct zip;

namespace vorleser::documents {

class Archive {
 public:
    static constexpr std::size_t most_bytes = std::size_t{128} << 20;  // unpacked, of all files together
    static constexpr std::size_t most_files = 20'000;

    // `bytes` must outlive it. Error: `unreadable`.
    static Result<Archive> open(std::string_view bytes);

    bool has(const std::string& name) const;

    // A file's content. Errors: `unreadable`: it is missing, damaged (its checksum is wrong), encrypted, or
    // it would be more than most_bytes.
    Result<std::string> read(const std::string& name);

 private:
    struct Close {
        void operator()(zip* archive) const;
    };
    explicit Archive(zip* opened) : zip_(opened) {}

    std::unique_ptr<zip, Close> zip_;
    std::size_t left_ = most_bytes;
};

}  // namespace vorleser::documents
