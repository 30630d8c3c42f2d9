// Any `Range` and `If-Range` of any size: what comes out lies in the file.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "client/web/ranges.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorleser::web;
    std::uint64_t length = 0;
    if (size < sizeof length) return 0;
    std::memcpy(&length, data, sizeof length);
    const std::string_view text(reinterpret_cast<const char*>(data) + sizeof length, size - sizeof length);
    const auto line = text.find('\n');
    const auto header = text.substr(0, line), if_range = line == text.npos ? "" : text.substr(line + 1);
    const auto wanted = parse_range(header, if_range, "\"a\"", length);
    if (const auto* part = std::get_if<ByteRange>(&wanted))
        if (part->first > part->last || part->last >= length) std::abort();
    if (if_range.empty() && wanted != parse_range(header, length)) std::abort();
    return 0;
}
