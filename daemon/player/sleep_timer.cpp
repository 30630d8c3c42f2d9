#include "daemon/player/sleep_timer.hpp"

#include <algorithm>

namespace vorleser {

namespace {
constexpr auto fade_step = std::chrono::milliseconds(200);
}

SleepTimer::SleepTimer(boost::asio::any_io_executor executor, std::function<bool()> playing,
                       std::function<void(double)> fade, std::function<void()> end)
    : timer_(std::move(executor)),
      playing_(std::move(playing)),
      fade_(std::move(fade)),
      end_(std::move(end)) {}

void SleepTimer::set(std::chrono::milliseconds from_now) {
    cancel();
    at_ = Clock::now() + from_now;
    wait();
}

void SleepTimer::cancel() {
    at_.reset();
    timer_.cancel();
    if (std::exchange(fading_, false)) fade_(1);
}

std::optional<std::chrono::milliseconds> SleepTimer::left() const {
    if (!at_) return {};
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(*at_ - Clock::now()),
                    std::chrono::milliseconds(0));
}

void SleepTimer::wait() {
    const auto fade_begins = *at_ - sleep_fade;
    timer_.expires_at(std::min(*at_, std::max(fade_begins, Clock::now() + fade_step)));
    timer_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled || !at_) return;
        const double left = std::chrono::duration<double>(*at_ - Clock::now()) / sleep_fade;
        if (left > 0) {
            if (playing_() || fading_) fade_(std::min(left, 1.0)), fading_ = true;
            return wait();
        }
        at_.reset();
        fading_ = false;
        end_();
    });
}

}  // namespace vorleser
