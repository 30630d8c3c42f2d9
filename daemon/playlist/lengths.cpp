// How long utterances are, and which articles are still to be measured.
#include <algorithm>
#include <limits>

#include "daemon/playlist/state.hpp"

namespace vorleser {

Result<Lengths> Playlist::lengths(EntryId id) const {
    return state_->read([&]() -> Result<Lengths> {
        if (!state_->rank_of_any(id)) return no_entry(id);
        Lengths lengths;
        auto row = state_->database.query(
            "SELECT key, samples, sum = 0 OR sum = checksum(entry, key, samples) FROM lengths WHERE entry = "
            "?",
            id);
        // Damaged ones are none: they are measured anew.
        if (!row.step() || !row.get<bool>(2)) return lengths;
        lengths.key = row.get<std::string>(0);
        const auto bytes = row.blob(1);
        lengths.numbers.reserve(bytes.size() / 4);
        for (std::size_t i = 0; i + 3 < bytes.size(); i += 4) {
            lengths.numbers.push_back(std::uint32_t{bytes[i]} | std::uint32_t{bytes[i + 1]} << 8 |
                                      std::uint32_t{bytes[i + 2]} << 16 | std::uint32_t{bytes[i + 3]} << 24);
        }
        return lengths;
    });
}

Result<void> Playlist::save_lengths(EntryId id, const Lengths& lengths, std::int64_t position_ms,
                                    std::int64_t duration_ms) {
    std::vector<std::uint8_t> bytes;
    bytes.reserve(lengths.numbers.size() * 4);
    for (const auto length : lengths.numbers) {
        for (int shift = 0; shift < 32; shift += 8)
            bytes.push_back(static_cast<std::uint8_t>(length >> shift));
    }
    return state_->change(Durable::soon, [&]() -> Result<void> {
        state_->database.run("UPDATE entry SET position_ms = ?, duration_ms = ?, exact = 1 WHERE id = ?",
                             position_ms, duration_ms, id);
        if (state_->database.changed() == 0) return no_entry(id);
        state_->database.run(
            "INSERT OR REPLACE INTO lengths (entry, key, samples, sum)"
            " VALUES (?1, ?2, ?3, checksum(?1, ?2, ?3))",
            id, lengths.key, std::span<const std::uint8_t>(bytes));
        return {};
    });
}

Result<void> Playlist::expect_lengths(const std::string& key) {
    const auto count = size();
    return state_->change(Durable::soon, [&]() -> Result<void> {
        const State::Untold of_each(*state_, count && *count > State::most_told);
        state_->database.run(
            "UPDATE entry SET exact = 0 WHERE exact AND id NOT IN (SELECT entry FROM lengths WHERE key = ?)",
            key);
        if (state_->untold && state_->database.changed() > 0) state_->all_changed();
        return {};
    });
}

Result<std::vector<EntryId>> Playlist::unmeasured(const std::string& key, EntryId from,
                                                  std::int64_t limit) const {
    return state_->read([&]() -> Result<std::vector<EntryId>> {
        const auto start = state_->rank(from).value_or(std::numeric_limits<std::int64_t>::min());
        std::vector<EntryId> ids;
        for (const char* part :
             {"SELECT id FROM entry LEFT JOIN lengths ON entry = id"
              " WHERE left_at = 0 AND rank >= ? AND (key IS NOT ? OR NOT exact) ORDER BY rank LIMIT ?",
              "SELECT id FROM entry LEFT JOIN lengths ON entry = id"
              " WHERE left_at = 0 AND rank < ? AND (key IS NOT ? OR NOT exact) ORDER BY rank LIMIT ?"}) {
            const auto left = std::max<std::int64_t>(limit, 0) - static_cast<std::int64_t>(ids.size());
            auto row = state_->database.query(part, start, key, left);
            while (row.step()) ids.push_back(row.get<EntryId>(0));
        }
        return ids;
    });
}

}  // namespace vorleser
