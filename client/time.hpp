// Times and numbers as a listener reads and writes them; milliseconds inside.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vorleser {

// "4:31", from an hour on "1:02:03"; parts of a second are cut off.
std::string format_time(std::int64_t ms);

// format_time(), as "about 4:31" where the time is an estimate.
std::string format_duration(std::int64_t ms, bool exact);

// "1:30 / 4:31", or "about 1:30 / 4:31".
std::string format_progress(std::int64_t position_ms, std::int64_t duration_ms, bool exact);

struct SeekTarget {
    enum class Kind { to_ms, by_ms, percent } kind = Kind::to_ms;
    std::int64_t value = 0;
    bool operator==(const SeekTarget&) const = default;
};

// "1:30", "1:02:03", "90" (seconds): a time; with "+" or "-" before it: that far on or back; "50%": a part.
std::optional<SeekTarget> parse_seek(std::string_view text);

// A factor ("1.5", also "1,5" and "1.5x") or a percentage ("150%") as percent. The range is the daemon's to
// check, but a factor above 10 is nobody's wish: without a value.
std::optional<std::int64_t> parse_speed(std::string_view text);

// "20m", "90s", "1h", "20" (minutes), also "1h30m": milliseconds.
std::optional<std::int64_t> parse_span(std::string_view text);

// "24.11.2026, 07:31", as the locale writes it, "2026-11-24 07:31" without one; local time, of Unix time in
// seconds.
std::string format_date(std::int64_t seconds);

// "1.25" (125 percent), with the locale's decimal point.
std::string format_factor(std::int64_t percent);

// "80" or "80%".
std::optional<std::int64_t> parse_volume(std::string_view text);

}  // namespace vorleser
