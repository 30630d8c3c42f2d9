// What follows what: in the list's order, or in one by chance.
#include <limits>

#include "daemon/playlist/state.hpp"

namespace vorleser {

namespace {

// An order in which every entry has its place by chance, the same for the same seed (splitmix64).
std::uint64_t shuffled_rank(EntryId id, std::int64_t seed) {
    auto z = static_cast<std::uint64_t>(id) * 0x9e3779b97f4a7c15 + static_cast<std::uint64_t>(seed);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

// Of the entries that `row` gives, the nearest behind (or before) `id` in the shuffled order.
std::optional<EntryId> nearest(Query row, std::optional<EntryId> id, std::int64_t seed, bool backward) {
    // Backward is forward with all ranks turned round.
    const auto rank = [&](EntryId of) {
        const auto forward = shuffled_rank(of, seed);
        return backward ? ~forward : forward;
    };
    std::optional<EntryId> best;
    while (row.step()) {
        const auto candidate = row.get<EntryId>(0);
        if ((!id || rank(candidate) > rank(*id)) && (!best || rank(candidate) < rank(*best)))
            best = candidate;
    }
    return best;
}

}  // namespace

Result<std::optional<EntryId>> Playlist::State::neighbour(std::optional<EntryId> id, std::int64_t shuffle,
                                                          bool backward, const char* all, const char* next) {
    return read([&]() -> Result<std::optional<EntryId>> {
        const auto farthest_rank = std::numeric_limits<std::int64_t>::max();
        const auto rank = id ? rank_of_any(*id) : backward ? farthest_rank : -farthest_rank;
        if (!rank) return no_entry(*id);
        if (shuffle) return nearest(database.query(all), id, shuffle, backward);
        auto row = database.query(next, *rank);
        return row.step() ? std::optional(row.get<EntryId>(0)) : std::nullopt;
    });
}

Result<std::optional<EntryId>> Playlist::after(std::optional<EntryId> id, std::int64_t shuffle) const {
    return state_->neighbour(id, shuffle, false, "SELECT id FROM entry WHERE left_at = 0",
                             "SELECT id FROM entry WHERE left_at = 0 AND rank > ? ORDER BY rank LIMIT 1");
}

Result<std::optional<EntryId>> Playlist::before(std::optional<EntryId> id, std::int64_t shuffle) const {
    return state_->neighbour(
        id, shuffle, true, "SELECT id FROM entry WHERE left_at = 0",
        "SELECT id FROM entry WHERE left_at = 0 AND rank < ? ORDER BY rank DESC LIMIT 1");
}

Result<std::optional<EntryId>> Playlist::next_unheard(std::optional<EntryId> id, std::int64_t shuffle) const {
    return state_->neighbour(
        id, shuffle, false, "SELECT id FROM entry WHERE left_at = 0 AND NOT heard",
        "SELECT id FROM entry WHERE left_at = 0 AND rank > ? AND NOT heard ORDER BY rank LIMIT 1");
}

Result<bool> Playlist::has_after(EntryId id, std::int64_t shuffle) const {
    return state_->has_neighbour(id, shuffle, false);
}

Result<bool> Playlist::has_before(EntryId id, std::int64_t shuffle) const {
    return state_->has_neighbour(id, shuffle, true);
}

Result<bool> Playlist::State::has_neighbour(EntryId id, std::int64_t shuffle, bool backward) {
    return read([&]() -> Result<bool> {
        if (!shuffle) {
            const auto rank = rank_of_any(id);
            if (!rank) return no_entry(id);
            return database
                .query(backward ? "SELECT 1 FROM entry WHERE left_at = 0 AND rank < ? LIMIT 1"
                                : "SELECT 1 FROM entry WHERE left_at = 0 AND rank > ? LIMIT 1",
                       *rank)
                .step();
        }
        // The first that is found will do: but for those at the order's end that is soon.
        auto row = database.query("SELECT id FROM entry WHERE left_at = 0");
        while (row.step()) {
            const auto other = shuffled_rank(row.get<EntryId>(0), shuffle), own = shuffled_rank(id, shuffle);
            if (backward ? other < own : other > own) return true;
        }
        return false;
    });
}

}  // namespace vorleser
