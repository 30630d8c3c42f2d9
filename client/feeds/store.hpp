// What is subscribed to, what of it came already, and what is on its way; on the disk (SQLite, 0600) in
// $XDG_STATE_HOME/vorleser/feeds. Each function is one transaction that is on the disk on return: kill -9 and
// power cuts leave it done or not done.
//
// Several programs may use it at once. One thread. Throws Failure where the disk refuses.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/feeds/feed.hpp"

struct sqlite3;

namespace vorleser::feeds {

struct Wishes {
    bool keep = false;                       // kept for later instead of queued
    std::int64_t newest = 5;                 // at most that many at a time
    std::vector<std::string> with, without;  // words; empty: all, none
};

struct Subscription {
    std::int64_t id = 0;
    std::string address, title;
    Wishes wishes;
    bool paused = false;
    bool is_public = false;           // it was reached in the Internet: nothing leads from it into the home
    std::string etag, last_modified;  // of what was read last
    std::int64_t asked_at = 0;        // Unix time, seconds, as all times; 0: never
    std::int64_t next_at = 0;         // not before, unless the listener asks
    std::int64_t not_before = 0;      // not even then
    std::int64_t failing_since = 0;   // 0: it is not
    std::int64_t failures = 0;        // since then
    std::string problem;              // the last one, or what is odd about it; for people
    bool ended = false;               // the site says that it is gone for good
    std::int64_t waiting = 0;         // articles that are still to be had
};

// An article that is to come.
struct Waiting {
    std::int64_t id = 0;
    std::string url, title, content;  // as in Item
    std::int64_t tries = 0, retry_at = 0;
    std::string adding;  // the request that was perhaps done: bytes that the daemon may have; empty: none
    std::int64_t adding_at = 0;
    std::int64_t adding_since = 0;  // the list's revision before
};

class Store {
 public:
    // A damaged file is set aside and an empty one begun; `set_aside` then names it.
    explicit Store(const std::filesystem::path& directory);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    std::filesystem::path set_aside;  // empty: nothing was damaged

    // Those subscribed to, by title.
    std::vector<Subscription> list();
    std::optional<Subscription> find(const std::string& address);
    // Subscribes; what was unsubscribed comes back with what is known of it. Its id.
    std::int64_t subscribe(const std::string& address, const std::string& title, const Wishes& wishes);
    void unsubscribe(std::int64_t feed);
    void wish(std::int64_t feed, const Wishes& wishes, bool paused);
    // Stores what asking it has changed: all but the listener's wishes. Another's address stays that other's.
    void update(const Subscription& subscription);

    // What of `items` was never seen now is; what `choose` makes of these (std::vector<Item> of both) comes
    // to those waiting, in that order; how many. With `subscription` updated in the same transaction.
    template <class Choose>
    std::int64_t take(const Subscription& subscription, const std::vector<Item>& items, Choose choose) {
        Together together(*this);
        const auto chosen = choose(unseen(subscription.id, items));
        for (const auto& item : chosen) wait_for(subscription.id, item);
        update(subscription);
        together.commit();
        return static_cast<std::int64_t>(chosen.size());
    }

    // In the order in which they are to come.
    std::vector<Waiting> waiting();
    std::optional<Waiting> next_waiting(std::int64_t feed, std::int64_t now);
    void retry(std::int64_t waiting, std::int64_t at);
    // Before it is added: with `request`, the time, and the list's revision. False: it is wanted no more.
    bool adding(std::int64_t waiting, const std::string& request, std::int64_t now, std::int64_t revision);
    // It was surely not added.
    void not_added(std::int64_t waiting);
    // It came, as the daemon's `entry` (0: it will not).
    void came(std::int64_t waiting, std::int64_t entry);
    // The newest of the daemon's entries that came so; 0: none yet.
    std::int64_t newest_entry();

 private:
    class Statement;
    // A transaction, taken back unless it is committed; within another it is that one's.
    class Together {
     public:
        explicit Together(Store& store);
        ~Together();
        void commit();

     private:
        Store& store_;
        bool outermost_, done_ = false;
    };

    bool open(const std::filesystem::path& file);
    void run(const char* sql);
    [[noreturn]] void fail() const;
    std::vector<Item> unseen(std::int64_t feed, const std::vector<Item>& items);
    bool mark_seen(std::int64_t feed, const std::string& key);
    void wait_for(std::int64_t feed, const Item& item);
    std::vector<Waiting> rows_waiting(Statement& statement);
    static Subscription read_feed(const Statement& rows);

    sqlite3* database_ = nullptr;
    bool together_ = false;
    std::filesystem::path directory_;
};

}  // namespace vorleser::feeds
