#include "daemon/narration/timeline.hpp"

#include <algorithm>
#include <cmath>

namespace vorleser::narration {

std::uint32_t pause_after(const Pauses& pauses, const Utterance& utterance, std::optional<BlockKind> next) {
    const auto ms = [&]() -> std::uint32_t {
        if (!next) return pauses.article;
        if (utterance.boundary == Boundary::clause) return pauses.clause;
        if (utterance.boundary == Boundary::quotation) return pauses.quotation;
        if (utterance.boundary == Boundary::sentence) return pauses.sentence;
        std::uint32_t after = pauses.paragraph;
        if (utterance.kind == BlockKind::title) after = pauses.title;
        if (utterance.kind == BlockKind::teaser) after = pauses.teaser;
        if (utterance.kind == BlockKind::heading) after = pauses.heading;
        return next == BlockKind::heading ? std::max(after, pauses.before_heading) : after;
    }();
    return static_cast<std::uint32_t>(from_ms(ms));
}

std::uint64_t estimated_samples(std::size_t bytes, std::size_t blocks) {
    // The real article in tests/articles: 163 s for 2,544 bytes in 9 blocks; a title and a sentence of 20
    // bytes: 4 s. What is short is pauses above all.
    return (std::uint64_t{bytes} * 60 + (blocks + 1) * 1000) * sample_rate / 1000;
}

std::int64_t to_ms(std::uint64_t samples) {
    return static_cast<std::int64_t>(samples * 1000 / sample_rate);
}

std::uint64_t from_ms(std::int64_t ms) {
    return ms <= 0 ? 0 : (static_cast<std::uint64_t>(ms) * sample_rate + 999) / 1000;
}

Timeline::Timeline(std::span<const Utterance> utterances, const Pauses& pauses,
                   std::span<const std::uint32_t> lengths, const Stretch& stretch)
    : starts_{stretch.start}, exact_(lengths.size() == utterances.size()) {
    starts_.reserve(utterances.size() + 1);
    pauses_.reserve(utterances.size());
    speakable_.reserve(utterances.size());
    for (std::size_t i = 0; i < utterances.size(); ++i) {
        const bool last = i + 1 == utterances.size();
        const auto next = last ? stretch.next : std::optional(utterances[i + 1].kind);
        speakable_.push_back(!exact_ || lengths[i] != unspeakable);
        pauses_.push_back(pause_after(pauses, utterances[i], next));
        if (exact_) {
            starts_.push_back(starts_.back() + (speakable_.back() ? lengths[i] + pauses_.back() : 0));
        } else {
            const auto begin = utterances.front().begin, end = utterances.back().end;
            const auto share =
                static_cast<double>(utterances[i].end - begin) / static_cast<double>(end - begin);
            starts_.push_back(stretch.start +
                              static_cast<std::uint64_t>(share * static_cast<double>(stretch.estimated)));
        }
    }
}

Timeline::Point Timeline::locate(std::uint64_t sample) const {
    if (starts_.size() < 2) return {};
    sample = std::max(starts_.front(), std::min(sample, end() ? end() - 1 : 0));
    const auto after = std::upper_bound(starts_.begin(), starts_.end() - 1, sample);
    const auto utterance = static_cast<std::size_t>(after - starts_.begin()) - 1;
    return {utterance, static_cast<std::uint32_t>(sample - starts_[utterance])};
}

std::size_t utterance_at(std::span<const Utterance> utterances, std::uint32_t code_point) {
    const auto found = std::partition_point(utterances.begin(), utterances.end(),
                                            [&](const Utterance& u) { return u.end <= code_point; });
    return found == utterances.end() ? utterances.size() - (utterances.empty() ? 0 : 1)
                                     : static_cast<std::size_t>(found - utterances.begin());
}

namespace {

// The word a mark falls into.
std::size_t word_of(const Utterance& utterance, const Mark& mark) {
    const auto after = std::partition_point(utterance.words.begin(), utterance.words.end(),
                                            [&](const Word& w) { return w.said <= mark.said; });
    return after == utterance.words.begin() ? 0
                                            : static_cast<std::size_t>(after - utterance.words.begin()) - 1;
}

// A run of marks that lie in one word: the samples from its first to the next word's first.
struct Stretch {
    std::size_t word = 0;
    std::uint32_t begin = 0, end = 0;
};

// Calls `f` for each word that has a mark, in order, until it returns true.
template <class F>
void each_stretch(const Utterance& utterance, std::span<const Mark> marks, std::uint32_t total, F f) {
    for (std::size_t i = 0; i < marks.size();) {
        const std::size_t word = word_of(utterance, marks[i]);
        std::size_t j = i + 1;
        // Several marks of one word («ChatGPT»: two), or of no length, are one.
        while (j < marks.size() && (word_of(utterance, marks[j]) == word)) ++j;
        const std::uint32_t begin = i == 0 ? 0 : marks[i].sample;
        const std::uint32_t end = j < marks.size() ? marks[j].sample : total;
        if (f(Stretch{word, begin, end})) return;
        i = j;
    }
}

}  // namespace

Spot spot_at(const Utterance& utterance, std::span<const Mark> marks, std::uint32_t total,
             std::uint32_t sample) {
    Stretch in{0, 0, total};
    each_stretch(utterance, marks, total, [&](const Stretch& s) {
        if (s.begin <= sample) in = s;
        return sample < s.end;
    });
    const Word word =
        utterance.words.empty() ? Word{0, utterance.begin, utterance.end} : utterance.words[in.word];
    const double length = in.end > in.begin ? in.end - in.begin : 1;
    const double fraction = std::clamp((sample - in.begin) / length, 0.0, std::nextafter(1.0, 0.0));
    return {0, 0, sample, {word.begin, fraction}, word.end, 0};
}

std::uint32_t sample_of(const Utterance& utterance, std::span<const Mark> marks, std::uint32_t total,
                        const Place& place) {
    std::uint32_t sample = 0;
    each_stretch(utterance, marks, total, [&](const Stretch& s) {
        const std::uint32_t begin = utterance.words.empty() ? utterance.begin : utterance.words[s.word].begin;
        if (begin > place.code_point) return true;
        const double inside =
            begin == place.code_point ? place.fraction : 0;  // an edit moved the word: its start
        sample = s.begin + static_cast<std::uint32_t>(std::lround(inside * (s.end - s.begin)));
        return false;
    });
    return sample;
}

}  // namespace vorleser::narration
