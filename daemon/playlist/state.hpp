// The playlist's inside: its connection, transactions, and the ranks that order the list. Private to the
// room.
//
// playlist.cpp holds what is in the list, order.cpp what follows what, departed.cpp what left the list,
// keeping.cpp the Merkliste, marks.cpp which sentences were marked, undo.cpp how commands are taken back,
// session.cpp where the listener is, lengths.cpp what was measured, changes.cpp what changed since when,
// taking_in.cpp what comes with a backup.
#pragma once

#include <functional>
#include <map>

#include "daemon/playlist/database.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser {

Error no_entry(EntryId id);
std::int64_t unix_time();  // seconds
bool is_damage(int code);  // of the file: not of the disk or of who may use it
Sentence what_to_do(int code);

// The one list of the columns that an Entry shows: SELECT, INSERT and the reading of a row are made from it.
template <class Row, class Each>
void columns(Row& row, Each each) {
    each("id", row.id);
    each("title", row.title);
    each("kicker", row.kicker);
    each("source", row.source);
    each("url", row.url);
    each("language", row.language);
    each("added_at", row.added_at);
    each("heard", row.heard);
    each("code_point", row.place.code_point);
    each("fraction", row.place.fraction);
    each("position_ms", row.position_ms);
    each("duration_ms", row.duration_ms);
    each("exact", row.exact);
    each("last_heard_at", row.last_heard_at);
    each("left_at", row.left_at);
    each("kept_at", row.kept_at);
    each("read_at", row.read_at);
    each("tags", row.tags);
    each("uid", row.uid);
    each("text_revision", row.text_revision);
    each("place_cause", row.made.cause);
    each("place_device", row.made.device);
    each("place_from", row.made.from);
    each("revision", row.revisions.newest);
    each("added_in", row.revisions.added);
    each("listed_in", row.revisions.listed);
    each("moved_in", row.revisions.moved);
    each("title_in", row.revisions.title);
    each("text_in", row.revisions.text);
    each("length_in", row.revisions.length);
    each("place_in", row.revisions.place);
    each("heard_in", row.revisions.heard);
    each("kept_in", row.revisions.kept);
    each("tags_in", row.revisions.tags);
    each("read_in", row.revisions.read);
}

// The place after an edit: what is the same at both ends stays, a word between them begins anew. The texts as
// their parts have them, in a row: letter and line's end stand where the blank line does.
Place moved(const Place& place, std::string_view before, std::string_view after);

// The text, or with U+FFFD where it is no UTF-8.
std::string valid(std::string text);

inline constexpr Range revision_range{0, std::int64_t{1} << 53};  // what JSON's numbers hold

// Ranks for new rows.
struct Ranks {
    std::int64_t first, step;
};

struct Playlist::State {
    std::string path;
    Database database;
    std::vector<std::string> damaged;
    std::uint64_t version = 1;
    Durable durable = Durable::yes;  // what the connection is set to
    struct Count {
        EntryId id = 0;
        std::uint64_t version = 0;
        std::int64_t number = 0;
    } counts[2];
    std::map<EntryId, Sentence> damage;  // by what was found since the file was opened
    bool log_broken = false, session_damaged = false;
    std::uint64_t stored = 0, marks_changed = 1;
    std::int64_t revision = 0;
    std::vector<EntryId> forgotten;  // see take_forgotten()
    Uid device{};
    std::int64_t last_text = 0;  // the highest number of a text that there ever was
    // Of the transaction: whether something has the next revision; whether changes are not told of each
    // entry, as when ranks are made anew, a place moves on, or too much changes.
    bool told = false, untold = false;
    std::string select_all, select_changed, select_one, select_history, select_damaged, select_kept,
        select_session;          // what read_entry() reads
    std::vector<int> summed_at;  // where in it what the row's sum is over stands
    // Statements that say the sums of what they change: the first is all there is to a new entry, the others
    // are for many at once, which nobody is told of one by one.
    std::string insert_entry, leave, leave_all, come_back;
    // Of a command's number: the entries of which it can be taken back; taking back what `undo` has.
    std::string undoable, take_back;
    bool joined = false;          // within together()
    std::optional<Error> broken;  // within together(): what was refused

    // Throws as prepare_schema() does, and if a small table is damaged. Indexes that disagree with their
    // table are made anew.
    explicit State(const std::string& path);

