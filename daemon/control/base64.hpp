// Bytes as they are, in JSON, which holds only text (RFC 4648).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vorleser {

// Nothing if `text` is no base64; with or without its padding, and nothing else in between.
std::optional<std::string> from_base64(std::string_view text);
std::string to_base64(std::span<const unsigned char> bytes);  // with padding

}  // namespace vorleser
