#include "client/crowd.hpp"

#include <algorithm>
#include <utility>

#include "client/url.hpp"

namespace vorleser {

Crowd::Crowd(IsPublic is_public, const CrowdLimits& limits)
    : is_public_(std::move(is_public)), limits_(limits) {}

Crowd::~Crowd() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
        errands_.clear();
    }
    changed_.notify_all();
    for (auto& each : threads_) each.join();
}

void Crowd::send(Errand errand) {
    auto site = peer_of(errand.address);
    const std::lock_guard lock(mutex_);
    errands_.push_back({std::move(errand), std::move(site)});
    ++under_way_;
    if (threads_.size() < std::min(limits_.threads, under_way_)) threads_.emplace_back([this] { work(); });
    changed_.notify_all();
}

std::optional<Return> Crowd::next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !returns_.empty() || under_way_ == 0; });
    if (returns_.empty()) return {};
    auto back = std::move(returns_.front());
    returns_.pop_front();
    --under_way_;
    changed_.notify_all();
    return back;
}

// The first one whose site is not busy, and had its pause; waits for it. Nullopt: the end.
std::optional<Crowd::Sent> Crowd::take() {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (ends_) return {};
        const auto now = std::chrono::steady_clock::now();
        auto soonest = std::chrono::steady_clock::time_point::max();
        // What came back takes memory until somebody looks at it.
        const auto found = returns_.size() >= limits_.waiting_returns
                               ? errands_.end()
                               : std::ranges::find_if(errands_, [&](const Sent& each) {
                                     const auto& site = sites_[each.site];
                                     if (site.under_way >= limits_.per_site) return false;
                                     if (site.not_before > now) soonest = std::min(soonest, site.not_before);
                                     return site.not_before <= now;
                                 });
        if (found != errands_.end()) {
            auto sent = std::move(*found);
            errands_.erase(found);
            ++sites_[sent.site].under_way;
            return sent;
        }
        if (soonest == std::chrono::steady_clock::time_point::max())
            changed_.wait(lock);
        else
            changed_.wait_until(lock, soonest);
    }
}

void Crowd::work() {
    while (const auto sent = take()) {
        auto back = carry_out(sent->errand, is_public_, limits_.each);
        const std::lock_guard lock(mutex_);
        auto& site = sites_[sent->site];
        --site.under_way;
        site.not_before = std::chrono::steady_clock::now() + limits_.pause;
        returns_.push_back(std::move(back));
        changed_.notify_all();
    }
}

Return carry_out(const Errand& errand, const IsPublic& is_public, const FetchLimits& limits) {
    Return back;
    back.tag = errand.tag;
    std::optional<bool> began_public;
    auto bounded = limits;
    bounded.may_connect = [&](const sockaddr& address) {
        const bool reached = is_public(address);
        if (!began_public) began_public = reached || errand.only_public;
        return reached || !*began_public;
    };
    try {
        back.answer = ask(errand.address, errand.asking, bounded);
        back.is_public = began_public.value_or(false);
    } catch (const NotFetched& failure) {
        back.problem = failure.what();
        back.status = failure.status;
        back.retry_after = failure.retry_after;
    } catch (const std::exception& error) {
        back.problem = error.what();
    }
    return back;
}

}  // namespace vorleser
