#include "client/export/digest.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser::exporting {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bytes = crypto_generichash_BYTES_MIN;

}  // namespace

Digest::Digest() : state_{} {
    crypto_generichash_init(&state_, nullptr, 0, bytes);
}

void Digest::add(std::string_view piece) {
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(piece.data()), piece.size());
}

std::string Digest::text() {
    std::array<unsigned char, bytes> hash{};
    crypto_generichash_final(&state_, hash.data(), hash.size());
    std::string text;
    for (const auto byte : hash) text += fmt::format("{:02x}", byte);
    return text;
}

std::string digest(std::string_view of) {
    Digest all;
    all.add(of);
    return all.text();
}

std::string file_digest(const fs::path& file) {
    Digest all;
    std::ifstream in(file, std::ios::binary);
    std::vector<char> chunk(std::size_t{1} << 16);
    while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), in.gcount() > 0)
        all.add({chunk.data(), static_cast<std::size_t>(in.gcount())});
    if (in.bad() || !in.eof())
        throw Failure(Exit::failed, messages::cannot_read(plain(file.string()), std::strerror(errno)));
    return all.text();
}

}  // namespace vorleser::exporting
