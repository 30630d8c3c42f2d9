#include "daemon/playlist/state.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "daemon/article/characters.hpp"
#include "daemon/playlist/schema.hpp"
#include "daemon/playlist/sources.hpp"

namespace vorleser {

namespace {

// In the order of columns(), then those that no Entry shows.
std::vector<std::string> read_columns(const std::vector<std::string>& summed) {
    std::vector<std::string> names;
    const Entry entry;
    columns(entry, [&](const char* name, const auto&) { names.emplace_back(name); });
    for (const std::string& each : summed)
        if (std::ranges::find(names, each) == names.end()) names.push_back(each);
    return names;
}

// checksum() over the row as it will be: `values` are expressions by column, the others stay.
std::string sum_of(const std::vector<std::string>& summed, const std::map<std::string, std::string>& values) {
    std::vector<std::string> all;
    for (const std::string& each : summed) {
        const auto found = values.find(each);
        all.push_back(found == values.end() ? each : found->second);
    }
    return fmt::format("checksum({})", fmt::join(all, ", "));
}

// A new entry with all of its columns, in the order of read_columns(), and its sum.
std::string insert_with_sum(const std::vector<std::string>& summed) {
    const auto names = read_columns(summed);
    std::map<std::string, std::string> values;
    std::vector<std::string> numbered;
    for (std::size_t i = 0; i < names.size(); ++i)
        values[names[i]] = numbered.emplace_back(fmt::format("?{}", i + 1));
    return fmt::format("INSERT INTO entry ({}, sum) VALUES ({}, {})", fmt::join(names, ", "),
                       fmt::join(numbered, ", "), sum_of(summed, values));
}

std::string update_with_sum(const std::vector<std::string>& summed,
                            const std::map<std::string, std::string>& values, std::string_view which) {
    std::string set;
    for (const auto& [column, value] : values) set += column + " = " + value + ", ";
    return fmt::format("UPDATE entry SET {}sum = {} WHERE {}", set, sum_of(summed, values), which);
}

}  // namespace

std::string valid(std::string text) {
    std::string valid;
    for (std::size_t at = 0; at < text.size();) append(valid, next_code_point(text, at));
    return valid;
}

Entry Playlist::State::read_entry(const Query& row) {
    Entry entry;
    int column = 0;
    columns(entry, [&](const char*, auto& field) {
        field = row.get<std::remove_reference_t<decltype(field)>>(column++);
    });
    const auto sum = row.get<std::int64_t>(static_cast<int>(summed_at.size()));
    bool right = sum == 0 || sum == row.checksum(summed_at);
    auto& place = entry.revisions.place;
    place = place < -1 ? -place : std::max<std::int64_t>(place, 0);
    const auto check = [&](const Range& range, auto& value) {
        if (range.holds(static_cast<std::int64_t>(value))) return;
        value = {};
        right = false;
    };
    check({0, std::numeric_limits<std::uint32_t>::max()}, entry.place.code_point);
    if (!(entry.place.fraction >= 0 && entry.place.fraction < 1)) entry.place.fraction = 0, right = false;
    for (auto* span : {&entry.position_ms, &entry.duration_ms}) check(span_range, *span);
    for (auto* time : {&entry.added_at, &entry.last_heard_at, &entry.left_at, &entry.kept_at, &entry.read_at})
        check(time_range, *time);
    auto& made = entry.made;
    check({0, static_cast<int>(Cause::heard_to_the_end)}, made.cause);
    auto& in = entry.revisions;
    for (auto* each : {&made.from, &in.newest, &in.added, &in.listed, &in.moved, &in.title, &in.text,
                       &in.length, &in.place, &in.heard, &in.kept, &in.tags, &in.read})
        check({0, revision + 1}, *each);  // within a transaction it is the next one
    check(revision_range, entry.text_revision);
    if (!right) {
        for (auto* text :
             {&entry.title, &entry.kicker, &entry.source, &entry.url, &entry.language, &entry.tags})
            *text = valid(*text);
        found_damaged(
            entry.id,
            Sentence("what is known of it is not what was stored: title, place or times may be wrong"));
    }
    if (const auto found = damage.find(entry.id); found != damage.end()) entry.damage = found->second;
    return entry;
}

// Graver things first: what was said already stays.
void Playlist::State::found_damaged(EntryId id, Sentence what) {
    if (damage.try_emplace(id, std::move(what)).second) ++version;
}

namespace {

constexpr std::int64_t gap = std::int64_t{1} << 32;       // halves 32 times before all are numbered anew
constexpr std::int64_t farthest = std::int64_t{1} << 61;  // two of them can be subtracted

// Between two others (none: the list's ends). Exhausted gaps give nullopt.
std::optional<Ranks> ranks_between(std::optional<std::int64_t> low, std::optional<std::int64_t> high,
                                   std::int64_t count) {
    if (low && high) {
        const auto step = (*high - *low) / (count + 1);
        return step > 0 ? std::optional(Ranks{*low + step, step}) : std::nullopt;
    }
    if (count > farthest / gap) return std::nullopt;
    const auto first = low ? *low + gap : high ? *high - gap * count : gap;
    if (first < -farthest || first + gap * count > farthest) return std::nullopt;
    return Ranks{first, gap};
}

}  // namespace

void Playlist::State::sql_untold(sqlite3_context* context, int, sqlite3_value**) {
    sqlite3_result_int(context, static_cast<State*>(sqlite3_user_data(context))->untold);
}

void Playlist::State::sql_next_revision(sqlite3_context* context, int, sqlite3_value**) {
    sqlite3_result_int64(context, static_cast<State*>(sqlite3_user_data(context))->next_revision());
}

void Playlist::State::sql_is_from(sqlite3_context* context, int count, sqlite3_value** values) {
    std::string_view texts[3];
    for (int i = 0; i < std::min(count, 3); ++i)
        if (const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[i])))
            texts[i] = {text, static_cast<std::size_t>(sqlite3_value_bytes(values[i]))};
    sqlite3_result_int(context, is_from(texts[0], texts[1], texts[2]));
}

