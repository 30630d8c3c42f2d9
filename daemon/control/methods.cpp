#include "daemon/control/methods.hpp"

#include <limits>

#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "daemon/article/marked.hpp"
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

// `number` 0: it is not in the list.
json::object entry_value(const Entry& e, std::int64_t number) {
    return {{"id", e.id},
            {"number", number ? json::value(number) : json::value(nullptr)},
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
            {"exact", e.exact},
            {"last_heard_at", e.last_heard_at ? json::value(e.last_heard_at) : json::value(nullptr)}};
}

json::value span_value(const std::optional<TextSpan>& span) {
    if (!span) return nullptr;
    return {{"begin", span->begin}, {"end", span->end}};
}

constexpr std::string_view repeat_names[] = {"off", "one", "all"};  // as Repeat

json::value sleep_value(const Report& report) {
    if (report.sleep_ms) return {{"ms", *report.sleep_ms}};
    if (report.sleep_at_end) return {{"at_end", true}};
    return nullptr;
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
    std::optional<std::int64_t> to_ms, by_ms, percent, by_sentences, by_paragraphs, by_headings;
    std::optional<std::string> to_text;
};
BOOST_DESCRIBE_STRUCT(Seek, (), (to_ms, by_ms, percent, by_sentences, by_paragraphs, by_headings, to_text))

struct Pitch {
    std::optional<std::int64_t> pitch;
};
BOOST_DESCRIBE_STRUCT(Pitch, (), (pitch))

struct RepeatMode {
    std::optional<std::string> mode;
};
BOOST_DESCRIBE_STRUCT(RepeatMode, (), (mode))

struct Shuffle {
    std::optional<bool> on;
};
BOOST_DESCRIBE_STRUCT(Shuffle, (), (on))

struct Sleep {
    std::optional<std::int64_t> after_ms;
    std::optional<bool> at_end, off;
};
BOOST_DESCRIBE_STRUCT(Sleep, (), (after_ms, at_end, off))

struct Remove {
    std::optional<std::int64_t> id, number;
    std::optional<std::vector<std::int64_t>> ids;
};
BOOST_DESCRIBE_STRUCT(Remove, (), (id, number, ids))

