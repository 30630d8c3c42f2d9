// The Merkliste: what is kept to be found again, whether the playlist has it or not; and what the listener
// says of an article: tags, and whether it was read. All of it can be undone (undo.cpp).
#include <algorithm>

#include "daemon/article/decode.hpp"
#include "daemon/playlist/state.hpp"
#include "daemon/playlist/tags.hpp"

namespace vorleser {

namespace {

// Of the statements that filter: ?1 is a tag between line ends, or nothing; ?2 whether only what is unread;
// ?3 a source, or nothing.
constexpr const char* wanted =
    "kept_at <> 0 AND (?1 = '' OR instr(char(10) || tags, ?1) > 0) AND (NOT ?2 OR read_at = 0)"
    " AND (?3 = '' OR is_from(source, url, ?3))";

}  // namespace

std::string Playlist::State::select_kept_of(const std::string& select) {
    return select + wanted + " ORDER BY kept_at DESC, id DESC LIMIT ?5 OFFSET ?4";
}

Result<void> Playlist::keep(std::span<const EntryId> ids, bool leave_list) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        const auto number = state_->next_departure();
        for (const EntryId id : ids) {
            if (!state_->rank_of_any(id)) return no_entry(id);
            state_->remember(number, id, {.kept = true});
            database.run("UPDATE entry SET kept_at = ? WHERE id = ? AND kept_at = 0", unix_time(), id);
            if (leave_list)
                database.run("UPDATE entry SET left_at = ?, departure = ? WHERE id = ? AND left_at = 0",
                             unix_time(), number, id);
        }
        return {};
    });
}

Result<void> Playlist::unkeep(std::span<const EntryId> ids) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        const auto number = state_->next_departure();
        for (const EntryId id : ids) {
            state_->remember(number, id, {.kept = true});
            // What is in neither list has left today, for whoever wants it back.
            database.run(
                "UPDATE entry SET kept_at = 0, left_at = iif(left_at = 0, 0, ?) WHERE id = ? AND kept_at <> "
                "0",
                unix_time(), id);
            if (database.changed() == 0) return Error(ErrorKind::not_found, "entry {} is not kept", id);
        }
        return {};
    });
}

Result<void> Playlist::queue(std::span<const EntryId> ids, std::optional<EntryId> before,
                             std::optional<Shuffled> shuffled, bool leave_kept) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        if (before && !state_->rank(*before)) return no_entry(*before);
        const auto number = state_->next_departure();
        auto [rank, step] = state_->room_for(before, std::ssize(ids));
        auto order = shuffled.value_or(Shuffled{});
        for (const EntryId id : ids) {
            if (!state_->rank_of_any(id)) return no_entry(id);
            const bool listed = state_->rank(id).has_value();
            if (listed && !leave_kept) continue;  // it is where it is wanted
            state_->remember(number, id, {.listed = !listed, .kept = leave_kept});
            if (!listed) {
                const auto shuffled_rank = order.seed ? state_->shuffled_rank_behind(order) : 0;
                database.run(
                    "UPDATE entry SET left_at = 0, departure = 0, heard = 0, rank = ?, shuffle_seed = ?,"
                    " shuffled_rank = ? WHERE id = ?",
                    rank, order.seed, shuffled_rank, id);
                rank += step;
                order.behind = id;
            }
            if (leave_kept) database.run("UPDATE entry SET kept_at = 0 WHERE id = ? AND kept_at <> 0", id);
        }
        return {};
    });
}

Result<Kept> Playlist::kept(const KeptWanted& filter) const {
    return state_->read([&]() -> Result<Kept> {
        Kept found;
        std::string tag;
        if (!filter.tag.empty()) {
            tag = state_->as_written(filter.tag);
            if (tag.empty()) return found;  // nothing has it
            tag = '\n' + tag + '\n';
        }
        static const std::string count = std::string("SELECT count(*) FROM entry WHERE ") + wanted;
        const std::string_view source = filter.source;
        found.total = state_->database.number(count, std::string_view(tag), filter.unread, source);
        auto row = state_->database.query(state_->select_kept, std::string_view(tag), filter.unread, source,
                                          std::max<std::int64_t>(filter.offset, 0),
                                          std::max<std::int64_t>(filter.limit, 0));
        while (row.step()) found.entries.push_back(state_->read_entry(row));
        return found;
    });
}

std::string Playlist::State::as_written(std::string_view tag) {
    auto row = database.query("SELECT DISTINCT tags FROM entry WHERE tags <> ''");
    while (row.step())
        if (const auto found = find_tag(row.get<std::string_view>(0), tag); !found.empty())
            return std::string(found);
    return {};
}

Result<std::vector<TagCount>> Playlist::tags() const {
    return state_->read([&]() -> Result<std::vector<TagCount>> {
        std::map<std::string, std::int64_t> counts;
        auto row = state_->database.query(
            "SELECT tags, count(*) FROM entry WHERE tags <> '' AND (left_at = 0 OR kept_at <> 0) GROUP BY "
            "tags");
        while (row.step()) {
            const auto lines = valid(row.get<std::string>(0));
            const auto tags = tags_of(lines);
            for (const auto tag : tags) counts[std::string(tag)] += row.get<std::int64_t>(1);
        }
        std::vector<TagCount> all;
        for (const auto& [tag, count] : counts) all.push_back({tag, count});
        return all;
    });
}

Result<void> Playlist::tag(std::span<const EntryId> ids, std::span<const std::string> added,
                           std::span<const std::string> removed) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        std::vector<std::string> add;
        for (const std::string& each : added) {
            const auto tag = tag_of(each);
            if (!tag) return tag.error();
            const auto known = state_->as_written(*tag);
            add.push_back(known.empty() ? *tag : known);
        }
        const auto number = state_->next_departure();
        for (const EntryId id : ids) {
            const auto before = state_->tags_of_entry(id);
            if (!before) return no_entry(id);
            std::string tags = *before;
            for (const std::string& each : removed) tags = without_tag(tags, clean_line(each));
            for (const std::string& each : add) tags = with_tag(std::move(tags), each);
            if (tags_of(tags).size() > most_tags)
                return Error(ErrorKind::invalid_argument, "an article has at most {} tags", most_tags);
            if (tags == *before) continue;
            state_->remember(number, id, {.tags = true});
            database.run("UPDATE entry SET tags = ? WHERE id = ?", std::string_view(tags), id);
        }
        return {};
    });
}

std::optional<std::string> Playlist::State::tags_of_entry(EntryId id) {
    auto row = database.query("SELECT tags FROM entry WHERE id = ?", id);
    return row.step() ? std::optional(valid(row.get<std::string>(0))) : std::nullopt;
}

Result<void> Playlist::set_read(std::span<const EntryId> ids, bool read) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        const auto number = state_->next_departure();
        for (const EntryId id : ids) {
            if (!state_->rank_of_any(id)) return no_entry(id);
            state_->remember(number, id, {.read = true});
            database.run("UPDATE entry SET read_at = ?1 WHERE id = ?2 AND (read_at = 0) <> (?1 = 0)",
                         read ? unix_time() : 0, id);
        }
        return {};
    });
}

}  // namespace vorleser
