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

constexpr std::int64_t at_start_ms = 2000;  // going back in here goes to the unit before
// What is being read is not held up, however many parts are looked through.
constexpr Lane search_lane = Lane::narration;

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

namespace {

// In the first of the parts after this one that has a sentence its first one, or in the last of those before
// its last. nullopt: there is none.
asio::awaitable<std::optional<UnitStart>> sentence_beyond(Reader reader, std::shared_ptr<const Passage> from,
                                                          int step) {
    const auto outline = from->outline();
    for (auto part = static_cast<std::ptrdiff_t>(from->part()) + step;
         part >= 0 && part < static_cast<std::ptrdiff_t>(outline->parts()); part += step) {
        const auto further = co_await cut(reader, outline, static_cast<std::size_t>(part), search_lane);
        if (!further || (*further)->utterances().empty()) continue;
        const auto& all = (*further)->utterances();
        co_return UnitStart{*further, step > 0 ? 0 : sentence_start(all, all.size() - 1)};
    }
    co_return std::nullopt;
}

}  // namespace

asio::awaitable<Result<UnitStart>> find_unit(Reader reader, std::shared_ptr<const Passage> passage,
                                             std::size_t utterance, std::uint64_t instant, Unit unit,
                                             int by) {
    const Error none_after(ErrorKind::conflict, "there is none after this one in the article");
    const auto is_well_inside = [&](std::uint64_t start) {
        return to_ms(instant) - to_ms(start) > at_start_ms;
    };
    if (unit == Unit::sentence) {
        UnitStart at{passage, sentence_start(passage->utterances(), utterance)};
        if (by < 0 && is_well_inside(passage->timeline().start(at.utterance))) ++by;
        for (; by < 0; ++by) {
            if (at.utterance > 0) {
                at.utterance = sentence_start(at.passage->utterances(), at.utterance - 1);
                continue;
            }
            const auto before = co_await sentence_beyond(reader, at.passage, -1);
            if (!before) break;  // the start: as far back as it goes
            at = *before;
        }
        for (; by > 0; --by) {
            if (const auto next = next_sentence(at.passage->utterances(), at.utterance)) {
                at.utterance = *next;
                continue;
            }
            const auto after = co_await sentence_beyond(reader, at.passage, +1);
            if (!after) co_return none_after;
            at = *after;
        }
        co_return at;
    }
    const auto outline = passage->outline();
    Wayfinder way(outline);
    const auto begun = co_await way.unit_start(passage->utterances()[utterance].begin, unit);
    if (!begun) co_return begun.error();
    std::uint32_t block = *begun;
    const auto part = outline->part_at(block);
    const auto start = part == passage->part()
                           ? passage->timeline().start(utterance_at(passage->utterances(), block))
                           : outline->start(part);
    if (by < 0 && is_well_inside(start)) ++by;
    for (; by < 0 && block > 0; ++by) {
        const auto before = co_await way.unit_before(block, unit);
        if (!before) co_return before.error();
        block = *before;
    }
    for (; by > 0; --by) {
        const auto next = co_await way.unit_after(block, unit);
        if (!next) co_return next.error();
        if (!*next) co_return none_after;
        block = **next;
    }
    const auto there = co_await cut(reader, outline, outline->part_at(block), search_lane, passage);
    if (!there) co_return there.error();
    if ((*there)->utterances().empty())
        co_return Error(ErrorKind::conflict, "there is nothing to be heard of that part of the article");
    co_return UnitStart{*there, utterance_at((*there)->utterances(), block)};
}

}  // namespace vorleser::narration
