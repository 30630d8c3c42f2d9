// The articles' texts: stored in parts and read one at a time.
#include <algorithm>

#include "daemon/article/characters.hpp"
#include "daemon/article/passages.hpp"
#include "daemon/base/characters.hpp"
#include "daemon/playlist/state.hpp"

namespace vorleser {

namespace {

constexpr std::size_t at_once = 1 << 20;  // bytes stored ahead in one go: some milliseconds

}  // namespace

Place moved(const Place& place, std::string_view before, std::string_view after) {
    for (auto* text : {&before, &after})
        if (!text->empty()) *text = text->substr(1, text->size() - 2);
    const auto shorter = std::min(before.size(), after.size());
    auto head = static_cast<std::size_t>(
        std::mismatch(before.begin(), before.begin() + static_cast<std::ptrdiff_t>(shorter), after.begin())
            .first -
        before.begin());
    while (head > 0 && ((head < before.size() && continues(before[head])) ||
                        (head < after.size() && continues(after[head]))))
        --head;
    std::size_t tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    while (tail > 0 && continues(before[before.size() - tail])) --tail;
    const std::size_t size = count_code_points(before), size_after = count_code_points(after);
    const auto shift = static_cast<std::uint32_t>(size_after - size);  // modulo 2³²: may be negative
    const auto same = static_cast<std::uint32_t>(count_code_points(before.substr(0, head)));
    if (place.code_point < same) return place;
    if (place.code_point >= size - count_code_points(before.substr(before.size() - tail)))
        return {place.code_point + shift, place.fraction};
    return {same, 0};
}

void Playlist::State::insert_parts(NewEntry::Ahead& ahead, const StoredArticle& article, std::size_t bytes) {
    if (ahead.text == 0) ahead.text = ++last_text;
    for (std::size_t done = 0; ahead.parts < article.parts.size() && done < bytes; ++ahead.parts) {
        const auto& [size, text] = article.parts[ahead.parts];
        database.run(
            "INSERT INTO part (text, number, blocks, bytes, code_points, first, body, sum)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, checksum(?1, ?2, ?3, ?4, ?5, ?6, ?7))",
            ahead.text, ahead.parts, size.blocks, size.bytes, size.code_points, size.first, text);
        done += text.size();
    }
}

void Playlist::State::insert_article(EntryId entry, NewEntry::Ahead ahead, const StoredArticle& article,
                                     std::string_view dropped) {
    if (ahead.text != 0) database.run("DELETE FROM ahead WHERE text = ?", ahead.text);
    insert_parts(ahead, article, SIZE_MAX);
    database.run(
        "INSERT OR REPLACE INTO article (entry, text, parts, authors, date, dropped, sum)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, checksum(?1, ?2, ?3, ?4, ?5, ?6))",
        entry, ahead.text, ahead.parts, article.authors, article.date, dropped);
}

void Playlist::State::set_sketch(EntryId entry, std::string_view sketch) {
    database.run("DELETE FROM sketch WHERE entry = ?", entry);
    for (const std::uint64_t number : numbers_of_sketch(sketch))
        database.run("INSERT OR IGNORE INTO sketch (number, entry) VALUES (?, ?)",
                     static_cast<std::int64_t>(number), entry);
}

Result<bool> Playlist::store_ahead(NewEntry& entry) {
    const auto& parts = entry.article.parts;
    std::size_t left = 0;
    for (std::size_t i = entry.ahead.parts; i < parts.size(); ++i) left += parts[i].text.size();
    if (left <= at_once) return false;
    auto ahead = entry.ahead;
    const auto done = state_->write(Durable::soon, [&]() -> Result<void> {
        const bool first = ahead.text == 0;
        state_->insert_parts(ahead, entry.article, at_once);
        if (first) state_->database.run("INSERT INTO ahead (text) VALUES (?)", ahead.text);
        return {};
    });
    if (!done) return done.error();
    for (; entry.ahead.parts < ahead.parts; ++entry.ahead.parts)
        entry.article.parts[entry.ahead.parts].text = {};
    entry.ahead.text = ahead.text;
    return true;
}

Result<Contents> Playlist::contents(EntryId id) const {
    const auto unreadable = [&](const Sentence& why) {
        state_->found_damaged(id, why);
        return Error(ErrorKind::storage, "the article of entry {} is damaged: {}", id, why);
    };
    try {
        if (!state_->rank_of_any(id)) return no_entry(id);
        Contents known{.entry = id};
        std::uint64_t parts = 0;
        bool right = true;
        {
            auto row = state_->database.query(
                "SELECT text, authors, date, language, parts,"
                " article.sum = 0 OR article.sum = checksum(entry, text, parts, authors, date, dropped)"
                " FROM article JOIN entry ON id = entry WHERE entry = ?",
                id);
            if (!row.step()) return unreadable(Sentence("its text is missing"));
            parts = row.get<std::uint64_t>(4);
            right = row.get<bool>(5);
            known.text = row.get<std::int64_t>(0);
            known.authors = valid(row.get<std::string>(1));
            known.date = valid(row.get<std::string>(2));
            known.language = valid(row.get<std::string>(3));
        }
        auto row = state_->database.query(
            "SELECT number, blocks, bytes, code_points, first FROM part WHERE text = ? ORDER BY number",
            known.text);
        std::uint64_t bytes = 0;
        while (row.step()) {
            constexpr Range sizes{0, UINT32_MAX / 4}, kinds{0, static_cast<int>(BlockKind::list_item)};
            for (const int column : {1, 2, 3})
                if (!sizes.holds(row.get<std::int64_t>(column)))
                    return unreadable(Sentence("its text cannot be read"));
            if (row.get<std::size_t>(0) != known.parts.size() || !kinds.holds(row.get<std::int64_t>(4)))
                return unreadable(Sentence("its text cannot be read"));
            known.parts.push_back({row.get<std::uint32_t>(1), row.get<std::uint32_t>(2),
                                   row.get<std::uint32_t>(3), row.get<BlockKind>(4)});
            const PartSize& size = known.parts.back();
            bytes += std::uint64_t{size.bytes} + 2 * size.blocks;
            // A part that could not be read when it was stored has no blocks: it says so when it is read.
            if (size.code_points > size.bytes + 2 * size.blocks || bytes > UINT32_MAX / 2)
                return unreadable(Sentence("its text cannot be read"));
        }
        if (known.parts.empty()) return unreadable(Sentence("its text is missing"));
        if (known.parts.size() != parts) return unreadable(Sentence("some of its text is missing"));
        if (!right)
            state_->found_damaged(id, Sentence("what is known of its text is not what was stored: authors, "
                                               "date or what was left out may be wrong"));
        return known;
    } catch (const DatabaseError& error) {
        if (is_damage(error.code)) return unreadable(Sentence("its text cannot be read ({})", error.what()));
        return state_->refused(error);
    }
}

Result<std::vector<TextOf>> Playlist::texts(EntryId behind, std::int64_t limit) const {
    return state_->read([&]() -> Result<std::vector<TextOf>> {
        std::vector<TextOf> texts;
        auto row = state_->database.query(
            "SELECT entry, text FROM article WHERE entry > ? ORDER BY entry LIMIT ?", behind, limit);
        while (row.step()) texts.push_back({row.get<EntryId>(0), row.get<std::int64_t>(1)});
        return texts;
    });
}

Result<std::string> Playlist::part(const Contents& of, std::size_t number) const {
    const auto unreadable = [&](const Sentence& why) {
        state_->found_damaged(of.entry, why);
        return Error(ErrorKind::storage, "the article of entry {} is damaged: {}", of.entry, why);
    };
    try {
        std::string text;
        bool right = true;
        {
            auto row = state_->database.query(
                "SELECT body, sum = 0 OR sum = checksum(text, number, blocks, bytes, code_points, first, "
                "body)"
                " FROM part WHERE text = ? AND number = ?",
                of.text, number);
            if (!row.step()) {
                auto other = state_->database.query("SELECT text <> ? FROM article WHERE entry = ?", of.text,
                                                    of.entry);
                if (!other.step() || other.get<bool>(0))
                    return Error(ErrorKind::conflict,
                                 "the text of entry {} was changed meanwhile: ask for the rest anew",
                                 of.entry);
                return unreadable(Sentence("some of its text is missing"));
            }
            text = row.get<std::string>(0);
            right = row.get<bool>(1);
        }
        if (number >= of.parts.size() || size_of(text) != of.parts[number] || !blocks_of(text))
            return unreadable(Sentence("its text cannot be read"));
        if (!right)
            state_->found_damaged(
                of.entry, Sentence("its text is not what was stored: some of it may be wrong or missing"));
        return text;
    } catch (const DatabaseError& error) {
        if (is_damage(error.code)) return unreadable(Sentence("its text cannot be read ({})", error.what()));
        return state_->refused(error);
    }
}

Result<Article> Playlist::article(EntryId id) const {
    const auto known = contents(id);
    if (!known) return known.error();
    const auto stored = entry(id);
    if (!stored) return stored.error();
    StoredArticle whole{.title = stored->title,
                        .kicker = stored->kicker,
                        .authors = known->authors,
                        .source = stored->source,
                        .url = stored->url,
                        .date = known->date,
                        .language = stored->language};
    for (std::size_t number = 0; number < known->parts.size(); ++number) {
        auto text = part(*known, number);
        if (!text) return text.error();
        whole.parts.push_back({known->parts[number], std::move(*text)});
    }
    return article_of(whole);
}

Result<std::string> Playlist::dropped(EntryId id) const {
    return state_->read([&]() -> Result<std::string> {
        auto row = state_->database.query("SELECT dropped FROM article WHERE entry = ?", id);
        if (!row.step()) return no_entry(id);
        return valid(row.get<std::string>(0));
    });
}

namespace {

// Reads a text part by part; `readable` turns false where it cannot be.
Parts parts_of(const Playlist& playlist, const Contents& of, bool& readable) {
    return [&, next = std::size_t{0}, text = std::string()]() mutable -> std::optional<std::string_view> {
        if (next == of.parts.size()) return {};
        auto read = playlist.part(of, next++);
        readable = readable && read;
        if (!read) return {};
        text = std::move(*read);
        return text;
    };
}

std::size_t bytes_of(const std::vector<PartSize>& parts) {
    std::size_t bytes = 0;
    for (const PartSize& part : parts) bytes += part.bytes;
    return bytes;
}

}  // namespace

Result<std::optional<EntryId>> Playlist::find_same(const StoredArticle& wanted) const {
    return state_->read([&]() -> Result<std::optional<EntryId>> {
        std::vector<EntryId> candidates;
        {
            auto row = state_->database.query(
                "SELECT id FROM entry WHERE digest = ? AND (left_at = 0 OR kept_at <> 0)"
                " ORDER BY left_at <> 0, id",
                wanted.digest);
            while (row.step()) candidates.push_back(row.get<EntryId>(0));
        }
        for (const EntryId id : candidates) {
            const auto known = contents(id);
            if (!known) continue;
            bool readable = true;
            if (same_text(parts_of(*this, *known, readable), parts_of(wanted)) && readable)
                return std::optional(id);
        }
        return find_alike(wanted);
    });
}

std::optional<EntryId> Playlist::find_alike(const StoredArticle& wanted) const {
    const auto likely = state_->like(wanted.sketch);
    if (likely.empty()) return {};
    const auto passages = text_passages(parts_of(wanted));
    if (passages.empty()) return {};
    std::size_t bytes = 0;
    for (const StoredPart& part : wanted.parts) bytes += part.size.bytes;
    std::optional<EntryId> best;
    double most = same_article;
    for (const EntryId id : likely) {
        const auto known = contents(id);
        if (!known) continue;
        const auto other = bytes_of(known->parts);
        if (2 * std::min(bytes, other) < std::max(bytes, other)) continue;  // it cannot be
        bool readable = true;
        const auto alike = resemblance(passages, text_passages(parts_of(*this, *known, readable)));
        if (!readable || alike < most) continue;
        if (!best || alike > most) best = id;
        most = alike;
    }
    return best;
}

std::vector<EntryId> Playlist::State::like(std::string_view sketch) {
    // So that what very many texts have in common, as a site's own lines, holds up nobody.
    constexpr std::int64_t most_of_one = 100;
    constexpr std::size_t most = 4;
    std::map<EntryId, int> found;
    for (const std::uint64_t number : numbers_of_sketch(sketch)) {
        auto row = database.query(
            "SELECT entry FROM sketch JOIN entry ON id = entry WHERE number = ?"
            " AND (left_at = 0 OR kept_at <> 0) ORDER BY entry DESC LIMIT ?",
            static_cast<std::int64_t>(number), most_of_one);
        while (row.step()) ++found[row.get<EntryId>(0)];
    }
    std::vector<std::pair<int, EntryId>> order;
    for (const auto& [entry, count] : found) order.emplace_back(-count, entry);
    std::sort(order.begin(), order.end());
    std::vector<EntryId> likely;
    for (const auto& [_, entry] : order)
        if (likely.size() < most) likely.push_back(entry);
    return likely;
}

Result<bool> Playlist::sketch_some() {
    constexpr int at_once = 8;  // entries: some milliseconds
    auto& database = state_->database;
    return state_->write(Durable::soon, [&]() -> Result<bool> {
        for (int i = 0; i < at_once; ++i) {
            const auto id = database.number("SELECT max(entry) FROM unsketched");  // the newest first
            if (id == 0) return false;
            if (const auto known = contents(id)) {
                bool readable = true;
                const auto sketch = bytes_of(known->parts) > longest_compared
                                        ? std::string()
                                        : text_sketch(parts_of(*this, *known, readable));
                if (readable) state_->set_sketch(id, sketch);
            }
            database.run("DELETE FROM unsketched WHERE entry = ?", id);
        }
        return true;
    });
}

std::string Playlist::State::whole_text(std::int64_t text) {
    std::string whole;
    auto row = database.query("SELECT body FROM part WHERE text = ? ORDER BY number", text);
    while (row.step()) whole += row.get<std::string_view>(0);
    return whole;
}

Result<void> Playlist::replace(EntryId id, const NewEntry& replacement) {
    const auto stored = entry(id);
    if (!stored) return stored.error();
    std::int64_t old = 0;
    std::string before, kept_dropped;
    try {
        auto row = state_->database.query("SELECT text, dropped FROM article WHERE entry = ?", id);
        if (row.step()) {
            old = row.get<std::int64_t>(0);
            kept_dropped = row.get<std::string>(1);
            before = state_->whole_text(old);
        }
    } catch (const DatabaseError& error) {
        if (!is_damage(error.code)) return state_->refused(error);
        before.clear();  // as if it had had none
    }
    auto& database = state_->database;
    return state_->change(Durable::yes, [&]() -> Result<void> {
        const auto& article = replacement.article;
        const auto duration_ms = replacement.duration_ms;
        state_->insert_article(id, replacement.ahead, article, kept_dropped);
        // Who only gives another title (set_title()) makes no sketch.
        if (database.number("SELECT digest <> ? FROM entry WHERE id = ?", article.digest, id))
            state_->set_sketch(id, article.sketch);
        const auto text = database.number("SELECT text FROM article WHERE entry = ?", id);
        const auto after = state_->whole_text(text);
        const auto place = before.empty() ? Place{} : moved(stored->place, before, after);
        const auto code_points = count_code_points(after);
        const auto position_ms =
            duration_ms * place.code_point / static_cast<std::int64_t>(code_points > 2 ? code_points - 2 : 1);
        database.run(
            "UPDATE entry SET title = ?, kicker = ?, digest = ?, code_point = ?, fraction = ?, position_ms = "
            "?, duration_ms = ?, exact = 0, text_revision = text_revision + ? WHERE id = ?",
            article.title, article.kicker, article.digest, place.code_point, place.fraction, position_ms,
            duration_ms, before != after, id);
        state_->move_marks(id, article.title, before, after, duration_ms);
        if (old != 0) database.run("DELETE FROM part WHERE text = ?", old);
        database.run("DELETE FROM lengths WHERE entry = ?", id);
        state_->damage.erase(id);
        return {};
    });
}

}  // namespace vorleser
