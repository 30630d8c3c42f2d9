// Pages of many sites, fetched politely: at one site one after the other with a pause between, at different
// ones at the same time, so that one that is slow or away holds up nobody. A site that does not answer a few
// times in a row, or says that this is too much, is left alone for this time.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "client/backup/services.hpp"
#include "client/crowd.hpp"

namespace vorleser::backup {

// For one thread.
class Pages {
 public:
    explicit Pages(IsPublic is_public, std::chrono::milliseconds pause = std::chrono::seconds(1));

    // `address`: as it goes to the network. Before next().
    void add(std::string address, Saved of);
    [[nodiscard]] std::size_t size() const { return size_; }  // of all that were added

    struct Page {
        std::string address;
        Saved of;
        Return back;
    };
    // Waits for the next one that came or failed; nullopt: that was all.
    std::optional<Page> next();

 private:
    struct Wanted {
        std::string address;
        Saved of;
    };
    struct Site {
        std::deque<Wanted> wanted;
        int unanswered = 0;  // in a row
        std::optional<Return> given_up;
    };
    void go_on(const std::string& site);

    std::map<std::string, Site> sites_;
    std::map<std::int64_t, std::string> under_way_;  // site by tag
    std::deque<std::string> given_up_;               // sites with something left to be told
    std::int64_t last_tag_ = 0;
    std::size_t size_ = 0;
    bool begun_ = false;
    Crowd crowd_;
};

}  // namespace vorleser::backup
