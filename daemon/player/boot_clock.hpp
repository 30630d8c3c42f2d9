// Time since the machine's boot, as CLOCK_BOOTTIME counts it: the time it was asleep included.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace vorleser {

std::int64_t ms_since_boot();
std::int64_t seconds_since_boot();
std::string boot_id();  // of this boot; another after each

// How long the machine was suspended.
class Suspension {
 public:
    // Since the last call, or since forget(). 0 at first.
    std::chrono::seconds slept();
    void forget() { before_.reset(); }

 private:
    std::optional<std::chrono::nanoseconds> before_;  // suspended since boot
};

}  // namespace vorleser
