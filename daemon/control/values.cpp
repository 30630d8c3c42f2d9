#include "daemon/control/values.hpp"

#include "daemon/player/player.hpp"
#include "daemon/playlist/playlist.hpp"
#include "daemon/playlist/tags.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

json::value span_value(const std::optional<TextSpan>& span) {
    if (!span) return nullptr;
    return {{"begin", span->begin}, {"end", span->end}};
}

constexpr std::string_view cause_names[] = {"", "listened", "jumped", "heard"};  // as Cause
constexpr std::string_view repeat_names[] = {"off", "one", "all"};               // as Repeat
constexpr std::string_view finished_names[] = {"stays", "leaves", "kept"};       // as WhenHeard

json::value sleep_value(const Report& report) {
    if (report.sleep_ms) return {{"ms", *report.sleep_ms}};
    if (report.sleep_at_end) return {{"at_end", true}};
    return nullptr;
}

json::value device_value(const Report& report) {
    const auto text = [](const std::string& value) {
        return value.empty() ? json::value(nullptr) : json::value(value);
    };
    const SoundDevice in_use = report.device.value_or(SoundDevice{});
    return {{"chosen", text(report.chosen_device)},
            {"in_use", text(in_use.name)},
            {"description", text(in_use.description)}};
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

}  // namespace

std::string_view name(Repeat mode) {
    return repeat_names[static_cast<int>(mode)];
}

std::optional<Repeat> repeat_of(std::string_view wanted) {
    for (const Repeat mode : {Repeat::off, Repeat::one, Repeat::all})
        if (wanted == name(mode)) return mode;
    return {};
}

std::string_view name(WhenHeard then) {
    return finished_names[static_cast<int>(then)];
}

std::optional<WhenHeard> finished_of(std::string_view wanted) {
    for (const WhenHeard then : {WhenHeard::stays, WhenHeard::leaves, WhenHeard::kept})
        if (wanted == name(then)) return then;
    return {};
}

json::object entry_value(const Entry& e, std::int64_t number) {
    return {{"id", e.id},  // names that an earlier version stored may be long
            {"uid", e.uid.is_nil() ? json::value(nullptr) : json::value(to_text(e.uid))},
            {"number", number ? json::value(number) : json::value(nullptr)},
            {"title", shortened(e.title)},
            {"kicker", shortened(e.kicker)},
            {"source", shortened(e.source)},
            {"url", shortened(e.url)},
            {"language", e.language},
            {"added_at", e.added_at},
            {"text_revision", e.text_revision},
            {"state", e.heard                                    ? "heard"
                      : e.place == Place{} && e.position_ms == 0 ? "new"
                                                                 : "started"},
            {"position_ms", e.position_ms},
            {"duration_ms", e.duration_ms},
            {"exact", e.exact},
            {"last_heard_at", e.last_heard_at ? json::value(e.last_heard_at) : json::value(nullptr)},
            {"listed", e.left_at == 0},
            {"kept", e.kept_at ? json::value(e.kept_at) : json::value(nullptr)},
            {"read", e.read_at != 0},
            {"tags", json::value_from(tags_of(e.tags))},
            {"damaged", e.damage ? json::value(std::string_view(*e.damage)) : json::value(nullptr)},
            {"damaged_data", e.damage ? json::value(sentence_value(*e.damage)) : json::value(nullptr)}};
}

json::object changed_value(const ChangedEntry& changed) {
    const Entry& entry = changed.entry;
    const Made& made = entry.made;
    json::value place = nullptr;
    if (made.cause != Cause::none)
        place = {{"code_point", entry.place.code_point},
                 {"fraction", entry.place.fraction},
                 {"revision", entry.revisions.place},
                 {"from", made.from ? json::value(made.from) : json::value(nullptr)},
                 {"device", to_text(made.device)},
                 {"cause", cause_names[static_cast<int>(made.cause)]}};
    return {{"what", json::value_from(changed.what)},
            {"entry", entry_value(entry, changed.number)},
            {"place", std::move(place)}};
}

json::object mark_value(const MarkedSentence& mark) {
    const auto uid = [](const Uid& of) {
        return of.is_nil() ? json::value(nullptr) : json::value(to_text(of));
    };
    return {{"id", mark.id},
            {"uid", uid(mark.uid)},
            {"entry", mark.entry ? json::value(*mark.entry) : json::value(nullptr)},
            {"entry_uid", uid(mark.entry_uid)},
            {"begin", mark.begin},
            {"end", mark.end},
            {"found", mark.found()},
            {"sentence", mark.sentence},
            {"note", mark.note},
            {"title", mark.title},
            {"source", mark.source},
            {"url", mark.url},
            {"made_at", mark.made_at},
            {"changed_at", mark.changed_at},
            {"position_ms", mark.position_ms}};
}

