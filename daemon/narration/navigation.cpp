#include "daemon/narration/navigation.hpp"

#include <algorithm>
#include <string>

#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"

namespace vorleser::narration {

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

std::size_t unit_start(std::span<const PlacedBlock> blocks, std::size_t block, Unit unit) {
    for (std::size_t i = block + 1; i-- > 0;)
        if (begins_unit(blocks[i].block, unit)) return i;
    std::size_t first = 0;
    while (first < block && !has_letter_or_digit(blocks[first].block.text)) ++first;
    return first;
}

std::optional<std::size_t> next_unit(std::span<const PlacedBlock> blocks, std::size_t block, Unit unit) {
    for (std::size_t i = block + 1; i < blocks.size(); ++i)
        if (begins_unit(blocks[i].block, unit)) return i;
    return {};
}

std::optional<std::uint32_t> find_text(const Article& article, std::string_view wanted, std::uint32_t from) {
    std::u32string needle;
    append_folded(needle, wanted);
    // One space for every run, none at the ends: the article's text has it so.
    needle.erase(std::unique(needle.begin(), needle.end(),
                             [](char32_t a, char32_t b) { return a == ' ' && b == ' '; }),
                 needle.end());
    if (!needle.empty() && needle.front() == ' ') needle.erase(0, 1);
    if (!needle.empty() && needle.back() == ' ') needle.pop_back();
    if (std::none_of(needle.begin(), needle.end(), is_letter_or_digit)) return {};

    std::u32string text;
    for (const PlacedBlock& placed : placed_blocks(article)) {
        text.resize(placed.begin, U'\n');  // no match reaches over a block's end
        append_folded(text, placed.block.text);
    }
    auto found = text.find(needle, std::min<std::size_t>(from + std::size_t{1}, text.size()));
    if (found == text.npos) found = text.find(needle);
    if (found == text.npos) return {};
    while (found > 0 && is_letter_or_digit(text[found]) && is_letter_or_digit(text[found - 1])) --found;
    return static_cast<std::uint32_t>(found);
}

}  // namespace vorleser::narration
