// A record that somebody else may have written: each value is looked at for what it may be. Private to the
// room.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "daemon/base/error.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser::control {

// What is wrong is remembered, and the value is then its type's default: problem() says the first of them.
class Foreign {
 public:
    static constexpr std::int64_t most = std::int64_t{1} << 53;  // what JSON's numbers hold

    explicit Foreign(const boost::json::object& record) : record_(&record) {}

    std::string text(std::string_view name, std::size_t longest);
    std::vector<std::string> texts(std::string_view name, std::size_t most_of_them);
    std::int64_t number(std::string_view name, const Range& range);
    bool flag(std::string_view name);
    Uid uid(std::string_view name);
    Uid any_uid(std::string_view name);  // the nil one for null
    Foreign object(std::string_view name);
    std::vector<Foreign> objects(std::string_view name, std::size_t most_of_them);

    std::optional<Error> problem() const { return problem_; }
    // The first of ours, or of a part's.
    std::optional<Error> problem(const Foreign& part) const { return problem_ ? problem_ : part.problem_; }

 private:
    const boost::json::value* find(std::string_view name, bool (*right)(const boost::json::value&));
    void wrong(std::string_view name);

    const boost::json::object* record_;
    std::optional<Error> problem_;
};

}  // namespace vorleser::control
