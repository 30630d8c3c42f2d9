#include "daemon/player/boot_clock.hpp"

#include <ctime>
#include <fstream>
#include <utility>

namespace vorleser {
namespace {

std::chrono::nanoseconds now(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

std::int64_t ms_since_boot() {
    return now(CLOCK_BOOTTIME) / std::chrono::milliseconds(1);
}

std::int64_t seconds_since_boot() {
    return now(CLOCK_BOOTTIME) / std::chrono::seconds(1);
}

std::string boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

// CLOCK_BOOTTIME goes on while the machine sleeps, CLOCK_MONOTONIC stands still.
std::chrono::seconds Suspension::slept() {
    const auto without = now(CLOCK_MONOTONIC);
    const auto suspended = now(CLOCK_BOOTTIME) - without;
    const auto before = std::exchange(before_, suspended);
    return std::chrono::duration_cast<std::chrono::seconds>(suspended - before.value_or(suspended));
}

}  // namespace vorleser
