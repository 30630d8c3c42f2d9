// Finding one's way in a text: sentences, paragraphs, headings, words. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "daemon/article/article.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser {

enum class Unit { sentence, paragraph, heading };  // the title counts as a heading, each block as a paragraph

// The first utterance of the unit that holds `utterance`; before the first heading: the article's first.
std::size_t unit_start(std::span<const Utterance> utterances, std::size_t utterance, Unit unit);

// The first utterance of the unit after the one that holds `utterance`; nullopt if it is the last.
std::optional<std::size_t> next_unit(std::span<const Utterance> utterances, std::size_t utterance, Unit unit);

// Where the word begins in which `wanted` (UTF-8) is found, in code points of the article's text: the first
// after `from`, else the first at all. Letters match in either case, and every run of spaces any other.
// nullopt: it is not in the text, or holds no letter or digit.
std::optional<std::uint32_t> find_text(const Article& article, std::string_view wanted, std::uint32_t from);

}  // namespace vorleser
