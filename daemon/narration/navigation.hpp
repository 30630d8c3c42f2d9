// Finding one's way in a text: sentences, paragraphs, headings, words.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "daemon/article/article.hpp"
#include "daemon/narration/narrator.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser::narration {

enum class Unit { sentence, paragraph, heading };  // the title counts as a heading, each block as a paragraph

// The first utterance of the sentence that `utterance` belongs to, and of the next one; nullopt if there is
// none among these.
std::size_t sentence_start(std::span<const Utterance> utterances, std::size_t utterance);
std::optional<std::size_t> next_sentence(std::span<const Utterance> utterances, std::size_t utterance);

// The block that holds the code point, or the first one after it.
std::size_t block_at(std::span<const PlacedBlock> blocks, std::uint32_t code_point);

// Goes through an article of any length, part by part; others have their turn between two of them. Places are
// code points of the article's text. Errors: those of Outline::blocks().
class Wayfinder {
 public:
    explicit Wayfinder(std::shared_ptr<const Outline> outline) : outline_(std::move(outline)) {}

    // Paragraphs and headings are blocks. Where the block begins that begins the unit in which `code_point`
    // is; before the first heading: the first block that has something to say.
    boost::asio::awaitable<Result<std::uint32_t>> unit_start(std::uint32_t code_point, Unit unit);
    // Where the unit before the block that begins there does; 0 where there is none.
    boost::asio::awaitable<Result<std::uint32_t>> unit_before(std::uint32_t begin, Unit unit);
    // Where the next one does; nullopt if there is none.
    boost::asio::awaitable<Result<std::optional<std::uint32_t>>> unit_after(std::uint32_t code_point,
                                                                            Unit unit);

    // Where the word begins in which `wanted` (UTF-8) is found: the first after `from`, else the first at
    // all. Letters match in either case, and every run of spaces any other. nullopt: it is not in the text,
    // or holds no letter or digit.
    boost::asio::awaitable<Result<std::optional<std::uint32_t>>> find_text(std::string wanted,
                                                                           std::uint32_t from);

 private:
    // Reads the part into `blocks_`, unless it is there.
    boost::asio::awaitable<Result<void>> go_to(std::size_t part);

    std::shared_ptr<const Outline> outline_;
    std::optional<std::size_t> part_;
    std::vector<PlacedBlock> blocks_;
};

// Where a unit begins, and the part that this is in.
struct UnitStart {
    std::shared_ptr<const Passage> passage;
    std::size_t utterance = 0;
};

// `by` units on or back from the utterance of `passage` that is heard at `instant` (samples from the
// article's start): 0 is the start of this one, and so is −1 more than 2 s after it. Back it goes no further
// than to the article's start. Parts are cut as it goes, in the narration lane. Errors: `conflict`, there is
// no further one, or nothing to be heard where it is; `engine`.
boost::asio::awaitable<Result<UnitStart>> find_unit(Reader reader, std::shared_ptr<const Passage> passage,
                                                    std::size_t utterance, std::uint64_t instant, Unit unit,
                                                    int by);

}  // namespace vorleser::narration
