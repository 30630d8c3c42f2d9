// Any bytes → read_article(): it must neither crash nor hang nor use much memory, and what it returns must
// keep its promises.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "daemon/article/article.hpp"
#include "daemon/article/read.hpp"

namespace {

void expect(bool kept, const char* promise) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

}  // namespace

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
    if (!reading) {
        expect(!reading.error().message.empty(), "an error says what happened");
        return 0;
    }
    const Article& article = reading->article;
    expect(!article.title.empty(), "an article has a title");
    for (const PlacedBlock& placed : placed_blocks(article)) {
        const std::string& text = placed.block.text;
        expect(!text.empty() && text.front() != ' ' && text.back() != ' ', "a block has text, trimmed");
        expect(text.find('\n') == text.npos, "a block is one line");
        expect(placed.end > placed.begin, "a block has a place");
    }
    const Result<Article> again = article_from_json(to_json(article));
    expect(again && *again == article, "an article survives its JSON");
    return 0;
}
