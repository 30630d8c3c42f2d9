// An article as it is read: in parts, which are cut into utterances one at a time. Pure.
//
// So an article of any length begins at once, and takes the memory of its text and of what is being read. An
// ordinary article is one part.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/article/article.hpp"
#include "daemon/base/place.hpp"
#include "daemon/narration/timeline.hpp"

namespace vorleser::narration {

// What was measured of one part.
struct PartLengths {
    std::uint64_t total = 0;             // samples, pauses included
    std::vector<std::uint32_t> samples;  // of each utterance, as Timeline takes them
    bool operator==(const PartLengths&) const = default;
};

// The numbers that the playlist keeps for us, and back; nullopt: they are none of ours.
std::vector<std::uint32_t> to_numbers(std::span<const PartLengths> parts);
std::optional<std::vector<PartLengths>> lengths_from_numbers(std::span<const std::uint32_t> numbers);

class Outline {
 public:
    // Whole blocks together until they have so many bytes: a quarter of an hour of speech.
    static constexpr std::size_t part_bytes = 16 * 1024;

    Outline(EntryId entry, const Article& article);
    // The same with what was measured. Of another number of parts: estimated as before.
    Outline(const Outline& other, std::vector<PartLengths> lengths);

    EntryId entry() const { return entry_; }
    const std::string& language() const { return *language_; }
    const std::vector<PlacedBlock>& blocks() const { return *blocks_; }

    std::size_t parts() const { return parts_.size(); }  // 0: there is nothing to read
    // The part that holds the code point, or sample, or the last one before it.
    std::size_t part_at(std::uint32_t code_point) const;
    std::size_t part_at_sample(std::uint64_t sample) const;
    std::uint32_t begin(std::size_t part) const;  // code point
    std::uint32_t end() const { return blocks_->empty() ? 0 : blocks_->back().end; }
    // Samples at speed 1 from the article's start; exact once measured.
    std::uint64_t start(std::size_t part) const { return starts_[part]; }
    std::uint64_t total() const { return starts_.back(); }
    bool exact() const { return !lengths_.empty(); }

    // The part as an article of its own, for Worker::utterances().
    Article part(std::size_t part) const;

 private:
    friend class Passage;
    struct Part {
        std::size_t first = 0, end = 0;  // blocks
        std::uint64_t bytes = 0;
    };
    EntryId entry_ = 0;
    std::shared_ptr<const std::string> language_;
    std::shared_ptr<const std::vector<PlacedBlock>> blocks_;
    std::vector<Part> parts_;
    std::vector<std::uint64_t> starts_;  // one more than parts: the last is the total
    std::vector<PartLengths> lengths_;   // empty: not measured
};

// A part of an article, cut into utterances: what is being read.
class Passage {
 public:
    // `cut`: the utterances of outline->part(part), which know nothing of the parts before it.
    Passage(std::shared_ptr<const Outline> outline, std::size_t part, std::vector<Utterance> cut,
            const Pauses& pauses);
    // The same by another outline of the same article.
    Passage(const Passage& other, std::shared_ptr<const Outline> outline, const Pauses& pauses);

    EntryId entry() const { return outline_->entry(); }
    const std::shared_ptr<const Outline>& outline() const { return outline_; }
    std::size_t part() const { return part_; }
    // In reading order, placed in the whole article. May be empty: the part has nothing to say.
    const std::vector<Utterance>& utterances() const { return utterances_; }
    const Timeline& timeline() const { return timeline_; }  // from the article's start
    // What an utterance says, as the article has it.
    std::string written(std::size_t utterance) const;

 private:
    void lay_out(const Pauses& pauses);

    std::shared_ptr<const Outline> outline_;
    std::size_t part_ = 0;
    std::vector<Utterance> utterances_;
    Timeline timeline_;
};

}  // namespace vorleser::narration
