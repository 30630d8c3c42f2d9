// ZIP archives as programs write them, and as they do not.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <zlib.h>

namespace vorleser::test {

struct ZipFile {
    std::string name, content;
    bool deflated = false, encrypted = false, broken = false;  // broken: the checksum is wrong
};

// `window`: 15 + 16 for gzip, −15 for what a ZIP archive holds.
inline std::string deflated(const std::string& content, int window) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("deflateInit2");
    std::string out(deflateBound(&stream, content.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int how = deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    if (how != Z_STREAM_END) throw std::runtime_error("deflate");
    out.resize(stream.total_out);
    return out;
}

inline std::string gzipped(const std::string& content) {
    return deflated(content, 15 + 16);
}

inline std::string zipped(const std::vector<ZipFile>& files) {
    const auto number = [](std::uint64_t value, int bytes) {
        std::string out;
        for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
        return out;
    };
    std::string out, directory;
    for (const ZipFile& file : files) {
        const std::string packed = file.deflated ? deflated(file.content, -15) : file.content;
        const auto sum = crc32(0, reinterpret_cast<const Bytef*>(file.content.data()),
                               static_cast<uInt>(file.content.size())) ^
                         (file.broken ? 1u : 0u);
        const std::string about = number(20, 2) + number(0x800 | (file.encrypted ? 1u : 0u), 2) +
                                  number(file.deflated ? 8 : 0, 2) + number(0x21'0000, 4) + number(sum, 4) +
                                  number(packed.size(), 4) + number(file.content.size(), 4) +
                                  number(file.name.size(), 2) + number(0, 2);
        directory += "PK\1\2" + number(20, 2) + about + number(0, 2) + number(0, 2) + number(0, 2) +
                     number(0, 4) + number(out.size(), 4) + file.name;
        out += "PK\3\4" + about + file.name + packed;
    }
    return out + directory + "PK\5\6" + number(0, 4) + number(files.size(), 2) + number(files.size(), 2) +
           number(directory.size(), 4) + number(out.size(), 4) + number(0, 2);
}

}  // namespace vorleser::test
