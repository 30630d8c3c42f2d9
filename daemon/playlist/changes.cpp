// What changed since a revision. Nothing is logged: each entry knows in which revision what of it changed
// last (the triggers in schema.cpp), so that a list of any age needs no more room.
#include <algorithm>
#include <limits>
#include <utility>

#include "daemon/playlist/state.hpp"

namespace vorleser {

namespace {

std::vector<std::string_view> changes_of(const Entry& entry, std::int64_t since) {
    const Revisions& in = entry.revisions;
    std::vector<std::string_view> what;
    for (const auto& [revision, name] : {
             std::pair<std::int64_t, std::string_view>{in.added, "added"},
             {in.listed, entry.left_at ? "removed" : "restored"},
             {in.moved, "moved"},
             {in.title, "title"},
             {in.text, "text"},
             {in.length, "length"},
             {in.place, "place"},
             {in.heard, "heard"},
             {in.kept, "kept"},
             {in.tags, "tags"},
             {in.read, "read"},
         })
        if (revision > since) what.push_back(name);
    return what;
}

}  // namespace

Result<std::vector<std::int64_t>> Playlist::numbers_of(std::span<const EntryId> ids) const {
    State& s = *state_;
    return s.read([&]() -> Result<std::vector<std::int64_t>> {
        std::vector<std::pair<std::int64_t, std::size_t>> by_rank;
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (const auto rank = s.rank(ids[i])) by_rank.emplace_back(*rank, i);
        std::sort(by_rank.begin(), by_rank.end());
        std::vector<std::int64_t> numbers(ids.size());
        std::int64_t number = 0, before = std::numeric_limits<std::int64_t>::min();
        for (const auto& [rank, i] : by_rank) {
            number += s.database.number(
                "SELECT count(*) FROM entry WHERE left_at = 0 AND rank > ? AND rank <= ?", before, rank);
            before = rank;
            numbers[i] = number;
        }
        return numbers;
    });
}

std::int64_t Playlist::revision() const {
    return state_->revision;
}

const Uid& Playlist::device() const {
    return state_->device;
}

Result<ChangedSince> Playlist::changed_since(std::int64_t since) const {
    State& s = *state_;
    return s.read([&]() -> Result<ChangedSince> {
        if (since > s.revision || since < s.database.number("SELECT complete_from FROM list"))
            return ChangedSince{true, {}};
        const auto count =
            s.database.number("SELECT count(*) FROM (SELECT 1 FROM entry WHERE revision > ? LIMIT ?)", since,
                              State::most_told + 1);
        if (count > State::most_told) return ChangedSince{true, {}};
        ChangedSince changed;
        {
            auto row = s.database.query(s.select_changed, since);
            while (row.step()) {
                Entry entry = s.read_entry(row);
                auto what = changes_of(entry, since);
                changed.entries.push_back({std::move(entry), 0, std::move(what)});
            }
        }
        std::vector<EntryId> ids;
        for (const ChangedEntry& each : changed.entries) ids.push_back(each.entry.id);
        const auto numbers = numbers_of(ids);
        if (!numbers) return numbers.error();
        for (std::size_t i = 0; i < ids.size(); ++i) changed.entries[i].number = (*numbers)[i];
        return changed;
    });
}

}  // namespace vorleser
