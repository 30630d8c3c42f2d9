// Finding one's way in a text: sentences, paragraphs, headings, words. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "daemon/article/article.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser::narration {

enum class Unit { sentence, paragraph, heading };  // the title counts as a heading, each block as a paragraph

// The first utterance of the sentence that `utterance` belongs to, and of the next one; nullopt if there is
// none among these.
std::size_t sentence_start(std::span<const Utterance> utterances, std::size_t utterance);
std::optional<std::size_t> next_sentence(std::span<const Utterance> utterances, std::size_t utterance);

// Paragraphs and headings are blocks. The block that holds the code point, or the first one after it.
std::size_t block_at(std::span<const PlacedBlock> blocks, std::uint32_t code_point);
// The block that begins the unit that `block` is in; before the first heading: the first that has something
// to say. The one that begins the next unit; nullopt if there is none.
std::size_t unit_start(std::span<const PlacedBlock> blocks, std::size_t block, Unit unit);
std::optional<std::size_t> next_unit(std::span<const PlacedBlock> blocks, std::size_t block, Unit unit);

// Where the word begins in which `wanted` (UTF-8) is found, in code points of the article's text: the first
// after `from`, else the first at all. Letters match in either case, and every run of spaces any other.
// nullopt: it is not in the text, or holds no letter or digit.
std::optional<std::uint32_t> find_text(const Article& article, std::string_view wanted, std::uint32_t from);

}  // namespace vorleser::narration
