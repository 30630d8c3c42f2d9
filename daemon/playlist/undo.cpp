// Taking back what commands did. They are counted together: a removal is a number in the rows that left the
// list (`departure`), so that it costs nothing to clear 100,000; of the others the table `undo` has what was
// before. Only what is still as the command left it is taken back.
#include <limits>

#include <fmt/format.h>

#include "daemon/playlist/schema.hpp"
#include "daemon/playlist/state.hpp"

namespace vorleser {

namespace {

constexpr std::int64_t remembered = 1000;  // rows, and all of the last command

}  // namespace

void Playlist::State::remember(std::int64_t number, EntryId id, const What& what) {
    database.run(
        "INSERT INTO undo (number, entry, rank, left_at, departure, heard, kept_at, read_at, tags)"
        " SELECT ?1, id, iif(?3, rank, NULL), iif(?3, left_at, NULL), iif(?3, departure, NULL), iif(?3, "
        "heard, NULL),"
        " iif(?4, kept_at, NULL), iif(?5, read_at, NULL), iif(?6, tags, NULL) FROM entry WHERE id = ?2"
        " ON CONFLICT (number, entry) DO UPDATE SET rank = coalesce(rank, excluded.rank),"
        " left_at = coalesce(left_at, excluded.left_at),"
        " departure = coalesce(departure, excluded.departure), heard = coalesce(heard, excluded.heard),"
        " kept_at = coalesce(kept_at, excluded.kept_at), read_at = coalesce(read_at, excluded.read_at),"
        " tags = coalesce(tags, excluded.tags)",
        number, id, what.listed, what.kept, what.read, what.tags);
}

void Playlist::State::forget_undone() {
    database.run(
        "DELETE FROM undo WHERE number < (SELECT number FROM undo ORDER BY number DESC LIMIT 1 OFFSET ?)",
        remembered - 1);
}

std::int64_t Playlist::State::last_number(std::int64_t below) {
    return database.number(
        "SELECT max(coalesce((SELECT max(departure) FROM entry WHERE departure <> 0 AND departure < ?1), 0),"
        " coalesce((SELECT max(departure) FROM mark WHERE departure <> 0 AND departure < ?1), 0),"
        " coalesce((SELECT max(number) FROM undo WHERE number < ?1), 0))",
        below);
}

namespace {

// Of `u`, a row of undo, and its entry: that there is something to take back, and that it is as it was
// stored.
constexpr std::string_view listed_since = "u.left_at IS NOT NULL AND entry.left_at = 0";
constexpr std::string_view kept_since = "(u.kept_at = 0) <> (entry.kept_at = 0)";
constexpr std::string_view read_since = "(u.read_at = 0) <> (entry.read_at = 0)";

}  // namespace

void Playlist::State::prepare_undo() {
    const auto right = fmt::format("(u.sum = 0 OR u.sum = checksum(u.{}))",
                                   fmt::join(column_list(database, "undo"), ", u."));
    const auto since = fmt::format(
        "u.number = ?1 AND u.entry = entry.id AND {} AND ({} OR {} OR {} OR u.tags <> entry.tags)", right,
        listed_since, kept_since, read_since);
    undoable = fmt::format(
        "SELECT found.id FROM (SELECT id FROM entry WHERE departure <> 0 AND departure = ?1"
        " UNION SELECT entry.id FROM undo AS u CROSS JOIN entry WHERE {}"
        " UNION SELECT coalesce(mark.entry, 0) FROM mark WHERE departure <> 0 AND departure = ?1) AS found"
        " LEFT JOIN entry ON entry.id = found.id ORDER BY rank",
        since);
    take_back = fmt::format(
        "UPDATE entry SET rank = iif({0} AND u.rank NOT IN (SELECT rank FROM entry), u.rank, entry.rank),"
        " left_at = iif({0}, u.left_at, entry.left_at),"
        " departure = iif({0}, u.departure, entry.departure), heard = iif({0}, u.heard, entry.heard),"
        " kept_at = iif({1}, u.kept_at, entry.kept_at), read_at = iif({2}, u.read_at, entry.read_at),"
        " tags = coalesce(u.tags, entry.tags) FROM undo AS u WHERE {3}",
        listed_since, kept_since, read_since, since);
}

Result<std::vector<EntryId>> Playlist::undo() {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<std::vector<EntryId>> {
        std::vector<EntryId> ids;
        auto number = std::numeric_limits<std::int64_t>::max();
        while (ids.empty() && (number = state_->last_number(number)) > 0) {
            auto row = database.query(state_->undoable, number);
            while (row.step()) ids.push_back(row.get<EntryId>(0));
        }
        database.run("DELETE FROM undo WHERE number > ?", number);
        if (ids.empty()) return ids;
        const auto back =
            database.number("SELECT count(*) FROM entry WHERE departure <> 0 AND departure = ?", number);
        {
            const State::Untold of_each(*state_, back > State::most_told);
            if (state_->untold) state_->all_changed();
            if (state_->untold)
                database.run(state_->come_back, number);
            else
                database.run(
                    "UPDATE entry SET left_at = 0, departure = 0 WHERE departure <> 0 AND departure = ?",
                    number);
        }
        database.run(state_->take_back, number);
        database.run("UPDATE mark SET departure = 0 WHERE departure <> 0 AND departure = ?", number);
        if (database.changed() > 0) ++state_->marks_changed;
        database.run("DELETE FROM undo WHERE number = ?", number);
        std::erase(ids, 0);  // a mark's, whose entry is gone
        return ids;
    });
}

}  // namespace vorleser
