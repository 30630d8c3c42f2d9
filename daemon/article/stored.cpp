#include "daemon/article/stored.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/passages.hpp"

namespace vorleser {

namespace {

constexpr std::array<std::pair<BlockKind, char>, 6> letters{{
    {BlockKind::title, 'T'},
    {BlockKind::teaser, 't'},
    {BlockKind::heading, 'h'},
    {BlockKind::paragraph, 'p'},
    {BlockKind::quotation, 'q'},
    {BlockKind::list_item, 'l'},
}};

std::optional<BlockKind> kind_of(char letter) {
    for (const auto& [kind, known] : letters)
        if (known == letter) return kind;
    return {};
}

void append_block(std::string& text, BlockKind kind, std::string_view words) {
    for (const auto& [known, letter] : letters)
        if (known == kind) text += letter;
    const std::size_t begin = text.size();
    text += words;
    std::replace(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(), '\n', ' ');
    text += '\n';
}

bool is_valid(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        if (next_code_point(text, at) == U'\uFFFD' && text.substr(from, at - from) != "\uFFFD") return false;
    }
    return true;
}

// The blocks as their lines, one after the other, the title left out.
class Lines {
 public:
    explicit Lines(Parts parts) : parts_(std::move(parts)) {}

    // Without its kind; nullopt at the end.
    std::optional<std::string_view> next() {
        for (;;) {
            while (at_ >= part_.size()) {
                const auto part = parts_();
                if (!part) return {};
                part_ = *part;
                at_ = 0;
            }
            const auto end = std::min(part_.find('\n', at_), part_.size());
            const auto line = part_.substr(at_, end - at_);
            at_ = end + 1;
            if (line.starts_with('T'))
                title_ = line.substr(1);
            else if (!line.empty())
                return line.substr(1);
        }
    }
    // As far as it was met.
    const std::string& title() const { return title_; }

 private:
    Parts parts_;
    std::string_view part_;
    std::size_t at_ = 0;
    std::string title_;
};

}  // namespace

std::string part_text(std::span<const Block> blocks) {
    std::string text;
    for (const Block& block : blocks)
        if (!block.text.empty()) append_block(text, block.kind, block.text);
    return text;
}

std::optional<PartSize> size_of(std::string_view text) {
    const auto first = text.empty() ? std::nullopt : kind_of(text.front());
    if (!first || text.back() != '\n' || text.size() > UINT32_MAX / 4) return {};
    PartSize size{.first = *first};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        if (end - at < 2) return {};  // the letter and something to say
        ++size.blocks;
        at = end + 1;
    }
    size.bytes = static_cast<std::uint32_t>(text.size()) - 2 * size.blocks;
    // Letter and line's end of each block but one stand for the blank line.
    size.code_points = static_cast<std::uint32_t>(count_code_points(text)) - 2;
    return size;
}

Result<std::vector<Block>> blocks_of(std::string_view text) {
    const Error unreadable(ErrorKind::unreadable, "not a stored article");
    const auto size = size_of(text);
    if (!size || !is_valid(text)) return unreadable;
    std::vector<Block> blocks;
    blocks.reserve(size->blocks);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        const auto kind = kind_of(text[at]);
        const bool after_title = blocks.empty() || blocks.back().kind == BlockKind::title;
        if (!kind || (*kind == BlockKind::title && !blocks.empty()) ||
            (*kind == BlockKind::teaser && !after_title))
            return unreadable;
        blocks.push_back({*kind, std::string(text.substr(at + 1, end - at - 1))});
        at = end + 1;
    }
    return blocks;
}

std::vector<PlacedBlock> placed_blocks(std::vector<Block> blocks, std::uint32_t begin) {
    std::vector<PlacedBlock> placed;
    placed.reserve(blocks.size());
    for (Block& block : blocks) {
        const auto end = begin + static_cast<std::uint32_t>(count_code_points(block.text));
        placed.push_back({std::move(block), begin, end});
        begin = end + 2;  // the blank line between blocks
    }
    return placed;
}

