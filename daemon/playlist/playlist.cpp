#include "daemon/playlist/playlist.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include <boost/json.hpp>

#include "daemon/article/characters.hpp"
#include "daemon/playlist/database.hpp"
#include "daemon/playlist/schema.hpp"

namespace vorleser {

namespace json = boost::json;

namespace {

// The one list of the entry's columns: SELECT, INSERT and the reading of a row are made from it.
template <class Row, class Each>
void columns(Row& row, Each each) {
    each("id", row.id);
    each("title", row.title);
    each("kicker", row.kicker);
    each("source", row.source);
    each("language", row.language);
    each("added_at", row.added_at);
    each("heard", row.heard);
    each("code_point", row.place.code_point);
    each("fraction", row.place.fraction);
    each("position_ms", row.position_ms);
    each("duration_ms", row.duration_ms);
    each("exact", row.exact);
    each("last_heard_at", row.last_heard_at);
    each("left_at", row.left_at);
}

std::string column_names() {
    std::string names;
    const Entry entry;
    columns(entry,
            [&](const char* name, const auto&) { names += names.empty() ? name : std::string(", ") + name; });
    return names;
}

const std::string select_all =
    "SELECT " + column_names() + " FROM entry WHERE left_at = 0 ORDER BY rank LIMIT ?2 OFFSET ?1";
const std::string select_history =
    "SELECT " + column_names() +
    " FROM entry WHERE last_heard_at <> 0 ORDER BY last_heard_at DESC, id DESC LIMIT ?2 OFFSET ?1";
const std::string select_one = "SELECT " + column_names() + " FROM entry WHERE id = ?";
const std::string insert_entry = [] {
    std::string values = "?";
    const Entry entry;
    columns(entry, [&](const char*, const auto&) { values += ", ?"; });
    return "INSERT INTO entry (rank, " + column_names() + ") VALUES (" + values + ")";
}();

Entry read_entry(const Query& row) {
    Entry entry;
    int column = 0;
    columns(entry, [&](const char*, auto& field) {
        field = row.get<std::remove_reference_t<decltype(field)>>(column++);
    });
    return entry;
}

// Ranks for `count` new rows between two others (none: the list's end). Exhausted gaps give nullopt.
struct Ranks {
    std::int64_t first, step;
};
constexpr std::int64_t kept_departed = 1000;

constexpr std::int64_t gap = std::int64_t{1} << 32;       // halves 32 times before all are numbered anew
constexpr std::int64_t farthest = std::int64_t{1} << 61;  // two of them can be subtracted

std::optional<Ranks> ranks_between(std::optional<std::int64_t> low, std::optional<std::int64_t> high,
                                   std::int64_t count) {
    if (low && high) {
        const auto step = (*high - *low) / (count + 1);
        return step > 0 ? std::optional(Ranks{*low + step, step}) : std::nullopt;
    }
    if (count > farthest / gap) return std::nullopt;
    const auto first = low ? *low + gap : high ? *high - gap * count : gap;
    if (first < -farthest || first + gap * count > farthest) return std::nullopt;
    return Ranks{first, gap};
}

std::string what_to_do(int code) {
    switch (code) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "it is damaged or no playlist: move it away to start with an empty one, or restore a copy";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "another process uses it: end that one first";
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return "its directory must exist, and both must be writable";
        case SQLITE_FULL:
            return "free some space on its disk";
        default:
            return "check its disk";
    }
}

Error no_entry(EntryId id) {
    return {ErrorKind::not_found, "no entry " + std::to_string(id)};
}

std::int64_t unix_time() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace

struct Playlist::State {
    std::string path;
    Database database;
    std::uint64_t version = 1;
    Durable durable = Durable::yes;  // what the connection is set to

    explicit State(const std::string& path) : path(path), database(path) { prepare_schema(database); }

    // Runs `body`, which returns a Result; whatever SQLite refuses becomes a `storage` error.
    template <class Body>
    auto read(Body body) -> decltype(body()) {
        try {
            return body();
        } catch (const DatabaseError& error) {
            return refused(error);
        }
    }

    // Runs `body` in a transaction, which is undone if it returns or meets an error.
    template <class Body>
    auto write(Durable wanted, Body body) -> decltype(body()) {
        try {
            if (wanted != durable) {  // not possible inside a transaction
                database.run(wanted == Durable::yes ? "PRAGMA synchronous = FULL"
                                                    : "PRAGMA synchronous = NORMAL");
                durable = wanted;
            }
            database.begin();
            auto result = body();
            if (result) {
                database.commit();
            } else {
                database.rollback();
            }
            return result;
        } catch (const DatabaseError& error) {
            database.rollback();
            return refused(error);
        } catch (...) {
            database.rollback();
            throw;
        }
    }

