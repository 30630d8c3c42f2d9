// Methods on the list: what is queued, in which order, what was heard.
#include <algorithm>
#include <limits>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/article/marked.hpp"
#include "daemon/control/handlers.hpp"
#include "daemon/player/player.hpp"
#include "daemon/playlist/sources.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;

struct List {
    std::optional<std::int64_t> offset, limit;
    std::optional<bool> unheard;
    std::optional<std::string> source;
    std::optional<std::int64_t> after;
};
BOOST_DESCRIBE_STRUCT(List, (), (offset, limit, unheard, source, after))

struct ChangesSince {
    std::optional<std::int64_t> since;
};
BOOST_DESCRIBE_STRUCT(ChangesSince, (), (since))

struct History {
    std::optional<std::int64_t> offset, limit;
};
BOOST_DESCRIBE_STRUCT(History, (), (offset, limit))

struct Clear {
    std::optional<bool> heard;
};
BOOST_DESCRIBE_STRUCT(Clear, (), (heard))

struct Remove {
    std::optional<std::int64_t> id, number;
    std::optional<std::vector<std::int64_t>> ids;
};
BOOST_DESCRIBE_STRUCT(Remove, (), (id, number, ids))

struct Move {
    std::optional<std::int64_t> id, number;
    std::int64_t to = 0;
};
BOOST_DESCRIBE_STRUCT(Move, (), (id, number, to))

