// What files and keys are called after: BLAKE2b (RFC 7693), 16 bytes as 32 hexadecimal digits.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sodium.h>

namespace vorleser::exporting {

// Of what comes piece by piece.
class Digest {
 public:
    Digest();
    void add(std::string_view piece);
    std::string text();  // nothing can be added behind it

 private:
    crypto_generichash_state state_;
};

std::string digest(std::string_view of);
// Throws Failure if the file cannot be read.
std::string file_digest(const std::filesystem::path& file);

}  // namespace vorleser::exporting
