// What the handlers of the methods share; private to the room.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "daemon/control/rpc.hpp"
#include "daemon/control/values.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser {

using Answer = Result<boost::json::value>;

// The rows of the table, by the room that their handlers go to.
std::span<const Method> adding_methods();
std::span<const Method> playlist_methods();
std::span<const Method> keeping_methods();
std::span<const Method> player_methods();
std::span<const Method> output_methods();
std::span<const Method> mark_methods();
std::span<const Method> backup_methods();
std::span<const Method> import_methods();
std::span<const Method> lexicon_methods();
std::span<const Method> speech_methods();
std::span<const Method> search_methods();

// Lets the rest of the loop go on.
boost::asio::awaitable<void> others_turn();
constexpr std::size_t a_while = 256;  // entries, after which others have their turn

// What was read, to be stored; its length is estimated until it is measured.
NewEntry new_entry(StoredArticle article, std::string dropped);

// All that would take long when it is stored together with the entry. Others have their turn in between.
boost::asio::awaitable<Result<void>> store_ahead(Rooms& rooms, NewEntry& entry);

// Appends `,"key": [...]`, one element for each of `all`, and lets the rest of the loop go on in between: a
// tree of a million values would take seconds and ten times the memory of its text.
template <class Items, class Value>
boost::asio::awaitable<void> append_array(std::string& text, std::string_view key, const Items& all,
                                          Value value) {
    text += ",\"";
    text += key;
    text += "\":[";
    std::size_t count = 0;
    for (const auto& each : all) {
        if (count++) text += ',';
        text += boost::json::serialize(value(each));
        if (count % a_while == 0) co_await others_turn();
    }
    text += ']';
}

// What the listener should know of how an entry is read.
std::vector<Sentence> warnings_of(Rooms& rooms, const Entry& entry);

// {…"entries": […]} as JSON: `begin`, and what is numbered (0: it is not in the list). Others have their turn
// in between.
struct Numbered {
    Entry entry;
    std::int64_t number = 0;
};
boost::asio::awaitable<Result<std::string>> entries_text(boost::json::object begin,
                                                         std::vector<Numbered> entries);
// As many entries, with their numbers in the list.
Result<std::vector<Numbered>> numbered(Rooms& rooms, std::vector<Entry> entries);

// The part that is wanted of entries.
struct Page {
    std::int64_t offset, limit;
};
template <class Params>
Result<Page> page(const Params& params) {
    const Page page{params.offset.value_or(0),
                    params.limit.value_or(std::numeric_limits<std::int64_t>::max())};
    if (page.offset < 0 || page.limit < 0)
        return Error(ErrorKind::invalid_argument, "\"offset\" and \"limit\" must not be negative");
    return page;
}

// Where in the list something comes right after the current article; at its end without one.
struct Insertion {
    std::optional<EntryId> before;
    std::optional<Shuffled> shuffled;
};
Result<Insertion> after_current(Rooms& rooms);

// `invalid_argument` where a parameter is given and not within its range.
inline Result<void> within(const Range& range, const char* name, std::optional<std::int64_t> value) {
    if (!value || range.holds(*value)) return {};
    return Error(ErrorKind::invalid_argument, "\"{}\" must be from {} to {}", name, range.low, range.high);
}

struct None {};
BOOST_DESCRIBE_STRUCT(None, (), ())

struct Which {
    std::optional<std::int64_t> id, number;
};
BOOST_DESCRIBE_STRUCT(Which, (), (id, number))

// The entry that `id` or `number` of the parameters names; nullopt if they name none.
template <class P>
Result<std::optional<EntryId>> chosen(Rooms& rooms, const P& params) {
    if (params.id && params.number)
        return Error(ErrorKind::invalid_argument, "give \"id\" or \"number\", not both");
    if (params.id) return std::optional(*params.id);
    if (!params.number) return std::optional<EntryId>();
    const auto id = rooms.playlist.at_number(*params.number);
    if (!id) return id.error();
    return std::optional(*id);
}

// The same where an entry has to be named.
template <class P>
Result<EntryId> required(Rooms& rooms, const P& params) {
    const auto id = chosen(rooms, params);
    if (!id) return id.error();
    if (!*id) return Error(ErrorKind::invalid_argument, "say which entry: \"id\" or \"number\"");
    return **id;
}

// What a method answers that may have failed: the Status, or the list's revision.
inline Answer status_after(Rooms& rooms, const Result<void>& done) {
    if (!done) return done.error();
    return boost::json::value(status_value(rooms));
}

inline Answer revision_after(Rooms& rooms, const Result<void>& done) {
    if (!done) return done.error();
    return boost::json::value{{"revision", rooms.playlist.revision()}};
}

}  // namespace vorleser
