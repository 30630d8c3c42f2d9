// What the desktop tests share: a daemon that plays into a file, on a private bus.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <mutex>

#include <gtest/gtest.h>
#include <sdbus-c++/sdbus-c++.h>

#include "tests/support/message_bus.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::test {

// A daemon that paces its sound as a loudspeaker does and writes it to a file.
class QuietDaemon {
 public:
    explicit QuietDaemon(Environment environment, const std::string& config = "") {
        std::ofstream(directory_.path() / "vorleser.toml") << config;
        daemon.emplace(std::move(environment),
                       std::vector<std::string>{"--config", (directory_.path() / "vorleser.toml").string(),
                                                "--device", "file:" + sound()});
    }
    std::string sound() const { return (directory_.path() / "heard.wav").string(); }
    std::optional<RunningDaemon> daemon;

 private:
    TemporaryDirectory directory_;
};

// Values that arrive from another thread, in order.
template <class T>
class Inbox {
 public:
    void put(T value) {
        const std::lock_guard lock(mutex_);
        values_.push_back(std::move(value));
        arrived_.notify_all();
    }
    // The first that `wanted` holds of, which is taken out with all before it; nullopt after 20 s without.
    template <class Wanted>
    std::optional<T> wait(Wanted wanted) {
        std::unique_lock lock(mutex_);
        auto found = values_.end();
        const bool there = arrived_.wait_for(lock, std::chrono::seconds(20), [&] {
            found = std::find_if(values_.begin(), values_.end(), wanted);
            return found != values_.end();
        });
        if (!there) return {};
        T value = *found;
        values_.erase(values_.begin(), found + 1);
        return value;
    }
    std::deque<T> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(values_, {});
    }

 private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<T> values_;
};

}  // namespace vorleser::test
