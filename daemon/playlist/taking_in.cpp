// Another list's entries and marks, from a backup.
#include <algorithm>
#include <limits>
#include <unordered_map>

#include "daemon/playlist/merging.hpp"
#include "daemon/playlist/state.hpp"

namespace vorleser {

Result<std::vector<EntryId>> Playlist::everything() const {
    return state_->read([&]() -> Result<std::vector<EntryId>> {
        std::vector<EntryId> ids;
        auto row = state_->database.query("SELECT id FROM entry ORDER BY rank, id");
        while (row.step()) ids.push_back(row.get<EntryId>(0));
        return ids;
    });
}

Result<std::optional<EntryId>> Playlist::find(const Uid& uid) const {
    return state_->read([&]() -> Result<std::optional<EntryId>> {
        if (uid.is_nil()) return std::optional<EntryId>();
        auto row = state_->database.query("SELECT id FROM entry WHERE uid = ?", uid);
        return row.step() ? std::optional(row.get<EntryId>(0)) : std::nullopt;
    });
}

Result<std::vector<bool>> Playlist::have_addresses(std::span<const std::string> addresses) const {
    return state_->read([&]() -> Result<std::vector<bool>> {
        std::unordered_multimap<std::string_view, std::size_t> wanted;
        for (std::size_t i = 0; i < addresses.size(); ++i) wanted.emplace(addresses[i], i);
        std::vector<bool> have(addresses.size());
        auto row = state_->database.query("SELECT url FROM entry WHERE url <> ''");
        while (row.step()) {
            const auto [begin, end] = wanted.equal_range(row.get<std::string_view>(0));
            for (auto each = begin; each != end; ++each) have[each->second] = true;
        }
        return have;
    });
}

Result<std::int64_t> Playlist::removal(EntryId id) const {
    return state_->read([&]() -> Result<std::int64_t> {
        return state_->database.number("SELECT departure FROM entry WHERE id = ?", id);
    });
}

Result<std::int64_t> Playlist::last_removal() const {
    return state_->read([&]() -> Result<std::int64_t> {
        return state_->last_number(std::numeric_limits<std::int64_t>::max());
    });
}

Result<EntryId> Playlist::take_in(Entry entry, std::int64_t removal, const NewEntry& text) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<EntryId> {
        const auto [rank, step] = state_->room_for({}, 1);
        const auto revision = state_->next_revision();
        entry.id = state_->next_id();
        entry.title = text.article.title;
        entry.duration_ms = std::max(entry.duration_ms, entry.position_ms);
        entry.exact = false;
        entry.revisions = {.newest = revision, .added = revision};
        if (entry.made.cause != Cause::none) entry.revisions.place = revision;
        {
            auto row = database.query(state_->insert_entry);
            columns(entry, [&](const char*, const auto& field) { row.bind(field); });
            row.bind(rank)
                .bind(entry.left_at ? removal : 0)
                .bind(std::string_view(text.article.digest))
                .bind(0)
                .bind(0);
            row.step();
        }
        state_->insert_article(entry.id, text.ahead, text.article, text.dropped);
        state_->set_sketch(entry.id, text.article.sketch);
        return entry.id;
    });
}

Result<void> Playlist::take_over(const Merge& merged) {
    auto& database = state_->database;
    const Entry& entry = merged.entry;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        if (entry.left_at == 0 && !state_->rank(entry.id))
            database.run("UPDATE entry SET left_at = 0, departure = 0, rank = ? WHERE id = ?",
                         state_->room_for({}, 1).first, entry.id);
        if (std::ranges::find(merged.what, "place") != merged.what.end()) {
            const auto contents = this->contents(entry.id);
            std::int64_t code_points = 0;
            if (contents)
                for (const auto& part : contents->parts) code_points += part.code_points + 2;
            const bool there = entry.place.code_point < code_points;
            database.run(
                "UPDATE entry SET code_point = ?, fraction = ?, position_ms = ?, place_cause = ?,"
                " place_device = ?, place_from = ? WHERE id = ?",
                there ? entry.place.code_point : 0, there ? entry.place.fraction : 0.0,
                there ? entry.position_ms : 0, entry.made.cause, entry.made.device, entry.made.from,
                entry.id);
        }
        database.run(
            "UPDATE entry SET last_heard_at = ?, heard = ?, kept_at = ?, read_at = ?, tags = ?,"
            " text_revision = max(text_revision, ?) WHERE id = ?",
            entry.last_heard_at, entry.heard, entry.kept_at, entry.read_at, entry.tags, entry.text_revision,
            entry.id);
        if (database.changed() == 0) return no_entry(entry.id);
        return {};
    });
}

Result<bool> Playlist::take_in(MarkedSentence mark, bool only_try) {
    auto& database = state_->database;
    return state_->write(Durable::yes, [&]() -> Result<bool> {
        std::int64_t there = 0;
        {
            auto row = database.query("SELECT id, changed_at FROM mark WHERE uid = ?", mark.uid);
            if (row.step()) {
                there = row.get<std::int64_t>(0);
                if (row.get<std::int64_t>(1) >= mark.changed_at) return false;
            }
        }
        if (only_try) return true;
        ++state_->marks_changed;
        if (there) {
            database.run("UPDATE mark SET note = ?, changed_at = ? WHERE id = ?", std::string_view(mark.note),
                         mark.changed_at, there);
            return true;
        }
        const auto entry = find(mark.entry_uid);
        if (!entry) return entry.error();
        mark.entry = *entry;
        const auto id = state_->insert_mark(mark);
        // Its text may be another one here.
        if (mark.entry) {
            const auto text = database.number("SELECT text FROM article WHERE entry = ?", *mark.entry);
            const auto duration = database.number("SELECT duration_ms FROM entry WHERE id = ?", *mark.entry);
            state_->place_mark(id, mark, state_->whole_text(text), mark.begin, duration);
        }
        return true;
    });
}

}  // namespace vorleser
