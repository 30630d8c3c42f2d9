// SQLite with C++ lifetimes: failures are exceptions, statements are prepared once and reset by themselves.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sqlite3.h>

#include "daemon/playlist/uid.hpp"

namespace vorleser {

// What SQLite refused, with its primary result code; or `file_is_gone`.
inline constexpr int file_is_gone = 0xfe;  // no code of SQLite's
class DatabaseError : public std::runtime_error {
 public:
    DatabaseError(int code, const std::string& message) : std::runtime_error(message), code(code & 0xff) {}
    int code;
};

// A statement being run: bound, stepped through, and reset when it goes out of scope.
class Query {
 public:
    explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
    Query(Query&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    Query& operator=(Query&&) = delete;
    ~Query();

    // Binds the next parameter. Texts and blobs must outlive the query.
    Query& bind(std::int64_t value);
    Query& bind(double value);
    Query& bind(std::string_view text);
    Query& bind(std::span<const std::uint8_t> blob);
    Query& bind(const Uid& uid);  // as 16 bytes; the nil one as none
    template <class Integer>
    requires(std::is_integral_v<Integer> || std::is_enum_v<Integer>) Query& bind(Integer value) {
        return bind(static_cast<std::int64_t>(value));
    }

    // Leaves the next parameter NULL.
    Query& skip() { return ++bound_, *this; }

    // The next row; false at the end. A text or blob is valid until the next step.
    bool step();
    template <class T>
    T get(int column) const {
        if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            return static_cast<T>(sqlite3_column_int64(statement_, column));
        } else if constexpr (std::is_floating_point_v<T>) {
            return sqlite3_column_double(statement_, column);
        } else if constexpr (std::is_same_v<T, Uid>) {
            return uid(column);
        } else {
            return T(text(column));
        }
    }
    bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::span<const std::uint8_t> blob(int column) const;
    // What SQL's checksum() gives of these columns, but each is read once only.
    std::int64_t checksum(std::span<const int> columns) const;

 private:
    std::string_view text(int column) const;
    Uid uid(int column) const;  // the nil one where there are not 16 bytes
    void check(int code) const;

    sqlite3_stmt* statement_;
    int bound_ = 0;
};

// One connection. Not for several threads. Statements may use checksum(value, …): 64 bits over all of them,
// never 0, and another for every single bit that differs.
class Database {
 public:
    explicit Database(const std::string& path);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // Runs statements that give no rows and need no values.
    void run(const std::string& statements);

    // A statement with its values; prepared at its first use. `sql` must live on, as a literal does.
    template <class... Values>
    Query query(std::string_view sql, const Values&... values) {
        Query query(prepared(sql));
        (query.bind(values), ...);
        return query;
    }
    template <class... Values>
    void run(std::string_view sql, const Values&... values) requires(sizeof...(Values) > 0) {
        auto statement = query(sql, values...);
        while (statement.step()) {
        }
    }
    // The first column of the only row of a statement.
    template <class... Values>
    std::int64_t number(std::string_view sql, const Values&... values) {
        auto row = query(sql, values...);
        return row.step() ? row.template get<std::int64_t>(0) : 0;
    }

    std::int64_t changed() const { return sqlite3_changes64(connection_); }
    std::int64_t changed_ever() const { return sqlite3_total_changes64(connection_); }
    std::int64_t last_id() const { return sqlite3_last_insert_rowid(connection_); }

    // Makes a C++ function one of SQL's; `function` as SQLite takes it. With `data`, as its user data, it may
    // give something else each time.
    using Function = void (*)(sqlite3_context*, int, sqlite3_value**);
    void define(const char* name, Function function) {
        define(name, function, SQLITE_DETERMINISTIC, nullptr);
    }
    void define(const char* name, Function function, void* data) { define(name, function, 0, data); }

    // Makes a function that full-text queries (FTS5) may use. Throws where SQLite has no FTS5.
    void define_for_text(const char* name, fts5_extension_function function);

    void begin();
    // Throws `file_is_gone` where the file or its log has been deleted or moved away: what is written there
    // nobody would find again.
    void commit();
    void rollback() noexcept;  // nothing if no transaction is open

    // Whether closing copies the write-ahead log into the file; true at first.
    void checkpoint_on_close(bool wanted);

 private:
    sqlite3_stmt* prepared(std::string_view sql);
    void define(const char* name, Function function, int flags, void* data);
    void check_linked();

    sqlite3* connection_ = nullptr;
    std::map<std::string_view, sqlite3_stmt*> statements_;
};

}  // namespace vorleser
