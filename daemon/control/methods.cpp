#include "daemon/control/methods.hpp"

#include <limits>

#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "daemon/player/player.hpp"
#include "daemon/player/timeline.hpp"
#include "daemon/playlist/playlist.hpp"
#include "daemon/worker/worker.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;
using boost::asio::awaitable;

// --- values
// -------------------------------------------------------------------------------------------------

json::object entry_value(const Entry& e, std::int64_t number) {
    return {{"id", e.id},
            {"number", number},
            {"title", e.title},
            {"kicker", e.kicker},
            {"source", e.source},
            {"language", e.language},
            {"added_at", e.added_at},
            {"state", e.heard                                    ? "heard"
                      : e.place == Place{} && e.position_ms == 0 ? "new"
                                                                 : "started"},
            {"position_ms", e.position_ms},
            {"duration_ms", e.duration_ms},
            {"exact", e.exact}};
}

json::value span_value(const std::optional<TextSpan>& span) {
    if (!span) return nullptr;
    return {{"begin", span->begin}, {"end", span->end}};
}

std::string_view status_name(Status status) {
    switch (status) {
        case Status::stopped:
            return "stopped";
        case Status::paused:
            return "paused";
        case Status::playing:
            return "playing";
        case Status::interrupted:
            return "interrupted";
    }
    return "";
}

// --- parameters
// -----------------------------------------------------------------------------------------------

struct None {};
BOOST_DESCRIBE_STRUCT(None, (), ())

struct Which {
    std::optional<std::int64_t> id, number;
};
BOOST_DESCRIBE_STRUCT(Which, (), (id, number))

struct Add {
    std::string text;
    std::optional<std::string> title, source, as;
    std::optional<bool> next, play;
};
BOOST_DESCRIBE_STRUCT(Add, (), (text, title, source, as, next, play))

struct List {
    std::optional<std::int64_t> offset, limit;
};
BOOST_DESCRIBE_STRUCT(List, (), (offset, limit))

struct Seek {
    std::optional<std::int64_t> to_ms, by_ms, percent;
};
BOOST_DESCRIBE_STRUCT(Seek, (), (to_ms, by_ms, percent))

struct Percent {
    std::optional<std::int64_t> percent;
};
BOOST_DESCRIBE_STRUCT(Percent, (), (percent))

struct Name {
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(Name, (), (name))

struct Move {
    std::optional<std::int64_t> id, number;
    std::int64_t to = 0;
};
BOOST_DESCRIBE_STRUCT(Move, (), (id, number, to))

struct Subscribe {
    std::optional<std::vector<std::string>> events;
};
BOOST_DESCRIBE_STRUCT(Subscribe, (), (events))

template <class P>
Result<std::optional<EntryId>> chosen(Rooms& rooms, const P& params) {
    if (params.id && params.number)
        return Error{ErrorKind::invalid_argument, "Give \"id\" or \"number\", not both."};
    if (params.id) return std::optional(*params.id);
    if (!params.number) return std::optional<EntryId>();
    const auto id = rooms.playlist.at_number(*params.number);
    if (!id) return id.error();
    return std::optional(*id);
}

template <class P>
Result<EntryId> required(Rooms& rooms, const P& params) {
    const auto id = chosen(rooms, params);
    if (!id) return id.error();
    if (!*id) return Error{ErrorKind::invalid_argument, "Say which entry: \"id\" or \"number\"."};
    return **id;
}

// --- handlers
// -------------------------------------------------------------------------------------------------

Answer status_after(Rooms& rooms, const Result<void>& done) {
    if (!done) return done.error();
    return json::value(status_value(rooms));
}

Answer version_after(Rooms& rooms, const Result<void>& done) {
    if (!done) return done.error();
    return json::value{{"version", rooms.playlist.version()}};
}

// The same text gives the same digest; whoever finds one compares the articles (FNV-1a, 64 bit).
std::string digest_of(const Article& article) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const auto& placed : placed_blocks(article))
        for (const unsigned char byte : placed.block.text) hash = (hash ^ byte) * 0x100000001b3;
    return fmt::format("{:016x}", hash);
}

