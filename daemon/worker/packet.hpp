// The packets between daemon and worker: both ends are the same binary, so values travel as they lie in
// memory.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

enum class PacketKind : std::uint8_t {
    // Jobs. Long ones span several packets: `first` … `last`.
    read,         // as reading_job() writes it
    utterances,   // the language, '\n', a part's text (article/stored.hpp)
    speak,        // the text to say
    measure,      // the text to say
    phonemes,     // the text to say
    terms,        // parts of texts, as terms_packet.hpp writes them
    query_terms,  // words that are looked for, the same
    // Answers.
    samples,   // speak: int16 samples, in order
    piece,     // part of a long result
    done,      // the last part of the result
    error,     // as refusal.hpp writes it
    document,  // read: it is one of another format, which a program of its own reads (document.hpp); as an
               // error
    died,      // from the worker itself: the child is gone without an answer; the message says how
    // Once, from the worker itself, on the descriptor after the lanes' (start_descriptor).
    ready,    // it has loaded and locked itself in; JSON: what of the listener's own data was left out
    refused,  // it cannot start, as refusal.hpp writes it
};

struct PacketHeader {
    std::uint32_t job = 0;  // the answer carries its job's number; another number is stale
    PacketKind kind = PacketKind::read;
    bool first = false, last = false;
};

inline constexpr int first_lane_descriptor = 3;  // in the worker
inline constexpr int start_descriptor = 7;

inline constexpr std::size_t max_packet = 64 * 1024;  // bytes, header included
inline constexpr std::size_t max_payload = max_packet - sizeof(PacketHeader);

}  // namespace vorleser