    // As write(), and list() shows something else afterwards.
    template <class Body>
    auto change(Durable wanted, Body body) -> decltype(body()) {
        auto result = write(wanted, body);
        if (result) ++version;
        return result;
    }

    Error refused(const DatabaseError& error) const {
        return {ErrorKind::storage, "playlist " + path + ": " + error.what() + " (" + what_to_do(error.code) +
                                        "); nothing was changed"};
    }

    // Of an entry in the list.
    std::optional<std::int64_t> rank(EntryId id) {
        auto row = database.query("SELECT rank FROM entry WHERE id = ? AND left_at = 0", id);
        return row.step() ? std::optional(row.get<std::int64_t>(0)) : std::nullopt;
    }

    // Of any: what left the list keeps its rank, so that it can come back and what followed it is known.
    std::optional<std::int64_t> rank_of_any(EntryId id) {
        auto row = database.query("SELECT rank FROM entry WHERE id = ?", id);
        return row.step() ? std::optional(row.get<std::int64_t>(0)) : std::nullopt;
    }

    std::optional<std::int64_t> rank_before(std::int64_t rank) {
        auto row = database.query("SELECT rank FROM entry WHERE rank < ? ORDER BY rank DESC LIMIT 1", rank);
        return row.step() ? std::optional(row.get<std::int64_t>(0)) : std::nullopt;
    }

    std::optional<std::int64_t> last_rank() {
        auto row = database.query("SELECT rank FROM entry ORDER BY rank DESC LIMIT 1");
        return row.step() ? std::optional(row.get<std::int64_t>(0)) : std::nullopt;
    }

    std::optional<EntryId> id_at(std::int64_t number) {
        auto row = database.query("SELECT id FROM entry WHERE left_at = 0 ORDER BY rank LIMIT 1 OFFSET ?",
                                  number - 1);
        return row.step() ? std::optional(row.get<EntryId>(0)) : std::nullopt;
    }

    // What left the list long ago goes for good.
    void forget_old() {
        database.run(
            "DELETE FROM entry WHERE left_at <> 0 AND left_at < (SELECT left_at FROM entry WHERE left_at <> 0"
            " ORDER BY left_at DESC LIMIT 1 OFFSET ?)",
            kept_departed);
    }

    // The number of the removal that begins now.
    std::int64_t next_departure() {
        forget_old();
        return database.number("SELECT max(departure) FROM entry WHERE left_at <> 0") + 1;
    }

    Result<std::optional<EntryId>> neighbour(std::optional<EntryId> id, std::int64_t shuffle, bool backward,
                                             const char* all, const char* next);

    // Room for `count` rows before `before`, or at the end.
    std::optional<Ranks> ranks(std::optional<EntryId> before, std::int64_t count) {
        if (!before) return ranks_between(last_rank(), {}, count);
        const auto high = rank(*before);
        return ranks_between(rank_before(high.value()), high, count);
    }

    Ranks room_for(std::optional<EntryId> before, std::int64_t count) {
        if (const auto found = ranks(before, count)) return *found;
        database.run(
            "UPDATE entry SET rank = ordered.number * ? FROM"
            "  (SELECT id, row_number() OVER (ORDER BY rank) AS number FROM entry) AS ordered"
            " WHERE ordered.id = entry.id",
            gap);
        return ranks(before, count).value();
    }
};

Playlist::Playlist(const std::string& path) try : state_(std::make_unique<State>(path)) {
} catch (const DatabaseError& error) {
    throw std::runtime_error("cannot open the playlist " + path + ": " + error.what() + ": " +
                             what_to_do(error.code));
} catch (const std::runtime_error& error) {
    throw std::runtime_error("cannot open the playlist " + path + ": " + error.what());
}

Playlist::~Playlist() = default;

std::uint64_t Playlist::version() const {
    return state_->version;
}

Result<std::vector<EntryId>> Playlist::add(std::span<const NewEntry> entries, std::optional<EntryId> before) {
    if (entries.empty()) return std::vector<EntryId>{};
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<std::vector<EntryId>> {
        if (before && !state_->rank(*before)) return no_entry(*before);
        auto [rank, step] = state_->room_for(before, static_cast<std::int64_t>(entries.size()));
        std::vector<EntryId> ids;
        for (const auto& [article, digest, duration_ms, dropped] : entries) {
            Entry entry;
            entry.title = article.title;
            entry.kicker = article.kicker;
            entry.source = article.source;
            entry.language = article.language;
            entry.added_at = unix_time();
            entry.duration_ms = duration_ms;
            {
                auto row = database.query(insert_entry, rank);
                columns(entry, [&](const char*, const auto& field) {
                    // The first column: NULL lets SQLite choose a new id.
                    if (static_cast<const void*>(&field) == &entry.id) {
                        row.skip();
                    } else {
                        row.bind(field);
                    }
                });
                row.step();
            }
            ids.push_back(database.last_id());
            database.run("INSERT INTO article (entry, digest, json, dropped) VALUES (?, ?, ?, ?)", ids.back(),
                         digest, to_json(article), json::serialize(json::value_from(dropped)));
            rank += step;
        }
        return ids;
    });
}