struct Restore {
    std::int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(Restore, (), (id))

struct Show {
    std::optional<std::int64_t> id, number;
    std::optional<bool> dropped, marked;
};
BOOST_DESCRIBE_STRUCT(Show, (), (id, number, dropped, marked))

// What was once heard to its end and is not being read again.
bool is_heard(const Report& now, const Entry& entry) {
    return entry.heard && !(now.entry && now.entry->id == entry.id && now.status != Status::stopped);
}

// What would be read after an entry, each as it is and with its number.
awaitable<Result<std::string>> list_after(Rooms& rooms, EntryId after, std::int64_t limit) {
    const auto ids = rooms.player.following(after, limit);
    if (!ids) co_return ids.error();
    const auto numbers = rooms.playlist.numbers_of(*ids);
    if (!numbers) co_return numbers.error();
    const auto total = rooms.playlist.size();
    if (!total) co_return total.error();
    json::object begin{{"revision", rooms.playlist.revision()}, {"total", *total}};
    std::vector<Numbered> shown;
    for (std::size_t i = 0; i < ids->size(); ++i) {
        auto entry = rooms.playlist.entry((*ids)[i]);
        if (entry) shown.push_back({std::move(*entry), (*numbers)[i]});  // else it is gone meanwhile
        if (i % a_while == a_while - 1) co_await others_turn();
    }
    co_return co_await entries_text(std::move(begin), std::move(shown));
}

// What of the list is not heard, or from a source, each with the number that it has in the whole list.
awaitable<Result<std::string>> list_filtered(Rooms& rooms, List params, Page wanted) {
    auto entries = rooms.playlist.list(0, std::numeric_limits<std::int64_t>::max());
    if (!entries) co_return entries.error();
    const bool unheard = params.unheard.value_or(false);
    const auto source = params.source.value_or("");
    const Report now = rooms.player.report();
    std::vector<Numbered> shown;
    std::int64_t total = 0, number = 0;
    for (Entry& entry : *entries) {
        ++number;
        if (unheard && is_heard(now, entry)) continue;
        if (!source.empty() && !is_from(entry.source, entry.url, source)) continue;
        if (total >= wanted.offset && total - wanted.offset < wanted.limit)
            shown.push_back({std::move(entry), number});
        ++total;
    }
    entries->clear();
    json::object begin{{"revision", rooms.playlist.revision()}, {"total", total}};
    co_return co_await entries_text(std::move(begin), std::move(shown));
}

awaitable<Result<std::string>> list(Rooms& rooms, List params) {
    const auto wanted = page(params);
    if (!wanted) co_return wanted.error();
    const auto [offset, limit] = *wanted;
    if (params.after && (params.offset || params.unheard || params.source))
        co_return Error(
            ErrorKind::invalid_argument,
            "\"after\" tells the order by itself: leave out \"offset\", \"unheard\" and \"source\"");
    if (params.after) co_return co_await list_after(rooms, *params.after, limit);
    if (!params.unheard.value_or(false) && params.source.value_or("").empty()) {
        auto entries = rooms.playlist.list(offset, limit);
        if (!entries) co_return entries.error();
        const auto total = rooms.playlist.size();
        if (!total) co_return total.error();
        std::vector<Numbered> shown;
        shown.reserve(entries->size());
        for (Entry& entry : *entries)
            shown.push_back({std::move(entry), offset + 1 + static_cast<std::int64_t>(shown.size())});
        entries->clear();
        json::object begin{{"revision", rooms.playlist.revision()}, {"total", *total}};
        co_return co_await entries_text(std::move(begin), std::move(shown));
    }
    co_return co_await list_filtered(rooms, std::move(params), *wanted);
}

Answer changes(Rooms& rooms, const ChangesSince& params) {
    const auto since = rooms.playlist.changed_since(params.since.value_or(0));
    if (!since) return since.error();
    json::array changed;
    for (const ChangedEntry& each : since->entries) changed.push_back(changed_value(each));
    return json::value{{"revision", rooms.playlist.revision()},
                       {"device", to_text(rooms.playlist.device())},
                       {"whole", since->whole},
                       {"changes", std::move(changed)}};
}

awaitable<Result<std::string>> history(Rooms& rooms, History params) {
    const auto wanted = page(params);
    if (!wanted) co_return wanted.error();
    auto entries = rooms.playlist.history(wanted->offset, wanted->limit);
    if (!entries) co_return entries.error();
    auto shown = numbered(rooms, std::move(*entries));
    if (!shown) co_return shown.error();
    json::object begin;
    co_return co_await entries_text(std::move(begin), std::move(*shown));
}

Answer remove(Rooms& rooms, const Remove& params) {
    if (params.ids && (params.id || params.number))
        return Error(ErrorKind::invalid_argument, "give \"ids\", \"id\" or \"number\", not several");
    if (params.ids) return revision_after(rooms, rooms.player.remove(*params.ids));
    const auto id = required(rooms, params);
    if (!id) return id.error();
    return revision_after(rooms, rooms.player.remove(std::span(&*id, 1)));
}

Answer move(Rooms& rooms, const Move& params) {
    const auto id = required(rooms, params);
    if (!id) return id.error();
    const auto moved = rooms.playlist.move(*id, params.to);
    if (!moved) return moved.error();
    rooms.player.list_changed();
    const auto number = rooms.playlist.number_of(*id);
    if (!number) return number.error();
    return json::value{{"revision", rooms.playlist.revision()}, {"number", *number}};
}

Answer clear(Rooms& rooms, const Clear& params) {
    std::int64_t removed = 0;
    if (params.heard.value_or(false)) {
        const auto entries = rooms.playlist.list(0, std::numeric_limits<std::int64_t>::max());
        if (!entries) return entries.error();
        const Report now = rooms.player.report();
        std::vector<EntryId> ids;
        for (const Entry& entry : *entries)
            if (is_heard(now, entry)) ids.push_back(entry.id);
        if (!ids.empty())
            if (const auto done = rooms.player.remove(ids); !done) return done.error();
        removed = static_cast<std::int64_t>(ids.size());
    } else {
        const auto size = rooms.playlist.size();
        if (!size) return size.error();
        if (const auto done = rooms.player.clear(); !done) return done.error();
        removed = *size;
    }
    return json::value{{"revision", rooms.playlist.revision()}, {"removed", removed}};
}

Answer undo(Rooms& rooms, const None&) {
    const auto ids = rooms.player.undo();
    if (!ids) return ids.error();
    if (ids->empty()) return Error(ErrorKind::conflict, "there is nothing to undo");
    return json::value{{"revision", rooms.playlist.revision()}, {"ids", json::value_from(*ids)}};
}

Answer restore(Rooms& rooms, const Restore& params) {
    const auto restored = rooms.playlist.restore(params.id);
    if (restored) rooms.player.list_changed();
    return revision_after(rooms, restored);
}

// Reads an article part by part and gives its blocks to `append`; others have their turn in between, but an
// ordinary one is done in one go: what is half done is in nobody's budget. Errors: those of Playlist::part().
template <class Append>
awaitable<Result<void>> each_block(Rooms& rooms, const Contents& contents, Append append) {
    constexpr std::size_t much = 256 * 1024;  // bytes, a millisecond or two
    std::uint32_t begin = 0;
    std::size_t blocks_done = 0, bytes_done = 0;
    for (std::size_t part = 0; part < contents.parts.size(); ++part) {
        const auto text = rooms.playlist.part(contents, part);
        if (!text) co_return text.error();
        auto blocks = blocks_of(*text);
        if (!blocks) co_return blocks.error();
        const auto placed = placed_blocks(std::move(*blocks), begin);
        for (const PlacedBlock& each : placed) {
            append(each);
            bytes_done += each.block.text.size();
            if (++blocks_done % a_while != 0 && bytes_done < much) continue;
            bytes_done = 0;
            co_await others_turn();
        }
        begin = placed.back().end + 2;  // the blank line
    }
    co_return Result<void>();
}

awaitable<Result<std::string>> show(Rooms& rooms, Show params) {
    auto id = chosen(rooms, params);
    if (!id) co_return id.error();
    if (!*id) {
        const auto now = rooms.player.report();
        if (!now.entry)
            co_return Error(ErrorKind::conflict, "nothing is being read: say which entry to show");
        id = std::optional(now.entry->id);
    }
    const auto entry = rooms.playlist.entry(**id);
    if (!entry) co_return entry.error();
    const auto contents = rooms.playlist.contents(**id);
    if (!contents) co_return contents.error();
    const auto number = rooms.playlist.number_of(**id);
    json::object shown{{"entry", entry_value(*entry, number ? *number : 0)},
                       {"authors", contents->authors},
                       {"date", contents->date}};
    add_warnings(shown, warnings_of(rooms, *entry));
    std::string text = json::serialize(shown);
    text.pop_back();  // goes on
    constexpr std::size_t large = 4 << 20;
    std::size_t about = text.size();
    for (const PartSize& size : contents->parts) about += size.bytes + std::size_t{80} * size.blocks;
    if (about > large) text.reserve(about);  // growing, it would be there twice
    if (params.marked.value_or(false)) {
        text += ",\"marked\":\"";
        const auto append = [&](const PlacedBlock& placed) {
            const bool first = placed.begin == 0;
            const std::string marked = json::serialize(json::string(to_marked_text(placed.block)));
            if (!first || placed.block.kind != BlockKind::title) text += first ? "\\n\\n" : "\\n";
            text += std::string_view(marked).substr(1, marked.size() - 2);
        };
        const auto done = co_await each_block(rooms, *contents, append);
        if (!done) co_return done.error();
        text += '"';
    }
    text += ",\"blocks\":[";
    const auto append = [&](const PlacedBlock& placed) {
        if (placed.begin != 0) text += ',';
        text += json::serialize(json::value{{"kind", name(placed.block.kind)},
                                            {"text", placed.block.text},
                                            {"begin", placed.begin},
                                            {"end", placed.end}});
    };
    const auto done = co_await each_block(rooms, *contents, append);
    if (!done) co_return done.error();
    text += ']';
    if (params.dropped.value_or(false)) {
        const auto dropped = rooms.playlist.dropped(**id);
        if (!dropped) co_return dropped.error();
        std::vector<std::string_view> lines;
        for (std::string_view rest = *dropped; !rest.empty();) {
            const auto end = std::min(rest.find('\n'), rest.size() - 1);
            lines.push_back(rest.substr(0, end));
            rest.remove_prefix(end + 1);
        }
        co_await append_array(text, "dropped", lines,
                              [](std::string_view line) { return json::value(json::string(line)); });
    }
    text += '}';
    co_return text;
}

constexpr Method rows[] = {
    rpc::method<List, list>("list", "the playlist, or a part of it"),
    rpc::method<Show, show>("show", "the cleaned text of an entry, or what was left out"),
    rpc::method<Remove, remove>("remove", "take entries off the playlist"),
    rpc::method<Move, move>("move", "move an entry to another place"),
    rpc::method<Clear, clear>("clear", "empty the playlist"),
    rpc::method<ChangesSince, changes>("changes", "what has changed in the playlist since a revision"),
    rpc::method<None, undo>("undo", "take back the last change of the lists"),
    rpc::method<History, history>("history", "what was heard, the newest first"),
    rpc::method<Restore, restore>("restore", "put an entry that has left the list back, at its end"),
};

}  // namespace