    Entry read_entry(const Query& row);
    void found_damaged(EntryId id, Sentence what);

    // Runs `body`, which returns a Result; whatever SQLite refuses becomes a `storage` error.
    template <class Body>
    auto read(Body body) -> decltype(body()) {
        try {
            return body();
        } catch (const DatabaseError& error) {
            return refused(error);
        }
    }

    // Runs `body` in a transaction, which is undone if it returns or meets an error. Within together() it is
    // a part of that transaction.
    template <class Body>
    auto write(Durable wanted, Body body) -> decltype(body()) {
        if (joined) {
            if (broken) return *broken;
            try {
                return body();
            } catch (const DatabaseError& error) {
                broken = refused(error);  // SQLite may have undone all of it
                return *broken;
            }
        }
        try {
            if (wanted != durable) {  // not possible inside a transaction
                database.run(wanted == Durable::yes ? "PRAGMA synchronous = FULL"
                                                    : "PRAGMA synchronous = NORMAL");
                durable = wanted;
            }
            database.begin();
            const auto changes = database.changed_ever();
            auto result = body();
            if (result) {
                commit();
                if (database.changed_ever() != changes) ++stored;
            } else {
                rollback();
            }
            return result;
        } catch (const DatabaseError& error) {
            rollback();
            return refused(error);
        } catch (...) {
            rollback();
            throw;
        }
    }

    // The result of `count`, which looks at all entries before one (`id`; 0: at all there are): each status
    // asks for two of them, and they stay the same until the list changes.
    template <class Count>
    std::int64_t counted(EntryId id, Count count) {
        auto& [of, at, number] = counts[id != 0];
        if (at != version || of != id) {
            number = count();
            of = id;
            at = joined ? 0 : version;  // within a transaction that may be undone it is nobody else's
        }
        return number;
    }

    // The list ends with `last` and has so many entries.
    void count_is(EntryId last, std::int64_t size) {
        if (joined) return;
        counts[0] = {0, version, size};
        counts[1] = {last, version, size};
    }

    // As write(), and list() shows something else afterwards.
    template <class Body>
    auto change(Durable wanted, Body body) -> decltype(body()) {
        auto result = write(wanted, body);
        if (result) ++version;
        return result;
    }

    Error refused(const DatabaseError& error) const {
        if (error.code == file_is_gone)
            return Error(
                ErrorKind::storage,
                "playlist {}: the file was deleted or moved away; nothing was changed; put it back, or "
                "restart vorleserd to begin with an empty list",
                path);
        return Error(ErrorKind::storage, "playlist {}: {} ({}); nothing was changed", path, error.what(),
                     what_to_do(error.code));
    }

    // Of an entry in the list.
    std::optional<std::int64_t> rank(EntryId id) {
        auto row = database.query("SELECT rank FROM entry WHERE id = ? AND left_at = 0", id);
        return row.step() ? std::optional(row.get<std::int64_t>(0)) : std::nullopt;
    }

    // Of any: what left the list keeps its rank, so that it can come back and what followed it is known.
    std::optional<std::int64_t> rank_of_any(EntryId id) {
        auto row = database.query("SELECT rank FROM entry WHERE id = ?", id);
        return row.step() ? std::optional(row.get<std::int64_t>(0)) : std::nullopt;
    }

    // The id that the next new entry has: none before it had that.
    EntryId next_id() {
        return 1 + database.number(
                       "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'entry'), 0),"
                       " coalesce((SELECT max(id) FROM entry), 0))");
    }

    std::optional<std::int64_t> rank_before(std::int64_t rank) {
        auto row = database.query("SELECT rank FROM entry WHERE rank < ? ORDER BY rank DESC LIMIT 1", rank);
        return row.step() ? std::optional(row.get<std::int64_t>(0)) : std::nullopt;
    }

    std::optional<std::int64_t> last_rank() {
        auto row = database.query("SELECT rank FROM entry ORDER BY rank DESC LIMIT 1");
        return row.step() ? std::optional(row.get<std::int64_t>(0)) : std::nullopt;
    }

    std::optional<EntryId> id_at(std::int64_t number) {
        auto row = database.query("SELECT id FROM entry WHERE left_at = 0 ORDER BY rank LIMIT 1 OFFSET ?",
                                  number - 1);
        return row.step() ? std::optional(row.get<EntryId>(0)) : std::nullopt;
    }

