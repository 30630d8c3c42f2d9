#include "daemon/playlist/schema.hpp"

#include <iterator>
#include <map>
#include <optional>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "daemon/article/stored.hpp"
#include "daemon/playlist/uid.hpp"

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
)",
                                 R"(
ALTER TABLE entry ADD COLUMN uid BLOB NOT NULL DEFAULT X'';              -- never changes
UPDATE entry SET uid = new_uid(added_at);
ALTER TABLE entry ADD COLUMN text_revision INTEGER NOT NULL DEFAULT 1;   -- one more with each other text
-- How the place came about; see Made in playlist.hpp.
ALTER TABLE entry ADD COLUMN place_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN place_device BLOB NOT NULL DEFAULT X'';
ALTER TABLE entry ADD COLUMN place_cause INTEGER NOT NULL DEFAULT 0;
-- The list's revisions in which something of it changed last; see Revisions in playlist.hpp.
ALTER TABLE entry ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN added_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN listed_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN moved_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN title_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN text_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN length_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN place_in INTEGER NOT NULL DEFAULT 0;        -- negative: it has gone on since
ALTER TABLE entry ADD COLUMN heard_in INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entry_by_revision ON entry (revision);
-- A revision begins at the time, so that it is behind those of a list that was here before.
CREATE TABLE list (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    complete_from INTEGER NOT NULL,  -- what changed before it is not known any more
    device BLOB NOT NULL,            -- this one's UUID
    sum INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO list (id, revision, complete_from, device) VALUES (1, unixepoch(), unixepoch(), new_device());
)",
                                 R"(
-- An article's text in parts, which are read one at a time (article/stored.hpp).
CREATE TABLE part (
    text INTEGER NOT NULL,  -- of which text: article.text
    number INTEGER NOT NULL,
    blocks INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    code_points INTEGER NOT NULL,
    first INTEGER NOT NULL,
    sum INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    PRIMARY KEY (text, number)
) STRICT;
CREATE TABLE ahead (text INTEGER PRIMARY KEY) STRICT;  -- whose parts are being stored before their article
ALTER TABLE article RENAME TO whole_article;
CREATE TABLE article (
    entry INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
    text INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    authors TEXT NOT NULL,
    date TEXT NOT NULL,
    sum INTEGER NOT NULL DEFAULT 0,
    dropped TEXT NOT NULL  -- the lines left out, each with its end
) STRICT;
CREATE TRIGGER article_gone AFTER DELETE ON article BEGIN DELETE FROM part WHERE text = OLD.text; END;
)",
                                 R"(
ALTER TABLE session ADD COLUMN output TEXT NOT NULL DEFAULT '';           -- the client that plays
ALTER TABLE session ADD COLUMN output_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN output_lease INTEGER NOT NULL DEFAULT 0;
)",
                                 R"(
-- The Merkliste: what is kept to be found again, in the playlist or not.
ALTER TABLE entry ADD COLUMN kept_at INTEGER NOT NULL DEFAULT 0;  -- 0: it is not in it
ALTER TABLE entry ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0;  -- 0: unread
ALTER TABLE entry ADD COLUMN tags TEXT NOT NULL DEFAULT '';       -- each with a line's end
ALTER TABLE entry ADD COLUMN kept_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN tags_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN read_in INTEGER NOT NULL DEFAULT 0;
UPDATE entry SET read_at = max(last_heard_at, added_at) WHERE heard;
-- What is filtered by stands in it.
CREATE INDEX kept_by_time ON entry (kept_at, id, read_at, tags) WHERE kept_at <> 0;
CREATE INDEX entry_by_tags ON entry (tags, left_at, kept_at) WHERE tags <> '';
DROP INDEX departed_by_time;
CREATE INDEX forgettable_by_time ON entry (left_at) WHERE left_at <> 0 AND kept_at = 0;
CREATE INDEX entry_by_departure ON entry (departure) WHERE departure <> 0;

-- What a command changed of an entry, as it was before; NULL: that was not changed.
CREATE TABLE undo (
    number INTEGER NOT NULL,  -- of the command, counted with entry.departure and mark.departure
    entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
    rank INTEGER,
    left_at INTEGER,
    departure INTEGER,
    heard INTEGER,
    kept_at INTEGER,
    read_at INTEGER,
    tags TEXT,
    sum INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (number, entry)
) STRICT;
CREATE INDEX undo_by_entry ON undo (entry);

-- A place that was marked. It says itself where it was, so that it outlives the entry and its text.
CREATE TABLE mark (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL,
    entry INTEGER REFERENCES entry ON DELETE SET NULL,
    entry_uid BLOB NOT NULL,
    begins INTEGER NOT NULL,  -- of the sentence, code points
    ends INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    note TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,  -- its note
    position_ms INTEGER NOT NULL,
    departure INTEGER NOT NULL DEFAULT 0,  -- the command that took it away; 0: it is there
    sum INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX mark_by_entry ON mark (entry);
CREATE INDEX mark_by_uid ON mark (uid);
CREATE INDEX entry_by_uid ON entry (uid);
CREATE INDEX mark_by_departure ON mark (departure) WHERE departure <> 0;
)",
                                 R"(
