#include "daemon/playlist/schema.hpp"

#include <iterator>
#include <optional>

#include "daemon/article/article.hpp"
#include "daemon/playlist/same_text.hpp"

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
-- checksum() over a row's other columns; 0: not known.
ALTER TABLE entry ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lengths ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE return_to ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
-- Of the text without its title, and in a row that is checked at each start.
ALTER TABLE entry ADD COLUMN digest TEXT NOT NULL DEFAULT '';
UPDATE entry SET digest = coalesce((SELECT text_digest(json) FROM article WHERE entry = id), '');
DROP INDEX article_by_digest;
ALTER TABLE article DROP COLUMN digest;
CREATE INDEX entry_by_digest ON entry (digest);
-- Where an entry was put into the order of that seed.
ALTER TABLE entry ADD COLUMN shuffle_seed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN shuffled_rank INTEGER NOT NULL DEFAULT 0;
)"};

constexpr const char* summed_tables[] = {"entry", "article", "lengths", "session", "return_to"};

void sql_text_digest(sqlite3_context* context, int, sqlite3_value** values) {
    const auto* json = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    const auto article = article_from_json(
        {json ? json : "", static_cast<std::size_t>(json ? sqlite3_value_bytes(values[0]) : 0)});
    const auto digest = article ? text_digest(*article) : "";
    sqlite3_result_text(context, digest.data(), static_cast<int>(digest.size()), SQLITE_TRANSIENT);
}

void run_step(Database& database, std::int64_t step) {
    database.define("text_digest", sql_text_digest);
    database.run(std::string(steps[step]));
}

// All definitions as SQLite keeps them.
std::string definitions(Database& database) {
    std::string all;
    auto row = database.query(
        "SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema WHERE sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite%' ORDER BY name");
    while (row.step()) all += row.get<std::string>(0) + '\n';
    return all;
}

// The version whose tables these are, whatever the file's header says.
std::optional<std::int64_t> version_of_tables(Database& database) {
    const auto wanted = definitions(database);
    Database made(":memory:");
    for (std::int64_t step = 0; step < static_cast<std::int64_t>(std::size(steps)); ++step) {
        run_step(made, step);
        if (definitions(made) == wanted) return step + 1;
    }
    return {};
}

// Sums follow every change by themselves: of `article` and `lengths`, whose rows may be large, what writes
// them says them. In this connection only: the file stays open to other programs.
void keep_sums(Database& database) {
    for (const char* table : {"entry", "session", "return_to"}) {
        const auto columns = summed_columns(database, table);
        std::string values = columns;
        for (std::size_t at = 0; at != std::string::npos; at = values.find(' ', at))
            values.insert(at += at > 0, "NEW.");
        for (const auto& [name, when] :
             {std::pair<std::string, std::string>{"insert", "INSERT"}, {"update", "UPDATE OF " + columns}})
            database.run("CREATE TEMP TRIGGER " + std::string(table) + "_sum_" + name + " AFTER " + when +
                         " ON " + table + " BEGIN UPDATE " + table + " SET sum = checksum(" + values +
                         ") WHERE rowid = NEW.rowid; END");
    }
}

}  // namespace

std::string summed_columns(Database& database, std::string_view table) {
    std::string columns;
    auto row = database.query("SELECT name FROM pragma_table_info(?) WHERE name <> 'sum'", table);
    while (row.step()) columns += (columns.empty() ? "" : ", ") + row.get<std::string>(0);
    return columns;
}

void prepare_schema(Database& database) {
    // Alone: nobody else writes to what we answer for, and SQLite needs no shared memory.
    database.checkpoint_on_close(false);
    database.run("PRAGMA locking_mode = EXCLUSIVE");
    auto owner = database.number("PRAGMA application_id");
    auto version = database.number("PRAGMA user_version");
    const bool empty = database.number("SELECT count(*) FROM sqlite_schema") == 0;
    const auto newest = static_cast<std::int64_t>(std::size(steps));
    bool header_right = owner == application_id && version == newest;
    if (!empty && !header_right) {
        // A bit of the header may be wrong: the tables tell.
        if (const auto found = version_of_tables(database)) {
            owner = application_id;
            version = *found;
        }
    }
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
    database.run(
        "PRAGMA cache_size = -1000; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA "
        "journal_size_limit = 4000000");
    database.run("PRAGMA secure_delete = FAST");
    database.begin();
    for (auto step = version; step < newest; ++step) run_step(database, step);
    if (version < newest)
        for (const char* table : summed_tables)
            database.run("UPDATE " + std::string(table) + " SET sum = checksum(" +
                         summed_columns(database, table) + ")");
    if (!header_right) {
        database.run("PRAGMA application_id = " + std::to_string(application_id));
        database.run("PRAGMA user_version = " + std::to_string(newest));
    }
    database.commit();
    keep_sums(database);
}

}  // namespace vorleser
