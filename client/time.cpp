#include "client/time.hpp"

#include <algorithm>
#include <charconv>
#include <clocale>
#include <cmath>
#include <ctime>
#include <memory>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unicode/dtptngen.h>
#include <unicode/smpdtfmt.h>

#include "client/messages.hpp"

namespace vorleser {
namespace {

// Digits and nothing else.
std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    // A cap that keeps sums of hours in milliseconds far from overflow.
    constexpr std::int64_t most = 1'000'000'000;
    if (error != std::errc() || stopped != end || text.front() == '-' || value > most) return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
    std::int64_t seconds = 0;
    for (int parts = 1;; ++parts) {
        const auto colon = text.find(':');
        const auto digits = text.substr(0, colon);
        const auto value = parse_number(digits);
        if (!value || (parts > 1 && (*value >= 60 || digits.size() != 2))) return std::nullopt;
        seconds = seconds * 60 + *value;
        if (colon == std::string_view::npos) return seconds;
        if (parts == 3) return std::nullopt;
        text.remove_prefix(colon + 1);
    }
}

// "1h30m", "90s", "1m30": hours, minutes, seconds, each at most once. A number without a unit at the end is
// of the next smaller one, and `alone` where it is the only one. In seconds.
std::optional<std::int64_t> parse_units(std::string_view text, std::int64_t alone) {
    constexpr std::pair<std::string_view, std::int64_t> units[] = {
        {"h", 3600}, {"min", 60}, {"m", 60}, {"sec", 1}, {"s", 1}};
    std::int64_t seconds = 0, before = 0;  // the unit before; 0: none yet
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
        const auto number = parse_number(text.substr(0, digits));
        if (!number || *number > 1'000'000) return std::nullopt;
        text.remove_prefix(digits);
        auto unit = before == 0 ? alone : before / 60;
        if (!text.empty()) {
            const auto* found = std::find_if(std::begin(units), std::end(units),
                                             [&](const auto& each) { return text.starts_with(each.first); });
            if (found == std::end(units)) return std::nullopt;
            unit = found->second;
            text.remove_prefix(found->first.size());
        }
        if (unit == 0 || (before != 0 && unit >= before)) return std::nullopt;
        seconds += *number * unit;
        before = unit;
    }
    return seconds;
}

// The number of `digits` at the start of `text`, which is taken off.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    int value = 0;
    if (text.size() < digits) return std::nullopt;
    for (const char c : text.substr(0, digits)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

struct Moment {
    std::time_t time = 0;
    bool has_clock = false;
};

// "2026-11-24", "2026-11-24T07:31", "… 07:31:00.5", with "Z", "+01:00" or "+0100" behind a time; without, it
// is the listener's.
std::optional<Moment> parse_iso(std::string_view text) {
    std::tm parts{};
    const auto year = take_number(text, 4);
    const bool dashes = year && take(text, "-");
    const auto month = dashes ? take_number(text, 2) : std::nullopt;
    const auto day = month && take(text, "-") ? take_number(text, 2) : std::nullopt;
    if (!day || *month < 1 || *month > 12 || *day < 1 || *day > 31) return std::nullopt;
    parts.tm_year = *year - 1900;
    parts.tm_mon = *month - 1;
    parts.tm_mday = *day;
    parts.tm_isdst = -1;
    if (text.empty()) {
        parts.tm_hour = 12;  // far from where summer time begins
        return Moment{std::mktime(&parts), false};
    }
    if (!take(text, "T") && !take(text, " ")) return std::nullopt;
    const auto hour = take_number(text, 2);
    const auto minute = hour && take(text, ":") ? take_number(text, 2) : std::nullopt;
    if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
    parts.tm_hour = *hour;
    parts.tm_min = *minute;
    if (take(text, ":")) {
        const auto second = take_number(text, 2);
        if (!second || *second > 60) return std::nullopt;
        if (take(text, ".")) text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
    }
    if (text.empty()) return Moment{std::mktime(&parts), true};
    if (text == "Z") return Moment{timegm(&parts), true};
    const bool east = take(text, "+");
    if (!east && !take(text, "-")) return std::nullopt;
    const auto hours = take_number(text, 2);
    take(text, ":");
    const auto minutes = text.empty() ? std::optional(0) : take_number(text, 2);
    if (!hours || !minutes || !text.empty()) return std::nullopt;
    const auto offset = (*hours * 60 + *minutes) * 60;
    return Moment{timegm(&parts) + (east ? -offset : offset), true};
}

// As the listener's locale writes it; without a time, if it has no clock.
std::string format_moment(const Moment& moment) {
    const std::string locale = std::setlocale(LC_TIME, nullptr);
    if (locale == "C" || locale == "POSIX" || locale.starts_with("C.")) {
        std::tm local{};
        localtime_r(&moment.time, &local);
        return moment.has_clock ? fmt::format("{:%Y-%m-%d %H:%M}", local) : fmt::format("{:%Y-%m-%d}", local);
    }
    // The locale's own order of day, month and year, and its clock of 12 or 24 hours.
    const icu::Locale icu_locale(locale.c_str());
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
        icu::DateTimePatternGenerator::createInstance(icu_locale, error));
    std::string out;
    if (U_FAILURE(error)) return out;
    const icu::SimpleDateFormat format(
        patterns->getBestPattern(moment.has_clock ? "yMMddjm" : "yMMdd", error), icu_locale, error);
    icu::UnicodeString text;
    if (U_SUCCESS(error)) format.format(static_cast<UDate>(moment.time) * 1000, text);
    return text.toUTF8String(out);
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

}  // namespace

