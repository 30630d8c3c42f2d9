#include "daemon/narration/outline.hpp"

#include <algorithm>

#include "daemon/article/characters.hpp"
#include "daemon/narration/navigation.hpp"

namespace vorleser::narration {

// For each part: how many utterances, the total's lower and upper half, each utterance's samples.
std::vector<std::uint32_t> to_numbers(std::span<const PartLengths> parts) {
    std::vector<std::uint32_t> numbers;
    for (const PartLengths& part : parts) {
        numbers.push_back(static_cast<std::uint32_t>(part.samples.size()));
        numbers.push_back(static_cast<std::uint32_t>(part.total));
        numbers.push_back(static_cast<std::uint32_t>(part.total >> 32));
        numbers.insert(numbers.end(), part.samples.begin(), part.samples.end());
    }
    return numbers;
}

std::optional<std::vector<PartLengths>> lengths_from_numbers(std::span<const std::uint32_t> numbers) {
    constexpr std::size_t head = 3;
    std::vector<PartLengths> parts;
    while (!numbers.empty()) {
        if (numbers.size() < head || numbers.size() - head < numbers[0]) return {};
        const auto samples = numbers.subspan(head, numbers[0]);
        parts.push_back({numbers[1] | std::uint64_t{numbers[2]} << 32, {samples.begin(), samples.end()}});
        numbers = numbers.subspan(head + samples.size());
    }
    return parts;
}

Outline::Outline(EntryId entry, std::string language, std::vector<PartSize> parts, ReadPart read)
    : entry_(entry),
      language_(std::move(language)),
      parts_(std::move(parts)),
      read_(std::move(read)),
      begins_{0},
      starts_{0} {
    for (const PartSize& part : parts_) {
        begins_.push_back(begins_.back() + part.code_points + 2);  // the blank line behind it
        starts_.push_back(starts_.back() + estimated_samples(part.bytes, part.blocks));
    }
}

namespace {

std::vector<PartSize> sizes_of(const StoredArticle& article) {
    std::vector<PartSize> sizes;
    for (const StoredPart& part : article.parts) sizes.push_back(part.size);
    return sizes;
}

}  // namespace

Outline::Outline(EntryId entry, const StoredArticle& article)
    : Outline(entry, article.language, sizes_of(article),
              [parts = article.parts](std::size_t part) -> Result<std::string> { return parts[part].text; }) {
}

Outline::Outline(const Outline& other, std::vector<PartLengths> lengths) : Outline(other) {
    if (lengths.size() != parts_.size()) return;
    lengths_ = std::move(lengths);
    for (std::size_t i = 0; i < lengths_.size(); ++i) starts_[i + 1] = starts_[i] + lengths_[i].total;
}

std::size_t Outline::part_at(std::uint32_t code_point) const {
    const auto after = std::upper_bound(begins_.begin(), begins_.end() - 1, code_point);
    return after == begins_.begin() ? 0 : static_cast<std::size_t>(after - begins_.begin()) - 1;
}

std::size_t Outline::part_at_sample(std::uint64_t sample) const {
    // Parts without a sound begin where the next one does.
    const auto after = std::upper_bound(starts_.begin(), starts_.end() - 1, sample);
    return after == starts_.begin() ? 0 : static_cast<std::size_t>(after - starts_.begin()) - 1;
}

std::uint32_t Outline::begin(std::size_t part) const {
    return begins_[part];
}

Result<std::vector<PlacedBlock>> Outline::blocks(std::size_t part) const {
    const auto text = read_(part);
    if (!text) return text.error();
    auto blocks = blocks_of(*text);
    if (!blocks) return blocks.error();
    return placed_blocks(std::move(*blocks), begins_[part]);
}

Passage::Passage(std::shared_ptr<const Outline> outline, std::size_t part, std::vector<PlacedBlock> blocks,
                 std::vector<Utterance> cut, const Pauses& pauses)
    : outline_(std::move(outline)),
      part_(part),
      pauses_(pauses),
      blocks_(std::make_shared<const std::vector<PlacedBlock>>(std::move(blocks))),
      utterances_(std::move(cut)) {
    const std::uint32_t begin = outline_->begin(part);
    for (Utterance& utterance : utterances_) {
        utterance.begin += begin;
        utterance.end += begin;
        for (Word& word : utterance.words) word.begin += begin, word.end += begin;
    }
    lay_out();
}

Passage::Passage(const Passage& other, std::shared_ptr<const Outline> outline) : Passage(other) {
    outline_ = std::move(outline);
    lay_out();
}

void Passage::lay_out() {
    const auto& parts = outline_->parts_;
    Timeline::Stretch stretch;
    stretch.start = outline_->start(part_);
    stretch.estimated = outline_->start(part_ + 1) - stretch.start;
    if (part_ + 1 < parts.size()) stretch.next = parts[part_ + 1].first;
    timeline_ = Timeline(utterances_, pauses_,
                         outline_->exact() ? std::span<const std::uint32_t>(outline_->lengths_[part_].samples)
                                           : std::span<const std::uint32_t>(),
                         stretch);
}

std::string Passage::written(std::size_t first, std::size_t last) const {
    const std::uint32_t from = utterances_[first].begin, to = utterances_[last - 1].end;
    const auto& blocks = *blocks_;
    const std::size_t block = block_at(blocks, from);
    if (block == blocks.size()) return {};
    // A sentence never reaches over a block's end.
    const std::string_view text = blocks[block].block.text;
    std::size_t byte = 0;
    std::uint32_t at = blocks[block].begin;
    const auto skip_to = [&](std::uint32_t code_point) {
        for (; at < code_point && byte < text.size(); ++at) next_code_point(text, byte);
        return byte;
    };
    const std::size_t begin = skip_to(from), end = skip_to(to);
    return std::string(text.substr(begin, end - begin));
}

}  // namespace vorleser::narration
