#include "daemon/control/methods.hpp"

#include <vector>

#include "daemon/control/handlers.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

struct Subscribe {
    std::optional<std::vector<std::string>> events;
};
BOOST_DESCRIBE_STRUCT(Subscribe, (), (events))

// The session itself keeps what is subscribed to; see server.cpp.
Answer subscribe(Rooms& rooms, const Subscribe& params) {
    for (const auto& event : params.events.value_or(std::vector<std::string>()))
        if (event != "state" && event != "position" && event != "playlist")
            return Error(ErrorKind::invalid_argument, "there is no event “{}”: state, position, playlist",
                         event);
    return json::value(status_value(rooms));
}

Answer quit(Rooms& rooms, const None&) {
    rooms.quit();
    return json::value(true);
}

constexpr Method own_rows[] = {
    rpc::method<Subscribe, subscribe>("subscribe", "get events from now on"),
    rpc::method<None, quit>("quit", "save everything and end the daemon"),
};

std::vector<Method> all_rows() {
    std::vector<Method> rows;
    for (const auto part :
         {playlist_methods(), player_methods(), lexicon_methods(), std::span<const Method>(own_rows)})
        rows.insert(rows.end(), part.begin(), part.end());
    return rows;
}

}  // namespace

std::span<const Method> methods() {
    static const std::vector<Method> rows = all_rows();
    return rows;
}

const Method* find_method(std::string_view name) {
    for (const Method& row : methods())
        if (row.name == name) return &row;
    return nullptr;
}

json::array protocol() {
    json::array all;
    for (const Method& row : methods()) {
        json::array params;
        for (const Param& param : row.params())
            params.push_back({{"name", param.name}, {"type", param.type}, {"optional", param.optional}});
        all.push_back({{"name", row.name}, {"summary", row.summary}, {"params", std::move(params)}});
    }
    return all;
}

}  // namespace vorleser
