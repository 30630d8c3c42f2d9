#include "daemon/player/reading.hpp"

#include <algorithm>

namespace vorleser {

using namespace narration;

Spot spot_of(const Passage& passage, std::size_t utterance) {
    const Word& word = passage.utterances()[utterance].words.front();
    return {static_cast<std::uint32_t>(passage.part()),
            static_cast<std::uint32_t>(utterance),
            0,
            {word.begin, 0},
            word.end,
            passage.timeline().start(utterance)};
}

std::optional<Tape::Found> Tape::find(std::uint64_t at) {
    while (segments_.size() > 1 && segments_[1].tape <= at) segments_.pop_front();
    if (segments_.empty() || at < segments_.front().tape) return {};
    const Segment& s = segments_.front();
    if (s.total == 0) return {};
    if (s.lead_in) {
        return Found{s.passage, spot_of(*s.passage, s.utterance)};
    }
    const auto sample = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(s.first + (at - s.tape), s.total - (s.total > s.first ? 1 : 0)));
    Spot spot = spot_at(s.passage->utterances()[s.utterance], s.rendering->marks, s.total, sample);
    spot.part = static_cast<std::uint32_t>(s.passage->part());
    spot.utterance = static_cast<std::uint32_t>(s.utterance);
    return Found{s.passage, spot};
}

std::optional<std::uint64_t> Tape::next_word(std::uint64_t at) const {
    if (segments_.empty() || segments_.front().total == 0) return {};
    const Segment& s = segments_.front();
    if (!s.lead_in)
        for (const Mark& mark : s.rendering->marks)
            if (mark.sample > s.first && s.tape + (mark.sample - s.first) > at)
                return s.tape + (mark.sample - s.first);
    return s.tape + (s.total - s.first);  // the next utterance's
}

void Feeder::silence(std::uint32_t samples) {
    silence_ += std::uint64_t{samples} * 100 / static_cast<unsigned>(speed_);
}

void Feeder::drop() {
    stretch_ = Stretch(speed_);
    ready_.clear();
}

bool Feeder::pump(Output& output) {
    constexpr std::size_t full = SoundBlock{}.pcm.size();
    for (;;) {
        if (ready_.size() < full) stretch_.read(ready_, full - ready_.size());
        if (finished_ && ready_.size() < full && silence_ > 0) {
            const auto n = std::min<std::uint64_t>(silence_, full - ready_.size());
            ready_.resize(ready_.size() + n);
            silence_ -= n;
        }
        // Whole blocks only, but for the last.
        if (ready_.empty() || (ready_.size() < full && !finished_)) return true;
        SoundBlock block;
        block.generation = generation_;
        block.frames = static_cast<std::uint16_t>(ready_.size());
        block.step = static_cast<std::uint32_t>((1 << 16) * speed_ / 100);
        block.tape = static_cast<std::uint64_t>(tape_);
        std::copy(ready_.begin(), ready_.end(), block.pcm.begin());
        if (!output.push(block)) return false;
        tape_ += static_cast<double>(ready_.size()) * speed_ / 100;
        ready_.clear();
    }
}

}  // namespace vorleser
