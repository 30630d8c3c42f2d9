// What is served by the byte, whole or a range of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace vorleser::web {

// For one thread at a time. Reading blocks.
struct Served {
    virtual ~Served() = default;
    virtual std::uint64_t size() const = 0;
    virtual std::string etag() const = 0;  // strong, with its quotation marks
    virtual std::string_view mime() const = 0;
    // `bytes` from `offset` on, fewer only at the end.
    virtual std::string read(std::uint64_t offset, std::size_t bytes) = 0;
};

// A file whose bytes are never others: another one that takes its name is another file. Null: there is none.
// `mime` lives as long as the program.
std::unique_ptr<Served> served_file(const std::filesystem::path& path, std::string_view mime);

}  // namespace vorleser::web
