#include "client/feeds/store.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <map>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <sodium.h>
#include <sqlite3.h>

#include "client/failure.hpp"
#include "client/feeds/messages.hpp"
#include "client/text.hpp"
#include "own/files.hpp"

namespace vorleser::feeds {
namespace {

namespace fs = std::filesystem;

constexpr int version = 1;
constexpr std::int64_t most_seen =
    200'000;  // of one feed: one that invents new names each time fills no disk

constexpr const char* schema = R"(
CREATE TABLE feed (
    id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    subscribed INTEGER NOT NULL, keep INTEGER NOT NULL, newest INTEGER NOT NULL, with_words TEXT NOT NULL,
    without_words TEXT NOT NULL, paused INTEGER NOT NULL DEFAULT 0,
    public INTEGER NOT NULL DEFAULT 0, etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT '',
    asked_at INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '', ended INTEGER NOT NULL DEFAULT 0);
CREATE TABLE seen (feed INTEGER NOT NULL, key BLOB NOT NULL, by INTEGER NOT NULL, UNIQUE (feed, key));
CREATE INDEX seen_by ON seen (by);
CREATE TABLE waiting (
    id INTEGER PRIMARY KEY AUTOINCREMENT, feed INTEGER NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL,
    content TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, retry_at INTEGER NOT NULL DEFAULT 0,
    adding TEXT NOT NULL DEFAULT '', adding_at INTEGER NOT NULL DEFAULT 0,
    adding_since INTEGER NOT NULL DEFAULT 0);
CREATE INDEX waiting_of ON waiting (feed);
CREATE TABLE newest (entry INTEGER NOT NULL);
INSERT INTO newest VALUES (0);
PRAGMA user_version = 1;
)";

constexpr const char* feed_columns =
    "id, address, title, keep, newest, with_words, without_words, paused, public, etag, "
    "last_modified, "
    "asked_at, next_at, not_before, failing_since, failures, problem, ended, "
    "(SELECT count(*) FROM waiting WHERE waiting.feed = feed.id)";

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& each : words) text += (text.empty() ? "" : "\n") + each;
    return text;
}

std::vector<std::string> parted(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

// What is the same article in feeds that call it by other schemes or count who comes from where.
std::string comparable(const std::string& url) {
    const auto rest = std::string_view(url).substr(std::min(url.find("//") + 2, url.size()));
    const auto path_end = std::min(rest.find_first_of("?#"), rest.size());
    const auto query_end = std::min(rest.find('#', path_end), rest.size());
    std::string kept(rest.substr(0, path_end));
    if (kept.ends_with('/')) kept.pop_back();
    char before = '?';
    for (auto at = path_end; at < query_end;) {
        const auto end = std::min(rest.find('&', at + 1), query_end);
        if (const auto each = rest.substr(at + 1, end - at - 1); !each.starts_with("utm_")) {
            kept.append(1, before).append(each);
            before = '&';
        }
        at = end;
    }
    return kept.append(rest.substr(query_end));
}

std::string hashed(char kind, std::string_view text) {
    std::array<unsigned char, 16> hash;
    const auto whole = kind + std::string(text);
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(whole.data()),
                       whole.size(), nullptr, 0);
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// Ids and addresses that several of the items have, which therefore name none of them.
class Ambiguous {
 public:
    explicit Ambiguous(const std::vector<Item>& items) {
        for (const auto& item : items) {
            if (!item.id.empty()) urls_[item.id].insert(item.url);
            if (!item.url.empty()) ids_[item.url].insert(item.id);
        }
    }
    bool id(const Item& item) const { return item.id.empty() || urls_.at(item.id).size() > 1; }
    bool url(const Item& item) const { return item.url.empty() || ids_.at(item.url).size() > 1; }

 private:
    std::map<std::string_view, std::set<std::string_view>> urls_, ids_;
};

}  // namespace

