// What an archive holds, merged with what is here.
#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include <boost/asio/use_awaitable.hpp>

#include "daemon/article/characters.hpp"
#include "daemon/base/file.hpp"
#include "daemon/control/foreign.hpp"
#include "daemon/control/handlers.hpp"
#include "daemon/control/own_lexicon.hpp"
#include "daemon/control/saved.hpp"
#include "daemon/player/player.hpp"
#include "daemon/playlist/merging.hpp"
#include "daemon/playlist/tags.hpp"
#include "daemon/text/own_words.hpp"
#include "daemon/worker/worker.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using control::Foreign;

struct Import {
    std::optional<std::int64_t> written_at, removals;
    std::optional<std::vector<json::object>> entries, marks;
    std::optional<json::object> settings;
    std::optional<std::string> lexicon;
    std::optional<json::object> saved;
    std::optional<std::vector<std::string>> addresses;
    std::optional<bool> dry;
};
BOOST_DESCRIBE_STRUCT(Import, (),
                      (written_at, removals, entries, marks, settings, lexicon, saved, addresses, dry))

// What came of it, summed up.
struct Counts {
    std::int64_t added = 0, changed = 0, same = 0, marks = 0, words = 0;
    bool settings = false;
};

json::value counts_value(const Counts& counts) {
    return {{"added", counts.added}, {"changed", counts.changed}, {"same", counts.same},
            {"marks", counts.marks}, {"words", counts.words},     {"settings", counts.settings}};
}

struct Arriving {
    Entry entry;
    std::int64_t removal = 0;
    std::string authors, date, text, dropped;
    std::optional<EntryId> here;  // the same article's
    Merge merged;                 // if it is here
    std::optional<NewEntry> read;
};

