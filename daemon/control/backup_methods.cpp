// All that a listener would miss, for an archive.
#include <chrono>
#include <utility>

#include <boost/asio/use_awaitable.hpp>

#include "daemon/article/characters.hpp"
#include "daemon/article/marked.hpp"
#include "daemon/base/file.hpp"
#include "daemon/control/handlers.hpp"
#include "daemon/control/session.hpp"
#include "daemon/player/player.hpp"
#include "daemon/playlist/tags.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;

constexpr std::int64_t version = 1;  // of the records

json::value place_record(const Entry& entry) {
    return {{"code_point", entry.place.code_point},
            {"millionths", static_cast<std::int64_t>(entry.place.fraction * 1e6)},
            {"position_ms", entry.position_ms},
            {"cause", static_cast<int>(entry.made.cause)},
            {"device", to_text(entry.made.device)},
            {"from", entry.made.from}};
}

json::object entry_record(const Entry& entry, const Contents& contents, std::int64_t removal) {
    json::array tags;
    for (const auto tag : tags_of(entry.tags)) tags.emplace_back(tag);
    return {{"uid", to_text(entry.uid)},
            {"title", shortened(entry.title)},
            {"kicker", shortened(entry.kicker)},
            {"source", shortened(entry.source)},
            {"url", shortened(entry.url)},
            {"language", shortened(entry.language)},
            {"authors", shortened(contents.authors)},
            {"date", shortened(contents.date)},
            {"added_at", entry.added_at},
            {"text_revision", entry.text_revision},
            {"duration_ms", entry.duration_ms},
            {"heard", entry.heard},
            {"last_heard_at", entry.last_heard_at},
            {"left_at", entry.left_at},
            {"removal", removal},
            {"kept_at", entry.kept_at},
            {"read_at", entry.read_at},
            {"tags", std::move(tags)},
            {"place", place_record(entry)}};
}

json::object mark_record(const MarkedSentence& mark) {
    json::object record = mark_value(mark);
    for (const char* ours : {"id", "entry", "found"}) record.erase(ours);
    for (const char* name : {"title", "source", "url"}) {
        const auto& text = record[name].get_string();
        record[name] = shortened({text.data(), text.size()});
    }
    return record;
}

// In pieces of some 64 KiB. What the disk has damaged is no UTF-8 perhaps.
awaitable<void> send_text(Caller caller, std::string_view name, std::string_view text) {
    constexpr std::size_t at_once = 64 << 10;
    std::string piece;
    for (std::size_t at = 0; at < text.size();) {
        append(piece, next_code_point(text, at));
        if (piece.size() < at_once && at < text.size()) continue;
        json::object part{{name, std::exchange(piece, {})}};
        co_await caller.session.send_part(caller.id, std::move(part));
    }
}

// As `edit` takes it; a part of the article at a time.
awaitable<Result<void>> send_marked(Rooms& rooms, Caller caller, const Contents& contents) {
    bool first = true;
    for (std::size_t number = 0; number < contents.parts.size(); ++number) {
        const auto part = rooms.playlist.part(contents, number);
        if (!part) co_return part.error();
        const auto blocks = blocks_of(*part);
        if (!blocks) co_return blocks.error();
        std::string text;
        for (const Block& block : *blocks) {
            if (!first || block.kind != BlockKind::title) text += first ? "\n\n" : "\n";
            text += to_marked_text(block);
            first = false;
        }
        co_await send_text(caller, "text", text);
    }
    co_return Result<void>();
}

// Whether its text can be read.
awaitable<Result<bool>> send_entry(Rooms& rooms, Caller caller, EntryId id) {
    const auto entry = rooms.playlist.entry(id);
    if (!entry) co_return entry.error();
    const auto contents = rooms.playlist.contents(id);
    if (!contents || entry->uid.is_nil()) co_return false;
    const auto removal = rooms.playlist.removal(id);
    if (!removal) co_return removal.error();
    const auto dropped = rooms.playlist.dropped(id);
    json::object part{{"entry", entry_record(*entry, *contents, *removal)}};
    co_await caller.session.send_part(caller.id, std::move(part));
    if (dropped) co_await send_text(caller, "dropped", *dropped);
    const auto sent = co_await send_marked(rooms, caller, *contents);
    if (sent) co_return true;
    if (sent.error().kind == ErrorKind::conflict) co_return sent.error();
    json::object damaged{{"damaged", true}};  // what was sent of it is not all
    co_await caller.session.send_part(caller.id, std::move(damaged));
    co_return false;
}

json::object settings_record(Rooms& rooms) {
    const auto session = rooms.playlist.session();
    const Session stored = session ? *session : Session{};
    json::value current = nullptr;
    if (stored.current)
        if (const auto entry = rooms.playlist.entry(*stored.current)) current = to_text(entry->uid);
    return {{"speed", stored.speed_percent},
            {"volume", stored.volume_percent},
            {"pitch", stored.pitch},
            {"voice", stored.voice},
            {"repeat", name(stored.repeat)},
            {"shuffle", stored.shuffle != 0},
            {"finished", stored.finished ? name(*stored.finished) : ""},
            {"current", std::move(current)}};
}

awaitable<Answer> backup(Rooms& rooms, Caller caller, None) {
    [[maybe_unused]] const auto saved = rooms.player.save();  // a disk that is full may be why it is wanted
    const auto ids = rooms.playlist.everything();
    if (!ids) co_return ids.error();
    json::object head{{"version", version},
                      {"made_at", std::chrono::duration_cast<std::chrono::seconds>(
                                      std::chrono::system_clock::now().time_since_epoch())
                                      .count()},
                      {"device", to_text(rooms.playlist.device())},
                      {"revision", rooms.playlist.revision()}};
    json::object first{{"backup", std::move(head)}};
    co_await caller.session.send_part(caller.id, std::move(first));
    if (const auto own = read_own_file(rooms.own_lexicon); own && *own)
        co_await send_text(caller, "lexicon", **own);
    std::int64_t entries = 0, marks = 0, damaged = 0;
    for (const EntryId id : *ids) {
        const auto sent = co_await send_entry(rooms, caller, id);
        if (!sent && sent.error().kind == ErrorKind::not_found) continue;  // forgotten meanwhile
        if (!sent) co_return sent.error();
        ++(*sent ? entries : damaged);
    }
    const auto all = rooms.playlist.marks();
    if (!all) co_return all.error();
    for (const MarkedSentence& mark : *all) {
        if (mark.uid.is_nil()) continue;
        json::object part{{"mark", mark_record(mark)}};
        co_await caller.session.send_part(caller.id, std::move(part));
        ++marks;
    }
    json::object part{{"settings", settings_record(rooms)}};
    co_await caller.session.send_part(caller.id, std::move(part));
    co_return json::value{{"entries", entries}, {"marks", marks}, {"damaged", damaged}};
}

constexpr Method rows[] = {
    rpc::method<None, backup>("backup", "write lists, texts, places, marks and settings into a file",
                              Method::Kind::streaming),
};

}  // namespace

std::span<const Method> backup_methods() {
    return rows;
}

}  // namespace vorleser
