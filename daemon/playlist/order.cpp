// What follows what: in the list's order, or in one by chance.
#include <algorithm>
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

// An entry's place in the order of a seed: by chance, or where it was put.
using Rank = std::pair<std::uint64_t, EntryId>;

Rank rank_of(EntryId id, std::int64_t put_by_seed, std::int64_t put, std::int64_t seed) {
    return {put_by_seed == seed ? static_cast<std::uint64_t>(put) : shuffled_rank(id, seed), id};
}

Rank rank_of(Database& database, EntryId id, std::int64_t seed) {
    auto row = database.query("SELECT shuffle_seed, shuffled_rank FROM entry WHERE id = ?", id);
    return row.step() ? rank_of(id, row.get<std::int64_t>(0), row.get<std::int64_t>(1), seed)
                      : Rank{shuffled_rank(id, seed), id};
}

// Of the entries that `row` gives, the nearest behind (or before) `from` in the order of a seed.
std::optional<Rank> nearest(Query row, std::optional<Rank> from, std::int64_t seed, bool backward) {
    std::optional<Rank> best;
    const auto behind = [&](const Rank& a, const Rank& b) { return backward ? a < b : a > b; };
    while (row.step()) {
        const auto candidate =
            rank_of(row.get<EntryId>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2), seed);
        if ((!from || behind(candidate, *from)) && (!best || behind(*best, candidate))) best = candidate;
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
        if (shuffle) {
            const auto from = id ? std::optional(rank_of(database, *id, shuffle)) : std::nullopt;
            const auto found = nearest(database.query(all), from, shuffle, backward);
            return found ? std::optional(found->second) : std::nullopt;
        }
        auto row = database.query(next, *rank);
        return row.step() ? std::optional(row.get<EntryId>(0)) : std::nullopt;
    });
}

Result<std::optional<EntryId>> Playlist::after(std::optional<EntryId> id, std::int64_t shuffle) const {
    return state_->neighbour(id, shuffle, false,
                             "SELECT id, shuffle_seed, shuffled_rank FROM entry WHERE left_at = 0",
                             "SELECT id FROM entry WHERE left_at = 0 AND rank > ? ORDER BY rank LIMIT 1");
}

Result<std::optional<EntryId>> Playlist::before(std::optional<EntryId> id, std::int64_t shuffle) const {
    return state_->neighbour(
        id, shuffle, true, "SELECT id, shuffle_seed, shuffled_rank FROM entry WHERE left_at = 0",
        "SELECT id FROM entry WHERE left_at = 0 AND rank < ? ORDER BY rank DESC LIMIT 1");
}

Result<std::optional<EntryId>> Playlist::next_unheard(std::optional<EntryId> id, std::int64_t shuffle) const {
    return state_->neighbour(
        id, shuffle, false,
        "SELECT id, shuffle_seed, shuffled_rank FROM entry WHERE left_at = 0 AND NOT heard",
        "SELECT id FROM entry WHERE left_at = 0 AND rank > ? AND NOT heard ORDER BY rank LIMIT 1");
}

Result<std::vector<EntryId>> Playlist::all_after(std::optional<EntryId> id, std::int64_t shuffle,
                                                 bool unheard, std::int64_t limit) const {
    auto& database = state_->database;
    return state_->read([&]() -> Result<std::vector<EntryId>> {
        const auto rank = id ? state_->rank_of_any(*id) : -std::numeric_limits<std::int64_t>::max();
        if (!rank) return no_entry(*id);
        std::vector<EntryId> found;
        if (!shuffle) {
            auto row = database.query(
                "SELECT id FROM entry WHERE left_at = 0 AND rank > ? AND NOT (heard AND ?)"
                " ORDER BY rank LIMIT ?",
                *rank, unheard, limit);
            while (row.step()) found.push_back(row.get<EntryId>(0));
            return found;
        }
        const auto from = id ? std::optional(rank_of(database, *id, shuffle)) : std::nullopt;
        std::vector<Rank> behind;
        auto row = database.query(
            "SELECT id, shuffle_seed, shuffled_rank FROM entry WHERE left_at = 0 AND NOT (heard AND ?)",
            unheard);
        while (row.step()) {
            const auto each =
                rank_of(row.get<EntryId>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2), shuffle);
            if (!from || each > *from) behind.push_back(each);
        }
        const auto most = std::min(limit, std::ssize(behind));
        std::partial_sort(behind.begin(), behind.begin() + most, behind.end());
        for (auto each = behind.begin(); each != behind.begin() + most; ++each) found.push_back(each->second);
        return found;
    });
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
        const auto own = rank_of(database, id, shuffle);
        auto row = database.query("SELECT id, shuffle_seed, shuffled_rank FROM entry WHERE left_at = 0");
        while (row.step()) {
            const auto other =
                rank_of(row.get<EntryId>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2), shuffle);
            if (backward ? other < own : other > own) return true;
        }
        return false;
    });
}

// Half-way to what follows. Where nothing is between the two, the new one's id, higher than all, decides.
std::int64_t Playlist::State::shuffled_rank_behind(const Shuffled& shuffled) {
    const auto before = rank_of(database, shuffled.behind, shuffled.seed);
    const auto after = nearest(database.query("SELECT id, shuffle_seed, shuffled_rank FROM entry"), before,
                               shuffled.seed, false);
    const auto end = after ? after->first : std::numeric_limits<std::uint64_t>::max();
    return static_cast<std::int64_t>(before.first + (end - before.first) / 2);
}

}  // namespace vorleser
