// One round: feeds are asked, and what is new in them comes to the daemon, each article once for ever.
//
// Articles of one feed come one after the other, feeds at the same time. What is on its way is stored before
// and after each step (store.hpp), so that a kill at any time doubles and loses nothing: where it was just
// when the daemon was asked to add, the next round looks whether it did.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include "client/command.hpp"
#include "client/connection.hpp"
#include "client/crowd.hpp"
#include "client/feeds/store.hpp"
#include "client/terminal.hpp"
#include "own/files.hpp"

namespace vorleser::feeds {

// For one thread. Functions throw Failure.
class Round {
 public:
    // `by_hand`: somebody looks on, and what waits for a better moment is tried now.
    Round(const Invocation& invocation, Store& store, const std::filesystem::path& directory,
          IsPublic is_public, bool by_hand);

    // False: another round goes on, and nothing can be done.
    [[nodiscard]] bool begins() const { return static_cast<bool>(lock_); }
    // Asks these, and fetches what waits of them.
    void run(const std::vector<Subscription>& feeds);
    // Of one that was just asked: `back` is what came.
    void run(const Subscription& feed, Return back);

    boost::json::array added;            // as the daemon answered, with "feed" and "from_feed"
    std::vector<std::int64_t> failures;  // feeds that could not be read

 private:
    struct Turn {
        Subscription feed;
        std::optional<Waiting> page;  // what is being fetched; none: the feed itself
    };

    void ask_feed(const Subscription& feed);
    void go_on();
    void take_feed(Turn& turn, Return back);
    void read_feed(Subscription& feed, const Answered& answer);
    void next_page(Turn& turn);
    void take_page(Turn& turn, Return back);
    // False: it is to be tried later, and with it what comes behind it.
    bool page_failed(const Turn& turn, const Return& back);
    void add_own(const Turn& turn, const std::string& why);
    // Empty: it is done. Else why the daemon cannot read it.
    std::string add(const Turn& turn, boost::json::object params, const std::string& own_because);
    void recover();
    std::int64_t entry_of(const Waiting& waiting);
    std::vector<Entry> entries_since(std::int64_t revision);
    void say(const std::string& text);
    void warn(const std::string& text);

    Connection& daemon();

    const Invocation& invocation_;
    Store& store_;
    const bool by_hand_;
    own::Descriptor lock_;
    std::optional<Connection> daemon_;
    Crowd crowd_;
    std::map<std::int64_t, Turn> turns_;
    std::optional<StatusLine> line_;
};

// How a feed is asked.
Asking feed_asking(const Subscription& feed);

// For people: a feed's title, or else its address.
std::string title_of(const Subscription& feed);

std::int64_t now();

}  // namespace vorleser::feeds
