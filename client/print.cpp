#include "client/print.hpp"

#include <algorithm>
#include <iterator>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/messages.hpp"
#include "client/page.hpp"
#include "client/text.hpp"
#include "client/time.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

constexpr auto separator = " · ";

std::string in_use(const Terminal& terminal) {
    return terminal.plain ? messages::in_use() : "▶";
}

std::string progress(const Status& status) {
    return format_progress(status.position_ms, status.duration_ms, status.exact);
}

// What is being read again counts as not yet heard.
bool is_heard(const Entry& entry, const Status& status) {
    const bool read_now = status.entry && status.entry->id == entry.id && status.state != "stopped";
    return entry.state == "heard" && !read_now;
}

std::string where(const Status& status) {
    return status.output.empty() ? "" : messages::on_output(status.output);
}

std::string time_left(const Status& status) {
    return format_duration(at_speed(status.duration_ms - status.position_ms, status.speed), status.exact);
}

}  // namespace

std::string joined(const std::vector<std::string>& parts) {
    std::vector<std::string> filled;
    std::copy_if(parts.begin(), parts.end(), std::back_inserter(filled),
                 [](auto& part) { return !part.empty(); });
    return fmt::format("{}", fmt::join(filled, separator));
}

std::string cut(const std::string& line, const Terminal& terminal) {
    return terminal.width > 0 ? fit(line, terminal.width) : line;
}

std::string_view state_mark(std::string_view state) {
    return state == "playing" ? "▶" : state == "paused" ? "‖" : state == "interrupted" ? "!" : "■";
}

std::string status_line(const Status& status, const Terminal& terminal) {
    const auto state = messages::state(status.state, status.reason);
    if (!status.entry) return cut(joined({state, where(status)}), terminal) + "\n";
    auto title = status.entry->title;
    if (terminal.width > 0) {  // the title gives way, not the time
        constexpr int least = 10;
        const auto rest =
            display_width(joined({state, where(status), "", progress(status)})) + display_width(separator);
        title = fit(title, std::max(least, terminal.width - rest));
    }
    return cut(joined({state, where(status), title, progress(status)}), terminal) + "\n";
}

std::string status_text(const Status& status, const Terminal& terminal) {
    std::string out;
    const auto settings =
        joined({messages::speed(format_factor(status.speed)), messages::volume(status.volume),
                messages::voice(status.voice), status.device.empty() ? "" : messages::device(status.device),
                status.pitch != 0 ? messages::pitch(status.pitch) : "",
                status.repeat != "off" ? messages::repeat(status.repeat) : "",
                status.shuffle ? messages::shuffle(true) : "",
                status.finished != "stays" ? messages::finished(status.finished) : "",
                status.sleep_ms || status.sleep_at_end ? sleep_line(status) : ""});
    const auto state = messages::state(status.state, status.reason);
    if (status.entry) {
        const auto line = terminal.plain
                              ? status.entry->title
                              : fmt::format("{} {}", state_mark(status.state), status.entry->title);
        out += terminal.bold(cut(line, terminal)) + "\n";
        out +=
            cut("  " + joined({state, where(status), progress(status), messages::time_left(time_left(status)),
                               messages::place(status.entry->number, status.size)}),
                terminal) +
            "\n";
    } else {
        const auto* hint = status.size == 0 ? messages::list_is_empty() : messages::nothing_chosen();
        out += cut(joined({state, where(status), hint}), terminal) + "\n";
    }
    constexpr int indent = 2;
    for (const auto line : wrap(status.sentence_text, std::max(0, terminal.width - indent)))
        out += fmt::format("  {}\n", line);
    out += terminal.dim(cut("  " + settings, terminal)) + "\n";
    return out + warning_lines(status.warnings, terminal);
}

std::string warning_lines(const std::vector<std::string>& warnings, const Terminal& terminal) {
    constexpr int mark = 2;
    std::string out;
    for (const auto& warning : warnings)
        for (const auto line : wrap(warning, std::max(0, terminal.width - mark)))
            out += fmt::format("! {}\n", line);
    return out;
}