void Playlist::State::all_changed() {
    database.run("UPDATE list SET complete_from = ?", revision + 1);
    told = true;
}

void Playlist::State::commit() {
    if (told) database.run("UPDATE list SET revision = ?", revision + 1);
    database.commit();
    revision += told;
    told = false;
}

void Playlist::State::rollback() noexcept {
    database.rollback();
    told = false;
}

Playlist::State::State(const std::string& path) : path(path), database(path) {
    prepare_schema(database);
    const auto summed = column_list(database, "entry");
    const auto names = read_columns(summed);
    for (const std::string& each : summed)
        summed_at.push_back(static_cast<int>(std::ranges::find(names, each) - names.begin()));
    const auto select = fmt::format("SELECT {}, sum FROM entry WHERE ", fmt::join(names, ", "));
    select_all = select + "left_at = 0 ORDER BY rank LIMIT ?2 OFFSET ?1";
    select_one = select + "id = ?";
    select_changed = select + "revision > ? ORDER BY rank";
    select_damaged = select + "NOT (sum = 0 OR sum = " + sum_of(summed, {}) + ")";
    select_history = select + "last_heard_at <> 0 ORDER BY last_heard_at DESC, id DESC LIMIT ?2 OFFSET ?1";
    select_kept = select_kept_of(select);
    prepare_undo();
    insert_entry = insert_with_sum(summed);
    leave = update_with_sum(summed, {{"left_at", "?1"}, {"departure", "?2"}}, "id = ?3 AND left_at = 0");
    leave_all = update_with_sum(summed, {{"left_at", "?1"}, {"departure", "?2"}}, "left_at = 0");
    come_back =
        update_with_sum(summed, {{"left_at", "0"}, {"departure", "0"}}, "departure <> 0 AND departure = ?1");
    select_session =
        "SELECT (SELECT id FROM entry WHERE id = current AND left_at = 0), playing, boot_id, saved_at,"
        " speed_percent, volume_percent, voice, pitch, repeat, shuffle, sleep_at, sleep_at_end, device,"
        " output, output_since, output_lease, finished,"
        " sum = 0 OR sum = checksum(" +
        summed_columns(database, "session") + ") FROM session";
    database.define("untold", sql_untold, this);
    database.define("next_revision", sql_next_revision, this);
    database.define("is_from", sql_is_from);
    check_tables();
    check_list();
    check_rows();
    check_texts();
}

