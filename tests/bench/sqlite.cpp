// The peer of `add`: writes the same rows that vorleserd stored, durably, by nothing but SQLite.
//
//   bench_sqlite SOURCE.db TARGET.db FIRST each|once
//
// Takes the entries of SOURCE after its first FIRST ones, and writes them into TARGET (same tables and
// indexes) with a commit each or one for all. Prints the seconds that took; reading them is not counted.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace {

void check(sqlite3* database, int code) {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
        throw std::runtime_error(sqlite3_errmsg(database));
}

struct Database {
    sqlite3* handle = nullptr;
    explicit Database(const char* path) { check(handle, sqlite3_open(path, &handle)); }
    ~Database() { sqlite3_close_v2(handle); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    void run(const std::string& sql) {
        check(handle, sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr));
    }
    sqlite3_stmt* prepare(const std::string& sql) {
        sqlite3_stmt* statement = nullptr;
        check(handle, sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr));
        return statement;
    }
};

using Row = std::vector<sqlite3_value*>;

std::vector<Row> rows(Database& database, const std::string& sql) {
    std::vector<Row> all;
    sqlite3_stmt* statement = database.prepare(sql);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        Row row;
        for (int i = 0; i < sqlite3_column_count(statement); ++i)
            row.push_back(sqlite3_value_dup(sqlite3_column_value(statement, i)));
        all.push_back(std::move(row));
    }
    sqlite3_finalize(statement);
    return all;
}

sqlite3_stmt* insertion(Database& database, const std::string& table, std::size_t columns) {
    std::string values = "?";
    for (std::size_t i = 1; i < columns; ++i) values += ", ?";
    return database.prepare("INSERT INTO " + table + " VALUES (" + values + ")");
}

void insert(Database& database, sqlite3_stmt* statement, const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i)
        check(database.handle, sqlite3_bind_value(statement, static_cast<int>(i) + 1, row[i]));
    check(database.handle, sqlite3_step(statement));
    check(database.handle, sqlite3_reset(statement));
}

void step(Database& database, sqlite3_stmt* statement) {
    check(database.handle, sqlite3_step(statement));
    check(database.handle, sqlite3_reset(statement));
}

double write(const char* source_path, const char* target_path, const std::string& first, bool each) {
    Database source(source_path);
    const std::string wanted = "(SELECT id FROM entry ORDER BY id LIMIT -1 OFFSET " + first + ")";
    const auto entries = rows(source, "SELECT * FROM entry WHERE id IN " + wanted + " ORDER BY id");
    const auto articles = rows(source, "SELECT * FROM article WHERE entry IN " + wanted + " ORDER BY entry");
    const auto parts =
        rows(source, "SELECT * FROM part WHERE text IN (SELECT text FROM article WHERE entry IN " + wanted +
                         ") ORDER BY text, number");
    if (entries.empty() || entries.size() != articles.size()) throw std::runtime_error("no entries");

    Database target(target_path);
    target.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE");
    if (rows(target, "SELECT 1 FROM sqlite_schema").empty())
        for (const Row& row : rows(source,
                                   "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('entry', 'article', "
                                   "'part') AND sql NOT NULL"))
            target.run(reinterpret_cast<const char*>(sqlite3_value_text(row[0])));
    sqlite3_stmt* begin = target.prepare("BEGIN IMMEDIATE");
    sqlite3_stmt* commit = target.prepare("COMMIT");
    sqlite3_stmt* entry = insertion(target, "entry", entries[0].size());
    sqlite3_stmt* article = insertion(target, "article", articles[0].size());
    sqlite3_stmt* part = insertion(target, "part", parts.at(0).size());

    const auto started = std::chrono::steady_clock::now();
    constexpr std::size_t text = 1, text_of_part = 0;  // columns
    auto next_part = parts.begin();
    if (!each) step(target, begin);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (each) step(target, begin);
        insert(target, entry, entries[i]);
        insert(target, article, articles[i]);
        for (; next_part != parts.end() &&
               sqlite3_value_int64((*next_part)[text_of_part]) == sqlite3_value_int64(articles[i][text]);
             ++next_part)
            insert(target, part, *next_part);
        if (each) step(target, commit);
    }
    if (!each) step(target, commit);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

}  // namespace

int main(int argc, char** argv) {
    const std::string way = argc == 5 ? argv[4] : "";
    if (way != "each" && way != "once") {
        std::cerr << "usage: bench_sqlite SOURCE.db TARGET.db FIRST each|once\n";
        return 2;
    }
    try {
        std::cout << write(argv[1], argv[2], std::to_string(std::atoll(argv[3])), way == "each") << '\n';
    } catch (const std::exception& error) {
        std::cerr << "bench_sqlite: " << error.what() << '\n';
        return 1;
    }
}
