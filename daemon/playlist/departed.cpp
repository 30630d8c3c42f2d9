// What left the list: removed, cleared or heard. It keeps its rank, so that it can come back.
#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "daemon/playlist/state.hpp"

namespace vorleser {

namespace {

constexpr std::int64_t gone_that_stay = 1000;
constexpr std::int64_t forgotten_at_once = 200;  // of 100,000 that were cleared: nobody waits for all

}  // namespace

void Playlist::State::forget_old() {
    auto row = database.query(
        "DELETE FROM entry WHERE id IN (SELECT id FROM entry"
        " WHERE left_at <> 0 AND kept_at = 0 AND left_at <"
        "  (SELECT left_at FROM entry WHERE left_at <> 0 AND kept_at = 0"
        "   ORDER BY left_at DESC LIMIT 1 OFFSET ?)"
        " AND NOT EXISTS (SELECT 1 FROM mark WHERE mark.entry = entry.id)"
        " ORDER BY left_at LIMIT ?) RETURNING id",
        gone_that_stay, forgotten_at_once);
    while (row.step()) forgotten.push_back(row.get<EntryId>(0));
}

std::int64_t Playlist::State::next_departure() {
    if (joined && command != 0) return command;
    forget_old();
    forget_undone();
    return command = last_number(std::numeric_limits<std::int64_t>::max()) + 1;
}

std::vector<EntryId> Playlist::take_forgotten() {
    return std::exchange(state_->forgotten, {});
}

Result<void> Playlist::remove(std::span<const EntryId> ids) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        const auto departure = state_->next_departure();
        const State::Untold of_each(*state_, std::ssize(ids) > State::most_told);
        if (state_->untold) state_->all_changed();
        for (const EntryId id : ids) {
            if (state_->untold)
                database.run(state_->leave, unix_time(), departure, id);
            else
                database.run("UPDATE entry SET left_at = ?, departure = ? WHERE id = ? AND left_at = 0",
                             unix_time(), departure, id);
            if (database.changed() == 0) return no_entry(id);
        }
        return {};
    });
}

Result<void> Playlist::clear() {
    const auto count = size();
    return state_->change(Durable::yes, [&]() -> Result<void> {
        const auto departure = state_->next_departure();
        const State::Untold of_each(*state_, count && *count > State::most_told);
        if (state_->untold) state_->all_changed();
        if (state_->untold)
            state_->database.run(state_->leave_all, unix_time(), departure);
        else
            state_->database.run("UPDATE entry SET left_at = ?, departure = ? WHERE left_at = 0", unix_time(),
                                 departure);
        return {};
    });
}

Result<void> Playlist::restore(EntryId id) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        if (!state_->rank_of_any(id)) return no_entry(id);
        const auto [rank, step] = state_->room_for({}, 1);
        database.run(
            "UPDATE entry SET left_at = 0, departure = 0, rank = ?, heard = 0 WHERE id = ? AND left_at <> 0",
            rank, id);
        if (database.changed() == 0) return Error(ErrorKind::conflict, "entry {} is in the list", id);
        return state_->set_place(id, {}, 0, Cause::jumped);
    });
}

Result<void> Playlist::set_heard(EntryId id, WhenHeard then) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        if (auto placed = state_->set_place(id, {}, 0, Cause::heard_to_the_end); !placed) return placed;
        database.run(
            "UPDATE entry SET heard = 1, last_heard_at = ?1, read_at = iif(read_at = 0, ?1, read_at),"
            " kept_at = iif(kept_at = 0 AND ?3, ?1, kept_at) WHERE id = ?2",
            unix_time(), id, then == WhenHeard::kept);
        if (then != WhenHeard::stays) {
            database.run("UPDATE entry SET left_at = ? WHERE id = ? AND left_at = 0", unix_time(), id);
            state_->forget_old();
        }
        return {};
    });
}

Result<std::vector<Entry>> Playlist::history(std::int64_t offset, std::int64_t limit) const {
    return state_->read([&]() -> Result<std::vector<Entry>> {
        std::vector<Entry> entries;
        auto row = state_->database.query(state_->select_history, std::max<std::int64_t>(offset, 0),
                                          std::max<std::int64_t>(limit, 0));
        while (row.step()) entries.push_back(state_->read_entry(row));
        return entries;
    });
}

}  // namespace vorleser
