// The durable playlist: what is queued, in which order, how far it was heard (SQLite).
//
// Whatever a call returned successfully survives kill -9 and power loss (WAL, synchronous=FULL), but for what
// is saved `soon` (synchronous=NORMAL): that survives kill -9 at once, power loss after the next durable
// call. SQLite is the only copy: nothing is cached, so nothing can differ. The file belongs to this process
// alone while it is open. Used from the loop's thread only; no call waits for anything but the disk.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/article/stored.hpp"
#include "daemon/base/error.hpp"
#include "daemon/base/place.hpp"
#include "daemon/playlist/mark.hpp"
#include "daemon/playlist/uid.hpp"

namespace vorleser {

// What stored values may be: checked where they are set, and again when they are read, since a bit that is
// wrong on the disk must not become a speed of −28.
struct Range {
    std::int64_t low = 0, high = 0;
    constexpr bool holds(std::int64_t value) const { return low <= value && value <= high; }
};
inline constexpr Range speed_range{50, 400}, volume_range{0, 100}, pitch_range{-50, 50};  // percent; of 99
inline constexpr Range sleep_range{0, 24 * 60 * 60 * 1000};                               // ms
inline constexpr Range span_range{0, 1'000'000'000'000};       // ms, of any article: 31 years
inline constexpr Range lease_range{0, 1'000'000'000'000'000};  // from the time, ms
inline constexpr Range time_range{0, 253'402'300'799};         // Unix time, seconds: to the year 9999

// Why a place is where it is; as stored.
enum class Cause : std::uint8_t { none, listened, jumped, heard_to_the_end };

// How a place came about, so that places from elsewhere can be compared with it by what each knew of the
// other, never by a clock.
struct Made {
    Cause cause = Cause::none;
    Uid device{};           // on which; the nil one: nowhere yet
    std::int64_t from = 0;  // Revisions::place of the place that it set out from: while one device listens
                            // on, the one where that began
    bool operator==(const Made&) const = default;
};

// The list's revision in which something of an entry changed last; 0: not since revisions are counted. A
// place that only moves on while it is listened to has a new one when it is saved for good.
struct Revisions {
    std::int64_t newest = 0;  // of all below
    std::int64_t added = 0;
    std::int64_t listed = 0;  // left the list, or came back
    std::int64_t moved = 0;
    std::int64_t title = 0;  // or kicker
    std::int64_t text = 0;   // the title is a part of it
    std::int64_t length = 0;
    std::int64_t place = 0;
    std::int64_t heard = 0;
    std::int64_t kept = 0;  // came into the Merkliste, or left it
    std::int64_t tags = 0;
    std::int64_t read = 0;
    bool operator==(const Revisions&) const = default;
};

// The one row type; columns() in playlist.cpp is the one list of its columns.
struct Entry {
    EntryId id = 0;
    Uid uid{};  // the article's name everywhere and for ever; nil where it is damaged
    std::string title, kicker, source, url, language;
    std::int64_t added_at = 0;       // Unix time, seconds
    bool heard = false;              // was once played to its end
    Place place;                     // where the listener is
    std::int64_t position_ms = 0;    // of `place`, at speed 1
    std::int64_t duration_ms = 0;    // at speed 1, with pauses
    bool exact = false;              // position and duration are measured, not estimated
    std::int64_t last_heard_at = 0;  // Unix time, seconds; 0: never
    std::int64_t left_at = 0;        // Unix time, seconds, when it left the list; 0: it is in the list
    std::int64_t kept_at = 0;        // Unix time, seconds; 0: it is not in the Merkliste
    std::int64_t read_at = 0;        // Unix time, seconds; 0: unread. Heard to its end it is read
    std::string tags;                // each with its end ('\n')
    std::int64_t text_revision = 1;  // one more with each other text
    Made made;                       // `place`
    Revisions revisions;
    // What is known to be damaged of it or of its text; in no column.
    std::optional<Sentence> damage = {};
    bool operator==(const Entry&) const = default;
};

// At the end of an article: on to the next not yet heard; this one again; or on to the next, heard or not,
// and from the list's end to its start.
enum class Repeat { off, one, all };

// How the listener left it.
enum class Left { stopped, playing, paused };

// What goes on from one run to the next.
// How the listener listens, whatever it is.
// What becomes of an entry that was heard to its end: it stays in the list, leaves it, or leaves it for the
// Merkliste.
enum class WhenHeard { stays, leaves, kept };

struct Settings {
    int speed_percent = 100, volume_percent = 100;
    int pitch = 0;  // added to the voice's
    Repeat repeat = Repeat::off;
    std::int64_t shuffle = 0;           // seed of the order in which entries follow each other; 0: the list's
    bool sleep_at_end = false;          // playing is to stop at the article's end
    std::string chosen_device;          // empty: the configured one
    std::optional<WhenHeard> finished;  // none: as configured
    bool operator==(const Settings&) const = default;
};

struct Session : Settings {
    std::optional<EntryId> current;  // the entry last played
    std::vector<EntryId> return_to;  // interrupted by `add --play`; the last is returned to first
    Left left = Left::stopped;       // at `saved_at`
    std::string boot_id;             // of the boot in which it was saved
    std::int64_t saved_at = 0;       // CLOCK_BOOTTIME, seconds
    std::string voice;               // empty: the configured one
    std::int64_t sleep_at = 0;       // CLOCK_BOOTTIME, ms: when playing is to pause; 0: not at a time
    std::string output;              // the client that plays; empty: the loudspeaker
    std::int64_t output_since = 0;   // its first lease (player/outputs.hpp)
    std::int64_t output_lease = 0;   // the last lease that was given
    bool operator==(const Session&) const = default;
};

// Exact utterance lengths, kept while `key` (voice, engine, rules) is the current one.
struct Lengths {
    std::string key;
    std::vector<std::uint32_t> numbers;  // as the player wants them back (narration/outline.hpp)
    bool operator==(const Lengths&) const = default;
};

struct NewEntry {
    StoredArticle article;
    std::int64_t duration_ms = 0;  // an estimate
    std::string dropped = {};      // the lines left out, each with its end
    bool listed = true;            // comes into the list
    bool kept = false;             // comes into the Merkliste
    bool undoable = false;         // undo() takes it off the list again, too
    // Whose parts are stored already; store_ahead() sets it.
    struct Ahead {
        std::int64_t text = 0;  // 0: none yet
        std::size_t parts = 0;
    } ahead = {};
};

// What is known of an entry's text, as it was when this was asked for; its parts are read one at a time.
struct Contents {
    EntryId entry = 0;
    std::int64_t text = 0;  // another one has another number
    std::string language, authors, date;
    std::vector<PartSize> parts;
};

// Which text an entry has, as Contents::text says it.
struct TextOf {
    EntryId entry = 0;
    std::int64_t text = 0;
};

// Behind an entry, in the order that the seed gives (and in no other).
struct Shuffled {
    EntryId behind = 0;
    std::int64_t seed = 0;
};

// What became of an entry, for whoever knew the list as it was.
struct ChangedEntry {
    Entry entry;                         // as it is now
    std::int64_t number = 0;             // its place in the list from 1; 0: it has left it
    std::vector<std::string_view> what;  // "added", "removed", "restored", "moved", "title", "text",
                                         // "length", "place", "heard", "kept", "tags", "read"
};
struct ChangedSince {
    bool whole = false;                 // too much has changed, or it is not known any more: read all of it
    std::vector<ChangedEntry> entries;  // in the list's order, those that left it where they were
};

enum class Durable { yes, soon };  // soon: survives kill -9 at once, power loss after the next `yes`

// Which part of the Merkliste.
struct KeptWanted {
    std::int64_t offset = 0, limit = 0;  // of what the others leave
    std::string tag = {};                // empty: whatever they have
    bool unread = false;                 // only what was not read
    std::string source = {};             // only what is_from() there (sources.hpp); empty: from anywhere
};
struct Kept {
    std::int64_t total = 0;  // whatever `offset` and `limit` are
    std::vector<Entry> entries;
};
struct TagCount {
    std::string tag;
    std::int64_t count = 0;
    bool operator==(const TagCount&) const = default;
};

struct Merge;  // merging.hpp

class Playlist {
 public:
    // Opens or creates `path` (":memory:" for tests) and brings its schema up to date. A damaged file is kept
    // under another name and an empty one begun. Throws std::runtime_error that says what to do when the file
    // is in use, another program's or of a newer version, or cannot be read; it is then left as it was.
    explicit Playlist(const std::string& path);
    ~Playlist();

    // Damaged files that were set aside, now or earlier, and were still there when this one was opened.
    const std::vector<std::string>& damaged() const;

    // What the listener should know: damaged files, and what of this one was found damaged since it was
    // opened. A digest over each row tells what was changed by no call of ours. Where it tells, or a value is
    // out of its range: what can be read is used, with defaults for what cannot be right; Entry::damage says
    // so; nothing is removed.
    std::vector<Sentence> warnings() const;

    // One more with each transaction that wrote something.
    std::uint64_t stored() const;
    bool joined() const;  // within together(): what its calls return is not yet decided

    // Errors of all calls: `storage` (nothing was changed), `not_found` where an id is given.
    //
    // Entries that are not in the list (removed, cleared, heard where the listener wants it so, or only kept)
    // are found by entry(), contents(), lengths(), find_same(), history(), restore() and the Merkliste's
    // calls only. Of those that are neither in the list nor kept nor marked the newest 1,000 stay, and all
    // that left last.

    // What the calls within `body` write is stored together, all or nothing, and nothing if it returns an
    // error. Durable as `wanted` says, whatever the calls themselves ask for. May be nested.
    Result<void> together(Durable wanted, const std::function<Result<void>()>& body);

    // Appends in order, all or none, or inserts before `before`; `shuffled` says where they come in another
    // order. Returns the new ids. What comes into the Merkliste is taken out of it again by undo(), and what
    // is `undoable` off the list.
    Result<std::vector<EntryId>> add(std::span<const NewEntry> entries, std::optional<EntryId> before = {},
                                     std::optional<Shuffled> shuffled = {});
    // Before add() or replace() of a long text: stores some of it, saved `soon`, and takes it out of the
    // entry, so that neither that nor this takes long. Whether there is more of it. What is never added is
    // removed when the file is opened next.
    Result<bool> store_ahead(NewEntry& entry);
    // The first entry in the list, else in the Merkliste, with the same text, whatever its title
    // (same_text()); else the one that is most likely another copy of it (article/passages.hpp), in either.
    // Nothing of it may be stored ahead.
    Result<std::optional<EntryId>> find_same(const StoredArticle& article) const;
    // Makes some of what an earlier version stored known to that; whether there is more. Takes milliseconds.
    Result<bool> sketch_some();

    Result<std::int64_t> size() const;
    Result<std::vector<Entry>> list(std::int64_t offset, std::int64_t limit) const;  // in order; none below 0
    Result<Entry> entry(EntryId id) const;
    Result<Contents> contents(EntryId id) const;
    // Which texts there are, by entry, behind that one; also of what has left the list.
    Result<std::vector<TextOf>> texts(EntryId behind, std::int64_t limit) const;
    // One part's text, as stored. Errors: `conflict` where the entry has another text now; `storage` also
    // where it is damaged: the entry then says so. What is read although its sum is not that of what was
    // stored is told so, too.
    Result<std::string> part(const Contents& of, std::size_t number) const;
    Result<Article> article(EntryId id) const;  // all of it at once
    // The lines left out when it was read, each with its end.
    Result<std::string> dropped(EntryId id) const;
    Result<std::int64_t> number_of(EntryId id) const;  // 1-based place in the list
    // The same of several, 0 for what is not in the list: one pass over it, however many they are.
    Result<std::vector<std::int64_t>> numbers_of(std::span<const EntryId> ids) const;
    Result<EntryId> at_number(std::int64_t number) const;
    // In the list's order, or in the one that the seed `shuffle` gives (looks at every entry). nullopt at the
    // end. Without an id: the first, the last, the first not yet heard.
    Result<std::optional<EntryId>> after(std::optional<EntryId> id, std::int64_t shuffle = 0) const;
    Result<std::optional<EntryId>> before(std::optional<EntryId> id, std::int64_t shuffle = 0) const;
    Result<std::optional<EntryId>> next_unheard(std::optional<EntryId> id, std::int64_t shuffle = 0) const;
    // All that after() would lead to one by one, in one go, `limit` at most; with `unheard` next_unheard().
    Result<std::vector<EntryId>> all_after(std::optional<EntryId> id, std::int64_t shuffle, bool unheard,
                                           std::int64_t limit) const;
    // Whether after() or before() of an entry gives one; at less cost where the order is shuffled.
    Result<bool> has_after(EntryId id, std::int64_t shuffle = 0) const;
    Result<bool> has_before(EntryId id, std::int64_t shuffle = 0) const;
    // What was heard, wholly or in part, the newest first; also what has left the list.
    Result<std::vector<Entry>> history(std::int64_t offset, std::int64_t limit) const;

    Result<void> remove(std::span<const EntryId> ids);  // all or none
    Result<void> remove(EntryId id) { return remove(std::span(&id, 1)); }
    // Takes back the last of what remove(), clear() and the Merkliste's calls did, as far as it is still so:
    // what left the list is back where it was. Returns the entries that are others now; none if there is
    // nothing to undo.
    Result<std::vector<EntryId>> undo();
    // What went for good since this was asked last, in this process, for whoever keeps something of entries.
    // An entry that is there after all did not.
    std::vector<EntryId> take_forgotten();
    Result<void> restore(EntryId id);  // back into the list, at its end, from its start
    // The text was edited: the place moves with its word, lengths are to be measured anew.
    Result<void> replace(EntryId id, const NewEntry& entry);
    Result<void> move(EntryId id, std::int64_t to_number);  // clamped to 1…size
    Result<void> clear();

    // A new revision of the place, if it is another; saved `soon`, it is told with the next that is for good.
    Result<void> save_place(EntryId id, const Place& place, std::int64_t position_ms, Durable durable,
                            Cause cause = Cause::listened);
    // Heard to its end; the place is back at the start, and it leaves the list if that is wanted.
    Result<void> set_heard(EntryId id, WhenHeard then = WhenHeard::stays);

    // The Merkliste: what the listener keeps, for as long as they want, in the list or not. An entry may have
    // left the list for it, go back, or be in both.
    // Keeps entries, all or none; `leave_list`: those in the list leave it. What is kept stays where it is.
    Result<void> keep(std::span<const EntryId> ids, bool leave_list = false);
    Result<void> unkeep(std::span<const EntryId> ids);  // all or none; not_found also where one is not kept
    // Puts entries into the list, all or none, where add() would; they are heard from where the listener was.
    // What is in the list stays where it is. `leave_kept`: they leave the Merkliste.
    Result<void> queue(std::span<const EntryId> ids, std::optional<EntryId> before = {},
                       std::optional<Shuffled> shuffled = {}, bool leave_kept = false);
    // What was kept last comes first. None below 0.
    Result<Kept> kept(const KeptWanted& wanted) const;
    // Of all entries in one of the lists, in the alphabet's order as far as bytes have one.
    Result<std::vector<TagCount>> tags() const;
    // Gives tags to entries and takes others from them, all or none (tags.hpp). One that is there in another
    // case is meant. invalid_argument: it is none, or an entry would have too many.
    Result<void> tag(std::span<const EntryId> ids, std::span<const std::string> added,
                     std::span<const std::string> removed = {});
    Result<void> set_read(std::span<const EntryId> ids, bool read);  // all or none

    Result<Lengths> lengths(EntryId id) const;  // empty if none
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

    // Marks. Errors: also `not_found` where a mark's id is given.
    //
    // A sentence of `mark.entry` from now on; what is said of it (title, address, times) is the entry's. Of
    // one that is marked already the note is another, if there is one. Returns its id.
    Result<std::int64_t> add_mark(MarkedSentence mark);
    Result<MarkedSentence> mark(std::int64_t id) const;
    // All, the newest first; or an entry's, by their places.
    Result<std::vector<MarkedSentence>> marks(std::optional<EntryId> of = {}) const;
    Result<void> set_note(std::int64_t id, std::string_view note);
    Result<void> remove_marks(std::span<const std::int64_t> ids);  // all or none; undo() brings them back
    // For comparison in this process only: one more with every change of what marks() gives.
    std::uint64_t marks_revision() const;

    // For backups. In the list's order, also what has left it.
    Result<std::vector<EntryId>> everything() const;
    Result<std::optional<EntryId>> find(const Uid& uid) const;
    // Which of these addresses entries have, in whatever list, or none any more. Looks at every entry.
    Result<std::vector<bool>> have_addresses(std::span<const std::string> addresses) const;
    // Which removal took it off the list, counted from 1; 0: none, or it was heard; -1: it was never in it.
    Result<std::int64_t> removal(EntryId id) const;
    Result<std::int64_t> last_removal() const;  // of all commands that can be undone
    // An entry of another list, with all that is known of it but id and revisions, at the list's end, where
    // it may also have left that one. Returns its id.
    Result<EntryId> take_in(Entry entry, std::int64_t removal, const NewEntry& text);
    // As merged, its text aside; back in the list it is at its end. A place beyond the text is its start.
    Result<void> take_over(const Merge& merged);
    // A mark with its uid; one that is here gets the newer note. Whether anything is another, or, `only_try`,
    // would be.
    Result<bool> take_in(MarkedSentence mark, bool only_try = false);

    // The list's revision: one more with each transaction that changed something of an entry, for as long as
    // the file lives, and in a new file higher than in one that was there before. JSON's numbers hold it.
    std::int64_t revision() const;
    // What is another since that revision. Of at most 1,000 entries, and as long as what left the list is
    // kept.
    Result<ChangedSince> changed_since(std::int64_t revision) const;
    // This list's own: by chance, when its file is made. Not the machine's: copies of an image have one
    // machine-id, a container has none, and each user of a machine has a list.
    const Uid& device() const;

    // For comparison in this process only: one more with every change of what list() shows but places.
    std::uint64_t shown() const;

 private:
    std::optional<EntryId> find_alike(const StoredArticle& wanted) const;

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vorleser
