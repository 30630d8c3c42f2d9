#include "daemon/player/saving.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace vorleser {

namespace {
constexpr auto period = std::chrono::seconds(1);
constexpr auto period_for_good = std::chrono::seconds(30);
}  // namespace

void Saving::put(Durable durable, const Write& write) {
    judge(playlist_.together(durable, write));
}

void Saving::put_place(Durable durable, const Write& write) {
    const auto begin = Clock::now();
    if (durable == Durable::soon && begin < next_) return;
    if (begin > next_for_good_) durable = Durable::yes;
    if (durable == Durable::yes) next_for_good_ = begin + period_for_good;
    put(durable, write);
    next_ = Clock::now() + std::max<Clock::duration>(period, 10 * (Clock::now() - begin));
}

void Saving::judge(const Result<void>& done) {
    if (playlist_.joined()) return;
    // What wrote nothing is no proof that the disk takes something again.
    if (done && failure_ && playlist_.stored() == stored_at_failure_) return;
    if (!done) stored_at_failure_ = playlist_.stored();
    if (!done && !failure_) spdlog::error("playlist: {}", done.error().message);
    failure_ = done ? std::nullopt : std::optional(done.error().message);
}

}  // namespace vorleser
