// Methods on marks: sentences that the listener wants to find again.
#include <limits>

#include "daemon/control/handlers.hpp"
#include "daemon/player/player.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;

struct MarkSentence {
    std::optional<std::int64_t> id, number, begin;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(MarkSentence, (), (id, number, begin, note))

struct Unmark {
    std::vector<std::int64_t> ids;
};
BOOST_DESCRIBE_STRUCT(Unmark, (), (ids))

struct Note {
    std::int64_t id = 0;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, note))

Result<void> check_note(const std::string& note) {
    if (note.size() <= longest_note) return {};
    return Error(ErrorKind::invalid_argument, "a note may have up to {} bytes", longest_note);
}

Answer value_of_mark(Rooms& rooms, std::int64_t id) {
    const auto mark = rooms.playlist.mark(id);
    if (!mark) return mark.error();
    return json::value(mark_value(*mark));
}

awaitable<Answer> mark(Rooms& rooms, MarkSentence params) {
    const auto id = chosen(rooms, params);
    if (!id) co_return id.error();
    constexpr Range code_points{0, std::numeric_limits<std::uint32_t>::max()};
    if (const auto right = within(code_points, "begin", params.begin); !right) co_return right.error();
    MarkedSentence marked;
    marked.note = std::move(params.note).value_or("");
    if (const auto right = check_note(marked.note); !right) co_return right.error();
    const auto at = params.begin ? std::optional(static_cast<std::uint32_t>(*params.begin)) : std::nullopt;
    auto sentence = co_await rooms.player.sentence(*id, at);
    if (!sentence) co_return sentence.error();
    marked.entry = sentence->entry;
    marked.begin = sentence->span.begin;
    marked.end = sentence->span.end;
    marked.sentence = std::move(sentence->text);
    marked.position_ms = sentence->position_ms;
    const auto added = rooms.playlist.add_mark(std::move(marked));
    if (!added) co_return added.error();
    co_return value_of_mark(rooms, *added);
}

awaitable<Result<std::string>> marks(Rooms& rooms, Which params) {
    const auto id = chosen(rooms, params);
    if (!id) co_return id.error();
    if (*id)
        if (const auto entry = rooms.playlist.entry(**id); !entry) co_return entry.error();
    const auto all = rooms.playlist.marks(*id);
    if (!all) co_return all.error();
    std::string text = "{";
    co_await append_array(text, "marks", *all, mark_value);
    text.erase(1, 1);  // the comma
    co_return text + "}";
}

Answer unmark(Rooms& rooms, const Unmark& params) {
    const auto removed = rooms.playlist.remove_marks(params.ids);
    if (!removed) return removed.error();
    return json::value{{"removed", params.ids.size()}};
}

Answer note(Rooms& rooms, const Note& params) {
    if (const auto right = check_note(params.note); !right) return right.error();
    const auto noted = rooms.playlist.set_note(params.id, params.note);
    if (!noted) return noted.error();
    return value_of_mark(rooms, params.id);
}

constexpr Method rows[] = {
    rpc::method<MarkSentence, mark>("mark", "remember the sentence that is heard, or another"),
    rpc::method<Which, marks>("marks", "the sentences that were marked"),
    rpc::method<Unmark, unmark>("unmark", "take marks away"),
    rpc::method<Note, note>("note", "write a note to a mark"),
};

}  // namespace

std::span<const Method> mark_methods() {
    return rows;
}

}  // namespace vorleser
