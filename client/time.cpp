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
    const auto seconds = parse_seconds(text);
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
    std::int64_t ms = 0;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
        const auto number = parse_number(text.substr(0, digits));
        if (!number || *number > 100'000) return std::nullopt;
        text.remove_prefix(digits);
        const char unit = text.empty() ? 'm' : text.front();
        if (!text.empty()) text.remove_prefix(1);
        if (unit == 'h')
            ms += *number * 3'600'000;
        else if (unit == 'm')
            ms += *number * 60'000;
        else if (unit == 's')
            ms += *number * 1000;
        else
            return std::nullopt;
    }
    return ms;
}

std::string format_date(std::int64_t seconds) {
    const std::string locale = std::setlocale(LC_TIME, nullptr);
    if (locale == "C" || locale == "POSIX" || locale.starts_with("C.")) {
        const std::time_t time = seconds;
        std::tm local{};
        localtime_r(&time, &local);
        return fmt::format("{:%Y-%m-%d %H:%M}", local);
    }
    // The locale's own order of day, month and year, and its clock of 12 or 24 hours.
    const icu::Locale icu_locale(locale.c_str());
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
        icu::DateTimePatternGenerator::createInstance(icu_locale, error));
    std::string out;
    if (U_FAILURE(error)) return out;
    const icu::SimpleDateFormat format(patterns->getBestPattern("yMMddjm", error), icu_locale, error);
    icu::UnicodeString text;
    if (U_SUCCESS(error)) format.format(static_cast<UDate>(seconds) * 1000, text);
    return text.toUTF8String(out);
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

}  // namespace vorleser
