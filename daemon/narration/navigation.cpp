#include "daemon/narration/navigation.hpp"

#include <algorithm>
#include <string>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"

namespace vorleser::narration {

namespace asio = boost::asio;

namespace {

bool begins_sentence(std::span<const Utterance> utterances, std::size_t i) {
    return i == 0 || utterances[i - 1].boundary >= Boundary::sentence;
}

bool begins_unit(const Block& block, Unit unit) {
    return (unit == Unit::paragraph || block.kind == BlockKind::heading) && has_letter_or_digit(block.text);
}

// Simple case folding keeps one code point one code point, so that offsets stay.
char32_t folded(char32_t c) {
    if (c == '\n') return ' ';
    return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}

void append_folded(std::u32string& to, std::string_view text) {
    for (std::size_t at = 0; at < text.size();) to += folded(next_code_point(text, at));
}

}  // namespace

std::size_t sentence_start(std::span<const Utterance> utterances, std::size_t utterance) {
    while (!begins_sentence(utterances, utterance)) --utterance;
    return utterance;
}

std::optional<std::size_t> next_sentence(std::span<const Utterance> utterances, std::size_t utterance) {
    for (std::size_t i = utterance + 1; i < utterances.size(); ++i)
        if (begins_sentence(utterances, i)) return i;
    return {};
}

std::size_t block_at(std::span<const PlacedBlock> blocks, std::uint32_t code_point) {
    const auto found = std::partition_point(blocks.begin(), blocks.end(),
                                            [&](const PlacedBlock& b) { return b.end <= code_point; });
    return static_cast<std::size_t>(found - blocks.begin());
}

asio::awaitable<Result<void>> Wayfinder::go_to(std::size_t part) {
    if (part_ == part) co_return Result<void>();
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    auto blocks = outline_->blocks(part);
    part_.reset();
    if (!blocks) co_return blocks.error();
    blocks_ = std::move(*blocks);
    part_ = part;
    co_return Result<void>();
}

asio::awaitable<Result<std::uint32_t>> Wayfinder::unit_start(std::uint32_t code_point, Unit unit) {
    if (outline_->parts() == 0) co_return std::uint32_t{0};
    const std::size_t there = outline_->part_at(code_point);
    std::uint32_t block = 0;  // where the one begins that holds it
    for (std::size_t part = there + 1; part-- > 0;) {
        if (const auto read = co_await go_to(part); !read) co_return read.error();
        std::size_t end = blocks_.size();
        if (part == there) {
            end = std::min(block_at(blocks_, code_point), end - 1) + 1;
            block = blocks_[end - 1].begin;
        }
        for (std::size_t i = end; i-- > 0;)
            if (begins_unit(blocks_[i].block, unit)) co_return blocks_[i].begin;
    }
    for (std::size_t part = 0; part <= there; ++part) {
        if (const auto read = co_await go_to(part); !read) co_return read.error();
        for (const PlacedBlock& each : blocks_) {
            if (each.begin >= block) co_return block;
            if (has_letter_or_digit(each.block.text)) co_return each.begin;
        }
    }
    co_return block;
}

asio::awaitable<Result<std::uint32_t>> Wayfinder::unit_before(std::uint32_t begin, Unit unit) {
    constexpr std::uint32_t blank_line = 2;
    if (begin <= blank_line) co_return std::uint32_t{0};
    co_return co_await unit_start(begin - blank_line - 1, unit);
}

asio::awaitable<Result<std::optional<std::uint32_t>>> Wayfinder::unit_after(std::uint32_t code_point,
                                                                            Unit unit) {
    const std::size_t there = outline_->part_at(code_point);
    for (std::size_t part = there; part < outline_->parts(); ++part) {
        if (const auto read = co_await go_to(part); !read) co_return read.error();
        for (std::size_t i = part == there ? block_at(blocks_, code_point) + 1 : 0; i < blocks_.size(); ++i)
            if (begins_unit(blocks_[i].block, unit)) co_return blocks_[i].begin;
    }
    co_return std::optional<std::uint32_t>();
}

asio::awaitable<Result<std::optional<std::uint32_t>>> Wayfinder::find_text(std::string wanted,
                                                                           std::uint32_t from) {
    using Found = std::optional<std::uint32_t>;
    std::u32string needle;
    append_folded(needle, wanted);
    // One space for every run, none at the ends: the article's text has it so.
    needle.erase(std::unique(needle.begin(), needle.end(),
                             [](char32_t a, char32_t b) { return a == ' ' && b == ' '; }),
                 needle.end());
    if (!needle.empty() && needle.front() == ' ') needle.erase(0, 1);
    if (!needle.empty() && needle.back() == ' ') needle.pop_back();
    if (std::none_of(needle.begin(), needle.end(), is_letter_or_digit) || outline_->parts() == 0)
        co_return Found();

    // From the part that holds `from` to the end, then from the start to the end of that part.
    const std::size_t first = outline_->part_at(from);
    for (std::size_t n = 0; n <= outline_->parts(); ++n) {
        const std::size_t part = (first + n) % outline_->parts();
        if (const auto read = co_await go_to(part); !read) co_return read.error();
        for (const PlacedBlock& placed : blocks_) {  // no match reaches over a block's end
            if (n == 0 && placed.end <= from) continue;
            std::u32string text;
            append_folded(text, placed.block.text);
            const bool behind = n == 0 && placed.begin <= from;
            auto found = text.find(needle, behind ? from + 1 - placed.begin : 0);
            if (found == text.npos) continue;
            while (found > 0 && is_letter_or_digit(text[found]) && is_letter_or_digit(text[found - 1]))
                --found;
            co_return Found(placed.begin + static_cast<std::uint32_t>(found));
        }
    }
    co_return Found();
}

}  // namespace vorleser::narration
