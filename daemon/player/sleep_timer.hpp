// The sleep timer: after a while the sound fades out and playing pauses.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace vorleser {

inline constexpr std::chrono::seconds sleep_fade{10};

// Used from the loop's thread only. Wakes nobody while it is not set.
class SleepTimer {
 public:
    // `fade` is called with 1 … 0 while the sound fades, and with 1 when that was given up; `end` when it is
    // time. `playing` tells whether there is sound to fade.
    SleepTimer(boost::asio::any_io_executor executor, std::function<bool()> playing,
               std::function<void(double)> fade, std::function<void()> end);

    void set(std::chrono::milliseconds from_now);
    void cancel();
    std::optional<std::chrono::milliseconds> left() const;  // nullopt: not set
    std::optional<std::chrono::steady_clock::time_point> at() const { return at_; }

 private:
    using Clock = std::chrono::steady_clock;
    void wait();

    boost::asio::steady_timer timer_;
    std::function<bool()> playing_;
    std::function<void(double)> fade_;
    std::function<void()> end_;
    std::optional<Clock::time_point> at_;
    bool fading_ = false;
};

}  // namespace vorleser