awaitable<Result<std::string>> entries_text(json::object begin, std::vector<Numbered> entries) {
    std::string text = json::serialize(begin);
    text.pop_back();  // goes on
    co_await append_array(text, "entries", entries,
                          [](const Numbered& each) { return entry_value(each.entry, each.number); });
    text += '}';
    if (begin.empty()) text.erase(1, 1);  // the comma
    co_return text;
}

std::vector<Sentence> warnings_of(Rooms& rooms, const Entry& entry) {
    const auto makeshift = rooms.player.makeshift_voice(entry.language);
    return makeshift ? std::vector{*makeshift} : std::vector<Sentence>();
}

awaitable<void> others_turn() {
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
}

Result<std::vector<Numbered>> numbered(Rooms& rooms, std::vector<Entry> entries) {
    std::vector<EntryId> ids;
    for (const Entry& entry : entries) ids.push_back(entry.id);
    const auto numbers = rooms.playlist.numbers_of(ids);
    if (!numbers) return numbers.error();
    std::vector<Numbered> all;
    for (std::size_t i = 0; i < ids.size(); ++i) all.push_back({std::move(entries[i]), (*numbers)[i]});
    return all;
}

Result<Insertion> after_current(Rooms& rooms) {
    const auto now = rooms.player.report();
    if (!now.entry) return Insertion{};
    const auto after = rooms.playlist.after(now.entry->id);
    if (!after) return after.error();
    Insertion spot{.before = *after, .shuffled = {}};
    if (now.shuffle) spot.shuffled = {now.entry->id, now.shuffle};
    return spot;
}

std::span<const Method> playlist_methods() {
    return rows;
}

}  // namespace vorleser