Result<std::optional<EntryId>> Playlist::find_digest(const std::string& digest) const {
    return state_->read([&]() -> Result<std::optional<EntryId>> {
        auto row = state_->database.query(
            "SELECT min(entry) FROM article JOIN entry ON id = entry WHERE digest = ? AND left_at = 0",
            digest);
        if (!row.step() || row.is_null(0)) return std::optional<EntryId>{};
        return std::optional(row.get<EntryId>(0));
    });
}

Result<std::int64_t> Playlist::size() const {
    return state_->read([&]() -> Result<std::int64_t> {
        return state_->database.number("SELECT count(*) FROM entry WHERE left_at = 0");
    });
}

Result<std::vector<Entry>> Playlist::list(std::int64_t offset, std::int64_t limit) const {
    return state_->read([&]() -> Result<std::vector<Entry>> {
        std::vector<Entry> entries;
        auto row = state_->database.query(select_all, std::max<std::int64_t>(offset, 0),
                                          std::max<std::int64_t>(limit, 0));
        while (row.step()) entries.push_back(read_entry(row));
        return entries;
    });
}

Result<Entry> Playlist::entry(EntryId id) const {
    return state_->read([&]() -> Result<Entry> {
        auto row = state_->database.query(select_one, id);
        if (!row.step()) return no_entry(id);
        return read_entry(row);
    });
}

Result<Article> Playlist::article(EntryId id) const {
    return state_->read([&]() -> Result<Article> {
        auto row = state_->database.query("SELECT json FROM article WHERE entry = ?", id);
        if (!row.step()) return no_entry(id);
        auto article = article_from_json(row.get<std::string_view>(0));
        if (!article) {
            return Error{ErrorKind::storage, "playlist " + state_->path + ": the article of entry " +
                                                 std::to_string(id) +
                                                 " is damaged: " + article.error().message};
        }
        return article;
    });
}

Result<std::int64_t> Playlist::number_of(EntryId id) const {
    return state_->read([&]() -> Result<std::int64_t> {
        const auto rank = state_->rank(id);
        if (!rank) return no_entry(id);
        return state_->database.number("SELECT count(*) FROM entry WHERE left_at = 0 AND rank <= ?", *rank);
    });
}

Result<EntryId> Playlist::at_number(std::int64_t number) const {
    return state_->read([&]() -> Result<EntryId> {
        const auto id = number >= 1 ? state_->id_at(number) : std::nullopt;
        if (!id) return Error{ErrorKind::not_found, "the playlist has no number " + std::to_string(number)};
        return *id;
    });
}

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

Result<std::vector<Entry>> Playlist::history(std::int64_t offset, std::int64_t limit) const {
    return state_->read([&]() -> Result<std::vector<Entry>> {
        std::vector<Entry> entries;
        auto row = state_->database.query(select_history, std::max<std::int64_t>(offset, 0),
                                          std::max<std::int64_t>(limit, 0));
        while (row.step()) entries.push_back(read_entry(row));
        return entries;
    });
}

Result<std::vector<std::string>> Playlist::dropped(EntryId id) const {
    return state_->read([&]() -> Result<std::vector<std::string>> {
        auto row = state_->database.query("SELECT dropped FROM article WHERE entry = ?", id);
        if (!row.step()) return no_entry(id);
        return json::value_to<std::vector<std::string>>(json::parse(row.get<std::string>(0)));
    });
}