class Store::Statement {
 public:
    template <class... Values>
    Statement(Store& store, const std::string& sql, const Values&... values) : store_(store) {
        if (sqlite3_prepare_v2(store.database_, sql.c_str(), -1, &statement_, nullptr) != SQLITE_OK)
            store.fail();
        int at = 0;
        (bind(++at, values), ...);
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // False: there is no further row.
    bool step() {
        const int result = sqlite3_step(statement_);
        if (result != SQLITE_ROW && result != SQLITE_DONE) store_.fail();
        return result == SQLITE_ROW;
    }
    void run() {
        while (step()) {
        }
    }
    std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
    std::string text(int column) const {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        return {bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

 private:
    void bind(int at, std::int64_t value) { sqlite3_bind_int64(statement_, at, value); }
    void bind(int at, const std::string& value) {
        sqlite3_bind_text(statement_, at, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    }

    Store& store_;
    sqlite3_stmt* statement_ = nullptr;
};

Store::Together::Together(Store& store) : store_(store), outermost_(!store.together_) {
    if (outermost_) store_.run("BEGIN IMMEDIATE");
    store_.together_ = true;
}

Store::Together::~Together() {
    if (!outermost_) return;
    store_.together_ = false;
    if (!done_) sqlite3_exec(store_.database_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Store::Together::commit() {
    if (outermost_) store_.run("COMMIT");
    done_ = true;
}

Store::Store(const fs::path& directory) : directory_(directory) {
    if (sodium_init() < 0) throw Failure(Exit::failed, messages::cannot_store("libsodium"));
    own::private_directory(directory);
    const auto file = directory / "feeds.db";
    if (open(file)) return;
    sqlite3_close(database_);
    set_aside = fmt::format("{}.damaged-{}", file.string(), std::time(nullptr));
    std::error_code error;
    fs::rename(file, set_aside, error);
    if (error) throw Failure(Exit::failed, messages::cannot_store(error.message()));
    // What belongs to the damaged one must not be taken for a part of the new one.
    fs::rename(file.string() + "-journal", set_aside.string() + "-journal", error);
    if (!open(file)) fail();
}

Store::~Store() {
    sqlite3_close(database_);
}

void Store::fail() const {
    throw Failure(Exit::failed, messages::cannot_store(sqlite3_errmsg(database_)));
}

void Store::run(const char* sql) {
    if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

// False: it is damaged.
bool Store::open(const fs::path& file) {
    if (sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) !=
        SQLITE_OK)
        fail();
    sqlite3_busy_timeout(database_, 60'000);
    try {
        run("PRAGMA synchronous = FULL");
        {
            Statement check(*this, "PRAGMA quick_check(1)");
            if (!check.step() || check.text(0) != "ok") return false;
        }
        Together together(*this);
        Statement stored(*this, "PRAGMA user_version");
        stored.step();
        if (stored.number(0) > version) throw Failure(Exit::failed, messages::newer_state(file.string()));
        if (stored.number(0) == 0) run(schema);
        together.commit();
        list();
        return true;
    } catch (const Failure&) {
        const int code = sqlite3_errcode(database_) & 0xFF;
        if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB && code != SQLITE_ERROR) throw;
        return false;
    }
}

// Of rows of feed_columns.
Subscription Store::read_feed(const Statement& rows) {
    Subscription each;
    each.id = rows.number(0);
    each.address = rows.text(1);
    each.title = rows.text(2);
    each.wishes = {rows.number(3) != 0, rows.number(4), parted(rows.text(5)), parted(rows.text(6))};
    each.paused = rows.number(7) != 0;
    each.is_public = rows.number(8) != 0;
    each.etag = rows.text(9);
    each.last_modified = rows.text(10);
    each.asked_at = rows.number(11);
    each.next_at = rows.number(12);
    each.not_before = rows.number(13);
    each.failing_since = rows.number(14);
    each.failures = rows.number(15);
    each.problem = rows.text(16);
    each.ended = rows.number(17) != 0;
    each.waiting = rows.number(18);
    return each;
}

std::vector<Subscription> Store::list() {
    Statement rows(*this, std::string("SELECT ") + feed_columns +
                              " FROM feed WHERE subscribed = 1 ORDER BY title COLLATE NOCASE, id");
    std::vector<Subscription> found;
    while (rows.step()) found.push_back(read_feed(rows));
    return found;
}

std::optional<Subscription> Store::find(const std::string& address) {
    Statement rows(*this,
                   std::string("SELECT ") + feed_columns + " FROM feed WHERE subscribed = 1 AND address = ?",
                   address);
    return rows.step() ? std::optional(read_feed(rows)) : std::nullopt;
}

std::int64_t Store::subscribe(const std::string& address, const std::string& title, const Wishes& wishes) {
    Together together(*this);
    Statement row(
        *this,
        "INSERT INTO feed (address, title, subscribed, keep, newest, with_words, without_words) "
        "VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6) ON CONFLICT (address) DO UPDATE SET subscribed = 1, title = "
        "?2, keep = ?3, newest = ?4, with_words = ?5, without_words = ?6, paused = 0, ended = 0, problem "
        "= '', failing_since = 0, failures = 0, etag = '', last_modified = '' RETURNING id",
        address, title, std::int64_t{wishes.keep}, wishes.newest, joined(wishes.with),
        joined(wishes.without));
    row.step();
    const auto id = row.number(0);
    row.run();
    together.commit();
    return id;
}

void Store::unsubscribe(std::int64_t feed) {
    Together together(*this);
    Statement(*this, "UPDATE feed SET subscribed = 0 WHERE id = ?", feed).run();
    Statement(*this, "DELETE FROM waiting WHERE feed = ?", feed).run();
    together.commit();
}

void Store::wish(std::int64_t feed, const Wishes& wishes, bool paused) {
    Statement(
        *this,
        "UPDATE feed SET keep = ?, newest = ?, with_words = ?, without_words = ?, paused = ? WHERE id = ?",
        std::int64_t{wishes.keep}, wishes.newest, joined(wishes.with), joined(wishes.without),
        std::int64_t{paused}, feed)
        .run();
}

void Store::update(const Subscription& each) {
    Together together(*this);
    Statement other(*this, "SELECT id FROM feed WHERE address = ? AND id != ?", each.address, each.id);
    const bool taken = other.step();
    Statement(
        *this,
        "UPDATE feed SET address = iif(?, address, ?), title = ?, public = ?, etag = ?, "
        "last_modified = ?, asked_at = ?, next_at = ?, not_before = ?, failing_since = ?, failures = ?, "
        "problem = ?, ended = ? WHERE id = ?",
        std::int64_t{taken}, each.address, each.title, std::int64_t{each.is_public}, each.etag,
        each.last_modified, each.asked_at, each.next_at, each.not_before, each.failing_since, each.failures,
        each.problem, std::int64_t{each.ended}, each.id)
        .run();
    together.commit();
}

// Whether it is new.
bool Store::mark_seen(std::int64_t feed, const std::string& key) {
    const auto scope = key.front() == 'u' ? 0 : feed;  // an article is the same in whatever feed
    Statement(*this, "INSERT OR IGNORE INTO seen (feed, key, by) VALUES (?, ?, ?)", scope,
              hashed(key.front(), std::string_view(key).substr(1)), feed)
        .run();
    return sqlite3_changes(database_) > 0;
}

std::vector<Item> Store::unseen(std::int64_t feed, const std::vector<Item>& items) {
    const Ambiguous ambiguous(items);
    std::vector<Item> found;
    for (const auto& item : items) {
        int keys = 0, fresh = 0;
        const auto see = [&](const std::string& key) {
            ++keys;
            if (mark_seen(feed, key)) ++fresh;
        };
        if (!ambiguous.id(item)) see("i" + item.id);
        if (!ambiguous.url(item)) see("u" + comparable(item.url));
        if (keys == 0) see("t" + item.id + "\n" + item.url + "\n" + item.title + "\n" + item.teaser);
        if (keys == fresh) found.push_back(item);
    }
    if (!found.empty())
        Statement(*this,
                  "DELETE FROM seen WHERE by = ?1 AND rowid <= (SELECT rowid FROM seen WHERE by = ?1 ORDER "
                  "BY rowid "
                  "DESC LIMIT 1 OFFSET ?2)",
                  feed, most_seen)
            .run();
    return found;
}

void Store::wait_for(std::int64_t feed, const Item& item) {
    Statement(*this,
              "INSERT INTO waiting (feed, url, title, content) SELECT id, ?, ?, ? FROM feed WHERE id = ? AND "
              "subscribed = 1",
              item.url, item.title, item.content, feed)
        .run();
}

std::vector<Waiting> Store::rows_waiting(Statement& rows) {
    std::vector<Waiting> found;
    while (rows.step())
        found.push_back({rows.number(0), rows.text(1), rows.text(2), rows.text(3), rows.number(4),
                         rows.number(5), rows.text(6), rows.number(7), rows.number(8)});
    return found;
}

std::vector<Waiting> Store::waiting() {
    Statement rows(*this,
                   "SELECT id, url, title, '', tries, retry_at, adding, adding_at, adding_since FROM "
                   "waiting ORDER BY id");
    return rows_waiting(rows);
}

std::optional<Waiting> Store::next_waiting(std::int64_t feed, std::int64_t now) {
    Statement rows(*this,
                   "SELECT id, url, title, content, tries, retry_at, adding, adding_at, adding_since "
                   "FROM waiting WHERE "
                   "feed = ? AND retry_at <= ? AND adding = '' ORDER BY id LIMIT 1",
                   feed, now);
    auto found = rows_waiting(rows);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void Store::retry(std::int64_t waiting, std::int64_t at) {
    Statement(*this, "UPDATE waiting SET tries = tries + 1, retry_at = ?, adding = '' WHERE id = ?", at,
              waiting)
        .run();
}

bool Store::adding(std::int64_t waiting, const std::string& request, std::int64_t now,
                   std::int64_t revision) {
    Statement(*this, "UPDATE waiting SET adding = ?, adding_at = ?, adding_since = ? WHERE id = ?", request,
              now, revision, waiting)
        .run();
    return sqlite3_changes(database_) > 0;
}

void Store::not_added(std::int64_t waiting) {
    Statement(*this, "UPDATE waiting SET adding = '' WHERE id = ?", waiting).run();
}

void Store::came(std::int64_t waiting, std::int64_t entry) {
    Together together(*this);
    Statement(*this, "DELETE FROM waiting WHERE id = ?", waiting).run();
    Statement(*this, "UPDATE newest SET entry = max(entry, ?)", entry).run();
    together.commit();
}

std::int64_t Store::newest_entry() {
    Statement row(*this, "SELECT entry FROM newest");
    return row.step() ? row.number(0) : 0;
}

}  // namespace vorleser::feeds