Answer added(Rooms& rooms, EntryId id, bool duplicate, std::size_t blocks, std::size_t dropped) {
    const auto entry = rooms.playlist.entry(id);
    const auto number = rooms.playlist.number_of(id);
    if (!entry) return entry.error();
    if (!number) return number.error();
    return json::value{{"entry", entry_value(*entry, *number)},
                       {"duplicate", duplicate},
                       {"blocks", blocks},
                       {"dropped", dropped}};
}

awaitable<Answer> add(Rooms& rooms, Add params) {
    ReadOptions options;
    if (const auto as = params.as.value_or("auto"); as == "page")
        options.as = As::page;
    else if (as == "text")
        options.as = As::text;
    else if (as != "auto")
        co_return Error{ErrorKind::invalid_argument, "\"as\" must be \"auto\", \"page\" or \"text\"."};
    options.title = params.title.value_or("");
    options.source = params.source.value_or("");
    const auto reading = co_await rooms.worker.read(std::move(params.text), std::move(options));
    if (!reading) co_return reading.error();
    const Article& article = reading->article;
    const std::size_t blocks = article.body.size(), dropped = reading->dropped.size();

    NewEntry entry{article, digest_of(article), 0};
    std::size_t bytes = 0;
    for (const auto& placed : placed_blocks(article)) bytes += placed.block.text.size();
    entry.duration_ms = to_ms(estimated_samples(bytes));  // measured soon

    EntryId id = 0;
    const auto known = rooms.playlist.find_digest(entry.digest);
    if (!known) co_return known.error();
    const bool duplicate = known->has_value();
    if (duplicate) {
        id = **known;
    } else {
        std::optional<EntryId> before;
        if (params.next.value_or(false) || params.play.value_or(false)) {
            const auto now = rooms.player.report();
            const auto after = now.entry ? rooms.playlist.after(now.entry->id)
                                         : Result<std::optional<EntryId>>(std::nullopt);
            if (!after) co_return after.error();
            before = *after;
        }
        const auto ids = rooms.playlist.add(std::span(&entry, 1), before);
        if (!ids) co_return ids.error();
        id = ids->front();
    }
    const auto playing = params.play.value_or(false) ? rooms.player.interrupt_with(id) : Result<void>();
    if (!duplicate) rooms.player.list_changed();
    if (!playing) co_return playing.error();
    co_return added(rooms, id, duplicate, blocks, dropped);
}

Answer list(Rooms& rooms, const List& params) {
    const auto offset = params.offset.value_or(0),
               limit = params.limit.value_or(std::numeric_limits<std::int64_t>::max());
    if (offset < 0 || limit < 0)
        return Error{ErrorKind::invalid_argument, "\"offset\" and \"limit\" must not be negative."};
    const auto total = rooms.playlist.size();
    if (!total) return total.error();
    const auto entries = rooms.playlist.list(offset, limit);
    if (!entries) return entries.error();
    json::array values;
    values.reserve(entries->size());
    for (const Entry& entry : *entries)
        values.push_back(entry_value(entry, offset + static_cast<std::int64_t>(values.size()) + 1));
    return json::value{
        {"version", rooms.playlist.version()}, {"total", *total}, {"entries", std::move(values)}};
}

Answer status(Rooms& rooms, const None&) {
    return json::value(status_value(rooms));
}

Answer play(Rooms& rooms, const Which& params) {
    const auto id = chosen(rooms, params);
    if (!id) return id.error();
    return status_after(rooms, rooms.player.play(*id));
}

Answer pause(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.pause());
}
Answer resume(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.resume());
}
Answer toggle(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.toggle());
}
Answer stop(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.stop());
}
Answer next(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.next());
}
Answer previous(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.previous());
}