std::vector<std::string> list_rows(const std::vector<Entry>& entries, const Status& status, int width,
                                   const Terminal& terminal) {
    std::vector<std::vector<std::string>> rows;
    for (auto entry : entries) {
        const bool current = status.entry && status.entry->id == entry.id;
        if (current) entry.position_ms = status.position_ms;
        const bool heard = is_heard(entry, status);
        const bool within = !heard && entry.position_ms > 0;
        rows.push_back({std::to_string(entry.number),
                        current ? terminal.plain ? messages::state(status.state, "")
                                                 : std::string(state_mark(status.state))
                        : heard ? terminal.plain ? messages::heard() : "✓"
                                : "",
                        entry.title,
                        within ? format_progress(entry.position_ms, entry.duration_ms, entry.exact)
                               : format_duration(entry.duration_ms, entry.exact),
                        entry.source});
    }
    return table(rows, {{Align::right}, {}, {.least = 10}, {Align::right}, {.least = 8}}, width);
}

std::string list_text(const std::vector<Entry>& entries, const Status& status, const Terminal& terminal) {
    if (entries.empty()) return cut(messages::list_is_empty(), terminal) + "\n";
    std::int64_t left_ms = 0;
    bool exact = true;
    const auto lines = list_rows(entries, status, terminal.width, terminal);
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& entry = entries[i];
        const bool current = status.entry && status.entry->id == entry.id;
        const bool heard = is_heard(entry, status);
        if (!heard) {
            left_ms += entry.duration_ms - (current ? status.position_ms : entry.position_ms);
            exact = exact && entry.exact;
        }
        out += (current ? terminal.bold(lines[i]) : heard ? terminal.dim(lines[i]) : lines[i]) + "\n";
        if (!entry.damage.empty()) out += cut("! " + messages::damaged(entry.damage), terminal) + "\n";
    }
    if (terminal.width > 0 || terminal.plain) {
        const auto footer =
            messages::list_footer(entries.size(), format_duration(at_speed(left_ms, status.speed), exact));
        out += terminal.dim(cut(footer, terminal)) + "\n";
    }
    return out;
}

std::string added_line(const boost::json::value& result) {
    const auto& object = result.as_object();
    const auto entry = parse_entry(object.at("entry"));
    const auto duration = format_duration(entry.duration_ms, entry.exact);
    if (object.at("duplicate").as_bool())
        return joined({entry.number == 0    ? messages::kept_already(entry.id, entry.title)
                       : entry.kept_at != 0 ? messages::in_both(entry.number, entry.title)
                                            : messages::duplicate(entry.number, entry.title),
                       duration}) +
               "\n";
    const auto blocks = object.at("blocks").to_number<std::int64_t>();
    const auto dropped = object.at("dropped").to_number<std::int64_t>();
    return joined({entry.number == 0 ? messages::kept(entry.id, entry.title)
                                     : messages::queued(entry.number, entry.title),
                   fmt::format("{}, {}", messages::paragraphs(blocks), duration),
                   dropped > 0 ? messages::left_out(dropped) : "",
                   object.at("only_the_beginning").as_bool() ? messages::only_the_beginning() : ""}) +
           "\n";
}

std::string shown_text(const Shown& shown, const Terminal& terminal) {
    Page page;
    page.show(shown);
    std::string out;
    for (const auto& row : page.all_rows(terminal.width, terminal)) out += row + "\n";
    return out;
}

std::string sleep_line(const Status& status) {
    if (status.sleep_at_end) return messages::sleep_at_end();
    return status.sleep_ms ? messages::sleep_in(format_span(*status.sleep_ms)) : messages::no_sleep();
}

