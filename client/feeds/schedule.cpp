#include "client/feeds/schedule.hpp"

#include <algorithm>
#include <charconv>

#include "client/feeds/feed.hpp"
#include "client/url.hpp"

namespace vorleser::feeds {
namespace {

constexpr std::int64_t most_retry_after = 7 * 24 * 3600;

// The first of the moments from `at` on, an hour apart, in which the feed may be asked; all forbidden: `at`.
std::int64_t allowed(std::int64_t at, const Hints& hints) {
    for (auto when = at; when < at + 8 * 86400; when = (when / 3600 + 1) * 3600)
        if (!hints.skipped_hours.test(when / 3600 % 24) &&
            !hints.skipped_days.test((when / 86400 + 4) % 7))  // 1970 began on a Thursday
            return when;
    return at;
}

std::int64_t max_age(std::string_view cache_control) {
    const auto lower = lower_ascii(cache_control.substr(0, 500));
    constexpr std::string_view name = "max-age=";
    const auto at = lower.find(name);
    if (at == lower.npos || (at > 0 && lower[at - 1] == '-')) return 0;
    std::int64_t seconds = 0;
    std::from_chars(lower.data() + at + name.size(), lower.data() + lower.size(), seconds);
    return std::max<std::int64_t>(seconds, 0);
}

std::int64_t seconds_until(std::string_view retry_after, std::int64_t now) {
    std::int64_t seconds = 0;
    const auto text = trimmed(retry_after);
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (wrong != std::errc() || end != text.data() + text.size()) {
        const auto at = parse_date(text);
        seconds = at == 0 ? 0 : at - now;
    }
    return std::clamp<std::int64_t>(seconds, 0, most_retry_after);
}

}  // namespace

void asked(Subscription& feed, const Hints& hints, std::string_view cache_control, std::int64_t now) {
    const auto minutes = std::clamp<std::int64_t>(hints.minutes, 0, most_seconds / 60);
    auto wanted = std::max(minutes * 60, std::min(max_age(cache_control), most_seconds));
    if (wanted == 0) wanted = usual_seconds;
    feed.asked_at = now;
    feed.not_before = now + least_seconds;
    feed.next_at = allowed(now + std::max(wanted, least_seconds), hints);
    feed.failing_since = feed.failures = 0;
    feed.problem.clear();
}

void failed(Subscription& feed, const std::string& problem, long status, std::string_view retry_after,
            std::int64_t now) {
    feed.problem = problem;
    if (feed.failing_since == 0) feed.failing_since = now;
    ++feed.failures;
    feed.asked_at = now;
    feed.ended = status == 410;
    const auto wait = least_seconds << std::min<std::int64_t>(feed.failures - 1, 7);
    const auto told = seconds_until(retry_after, now);
    feed.not_before = now + std::max(least_seconds, told);
    feed.next_at = now + std::max(std::min(wait, most_seconds), told);
}

}  // namespace vorleser::feeds
