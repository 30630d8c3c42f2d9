// A page saved as one file (MHTML): a message whose first part is the page.
#include <algorithm>

#include "daemon/article/characters.hpp"
#include "daemon/readers/mime.hpp"
#include "daemon/readers/readers.hpp"

namespace vorleser::documents {

namespace {

bool is_page(const MimePart& part) {
    return part.is("text/html") || part.is("application/xhtml+xml");
}

// The page among the parts: what multipart/related says it begins with, else the first.
const MimePart* page_in(const MimePart& part) {
    if (is_page(part)) return &part;
    const auto begins =
        std::ranges::find_if(part.parts, [&](const MimePart& each) { return each.id == part.start; });
    if (!part.start.empty() && begins != part.parts.end())
        if (const MimePart* page = page_in(*begins)) return page;
    for (const MimePart& each : part.parts)
        if (const MimePart* page = page_in(each)) return page;
    return nullptr;
}

bool is_address(std::string_view location) {
    return location.starts_with("http://") || location.starts_with("https://");
}

}  // namespace

Result<Reading> read_mhtml(std::string_view bytes, const ReadOptions& options) {
    const Result<MimePart> message = parse_message(bytes);
    if (!message) return message.error();
    const MimePart* page = page_in(*message);
    if (!page) return Error(ErrorKind::unreadable, "it holds no page: save the page anew and add that");
    ReadOptions wanted{As::html, options.title, options.source, page->charset, options.url};
    for (const std::string& location : {page->location, message->location})
        if (is_address(location)) wanted.url = location;
    return read_article(page->bytes, wanted);
}

}  // namespace vorleser::documents