Result<Arriving> arriving(const json::object& record) {
    Foreign from(record);
    Arriving a;
    Entry& e = a.entry;
    e.uid = from.uid("uid");
    e.title = from.text("title", longest_name);
    e.kicker = from.text("kicker", longest_name);
    e.source = from.text("source", longest_name);
    e.url = from.text("url", longest_name);
    e.language = from.text("language", longest_name);
    a.authors = from.text("authors", longest_name);
    a.date = from.text("date", longest_name);
    e.added_at = from.number("added_at", time_range);
    e.text_revision = from.number("text_revision", {1, Foreign::most});
    e.duration_ms = from.number("duration_ms", span_range);
    e.heard = from.flag("heard");
    for (auto [name, time] : {std::pair{"last_heard_at", &e.last_heard_at},
                              {"left_at", &e.left_at},
                              {"kept_at", &e.kept_at},
                              {"read_at", &e.read_at}})
        *time = from.number(name, time_range);
    a.removal = from.number("removal", {-1, Foreign::most});
    for (const auto& tag : from.texts("tags", most_tags)) {
        const auto right = tag_of(tag);
        if (!right) return right.error();
        e.tags = with_tag(std::move(e.tags), *right);
    }
    Foreign place = from.object("place");
    e.place.code_point = static_cast<std::uint32_t>(place.number("code_point", {0, UINT32_MAX}));
    e.place.fraction = static_cast<double>(place.number("millionths", {0, 999'999})) / 1e6;
    e.position_ms = place.number("position_ms", span_range);
    e.made.cause = static_cast<Cause>(place.number("cause", {0, static_cast<int>(Cause::heard_to_the_end)}));
    e.made.device = place.any_uid("device");
    e.made.from = place.number("from", {0, Foreign::most});
    a.text = from.text("text", std::numeric_limits<std::size_t>::max());
    a.dropped = from.text("dropped", std::numeric_limits<std::size_t>::max());
    if (!a.dropped.empty() && !a.dropped.ends_with('\n')) a.dropped += '\n';
    if (const auto wrong = from.problem(place)) return *wrong;
    return a;
}

awaitable<Result<void>> read_text(Rooms& rooms, Arriving& a, bool only_try) {
    ReadOptions options{.as = As::marked, .encoding = "UTF-8"};
    auto reading = co_await rooms.worker.read(std::move(a.text), std::move(options));
    if (!reading) co_return reading.error();
    StoredArticle& article = reading->article;
    article.kicker = a.entry.kicker;
    article.authors = std::move(a.authors);
    article.source = a.entry.source;
    article.url = a.entry.url;
    article.date = std::move(a.date);
    article.language = a.entry.language;
    a.read = NewEntry{
        .article = std::move(article), .duration_ms = a.entry.duration_ms, .dropped = std::move(a.dropped)};
    if (!only_try) co_return co_await store_ahead(rooms, *a.read);
    co_return Result<void>();
}

bool is_being_read(Rooms& rooms, EntryId id) {
    const Report now = rooms.player.report();
    return now.entry && now.entry->id == id;
}

// Compares what arrives with what is here.
Result<void> compare(Rooms& rooms, Arriving& a, std::int64_t written_at) {
    const auto here = rooms.playlist.find(a.entry.uid);
    if (!here) return here.error();
    a.here = *here;
    if (!a.here) return {};
    const auto mine = rooms.playlist.entry(*a.here);
    if (!mine) return mine.error();
    a.merged = merge(*mine, a.entry, written_at, is_being_read(rooms, *a.here));
    return {};
}

Result<void> store_entry(Rooms& rooms, Arriving& a, std::int64_t removals) {
    if (!a.here) {
        const auto removal = a.removal > 0 ? a.removal + removals : a.removal;
        const auto id = rooms.playlist.take_in(a.entry, removal, *a.read);
        return id ? Result<void>() : id.error();
    }
    if (a.merged.text)
        if (const auto replaced = rooms.player.replace(*a.here, *a.read); !replaced) return replaced;
    return rooms.playlist.take_over(a.merged);
}

awaitable<Result<void>> take_entries(Rooms& rooms, const Import& params, Counts& counts) {
    const auto written_at = params.written_at.value_or(0);
    std::vector<Arriving> all;
    for (const auto& record : *params.entries) {
        auto a = arriving(record);
        if (!a) co_return a.error();
        all.push_back(std::move(*a));
    }
    // What has to be read is read first: the list is compared with when nothing comes in between any more.
    for (Arriving& a : all) {
        if (const auto compared = compare(rooms, a, written_at); !compared) co_return compared.error();
        if (a.here && !a.merged.text) continue;
        const auto read = co_await read_text(rooms, a, params.dry.value_or(false));
        if (!read) co_return read.error();
    }
    bool any = false;
    const auto store = [&]() -> Result<void> {
        for (Arriving& a : all) {
            if (const auto compared = compare(rooms, a, written_at); !compared) return compared;
            const bool changes = !a.here || !a.merged.what.empty();
            ++(!a.here ? counts.added : changes ? counts.changed : counts.same);
            if (params.dry.value_or(false) || !changes) continue;
            if (!a.read && (!a.here || a.merged.text))
                return Error(ErrorKind::conflict, "“{}” was changed meanwhile: import once more",
                             a.entry.title);
            if (const auto stored = store_entry(rooms, a, params.removals.value_or(0)); !stored)
                return stored;
            any = true;
        }
        return {};
    };
    const auto stored = params.dry.value_or(false) ? store() : rooms.playlist.together(Durable::yes, store);
    if (stored && any) rooms.player.list_changed();
    co_return stored;
}

Result<MarkedSentence> arriving_mark(const json::object& record) {
    Foreign from(record);
    MarkedSentence mark;
    mark.uid = from.uid("uid");
    mark.entry_uid = from.any_uid("entry_uid");
    mark.begin = static_cast<std::uint32_t>(from.number("begin", {0, UINT32_MAX}));
    mark.end = static_cast<std::uint32_t>(from.number("end", {mark.begin, UINT32_MAX}));
    mark.sentence = from.text("sentence", longest_sentence);
    mark.note = from.text("note", longest_note);
    mark.title = from.text("title", longest_name);
    mark.source = from.text("source", longest_name);
    mark.url = from.text("url", longest_name);
    mark.made_at = from.number("made_at", time_range);
    mark.changed_at = from.number("changed_at", time_range);
    mark.position_ms = from.number("position_ms", span_range);
    if (const auto wrong = from.problem()) return *wrong;
    return mark;
}

Result<void> take_marks(Rooms& rooms, const Import& params, Counts& counts) {
    std::vector<MarkedSentence> all;
    for (const auto& record : *params.marks) {
        auto mark = arriving_mark(record);
        if (!mark) return mark.error();
        all.push_back(std::move(*mark));
    }
    const bool dry = params.dry.value_or(false);
    return rooms.playlist.together(Durable::yes, [&]() -> Result<void> {
        for (MarkedSentence& mark : all) {
            const auto taken = rooms.playlist.take_in(std::move(mark), dry);
            if (!taken) return taken.error();
            counts.marks += *taken;
        }
        return {};
    });
}

// The listener's own words of another machine: the whole file where there is none here, else what it lacks.
Result<void> take_lexicon(Rooms& rooms, const Import& params, Counts& counts) {
    const auto theirs = own_words(*params.lexicon);
    if (!theirs) return theirs.error();
    if (params.lexicon->size() > largest_own_file)
        return Error(ErrorKind::invalid_argument, "the lexicon is larger than {} bytes", largest_own_file);
    const auto here = read_own_file(rooms.own_lexicon);
    if (!here) return here.error();
    std::string file = here->value_or("");
    if (file.empty()) {
        file = *params.lexicon;
        counts.words = static_cast<std::int64_t>(theirs->size());
    } else {
        const auto mine = own_words(file);
        if (!mine) return mine.error();
        for (const OwnWord& word : *theirs) {
            const auto same = [&](const OwnWord& each) {
                return lower_case(each.word) == lower_case(word.word);  // as with_word() has it
            };
            if (std::ranges::any_of(*mine, same)) continue;
            auto with = with_word(file, word.word, word.sound);
            if (!with) return with.error();
            file = std::move(*with);
            ++counts.words;
        }
    }
    if (params.dry.value_or(false) || file == here->value_or("")) return {};
    if (const auto written = write_own_lexicon(rooms.own_lexicon, file); !written) return written;
    rooms.player.data_changed();
    return {};
}

// Where nothing was set here yet; else the listener's of this machine stay.
Result<void> take_settings(Rooms& rooms, const Import& params, Counts& counts) {
    Foreign from(*params.settings);
    Settings theirs;
    theirs.speed_percent = static_cast<int>(from.number("speed", speed_range));
    theirs.volume_percent = static_cast<int>(from.number("volume", volume_range));
    theirs.pitch = static_cast<int>(from.number("pitch", pitch_range));
    const auto voice = from.text("voice", 1000), repeat = from.text("repeat", 10);
    const bool shuffle = from.flag("shuffle");
    const auto current = from.any_uid("current");
    const auto finished = params.settings->contains("finished") ? from.text("finished", 10) : "";
    const auto mode = repeat_of(repeat);
    if (!mode) return Error(ErrorKind::invalid_argument, "\"repeat\" must be \"off\", \"one\" or \"all\"");
    theirs.repeat = *mode;
    theirs.finished = finished_of(finished);
    if (!theirs.finished && !finished.empty())
        return Error(ErrorKind::invalid_argument,
                     "\"finished\" must be \"stays\", \"leaves\", \"kept\" or empty");
    if (const auto wrong = from.problem()) return *wrong;
    const bool dry = params.dry.value_or(false);
    if (rooms.player.untouched()) {
        counts.settings = true;
        if (!dry) {
            Player& player = rooms.player;
            for (const auto& done :
                 {player.set_speed(theirs.speed_percent), player.set_volume(theirs.volume_percent),
                  player.set_pitch(theirs.pitch), player.set_repeat(theirs.repeat),
                  player.set_shuffle(shuffle),
                  theirs.finished ? player.set_finished(*theirs.finished) : Result<void>()})
                if (!done) return done;
            // Of each language one, of which a machine may lack some.
            for (std::size_t at = 0; at < voice.size();) {
                const auto end = std::min(voice.find(' ', at), voice.size());
                [[maybe_unused]] const auto chosen = player.set_voice(voice.substr(at, end - at));
                at = end + 1;
            }
        }
    }
    const auto id = rooms.playlist.find(current);
    if (!id) return id.error();
    if (*id && !dry) return rooms.player.be_at(**id);
    return {};
}

awaitable<Answer> import(Rooms& rooms, Import params) {
    if (params.entries.has_value() + params.marks.has_value() + params.settings.has_value() +
            params.lexicon.has_value() + params.saved.has_value() + params.addresses.has_value() >
        1)
        co_return Error(ErrorKind::invalid_argument,
                        "give one of \"entries\", \"marks\", \"settings\", \"lexicon\", \"saved\" and "
                        "\"addresses\"");
    for (const auto& [name, value, range] : {std::tuple{"written_at", params.written_at, time_range},
                                             {"removals", params.removals, Range{0, Foreign::most}}})
        if (const auto right = within(range, name, value); !right) co_return right.error();
    Counts counts;
    Result<void> done;
    if (params.entries) done = co_await take_entries(rooms, params, counts);
    if (params.marks) done = take_marks(rooms, params, counts);
    if (params.lexicon) done = take_lexicon(rooms, params, counts);
    if (params.settings) done = take_settings(rooms, params, counts);
    std::optional<bool> beginning;
    if (params.saved) {
        const auto taken = co_await take_saved(rooms, *params.saved, params.dry.value_or(false));
        if (!taken) co_return taken.error();
        ++(taken->added ? counts.added : counts.same);
        counts.marks = taken->marks;
        beginning = taken->only_the_beginning;
    }
    if (!done) co_return done.error();
    const auto removals = rooms.playlist.last_removal();
    if (!removals) co_return removals.error();
    json::value answer = counts_value(counts);
    answer.as_object()["removals"] = *removals;
    answer.as_object()["revision"] = rooms.playlist.revision();
    if (beginning) answer.as_object()["only_the_beginning"] = *beginning;
    if (params.addresses) {
        const auto here = here_already(rooms, *params.addresses);
        if (!here) co_return here.error();
        json::array all;
        for (const bool each : *here) all.emplace_back(each);
        answer.as_object()["here"] = std::move(all);
    }
    co_return answer;
}

constexpr Method rows[] = {
    rpc::method<Import, import>("import", "take in what a backup or another service's export holds"),
};

}  // namespace

std::span<const Method> import_methods() {
    return rows;
}

}  // namespace vorleser
