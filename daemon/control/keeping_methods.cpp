// Methods on the Merkliste: what is kept, how it is sorted, and what of it is read.
#include <utility>

#include "daemon/control/handlers.hpp"
#include "daemon/player/player.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;

struct Keep {
    std::vector<std::int64_t> ids;
    std::optional<bool> move;
    std::optional<std::vector<std::string>> tags;
};
BOOST_DESCRIBE_STRUCT(Keep, (), (ids, move, tags))

struct Unkeep {
    std::vector<std::int64_t> ids;
};
BOOST_DESCRIBE_STRUCT(Unkeep, (), (ids))

struct KeptPart {
    std::optional<std::int64_t> offset, limit;
    std::optional<std::string> tag, source;
    std::optional<bool> unread;
};
BOOST_DESCRIBE_STRUCT(KeptPart, (), (offset, limit, tag, source, unread))

struct Queue {
    std::vector<std::int64_t> ids;
    std::optional<std::int64_t> before;
    std::optional<bool> next, play, move;
};
BOOST_DESCRIBE_STRUCT(Queue, (), (ids, before, next, play, move))

struct Tag {
    std::vector<std::int64_t> ids;
    std::optional<std::vector<std::string>> add, remove;
};
BOOST_DESCRIBE_STRUCT(Tag, (), (ids, add, remove))

struct Read {
    std::vector<std::int64_t> ids;
    std::optional<bool> read;
};
BOOST_DESCRIBE_STRUCT(Read, (), (ids, read))

Answer keep(Rooms& rooms, const Keep& params) {
    return revision_after(rooms, rooms.player.keep(params.ids, params.move.value_or(false),
                                                   params.tags.value_or(std::vector<std::string>())));
}

Answer unkeep(Rooms& rooms, const Unkeep& params) {
    return revision_after(rooms, rooms.playlist.unkeep(params.ids));
}

awaitable<Result<std::string>> kept(Rooms& rooms, KeptPart params) {
    const auto wanted = page(params);
    if (!wanted) co_return wanted.error();
    auto found = rooms.playlist.kept({.offset = wanted->offset,
                                      .limit = wanted->limit,
                                      .tag = params.tag.value_or(""),
                                      .unread = params.unread.value_or(false),
                                      .source = params.source.value_or("")});
    if (!found) co_return found.error();
    auto entries = numbered(rooms, std::move(found->entries));
    if (!entries) co_return entries.error();
    json::object begin{{"revision", rooms.playlist.revision()}, {"total", found->total}};
    co_return co_await entries_text(std::move(begin), std::move(*entries));
}

Answer queue(Rooms& rooms, const Queue& params) {
    const bool next = params.next.value_or(false), play = params.play.value_or(false);
    if (params.before && (next || play))
        return Error(ErrorKind::invalid_argument,
                     "give \"before\", or \"next\" or \"play\", which say where it comes, too");
    if (play && params.ids.empty())
        return Error(ErrorKind::invalid_argument, "\"ids\" is empty: say what to play");
    auto spot = next || play ? after_current(rooms)
                             : Result<Insertion>(Insertion{.before = params.before, .shuffled = {}});
    if (!spot) return spot.error();
    const auto put = [&]() -> Result<EntryId> {
        const auto queued =
            rooms.playlist.queue(params.ids, spot->before, spot->shuffled, params.move.value_or(false));
        if (!queued) return queued.error();
        return params.ids.empty() ? 0 : params.ids.front();
    };
    const auto id = play ? rooms.player.interrupt_with(put) : put();
    if (!id) return id.error();
    rooms.player.list_changed();
    return json::value{{"revision", rooms.playlist.revision()}};
}

Answer tag(Rooms& rooms, const Tag& params) {
    const std::vector<std::string> none;
    return revision_after(rooms, rooms.playlist.tag(params.ids, params.add ? *params.add : none,
                                                    params.remove ? *params.remove : none));
}

Answer tags(Rooms& rooms, const None&) {
    const auto all = rooms.playlist.tags();
    if (!all) return all.error();
    json::array values;
    for (const TagCount& each : *all) values.push_back({{"name", each.tag}, {"count", each.count}});
    return json::value{{"tags", std::move(values)}};
}

Answer read(Rooms& rooms, const Read& params) {
    return revision_after(rooms, rooms.playlist.set_read(params.ids, params.read.value_or(true)));
}

constexpr Method rows[] = {
    rpc::method<Keep, keep>("keep", "keep articles for later"),
    rpc::method<Unkeep, unkeep>("unkeep", "keep articles no longer"),
    rpc::method<KeptPart, kept>("kept", "what is kept, the newest first"),
    rpc::method<Queue, queue>("queue", "queue articles that are kept or were heard"),
    rpc::method<Tag, tag>("tag", "sort articles by words"),
    rpc::method<None, tags>("tags", "the words that articles are sorted by"),
    rpc::method<Read, read>("read", "mark articles as read, or as unread"),
};

}  // namespace

std::span<const Method> keeping_methods() {
    return rows;
}

}  // namespace vorleser
