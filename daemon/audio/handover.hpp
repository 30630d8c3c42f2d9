// The hand-over of sound from the loop to the device's callback.
//
// Constraints: the callback must not lock, allocate, do I/O or log. Jumps, pauses, speed changes and
// starvation must not click. What was heard must be known to the sample, at any speed.
//
// The writer never takes back: it raises the generation, and the callback fades out, drops what is stale and
// fades in. One fade serves pause, resume, seek, speed and starvation. A fade plays on: nothing is skipped,
// nothing is heard twice. The fade never stands higher than the frames left in the ring allow it to come
// down, so that whatever follows (nothing, or another generation) meets silence.
//
// The *tape* is the loop's own axis: one sample of it is one sample of speech at speed 1 (22,050 a second),
// counted from 0 through utterances, pauses and articles since the last flush. The loop knows which
// utterance lies where on it; the callback only reports how far it is.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include <boost/lockfree/spsc_queue.hpp>

namespace vorleser {

struct SoundBlock {
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
    static constexpr std::size_t capacity = 256;  // blocks of one generation: 3 s, which bridges a slow disk
    static constexpr int ramp = 110;              // frames from silence to full and back: 5 ms

    // --- loop only -------------------------------------------------------------------------------
    // Everything pushed so far is stale from here on; blocks pushed next carry the returned generation.
    std::uint16_t flush();
    // False when `capacity` is reached (try again when the callback has consumed some). Stale blocks do not
    // count: what comes after a jump need not wait for them.
    bool push(const SoundBlock& block);
    std::size_t free_blocks() const;
    void set_playing(bool playing) { playing_ = playing; }  // fades in or out within 5 ms
    void set_volume(int percent);                           // 0–100, reached within 5 ms; cubic, as heard

    // --- any thread --------------------------------------------------------------------------------
    Handed handed() const;
    std::uint64_t waiting() const { return pushed_ - consumed_; }  // frames in the ring, stale ones too
    bool playing() const { return playing_; }

    // --- callback only: no lock, no allocation, no I/O ---------------------------------------------
    // Fills `out` completely (with silence where there is nothing to play). False: at rest after a
    // fade-out, the stream may be stopped. `hold`: fades out as if not playing.
    bool pull(std::span<std::int16_t> out, bool hold = false) noexcept;
    std::uint32_t step() const noexcept { return step_; }  // of the last frame handed over
    // --- whoever knows that no callback runs -------------------------------------------------------
    // Drops what is stale. The next pull fades in: the last stream may have ended in mid-sound.
    void settle();

 private:
    boost::lockfree::spsc_queue<SoundBlock, boost::lockfree::capacity<2 * capacity>> ring_;
    std::uint64_t flushed_at_ = 0;              // loop only: pushed_ at the last flush
    std::atomic<std::uint16_t> generation_{0};  // loop writes
    std::atomic<std::uint64_t> pushed_{0};      // loop writes: frames, after they are in the ring
    std::atomic<bool> playing_{false};          // loop writes
    std::atomic<float> volume_{1};              // loop writes
    std::atomic<std::uint64_t> consumed_{0};    // callback writes: frames played or dropped
    std::atomic<std::uint64_t> handed_{0};      // callback writes: generation << 48 | tape, never torn
    int fade_ = 0;                              // callback only: 0 silent to ramp full
    float loudness_ = 1;                        // callback only: follows volume_
    std::uint32_t step_ = 1 << 16;              // callback only
    std::uint16_t offset_ = 0;                  // callback only: frames of the front block already played
};

}  // namespace vorleser
