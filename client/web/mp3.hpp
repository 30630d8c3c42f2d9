// Sound as MP3 of which any part can be made alone: constant rate, no frame leans on the bits of another.
//
// MPEG-2 layer III, 22,050 Hz, one channel, 56 kbit/s: a frame is 576 samples and 182 6/7 bytes, so that
// seven of them, a *block*, are whole: 4,032 samples in 1,280 bytes. A file of n blocks lasts 4,032 n
// samples, and byte and time follow from each other. What a decoder gives as sample s is sample s of what was
// encoded: the 1,105 samples that an encoder and a decoder together come late are taken off beforehand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace vorleser::web::mp3 {

inline constexpr std::uint64_t samples_a_block = 4'032, bytes_a_block = 1'280;
inline constexpr std::uint64_t blocks_a_chunk = 7;  // what is encoded in one go: 1.28 s

// An encoder begins so many frames early, and throws away what it makes of them: it has then heard what comes
// before. Two are too few (15.6 dB from what went in within 26 ms of a border, where the whole encoded in one
// go has 22.3); from three on borders are no worse than the rest; with seven the padding falls on the same
// frames, and what comes out is within 40 dB of the whole's. Behind the end it looks ahead.
inline constexpr std::uint64_t run_up = 7;
inline constexpr std::uint64_t samples_before = run_up * 576 - 1'105, samples_behind = 1'105 + 2 * 576;

// `blocks` of a file, of samples that begin `samples_before` before them and end `samples_behind` after.
// Always the same bytes for the same samples. Any thread. Throws Failure.
std::string encode(std::span<const std::int16_t> samples, std::size_t blocks);

// Whether these bytes are whole frames of ours, as many as they have room for: what was written to the disk
// is all there.
bool is_whole(std::string_view bytes);

}  // namespace vorleser::web::mp3
