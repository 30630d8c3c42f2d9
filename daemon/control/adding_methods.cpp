// Methods that bring texts in: what is read, and what is edited.
#include <algorithm>
#include <utility>

#include "daemon/article/marked.hpp"
#include "daemon/control/base64.hpp"
#include "daemon/control/handlers.hpp"
#include "daemon/control/methods.hpp"
#include "daemon/narration/timeline.hpp"
#include "daemon/player/player.hpp"
#include "daemon/worker/worker.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;

struct Add {
    std::optional<std::string> text, bytes, encoding, title, source, url, as;
    std::optional<bool> next, play, chapters;
    std::optional<std::string> to;
    std::optional<std::vector<std::string>> tags;
};
BOOST_DESCRIBE_STRUCT(Add, (),
                      (text, bytes, encoding, title, source, url, as, next, play, chapters, to, tags))

struct Edit {
    std::optional<std::int64_t> id, number;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Edit, (), (id, number, text))

// An article on its way into the list.
struct Arriving {
    NewEntry entry;
    std::optional<EntryId> known;  // of the same text
    std::size_t blocks = 0, dropped = 0;
    bool only_the_beginning = false;
    EntryId id = 0;  // once it is there
};

Result<json::object> added(Rooms& rooms, const Arriving& article, std::int64_t number) {
    const auto entry = rooms.playlist.entry(article.id);
    if (!entry) return entry.error();
    json::object value{{"entry", entry_value(*entry, number)},
                       {"duplicate", article.known.has_value()},
                       // A single sentence is a title, and all there is to be heard.
                       {"blocks", std::max<std::size_t>(article.blocks, 1)},
                       {"dropped", article.dropped},
                       {"only_the_beginning", article.only_the_beginning}};
    add_warnings(value, warnings_of(rooms, *entry));
    return value;
}

// What came of `add`: the article, or a book's first chapter, with all chapters besides.
Answer added(Rooms& rooms, const std::vector<Arriving>& articles) {
    std::vector<EntryId> ids;
    for (const Arriving& each : articles) ids.push_back(each.id);
    const auto numbers = rooms.playlist.numbers_of(ids);
    if (!numbers) return numbers.error();
    auto first = added(rooms, articles.front(), numbers->front());
    if (!first || articles.size() == 1) return first ? Answer(std::move(*first)) : first.error();
    json::array chapters;
    for (std::size_t i = 0; i < articles.size(); ++i) {
        auto chapter = added(rooms, articles[i], (*numbers)[i]);
        if (!chapter) return chapter.error();
        chapters.push_back(std::move(*chapter));
    }
    (*first)["chapters"] = std::move(chapters);
    return json::value(std::move(*first));
}

// What `add` is given to read: text is UTF-8, bytes are whatever they are.
Result<std::string> given_bytes(Add& params, ReadOptions& options) {
    if (params.text && params.bytes)
        return Error(ErrorKind::invalid_argument, "give \"text\" or \"bytes\", not both");
    if (params.text && params.encoding)
        return Error(ErrorKind::invalid_argument, "\"encoding\" belongs to \"bytes\": \"text\" is UTF-8");
    if (params.text) return options.encoding = "UTF-8", std::move(*params.text);
    if (!params.bytes) return Error(ErrorKind::invalid_argument, "the parameter “{}” is missing", "text");
    auto bytes = from_base64(*params.bytes);
    params.bytes.reset();  // it may be large
    if (!bytes) return Error(ErrorKind::invalid_argument, "\"bytes\" is no base64");
    options.encoding = params.encoding.value_or("");
    return std::move(*bytes);
}

