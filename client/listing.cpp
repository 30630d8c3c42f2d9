// What is on the list or was, and what stands in an article.
#include <fmt/format.h>

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

int run_history(Session& session) {
    session.say(history_text(parse_entries(session.call("history", session.invocation.params)), session.out));
    return 0;
}

int run_list(Session& session) {
    if (session.invocation.heard) return run_history(session);
    const auto list = session.call("list", session.invocation.params);
    if (session.invocation.json) return 0;
    const auto entries = parse_entries(list);
    const auto status = parse_status(session.connection.call("status"));
    if (entries.empty() && status.size > 0)
        session.say(fmt::format("{}\n", messages::nothing_of_that_kind()));
    else
        session.say(list_text(entries, status, session.out));
    return 0;
}

void describe_list(CLI::App& app, Invocation& invocation) {
    auto* heard = app.add_flag("--heard", invocation.heard, messages::list_heard());
    flag_param(app, invocation, "--unheard", "unheard", messages::list_unheard())->excludes(heard);
    text_param(app, invocation, "--source", "source", messages::only_source())
        ->excludes(heard)
        ->type_name(tr("SOURCE"));
}

int run_show(Session& session) {
    const auto answer = session.call("show", session.invocation.params);
    const auto shown = parse_shown(answer);
    if (shown.dropped) return session.say(dropped_text(*shown.dropped, session.out)), 0;
    session.say(shown_text(shown, session.out));
    session.say(warning_lines(parse_warnings(answer.as_object()), session.out));
    return 0;
}

void describe_show(CLI::App& app, Invocation& invocation) {
    describe_entry(app, invocation);
    flag_param(app, invocation, "--dropped", "dropped", messages::show_dropped());
}

int run_remove(Session& session) {
    const auto list = parse_entries(session.connection.call("list"));
    const auto entries = chosen(list, session.invocation.names);
    json::array ids;
    for (const auto& entry : entries) ids.push_back(entry.id);
    session.call("remove", {{"ids", std::move(ids)}});  // in one go, so that undo brings back all
    for (const auto& entry : entries) session.say(messages::removed(entry.number, entry.title) + "\n");
    return 0;
}

void describe_remove(CLI::App& app, Invocation& invocation) {
    entries_param(app, invocation, messages::remove_articles())->required();
}

int run_move(Session& session) {
    const auto& params = session.invocation.params;
    const auto result = session.call("move", params);
    const auto from = session.titled ? session.titled->number : params.at("number").as_int64();
    // Where it went: at most to the end.
    session.say(messages::moved(from, result.at("number").as_int64()) + "\n");
    return 0;
}

void describe_move(CLI::App& app, Invocation& invocation) {
    entry_param(app, invocation, "number", messages::article(), false)->required();
    number_param(app, invocation, tr("TO"), "to", messages::move_to())->required();
}

int run_clear(Session& session) {
    const auto result = session.call("clear", session.invocation.params);
    session.say(fmt::format("{}\n", session.invocation.params.empty()
                                        ? messages::cleared()
                                        : messages::removed_heard(result.at("removed").as_int64())));
    return 0;
}

void describe_clear(CLI::App& app, Invocation& invocation) {
    flag_param(app, invocation, "--heard", "heard", messages::clear_heard());
}

int run_undo(Session& session) {
    const auto result = session.call("undo", {});
    session.say(messages::undone(static_cast<std::int64_t>(result.at("ids").as_array().size())) + "\n");
    return 0;
}

int run_restore(Session& session) {
    session.call("restore", session.invocation.params);
    session.say(messages::restored(1) + "\n");
    return 0;
}

void describe_restore(CLI::App& app, Invocation& invocation) {
    entry_param(app, invocation, "id", messages::restore_id())->required();
}

constexpr Command commands[] = {
    {"list", describe_list, run_list},
    {"history", describe_nothing, run_history},
    {"show", describe_show, run_show, Values::articles},
    {"remove", describe_remove, run_remove, Values::articles},
    {"move", describe_move, run_move, Values::articles},
    {"clear", describe_clear, run_clear},
    {"undo", describe_nothing, run_undo},
    {"restore", describe_restore, run_restore, Values::history},
    {"changes", nullptr, nullptr},
    {"place", nullptr, nullptr},
};

}  // namespace

std::span<const Command> listing_commands() {
    return commands;
}

}  // namespace vorleser
