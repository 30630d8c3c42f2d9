#include "daemon/playlist/playlist.hpp"

#include <algorithm>
#include <filesystem>

#include "daemon/playlist/log.hpp"
#include "daemon/playlist/schema.hpp"
#include "daemon/playlist/state.hpp"

namespace vorleser {

namespace fs = std::filesystem;

namespace {

constexpr const char* damaged_suffix = ".damaged-";  // then the time

// A damaged file under another name, with the log that belongs to it.
void set_aside(const std::string& path) {
    std::string aside = path + damaged_suffix + std::to_string(unix_time());
    while (fs::exists(aside)) aside += '+';
    for (const char* part : {"-wal", "-journal", ""})
        if (fs::exists(path + part)) fs::rename(path + part, aside + part);
    fs::remove(path + "-shm");
}

std::vector<std::string> set_aside_earlier(const fs::path& path) {
    std::vector<std::string> found;
    std::error_code none;
    for (const auto& file : fs::directory_iterator(path.parent_path(), none)) {
        const std::string name = file.path().filename();
        if (name.starts_with(path.filename().string() + damaged_suffix) && !name.ends_with("-wal") &&
            !name.ends_with("-journal"))
            found.push_back(file.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

Playlist::Playlist(const std::string& path) try {
    try {
        const bool log_broken = log_breaks_off(path + "-wal");
        state_ = std::make_unique<State>(path);
        state_->log_broken = log_broken;
    } catch (const DatabaseError& error) {
        if (!is_damage(error.code)) throw;
        set_aside(path);
        state_ = std::make_unique<State>(path);
    }
    state_->damaged = set_aside_earlier(path);
} catch (const DatabaseError& error) {
    throw std::runtime_error("cannot open the playlist " + path + ": " + error.what() + ": " +
                             what_to_do(error.code));
} catch (const std::runtime_error& error) {
    throw std::runtime_error("cannot open the playlist " + path + ": " + error.what());
}

const std::vector<std::string>& Playlist::damaged() const {
    return state_->damaged;
}

std::vector<Sentence> Playlist::warnings() const {
    constexpr std::size_t named = 3;
    std::vector<Sentence> all;
    for (const auto& file : state_->damaged)
        all.push_back(
            Sentence("the playlist was damaged, and an empty one was begun; the old one is kept as {}; once "
                     "you have taken from it "
                     "what can be saved, move it away and restart",
                     file));
    if (state_->log_broken)
        all.push_back(
            Sentence("the playlist's log was damaged: what was changed last before the daemon ended may be "
                     "lost; look through the list"));
    if (state_->session_damaged)
        all.push_back(
            Sentence("the stored settings were damaged: look whether speed, voice and the others are as you "
                     "want them"));
    if (state_->damage.size() > named)
        all.push_back(Sentence("{} articles are damaged: the list says which", state_->damage.size()));
    else
        for (const auto& [id, what] : state_->damage)
            if (const auto damaged = entry(id))
                all.push_back(Sentence("the article “{}” is damaged: {}", damaged->title, what));
    return all;
}

std::uint64_t Playlist::stored() const {
    return state_->stored;
}

bool Playlist::joined() const {
    return state_->joined;
}

Result<void> Playlist::together(Durable wanted, const std::function<Result<void>()>& body) {
    State& s = *state_;
    if (s.joined) return body();
    return s.write(wanted, [&]() -> Result<void> {
        s.joined = true;
        s.command = 0;
        s.broken.reset();
        struct Leave {
            State& s;
            ~Leave() { s.joined = false; }
        } const leave{s};
        const auto done = body();
        return s.broken ? Result<void>(*s.broken) : done;
    });
}

Playlist::~Playlist() = default;

std::uint64_t Playlist::shown() const {
    return state_->version;
}

Result<std::vector<EntryId>> Playlist::add(std::span<const NewEntry> entries, std::optional<EntryId> before,
                                           std::optional<Shuffled> shuffled) {
    if (entries.empty()) return std::vector<EntryId>{};
    auto& database = state_->database;
    const auto size_before = size();
    auto added = state_->change(Durable::yes, [&]() -> Result<std::vector<EntryId>> {
        if (before && !state_->rank(*before)) return no_entry(*before);
        auto [rank, step] = state_->room_for(before, static_cast<std::int64_t>(entries.size()));
        std::vector<EntryId> ids;
        auto order = shuffled.value_or(Shuffled{});
        const State::Untold of_each(*state_, std::ssize(entries) > State::most_told);
        if (state_->untold) state_->all_changed();
        const auto revision = state_->untold ? 0 : state_->next_revision();
        auto id = state_->next_id();
        const auto number =
            std::ranges::any_of(entries, [](const NewEntry& each) { return each.kept || each.undoable; })
                ? state_->next_departure()
                : std::int64_t{0};
        for (const auto& [article, duration_ms, dropped, listed, kept, undoable, ahead] : entries) {
            Entry entry;
            entry.title = article.title;
            entry.kicker = article.kicker;
            entry.source = article.source;
            entry.url = article.url;
            entry.language = article.language;
            entry.added_at = unix_time();
            entry.id = id++;
            entry.uid = next_uid();
            entry.revisions.added = entry.revisions.newest = revision;
            if (!listed) entry.left_at = entry.added_at;
            if (kept) entry.kept_at = entry.added_at, entry.revisions.kept = revision;
            entry.duration_ms = duration_ms;
            {
                const auto shuffled_rank = order.seed ? state_->shuffled_rank_behind(order) : 0;
                auto row = database.query(state_->insert_entry);
                columns(entry, [&](const char*, const auto& field) { row.bind(field); });
                // What no Entry shows, in the table's order: how it left the list comes second.
                row.bind(rank)
                    .bind(listed ? 0 : State::never_listed)
                    .bind(std::string_view(article.digest))
                    .bind(order.seed)
                    .bind(shuffled_rank);
                row.step();
            }
            ids.push_back(entry.id);
            // As if it had been in neither before.
            if (kept)
                database.run("INSERT INTO undo (number, entry, kept_at) VALUES (?, ?, 0)", number, entry.id);
            if (listed && undoable)
                database.run(
                    "INSERT INTO undo (number, entry, rank, left_at, departure, heard) VALUES (?1, ?2, ?3, "
                    "?4, ?5, 0)"
                    " ON CONFLICT (number, entry) DO UPDATE SET rank = ?3, left_at = ?4, departure = ?5, "
                    "heard = 0",
                    number, entry.id, rank, entry.added_at, State::never_listed);
            state_->insert_article(entry.id, ahead, article, dropped);
            state_->set_sketch(entry.id, article.sketch);
            rank += step;
            order.behind = ids.back();
        }
        return ids;
    });
    // Who adds a thousand wants their numbers: at the list's end they need no counting.
    if (added && size_before && !before && std::ranges::all_of(entries, &NewEntry::listed))
        state_->count_is(added->back(), *size_before + static_cast<std::int64_t>(entries.size()));
    return added;
}

Result<std::int64_t> Playlist::size() const {
    return state_->read([&]() -> Result<std::int64_t> {
        return state_->counted(
            0, [&] { return state_->database.number("SELECT count(*) FROM entry WHERE left_at = 0"); });
    });
}

Result<std::vector<Entry>> Playlist::list(std::int64_t offset, std::int64_t limit) const {
    return state_->read([&]() -> Result<std::vector<Entry>> {
        std::vector<Entry> entries;
        if (const auto count = size())
            entries.reserve(static_cast<std::size_t>(
                std::clamp<std::int64_t>(*count - offset, 0, std::max<std::int64_t>(limit, 0))));
        auto row = state_->database.query(state_->select_all, std::max<std::int64_t>(offset, 0),
                                          std::max<std::int64_t>(limit, 0));
        while (row.step()) entries.push_back(state_->read_entry(row));
        return entries;
    });
}

Result<Entry> Playlist::entry(EntryId id) const {
    return state_->read([&]() -> Result<Entry> {
        auto row = state_->database.query(state_->select_one, id);
        if (!row.step()) return no_entry(id);
        return state_->read_entry(row);
    });
}

Result<std::int64_t> Playlist::number_of(EntryId id) const {
    return state_->read([&]() -> Result<std::int64_t> {
        const auto rank = state_->rank(id);
        if (!rank) return no_entry(id);
        return state_->counted(id, [&] {
            return state_->database.number("SELECT count(*) FROM entry WHERE left_at = 0 AND rank <= ?",
                                           *rank);
        });
    });
}

Result<EntryId> Playlist::at_number(std::int64_t number) const {
    return state_->read([&]() -> Result<EntryId> {
        const auto id = number >= 1 ? state_->id_at(number) : std::nullopt;
        if (!id) return Error(ErrorKind::not_found, "the playlist has no number {}", number);
        return *id;
    });
}

Result<void> Playlist::move(EntryId id, std::int64_t to_number) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        const auto rank = state_->rank(id);
        if (!rank) return no_entry(id);
        const auto from =
            database.number("SELECT count(*) FROM entry WHERE left_at = 0 AND rank <= ?", *rank);
        const auto size = database.number("SELECT count(*) FROM entry WHERE left_at = 0");
        const auto to = std::clamp<std::int64_t>(to_number, 1, size);
        if (to == from) return {};
        // Everything from `to` on makes way; what comes after the entry moves up first.
        const auto before = state_->id_at(to < from ? to : to + 1);
        database.run("UPDATE entry SET rank = ? WHERE id = ?", state_->room_for(before, 1).first, id);
        return {};
    });
}

}  // namespace vorleser
