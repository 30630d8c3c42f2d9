// What exports are written in: JSON, CSV, ZIP. Pure; the bytes are foreign. Private to the room.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "client/backup/services.hpp"

struct zip;

namespace vorleser::backup {

// -- JSON
// The elements of the array that `text` is, one after the other, each parsed for itself; what is no object is
// passed over. Throws BadExport.
void objects_of(std::string_view text, const ExportLimits& limits,
                const std::function<void(const boost::json::object&)>& each);
// Throws BadExport.
boost::json::object object_of(std::string_view text);

// Values however they are written; empty, 0 or false where there is none.
std::string text_in(const boost::json::object& object, std::string_view name);
std::vector<std::string> texts_in(const boost::json::object& object, std::string_view name);
bool flag_in(const boost::json::object& object, std::string_view name);          // also 1 and "1"
std::int64_t time_in(const boost::json::object& object, std::string_view name);  // also as a date
// The objects in an array.
std::vector<boost::json::object> objects_in(const boost::json::object& object, std::string_view name);
// A list of texts that is JSON itself.
std::vector<std::string> texts_of(std::string_view json);

// A time as a number or a date; milliseconds and microseconds are told by their size. 0: none.
std::int64_t time_of(std::string_view text);

// -- CSV (RFC 4180; quotation marks doubled, lines ended as they may be)
class Table {
 public:
    // Reads the heading. `separator` parts the columns. The bytes outlive this.
    Table(std::string_view bytes, char separator, const ExportLimits& limits);

    bool has(std::string_view column) const { return columns_.contains(column); }
    // On to the next row; false: there is none. Throws BadExport.
    bool next();
    // The row's value, empty where it has none. Names are in lower case.
    std::string_view operator[](std::string_view column) const;

 private:
    bool read_row();

    std::string_view left_;
    const char separator_;
    const ExportLimits limits_;
    std::map<std::string, std::size_t, std::less<>> columns_;
    std::vector<std::string> row_;
};

// -- ZIP, in memory
class Zipped {
 public:
    // The bytes outlive this. Throws BadExport.
    Zipped(std::string_view bytes, const ExportLimits& limits);

    std::size_t size() const { return size_; }
    std::string_view name(std::size_t file) const;  // as UTF-8; empty: it has none that can be read
    std::optional<std::size_t> find(const std::string& name) const;
    // Its content; nullopt where it is larger than that, or damaged. Throws BadExport: there is too much in
    // all.
    std::optional<std::string> read(std::size_t file, std::size_t most);

 private:
    struct Close {
        void operator()(zip* archive) const;
    };
    std::unique_ptr<zip, Close> zip_;
    std::size_t size_ = 0;
    std::uint64_t left_ = 0;
};

}  // namespace vorleser::backup