std::string format_time(std::int64_t ms) {
    const auto seconds = std::max<std::int64_t>(ms, 0) / 1000;
    return seconds < 3600 ? fmt::format("{}:{:02}", seconds / 60, seconds % 60)
                          : fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string format_duration(std::int64_t ms, bool exact) {
    if (ms > 0) ms = std::max<std::int64_t>(ms, 1000);  // nothing that is heard takes «0:00»
    return exact ? format_time(ms) : messages::about(format_time(ms));
}

std::string format_progress(std::int64_t position_ms, std::int64_t duration_ms, bool exact) {
    const auto progress = fmt::format("{} / {}", format_time(position_ms), format_time(duration_ms));
    return exact ? progress : messages::about(progress);
}

std::optional<SeekTarget> parse_seek(std::string_view text) {
    using Kind = SeekTarget::Kind;
    if (take_suffix(text, "%")) {
        const auto percent = parse_number(text);
        if (!percent || *percent > 100) return std::nullopt;
        return SeekTarget{Kind::percent, *percent};
    }
    const bool forward = text.starts_with('+'), back = text.starts_with('-');
    if (forward || back) text.remove_prefix(1);
    const auto seconds = text.find(':') != text.npos ? parse_seconds(text) : parse_units(text, 1);
    if (!seconds) return std::nullopt;
    return SeekTarget{forward || back ? Kind::by_ms : Kind::to_ms, *seconds * (back ? -1000 : 1000)};
}

std::optional<std::int64_t> parse_speed(std::string_view text) {
    if (take_suffix(text, "%")) return parse_number(text);
    if (!take_suffix(text, "x")) take_suffix(text, "×");
    std::string factor(text);
    std::replace(factor.begin(), factor.end(), ',', '.');
    double value = 0;
    const auto* end = factor.data() + factor.size();
    const auto [stopped, error] = std::from_chars(factor.data(), end, value, std::chars_format::fixed);
    if (error != std::errc() || stopped != end || !(value >= 0 && value <= 10)) return std::nullopt;
    return std::lround(value * 100);
}

std::optional<std::int64_t> parse_span(std::string_view text) {
    const auto colons = std::count(text.begin(), text.end(), ':');
    const auto seconds = colons > 0 ? parse_seconds(text) : parse_units(text, 60);
    if (!seconds) return std::nullopt;
    return *seconds * (colons == 1 ? 60'000 : 1000);
}

std::string format_span(std::int64_t ms) {
    constexpr std::int64_t minute = 60, without_seconds = 10 * minute;
    auto seconds = (std::max<std::int64_t>(ms, 0) + 999) / 1000;
    if (seconds > without_seconds) seconds = (seconds + minute - 1) / minute * minute;
    return messages::span(seconds / 3600, seconds / minute % 60, seconds % minute);
}

std::int64_t at_speed(std::int64_t ms, std::int64_t speed) {
    return speed > 0 ? ms * 100 / speed : ms;
}

std::string format_date(std::int64_t seconds) {
    return format_moment({seconds, true});
}

std::string format_published(const std::string& found) {
    const auto moment = parse_iso(found);
    const auto text = moment ? format_moment(*moment) : std::string();
    return text.empty() ? found : text;
}

std::string format_factor(std::int64_t percent) {
    auto text = fmt::format("{:g}", static_cast<double>(percent) / 100);
    if (const auto point = text.find('.'); point != text.npos)
        text.replace(point, 1, std::localeconv()->decimal_point);
    return text;
}

std::optional<std::int64_t> parse_volume(std::string_view text) {
    take_suffix(text, "%");
    return parse_number(text);
}

std::optional<Change> parse_change(std::string_view text,
                                   std::optional<std::int64_t> (*parse)(std::string_view)) {
    const bool more = text.starts_with('+'), less = text.starts_with('-');
    if (more || less) text.remove_prefix(1);
    const auto value = parse(text);
    if (!value) return std::nullopt;
    return Change{more || less, less ? -*value : *value};
}

}  // namespace vorleser
