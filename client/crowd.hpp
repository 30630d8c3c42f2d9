// Many addresses fetched at once, so that one that is slow holds up nobody: some threads, of which few are
// ever at the same site, each fetch bounded in time and bytes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/socket.h>

#include "client/fetch.hpp"

namespace vorleser {

// Whether an address is one of the Internet (client/reach.hpp; tests have their own).
using IsPublic = std::function<bool(const sockaddr&)>;

struct Errand {
    std::int64_t tag = 0;  // the caller's own
    std::string address;
    Asking asking;
    // Where it may lead: anywhere, but from the Internet never into the home; or into the Internet only.
    bool only_public = false;
};

struct Return {
    std::int64_t tag = 0;
    std::optional<Answered> answer;
    std::string problem;  // without an answer
    long status = 0;      // the same; HTTP's
    std::string retry_after;
    bool is_public = false;  // it was reached in the Internet
};

struct CrowdLimits {
    std::size_t threads = 12, per_site = 2, waiting_returns = 12;
    std::chrono::milliseconds pause{0};  // at a site, between the end of one and the next
    FetchLimits each{.bytes = 8 << 20, .connect_seconds = 15, .stall_seconds = 20, .seconds = 60};
};

// One of them; any thread.
Return carry_out(const Errand& errand, const IsPublic& is_public, const FetchLimits& limits);

// For one thread.
class Crowd {
 public:
    explicit Crowd(IsPublic is_public, const CrowdLimits& limits = {});
    // What was not begun is not; waits for what is under way.
    ~Crowd();
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    void send(Errand errand);
    // Waits for the next one that comes back, in whatever order; nullopt: none is under way.
    std::optional<Return> next();

 private:
    void work();
    struct Sent {
        Errand errand;
        std::string site;
    };
    std::optional<Sent> take();

    const IsPublic is_public_;
    const CrowdLimits limits_;
    std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::deque<Sent> errands_;
    std::deque<Return> returns_;
    struct Site {
        std::size_t under_way = 0;
        std::chrono::steady_clock::time_point not_before;
    };
    std::map<std::string, Site> sites_;
    std::size_t under_way_ = 0;
    bool ends_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace vorleser
