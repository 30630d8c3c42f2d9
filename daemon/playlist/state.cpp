#include "daemon/playlist/state.hpp"

#include <chrono>

#include "daemon/playlist/schema.hpp"

namespace vorleser {

std::string column_names() {
    std::string names;
    const Entry entry;
    columns(entry,
            [&](const char* name, const auto&) { names += names.empty() ? name : std::string(", ") + name; });
    return names;
}

Entry read_entry(const Query& row) {
    Entry entry;
    int column = 0;
    columns(entry, [&](const char*, auto& field) {
        field = row.get<std::remove_reference_t<decltype(field)>>(column++);
    });
    return entry;
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
    // The tables without which there is no list. The articles themselves would take long; a damaged one is
    // found when it is read.
    for (const char* check :
         {"PRAGMA quick_check(entry)", "PRAGMA quick_check(session)", "PRAGMA quick_check(return_to)"}) {
        auto row = database.query(check);
        if (row.step() && row.get<std::string>(0) != "ok")
            throw DatabaseError(SQLITE_CORRUPT, row.get<std::string>(0));
    }
}

std::optional<Ranks> Playlist::State::ranks(std::optional<EntryId> before, std::int64_t count) {
    if (!before) return ranks_between(last_rank(), {}, count);
    const auto high = rank(*before);
    return ranks_between(rank_before(high.value()), high, count);
}

Ranks Playlist::State::room_for(std::optional<EntryId> before, std::int64_t count) {
    if (const auto found = ranks(before, count)) return *found;
    database.run(
        "UPDATE entry SET rank = ordered.number * ? FROM"
        "  (SELECT id, row_number() OVER (ORDER BY rank) AS number FROM entry) AS ordered"
        " WHERE ordered.id = entry.id",
        gap);
    return ranks(before, count).value();
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
