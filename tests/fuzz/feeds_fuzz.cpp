// What sites may say: feeds, pages that name them, lists of them, dates.
#include <cstdint>
#include <string>

#include "client/feeds/discover.hpp"
#include "client/feeds/feed.hpp"
#include "client/text.hpp"
#include "tests/fuzz/promises.hpp"

using vorleser::test::expect;

namespace {

void expect_line(const std::string& text, const char* what) {
    expect(text.size() <= 2000 && text.find('\n') == text.npos && vorleser::valid_utf8(text) == text, what);
}

void expect_address(const std::string& address) {
    expect(address.empty() || address.starts_with("http://") || address.starts_with("https://"),
           "an address");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorleser::feeds;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::string base = "https://example.org/a/b?c";
    const auto line = bytes.substr(0, bytes.find('\n'));
    try {
        const auto feed = parse_feed(bytes, line.size() < 20 ? line : "", base);
        expect(feed.items.size() <= most_items, "no more items");
        expect_line(feed.title, "the feed's title is a line");
        for (const auto& item : feed.items) {
            expect_line(item.title, "a title is a line");
            expect_line(item.teaser, "a teaser is a line");
            expect_address(item.url);
            expect(item.published >= 0, "a date");
        }
    } catch (const NoFeed& none) {
        expect(*none.what() != '\0', "a reason");
    }
    for (const auto& each : feeds_of_page(bytes, "", base)) expect_address(each.address);
    try {
        const auto feeds = feeds_of_opml(bytes);
        expect(feeds.size() <= most_items, "no more feeds");
        expect(feeds_of_opml(opml_of(feeds)).size() == feeds.size(), "as many as were written");
    } catch (const NoFeed&) {
    }
    return 0;
}
