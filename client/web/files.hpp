// The page's files (page/), as tools/make_page compiles them in.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace vorleser::web {

struct File {
    std::string_view path;  // "/style.css"
    std::string_view type;  // of its content, as HTTP names it
    std::string_view etag;  // of its bytes before compression, with its quotation marks
    std::string_view bytes;
    std::size_t size;   // before compression
    bool gzip = false;  // compressed so
};

// In the order of their paths.
std::span<const File> files();

// Null: there is none. "/" is "/index.html".
const File* find_file(std::string_view path);

// Its bytes without compression.
std::string unpacked(const File& file);

// `bytes` as gzip compresses them, quickly.
std::string compressed(std::string_view bytes);

}  // namespace vorleser::web
