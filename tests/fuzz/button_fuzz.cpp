// What whoever starts the program behind the browser's button may say to it.
#include <cstdint>
#include <string_view>

#include <boost/json.hpp>
#include <sys/mman.h>
#include <unistd.h>

#include "client/browser/button.hpp"
#include "client/browser/framing.hpp"
#include "client/failure.hpp"
#include "tests/fuzz/promises.hpp"

using vorleser::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorleser::browser;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    try {
        const auto wish = parse_wish(bytes);
        expect(wish.fetch.empty() == wish.params.contains("text"), "a text, or an address");
        expect(!wish.params.contains("bytes") && !wish.params.contains("method"),
               "nothing that was not allowed");
        if (const auto* url = wish.params.if_contains("url"))
            expect(url->is_string() && url->get_string().starts_with("http"), "an address of the web");
    } catch (const vorleser::Failure&) {
    }
    static const int file = memfd_create("said", MFD_CLOEXEC);
    if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) std::abort();
    lseek(file, 0, SEEK_SET);
    try {
        while (const auto message = read_message(file))
            expect(message->size() < size, "no more than was said");
    } catch (const BrokenOff&) {
    } catch (const vorleser::Failure&) {
        expect(false, "nothing so small is too large");
    }
    return 0;
}