Answer seek(Rooms& rooms, const Seek& params) {
    constexpr std::int64_t far = 1'000'000'000'000;  // ms: 31 years; keeps sums from overflowing
    if (params.to_ms.has_value() + params.by_ms.has_value() + params.percent.has_value() != 1)
        return Error{ErrorKind::invalid_argument, "Give one of \"to_ms\", \"by_ms\" and \"percent\"."};
    if (params.percent) {
        if (*params.percent < 0 || *params.percent > 100)
            return Error{ErrorKind::invalid_argument, "\"percent\" must be from 0 to 100."};
        return status_after(rooms, rooms.player.seek_percent(static_cast<int>(*params.percent)));
    }
    if (params.to_ms && *params.to_ms < 0)
        return Error{ErrorKind::invalid_argument, "\"to_ms\" must not be negative."};
    if (params.to_ms) return status_after(rooms, rooms.player.seek_to(std::min(*params.to_ms, far)));
    return status_after(rooms, rooms.player.seek_by(std::clamp(*params.by_ms, -far, far)));
}

Answer speed(Rooms& rooms, const Percent& params) {
    if (!params.percent) return json::value(status_value(rooms));
    if (*params.percent < 50 || *params.percent > 400)
        return Error{ErrorKind::invalid_argument, "\"percent\" must be from 50 to 400."};
    return status_after(rooms, rooms.player.set_speed(static_cast<int>(*params.percent)));
}

Answer volume(Rooms& rooms, const Percent& params) {
    if (!params.percent) return json::value(status_value(rooms));
    if (*params.percent < 0 || *params.percent > 100)
        return Error{ErrorKind::invalid_argument, "\"percent\" must be from 0 to 100."};
    return status_after(rooms, rooms.player.set_volume(static_cast<int>(*params.percent)));
}

Answer voice(Rooms& rooms, const Name& params) {
    if (!params.name) return json::value(status_value(rooms));
    return status_after(rooms, rooms.player.set_voice(*params.name));
}

Answer voices(Rooms& rooms, const None&) {
    json::array values;
    for (const VoiceProfile& voice : rooms.player.voices())
        values.push_back(
            {{"name", voice.name}, {"description", voice.description}, {"language", voice.language}});
    return json::value{{"voices", std::move(values)}, {"current", rooms.player.report().voice}};
}

Answer remove(Rooms& rooms, const Which& params) {
    const auto id = required(rooms, params);
    if (!id) return id.error();
    return version_after(rooms, rooms.player.remove(std::span(&*id, 1)));
}

Answer move(Rooms& rooms, const Move& params) {
    const auto id = required(rooms, params);
    if (!id) return id.error();
    const auto moved = rooms.playlist.move(*id, params.to);
    if (moved) rooms.player.list_changed();
    return version_after(rooms, moved);
}

Answer clear(Rooms& rooms, const None&) {
    return version_after(rooms, rooms.player.clear());
}

Answer show(Rooms& rooms, const Which& params) {
    auto id = chosen(rooms, params);
    if (!id) return id.error();
    if (!*id) {
        const auto now = rooms.player.report();
        if (!now.entry) return Error{ErrorKind::conflict, "Nothing is being read: say which entry to show."};
        id = std::optional(now.entry->id);
    }
    const auto entry = rooms.playlist.entry(**id);
    if (!entry) return entry.error();
    const auto article = rooms.playlist.article(**id);
    if (!article) return article.error();
    const auto number = rooms.playlist.number_of(**id);
    if (!number) return number.error();
    json::array blocks;
    for (const auto& placed : placed_blocks(*article))
        blocks.push_back({{"kind", name(placed.block.kind)},
                          {"text", placed.block.text},
                          {"begin", placed.begin},
                          {"end", placed.end}});
    return json::value{{"entry", entry_value(*entry, *number)},
                       {"authors", article->authors},
                       {"date", article->date},
                       {"blocks", std::move(blocks)}};
}

// The session itself keeps what is subscribed to; see session.cpp.
Answer subscribe(Rooms& rooms, const Subscribe& params) {
    for (const auto& event : params.events.value_or(std::vector<std::string>()))
        if (event != "state" && event != "position" && event != "playlist")
            return Error{ErrorKind::invalid_argument,
                         "There is no event \"" + event + "\": state, position, playlist."};
    return json::value(status_value(rooms));
}

