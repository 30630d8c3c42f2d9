#include "daemon/audio/handover.hpp"

#include <algorithm>
#include <cmath>

namespace vorleser {
namespace {

constexpr int tape_bits = 48;
constexpr std::uint64_t tape_mask = (std::uint64_t{1} << tape_bits) - 1;

std::uint64_t packed(std::uint16_t generation, std::uint64_t tape) {
    return std::uint64_t{generation} << tape_bits | (tape & tape_mask);
}

}  // namespace

std::uint16_t Handover::flush() {
    flushed_at_ = pushed_;
    return ++generation_;
}

std::size_t Handover::free_blocks() const {
    constexpr std::size_t block = std::tuple_size_v<decltype(SoundBlock::pcm)>;
    const std::uint64_t waiting = pushed_ - std::max<std::uint64_t>(consumed_, flushed_at_);
    const std::size_t taken = static_cast<std::size_t>((waiting + block - 1) / block);
    return std::min(ring_.write_available(), capacity - std::min(capacity, taken));
}

bool Handover::push(const SoundBlock& block) {
    if (free_blocks() == 0 || !ring_.push(block)) return false;
    pushed_ += block.frames;
    return true;
}

void Handover::set_volume(int percent) {
    const float part = static_cast<float>(std::clamp(percent, 0, 100)) / 100;
    volume_ = part * part * part;
}

Handed Handover::handed() const {
    const std::uint64_t at = handed_;
    return {static_cast<std::uint16_t>(at >> tape_bits), at & tape_mask};
}

bool Handover::pull(std::span<std::int16_t> out, bool hold) noexcept {
    // The frames are read before the generation: those counted here are of `wanted` or older, never newer.
    const std::uint64_t pushed = pushed_;
    const std::uint16_t wanted = generation_;
    const bool playing = playing_ && !hold;
    const float volume = volume_;
    std::uint64_t consumed = consumed_;
    std::uint64_t at = handed_;
    const auto stale = [&] { return pushed != consumed && ring_.front().generation != wanted; };

    for (auto& sample : out) {
        while (fade_ == 0 && stale()) {
            consumed += ring_.front().frames - offset_;
            ring_.pop();
            offset_ = 0;
        }
        const std::uint64_t left = pushed - consumed;
        const bool up = playing && left > 0 && !stale();
        fade_ = static_cast<int>(std::min<std::uint64_t>(
            static_cast<std::uint64_t>(std::clamp(fade_ + (up ? 1 : -1), 0, ramp)), left));
        if (fade_ == 0) {
            loudness_ = volume;
            sample = 0;
            continue;
        }
        loudness_ += std::clamp(volume - loudness_, -1.0F / ramp, 1.0F / ramp);
        const SoundBlock& block = ring_.front();
        sample = static_cast<std::int16_t>(std::lrint(static_cast<float>(block.pcm[offset_]) * loudness_ *
                                                      static_cast<float>(fade_) / ramp));
        ++offset_;
        ++consumed;
        step_ = block.step;
        at = packed(block.generation, block.tape + (std::uint64_t{offset_} * block.step >> 16));
        if (offset_ == block.frames) {
            ring_.pop();
            offset_ = 0;
        }
    }
    consumed_ = consumed;
    handed_ = at;
    return playing || fade_ > 0;
}

void Handover::settle() {
    fade_ = 0;
    while (ring_.read_available() > 0 && ring_.front().generation != generation_) {
        consumed_ += ring_.front().frames - offset_;
        ring_.pop();
        offset_ = 0;
    }
}

}  // namespace vorleser