Result<void> Playlist::remove(std::span<const EntryId> ids) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        const auto departure = state_->next_departure();
        for (const EntryId id : ids) {
            database.run("UPDATE entry SET left_at = ?, departure = ? WHERE id = ? AND left_at = 0",
                         unix_time(), departure, id);
            if (database.changed() == 0) return no_entry(id);
        }
        return {};
    });
}

Result<std::vector<EntryId>> Playlist::undo() {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<std::vector<EntryId>> {
        std::vector<EntryId> ids;
        {
            auto row = database.query(
                "SELECT id FROM entry WHERE left_at <> 0 AND departure > 0 AND departure ="
                " (SELECT max(departure) FROM entry WHERE left_at <> 0) ORDER BY rank");
            while (row.step()) ids.push_back(row.get<EntryId>(0));
        }
        for (const EntryId id : ids)
            database.run("UPDATE entry SET left_at = 0, departure = 0 WHERE id = ?", id);
        return ids;
    });
}

Result<void> Playlist::restore(EntryId id) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        if (!state_->rank_of_any(id)) return no_entry(id);
        const auto [rank, step] = state_->room_for({}, 1);
        database.run(
            "UPDATE entry SET left_at = 0, departure = 0, rank = ?, heard = 0, code_point = 0, fraction = 0,"
            " position_ms = 0 WHERE id = ? AND left_at <> 0",
            rank, id);
        if (database.changed() == 0)
            return Error{ErrorKind::conflict, "entry " + std::to_string(id) + " is in the list"};
        return {};
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
    if (!before) return before.error();
    const auto stored = entry(id);
    if (!stored) return stored.error();
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        const auto& article = replacement.article;
        const auto place = moved(stored->place, code_points(*before), code_points(article));
        database.run(
            "UPDATE entry SET title = ?, kicker = ?, code_point = ?, fraction = ?, duration_ms = ?, exact = 0"
            " WHERE id = ?",
            article.title, article.kicker, place.code_point, place.fraction, replacement.duration_ms, id);
        database.run("UPDATE article SET digest = ?, json = ? WHERE entry = ?", replacement.digest,
                     to_json(article), id);
        database.run("DELETE FROM lengths WHERE entry = ?", id);
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

Result<void> Playlist::clear() {
    return state_->change(Durable::yes, [&]() -> Result<void> {
        state_->database.run("UPDATE entry SET left_at = ?, departure = ? WHERE left_at = 0", unix_time(),
                             state_->next_departure());
        return {};
    });
}

Result<void> Playlist::save_place(EntryId id, const Place& place, std::int64_t position_ms, Durable durable) {
    return state_->write(durable, [&]() -> Result<void> {
        state_->database.run(
            "UPDATE entry SET code_point = ?, fraction = ?, position_ms = ?, last_heard_at = CASE WHEN ? "
            "THEN ?"
            " ELSE last_heard_at END WHERE id = ?",
            place.code_point, place.fraction, position_ms, place != Place{}, unix_time(), id);
        if (state_->database.changed() == 0) return no_entry(id);
        return {};
    });
}

Result<void> Playlist::set_heard(EntryId id, bool leaves_list) {
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        database.run(
            "UPDATE entry SET heard = 1, code_point = 0, fraction = 0, position_ms = 0, last_heard_at = ?"
            " WHERE id = ?",
            unix_time(), id);
        if (database.changed() == 0) return no_entry(id);
        if (leaves_list) {
            database.run("UPDATE entry SET left_at = ? WHERE id = ? AND left_at = 0", unix_time(), id);
            state_->forget_old();
        }
        return {};
    });
}

Result<Lengths> Playlist::lengths(EntryId id) const {
    return state_->read([&]() -> Result<Lengths> {
        if (!state_->rank_of_any(id)) return no_entry(id);
        Lengths lengths;
        auto row = state_->database.query("SELECT key, samples FROM lengths WHERE entry = ?", id);
        if (!row.step()) return lengths;
        lengths.key = row.get<std::string>(0);
        const auto bytes = row.blob(1);
        lengths.samples.reserve(bytes.size() / 4);
        for (std::size_t i = 0; i + 3 < bytes.size(); i += 4) {
            lengths.samples.push_back(std::uint32_t{bytes[i]} | std::uint32_t{bytes[i + 1]} << 8 |
                                      std::uint32_t{bytes[i + 2]} << 16 | std::uint32_t{bytes[i + 3]} << 24);
        }
        return lengths;
    });
}

