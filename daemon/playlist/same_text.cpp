#include "daemon/playlist/same_text.hpp"

#include <fmt/format.h>

namespace vorleser {
namespace {

// Its blocks, each behind a line's end, which no block holds.
std::string text_of(const Article& article) {
    std::string text;
    for (const auto& placed : placed_blocks(article))
        if (placed.block.kind != BlockKind::title) text += placed.block.text + '\n';
    return text.empty() ? article.title : text;
}

}  // namespace

bool same_text(const Article& one, const Article& other) {
    return text_of(one) == text_of(other);
}

std::string text_digest(const Article& article) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const unsigned char byte : text_of(article)) hash = (hash ^ byte) * 0x100000001b3;
    return fmt::format("{:016x}", hash);
}

}  // namespace vorleser