json::object sentence_value(const Sentence& sentence) {
    json::array values;
    for (const Sentence& value : sentence.values) {
        if (value.pattern.empty())
            values.emplace_back(std::string_view(value));
        else
            values.emplace_back(sentence_value(value));
    }
    return {{"text", sentence.pattern}, {"values", std::move(values)}};
}

void add_warnings(json::object& value, const std::vector<Sentence>& warnings) {
    json::array texts, data;
    for (const Sentence& warning : warnings) {
        texts.emplace_back(std::string_view(warning));
        data.emplace_back(sentence_value(warning));
    }
    value["warnings"] = std::move(texts);
    value["warnings_data"] = std::move(data);
}

// What the listener should know of the list's storage, and of what was not heard.
static std::vector<Sentence> warnings(Rooms& rooms, const Report& report) {
    std::vector<Sentence> all;
    for (const Sentence& problem : report.problems)
        all.push_back(Sentence("left out until it is mended: {}", problem));
    if (report.unsaved)
        all.push_back(Sentence("place and settings cannot be saved now: {}", *report.unsaved));
    if (const auto makeshift =
            report.entry ? rooms.player.makeshift_voice(report.entry->language) : std::nullopt)
        all.push_back(*makeshift);
    if (report.unspoken)
        all.push_back(
            Sentence("a sentence of this article could not be spoken and was skipped; the log says why"));
    for (auto& warning : rooms.playlist.warnings()) all.push_back(std::move(warning));
    return all;
}

json::object status_value(Rooms& rooms) {
    const Report report = rooms.player.report();
    const auto size = rooms.playlist.size();
    json::object value{{"state", status_name(report.status)},
                       {"reason", nullptr},
                       {"reason_data", nullptr},
                       {"entry", nullptr},
                       {"next", nullptr},
                       {"position_ms", 0},
                       {"duration_ms", 0},
                       {"exact", true},
                       {"sentence", span_value(report.sentence)},
                       {"word", span_value(report.word)},
                       {"speed", report.speed_percent},
                       {"volume", report.volume_percent},
                       {"pitch", report.pitch},
                       {"voice", report.voice},
                       {"device", device_value(report)},
                       {"output", output_value(report.output)},
                       {"repeat", name(report.repeat)},
                       {"shuffle", report.shuffle != 0},
                       {"finished", name(report.finished.value_or(WhenHeard::stays))},
                       {"sleep", sleep_value(report)},
                       {"size", size ? *size : 0},
                       {"revision", rooms.playlist.revision()}};
    if (report.reason) {
        value["reason"] = std::string_view(*report.reason);
        value["reason_data"] = sentence_value(*report.reason);
    }
    add_warnings(value, warnings(rooms, report));
    if (report.entry) {
        const auto number = rooms.playlist.number_of(report.entry->id);
        value["entry"] = entry_value(*report.entry, number ? *number : 0);
        value["position_ms"] = report.entry->position_ms;
        value["duration_ms"] = report.entry->duration_ms;
        value["exact"] = report.entry->exact;
    }
    if (report.sentence) value["sentence"].as_object()["text"] = report.sentence_text;
    if (const auto next = rooms.player.upcoming())
        if (const auto entry = rooms.playlist.entry(*next))
            value["next"] = {{"id", entry->id}, {"title", shortened(entry->title)}};
    return value;
}

json::object position_value(Rooms& rooms) {
    const Report report = rooms.player.report();
    return {{"id", report.entry ? json::value(report.entry->id) : json::value(nullptr)},
            {"position_ms", report.entry ? report.entry->position_ms : 0},
            {"revision", rooms.playlist.revision()},
            {"word", span_value(report.word)},
            {"sentence", span_value(report.sentence)}};
}

json::object output_value(const OutputSeat& seat) {
    return {
        {"name", seat.name}, {"kind", seat.elsewhere ? "client" : "loudspeaker"}, {"present", seat.present}};
}

json::object order_value(Rooms& rooms, const Player::Offering& offering) {
    if (!offering.active())
        return {{"active", false}, {"output", output_value(rooms.player.report().output)}};
    const auto order = offering.order();
    if (!order) return {};
    json::value entry = nullptr;
    if (const auto found = order->entry ? rooms.playlist.entry(*order->entry) : Result<Entry>(Error{})) {
        const auto number = rooms.playlist.number_of(found->id);
        entry = entry_value(*found, number ? *number : 0);
        entry.as_object()["position_ms"] = order->position_ms;
    }
    return {{"active", true},
            {"lease", order->lease},
            {"play", order->play},
            {"entry", std::move(entry)},
            {"position_ms", order->position_ms},
            {"word", span_value(order->word)},
            {"speed", order->speed_percent}};
}

json::object playlist_value(Rooms& rooms) {
    const auto size = rooms.playlist.size();
    return {{"revision", rooms.playlist.revision()}, {"size", size ? *size : 0}};
}

}  // namespace vorleser