-- What becomes of what was heard to its end: 1 it stays, 2 it leaves the list, 3 it is kept; 0: as configured.
ALTER TABLE session ADD COLUMN finished INTEGER NOT NULL DEFAULT 0;

-- By which other copies of a text are found (article/passages.hpp).
CREATE TABLE sketch (
    number INTEGER NOT NULL,
    entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
    PRIMARY KEY (number, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX sketch_by_entry ON sketch (entry);
-- Texts that were stored before there were any.
CREATE TABLE unsketched (entry INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE) STRICT;
INSERT INTO unsketched SELECT id FROM entry;
)"};

constexpr std::int64_t into_parts = 7;  // the step that turns whole articles into parts

constexpr const char* summed_tables[] = {"entry",     "article", "part", "lengths", "session",
                                         "return_to", "list",    "undo", "mark"};
constexpr const char* small_tables[] = {"entry", "session", "return_to", "list", "undo", "mark"};

// What can change of an entry: the column that keeps the revision, and when it has changed.
struct Kind {
    const char *column, *changed;
};
constexpr Kind kinds[] = {
    {"listed_in", "(NEW.left_at = 0) <> (OLD.left_at = 0)"},
    {"moved_in", "NEW.rank <> OLD.rank"},
    {"title_in", "NEW.title <> OLD.title OR NEW.kicker <> OLD.kicker"},
    {"text_in", "NEW.text_revision <> OLD.text_revision"},
    {"length_in", "NEW.duration_ms <> OLD.duration_ms OR NEW.exact <> OLD.exact"},
    {"place_in", "OLD.place_in < 0 OR NEW.code_point <> OLD.code_point OR NEW.fraction <> OLD.fraction"},
    {"heard_in", "NEW.heard <> OLD.heard"},
    {"kept_in", "NEW.kept_at <> OLD.kept_at"},
    {"tags_in", "NEW.tags <> OLD.tags"},
    {"read_in", "(NEW.read_at = 0) <> (OLD.read_at = 0)"},
};

using Values = std::map<std::string, std::string>;  // expressions by column

// What an update of an entry makes of the revisions.
Values revisions_after_update() {
    Values values;
    std::string any;
    for (const auto& [column, changed] : kinds) {
        values[column] = fmt::format("iif({}, next_revision(), OLD.{})", changed, column);
        any += (any.empty() ? "" : " OR ") + std::string(changed);
    }
    values["revision"] = "iif(" + any + ", next_revision(), OLD.revision)";
    return values;
}

void sql_text_digest(sqlite3_context* context, int, sqlite3_value** values) {
    const auto* json = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    const auto article = article_from_json(
        {json ? json : "", static_cast<std::size_t>(json ? sqlite3_value_bytes(values[0]) : 0)});
    std::string digest;
    if (article) digest = stored(*article).digest;
    sqlite3_result_text(context, digest.data(), static_cast<int>(digest.size()), SQLITE_TRANSIENT);
}

void sql_new_uid(sqlite3_context* context, int, sqlite3_value** values) {
    const Uid uid = uid_of(sqlite3_value_int64(values[0]) * 1000);
    sqlite3_result_blob(context, uid.data, sizeof uid.data, SQLITE_TRANSIENT);
}

void sql_new_device(sqlite3_context* context, int, sqlite3_value**) {
    const Uid uid = random_uid();
    sqlite3_result_blob(context, uid.data, sizeof uid.data, SQLITE_TRANSIENT);
}

// The lines of a JSON array, each with its end.
std::string lines_of(std::string_view json) {
    std::string lines;
    boost::system::error_code wrong;
    const auto parsed = boost::json::parse({json.data(), json.size()}, wrong);
    if (!wrong && parsed.is_array())
        for (const auto& each : parsed.get_array())
            if (each.is_string()) lines += std::string(each.get_string()) + '\n';
    return lines;
}

// One article of an older file. What cannot be read is kept as it is, in a part that cannot be read either;
// what is not what was stored stays known as such.
void split_article(Database& database, std::int64_t entry) {
    StoredArticle article;
    std::string dropped;
    std::int64_t sum = 0;
    try {
        auto row = database.query(
            "SELECT json, dropped, sum = 0 OR sum = checksum(entry, json, dropped) FROM whole_article"
            " WHERE entry = ?",
            entry);
        row.step();
        const auto json = row.get<std::string_view>(0);
        if (const auto parsed = article_from_json(json))
            article = stored(*parsed);
        else
            article.parts.push_back({.text = std::string(json)});
        dropped = lines_of(row.get<std::string_view>(1));
        if (!row.get<bool>(2) || article.digest.empty()) sum = -1;
    } catch (const DatabaseError& error) {
        if (error.code != SQLITE_CORRUPT) throw;
        sum = -1;  // of its text nothing is left
    }
    std::int64_t number = 0;
    for (const auto& [size, text] : article.parts)
        database.run(
            "INSERT INTO part (text, number, blocks, bytes, code_points, first, sum, body)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            entry, number++, size.blocks, size.bytes, size.code_points, size.first, sum, text);
    database.run(
        "INSERT INTO article (entry, text, parts, authors, date, dropped) VALUES (?1, ?1, ?2, ?3, ?4, ?5)",
        entry, article.parts.size(), article.authors, article.date, dropped);
}

void split_articles(Database& database) {
    std::vector<std::int64_t> entries;
    {
        auto row = database.query("SELECT entry FROM whole_article ORDER BY entry");
        while (row.step()) entries.push_back(row.get<std::int64_t>(0));
    }
    for (const std::int64_t entry : entries) split_article(database, entry);
    database.run(std::string("DROP TABLE whole_article"));
}

void run_step(Database& database, std::int64_t step) {
    database.define("text_digest", sql_text_digest);
    database.define("new_uid", sql_new_uid, &database);
    database.define("new_device", sql_new_device, &database);
    database.run(std::string(steps[step]));
    if (step == into_parts) split_articles(database);
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

// Sums and revisions follow every change by themselves: of `article` and `lengths`, whose rows may be large,
// what writes them says the sum. In this connection only: the file stays open to other programs.
void keep_rows(Database& database) {
    const auto revisions = revisions_after_update();
    for (const std::string table : small_tables) {
        const auto columns = column_list(database, table);
        const auto trigger = [&](const std::string& name, const std::string& moment, const std::string& when,
                                 const Values& values) {
            std::string set, summed;
            for (const auto& column : columns) {
                const auto found = values.find(column);
                const auto value = found == values.end() ? "NEW." + column : found->second;
                if (found != values.end()) set += column + " = " + value + ", ";
                summed += (summed.empty() ? "" : ", ") + value;
            }
            database.run("CREATE TEMP TRIGGER " + table + name + " AFTER " + moment + " ON " + table + when +
                         " BEGIN UPDATE " + table + " SET " + set + "sum = checksum(" + summed +
                         ") WHERE rowid = NEW.rowid; END");
        };
        const bool revised = table == "entry";
        // The revisions follow from what else is changed.
        std::string by_hand;
        for (const auto& column : columns)
            if (!revised || (column != "added_in" && !revisions.contains(column)))
                by_hand += (by_hand.empty() ? "UPDATE OF " : ", ") + column;
        // Where many entries change at once the statement says their sums.
        trigger("_inserted", "INSERT", revised ? " WHEN NEW.sum = 0 AND untold()" : "", {});
        trigger("_updated", by_hand, revised ? " WHEN NEW.sum = OLD.sum AND untold()" : "", {});
        if (!revised) continue;
        trigger("_added", "INSERT", " WHEN NEW.sum = 0 AND NOT untold()",
                {{"added_in", "next_revision()"}, {"revision", "next_revision()"}});
        trigger("_changed", by_hand, " WHEN NOT untold()", revisions);
    }
    database.run(
        std::string("CREATE TEMP TRIGGER entry_forgotten AFTER DELETE ON entry BEGIN"
                    " UPDATE list SET complete_from = max(complete_from, min(OLD.revision, revision)); END"));
}

}  // namespace

std::vector<std::string> column_list(Database& database, std::string_view table) {
    std::vector<std::string> columns;
    auto row = database.query("SELECT name FROM pragma_table_info(?) WHERE name <> 'sum'", table);
    while (row.step()) columns.push_back(row.get<std::string>(0));
    return columns;
}

std::string summed_columns(Database& database, std::string_view table) {
    return fmt::format("{}", fmt::join(column_list(database, table), ", "));
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
    constexpr auto sums_since = 6;
    std::map<std::string, std::string> summed;
    if (version >= sums_since && version < newest) {
        for (const std::string table : summed_tables) summed[table] = summed_columns(database, table);
        // What is not what was stored stays known as such: no row's sum is -1.
        for (const std::string table : small_tables)
            if (!summed[table].empty())
                database.run("UPDATE " + table + " SET sum = -1 WHERE sum <> 0 AND sum <> checksum(" +
                             summed[table] + ")");
    }
    for (auto step = version; step < newest; ++step) run_step(database, step);
    if (version < newest)
        for (const std::string table : summed_tables)
            if (const auto columns = summed_columns(database, table); columns != summed[table])
                database.run("UPDATE " + table + " SET sum = checksum(" + columns + ") WHERE sum <> -1");
    if (!header_right) {
        database.run("PRAGMA application_id = " + std::to_string(application_id));
        database.run("PRAGMA user_version = " + std::to_string(newest));
    }
    database.commit();
    keep_rows(database);
}

}  // namespace vorleser
