#include "client/web/ranges.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>

namespace vorleser::web {
namespace {

constexpr auto endless = std::numeric_limits<std::uint64_t>::max();

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool same_word(std::string_view a, std::string_view b) {  // `b` in small letters
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char one, char other) {
               return (one >= 'A' && one <= 'Z' ? one - 'A' + 'a' : one) == other;
           });
}

// Digits alone. A number too large for 64 bits is as good as the largest: no file is that long.
std::optional<std::uint64_t> number(std::string_view text) {
    if (text.empty()) return {};
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return {};
        const auto digit = static_cast<std::uint64_t>(c - '0');
        value = value > (endless - digit) / 10 ? endless : 10 * value + digit;
    }
    return value;
}

Wanted one_range(std::string_view spec, std::uint64_t size) {
    const auto dash = spec.find('-');
    if (dash == spec.npos) return Whole{};
    const auto from = spec.substr(0, dash), to = spec.substr(dash + 1);
    const auto first = number(from), last = number(to);
    if (from.empty()) {  // the last bytes
        if (!last) return Whole{};
        if (*last == 0) return Unsatisfiable{};
        if (size == 0) return Whole{};
        return ByteRange{size - std::min(*last, size), size - 1};
    }
    if (!first || (!to.empty() && (!last || *last < *first))) return Whole{};
    if (*first >= size) return Unsatisfiable{};
    return ByteRange{*first, to.empty() ? size - 1 : std::min(*last, size - 1)};
}

}  // namespace

Wanted parse_range(std::string_view header, std::uint64_t size) {
    header = trimmed(header);
    const auto equals = header.find('=');
    if (equals == header.npos || !same_word(header.substr(0, equals), "bytes")) return Whole{};
    auto specs = header.substr(equals + 1);
    std::string_view only;
    for (;;) {
        const auto comma = specs.find(',');
        if (const auto spec = trimmed(specs.substr(0, comma)); !spec.empty()) {
            if (!only.empty()) return Whole{};  // several
            only = spec;
        }
        if (comma == specs.npos) break;
        specs.remove_prefix(comma + 1);
    }
    return one_range(only, size);
}

Wanted parse_range(std::string_view header, std::string_view if_range, std::string_view etag,
                   std::uint64_t size) {
    if_range = trimmed(if_range);
    if (!if_range.empty() && (if_range != etag || etag.starts_with("W/"))) return Whole{};
    return parse_range(header, size);
}

}  // namespace vorleser::web
