#include "daemon/playlist/schema.hpp"

#include <iterator>

namespace vorleser {

namespace {

constexpr std::int64_t application_id = 0x564c5350;  // "VLSP", in the file's header

// Step n turns version n into n + 1 (PRAGMA user_version). A step that was released never changes.
//
// What a list shows is in `entry`, what is long is elsewhere, so that listing reads little. `rank` orders the
// list, with gaps so that inserting and moving change one row.
constexpr const char* steps[] = {R"(
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    rank INTEGER NOT NULL,
    title TEXT NOT NULL,
    kicker TEXT NOT NULL,
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    heard INTEGER NOT NULL,
    code_point INTEGER NOT NULL,
    fraction REAL NOT NULL,
    position_ms INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    exact INTEGER NOT NULL
) STRICT;
CREATE INDEX entry_by_rank ON entry (rank);

CREATE TABLE article (
    entry INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
    digest TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX article_by_digest ON article (digest);

CREATE TABLE lengths (
    entry INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
    key TEXT NOT NULL,
    samples BLOB NOT NULL  -- 32 bits for each utterance, little-endian
) STRICT;

CREATE TABLE session (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    current INTEGER REFERENCES entry ON DELETE SET NULL,
    playing INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    speed_percent INTEGER NOT NULL,
    volume_percent INTEGER NOT NULL,
    voice TEXT NOT NULL
) STRICT;
CREATE TABLE return_to (
    depth INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE
) STRICT;
)",
                                 R"(
-- What left the list stays for undo and for the history, until it is old.
ALTER TABLE entry ADD COLUMN last_heard_at INTEGER NOT NULL DEFAULT 0;  -- 0: never
ALTER TABLE entry ADD COLUMN left_at INTEGER NOT NULL DEFAULT 0;        -- 0: it is in the list
ALTER TABLE entry ADD COLUMN departure INTEGER NOT NULL DEFAULT 0;      -- removal, counted from 1; 0: heard
CREATE INDEX listed_by_rank ON entry (rank) WHERE left_at = 0;
CREATE INDEX departed_by_time ON entry (left_at) WHERE left_at <> 0;
CREATE INDEX entry_by_last_heard ON entry (last_heard_at) WHERE last_heard_at <> 0;
ALTER TABLE article ADD COLUMN dropped TEXT NOT NULL DEFAULT '[]';      -- JSON: the lines left out
ALTER TABLE session ADD COLUMN pitch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN repeat INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN shuffle INTEGER NOT NULL DEFAULT 0;
)",
                                 R"(
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
)",
                                 R"(
ALTER TABLE session ADD COLUMN sleep_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN sleep_at_end INTEGER NOT NULL DEFAULT 0;
)",
                                 R"(
ALTER TABLE entry ADD COLUMN url TEXT NOT NULL DEFAULT '';  -- where the article was published
)",
                                 R"(
-- «Stopped» went to the article's start: amid an article it meant paused. Now stop keeps the place.
UPDATE session SET playing = 2
    WHERE playing = 0 AND current IN (SELECT id FROM entry WHERE code_point <> 0 OR fraction <> 0);
)"};

}  // namespace

void prepare_schema(Database& database) {
    // Alone: nobody else writes to what we answer for, and SQLite needs no shared memory.
    database.checkpoint_on_close(false);
    database.run("PRAGMA locking_mode = EXCLUSIVE");
    const auto owner = database.number("PRAGMA application_id");
    const auto version = database.number("PRAGMA user_version");
    const bool empty = database.number("SELECT count(*) FROM sqlite_schema") == 0;
    const auto newest = static_cast<std::int64_t>(std::size(steps));
    if (owner != application_id && !(empty && owner == 0 && version == 0)) {
        throw std::runtime_error("it is the database of another program: choose another path");
    }
    if (version < 0 || version > newest) {
        throw std::runtime_error(
            "it was written by a newer Vorleser (version " + std::to_string(version) +
            ", this one knows up to " + std::to_string(newest) +
            "): install that one, or move the file away to start with an empty playlist");
    }
    database.checkpoint_on_close(true);
    database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    // Little memory, a small log; and Debian's SQLite would overwrite what is removed page by page.
    database.run("PRAGMA cache_size = -1000; PRAGMA mmap_size = 0; PRAGMA journal_size_limit = 4000000");
    database.run("PRAGMA secure_delete = FAST");
    database.begin();
    for (auto step = version; step < newest; ++step) database.run(steps[step]);
    if (version < newest) {
        database.run("PRAGMA application_id = " + std::to_string(application_id));
        database.run("PRAGMA user_version = " + std::to_string(newest));
    }
    database.commit();
}

}  // namespace vorleser
