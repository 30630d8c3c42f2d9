#include "daemon/desktop/uri.hpp"

#include <charconv>

namespace vorleser {

std::string percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned byte = 0;
        const char* const digits = text.data() + at + 1;
        if (text[at] == '%' && at + 2 < text.size() &&
            std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
            decoded += static_cast<char>(byte);
            at += 2;
        } else {
            decoded += text[at];
        }
    }
    return decoded;
}

std::optional<std::string> path_of_file(std::string_view uri) {
    constexpr std::string_view scheme = "file:";
    if (!uri.starts_with(scheme)) return {};
    uri.remove_prefix(scheme.size());
    if (uri.starts_with("//")) {
        uri.remove_prefix(2);
        const auto host = uri.substr(0, uri.find('/'));
        if (!host.empty() && host != "localhost") return {};
        uri.remove_prefix(host.size());
    }
    const std::string path = percent_decoded(uri);
    if (!path.starts_with('/') || path.find('\0') != path.npos) return {};
    return path;
}

}  // namespace vorleser
