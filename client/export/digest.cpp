#include "client/export/digest.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <span>
#include <vector>

#include <fmt/format.h>
#include <sodium.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser::exporting {
namespace {

namespace fs = std::filesystem;

using Hash = std::array<unsigned char, crypto_generichash_BYTES_MIN>;

std::string hex(std::span<const unsigned char> bytes) {
    std::string text;
    for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

}  // namespace

std::string digest(std::string_view of) {
    Hash hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(of.data()), of.size(),
                       nullptr, 0);
    return hex(hash);
}

std::string file_digest(const fs::path& file) {
    Hash hash{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, hash.size());
    std::ifstream in(file, std::ios::binary);
    std::vector<char> chunk(std::size_t{1} << 16);
    while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), in.gcount() > 0)
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(chunk.data()),
                                  static_cast<unsigned long long>(in.gcount()));
    if (in.bad() || !in.eof())
        throw Failure(Exit::failed, messages::cannot_read(plain(file.string()), std::strerror(errno)));
    crypto_generichash_final(&state, hash.data(), hash.size());
    return hex(hash);
}

}  // namespace vorleser::exporting
