#include "client/web/files.hpp"

#include <stdexcept>

#include <zlib.h>

namespace vorleser::web {

const File* find_file(std::string_view path) {
    if (path == "/") path = "/index.html";
    for (const auto rows = files(); const auto& file : rows)
        if (file.path == path) return &file;
    return nullptr;
}

std::string unpacked(const File& file) {
    if (!file.gzip) return std::string(file.bytes);
    std::string bytes(file.size, '\0');
    z_stream stream{};
    constexpr int gzip = 16;
    if (inflateInit2(&stream, MAX_WBITS + gzip) != Z_OK) throw std::bad_alloc();
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file.bytes.data()));
    stream.avail_in = static_cast<uInt>(file.bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    const int result = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    if (result != Z_STREAM_END) throw std::logic_error("the page's file is damaged");
    return bytes;
}

std::string compressed(std::string_view bytes) {
    z_stream stream{};
    constexpr int gzip = 16, least_memory = 6;
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + gzip, least_memory, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        throw std::bad_alloc();
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace vorleser::web
