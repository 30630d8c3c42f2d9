// The hand-over of sound from the loop to the device's callback.
//
// Constraints: the callback must not lock, allocate, do I/O or log. Jumps, pauses, speed changes and
// starvation must not click. What was heard must be known to the sample, at any speed.
//
// The writer never takes back: it raises the generation, and the callback fades out, drops what is stale and
// fades in. One gain serves pause, resume, seek, speed and starvation. A fade plays on: nothing is skipped,
// nothing is heard twice.
//
// The *tape* is the loop's own axis: one sample of it is one sample of speech at speed 1 (22,050 a second),
// counted from 0 through utterances, pauses and articles since the last flush. The loop knows which
// utterance lies where on it; the callback only reports how far it is.
#pragma once

#include <array>
#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <span>

namespace vorleser {

struct Block {
    std::uint16_t generation = 0;  // Handover::flush()'s, or it is dropped unheard
    std::uint16_t frames = 0;      // valid samples in pcm, 1–256
    std::uint32_t step = 1 << 16;  // tape samples a frame, 16.16 fixed point: the speed
    std::uint64_t tape = 0;        // tape sample of the first frame (48 bits used)
    std::array<std::int16_t, 256> pcm{};
};

// What was handed to the device: less its latency it is what was heard.
struct Handed {
    std::uint16_t generation = 0;
    std::uint64_t tape = 0;  // the next tape sample to hand over
    bool operator==(const Handed&) const = default;
};

// One writer (the loop) and one reader (the device's callback).
class Handover {
   public:
    static constexpr std::size_t capacity = 64;  // blocks: 743 ms at speed 1

    // --- loop only -------------------------------------------------------------------------------
    // Everything pushed so far is stale from here on; blocks pushed next carry the returned generation.
    std::uint16_t flush();
    // False when the ring is full (try again when the callback has consumed some).
    bool push(const Block& block);
    std::size_t free_blocks() const;
    void set_playing(bool playing);     // fades in or out within 5 ms
    void set_volume(int percent);       // 0–100, reached within 5 ms; perceived loudness, cubic
    Handed handed() const;
    std::uint64_t pulls() const;        // counts pull() calls: stands still when the device hangs

    // --- callback only: no lock, no allocation, no I/O ---------------------------------------------
    // Fills `out` completely (with silence where there is nothing to play). False: at rest after a
    // fade-out, the stream may be stopped.
    bool pull(std::span<std::int16_t> out) noexcept;

   private:
    boost::lockfree::spsc_queue<Block, boost::lockfree::capacity<capacity>> ring_;
    std::atomic<std::uint16_t> generation_{0};  // loop writes
    std::atomic<bool> playing_{false};          // loop writes
    std::atomic<float> volume_{1};              // loop writes
    std::atomic<std::uint64_t> handed_{0};      // callback writes: generation << 48 | tape, never torn
    std::atomic<std::uint64_t> pulls_{0};       // callback writes
    float gain_ = 0;                            // callback only
    float loudness_ = 1;                        // callback only: follows volume_
    std::uint16_t offset_ = 0;                  // callback only: frames of the front block already played
};

}  // namespace vorleser
