// Numbers as bytes: seven bits each, the lowest first, most of them one byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vorleser {

inline void put_number(std::string& bytes, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
    bytes += static_cast<char>(number);
}

// Reads them; `good` stays false once one was wrong, and what is read then is 0.
class Numbers {
 public:
    explicit Numbers(std::string_view bytes) : rest(bytes) {}

    std::uint32_t take(std::uint64_t most = UINT32_MAX) {
        std::uint64_t number = 0;
        for (int shift = 0; good && shift < 35 && !rest.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(rest.front());
            rest.remove_prefix(1);
            number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80) {
                good = number <= most;
                return good ? static_cast<std::uint32_t>(number) : 0;
            }
        }
        good = false;
        return 0;
    }
    // How many of something follow, each of at least so many bytes.
    std::uint32_t count(std::size_t least) { return take(rest.size() / least); }

    std::string_view rest;
    bool good = true;
};

}  // namespace vorleser
