// Finding articles by what is said in them.
#include "daemon/control/handlers.hpp"
#include "daemon/search/finder.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

struct Search {
    std::string query;
    std::optional<std::int64_t> offset, limit;
};
BOOST_DESCRIBE_STRUCT(Search, (), (query, offset, limit))

json::object hit_value(const search::Hit& hit, std::int64_t number) {
    json::object value{{"entry", hit.entry.id ? json::value(entry_value(hit.entry, number)) : nullptr}};
    json::array matches;
    for (const auto& [begin, end] : hit.matches) matches.push_back(json::array{begin, end});
    value["where"] = hit.mark                 ? "mark"
                     : hit.entry.left_at == 0 ? "list"
                     : hit.entry.kept_at      ? "kept"
                                              : "history";
    if (hit.mark) value["mark"] = mark_value(*hit.mark);
    value["sentence"] = hit.sentence;
    value["begin"] = hit.begin;
    value["end"] = hit.end;
    value["matches"] = std::move(matches);
    value["score"] = hit.score;
    value["exact"] = hit.exact;
    return value;
}

boost::asio::awaitable<Answer> find(Rooms& rooms, Search params) {
    constexpr std::int64_t usual = 20;
    const auto found = co_await rooms.finder.find(std::move(params.query), params.offset.value_or(0),
                                                  params.limit.value_or(usual));
    if (!found) co_return found.error();
    std::vector<EntryId> ids;
    for (const auto& hit : found->hits) ids.push_back(hit.entry.id);
    const auto numbers = rooms.playlist.numbers_of(ids);
    if (!numbers) co_return numbers.error();
    json::array hits;
    for (std::size_t i = 0; i < ids.size(); ++i) hits.emplace_back(hit_value(found->hits[i], (*numbers)[i]));
    co_return json::value{{"hits", std::move(hits)}, {"complete", found->complete}};
}

constexpr Method rows[] = {
    rpc::method<Search, find>("search", "find articles and marks by words, wherever they are"),
};

}  // namespace

std::span<const Method> search_methods() {
    return rows;
}

}  // namespace vorleser
