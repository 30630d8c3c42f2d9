#include "daemon/article/marked.hpp"

#include <array>
#include <optional>
#include <utility>

#include "daemon/article/characters.hpp"
#include "daemon/article/readers.hpp"

namespace vorleser {

namespace {

constexpr std::array<std::pair<BlockKind, std::string_view>, 3> marks{
    {{BlockKind::heading, "# "}, {BlockKind::quotation, "> "}, {BlockKind::list_item, "- "}}};
constexpr std::string_view teaser_mark = "**";

bool begins_with_mark(std::string_view text) {
    for (const auto& [kind, mark] : marks)
        if (text.starts_with(mark)) return true;
    return text.starts_with(teaser_mark) || text.starts_with('\\');
}

std::string escaped(std::string_view text) {
    return (begins_with_mark(text) ? "\\" : "") + std::string(text);
}

void append_line(std::string& text, std::string_view line) {
    if (!text.empty()) text += ' ';
    text += line;
}

// The blocks of marked text, the title as a paragraph like the others.
std::vector<Block> blocks_of(std::string_view text) {
    std::vector<Block> blocks;
    bool open = false;  // the next line goes on with the last block
    for (std::size_t at = 0; at < text.size();) {
        const auto newline = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, newline - at);
        at = newline + 1;
        if (line.empty()) {
            open = false;
            continue;
        }
        std::optional<BlockKind> kind;
        for (const auto& [each, mark] : marks)
            if (line.starts_with(mark)) {
                kind = each;
                line.remove_prefix(mark.size());
                break;
            }
        // A quotation goes on with or without its mark; every other mark begins anew.
        const bool more =
            open && (!kind || (*kind == BlockKind::quotation && blocks.back().kind == BlockKind::quotation));
        if (!kind && !more && line.starts_with(teaser_mark)) kind = BlockKind::teaser;
        if (!kind && !more && line.starts_with('\\')) line.remove_prefix(1);
        if (!more) blocks.push_back({kind.value_or(BlockKind::paragraph), ""});
        append_line(blocks.back().text, line);
        open = !kind || *kind != BlockKind::heading;
    }
    return blocks;
}

}  // namespace

std::string to_marked_text(const Block& block) {
    if (block.kind == BlockKind::teaser)
        return std::string(teaser_mark) + block.text + std::string(teaser_mark) + "\n";
    for (const auto& [kind, mark] : marks)
        if (kind == block.kind) return std::string(mark) + block.text + "\n";
    return escaped(block.text) + "\n";
}

Result<Reading> read_marked(std::string_view text, const ReadOptions& options) {
    std::vector<Block> blocks = blocks_of(text);
    std::erase_if(blocks, [](const Block& block) { return block.text.empty(); });
    Reading reading;
    Article& article = reading.article;
    auto block = blocks.begin();
    article.title = options.title;
    if (article.title.empty() && block != blocks.end()) article.title = std::move((block++)->text);
    if (block != blocks.end() && block->kind == BlockKind::teaser &&
        block->text.size() > 2 * teaser_mark.size() && block->text.ends_with(teaser_mark)) {
        article.teaser = block->text.substr(teaser_mark.size(), block->text.size() - 2 * teaser_mark.size());
        ++block;
    }
    for (; block != blocks.end(); ++block) {
        // Elsewhere, or without its end, it was no teaser.
        if (block->kind == BlockKind::teaser) block->kind = BlockKind::paragraph;
        article.body.push_back(std::move(*block));
    }
    std::string all = article.title;
    for (const Block& each : article.body) all += each.text;
    if (!has_letter_or_digit(all + article.teaser))
        return Error(ErrorKind::unreadable,
                     "the text holds no word: write a title and the paragraphs below it");
    return reading;
}

// Only where somebody says so: own text may begin with a dash.
double marked_sureness(std::string_view) {
    return 0;
}

}  // namespace vorleser
