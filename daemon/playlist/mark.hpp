// A sentence that the listener wants to find again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/base/place.hpp"
#include "daemon/playlist/uid.hpp"

namespace vorleser {

// Says itself what stood where, so that it outlives its article. While that is there, it stays with its
// sentence whatever is edited around it.
struct MarkedSentence {
    std::int64_t id = 0;
    Uid uid{};                     // its name everywhere and for ever
    std::optional<EntryId> entry;  // nullopt: forgotten by now
    Uid entry_uid{};
    std::uint32_t begin = 0;  // of the sentence, code points in the entry's text
    std::uint32_t end = 0;    // the same as `begin`: it stands there no more, but stood about there
    std::string sentence, note, title, source, url;
    std::int64_t made_at = 0;      // Unix time, seconds
    std::int64_t changed_at = 0;   // the same; of its note
    std::int64_t position_ms = 0;  // of the sentence, at speed 1
    bool operator==(const MarkedSentence&) const = default;

    bool found() const { return end != begin; }
};

inline constexpr std::size_t longest_note = 10'000;       // bytes
inline constexpr std::size_t longest_sentence = 100'000;  // bytes kept of it

}  // namespace vorleser
