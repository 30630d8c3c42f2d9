#include "client/key_requests.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "client/messages.hpp"
#include "client/view.hpp"

namespace vorleser {
namespace {

constexpr std::int64_t step_ms = 15'000, step_volume = 5, step_speed = 10;

Request set(const char* what, std::int64_t& value, std::int64_t by, std::int64_t least, std::int64_t most) {
    value = std::clamp(value + by, least, most);
    return {what, {{"percent", value}}};
}

Request louder(Status& wanted, std::int64_t by) {
    return set("volume", wanted.volume, by, 0, 100);
}

Request faster(Status& wanted, std::int64_t by) {
    return set("speed", wanted.speed, by, 50, 400);
}

Request sleep(Status& wanted) {
    auto next = next_sleep(wanted.sleep_ms, wanted.sleep_at_end);
    const auto* after = next.if_contains("after_ms");
    wanted.sleep_ms = after ? std::optional(after->as_int64()) : std::nullopt;
    wanted.sleep_at_end = next.contains("at_end");
    return {"sleep", std::move(next)};
}

Request repeat(Status& wanted) {
    wanted.repeat = wanted.repeat == "off" ? "all" : wanted.repeat == "all" ? "one" : "off";
    return {"repeat", {{"mode", wanted.repeat}}};
}

Request shuffle(Status& wanted) {
    wanted.shuffle = !wanted.shuffle;
    return {"shuffle", {{"on", wanted.shuffle}}};
}

// Keys that mean one article, in a list.
std::optional<Request> of_entry(Action action, Panel panel, const Entry& entry) {
    const bool kept = panel == Panel::kept;
    const boost::json::object one{{"ids", {entry.id}}};
    auto params = one;
    params["move"] = action == Action::move_to_kept;
    switch (action) {
        case Action::choose:
            if (kept) return Request{"queue", {{"ids", {entry.id}}, {"play", true}}};
            return Request{"play", {{"id", entry.id}}};
        case Action::remove:
            return Request{kept ? "unkeep" : "remove", one};
        case Action::move_to_kept:
        case Action::keep:
            if (kept) return Request{"queue", std::move(params)};
            return Request{"keep", std::move(params), messages::now_kept(entry.title)};
        default:
            return {};
    }
}

}  // namespace

std::optional<Request> request_of(Action action, Panel panel, Status& wanted, const Entry* selected) {
    switch (action) {
        case Action::toggle:
            return Request{"toggle"};
        case Action::next:
            return Request{"next"};
        case Action::previous:
            return Request{"previous"};
        case Action::back:
            return Request{"seek", {{"by_ms", -step_ms}}};
        case Action::forward:
            return Request{"seek", {{"by_ms", step_ms}}};
        case Action::sentence_back:
            return Request{"seek", {{"by_sentences", -1}}};
        case Action::sentence_forward:
            return Request{"seek", {{"by_sentences", 1}}};
        case Action::paragraph_back:
            return Request{"seek", {{"by_paragraphs", -1}}};
        case Action::paragraph_forward:
            return Request{"seek", {{"by_paragraphs", 1}}};
        case Action::louder:
            return louder(wanted, step_volume);
        case Action::quieter:
            return louder(wanted, -step_volume);
        case Action::faster:
            return faster(wanted, step_speed);
        case Action::slower:
            return faster(wanted, -step_speed);
        case Action::usual_speed:
            return faster(wanted, 100 - wanted.speed);
        case Action::sleep:
            return sleep(wanted);
        case Action::repeat:
            return repeat(wanted);
        case Action::shuffle:
            return shuffle(wanted);
        case Action::undo:
            return Request{"undo"};
        default:
            break;
    }
    const auto* entry = panel != Panel::reading ? selected : wanted.entry ? &*wanted.entry : nullptr;
    return entry ? of_entry(action, panel, *entry) : std::nullopt;
}

std::vector<Request> requests_of(const Hit& hit) {
    std::vector<Request> all;
    if (hit.entry.id == 0) return all;
    if (hit.entry.number == 0 && hit.entry.kept_at)  // it is in another list
        all.push_back({"queue", {{"ids", boost::json::array{hit.entry.id}}}});
    else if (hit.entry.number == 0)
        all.push_back({"restore", {{"id", hit.entry.id}}});
    all.push_back({"play", {{"id", hit.entry.id}, {"at", hit.begin}}});
    return all;
}

}  // namespace vorleser
