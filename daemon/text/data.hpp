// German as data: the TOML files in voices/, and the listener's own of the same names.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include <toml++/toml.h>

#include "daemon/base/error.hpp"

namespace vorleser {

// «PATH, line 3: why»; without the line where it is 0.
Sentence at_line(const std::string& path, std::size_t line, const Sentence& why);

// A file that is there, nullopt if none is. Of the sections that are `compiled` see DataFiles::load(). Error
// `unreadable` names file, line and what is wrong.
Result<std::optional<toml::table>> read_toml(const std::string& path,
                                             std::span<const std::string_view> compiled = {});

// The data cannot be used.
struct DataError : std::runtime_error {
    explicit DataError(const Sentence& why) : std::runtime_error(why), sentence(why) {}
    Sentence sentence;  // what() as a Sentence
};

// What is wrong in a data file, and where.
struct Malformed : DataError {
    Malformed(const toml::source_region& where, const Sentence& why);
    std::string path;
    toml::source_position position;
};

// Throws Malformed.
[[noreturn]] void malformed(const toml::node& node, const Sentence& why);

// Where German is read from, and what is wrong there. What is wrong in a file of the listener's costs that
// entry alone, or that file where it is no TOML.
class DataFiles {
 public:
    // The listener's own directories first; the last is the installed one.
    DataFiles(std::vector<std::string> directories) : directories_(std::move(directories)) {}

    // The installed file `name`, with those of the directories before it laid over it: tables are joined key
    // by key, lists get longer, other values are replaced. The installed one says which sections there are
    // and what stands in them. Read once, and kept until something is left out. Of the installed file's
    // sections that are `compiled`, which were read when building, only the first entry is there, to say what
    // stands in them. Throws DataError where the installed one is malformed or missing.
    const toml::table& load(const std::string& name, std::span<const std::string_view> compiled = {});

    // Leaves out what is wrong when that file is loaded next; what load() gave is gone. False: it is not of
    // the listener's own, and nothing happened.
    bool leave_out(const Malformed& wrong);

    // What was left out, so that it can be told. Each once.
    const std::vector<Sentence>& problems() const { return problems_; }

    const std::string& installed() const { return directories_.back(); }

 private:
    void add_problem(const Sentence& problem);
    toml::table read(const std::string& name, std::span<const std::string_view> compiled);
    void lay_over(toml::table& base, toml::table&& own, std::string_view section);

    std::vector<std::string> directories_;
    std::map<std::string, toml::table> loaded_;  // by name
    std::vector<Sentence> problems_;
    std::set<std::tuple<std::string, std::size_t, std::size_t>> left_out_;  // entries: file, line, column
    std::set<std::string> files_left_out_;
    std::size_t attempts_ = 0;
};

// Changes with every byte of the listener's own files (all directories but the last): stored lengths are
// measured anew then.
std::string own_data_fingerprint(const std::vector<std::string>& directories);

}  // namespace vorleser