awaitable<Answer> add(Rooms& rooms, Add params) {
    Addition addition;
    if (const auto as = params.as.value_or("auto"); as == "html")
        addition.options.as = As::html;
    else if (as == "page")
        addition.options.as = As::page;
    else if (as == "markdown")
        addition.options.as = As::markdown;
    else if (as == "text")
        addition.options.as = As::text;
    else if (as != "auto")
        co_return Error(ErrorKind::invalid_argument,
                        "\"as\" must be \"auto\", \"html\", \"page\", \"markdown\" or \"text\"");
    auto bytes = given_bytes(params, addition.options);
    if (!bytes) co_return bytes.error();
    addition.bytes = std::move(*bytes);
    // They may be large, and nobody wants all of it.
    const auto name = [](std::optional<std::string>& given) {
        return shortened(std::exchange(given, std::nullopt).value_or(""));
    };
    addition.options.title = name(params.title);
    addition.options.source = name(params.source);
    addition.options.url = name(params.url);
    addition.next = params.next.value_or(false);
    addition.play = params.play.value_or(false);
    addition.options.chapters = params.chapters.value_or(false);
    addition.tags = std::move(params.tags).value_or(std::vector<std::string>());
    const auto to = params.to.value_or("list");
    if (to != "list" && to != "kept" && to != "both")
        co_return Error(ErrorKind::invalid_argument, "\"to\" must be \"list\", \"kept\" or \"both\"");
    addition.listed = to != "kept";
    addition.kept = to != "list";
    if (!addition.listed && (addition.next || addition.play))
        co_return Error(
            ErrorKind::invalid_argument,
            "\"next\" and \"play\" are for what comes into the list: \"to\" must not be \"kept\"");
    co_return co_await add_article(rooms, std::move(addition));
}

awaitable<Answer> edit(Rooms& rooms, Edit params) {
    const auto id = required(rooms, params);
    if (!id) co_return id.error();
    const ReadOptions options{.as = As::marked, .encoding = "UTF-8"};
    auto reading = co_await rooms.worker.read(std::move(params.text), options);
    if (!reading) co_return reading.error();
    const auto before = rooms.playlist.entry(*id);
    if (!before) co_return before.error();
    const auto contents = rooms.playlist.contents(*id);
    if (!contents) co_return contents.error();
    // Only the text was edited.
    StoredArticle& article = reading->article;
    article.kicker = before->kicker;
    article.authors = contents->authors;
    article.source = before->source;
    article.url = before->url;
    article.date = contents->date;
    article.language = before->language;
    NewEntry entry = new_entry(std::move(article), {});
    const auto ahead = co_await store_ahead(rooms, entry);
    if (!ahead) co_return ahead.error();
    co_return revision_after(rooms, rooms.player.replace(*id, entry));
}

// The same article under another title.
awaitable<Result<void>> retitle(Rooms& rooms, EntryId id, std::string title) {
    const auto listed = rooms.playlist.entry(id);
    if (!listed) co_return listed.error();
    const auto contents = rooms.playlist.contents(id);
    if (!contents) co_return contents.error();
    StoredArticle article{.kicker = listed->kicker, .authors = contents->authors, .date = contents->date};
    for (std::size_t part = 0; part < contents->parts.size(); ++part) {
        auto text = rooms.playlist.part(*contents, part);
        if (!text) co_return text.error();
        article.parts.push_back({contents->parts[part], std::move(*text)});
        if (part % a_while == a_while - 1) co_await others_turn();
    }
    set_title(article, std::move(title));
    NewEntry entry = new_entry(std::move(article), {});
    const auto ahead = co_await store_ahead(rooms, entry);
    if (!ahead) co_return ahead.error();
    co_return rooms.player.replace(id, entry);
}

// What was read, or what is known of the same text, where it is to be.
Result<void> put_article(Rooms& rooms, Arriving& article, const Addition& addition, const Insertion& spot) {
    article.id = article.known.value_or(0);
    const std::span only(&article.id, 1);
    if (article.known) {
        const auto queued =
            addition.listed ? rooms.playlist.queue(only, spot.before, spot.shuffled) : Result<void>();
        const auto kept = queued && addition.kept ? rooms.playlist.keep(only) : queued;
        if (!kept) return kept;
    } else {
        article.entry.listed = addition.listed;
        article.entry.kept = addition.kept;
        const auto ids = rooms.playlist.add(std::span(&article.entry, 1), spot.before, spot.shuffled);
        if (!ids) return ids.error();
        article.id = ids->front();
    }
    return addition.tags.empty() ? Result<void>() : rooms.playlist.tag(only, addition.tags);
}

