// Sentences that the listener wants to find again.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/choosing.hpp"
#include "client/command.hpp"
#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/text.hpp"
#include "locale/command_line.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

std::string joined_words(const std::vector<std::string>& words) {
    return valid_utf8(fmt::format("{}", fmt::join(words, " ")));
}

int run_mark(Session& session) {
    const auto mark = parse_mark(session.call("mark", session.invocation.params));
    session.say(messages::marked(mark.id, mark.sentence) + "\n");
    return 0;
}

void describe_mark(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::vector<std::string>>(
        tr("NOTE"),
        [&invocation](const std::vector<std::string>& words) {
            invocation.params["note"] = joined_words(words);
        },
        messages::mark_note());
    number_param(app, invocation, "--article", "number", messages::mark_article())->type_name(tr("N"));
    param<std::int64_t>(app, invocation, "--at", "begin", messages::mark_at())
        ->check(whole_number(0, UINT32_MAX))
        ->type_name(tr("PLACE"));
}

// From its sentence on.
int play_mark(Session& session, std::int64_t id) {
    const auto marks = parse_marks(session.connection.call("marks"));
    const auto found = std::ranges::find(marks, id, &Mark::id);
    if (found == marks.end()) throw Failure(Exit::failed, messages::no_mark(id));
    if (!found->entry) throw Failure(Exit::failed, messages::mark_without_article(found->title));
    const auto answer = session.call("play", {{"id", *found->entry}, {"at", found->place.begin}});
    session.say(status_line(parse_status(answer), session.out));
    return 0;
}

int run_marks(Session& session) {
    const auto& wanted = session.invocation.marks;
    if (wanted.play) return play_mark(session, *wanted.play);
    const auto answer = session.call("marks", session.invocation.params);
    session.say(wanted.markdown ? marks_markdown(parse_marks(answer))
                                : marks_text(parse_marks(answer), session.out));
    return 0;
}

void describe_marks(CLI::App& app, Invocation& invocation) {
    auto* article = entry_param(app, invocation, "number", messages::marks_article());
    auto* all = app.add_flag_callback(
                       "--all", [] {}, messages::marks_all())
                    ->excludes(article);
    auto* markdown = app.add_flag("--markdown", invocation.marks.markdown, messages::marks_markdown());
    app.add_option("--play", invocation.marks.play, messages::marks_play())
        ->check(position())
        ->type_name(tr("MARK"))
        ->excludes(article)
        ->excludes(all)
        ->excludes(markdown);
}

int run_unmark(Session& session) {
    const auto answer = session.call("unmark", session.invocation.params);
    session.say(messages::unmarked(answer.at("removed").to_number<std::int64_t>()) + "\n");
    return 0;
}

void describe_unmark(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::vector<std::int64_t>>(
           tr("MARK"),
           [&invocation](const std::vector<std::int64_t>& ids) {
               invocation.params["ids"] = json::value_from(ids);
           },
           messages::unmark_ids())
        ->check(position())
        ->required();
}

int run_note(Session& session) {
    auto params = session.invocation.params;
    params.emplace("note", "");
    const auto mark = parse_mark(session.call("note", params));
    session.say(messages::noted(mark.id, mark.note) + "\n");
    return 0;
}

void describe_note(CLI::App& app, Invocation& invocation) {
    number_param(app, invocation, tr("MARK"), "id", messages::note_mark())->required();
    app.add_option_function<std::vector<std::string>>(
        tr("NOTE"),
        [&invocation](const std::vector<std::string>& words) {
            invocation.params["note"] = joined_words(words);
        },
        messages::note_text());
}

constexpr Command commands[] = {
    {"mark", describe_mark, run_mark, Values::text},
    {"marks", describe_marks, run_marks, Values::articles},
    {"unmark", describe_unmark, run_unmark, Values::marks},
    {"note", describe_note, run_note, Values::marks},
};

}  // namespace

std::span<const Command> marking_commands() {
    return commands;
}

}  // namespace vorleser
