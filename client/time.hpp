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

// "20 min", "1 h 5 min", "1 min 30 s": a while that is still to come, rounded up; from ten minutes on without
// seconds.
std::string format_span(std::int64_t ms);

// How long `ms` of an article take at a speed in percent.
std::int64_t at_speed(std::int64_t ms, std::int64_t speed);

struct SeekTarget {
    enum class Kind { to_ms, by_ms, percent } kind = Kind::to_ms;
    std::int64_t value = 0;
    bool operator==(const SeekTarget&) const = default;
};

// "1:30", "1:02:03", "90" (seconds), "1m30s": a time; with "+" or "-" before it: that far on or back; "50%":
// a part.
std::optional<SeekTarget> parse_seek(std::string_view text);

// A factor ("1.5", also "1,5" and "1.5x") or a percentage ("150%") as percent. The range is the daemon's to
// check, but a factor above 10 is nobody's wish: without a value.
std::optional<std::int64_t> parse_speed(std::string_view text);

// How long until playing pauses: "20m", "90s", "1h30m", "20" (minutes), "1:30" (hours and minutes, since
// nobody falls asleep in a minute and a half), "1:30:00": milliseconds.
std::optional<std::int64_t> parse_span(std::string_view text);

// "24.11.2026, 07:31", as the locale writes it, "2026-11-24 07:31" without one; local time, of Unix time in
// seconds.
std::string format_date(std::int64_t seconds);

// When an article was published: as format_date() if `found`, which comes from its page, is a date or a time
// of ISO 8601, a date without a time as such; else as it is.
std::string format_published(const std::string& found);

// "1.25" (125 percent), with the locale's decimal point.
std::string format_factor(std::int64_t percent);

// "80" or "80%".
std::optional<std::int64_t> parse_volume(std::string_view text);

// A value as `parse` reads it; with "+" or "-" before it: that much more or less.
struct Change {
    bool relative = false;
    std::int64_t value = 0;
    bool operator==(const Change&) const = default;
};
std::optional<Change> parse_change(std::string_view text,
                                   std::optional<std::int64_t> (*parse)(std::string_view));

}  // namespace vorleser
