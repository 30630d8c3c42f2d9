// What a listener types to find something, taken apart. Pure.
//
//     wahl "erste runde" title:merkel source:spiegel.de tag:politik after:2026-01 before:2026-07-01
//
// Words and phrases in quotation marks (of any kind) are all to be found; what stands before a colon and is
// none of these names is a word like others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/error.hpp"
#include "daemon/worker/terms_packet.hpp"

namespace vorleser::search {

inline constexpr std::size_t longest_query = 1000;  // bytes
inline constexpr std::size_t most_words = 32;       // words and phrases, and what is asked of the articles

struct Question {
    std::vector<WantedWords> words, title;
    std::vector<std::string> tags, sources;     // as typed
    std::optional<std::int64_t> after, before;  // added then or later; before then. Unix time, seconds
    bool operator==(const Question&) const = default;
};

// Days are those of the local time; «after:2026» begins with that year, «before:2026» ends before it. Errors:
// `invalid_argument`.
Result<Question> parse_question(std::string_view text);

}  // namespace vorleser::search
