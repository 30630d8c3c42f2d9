#include "daemon/playlist/shared_rank.hpp"

#include <algorithm>

namespace vorleser {

namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::uint64_t base = digits.size();

constexpr std::uint64_t power(int exponent) {
    return exponent == 0 ? 1 : base * power(exponent - 1);
}

constexpr std::size_t at_the_ends = 8;  // digits
constexpr std::uint64_t step = power(4), room = power(4);

// Of a rank's digit; 0 behind its end. What is no digit counts as the next below.
std::uint64_t digit(std::string_view rank, std::size_t at) {
    if (at >= rank.size()) return 0;
    const auto above = std::ranges::upper_bound(digits, rank[at]);
    return above == digits.begin() ? 0 : static_cast<std::uint64_t>(above - digits.begin() - 1);
}

std::string written(std::uint64_t number, std::size_t count) {
    std::string text(count, '0');
    for (auto at = count; at-- > 0; number /= base) text[at] = digits[number % base];
    return text;
}

std::uint64_t first_digits(std::string_view rank) {
    std::uint64_t number = 0;
    for (std::size_t at = 0; at < at_the_ends; ++at) number = number * base + digit(rank, at);
    return number;
}

// The first `count` digits of `rank`, and as many of the last of them more.
std::string plus(std::string_view rank, std::size_t count, std::uint64_t more) {
    std::string sum(count, '0');
    for (auto at = count; at-- > 0; more /= base) {
        more += digit(rank, at);
        sum[at] = digits[more % base];
    }
    return sum;
}

}  // namespace

std::string rank_between(std::string_view low, std::string_view high, std::uint64_t chance) {
    const auto jump = step + chance % step;
    if (low.empty() && high.empty()) return written(power(at_the_ends) / 2 + chance % step, at_the_ends);
    if (high.empty()) {
        if (const auto last = first_digits(low); last < power(at_the_ends) - 2 * step)
            return written(last + jump, at_the_ends);
    } else if (low.empty()) {
        if (const auto first = first_digits(high); first > 2 * step)
            return written(first - jump, at_the_ends);
    }
    // As many digits as it takes for enough ranks to lie between.
    std::uint64_t between = high.empty() ? 1 : 0;
    const auto most = std::max(low.size(), high.size()) + 8;
    for (std::size_t count = 1; count <= most; ++count) {
        const auto more = between * base + digit(high, count - 1), less = digit(low, count - 1);
        if (more < less) break;
        between = more - less;
        if (between >= room) return plus(low, count, between / 4 + chance % (between / 2));
    }
    return std::string(low) + written(1 + chance % (room - 1), 4);  // they are not in order, or the same
}

}  // namespace vorleser