std::string history_text(const std::vector<Entry>& entries, const Terminal& terminal) {
    if (entries.empty()) return cut(messages::nothing_heard(), terminal) + "\n";
    std::vector<std::vector<std::string>> rows;
    for (const auto& entry : entries) {
        const bool whole = entry.state == "heard" && entry.position_ms == 0;
        rows.push_back({std::to_string(entry.id), format_date(entry.last_heard_at),
                        entry.number     ? ""
                        : terminal.plain ? messages::left()
                                         : "–",
                        entry.title,
                        whole ? format_duration(entry.duration_ms, entry.exact)
                              : format_progress(entry.position_ms, entry.duration_ms, entry.exact)});
    }
    std::string out;
    for (const auto& line :
         table(rows, {{Align::right}, {}, {}, {.least = 10}, {Align::right}}, terminal.width))
        out += line + "\n";
    if (terminal.width > 0) out += terminal.dim(cut(messages::history_footer(), terminal)) + "\n";
    return out;
}

std::vector<std::string> kept_rows(const std::vector<Entry>& entries, int width, const Terminal& terminal) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& entry : entries) {
        std::string tags;
        for (const auto& tag : entry.tags) tags += (tags.empty() ? "#" : " #") + tag;
        rows.push_back({std::to_string(entry.id), format_date(entry.kept_at),
                        !entry.read      ? ""
                        : terminal.plain ? messages::was_read()
                                         : "✓",
                        entry.title,
                        entry.position_ms > 0
                            ? format_progress(entry.position_ms, entry.duration_ms, entry.exact)
                            : format_duration(entry.duration_ms, entry.exact),
                        entry.number ? messages::listed_as(entry.number) : "", tags});
    }
    return table(rows, {{Align::right}, {}, {}, {.least = 10}, {Align::right}, {}, {.least = 8}}, width);
}

std::string kept_text(const std::vector<Entry>& entries, const Terminal& terminal) {
    if (entries.empty()) return cut(messages::nothing_kept(), terminal) + "\n";
    std::string out;
    const auto lines = kept_rows(entries, terminal.width, terminal);
    for (std::size_t i = 0; i < lines.size(); ++i)
        out += (entries[i].read ? terminal.dim(lines[i]) : lines[i]) + "\n";
    if (terminal.width > 0) out += terminal.dim(cut(messages::kept_footer(), terminal)) + "\n";
    return out;
}

std::string tags_text(const boost::json::value& result, const Terminal& terminal) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& item : items(result, "tags")) {
        const auto& tag = item.as_object();
        rows.push_back({parse_text(tag, "name"), std::to_string(tag.at("count").to_number<std::int64_t>())});
    }
    if (rows.empty()) return cut(messages::no_tags(), terminal) + "\n";
    std::string out;
    for (const auto& line : table(rows, {{.least = 10}, {Align::right}}, terminal.width)) out += line + "\n";
    return out;
}

std::string dropped_text(const std::vector<std::string>& lines, const Terminal& terminal) {
    if (lines.empty()) return cut(messages::nothing_left_out(), terminal) + "\n";
    std::string out;
    for (const auto& line : lines)
        for (const auto part : wrap(line, terminal.width)) out += std::string(part) + "\n";
    return out;
}

std::string marks_text(const std::vector<Mark>& marks, const Terminal& terminal) {
    if (marks.empty()) return cut(messages::no_marks(), terminal) + "\n";
    std::string out;
    const auto add = [&](const std::string& text) {
        for (const auto line : wrap(text, terminal.width ? terminal.width - 2 : 0))
            out += "  " + std::string(line) + "\n";
    };
    for (const auto& mark : marks) {
        out += cut(joined({fmt::format("{}  {}", mark.id, mark.title), format_time(mark.position_ms),
                           format_date(mark.made_at), mark.found ? "" : messages::not_in_the_text()}),
                   terminal) +
               "\n";
        add(terminal.plain ? mark.sentence : "“" + mark.sentence + "”");
        if (!mark.note.empty()) add(messages::note_of(mark.note));
    }
    return out;
}

