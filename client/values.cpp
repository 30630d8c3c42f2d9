#include "client/values.hpp"

#include <boost/json.hpp>

#include "client/text.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

std::int64_t number(const json::object& object, std::string_view name) {
    return object.at(name).to_number<std::int64_t>();
}

std::int64_t number_or_zero(const json::object& object, std::string_view name) {
    return object.at(name).is_null() ? 0 : number(object, name);
}

}  // namespace

std::string parse_sentence(const json::value& message, const json::value* data) {
    const std::string fallback = message.is_string() ? plain(message.get_string()) : std::string();
    const auto* object = data ? data->if_object() : nullptr;
    const auto* pattern = object ? object->if_contains("text") : nullptr;
    const auto* values = object ? object->if_contains("values") : nullptr;
    if (!pattern || !pattern->is_string() || !values || !values->is_array()) return fallback;
    const std::string text(pattern->get_string());
    std::vector<std::string> said;
    for (const auto& value : values->get_array()) {
        if (value.is_object())  // a sentence within the sentence
            said.push_back(parse_sentence(nullptr, &value));
        else
            said.push_back(value.is_string() ? plain(value.get_string()) : std::string());
    }
    // What stands behind a colon is what went wrong, often in the system's words.
    if (!said.empty() && text.ends_with(": {}")) said.back() = tr_system_error(said.back());
    const auto sentence = tr_sentence(text, said);
    return sentence.empty() ? fallback : sentence;
}

std::string parse_text(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && !value->is_null() ? plain(value->as_string()) : std::string();
}

std::string kind_of(const Refused& refused) {
    const auto* data = refused.error.if_contains("data");
    return data && data->is_object() ? parse_text(data->as_object(), "kind") : std::string();
}

std::optional<Range> parse_range(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (!value || value->is_null()) return std::nullopt;
    return Range{number(value->as_object(), "begin"), number(value->as_object(), "end")};
}

Mark parse_mark(const json::value& value) {
    const auto& object = value.as_object();
    Mark mark;
    mark.id = number(object, "id");
    if (const auto& entry = object.at("entry"); !entry.is_null()) mark.entry = number(object, "entry");
    mark.place = {number(object, "begin"), number(object, "end")};
    mark.found = object.at("found").as_bool();
    mark.sentence = parse_text(object, "sentence");
    mark.note = parse_text(object, "note");
    mark.title = parse_text(object, "title");
    mark.source = parse_text(object, "source");
    mark.url = parse_text(object, "url");
    mark.made_at = number(object, "made_at");
    mark.position_ms = number(object, "position_ms");
    return mark;
}

std::vector<Mark> parse_marks(const json::value& answer) {
    std::vector<Mark> marks;
    for (const auto& mark : items(answer, "marks")) marks.push_back(parse_mark(mark));
    return marks;
}

Entry parse_entry(const json::value& value) {
    const auto& object = value.as_object();
    Entry entry;
    entry.id = number(object, "id");
    entry.number = number_or_zero(object, "number");
    entry.uid = parse_text(object, "uid");
    entry.title = parse_text(object, "title");
    entry.kicker = parse_text(object, "kicker");
    entry.source = parse_text(object, "source");
    entry.url = parse_text(object, "url");
    entry.language = parse_text(object, "language");
    entry.state = parse_text(object, "state");
    if (object.contains("added_at")) entry.added_at = number_or_zero(object, "added_at");
    entry.position_ms = number(object, "position_ms");
    entry.duration_ms = number(object, "duration_ms");
    entry.exact = object.at("exact").as_bool();
    entry.last_heard_at = number_or_zero(object, "last_heard_at");
    entry.text_revision = number_or_zero(object, "text_revision");
    if (object.contains("kept")) entry.kept_at = number_or_zero(object, "kept");
    if (const auto* read = object.if_contains("read")) entry.read = read->as_bool();
    if (const auto* tags = object.if_contains("tags"))
        for (const auto& tag : tags->as_array()) entry.tags.push_back(plain(tag.as_string()));
    if (const auto* damage = object.if_contains("damaged"); damage && damage->is_string())
        entry.damage = parse_sentence(*damage, object.if_contains("damaged_data"));
    return entry;
}

const json::array& items(const json::value& answer, std::string_view name) {
    return answer.as_object().at(name).as_array();
}

