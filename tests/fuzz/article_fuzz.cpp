// Any bytes → read_article(): it must neither crash nor hang nor use much memory, and what it returns must
// keep its promises.
#include <algorithm>
#include <cstdint>

#include "tests/fuzz/reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorleser;
    if (size == 0) return 0;
    // The first byte chooses the reader: ' ' leaves it to the content.
    const As as = data[0] == 'h'   ? As::html
                  : data[0] == 'p' ? As::page
                  : data[0] == 't' ? As::text
                  : data[0] == 'm' ? As::markdown
                                   : As::automatic;
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    // 'e': a line with the encoding comes first.
    std::string encoding;
    if (data[0] == 'e') {
        encoding = bytes.substr(0, bytes.find('\n'));
        bytes.remove_prefix(std::min(encoding.size() + 1, bytes.size()));
    }

    const Result<Reading> reading = read_article(bytes, {.as = as, .source = "source", .encoding = encoding});
    test::expect_promises(reading);
    return 0;
}
