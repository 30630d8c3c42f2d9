#include "daemon/control/base64.hpp"

#include <array>
#include <cstdint>

namespace vorleser {
namespace {

constexpr std::uint8_t none = 64;

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::uint8_t, 256> values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(none);
    std::uint8_t value = 0;
    for (const char c : digits) table[static_cast<unsigned char>(c)] = value++;
    return table;
}();

}  // namespace

std::optional<std::string> from_base64(std::string_view text) {
    if (text.ends_with('=') && text.size() % 4 != 0) return std::nullopt;
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t group = 0;
    std::uint8_t wrong = 0;
    int bits = 0;
    for (const char c : text) {
        const std::uint8_t value = values[static_cast<unsigned char>(c)];
        wrong |= value;
        group = group << 6 | (value & 63U);
        if ((bits += 6) < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(group >> bits & 0xFF);
    }
    if (wrong & none) return std::nullopt;
    return bytes;
}

std::string to_base64(std::span<const unsigned char> bytes) {
    std::string text((bytes.size() + 2) / 3 * 4, '=');
    char* out = text.data();
    for (; bytes.size() >= 3; bytes = bytes.subspan(3), out += 4) {
        const std::uint32_t group = bytes[0] << 16 | bytes[1] << 8 | bytes[2];
        for (int i = 0; i < 4; ++i) out[i] = digits[group >> (18 - 6 * i) & 63];
    }
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        group |= static_cast<std::uint32_t>(bytes[i]) << (16 - 8 * i);
    for (std::size_t i = 0; i < bytes.size() + 1 && !bytes.empty(); ++i)
        out[i] = digits[group >> (18 - 6 * i) & 63];
    return text;
}

}  // namespace vorleser
