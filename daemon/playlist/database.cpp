#include "daemon/playlist/database.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace vorleser {

namespace {

constexpr std::uint64_t prime = 0x100000001b3;
constexpr std::array<std::uint64_t, 9> powers = [] {
    std::array<std::uint64_t, 9> all{1};
    for (std::size_t i = 1; i < all.size(); ++i) all[i] = all[i - 1] * prime;
    return all;
}();

// FNV-1a: whatever follows a byte that differs, the sum differs. Each value with its type and its size, so
// that nothing can move from one to the next.
class Sum {
 public:
    void add(sqlite3_value* value) {
        const int type = sqlite3_value_type(value);
        std::uint64_t number = 0;
        std::span<const std::uint8_t> data;
        if (type == SQLITE_INTEGER) number = static_cast<std::uint64_t>(sqlite3_value_int64(value));
        if (type == SQLITE_FLOAT) {
            const double real = sqlite3_value_double(value);
            std::memcpy(&number, &real, sizeof number);
        }
        if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
            const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_value_blob(value));
            number = static_cast<std::uint64_t>(sqlite3_value_bytes(value));
            if (bytes) data = {bytes, number};
        }
        add_number(static_cast<std::uint64_t>(type), sizeof type);
        add_number(number, sizeof number);
        for (const std::uint8_t byte : data) hash_ = (hash_ ^ byte) * prime;
    }
    std::int64_t value() const { return static_cast<std::int64_t>(hash_ ? hash_ : 1); }

 private:
    // Its bytes, low ones first; most are zeros above a few, and those only multiply.
    void add_number(std::uint64_t number, std::size_t size) {
        for (; number != 0; number >>= 8, --size) hash_ = (hash_ ^ (number & 0xff)) * prime;
        hash_ *= powers[size];
    }

    std::uint64_t hash_ = 0xcbf29ce484222325;
};

void checksum(sqlite3_context* context, int count, sqlite3_value** values) {
    Sum sum;
    for (int i = 0; i < count; ++i) sum.add(values[i]);
    sqlite3_result_int64(context, sum.value());
}

}  // namespace

Query::~Query() {
    if (!statement_) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Query::check(int code) const {
    if (code != SQLITE_OK) throw DatabaseError(code, sqlite3_errmsg(sqlite3_db_handle(statement_)));
}

Query& Query::bind(std::int64_t value) {
    check(sqlite3_bind_int64(statement_, ++bound_, value));
    return *this;
}

Query& Query::bind(double value) {
    check(sqlite3_bind_double(statement_, ++bound_, value));
    return *this;
}

Query& Query::bind(std::string_view text) {  // a null pointer would be bound as NULL
    check(sqlite3_bind_text64(statement_, ++bound_, text.data() ? text.data() : "", text.size(),
                              SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

Query& Query::bind(std::span<const std::uint8_t> blob) {
    const void* data = blob.empty() ? static_cast<const void*>("") : blob.data();
    check(sqlite3_bind_blob64(statement_, ++bound_, data, blob.size(), SQLITE_STATIC));
    return *this;
}

Query& Query::bind(const Uid& uid) {
    return bind(std::span(uid.data, uid.is_nil() ? 0 : sizeof uid.data));
}

bool Query::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) check(code);
    return false;
}

std::string_view Query::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {text ? text : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Uid Query::uid(int column) const {
    Uid uid{};
    if (const auto bytes = blob(column); bytes.size() == sizeof uid.data)
        std::memcpy(uid.data, bytes.data(), sizeof uid.data);
    return uid;
}

std::int64_t Query::checksum(std::span<const int> columns) const {
    Sum sum;
    for (const int i : columns) sum.add(sqlite3_column_value(statement_, i));
    return sum.value();
}

std::span<const std::uint8_t> Query::blob(int column) const {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {bytes, static_cast<std::size_t>(bytes ? sqlite3_column_bytes(statement_, column) : 0)};
}

Database::Database(const std::string& path) {
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(path.c_str(), &connection_, flags, nullptr);
    // SQLite is content with reading a file that may not be written.
    if (code == SQLITE_OK && sqlite3_db_readonly(connection_, "main") == 1) code = SQLITE_READONLY;
    if (code != SQLITE_OK) {
        sqlite3_close(connection_);
        throw DatabaseError(code, sqlite3_errstr(code));
    }
    define("checksum", checksum);
}

Database::~Database() {
    for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(connection_);
}

void Database::run(const std::string& statements) {
    const int code = sqlite3_exec(connection_, statements.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw DatabaseError(code, sqlite3_errmsg(connection_));
}

sqlite3_stmt* Database::prepared(std::string_view sql) {
    sqlite3_stmt*& statement = statements_[sql];
    if (!statement) {
        const int code = sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK) throw DatabaseError(code, sqlite3_errmsg(connection_));
    }
    return statement;
}

void Database::begin() {
    query("BEGIN IMMEDIATE").step();
}
void Database::commit() {
    check_linked();
    query("COMMIT").step();
    check_linked();
}

void Database::check_linked() {
    int moved = 0;
    sqlite3_file_control(connection_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    // Of its log SQLite cannot tell; within a transaction there is one.
    const char* file = sqlite3_db_filename(connection_, "main");
    const bool log_is_gone =
        file && *file && access(sqlite3_filename_wal(file), F_OK) != 0 && errno == ENOENT;
    if (moved || log_is_gone) throw DatabaseError(file_is_gone, "its file was deleted or moved away");
}

void Database::define(const char* name, Function function, int flags, void* data) {
    sqlite3_create_function_v2(connection_, name, -1, SQLITE_UTF8 | flags, data, function, nullptr, nullptr,
                               nullptr);
}

void Database::define_for_text(const char* name, fts5_extension_function function) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(connection_, "SELECT fts5(?1)", -1, &statement, nullptr);
    if (code == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    if (code == SQLITE_OK && api) code = api->xCreateFunction(api, name, nullptr, function, nullptr);
    if (code != SQLITE_OK || !api) throw DatabaseError(SQLITE_ERROR, "SQLite has no full-text search (FTS5)");
}

void Database::rollback() noexcept {
    if (!sqlite3_get_autocommit(connection_))
        sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::checkpoint_on_close(bool wanted) {
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wanted ? 0 : 1, nullptr);
}

}  // namespace vorleser
