#include "daemon/playlist/state.hpp"

#include <chrono>
#include <limits>

#include <spdlog/spdlog.h>

#include "daemon/article/characters.hpp"
#include "daemon/playlist/schema.hpp"

namespace vorleser {

std::string column_names() {
    std::string names;
    const Entry entry;
    columns(entry,
            [&](const char* name, const auto&) { names += names.empty() ? name : std::string(", ") + name; });
    return names;
}

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
    bool right = row.get<bool>(column);
    const auto check = [&](const Range& range, auto& value) {
        if (range.holds(value)) return;
        value = 0;
        right = false;
    };
    check({0, std::numeric_limits<std::uint32_t>::max()}, entry.place.code_point);
    if (!(entry.place.fraction >= 0 && entry.place.fraction < 1)) entry.place.fraction = 0, right = false;
    for (auto* span : {&entry.position_ms, &entry.duration_ms}) check(span_range, *span);
    for (auto* time : {&entry.added_at, &entry.last_heard_at, &entry.left_at}) check(time_range, *time);
    if (!right) {
        for (auto* text : {&entry.title, &entry.kicker, &entry.source, &entry.url, &entry.language})
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

Playlist::State::State(const std::string& path) : path(path), database(path) {
    prepare_schema(database);
    const auto columns = summed_columns(database, "entry");
    const auto select =
        "SELECT " + column_names() + ", sum = 0 OR sum = checksum(" + columns + ") FROM entry WHERE ";
    select_all = select + "left_at = 0 ORDER BY rank LIMIT ?2 OFFSET ?1";
    select_one = select + "id = ?";
    select_damaged = select + "NOT (sum = 0 OR sum = checksum(" + columns + "))";
    select_history = select + "last_heard_at <> 0 ORDER BY last_heard_at DESC, id DESC LIMIT ?2 OFFSET ?1";
    select_session =
        "SELECT (SELECT id FROM entry WHERE id = current AND left_at = 0), playing, boot_id, saved_at,"
        " speed_percent, volume_percent, voice, pitch, repeat, shuffle, sleep_at, sleep_at_end, device,"
        " sum = 0 OR sum = checksum(" +
        summed_columns(database, "session") + ") FROM session";
    check_tables();
    check_rows();
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
    for (const char* sql :
         {"PRAGMA quick_check(entry)", "PRAGMA quick_check(session)", "PRAGMA quick_check(return_to)"})
        if (const auto found = check(sql); found != "ok") throw DatabaseError(SQLITE_CORRUPT, found);
    // That none of the tables' definitions is damaged: each statement is only prepared.
    for (const char* sql :
         {"INSERT INTO entry SELECT * FROM entry WHERE 0",
          "INSERT INTO article SELECT * FROM article WHERE 0",
          "INSERT INTO lengths SELECT * FROM lengths WHERE 0",
          "INSERT INTO session SELECT * FROM session WHERE 0",
          "INSERT INTO return_to SELECT * FROM return_to WHERE 0", "DELETE FROM entry WHERE 0",
          "SELECT entry, json, dropped, sum FROM article WHERE 0",
          "SELECT entry, key, samples, sum FROM lengths WHERE 0"})
        database.query(sql);
}

// Rows that are not what was stored are known from the beginning, and what the list's order and counters rest
// on is put right: an id, a rank that is another's, a time of leaving for no reason.
void Playlist::State::check_rows() {
    bool right = true;
    {
        auto row = database.query(select_damaged);
        while (row.step()) right = false, static_cast<void>(read_entry(row));
    }
    const auto highest = database.number("SELECT seq FROM sqlite_sequence WHERE name = 'entry'");
    if (right && time_range.holds(highest)) return;
    database.begin();
    database.run(
        std::string("UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(id), 0) FROM entry)"
                    " WHERE name = 'entry' AND seq NOT BETWEEN 0 AND 253402300799;"
                    "UPDATE entry SET id = (SELECT max(id) FROM entry) + 1 WHERE id < 1;"
                    "UPDATE entry SET departure = 0 WHERE departure NOT BETWEEN 0 AND 253402300799;"
                    "UPDATE entry SET left_at = 0 WHERE left_at <> 0 AND departure = 0 AND NOT heard"));
    renumber();
    database.commit();
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
    database.run(
        "UPDATE entry SET rank = ordered.number * ? FROM"
        "  (SELECT id, row_number() OVER (ORDER BY rank, id) AS number FROM entry) AS ordered"
        " WHERE ordered.id = entry.id",
        gap);
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