StoredArticle stored(const Article& article) {
    StoredArticle to{.title = article.title,
                     .kicker = article.kicker,
                     .authors = article.authors,
                     .source = article.source,
                     .url = article.url,
                     .date = article.date,
                     .language = article.language};
    std::size_t bytes = 0;  // of the last part
    const auto append = [&](BlockKind kind, std::string_view text) {
        if (text.empty()) return;
        if (to.parts.empty() || bytes + text.size() > part_bytes) {
            to.parts.emplace_back();
            bytes = 0;
        }
        append_block(to.parts.back().text, kind, text);
        bytes += text.size();
    };
    append(BlockKind::title, article.title);
    append(BlockKind::teaser, article.teaser);
    for (const Block& block : article.body) append(block.kind, block.text);
    for (StoredPart& part : to.parts) {
        part.text.shrink_to_fit();
        part.size = size_of(part.text).value();
    }
    to.digest = text_digest(parts_of(to));
    to.sketch = text_sketch(parts_of(to));
    return to;
}

Result<Article> article_of(const StoredArticle& stored) {
    Article article{.title = stored.title,
                    .kicker = stored.kicker,
                    .authors = stored.authors,
                    .source = stored.source,
                    .url = stored.url,
                    .date = stored.date,
                    .language = stored.language};
    for (const StoredPart& part : stored.parts) {
        auto blocks = blocks_of(part.text);
        if (!blocks) return blocks.error();
        for (Block& block : *blocks) {
            if (block.kind == BlockKind::title)
                article.title = std::move(block.text);
            else if (block.kind == BlockKind::teaser)
                article.teaser = std::move(block.text);
            else
                article.body.push_back(std::move(block));
        }
    }
    return article;
}

void set_title(StoredArticle& article, std::string title) {
    if (article.parts.empty()) article.parts.emplace_back();
    StoredPart& first = article.parts.front();
    if (first.text.starts_with('T')) first.text.erase(0, first.text.find('\n') + 1);
    const Block block{BlockKind::title, title};
    first.text.insert(0, part_text(std::span(&block, 1)));
    const auto size = size_of(first.text);
    if (size)
        first.size = *size;
    else
        article.parts.erase(article.parts.begin());  // no title, and nothing else
    article.title = std::move(title);
    article.digest = text_digest(parts_of(article));
}

Parts parts_of(const StoredArticle& article) {
    return [&parts = article.parts, next = std::size_t{0}]() mutable -> std::optional<std::string_view> {
        if (next == parts.size()) return {};
        return parts[next++].text;
    };
}

bool same_text(Parts one, Parts other) {
    Lines ours(std::move(one)), theirs(std::move(other));
    for (bool any = false;; any = true) {
        const auto line = ours.next(), same = theirs.next();
        if (line != same) return false;
        if (!line) return any || ours.title() == theirs.title();
    }
}

std::vector<std::uint64_t> text_passages(Parts parts) {
    std::vector<std::uint64_t> words;
    Lines lines(std::move(parts));
    std::size_t bytes = 0;
    while (const auto line = lines.next()) {
        bytes += line->size();
        if (bytes > longest_compared) return {};
        add_words(*line, words);
    }
    auto passages = passages_of(words);
    if (passages.size() < fewest_passages) passages.clear();
    return passages;
}

std::string text_sketch(Parts parts) {
    std::string sketch;
    if (const auto passages = text_passages(std::move(parts)); !passages.empty())
        for (const std::uint64_t number : sketch_of(passages)) sketch += fmt::format("{:016x}", number);
    return sketch;
}

std::vector<std::uint64_t> numbers_of_sketch(std::string_view sketch) {
    std::vector<std::uint64_t> numbers;
    for (; sketch.size() >= 16 && numbers.size() < Sketch().size(); sketch.remove_prefix(16)) {
        std::uint64_t number = 0;
        const auto [end, wrong] = std::from_chars(sketch.data(), sketch.data() + 16, number, 16);
        if (wrong != std::errc() || end != sketch.data() + 16) return {};
        numbers.push_back(number);
    }
    return numbers;
}

std::string text_digest(Parts parts) {
    std::uint64_t hash = 0xcbf29ce484222325;
    const auto add = [&](std::string_view text) {
        for (const unsigned char byte : text) hash = (hash ^ byte) * 0x100000001b3;
    };
    Lines lines(std::move(parts));
    bool any = false;
    while (const auto line = lines.next()) {
        add(*line);
        add("\n");
        any = true;
    }
    if (!any) add(lines.title());
    return fmt::format("{:016x}", hash);
}

}  // namespace vorleser