Answer quit(Rooms& rooms, const None&) {
    rooms.quit();
    return json::value(true);
}

constexpr Method rows[] = {
    rpc::method<Add, add>("add", "queue an article"),
    rpc::method<List, list>("list", "the playlist, or a part of it"),
    rpc::method<None, status>("status", "what is being read, and where"),
    rpc::method<Which, play>("play", "play an entry, or go on"),
    rpc::method<None, pause>("pause", "pause at the very sample"),
    rpc::method<None, resume>("resume", "go on where it was paused"),
    rpc::method<None, toggle>("toggle", "pause or go on"),
    rpc::method<None, stop>("stop", "stop, and go back to the start of the article"),
    rpc::method<None, next>("next", "go to the next article"),
    rpc::method<None, previous>("previous", "go to the start of the article, or to the one before"),
    rpc::method<Seek, seek>("seek", "go to a time in the article"),
    rpc::method<Percent, speed>("speed", "show or set the speed, in percent"),
    rpc::method<Percent, volume>("volume", "show or set the volume, in percent"),
    rpc::method<Name, voice>("voice", "show or set the voice"),
    rpc::method<None, voices>("voices", "the voices there are"),
    rpc::method<Which, remove>("remove", "take an entry off the playlist"),
    rpc::method<Move, move>("move", "move an entry to another place"),
    rpc::method<None, clear>("clear", "empty the playlist"),
    rpc::method<Which, show>("show", "the cleaned text of an entry"),
    rpc::method<Subscribe, subscribe>("subscribe", "get events from now on"),
    rpc::method<None, quit>("quit", "save everything and end the daemon"),
};

}  // namespace

std::span<const Method> methods() {
    return rows;
}

const Method* find_method(std::string_view name) {
    for (const Method& row : rows)
        if (row.name == name) return &row;
    return nullptr;
}

json::array protocol() {
    json::array all;
    for (const Method& row : rows) {
        json::array params;
        for (const Param& param : row.params())
            params.push_back({{"name", param.name}, {"type", param.type}, {"optional", param.optional}});
        all.push_back({{"name", row.name}, {"summary", row.summary}, {"params", std::move(params)}});
    }
    return all;
}

json::object status_value(Rooms& rooms) {
    const Report report = rooms.player.report();
    const auto size = rooms.playlist.size();
    json::object value{{"state", status_name(report.status)},
                       {"reason", report.reason ? json::value(*report.reason) : json::value(nullptr)},
                       {"entry", nullptr},
                       {"position_ms", 0},
                       {"duration_ms", 0},
                       {"exact", true},
                       {"sentence", span_value(report.sentence)},
                       {"word", span_value(report.word)},
                       {"speed", report.speed_percent},
                       {"volume", report.volume_percent},
                       {"voice", report.voice},
                       {"size", size ? *size : 0},
                       {"version", rooms.playlist.version()}};
    if (report.entry) {
        const auto number = rooms.playlist.number_of(report.entry->id);
        value["entry"] = entry_value(*report.entry, number ? *number : 0);
        value["position_ms"] = report.entry->position_ms;
        value["duration_ms"] = report.entry->duration_ms;
        value["exact"] = report.entry->exact;
    }
    if (report.sentence) value["sentence"].as_object()["text"] = report.sentence_text;
    return value;
}

json::object position_value(Rooms& rooms) {
    const Report report = rooms.player.report();
    return {{"id", report.entry ? json::value(report.entry->id) : json::value(nullptr)},
            {"position_ms", report.entry ? report.entry->position_ms : 0},
            {"word", span_value(report.word)},
            {"sentence", span_value(report.sentence)}};
}

json::object playlist_value(Rooms& rooms) {
    const auto size = rooms.playlist.size();
    return {{"version", rooms.playlist.version()}, {"size", size ? *size : 0}};
}

}  // namespace vorleser
