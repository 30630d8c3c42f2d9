// An article as it is read: in parts, as it is stored (article/stored.hpp), which are read and cut into
// utterances one at a time. Pure but for where the parts are read from.
//
// So an article of any length begins at once, and takes the memory of what is being read. An ordinary article
// is one part.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/article/stored.hpp"
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
    // Gives a part's text, whatever became of it meanwhile. Error: whatever prevents it.
    using ReadPart = std::function<Result<std::string>(std::size_t part)>;

    Outline(EntryId entry, std::string language, std::vector<PartSize> parts, ReadPart read);
    // Of a text that is in no list.
    Outline(EntryId entry, const StoredArticle& article);
    // The same with what was measured. Of another number of parts: estimated as before.
    Outline(const Outline& other, std::vector<PartLengths> lengths);

    EntryId entry() const { return entry_; }
    const std::string& language() const { return language_; }

    std::size_t parts() const { return parts_.size(); }  // 0: there is nothing to read
    // The part that holds the code point, or sample, or the last one before it.
    std::size_t part_at(std::uint32_t code_point) const;
    std::size_t part_at_sample(std::uint64_t sample) const;
    std::uint32_t begin(std::size_t part) const;                                   // code point
    std::uint32_t end() const { return parts_.empty() ? 0 : begins_.back() - 2; }  // code point
    // Samples at speed 1 from the article's start; exact once measured.
    std::uint64_t start(std::size_t part) const { return starts_[part]; }
    std::uint64_t total() const { return starts_.back(); }
    bool exact() const { return !lengths_.empty(); }

    // The part's text, for Worker::utterances() and blocks_of().
    Result<std::string> text(std::size_t part) const { return read_(part); }
    // Its blocks, placed in the article's text. Errors: those of text(), and `unreadable`.
    Result<std::vector<PlacedBlock>> blocks(std::size_t part) const;

 private:
    friend class Passage;
    EntryId entry_ = 0;
    std::string language_;
    std::vector<PartSize> parts_;
    ReadPart read_;
    // One more than parts: the last ones are what would follow, and the total.
    std::vector<std::uint32_t> begins_;  // code points
    std::vector<std::uint64_t> starts_;  // samples
    std::vector<PartLengths> lengths_;   // empty: not measured
};

// A part of an article, cut into utterances: what is being read.
class Passage {
 public:
    // `blocks`: outline->blocks(part). `cut`: the utterances of its text, which know nothing of the parts
    // before it.
    Passage(std::shared_ptr<const Outline> outline, std::size_t part, std::vector<PlacedBlock> blocks,
            std::vector<Utterance> cut, const Pauses& pauses);
    // The same by another outline of the same article, since measured perhaps.
    Passage(const Passage& other, std::shared_ptr<const Outline> outline);

    EntryId entry() const { return outline_->entry(); }
    const std::shared_ptr<const Outline>& outline() const { return outline_; }
    std::size_t part() const { return part_; }
    const std::vector<PlacedBlock>& blocks() const { return *blocks_; }  // never none
    // In reading order, placed in the whole article. May be empty: the part has nothing to say.
    const std::vector<Utterance>& utterances() const { return utterances_; }
    const Timeline& timeline() const { return timeline_; }  // from the article's start
    // What an utterance says, or several of a block from `first` to before `last`, as the article has it.
    std::string written(std::size_t utterance) const { return written(utterance, utterance + 1); }
    std::string written(std::size_t first, std::size_t last) const;

 private:
    void lay_out();

    std::shared_ptr<const Outline> outline_;
    std::size_t part_ = 0;
    Pauses pauses_;
    std::shared_ptr<const std::vector<PlacedBlock>> blocks_;
    std::vector<Utterance> utterances_;
    Timeline timeline_;
};

}  // namespace vorleser::narration