void Playlist::State::check_tables() {
    // The tables without which there is no list. The articles themselves would take long; a damaged one is
    // found when it is read.
    const auto check = [&](std::string_view sql) {
        auto row = database.query(sql);
        return row.step() ? row.get<std::string>(0) : "ok";
    };
    if (const auto found = check("PRAGMA integrity_check(entry)"); found != "ok") {
        // An index can be made anew: the table is what counts.
        spdlog::warn("playlist {}: {}; its indexes are made anew", path, found);
        database.run("REINDEX entry");
    }
    for (const char* sql : {"PRAGMA quick_check(entry)", "PRAGMA quick_check(session)",
                            "PRAGMA quick_check(return_to)", "PRAGMA quick_check(list)"})
        if (const auto found = check(sql); found != "ok") throw DatabaseError(SQLITE_CORRUPT, found);
    // That none of the tables' definitions is damaged: each statement is only prepared.
    for (const char* sql :
         {"INSERT INTO entry SELECT * FROM entry WHERE 0",
          "INSERT INTO article SELECT * FROM article WHERE 0", "INSERT INTO part SELECT * FROM part WHERE 0",
          "INSERT INTO ahead SELECT * FROM ahead WHERE 0",
          "INSERT INTO lengths SELECT * FROM lengths WHERE 0",
          "INSERT INTO session SELECT * FROM session WHERE 0", "INSERT INTO list SELECT * FROM list WHERE 0",
          "INSERT INTO return_to SELECT * FROM return_to WHERE 0",
          "INSERT INTO sketch SELECT * FROM sketch WHERE 0",
          "INSERT INTO unsketched SELECT * FROM unsketched WHERE 0",
          "INSERT INTO undo SELECT * FROM undo WHERE 0", "INSERT INTO mark SELECT * FROM mark WHERE 0",
          "DELETE FROM entry WHERE 0",
          "SELECT entry, text, parts, authors, date, dropped, sum FROM article WHERE 0",
          "SELECT text, number, blocks, bytes, code_points, first, body, sum FROM part WHERE 0",
          "SELECT entry, key, samples, sum FROM lengths WHERE 0"})
        database.query(sql);
}

// A revision that may be wrong is none: a later one, from which on all that changes is known.
void Playlist::State::check_list() {
    {
        auto row = database.query(
            "SELECT revision, device, complete_from, sum = 0 OR sum = checksum(id, revision, complete_from, "
            "device)"
            " FROM list");
        if (row.step()) {
            revision = row.get<std::int64_t>(0);
            device = row.get<Uid>(1);
            if (revision_range.holds(revision) && row.get<std::int64_t>(2) <= revision && !device.is_nil() &&
                row.get<bool>(3))
                return;
        }
    }
    spdlog::warn("playlist {}: its revision was damaged; whoever asks what changed reads all of it", path);
    revision = database.number("SELECT max(revision) FROM entry WHERE revision BETWEEN 0 AND ?",
                               revision_range.high / 2);
    revision = std::max(revision, unix_time()) + 1;
    device = random_uid();
    database.run("INSERT OR REPLACE INTO list (id, revision, complete_from, device) VALUES (1, ?1, ?1, ?2)",
                 revision, device);
}

