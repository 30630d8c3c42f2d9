#include "daemon/search/index.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "daemon/base/numbers.hpp"

namespace vorleser::search {

namespace {

// Raise it when tables or what stands in them is another; terms_version when the terms are.
constexpr int file_version = 1;
constexpr std::int64_t version = file_version * 10'000 + terms_version;

constexpr std::int64_t dead_at_least = 2000;  // rows

constexpr int most_instances = 2000;  // looked at in a row
constexpr int most_terms = 64;        // words of a query

// How well a row matches, from 0 to about 5: how often the words stand in it, how early, whether in the
// title, how near to each other. It knows nothing of other rows: that costs a look at all of them first, and
// words that say little are none of a query's.
void weigh(const Fts5ExtensionApi* api, Fts5Context* fts, sqlite3_context* result, int count,
           sqlite3_value** values) {
    struct Word {
        double often = 0;
        bool title = false;
        int first = 1 << 20, last = -1;
    };
    const auto* phrases =
        count > 0 ? static_cast<const unsigned char*>(sqlite3_value_blob(values[0])) : nullptr;
    const int phrase_count = count > 0 ? sqlite3_value_bytes(values[0]) : 0;
    Word words[most_terms];
    int used = 0, instances = 0, nearest = 1 << 20;
    if (const int code = api->xInstCount(fts, &instances); code != SQLITE_OK)
        return sqlite3_result_error_code(result, code);
    for (int i = 0; i < phrase_count; ++i) used = std::max(used, std::min<int>(phrases[i] + 1, most_terms));
    for (int i = 0; i < std::min(instances, most_instances); ++i) {
        int phrase = 0, column = 0, offset = 0;
        if (const int code = api->xInst(fts, i, &phrase, &column, &offset); code != SQLITE_OK)
            return sqlite3_result_error_code(result, code);
        if (phrase < 0 || phrase >= phrase_count || phrases[phrase] >= most_terms) continue;
        Word& word = words[phrases[phrase]];
        const auto where = static_cast<Column>(column);
        if (where == Column::title || where == Column::title_stems) {
            word.title = true;
            continue;
        }
        // About every second word has a stem of its own, every tenth is a compound.
        const int at = where == Column::words ? offset : where == Column::stems ? 2 * offset : 5 * offset;
        word.often += where == Column::words ? 1 : where == Column::stems ? 0.8 : 0.5;
        word.first = std::min(word.first, at);
        if (where != Column::words) continue;
        word.last = offset;
        int earliest = offset;
        for (int k = 0; k < used && earliest >= 0; ++k) earliest = std::min(earliest, words[k].last);
        if (earliest >= 0) nearest = std::min(nearest, offset - earliest);
    }
    double weight = 0;
    for (int k = 0; k < used; ++k) {
        const Word& word = words[k];
        weight += word.often / (word.often + 2) + (word.title ? 1.5 : 0);
        if (word.often > 0) weight += 1 / (1 + word.first / 150.0);
    }
    if (used > 0) weight /= used;
    if (used > 1 && nearest < 1 << 20) weight += 1 / (1 + std::max(0, nearest - used + 1) / 8.0);
    sqlite3_result_double(result, weight);
}

// The row's spots, as numbers.
void list_spots(const Fts5ExtensionApi* api, Fts5Context* fts, sqlite3_context* result, int,
                sqlite3_value**) {
    int instances = 0;
    if (const int code = api->xInstCount(fts, &instances); code != SQLITE_OK)
        return sqlite3_result_error_code(result, code);
    std::string bytes;
    for (int i = 0; i < std::min(instances, most_instances); ++i) {
        int numbers[3] = {};
        if (const int code = api->xInst(fts, i, &numbers[0], &numbers[1], &numbers[2]); code != SQLITE_OK)
            return sqlite3_result_error_code(result, code);
        for (const int number : numbers) put_number(bytes, static_cast<std::uint64_t>(number));
    }
    sqlite3_result_blob64(result, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

// The terms that are of words below `end`.
std::string terms_below(std::string_view row, const std::vector<std::uint32_t>& words, std::uint32_t end) {
    std::size_t count = 0, at = 0;
    while (count < words.size() && words[count] < end) ++count;
    if (count == words.size()) return std::string(row);
    for (std::size_t i = 0; i < count && at < row.size(); ++i)
        at = std::min(row.find(' ', at), row.size() - 1) + 1;
    return std::string(row.substr(0, at ? at - 1 : 0));
}

std::string first_words(std::string_view row, std::uint32_t count) {
    std::size_t at = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto space = row.find(' ', at);
        if (space == row.npos) return std::string(row);
        at = space + 1;
    }
    return std::string(row.substr(0, at ? at - 1 : 0));
}

Document document_of(const Query& row) {
    return {.entry = row.get<EntryId>(0),
            .text = row.get<std::int64_t>(1),
            .whole = row.get<bool>(2),
            .shown = row.get<bool>(3),
            .added_at = row.get<std::int64_t>(4),
            .names = row.get<std::string>(5),
            .tags = row.get<std::string>(6)};
}

}  // namespace

std::string Places::packed() const {
    std::string bytes;
    put_number(bytes, title_words);
    put_number(bytes, sentences.size());
    TextTerms::Span before;
    for (const auto& each : sentences) {
        put_number(bytes, each.begin - before.end);
        put_number(bytes, each.end - each.begin);
        put_number(bytes, each.first_word - before.first_word);
        before = each;
    }
    for (const auto* words : {&stem_words, &part_words}) {
        put_number(bytes, words->size());
        std::uint32_t last = 0;
        for (const std::uint32_t word : *words) put_number(bytes, word - last), last = word;
    }
    return bytes;
}

Places Places::unpacked(std::string_view bytes) {
    Numbers numbers(bytes);
    Places places;
    places.title_words = numbers.take();
    TextTerms::Span before;
    for (auto left = numbers.count(3); numbers.good && left > 0; --left) {
        before.begin = before.end + numbers.take(UINT32_MAX / 4);
        before.end = before.begin + numbers.take(UINT32_MAX / 4);
        before.first_word += numbers.take(UINT32_MAX / 4);
        places.sentences.push_back(before);
    }
    for (auto* words : {&places.stem_words, &places.part_words}) {
        std::uint32_t last = 0;
        for (auto left = numbers.count(1); numbers.good && left > 0; --left)
            words->push_back(last += numbers.take(UINT32_MAX / 4));
    }
    return numbers.good ? places : Places();
}

void Index::remove(const std::string& path) {
    std::error_code failed;
    for (const char* part : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(path + part, failed);
}

Index::Index(std::string path, const Uid& list) : path_(std::move(path)), database_(path_) {
    open(list);
}

void Index::open(const Uid& list) {
    database_.run(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
        "PRAGMA cache_size = -2000; PRAGMA temp_store = MEMORY");
    database_.define_for_text("weigh", weigh);
    database_.define_for_text("spots", list_spots);
    if (database_.number("SELECT count(*) FROM sqlite_schema WHERE name = 'state'") != 0) {
        bool same = false;
        {
            auto row = database_.query("SELECT version, list FROM state");
            same = row.step() && row.get<std::int64_t>(0) == version && row.get<Uid>(1) == list;
        }
        if (!same) throw DatabaseError(SQLITE_NOTADB, "it is another version's, or another list's");
        return;
    }
    database_.begin();
    database_.run(
        "CREATE TABLE document (entry INTEGER PRIMARY KEY, text INTEGER NOT NULL, whole INTEGER NOT NULL,"
        " shown INTEGER NOT NULL, added_at INTEGER NOT NULL, names TEXT NOT NULL, tags TEXT NOT NULL);"
        "CREATE TABLE part (id INTEGER PRIMARY KEY AUTOINCREMENT, entry INTEGER NOT NULL, number INTEGER NOT "
        "NULL,"
        " places BLOB NOT NULL);"
        "CREATE INDEX part_of ON part (entry);"
        "CREATE VIRTUAL TABLE terms USING fts5 (title, title_stems, words, stems, parts, content = '', "
        "columnsize = 0,"
        " tokenize = 'ascii');"
        "CREATE TABLE state (version INTEGER NOT NULL, list BLOB, revision INTEGER NOT NULL, dead INTEGER "
        "NOT NULL,"
        " alive INTEGER NOT NULL)");
    database_.run("INSERT INTO state VALUES (?, ?, 0, 0, 0)", version, list);
    database_.commit();
}

template <class Body>
void Index::together(Body body) {
    try {
        database_.begin();
        body();
        database_.commit();
    } catch (...) {
        database_.rollback();
        throw;
    }
}

void Index::set_revision(std::int64_t revision) {
    database_.run("UPDATE state SET revision = ?", revision);
}

std::optional<Document> Index::document(EntryId entry) {
    auto row = database_.query(
        "SELECT entry, text, whole, shown, added_at, names, tags FROM document WHERE entry = ?", entry);
    return row.step() ? std::optional(document_of(row)) : std::nullopt;
}

std::vector<Document> Index::documents(EntryId behind, std::int64_t limit) {
    std::vector<Document> documents;
    auto row = database_.query(
        "SELECT entry, text, whole, shown, added_at, names, tags FROM document WHERE entry > ? ORDER BY "
        "entry LIMIT ?",
        behind, limit);
    while (row.step()) documents.push_back(document_of(row));
    return documents;
}

void Index::drop_parts(EntryId entry) {
    database_.run("DELETE FROM part WHERE entry = ?", entry);
    const auto count = database_.changed();
    if (count) database_.run("UPDATE state SET dead = dead + ?1, alive = alive - ?1", count);
}

void Index::store(const Document& document, std::size_t part, const TextTerms& terms,
                  const TextTerms& title) {
    together([&] {
        if (part == 0) drop_parts(document.entry);
        update(document);
        const Places places{terms.sentences, terms.stem_words, terms.part_words,
                            part == 0 ? terms.title_words : 0};
        database_.run("INSERT INTO part (entry, number, places) VALUES (?, ?, ?)", document.entry, part,
                      places.packed());
        const auto row = database_.last_id();
        auto stems = terms_below(title.stems, title.stem_words, title.title_words);
        stems += ' ' + terms_below(title.parts, title.part_words, title.title_words);
        database_.run(
            "INSERT INTO terms (rowid, title, title_stems, words, stems, parts) VALUES (?, ?, ?, ?, ?, ?)",
            row, first_words(title.words, title.title_words), stems, terms.words, terms.stems, terms.parts);
        database_.run("UPDATE state SET alive = alive + 1");
    });
}

void Index::update(const Document& document) {
    database_.run("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?)", document.entry,
                  document.text, document.whole, document.shown, document.added_at, document.names,
                  document.tags);
}

void Index::forget(EntryId entry) {
    together([&] {
        drop_parts(entry);
        database_.run("DELETE FROM document WHERE entry = ?", entry);
    });
}

bool Index::worn_out() {
    return database_.number("SELECT dead > ? + alive / 2 FROM state", dead_at_least) != 0;
}

std::vector<Index::Match> Index::matches(const std::string& expression, const std::string& phrases,
                                         std::int64_t low, std::int64_t high) {
    std::vector<Match> matches;
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(phrases.data()), phrases.size());
    auto row = database_.query(
        "SELECT rowid, weigh(terms, ?2) FROM terms WHERE terms MATCH ?1 AND rowid > ?3 AND rowid <= ?4",
        std::string_view(expression), bytes, low, high);
    while (row.step()) matches.push_back({row.get<std::int64_t>(0), row.get<double>(1)});
    return matches;
}

std::vector<Spot> Index::spots(const std::string& expression, std::int64_t row) {
    std::vector<Spot> spots;
    auto found = database_.query("SELECT spots(terms) FROM terms WHERE terms MATCH ? AND rowid = ?",
                                 std::string_view(expression), row);
    if (!found.step()) return spots;
    const auto blob = found.blob(0);
    Numbers numbers({reinterpret_cast<const char*>(blob.data()), blob.size()});
    while (numbers.good && !numbers.rest.empty()) {
        const auto phrase = static_cast<int>(numbers.take(INT32_MAX));
        const auto column = static_cast<Column>(numbers.take(static_cast<int>(Column::parts)));
        spots.push_back({phrase, column, numbers.take()});
    }
    return spots;
}

std::optional<Index::Part> Index::part(std::int64_t row) {
    auto found = database_.query("SELECT entry, number FROM part WHERE id = ?", row);
    if (!found.step()) return {};
    return Part{found.get<EntryId>(0), found.get<std::size_t>(1)};
}

Places Index::places(std::int64_t row) {
    auto found = database_.query("SELECT places FROM part WHERE id = ?", row);
    if (!found.step()) return {};
    const auto blob = found.blob(0);
    return Places::unpacked({reinterpret_cast<const char*>(blob.data()), blob.size()});
}

}  // namespace vorleser::search
