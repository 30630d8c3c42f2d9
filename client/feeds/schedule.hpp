// When a feed is asked next: never more often than it wants and than is polite. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "client/feeds/store.hpp"

namespace vorleser::feeds {

inline constexpr std::int64_t least_seconds = 15 * 60;  // between two times, whoever asks
inline constexpr std::int64_t most_seconds = 24 * 3600;
inline constexpr std::int64_t usual_seconds = 3600;  // where neither site nor feed says anything

// After an answer, also «unchanged»; `cache_control` is HTTP's.
void asked(Subscription& feed, const Hints& hints, std::string_view cache_control, std::int64_t now);

// After a failure with `problem`; `status`: HTTP's or 0, `retry_after`: HTTP's. Each further one waits
// longer; 410 ends the feed.
void failed(Subscription& feed, const std::string& problem, long status, std::string_view retry_after,
            std::int64_t now);

}  // namespace vorleser::feeds
