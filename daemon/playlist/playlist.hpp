// The durable playlist: what is queued, in which order, how far it was heard (SQLite).
//
// Whatever a call returned successfully survives kill -9 and power loss (WAL, synchronous=FULL), but for what
// is saved `soon` (synchronous=NORMAL): that survives kill -9 at once, power loss after the next durable call.
// SQLite is the only copy: nothing is cached, so nothing can differ. The file belongs to this process alone
// while it is open. Used from the loop's thread only; no call waits for anything but the disk.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/article/article.hpp"
#include "daemon/error.hpp"

namespace vorleser {

using EntryId = std::int64_t;  // never used again after a removal; > 0

// A place in an article that survives an edit, another voice or new rules: a word and how much of it.
struct Place {
    std::uint32_t code_point = 0;  // in the article's text: where the word begins
    double fraction = 0;           // of the word's samples, 0 ≤ fraction < 1
    bool operator==(const Place&) const = default;
};

// The one row type; columns() in playlist.cpp is the one list of its columns.
struct Entry {
    EntryId id = 0;
    std::string title, kicker, source, language;
    std::int64_t added_at = 0;      // Unix time, seconds
    bool heard = false;             // was once played to its end
    Place place;                    // where the listener is
    std::int64_t position_ms = 0;   // of `place`, at speed 1
    std::int64_t duration_ms = 0;   // at speed 1, with pauses
    bool exact = false;             // position and duration are measured, not estimated
};

// What goes on from one run to the next.
struct Session {
    std::optional<EntryId> current;     // the entry last played
    std::vector<EntryId> return_to;     // interrupted by `add --play`; the last is returned to first
    bool playing = false;               // at `saved_at`
    std::string boot_id;                // of the boot in which it was saved
    std::int64_t saved_at = 0;          // CLOCK_BOOTTIME, seconds
    int speed_percent = 100;
    int volume_percent = 100;
    std::string voice;                  // empty: the configured one
    bool operator==(const Session&) const = default;
};

// Exact utterance lengths, kept while `key` (voice, engine, rules) is the current one.
struct Lengths {
    std::string key;
    std::vector<std::uint32_t> samples;  // one for each utterance
    bool operator==(const Lengths&) const = default;
};

struct NewEntry {
    Article article;
    std::string digest;            // of the bytes it was read from: finds duplicates. Not unique.
    std::int64_t duration_ms = 0;  // an estimate
};

enum class Durable { yes, soon };  // soon: survives kill -9 at once, power loss after the next `yes`

class Playlist {
   public:
    // Opens or creates `path` (":memory:" for tests) and brings its schema up to date. Throws
    // std::runtime_error that says what to do when the file is corrupt, in use, another program's or of a
    // newer version; the file is then left as it was.
    explicit Playlist(const std::string& path);
    ~Playlist();

    // Errors of all calls: `storage` (nothing was changed), `not_found` where an id is given.

    // Appends in order, all or none, or inserts before `before`. Returns the new ids.
    Result<std::vector<EntryId>> add(std::span<const NewEntry> entries, std::optional<EntryId> before = {});
    Result<std::optional<EntryId>> find_digest(const std::string& digest) const;

    Result<std::int64_t> size() const;
    Result<std::vector<Entry>> list(std::int64_t offset, std::int64_t limit) const;  // in order; none below 0
    Result<Entry> entry(EntryId id) const;
    Result<Article> article(EntryId id) const;
    Result<std::int64_t> number_of(EntryId id) const;               // 1-based place in the list
    Result<EntryId> at_number(std::int64_t number) const;
    Result<std::optional<EntryId>> after(EntryId id) const;         // nullopt at the end
    Result<std::optional<EntryId>> before(EntryId id) const;
    // The first entry not yet heard after `id`, or in the whole list; nullopt if there is none.
    Result<std::optional<EntryId>> next_unheard(std::optional<EntryId> id) const;

    Result<void> remove(EntryId id);
    Result<void> move(EntryId id, std::int64_t to_number);          // clamped to 1…size
    Result<void> clear();

    Result<void> save_place(EntryId id, const Place& place, std::int64_t position_ms, Durable durable);
    Result<void> set_heard(EntryId id, bool heard);                 // also sets the place back to the start
    Result<Lengths> lengths(EntryId id) const;                      // empty if none
    // Stores lengths with the totals that follow from them; `exact` becomes true. Saved `soon`: they can be
    // measured anew.
    Result<void> save_lengths(EntryId id, const Lengths& lengths, std::int64_t position_ms,
                              std::int64_t duration_ms);
    // From here on lengths of `key` count: what was measured with another one is no longer exact. (soon)
    Result<void> expect_lengths(const std::string& key);
    // Entries without lengths of this key, in list order from `from` on (no such entry: from the start), then
    // the earlier ones. Looks at every entry before the last it finds: ask for many at a time.
    Result<std::vector<EntryId>> unmeasured(const std::string& key, EntryId from, std::int64_t limit) const;

    Result<Session> session() const;  // names no entry that was removed
    Result<void> save_session(const Session& session, Durable durable);

    // One more with every change of what list() shows, from 1 at each start.
    std::uint64_t version() const;

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vorleser