// One behind the other, all of it or nothing. Returns the first.
Result<EntryId> put_articles(Rooms& rooms, std::vector<Arriving>& articles, const Addition& addition,
                             Insertion spot) {
    const auto put = rooms.playlist.together(Durable::yes, [&]() -> Result<void> {
        for (Arriving& each : articles) {
            if (const auto done = put_article(rooms, each, addition, spot); !done) return done;
            if (spot.shuffled) spot.shuffled->behind = each.id;
        }
        return {};
    });
    if (!put) return put.error();
    return articles.front().id;
}

// Looks whether it is known, and stores ahead what of it is long.
awaitable<Result<Arriving>> arriving(Rooms& rooms, StoredReading reading, bool retitled, bool undoable) {
    Arriving article{.entry = new_entry(std::move(reading.article), std::move(reading.dropped)),
                     .blocks = reading.body,
                     .dropped = reading.dropped_lines,
                     .only_the_beginning = reading.only_the_beginning};
    article.entry.undoable = undoable;
    const auto known = rooms.playlist.find_same(article.entry.article);
    if (!known) co_return known.error();
    article.known = *known;
    // A title that was given is wanted; one that the page has now is no reason to change the listener's.
    if (article.known && retitled) {
        const auto listed = rooms.playlist.entry(*article.known);
        if (!listed) co_return listed.error();
        const auto& title = article.entry.article.title;
        const auto done =
            listed->title == title ? Result<void>() : co_await retitle(rooms, *article.known, title);
        if (!done) co_return done.error();
    }
    if (!article.known)
        if (const auto ahead = co_await store_ahead(rooms, article.entry); !ahead) co_return ahead.error();
    co_return article;
}

constexpr Method rows[] = {
    rpc::method<Add, add>("add", "queue an article"),
    rpc::method<Edit, edit>("edit", "replace the text of an entry"),
};

}  // namespace

NewEntry new_entry(StoredArticle article, std::string dropped) {
    // The length is measured soon.
    std::uint64_t samples = 0;
    for (const StoredPart& part : article.parts)
        samples += narration::estimated_samples(part.size.bytes, part.size.blocks);
    return {.article = std::move(article),
            .duration_ms = narration::to_ms(samples),
            .dropped = std::move(dropped)};
}

awaitable<Result<void>> store_ahead(Rooms& rooms, NewEntry& entry) {
    for (;;) {
        const auto more = rooms.playlist.store_ahead(entry);
        if (!more) co_return more.error();
        if (!*more) co_return Result<void>();
        co_await others_turn();
    }
}

awaitable<Answer> add_article(Rooms& rooms, Addition addition) {
    const bool titled = !addition.options.title.empty();
    auto reading = co_await rooms.worker.read(std::move(addition.bytes), std::move(addition.options));
    if (!reading) co_return reading.error();
    std::vector<StoredReading> readings = std::exchange(reading->further, {});
    readings.insert(readings.begin(), std::move(*reading));
    const bool several = readings.size() > 1;  // then the title is the book's
    std::vector<Arriving> articles;
    for (StoredReading& each : readings) {
        auto article = co_await arriving(rooms, std::move(each), titled && !several, several);
        if (!article) co_return article.error();
        articles.push_back(std::move(*article));
        if (several) co_await others_turn();
    }
    const auto spot = addition.next || addition.play ? after_current(rooms) : Result<Insertion>(Insertion{});
    if (!spot) co_return spot.error();
    const auto put = [&] { return put_articles(rooms, articles, addition, *spot); };
    const auto id = addition.play ? rooms.player.interrupt_with(put) : put();
    if (!id) co_return id.error();
    rooms.player.list_changed();
    co_return added(rooms, articles);
}

std::span<const Method> adding_methods() {
    return rows;
}

}  // namespace vorleser
