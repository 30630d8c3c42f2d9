#include "daemon/playlist/playlist.hpp"

#include <algorithm>
#include <filesystem>

#include <boost/json.hpp>

#include "daemon/article/characters.hpp"
#include "daemon/playlist/log.hpp"
#include "daemon/playlist/same_text.hpp"
#include "daemon/playlist/schema.hpp"
#include "daemon/playlist/state.hpp"

namespace vorleser {

namespace json = boost::json;
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
        for (const auto& [article, duration_ms, dropped] : entries) {
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
            entry.duration_ms = duration_ms;
            {
                const auto digest = text_digest(article);
                const auto shuffled_rank = order.seed ? state_->shuffled_rank_behind(order) : 0;
                auto row = database.query(state_->insert_entry);
                columns(entry, [&](const char*, const auto& field) { row.bind(field); });
                // What no Entry shows, in the table's order: how it left the list comes second.
                row.bind(rank).bind(0).bind(std::string_view(digest)).bind(order.seed).bind(shuffled_rank);
                row.step();
            }
            ids.push_back(entry.id);
            database.run(
                "INSERT INTO article (entry, json, dropped, sum) VALUES (?1, ?2, ?3, checksum(?1, ?2, ?3))",
                ids.back(), to_json(article), json::serialize(json::value_from(dropped)));
            rank += step;
            order.behind = ids.back();
        }
        return ids;
    });
    // Who adds a thousand wants their numbers: at the list's end they need no counting.
    if (added && size_before && !before)
        state_->count_is(added->back(), *size_before + static_cast<std::int64_t>(entries.size()));
    return added;
}

Result<std::optional<EntryId>> Playlist::find_same(const Article& wanted) const {
    return state_->read([&]() -> Result<std::optional<EntryId>> {
        const auto digest = text_digest(wanted);
        std::vector<EntryId> candidates;
        auto row = state_->database.query("SELECT id FROM entry WHERE digest = ? AND left_at = 0 ORDER BY id",
                                          std::string_view(digest));
        while (row.step()) candidates.push_back(row.get<EntryId>(0));
        for (const EntryId id : candidates)
            if (const auto stored = article(id); stored && same_text(*stored, wanted))
                return std::optional(id);
        return std::optional<EntryId>{};
    });
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

Result<Article> Playlist::article(EntryId id) const {
    const auto unreadable = [&](const Sentence& why) {
        state_->found_damaged(id, why);
        return Error(ErrorKind::storage, "the article of entry {} is damaged: {}", id, why);
    };
    try {
        if (!state_->rank_of_any(id)) return no_entry(id);
        auto row = state_->database.query(
            "SELECT json, sum = 0 OR sum = checksum(entry, json, dropped) FROM article WHERE entry = ?", id);
        if (!row.step()) return unreadable(Sentence("its text is missing"));
        auto article = article_from_json(row.get<std::string_view>(0));
        if (!article) return unreadable(Sentence("its text cannot be read ({})", article.error().message));
        if (!row.get<bool>(1))
            state_->found_damaged(
                id, Sentence("its text is not what was stored: some of it may be wrong or missing"));
        return article;
    } catch (const DatabaseError& error) {
        if (is_damage(error.code)) return unreadable(Sentence("its text cannot be read ({})", error.what()));
        return state_->refused(error);
    }
}

Result<std::vector<std::string>> Playlist::dropped(EntryId id) const {
    return state_->read([&]() -> Result<std::vector<std::string>> {
        auto row = state_->database.query("SELECT dropped FROM article WHERE entry = ?", id);
        if (!row.step()) return no_entry(id);
        json::error_code error;
        const auto lines = json::parse(row.get<std::string>(0), error);
        const auto* array = error ? nullptr : lines.if_array();
        if (!array)
            return Error(ErrorKind::storage, "the lines left out of entry {} are damaged: add it anew", id);
        std::vector<std::string> dropped;
        for (const auto& line : *array)
            if (line.is_string()) dropped.emplace_back(line.get_string());
        return dropped;
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

namespace {

std::u32string code_points(const Article& article) {
    std::u32string text;
    for (const auto& placed : placed_blocks(article)) {
        text.resize(placed.begin, U' ');
        for (std::size_t at = 0; at < placed.block.text.size();)
            text += next_code_point(placed.block.text, at);
    }
    return text;
}

// The place after an edit: what is the same at both ends stays, a word between them begins anew.
Place moved(const Place& place, const std::u32string& before, const std::u32string& after) {
    const auto shorter = std::min(before.size(), after.size());
    std::size_t head = 0, tail = 0;
    while (head < shorter && before[head] == after[head]) ++head;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    const auto shift =
        static_cast<std::uint32_t>(after.size() - before.size());  // modulo 2³²: may be negative
    if (place.code_point < head) return place;
    if (place.code_point >= before.size() - tail) return {place.code_point + shift, place.fraction};
    return {static_cast<std::uint32_t>(head), 0};
}

}  // namespace

Result<void> Playlist::replace(EntryId id, const NewEntry& replacement) {
    const auto before = article(id);
    if (!before && before.error().kind == ErrorKind::not_found) return before.error();
    const auto stored = entry(id);
    if (!stored) return stored.error();
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        const auto& article = replacement.article;
        const auto text = code_points(article);
        const auto lines = dropped(id);
        const auto kept_dropped =
            json::serialize(json::value_from(lines ? *lines : std::vector<std::string>()));
        const auto place = before ? moved(stored->place, code_points(*before), text) : Place{};
        const auto position_ms = replacement.duration_ms * place.code_point /
                                 static_cast<std::int64_t>(std::max<std::size_t>(text.size(), 1));
        database.run(
            "UPDATE entry SET title = ?, kicker = ?, digest = ?, code_point = ?, fraction = ?, position_ms = "
            "?,"
            " duration_ms = ?, exact = 0, text_revision = text_revision + ? WHERE id = ?",
            article.title, article.kicker, text_digest(article), place.code_point, place.fraction,
            position_ms, replacement.duration_ms, !before || *before != article, id);
        database.run(
            "INSERT OR REPLACE INTO article (entry, json, dropped, sum) SELECT ?1, ?2, ?3, checksum(?1, ?2, "
            "?3)",
            id, to_json(article), kept_dropped);
        database.run("DELETE FROM lengths WHERE entry = ?", id);
        state_->damage.erase(id);
        return {};
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
