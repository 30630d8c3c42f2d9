#include "daemon/playlist/log.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <vector>

namespace vorleser {
namespace {

// https://www.sqlite.org/fileformat2.html#walformat
constexpr std::size_t header_size = 32, frame_header_size = 24;
using Bytes = std::vector<unsigned char>;
using Sum = std::array<std::uint32_t, 2>;

std::uint32_t big_endian(const unsigned char* at) {
    return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

Sum stored_sum(const unsigned char* at) {
    return {big_endian(at), big_endian(at + 4)};
}

// Over words in the byte order that the log's magic number names.
Sum summed(Sum sum, const unsigned char* data, std::size_t size, bool big) {
    const auto word = [&](std::size_t at) {
        const auto value = big_endian(data + at);
        return big ? value : __builtin_bswap32(value);
    };
    for (std::size_t at = 0; at + 8 <= size; at += 8) {
        sum[0] += word(at) + sum[1];
        sum[1] += word(at + 4) + sum[0];
    }
    return sum;
}

}  // namespace

bool log_breaks_off(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    Bytes header(header_size);
    if (!file.read(reinterpret_cast<char*>(header.data()), header_size)) return false;
    const auto magic = big_endian(header.data()), page_size = big_endian(header.data() + 8);
    const bool big = magic & 1;
    const bool header_right =
        (magic | 1) == 0x377f0683 && summed({}, header.data(), 24, big) == stored_sum(header.data() + 24);
    // It was written at once, and everything behind it is lost with it.
    if (!header_right) return file.peek() != std::ifstream::traits_type::eof();

    // What the next frame's sum goes on from. Behind a broken frame: what it says, and what it should say,
    // for either may be what is damaged.
    std::array<Sum, 2> from{stored_sum(header.data() + 24), stored_sum(header.data() + 24)};
    Bytes frame(frame_header_size + page_size);
    bool broken = false;
    while (file.read(reinterpret_cast<char*>(frame.data()), static_cast<std::streamsize>(frame.size()))) {
        const Sum said = stored_sum(frame.data() + 16);
        const auto of = [&](const Sum& sum) {
            return summed(summed(sum, frame.data(), 8, big), frame.data() + frame_header_size, page_size,
                          big);
        };
        const Sum here = of(from[0]);
        const bool salted = std::equal(header.begin() + 16, header.begin() + 24, frame.begin() + 8);
        const bool right = salted && (here == said || of(from[1]) == said);
        const bool commits = big_endian(frame.data() + 4) != 0;
        if (broken && right && commits) return true;
        broken |= !right;
        from = {said, right ? said : here};
    }
    return false;
}

}  // namespace vorleser
