// Which part of a file a browser asks for: RFC 9110, section 14. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace vorleser::web {

struct Whole {  // 200
    bool operator==(const Whole&) const = default;
};
struct ByteRange {  // 206; both within the file
    std::uint64_t first = 0, last = 0;
    bool operator==(const ByteRange&) const = default;
};
struct Unsatisfiable {  // 416
    bool operator==(const Unsatisfiable&) const = default;
};
using Wanted = std::variant<Whole, ByteRange, Unsatisfiable>;

// What the value of `Range` in a GET asks for of `size` bytes; empty, other units, several ranges, or what is
// no range at all: the whole, as the RFC allows or wants.
Wanted parse_range(std::string_view header, std::uint64_t size);

// The same where `If-Range` came with it (empty: it did not): the whole but where it is just this `etag`. A
// weak one never is, and nor is a date, since nothing is served that has one.
Wanted parse_range(std::string_view header, std::string_view if_range, std::string_view etag,
                   std::uint64_t size);

}  // namespace vorleser::web