struct Restore {
    std::int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(Restore, (), (id))

struct Show {
    std::optional<std::int64_t> id, number;
    std::optional<bool> dropped, marked;
};
BOOST_DESCRIBE_STRUCT(Show, (), (id, number, dropped, marked))

struct Edit {
    std::optional<std::int64_t> id, number;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Edit, (), (id, number, text))

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

Answer added(Rooms& rooms, EntryId id, bool duplicate, const Reading& reading) {
    const auto entry = rooms.playlist.entry(id);
    const auto number = rooms.playlist.number_of(id);
    if (!entry) return entry.error();
    if (!number) return number.error();
    return json::value{{"entry", entry_value(*entry, *number)},
                       {"duplicate", duplicate},
                       {"blocks", reading.article.body.size()},
                       {"dropped", reading.dropped.size()},
                       {"only_the_beginning", reading.only_the_beginning}};
}

NewEntry new_entry(const Reading& reading) {
    std::size_t bytes = 0;
    for (const auto& placed : placed_blocks(reading.article)) bytes += placed.block.text.size();
    // The length is measured soon.
    return {reading.article, digest_of(reading.article), to_ms(estimated_samples(bytes)), reading.dropped};
}

awaitable<Answer> add(Rooms& rooms, Add params) {
    ReadOptions options;
    if (const auto as = params.as.value_or("auto"); as == "html")
        options.as = As::html;
    else if (as == "page")
        options.as = As::page;
    else if (as == "text")
        options.as = As::text;
    else if (as != "auto")
        co_return Error{ErrorKind::invalid_argument,
                        "\"as\" must be \"auto\", \"html\", \"page\" or \"text\"."};
    options.title = params.title.value_or("");
    options.source = params.source.value_or("");
    const auto reading = co_await rooms.worker.read(std::move(params.text), std::move(options));
    if (!reading) co_return reading.error();
    const NewEntry entry = new_entry(*reading);

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
    co_return added(rooms, id, duplicate, *reading);
}

struct Page {
    std::int64_t offset, limit;
};

Result<Page> page(const List& params) {
    const Page page{params.offset.value_or(0),
                    params.limit.value_or(std::numeric_limits<std::int64_t>::max())};
    if (page.offset < 0 || page.limit < 0)
        return Error{ErrorKind::invalid_argument, "\"offset\" and \"limit\" must not be negative."};
    return page;
}

Answer list(Rooms& rooms, const List& params) {
    const auto wanted = page(params);
    if (!wanted) return wanted.error();
    const auto [offset, limit] = *wanted;
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

Answer history(Rooms& rooms, const List& params) {
    const auto wanted = page(params);
    if (!wanted) return wanted.error();
    const auto entries = rooms.playlist.history(wanted->offset, wanted->limit);
    if (!entries) return entries.error();
    json::array values;
    for (const Entry& entry : *entries) {
        const auto number = entry.left_at ? Result<std::int64_t>(0) : rooms.playlist.number_of(entry.id);
        values.push_back(entry_value(entry, number ? *number : 0));
    }
    return json::value{{"entries", std::move(values)}};
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

awaitable<Answer> seek(Rooms& rooms, Seek params) {
    constexpr std::int64_t far = 1'000'000'000'000;  // ms: 31 years; keeps sums from overflowing
    const auto wrong = [](const char* what) { return Error{ErrorKind::invalid_argument, what}; };
    const auto& p = params;
    if (p.to_ms.has_value() + p.by_ms.has_value() + p.percent.has_value() + p.to_text.has_value() +
            p.by_sentences.has_value() + p.by_paragraphs.has_value() + p.by_headings.has_value() !=
        1)
        co_return wrong(
            "Give one of \"to_ms\", \"by_ms\", \"percent\", \"to_text\", \"by_sentences\", "
            "\"by_paragraphs\" and \"by_headings\".");
    if (p.percent && (*p.percent < 0 || *p.percent > 100))
        co_return wrong("\"percent\" must be from 0 to 100.");
    if (p.to_ms && *p.to_ms < 0) co_return wrong("\"to_ms\" must not be negative.");
    Player& player = rooms.player;
    Result<void> done;
    if (p.percent) done = player.seek_percent(static_cast<int>(*p.percent));
    if (p.to_ms) done = player.seek_to(std::min(*p.to_ms, far));
    if (p.by_ms) done = player.seek_by(std::clamp(*p.by_ms, -far, far));
    if (p.to_text) done = player.seek_text(*p.to_text);
    const std::pair<Unit, std::optional<std::int64_t>> units[] = {
        {Unit::sentence, p.by_sentences}, {Unit::paragraph, p.by_paragraphs}, {Unit::heading, p.by_headings}};
    for (const auto& [unit, by] : units)
        if (by) {
            const auto steps = static_cast<int>(std::clamp<std::int64_t>(*by, -1'000'000, 1'000'000));
            done = co_await player.seek_unit(unit, steps);
        }
    co_return status_after(rooms, done);
}

Answer speed(Rooms& rooms, const Percent& params) {
    if (!params.percent) return json::value(status_value(rooms));
    if (*params.percent < 50 || *params.percent > 400)
        return Error{ErrorKind::invalid_argument, "\"percent\" must be from 50 to 400."};
    return status_after(rooms, rooms.player.set_speed(static_cast<int>(*params.percent)));
}

Answer pitch(Rooms& rooms, const Pitch& params) {
    if (!params.pitch) return json::value(status_value(rooms));
    if (*params.pitch < -50 || *params.pitch > 50)
        return Error{ErrorKind::invalid_argument, "\"pitch\" must be from -50 to 50."};
    return status_after(rooms, rooms.player.set_pitch(static_cast<int>(*params.pitch)));
}

Answer repeat(Rooms& rooms, const RepeatMode& params) {
    if (!params.mode) return json::value(status_value(rooms));
    for (const Repeat mode : {Repeat::off, Repeat::one, Repeat::all})
        if (*params.mode == repeat_names[static_cast<int>(mode)])
            return status_after(rooms, rooms.player.set_repeat(mode));
    return Error{ErrorKind::invalid_argument, "\"mode\" must be \"off\", \"one\" or \"all\"."};
}

Answer shuffle(Rooms& rooms, const Shuffle& params) {
    if (!params.on) return json::value(status_value(rooms));
    return status_after(rooms, rooms.player.set_shuffle(*params.on));
}

Answer sleep(Rooms& rooms, const Sleep& params) {
    if (params.after_ms.has_value() + params.at_end.value_or(false) + params.off.value_or(false) > 1)
        return Error{ErrorKind::invalid_argument, "Give one of \"after_ms\", \"at_end\" and \"off\"."};
    constexpr std::int64_t day = 24 * 60 * 60 * 1000;
    if (params.after_ms && (*params.after_ms < 0 || *params.after_ms > day))
        return Error{ErrorKind::invalid_argument, "\"after_ms\" must be from 0 to 86400000, a day."};
    if (params.after_ms) rooms.player.sleep_after(std::chrono::milliseconds(*params.after_ms));
    if (params.at_end.value_or(false)) rooms.player.sleep_at_end();
    if (params.off.value_or(false)) rooms.player.no_sleep();
    return json::value(status_value(rooms));
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

Answer remove(Rooms& rooms, const Remove& params) {
    if (params.ids && (params.id || params.number))
        return Error{ErrorKind::invalid_argument, "Give \"ids\", \"id\" or \"number\", not several."};
    if (params.ids) return version_after(rooms, rooms.player.remove(*params.ids));
    const auto id = required(rooms, params);
    if (!id) return id.error();
    return version_after(rooms, rooms.player.remove(std::span(&*id, 1)));
}

Answer undo(Rooms& rooms, const None&) {
    const auto ids = rooms.playlist.undo();
    if (!ids) return ids.error();
    if (ids->empty()) return Error{ErrorKind::conflict, "There is nothing to undo."};
    rooms.player.list_changed();
    return json::value{{"version", rooms.playlist.version()}, {"ids", json::value_from(*ids)}};
}

Answer restore(Rooms& rooms, const Restore& params) {
    const auto restored = rooms.playlist.restore(params.id);
    if (restored) rooms.player.list_changed();
    return version_after(rooms, restored);
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

Answer show(Rooms& rooms, const Show& params) {
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
    json::array blocks;
    for (const auto& placed : placed_blocks(*article))
        blocks.push_back({{"kind", name(placed.block.kind)},
                          {"text", placed.block.text},
                          {"begin", placed.begin},
                          {"end", placed.end}});
    json::object shown{{"entry", entry_value(*entry, number ? *number : 0)},
                       {"authors", article->authors},
                       {"date", article->date},
                       {"blocks", std::move(blocks)}};
    if (params.dropped.value_or(false)) {
        const auto dropped = rooms.playlist.dropped(**id);
        if (!dropped) return dropped.error();
        shown["dropped"] = json::value_from(*dropped);
    }
    if (params.marked.value_or(false)) shown["marked"] = to_marked_text(*article);
    return json::value(std::move(shown));
}

awaitable<Answer> edit(Rooms& rooms, Edit params) {
    const auto id = required(rooms, params);
    if (!id) co_return id.error();
    const ReadOptions options{As::marked, "", ""};
    auto reading = co_await rooms.worker.read(std::move(params.text), options);
    if (!reading) co_return reading.error();
    const auto before = rooms.playlist.article(*id);
    if (!before) co_return before.error();
    // Only the text was edited.
    Article& article = reading->article;
    article.kicker = before->kicker;
    article.authors = before->authors;
    article.source = before->source;
    article.date = before->date;
    article.language = before->language;
    co_return version_after(rooms, rooms.player.replace(*id, new_entry(*reading)));
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
    rpc::method<Seek, seek>("seek", "go to a time, a sentence, a paragraph, a heading or a word"),
    rpc::method<Percent, speed>("speed", "show or set the speed, in percent"),
    rpc::method<Pitch, pitch>("pitch", "show or set the pitch, added to the voice's own"),
    rpc::method<Percent, volume>("volume", "show or set the volume, in percent"),
    rpc::method<Name, voice>("voice", "show or set the voice"),
    rpc::method<None, voices>("voices", "the voices there are"),
    rpc::method<RepeatMode, repeat>("repeat", "show or set what follows: off, one or all"),
    rpc::method<Shuffle, shuffle>("shuffle", "show or set whether articles follow in an order by chance"),
    rpc::method<Sleep, sleep>("sleep", "pause after a while, or at the article's end"),
    rpc::method<Remove, remove>("remove", "take entries off the playlist"),
    rpc::method<Move, move>("move", "move an entry to another place"),
    rpc::method<None, clear>("clear", "empty the playlist"),
    rpc::method<None, undo>("undo", "bring back what was removed or cleared last"),
    rpc::method<List, history>("history", "what was heard, the newest first"),
    rpc::method<Restore, restore>("restore", "put an entry that has left the list back, at its end"),
    rpc::method<Show, show>("show", "the cleaned text of an entry, or what was left out"),
    rpc::method<Edit, edit>("edit", "replace the text of an entry"),
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
                       {"pitch", report.pitch},
                       {"voice", report.voice},
                       {"repeat", repeat_names[static_cast<int>(report.repeat)]},
                       {"shuffle", report.shuffle},
                       {"sleep", sleep_value(report)},
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
