#include "daemon/player/navigation.hpp"

#include <algorithm>
#include <string>

#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"

namespace vorleser {

namespace {

bool begins(std::span<const Utterance> utterances, std::size_t i, Unit unit) {
    if (i == 0) return true;
    const Boundary before = utterances[i - 1].boundary;
    if (unit == Unit::sentence) return before >= Boundary::sentence;
    if (before != Boundary::block) return false;
    return unit == Unit::paragraph || utterances[i].kind == BlockKind::heading;
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

std::size_t unit_start(std::span<const Utterance> utterances, std::size_t utterance, Unit unit) {
    while (!begins(utterances, utterance, unit)) --utterance;
    return utterance;
}

std::optional<std::size_t> next_unit(std::span<const Utterance> utterances, std::size_t utterance,
                                     Unit unit) {
    for (std::size_t i = utterance + 1; i < utterances.size(); ++i)
        if (begins(utterances, i, unit)) return i;
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

}  // namespace vorleser