    // The transaction's end: with the list's new revision, if it has one.
    void commit();
    void rollback() noexcept;

    // An entry's new place, untold if it is saved `soon`. not_found; within write().
    Result<void> set_place(EntryId id, const Place& place, std::int64_t position_ms, Cause cause,
                           bool soon = false);

    // Stores the entry's parts from the one on that is not stored ahead, up to so many bytes of text. Within
    // write().
    void insert_parts(NewEntry::Ahead& ahead, const StoredArticle& article, std::size_t bytes);
    void insert_article(EntryId entry, NewEntry::Ahead ahead, const StoredArticle& article,
                        std::string_view dropped);

    std::string whole_text(std::int64_t text);  // its parts in a row
    // From here on the entry is found by these numbers (text_sketch()). Within write().
    void set_sketch(EntryId entry, std::string_view sketch);
    // Entries that are likely other copies of a text, in the list or kept, the likeliest first. Few.
    std::vector<EntryId> like(std::string_view sketch);

    std::int64_t insert_mark(const MarkedSentence& mark);  // its id
    // Puts a mark to where its sentence stands in `text`, parts in a row, nearest to code point `about`; else
    // just there. Within write().
    void place_mark(std::int64_t id, const MarkedSentence& mark, std::string_view text, std::uint32_t about,
                    std::int64_t duration_ms);
    // The entry's marks go with their sentences from one text to the other, as parts in a row. Within
    // write().
    void move_marks(EntryId entry, std::string_view title, std::string_view before, std::string_view after,
                    std::int64_t duration_ms);

    void forget_old();  // what left the list long ago goes for good

    // What can be undone is counted: a removal's number is in the rows that left by it (`departure`; 0: it is
    // in the list, or was heard; never_listed), a deleted mark's likewise; of other commands `undo` has what
    // was before.
    static constexpr std::int64_t never_listed = -1;
    std::int64_t command = 0;       // of what is being done together; 0: none yet
    std::int64_t next_departure();  // the number of the command that begins now, one for all of together()
    std::int64_t last_number(std::int64_t below);
    struct What {
        bool listed = false, kept = false, read = false, tags = false;
    };
    void remember(std::int64_t number, EntryId id, const What& what);  // before it is changed
    void forget_undone();
    void prepare_undo();

    static std::string select_kept_of(const std::string& select);
    std::string as_written(std::string_view tag);  // as entries have it; empty: none has
    std::optional<std::string> tags_of_entry(EntryId id);

    Result<bool> has_neighbour(EntryId id, std::int64_t shuffle, bool backward);
    Result<std::optional<EntryId>> neighbour(std::optional<EntryId> id, std::int64_t shuffle, bool backward,
                                             const char* all, const char* next);

    // While it lives, what changes is not told of each entry.
    class Untold {
     public:
        explicit Untold(State& state, bool wanted = true) : state_(state) { state_.untold = wanted; }
        ~Untold() { state_.untold = false; }
        Untold(const Untold&) = delete;

     private:
        State& state_;
    };
    static constexpr std::int64_t most_told = 1000;  // entries: whoever missed more of them reads all
    // So much has changed that nobody is told of each: it costs less, and they would read all of it anyway.
    void all_changed();

    // The transaction's revision, if it changes anything.
    std::int64_t next_revision() { return told = true, revision + 1; }

    // Room for `count` rows before `before`, or at the end; other entries may be numbered anew for it.
    Ranks room_for(std::optional<EntryId> before, std::int64_t count);
    void renumber();
    // Where a row behind another one stands in the order of a seed.
    std::int64_t shuffled_rank_behind(const Shuffled& shuffled);

 private:
    // For the triggers (schema.cpp).
    static void sql_untold(sqlite3_context* context, int, sqlite3_value** none);
    static void sql_next_revision(sqlite3_context* context, int, sqlite3_value** none);
    static void sql_is_from(sqlite3_context* context, int count, sqlite3_value** values);

    void check_tables();
    void check_list();
    void check_rows();
    void check_texts();
    std::optional<Ranks> ranks(std::optional<EntryId> before, std::int64_t count);
};

}  // namespace vorleser
