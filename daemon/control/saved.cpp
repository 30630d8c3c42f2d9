#include "daemon/control/saved.hpp"

#include <limits>
#include <utility>

#include <boost/asio/use_awaitable.hpp>

#include "daemon/article/decode.hpp"
#include "daemon/control/base64.hpp"
#include "daemon/control/foreign.hpp"
#include "daemon/control/handlers.hpp"
#include "daemon/player/player.hpp"
#include "daemon/playlist/tags.hpp"
#include "daemon/worker/worker.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using control::Foreign;

constexpr std::size_t most_quotes = 1000;

struct Quote {
    std::string text, note;
    std::int64_t made_at = 0;
};

struct Saved {
    std::string address;
    ReadOptions options;
    std::string bytes, authors, date;
    Entry entry;  // what it says of where and since when it is kept
    std::vector<Quote> quotes;
};

Result<std::vector<Quote>> quotes_of(Foreign& from) {
    std::vector<Quote> quotes;
    for (auto& each : from.objects("quotes", most_quotes)) {
        Quote quote{clean_line(each.text("text", longest_sentence)), each.text("note", longest_note),
                    each.number("made_at", time_range)};
        if (const auto wrong = each.problem()) return *wrong;
        if (!quote.text.empty()) quotes.push_back(std::move(quote));
    }
    return quotes;
}

Result<Saved> saved_of(const json::object& record) {
    Foreign from(record);
    Saved saved;
    saved.address = from.text("address", longest_name);
    saved.options.title = from.text("title", longest_name);
    saved.options.source = from.text("source", longest_name);
    saved.options.url = from.text("url", longest_name);
    saved.options.encoding = from.text("encoding", 100);
    if (from.flag("html")) saved.options.as = As::html;
    saved.authors = from.text("authors", longest_name);
    saved.date = from.text("date", longest_name);
    Entry& entry = saved.entry;
    entry.added_at = from.number("added_at", {1, time_range.high});
    if (!from.flag("listed")) entry.left_at = entry.added_at;
    if (from.flag("kept")) entry.kept_at = entry.added_at;
    entry.read_at = from.number("read_at", time_range);
    for (const auto& tag : from.texts("tags", most_tags)) {
        const auto right = tag_of(tag);
        if (!right) return right.error();
        entry.tags = with_tag(std::move(entry.tags), *right);
    }
    auto quotes = quotes_of(from);
    if (!quotes) return quotes.error();
    saved.quotes = std::move(*quotes);
    auto bytes = from_base64(from.text("bytes", std::numeric_limits<std::size_t>::max()));
    if (const auto wrong = from.problem()) return *wrong;
    if (saved.address.empty()) return Error(ErrorKind::invalid_argument, "the record has no address");
    if (!bytes) return Error(ErrorKind::invalid_argument, "\"bytes\" is no base64");
    saved.bytes = std::move(*bytes);
    saved.entry.uid = uid_of_address(saved.address);
    return saved;
}

// What is not here yet, with its marks. All or nothing.
Result<SavedTaken> store(Rooms& rooms, Saved& saved, const NewEntry& read) {
    SavedTaken taken;
    const auto stored = rooms.playlist.together(Durable::yes, [&]() -> Result<void> {
        const auto here = rooms.playlist.find(saved.entry.uid);
        if (!here) return here.error();
        if (*here) return {};  // meanwhile
        const auto never_listed = std::int64_t{-1};
        const auto id = rooms.playlist.take_in(saved.entry, never_listed, read);
        if (!id) return id.error();
        taken.added = true;
        for (const Quote& quote : saved.quotes) {
            MarkedSentence mark;
            mark.uid = uid_within(saved.entry.uid, quote.text);
            mark.entry_uid = saved.entry.uid;
            mark.sentence = quote.text;
            mark.note = quote.note;
            mark.title = read.article.title;
            mark.source = saved.entry.source;
            mark.url = saved.entry.url;
            mark.made_at = mark.changed_at = quote.made_at ? quote.made_at : saved.entry.added_at;
            const auto marked = rooms.playlist.take_in(std::move(mark));
            if (!marked) return marked.error();
            taken.marks += *marked;
        }
        return {};
    });
    if (!stored) return stored.error();
    return taken;
}

}  // namespace

awaitable<Result<SavedTaken>> take_saved(Rooms& rooms, const json::object& record, bool dry) {
    auto saved = saved_of(record);
    if (!saved) co_return saved.error();
    const auto here = rooms.playlist.find(saved->entry.uid);
    if (!here) co_return here.error();
    if (*here) co_return SavedTaken();
    auto reading = co_await rooms.worker.read(std::move(saved->bytes), std::move(saved->options));
    if (!reading) co_return reading.error();
    StoredArticle& article = reading->article;
    if (article.authors.empty()) article.authors = std::move(saved->authors);
    if (article.date.empty()) article.date = std::move(saved->date);
    saved->entry.kicker = article.kicker;
    saved->entry.source = article.source;
    saved->entry.url = article.url;
    saved->entry.language = article.language;
    const auto known = rooms.playlist.find_same(article);
    if (!known) co_return known.error();
    SavedTaken taken{.added = !*known,
                     .marks = *known ? 0 : std::ssize(saved->quotes),
                     .only_the_beginning = reading->only_the_beginning};
    if (*known || dry) co_return taken;
    NewEntry read = new_entry(std::move(article), std::move(reading->dropped));
    saved->entry.duration_ms = read.duration_ms;
    if (const auto ahead = co_await store_ahead(rooms, read); !ahead) co_return ahead.error();
    auto stored = store(rooms, *saved, read);
    if (stored) {
        stored->only_the_beginning = taken.only_the_beginning;
        rooms.player.list_changed();
    }
    co_return stored;
}

Result<std::vector<bool>> here_already(Rooms& rooms, const std::vector<std::string>& addresses) {
    const auto by_url = rooms.playlist.have_addresses(addresses);
    if (!by_url) return by_url.error();
    std::vector<bool> here = *by_url;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const auto found = rooms.playlist.find(uid_of_address(addresses[i]));
        if (!found) return found.error();
        if (*found) here[i] = true;
    }
    return here;
}

}  // namespace vorleser
