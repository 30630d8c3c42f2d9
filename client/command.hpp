// What a command is: how its arguments are described, and what it does. Private to the commands, which stand
// by subject in adding.cpp, keeping.cpp, listing.cpp, listening.cpp and marking.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "client/commands.hpp"
#include "client/failure.hpp"
#include "client/terminal.hpp"
#include "locale/streams.hpp"

namespace vorleser {

// What a command needs while it runs.
struct Session {
    const Invocation& invocation;
    Connection& connection;
    Terminal out;
    std::optional<Entry> titled;  // the article that was named by its title; params["id"] is its id

    // Sends a request; with --json its result is printed, and `print` makes the text for people.
    boost::json::value call(std::string_view method, const boost::json::object& params) {
        auto result = connection.call(method, params);
        if (invocation.json) print_out(boost::json::serialize(result) + "\n");
        return result;
    }
    // Text for people.
    void say(const std::string& text) {
        if (!invocation.json) print_out(text);
    }
};

// Prints a message for people, to stderr.
void complain(const std::string& message);

// Beside the message for people programs get the daemon's error as it is.
void print_error(const Refused& refused);

// Options of a subcommand write straight into the invocation, which outlives parsing.
using Describe = void (*)(CLI::App& app, Invocation& invocation);
using Run = int (*)(Session& session);

// What an argument without a name is, for the shell's completion.
enum class Values {
    others,  // what its check names, and the examples
    files,
    articles,   // of the list, by number or title
    history,    // what has left it, by id or title
    keepable,   // articles of the list, or files
    kept,       // of the Merkliste, by id or title
    queueable,  // what is kept or has left the list, by id or title
    taggable,   // one that is kept, then tags
    voices,
    devices,
    outputs,
    lexicon,  // what to do, then a word of the listener's own
    words,    // of the listener's own
    feeds,    // that are subscribed to, by number or title
    marks,    // by their ids
    text,     // whatever the listener wants to say
};

struct Command {
    std::string_view name;
    Describe describe;
    Run run;
    Values values = Values::others;
    std::string_view examples = "";  // of what may be typed, with spaces between
    const char* program = nullptr;   // beside this one, that does it: its libraries load for nothing else
};

// Commands whose arguments or answers have a shape of their own; a null `run`: a method, but no command, or
// done by another program.
std::span<const Command> adding_commands();
std::span<const Command> keeping_commands();
std::span<const Command> listing_commands();
std::span<const Command> listening_commands();
std::span<const Command> marking_commands();
std::span<const Command> searching_commands();
std::span<const Command> exporting_commands();
std::span<const Command> serving_commands();
std::span<const Command> subscribing_commands();

// Adds all commands and the options they share; what is parsed goes into `invocation`.
void describe_commands(CLI::App& app, Invocation& invocation);
const Command* find_command(std::string_view name);  // null: it has no row

// What `add` does with its arguments: files, addresses, "-". Params of the request are the invocation's.
Exit add_articles(Session& session, const std::vector<std::string>& arguments);

// For answers that are a status, or something we know no layout for.
int run_generic(Session& session);

// -- arguments
inline void describe_nothing(CLI::App&, Invocation&) {}
// An article in the list, by number or title, or none: the current one.
void describe_entry(CLI::App& app, Invocation& invocation);
// An article by its number, a value for params[name], or by words of its title, one argument or several.
CLI::Option* entry_param(CLI::App& app, Invocation& invocation, const char* name, const char* help,
                         bool several_words = true);

// Articles of the list, into `names`: numbers, ranges of them, titles.
CLI::Option* entries_param(CLI::App& app, Invocation& invocation, const char* help);

// A value for params[name].
template <class T>
CLI::Option* param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                   const char* help) {
    return app.add_option_function<T>(
        option, [&invocation, name](const T& value) { invocation.params[name] = value; }, help);
}
CLI::Option* number_param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                          const char* help);
CLI::Option* flag_param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                        const char* help);
CLI::Option* text_param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                        const char* help);

}  // namespace vorleser
