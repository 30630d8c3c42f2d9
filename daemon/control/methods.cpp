#include "daemon/control/methods.hpp"

#include <vector>

#include "daemon/control/handlers.hpp"
#include "daemon/control/session.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

struct Subscribe {
    std::optional<std::vector<std::string>> events;
};
BOOST_DESCRIBE_STRUCT(Subscribe, (), (events))

Answer subscribe(Rooms& rooms, Caller caller, const Subscribe& params) {
    // The answer is the snapshot; no event can slip between it and what follows.
    const auto subscribed = caller.session.subscribe(params.events);
    if (!subscribed) return subscribed.error();
    return json::value(status_value(rooms));
}

struct Cancel {
    std::int64_t request = 0;
};
BOOST_DESCRIBE_STRUCT(Cancel, (), (request))

Answer cancel(Rooms&, Caller caller, const Cancel& params) {
    if (caller.session.cancel(params.request)) return json::value(true);
    return Error(ErrorKind::not_found, "no request {} of this connection is being answered in parts",
                 params.request);
}

Answer quit(Rooms& rooms, const None&) {
    rooms.quit();
    return json::value(true);
}

constexpr Method own_rows[] = {
    rpc::method<Subscribe, subscribe>("subscribe", "get events from now on"),
    rpc::method<Cancel, cancel>("cancel", "end an answer in parts"),
    rpc::method<None, quit>("quit", "save everything and end the daemon"),
};

std::vector<Method> all_rows() {
    std::vector<Method> rows;
    for (const auto part :
         {adding_methods(), playlist_methods(), keeping_methods(), player_methods(), output_methods(),
          mark_methods(), backup_methods(), import_methods(), lexicon_methods(), speech_methods(),
          search_methods(), std::span<const Method>(own_rows)})
        rows.insert(rows.end(), part.begin(), part.end());
    return rows;
}

}  // namespace

std::span<const Method> methods() {
    static const std::vector<Method> rows = all_rows();
    return rows;
}

json::array protocol() {
    json::array all;
    for (const Method& row : methods()) {
        json::array params;
        for (const Param& param : row.params())
            params.push_back({{"name", param.name}, {"type", param.type}, {"optional", param.optional}});
        json::object described{{"name", row.name}, {"summary", row.summary}, {"params", std::move(params)}};
        if (row.kind == Method::Kind::streaming) described["parts"] = true;
        all.push_back(std::move(described));
    }
    return all;
}

}  // namespace vorleser
