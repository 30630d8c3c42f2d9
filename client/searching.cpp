// Finding articles by words.
#include <fmt/format.h>

#include "client/command.hpp"
#include "client/key_requests.hpp"
#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/text.hpp"
#include "locale/command_line.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

// What the shell's quotation marks held together is a phrase; a colon before it stays outside.
std::string as_typed(const std::string& argument) {
    if (argument.find_first_of(" \t\n") == argument.npos || argument.find('"') != argument.npos)
        return argument;
    const auto colon = argument.find(':');
    const bool key = colon != argument.npos && argument.find(' ') > colon;
    const std::size_t at = key ? colon + 1 : 0;
    return argument.substr(0, at) + '"' + argument.substr(at) + '"';
}

int run_search(Session& session) {
    json::object params = session.invocation.params;
    const auto* play = params.if_contains("play");
    if (!play) {
        const auto found = session.call("search", params);
        session.say(hits_text(parse_found(found), session.out));
        return 0;
    }
    const auto wanted = play->as_int64();
    params.erase("play");
    params["offset"] = wanted - 1;
    params["limit"] = 1;
    const auto found = parse_found(session.connection.call("search", params));
    if (found.hits.empty()) throw Failure(Exit::failed, messages::no_such_hit(wanted));
    auto requests = requests_of(found.hits.front());
    if (requests.empty()) throw Failure(Exit::failed, messages::article_is_gone());
    const auto last = std::move(requests.back());
    requests.pop_back();
    for (const auto& request : requests) session.connection.call(request.method, request.params);
    session.say(status_line(parse_status(session.call(last.method, last.params)), session.out));
    return 0;
}

void describe_search(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::vector<std::string>>(
           tr("WORD"),
           [&invocation](const std::vector<std::string>& words) {
               std::string query;
               for (const auto& word : words)
                   query += (query.empty() ? "" : " ") + as_typed(valid_utf8(word));
               invocation.params["query"] = query;
           },
           messages::search_words())
        ->required();
    auto* play = number_param(app, invocation, "--play", "play", messages::search_play());
    number_param(app, invocation, "--limit", "limit", messages::search_limit())->excludes(play);
    app.footer(std::string(messages::search_footer()) + "\n" + app.get_footer());
}

constexpr Command commands[] = {
    {"search", describe_search, run_search, Values::others, "title: tag: source: after: before:"},
};

}  // namespace

std::span<const Command> searching_commands() {
    return commands;
}

}  // namespace vorleser