namespace {

// `text` as it is to be shown: no sign of Markdown's means something.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\`*_[]<>#&!|~").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

// An address where Markdown takes one: within < and >.
std::string linked(const Mark& mark) {
    std::string address;
    for (const char c : mark.url)
        address += c == '<'    ? "%3C"
                   : c == '>'  ? "%3E"
                   : c == ' '  ? "%20"
                   : c == '\\' ? "%5C"
                               : std::string(1, c);
    const auto title = escaped(mark.title);
    return address.empty() ? title : fmt::format("[{}](<{}>)", title, address);
}

}  // namespace

std::string marks_markdown(const std::vector<Mark>& marks) {
    std::string out = fmt::format("# {}\n", messages::marks_heading());
    // An article's together, where its newest is.
    std::vector<const Mark*> left;
    for (const auto& mark : marks) left.push_back(&mark);
    while (!left.empty()) {
        const Mark& first = *left.front();
        const auto same = [&](const Mark* mark) {
            return mark->entry == first.entry && mark->title == first.title && mark->url == first.url;
        };
        std::vector<const Mark*> of;
        std::ranges::copy_if(left, std::back_inserter(of), same);
        std::erase_if(left, same);
        std::ranges::stable_sort(of, {}, [](const Mark* mark) { return mark->place.begin; });
        out += fmt::format("\n## {}\n", linked(first));
        if (!first.source.empty()) out += fmt::format("\n{}\n", escaped(first.source));
        for (const auto* mark : of) {
            out += fmt::format("\n> {}\n", escaped(mark->sentence));
            if (!mark->note.empty()) out += fmt::format("\n{}\n", escaped(mark->note));
            out +=
                fmt::format("\n*{}*\n", joined({format_time(mark->position_ms), format_date(mark->made_at)}));
        }
    }
    return out;
}

std::string voices_text(const boost::json::value& result, const Terminal& terminal) {
    const auto& object = result.as_object();
    const auto current = parse_text(object, "current");
    std::vector<std::vector<std::string>> rows;
    for (const auto& item : items(result, "voices")) {
        const auto& voice = item.as_object();
        const auto name = parse_text(voice, "name");
        rows.push_back({name == current ? in_use(terminal) : "", name, parse_text(voice, "language"),
                        tr_known(parse_text(voice, "description"))});
    }
    std::string out;
    for (const auto& line : table(rows, {{}, {.least = 10}, {}, {.least = 10}}, terminal.width))
        out += line + "\n";
    return out;
}

std::string outputs_text(const boost::json::value& result, const Terminal& terminal) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& item : items(result, "outputs")) {
        const auto& output = item.as_object();
        rows.push_back({output.at("active").as_bool() ? in_use(terminal) : "",
                        parse_text(output, "kind") == "client" ? parse_text(output, "name")
                                                               : std::string(messages::loudspeaker()),
                        output.at("present").as_bool() ? "" : messages::out_of_reach()});
    }
    std::string out;
    for (const auto& line : table(rows, {{}, {.least = 10}, {}}, terminal.width)) out += line + "\n";
    return out;
}

std::string devices_text(const boost::json::value& result, const Terminal& terminal) {
    const auto& object = result.as_object();
    const auto chosen = parse_text(object, "chosen");
    std::vector<std::vector<std::string>> rows;
    for (const auto& item : items(result, "devices")) {
        const auto& device = item.as_object();
        const auto name = parse_text(device, "name");
        rows.push_back({device.at("in_use").as_bool() ? in_use(terminal) : "", name,
                        parse_text(device, "description"),
                        joined({device.at("default").as_bool() ? messages::default_device() : "",
                                name == chosen ? messages::chosen_device() : ""})});
    }
    if (rows.empty()) return cut(messages::no_devices(), terminal) + "\n";
    std::string out;
    for (const auto& line : table(rows, {{}, {.least = 10}, {.least = 10}, {}}, terminal.width))
        out += line + "\n";
    return out;
}

}  // namespace vorleser