Result<void> Playlist::save_lengths(EntryId id, const Lengths& lengths, std::int64_t position_ms,
                                    std::int64_t duration_ms) {
    std::vector<std::uint8_t> bytes;
    bytes.reserve(lengths.samples.size() * 4);
    for (const auto length : lengths.samples) {
        for (int shift = 0; shift < 32; shift += 8)
            bytes.push_back(static_cast<std::uint8_t>(length >> shift));
    }
    return state_->change(Durable::soon, [&]() -> Result<void> {
        state_->database.run("UPDATE entry SET position_ms = ?, duration_ms = ?, exact = 1 WHERE id = ?",
                             position_ms, duration_ms, id);
        if (state_->database.changed() == 0) return no_entry(id);
        state_->database.run("INSERT OR REPLACE INTO lengths (entry, key, samples) VALUES (?, ?, ?)", id,
                             lengths.key, std::span<const std::uint8_t>(bytes));
        return {};
    });
}

Result<void> Playlist::expect_lengths(const std::string& key) {
    return state_->change(Durable::soon, [&]() -> Result<void> {
        state_->database.run(
            "UPDATE entry SET exact = 0 WHERE exact AND id NOT IN (SELECT entry FROM lengths WHERE key = ?)",
            key);
        return {};
    });
}

Result<std::vector<EntryId>> Playlist::unmeasured(const std::string& key, EntryId from,
                                                  std::int64_t limit) const {
    return state_->read([&]() -> Result<std::vector<EntryId>> {
        const auto start = state_->rank(from).value_or(std::numeric_limits<std::int64_t>::min());
        std::vector<EntryId> ids;
        for (const char* part : {"SELECT id FROM entry LEFT JOIN lengths ON entry = id"
                                 " WHERE left_at = 0 AND rank >= ? AND key IS NOT ? ORDER BY rank LIMIT ?",
                                 "SELECT id FROM entry LEFT JOIN lengths ON entry = id"
                                 " WHERE left_at = 0 AND rank < ? AND key IS NOT ? ORDER BY rank LIMIT ?"}) {
            const auto left = std::max<std::int64_t>(limit, 0) - static_cast<std::int64_t>(ids.size());
            auto row = state_->database.query(part, start, key, left);
            while (row.step()) ids.push_back(row.get<EntryId>(0));
        }
        return ids;
    });
}

Result<Session> Playlist::session() const {
    return state_->read([&]() -> Result<Session> {
        Session session;
        auto row = state_->database.query(
            "SELECT (SELECT id FROM entry WHERE id = current AND left_at = 0), playing, boot_id, saved_at, "
            "speed_percent, volume_percent, voice,"
            " pitch, repeat, shuffle, device FROM session");
        if (!row.step()) return session;
        if (!row.is_null(0)) session.current = row.get<EntryId>(0);
        session.playing = row.get<bool>(1);
        session.boot_id = row.get<std::string>(2);
        session.saved_at = row.get<std::int64_t>(3);
        session.speed_percent = row.get<int>(4);
        session.volume_percent = row.get<int>(5);
        session.voice = row.get<std::string>(6);
        session.pitch = row.get<int>(7);
        session.repeat = static_cast<Repeat>(row.get<int>(8));
        session.shuffle = row.get<std::int64_t>(9);
        session.device = row.get<std::string>(10);
        auto interrupted = state_->database.query(
            "SELECT entry FROM return_to JOIN entry ON id = entry WHERE left_at = 0 ORDER BY depth");
        while (interrupted.step()) session.return_to.push_back(interrupted.get<EntryId>(0));
        return session;
    });
}

Result<void> Playlist::save_session(const Session& session, Durable durable) {
    auto& database = state_->database;
    return state_->write(durable, [&]() -> Result<void> {
        database.run(
            "INSERT OR REPLACE INTO session (id, current, playing, boot_id, saved_at, speed_percent,"
            " volume_percent, voice, pitch, repeat, shuffle, device)"
            " VALUES (1, (SELECT id FROM entry WHERE id = ? AND left_at = 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            session.current.value_or(0), session.playing, session.boot_id, session.saved_at,
            session.speed_percent, session.volume_percent, session.voice, session.pitch,
            static_cast<int>(session.repeat), session.shuffle, session.device);
        database.query("DELETE FROM return_to").step();
        for (const EntryId id : session.return_to) {
            database.run("INSERT INTO return_to (entry) SELECT id FROM entry WHERE id = ? AND left_at = 0",
                         id);
        }
        return {};
    });
}

}  // namespace vorleser