std::vector<Entry> parse_entries(const json::value& list) {
    std::vector<Entry> entries;
    for (const auto& entry : items(list, "entries")) entries.push_back(parse_entry(entry));
    return entries;
}

Status parse_status(const json::value& value) {
    const auto& object = value.as_object();
    Status status;
    status.state = parse_text(object, "state");
    status.reason = parse_sentence(object.at("reason"), object.if_contains("reason_data"));
    if (const auto& entry = object.at("entry"); !entry.is_null()) status.entry = parse_entry(entry);
    if (const auto* next = object.if_contains("next"); next && next->is_object())
        status.next_title = parse_text(next->get_object(), "title");
    status.position_ms = number(object, "position_ms");
    status.duration_ms = number(object, "duration_ms");
    status.exact = object.at("exact").as_bool();
    status.sentence = parse_range(object, "sentence");
    if (status.sentence) status.sentence_text = parse_text(object.at("sentence").as_object(), "text");
    status.word = parse_range(object, "word");
    status.speed = number(object, "speed");
    status.volume = number(object, "volume");
    status.size = number(object, "size");
    status.voice = parse_text(object, "voice");
    const auto& device = object.at("device").as_object();
    status.device = parse_text(device, "description");
    if (status.device.empty()) status.device = parse_text(device, "chosen");
    if (const auto* output = object.if_contains("output");
        output && parse_text(output->as_object(), "kind") == "client")
        status.output = parse_text(output->as_object(), "name");
    status.pitch = number(object, "pitch");
    status.repeat = parse_text(object, "repeat");
    status.shuffle = object.at("shuffle").as_bool();
    status.finished = parse_text(object, "finished");
    status.warnings = parse_warnings(object);
    if (const auto* sleep = object.at("sleep").if_object()) {
        if (sleep->contains("ms")) status.sleep_ms = number(*sleep, "ms");
        status.sleep_at_end = sleep->contains("at_end");
    }
    return status;
}

std::int64_t parse_revision(const json::value& status) {
    return number(status.as_object(), "revision");
}

std::vector<std::string> parse_warnings(const json::object& object) {
    std::vector<std::string> warnings;
    const auto* all = object.if_contains("warnings");
    const auto* data = object.if_contains("warnings_data");
    if (!all) return warnings;
    for (const auto& warning : all->as_array())
        warnings.push_back(
            parse_sentence(warning, data ? data->as_array().if_contains(warnings.size()) : nullptr));
    return warnings;
}

Shown parse_head(const json::value& value) {
    const auto& object = value.as_object();
    Shown shown;
    shown.entry = parse_entry(object.at("entry"));
    shown.authors = parse_text(object, "authors");
    shown.date = parse_text(object, "date");
    if (const auto* dropped = object.if_contains("dropped")) {
        shown.dropped.emplace();
        for (const auto& line : dropped->as_array()) shown.dropped->push_back(plain(line.as_string()));
    }
    return shown;
}

FoundHits parse_found(const json::value& value) {
    FoundHits found;
    found.complete = value.as_object().at("complete").as_bool();
    for (const auto& each : items(value, "hits")) {
        const auto& object = each.as_object();
        Hit hit{.where = parse_text(object, "where"),
                .sentence = parse_text(object, "sentence"),
                .begin = number(object, "begin")};
        if (const auto& entry = object.at("entry"); !entry.is_null()) hit.entry = parse_entry(entry);
        if (const auto* mark = object.if_contains("mark")) hit.mark = parse_mark(*mark);
        for (const auto& match : items(each, "matches"))
            hit.matches.push_back({match.as_array().at(0).to_number<std::int64_t>(),
                                   match.as_array().at(1).to_number<std::int64_t>()});
        found.hits.push_back(std::move(hit));
    }
    return found;
}

ShownBlock parse_block(const json::value& value) {
    const auto& block = value.as_object();
    return {
        parse_text(block, "kind"), parse_text(block, "text"), {number(block, "begin"), number(block, "end")}};
}

Shown parse_shown(const json::value& value) {
    auto shown = parse_head(value);
    for (const auto& block : items(value, "blocks")) shown.blocks.push_back(parse_block(block));
    return shown;
}

}  // namespace vorleser
