// Addresses of files and sockets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vorleser {

// Each «%» with two hexadecimal digits as the byte it stands for; others stay (RFC 3986; D-Bus addresses
// alike).
std::string percent_decoded(std::string_view text);

// The absolute path that a file: URI names (RFC 8089); nullopt for every other URI and other machines' files.
std::optional<std::string> path_of_file(std::string_view uri);

}  // namespace vorleser
