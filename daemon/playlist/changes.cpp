// What changed since a revision. Nothing is logged: each entry knows in which revision what of it changed
// last (the triggers in schema.cpp), so that a list of any age needs no more room.
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
         })
        if (revision > since) what.push_back(name);
    return what;
}

}  // namespace

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
        // One pass over the list, however many they are.
        std::int64_t number = 0, rank = std::numeric_limits<std::int64_t>::min();
        for (auto& [entry, place, what] : changed.entries) {
            if (entry.left_at) continue;
            const auto own = s.rank(entry.id).value_or(rank);
            number += s.database.number(
                "SELECT count(*) FROM entry WHERE left_at = 0 AND rank > ? AND rank <= ?", rank, own);
            rank = own;
            place = number;
        }
        return changed;
    });
}

}  // namespace vorleser