// Rows that are not what was stored are known from the beginning, and what the list's order and counters rest
// on is put right: an id, a rank that is another's, a time of leaving for no reason.
void Playlist::State::check_rows() {
    bool right = true;
    {
        auto row = database.query(select_damaged);
        while (row.step()) right = false, static_cast<void>(read_entry(row));
    }
    // Where it was listened to until the daemon was killed.
    const auto untold_place = database.number(
        "SELECT count(*) FROM entry WHERE id = (SELECT current FROM session) AND place_in < 0");
    if (untold_place) {
        database.begin();
        database.run(
            std::string("UPDATE entry SET code_point = code_point WHERE id = (SELECT current FROM session)"));
        commit();
    }
    const auto highest = database.number("SELECT seq FROM sqlite_sequence WHERE name = 'entry'");
    if (right && time_range.holds(highest)) return;
    database.begin();
    database.run(
        std::string("UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(id), 0) FROM entry)"
                    " WHERE name = 'entry' AND seq NOT BETWEEN 0 AND 253402300799;"
                    "UPDATE entry SET id = (SELECT max(id) FROM entry) + 1 WHERE id < 1;"
                    "UPDATE entry SET departure = 0 WHERE departure NOT BETWEEN -1 AND 253402300799;"
                    "UPDATE entry SET left_at = 0"
                    " WHERE left_at <> 0 AND departure = 0 AND NOT heard"));
    renumber();
    commit();
}

// What was stored ahead and never added goes; never what an article has, whatever bit is wrong.
void Playlist::State::check_texts() {
    last_text = database.number(
        "SELECT max(coalesce((SELECT max(text) FROM part WHERE text < ?1), 0),"
        " coalesce((SELECT max(text) FROM article WHERE text < ?1), 0))",
        revision_range.high);
    if (!database.number("SELECT EXISTS (SELECT 1 FROM ahead)")) return;
    database.begin();
    database.run(
        std::string("DELETE FROM part WHERE text IN (SELECT text FROM ahead)"
                    " AND text NOT IN (SELECT text FROM article); DELETE FROM ahead"));
    commit();
}

std::optional<Ranks> Playlist::State::ranks(std::optional<EntryId> before, std::int64_t count) {
    if (!before) return ranks_between(last_rank(), {}, count);
    const auto high = rank(*before);
    return ranks_between(rank_before(high.value()), high, count);
}

Ranks Playlist::State::room_for(std::optional<EntryId> before, std::int64_t count) {
    if (const auto found = ranks(before, count)) return *found;
    renumber();
    return ranks(before, count).value();
}

void Playlist::State::renumber() {
    const Untold none(*this);  // the order is the same
    database.run(
        "UPDATE entry SET rank = ordered.number * ? FROM"
        "  (SELECT id, row_number() OVER (ORDER BY rank, id) AS number FROM entry) AS ordered"
        " WHERE ordered.id = entry.id",
        gap);
    database.run("UPDATE undo SET rank = NULL WHERE rank IS NOT NULL");  // none that is
}

bool is_damage(int code) {
    switch (code) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        // What our own statements never meet in a file of ours.
        case SQLITE_ERROR:
        case SQLITE_INTERNAL:
        case SQLITE_SCHEMA:
        case SQLITE_MISMATCH:
        case SQLITE_CONSTRAINT:
        case SQLITE_FORMAT:
        case SQLITE_RANGE:
            return true;
        default:
            return false;
    }
}

Sentence what_to_do(int code) {
    switch (code) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Sentence(
                "it is damaged: the rest of it may still be read; restore a copy, or move it away and "
                "restart "
                "to begin with an empty one");
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Sentence("another process uses it: end that one first");
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return Sentence("its directory must exist, and both must be writable");
        case SQLITE_FULL:
            return Sentence("free some space on its disk");
        default:
            return Sentence("check its disk");
    }
}

Error no_entry(EntryId id) {
    return Error(ErrorKind::not_found, "there is no entry {}", id);
}

std::int64_t unix_time() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace vorleser
