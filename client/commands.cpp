#include "client/commands.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/choosing.hpp"
#include "client/command.hpp"
#include "client/completion.hpp"
#include "client/messages.hpp"
#include "client/places.hpp"
#include "client/print.hpp"
#include "client/protocol.hpp"
#include "client/text.hpp"
#include "locale/command_line.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"
#include "own/files.hpp"

namespace vorleser {

namespace json = boost::json;

void print_error(const Refused& refused) {
    print_out(json::serialize(json::object{{"error", refused.error}}) + "\n");
}

void complain(const std::string& message) {
    print_err(fmt::format("{}: {}\n", messages::program, message));
}

int run_generic(Session& session) {
    const auto result = session.call(session.invocation.command, session.invocation.params);
    if (const auto* object = result.if_object(); object && object->contains("state"))
        session.say(status_line(parse_status(result), session.out));
    else if (object && !object->contains("revision"))
        session.say(json::serialize(result) + "\n");
    return 0;
}

CLI::Option* entry_param(CLI::App& app, Invocation& invocation, const char* name, const char* help,
                         bool several_words) {
    const auto take = [&invocation, name](const std::string& words) {
        const auto wanted = valid_utf8(words);
        if (const auto problem = problem_of_name(wanted, false); !problem.empty())
            throw CLI::ValidationError(problem);
        if (const auto number = parse_position(wanted))
            invocation.params[name] = *number;
        else
            invocation.title = wanted;
    };
    if (!several_words) return app.add_option_function<std::string>(tr("ARTICLE"), take, help);
    return app.add_option_function<std::vector<std::string>>(
        tr("ARTICLE"),
        [take](const std::vector<std::string>& words) { take(fmt::format("{}", fmt::join(words, " "))); },
        help);
}

CLI::Option* entries_param(CLI::App& app, Invocation& invocation, const char* help) {
    return app.add_option_function<std::vector<std::string>>(
        tr("ARTICLE"),
        [&invocation](const std::vector<std::string>& names) {
            for (const auto& name : names) {
                if (const auto problem = problem_of_name(name, true); !problem.empty())
                    throw CLI::ValidationError(problem);
                invocation.names.push_back(valid_utf8(name));
            }
        },
        help);
}

void describe_entry(CLI::App& app, Invocation& invocation) {
    entry_param(app, invocation, "number", messages::current_article());
}

CLI::Option* number_param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                          const char* help) {
    return param<std::int64_t>(app, invocation, option, name, help)->check(position());
}

CLI::Option* flag_param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                        const char* help) {
    return app.add_flag_callback(
        option, [&invocation, name] { invocation.params[name] = true; }, help);
}

CLI::Option* text_param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                        const char* help) {
    return app.add_option_function<std::string>(
        option,
        [&invocation, name](const std::string& value) { invocation.params[name] = valid_utf8(value); }, help);
}

const Command* find_command(std::string_view name) {
    for (const auto group :
         {adding_commands(), keeping_commands(), listing_commands(), listening_commands(), marking_commands(),
          searching_commands(), exporting_commands(), serving_commands(), subscribing_commands()})
        for (const auto& command : group)
            if (command.name == name) return &command;
    return nullptr;
}

namespace {

// Options from a row's parameters, for methods that only the table knows.
void describe_generic(CLI::App& app, Invocation& invocation, const json::array& params) {
    for (const auto& item : params) {
        const auto& row = item.as_object();
        const auto name = json::value_to<std::string>(row.at("name"));
        const auto type = row.at("type").as_string();
        const auto option = "--" + name;
        const auto set = [&invocation, name](const auto& value) {
            invocation.params[name] = json::value_from(value);
        };
        CLI::Option* added =
            type == "boolean"   ? app.add_flag_callback(option, [set] { set(true); })
            : type == "integer" ? app.add_option_function<std::int64_t>(option, set)->check(whole_number())
            : type == "array"   ? app.add_option_function<std::vector<std::string>>(option, set)
                                : app.add_option_function<std::string>(option, set);
        const auto* optional = row.if_contains("optional");
        if (!optional || !optional->as_bool()) added->required();
    }
}

// What was named by its title.
Entry titled(Connection& connection, const Invocation& invocation, const Command& command) {
    const bool left = command.values == Values::history;
    auto entries = parse_entries(connection.call(left ? "history" : "list"));
    if (left) std::erase_if(entries, [](const Entry& entry) { return entry.number != 0; });
    // What is only kept has a text as well.
    const auto has = [&](const Entry& entry) { return has_in_title(entry.title, invocation.title); };
    if ((command.name == "show" || command.name == "edit") &&
        std::none_of(entries.begin(), entries.end(), has))
        entries = parse_entries(connection.call("kept"));
    return chosen(entries, invocation.title, left ? &Entry::id : &Entry::number);
}

// Becomes another program of ours with the same arguments.
[[noreturn]] void become(const char* name, const std::vector<std::string>& arguments) {
    const auto program = own_program(name);
    if (program.empty()) throw Failure(Exit::failed, messages::no_program(name, std::strerror(ENOENT)));
    flush_out();
    std::vector<const char*> argv{name};
    for (const auto& argument : arguments) argv.push_back(argument.c_str());
    argv.push_back(nullptr);
    umask(own::listeners_umask());
    execv(program.c_str(), const_cast<char**>(argv.data()));
    throw Failure(Exit::failed, messages::no_program(name, std::strerror(errno)));
}

int execute(Invocation invocation) {
    const auto* command = find_command(invocation.command);
    if (command && command->program) become(command->program, invocation.arguments);
    Connection connection(invocation.daemon);
    std::optional<Entry> entry;
    if (!invocation.title.empty()) {
        entry = titled(connection, invocation, *command);
        invocation.params["id"] = entry->id;
    }
    Session session{invocation, connection, terminal_at(STDOUT_FILENO, invocation.plain), entry};
    return command ? command->run(session) : run_generic(session);
}

}  // namespace

void describe_commands(CLI::App& app, Invocation& invocation) {
    use_language(app, terminal_at(STDOUT_FILENO, false).width);
    app.footer(messages::footer());
    app.set_version_flag("--version", std::string(messages::program) + " " + VORLESER_VERSION,
                         messages::option_version());
    app.add_flag("--json", invocation.json, messages::option_json());
    app.add_flag("--plain", invocation.plain, messages::option_plain());
    app.add_option("--socket", invocation.daemon.socket, messages::option_socket())
        ->envname("VORLESER_SOCKET")
        ->type_name(tr("PATH"));
    app.add_flag_callback(
        "--no-start", [&invocation] { invocation.daemon.start = false; }, messages::option_no_start());
    app.require_subcommand(1);
    app.fallthrough();  // --json and the like also after the command

    const auto command_of = [&](const std::string& name, const std::string& summary) {
        auto* sub = add_command(app, name, summary);
        sub->footer(messages::command_footer());
        return sub;
    };

    const auto methods = json::parse(protocol_json());
    for (const auto& item : methods.as_array()) {
        const auto& row = item.as_object();
        const auto name = json::value_to<std::string>(row.at("name"));
        const auto* command = find_command(name);
        if (command && !command->run) continue;
        auto* sub = command_of(name, tr_known(json::value_to<std::string>(row.at("summary"))));
        if (command)
            command->describe(*sub, invocation);
        else
            describe_generic(*sub, invocation, row.at("params").as_array());
    }
    // What is no method of the daemon's.
    for (const auto& [name, summary] : {std::pair{"watch", messages::watch_summary()},
                                        {"export", messages::export_summary()},
                                        {"backup", messages::backup_summary()},
                                        {"import", messages::import_summary()},
                                        {"web", messages::web_summary()},
                                        {"subscribe", messages::subscribe_summary()},
                                        {"subscriptions", messages::subscriptions_summary()},
                                        {"unsubscribe", messages::unsubscribe_summary()},
                                        {"fetch", messages::fetch_summary()}})
        find_command(name)->describe(*command_of(name, summary), invocation);
    auto* help = command_of("help", messages::help_summary());
    std::vector<std::string> names;
    for (const auto* sub : app.get_subcommands({})) names.push_back(sub->get_name());
    text_param(*help, invocation, tr("COMMAND"), "command", messages::help_command())->check(one_of(names));

    for (auto* sub : app.get_subcommands({}))
        for (auto* option : sub->get_options({}))
            if (option->get_positional()) option->type_name("");  // tr("N"), not "N INT"
}

Invocation parse_command_line(const std::vector<std::string>& arguments) {
    Invocation invocation;
    invocation.arguments = arguments;
    CLI::App app(messages::what_it_is(), messages::program);
    describe_commands(app, invocation);
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::CallForHelp&) {
        throw NoCommand{true, app.help()};  // of the command, if there is one
    } catch (const CLI::CallForVersion& version) {
        throw NoCommand{true, std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
        const auto subcommands = app.get_subcommands();
        if (!subcommands.empty())
            throw NoCommand{false,
                            messages::usage(plain(problem_of(app, error)), subcommands.front()->get_name())};
        const auto unknown = app.remaining();
        const auto problem = unknown.empty() ? messages::which_command()
                             : unknown.front().starts_with('-')
                                 ? messages::unknown_option(plain(unknown.front()))
                                 : messages::unknown_command(plain(unknown.front()));
        throw NoCommand{false, messages::usage(problem, "")};
    }
    invocation.command = app.get_subcommands().front()->get_name();
    if (invocation.command == "help") {
        const auto* of = invocation.params.if_contains("command");
        return parse_command_line(of ? std::vector{json::value_to<std::string>(*of), std::string("--help")}
                                     : std::vector<std::string>{"--help"});
    }
    using Feeds = FeedsWanted::What;
    for (const auto& [name, what] :
         {std::pair{"subscribe", Feeds::subscribe}, std::pair{"unsubscribe", Feeds::unsubscribe},
          std::pair{"fetch", Feeds::fetch}})
        if (invocation.command == name) invocation.feeds.what = what;
    if (invocation.command == "quit") invocation.daemon.start = false;  // starting it to end it helps nobody
    if (invocation.exported.follow && invocation.exported.into == ExportWanted::Into::files)
        throw NoCommand{false, messages::usage(messages::follow_what(), "export")};
    for (const auto& [wanted, option] :
         {std::pair{invocation.marks.markdown, "--markdown"}, std::pair{invocation.feeds.opml, "--opml"}})
        if (invocation.json && wanted)
            throw NoCommand{false, messages::usage(messages::not_both("--json", option), invocation.command)};
    if (invocation.command == "add") {
        if (invocation.files.empty() && !invocation.from) invocation.files = {"-"};
        if (invocation.files.size() > 1 &&
            (invocation.params.contains("title") || invocation.params.contains("url")))
            throw NoCommand{false, messages::usage(messages::title_for_several(), "add")};
    }
    return invocation;
}

json::object add_params(const Invocation& add, std::string_view source, std::string_view bytes) {
    auto params = add.params;
    params["bytes"] = base64(bytes);
    if (!source.empty()) params["source"] = valid_utf8(std::filesystem::path(source).filename().native());
    return params;
}

json::object add_params(json::object add, const Fetched& page) {
    add["bytes"] = base64(page.bytes);
    if (!page.encoding.empty()) add["encoding"] = page.encoding;
    add["source"] = page.site;
    add.emplace("url", page.url);
    if (page.html) add.emplace("as", "html");
    return add;
}

namespace {

// All but what becomes of the output.
int run_command(const std::vector<std::string>& arguments, int (*done)(Invocation)) {
    if (!arguments.empty() && arguments.front() == "--complete")
        return complete({arguments.begin() + 1, arguments.end()});
    bool json_wanted = false;
    try {
        const auto invocation = parse_command_line(arguments);
        json_wanted = invocation.json;
        return done(invocation);
    } catch (const NoCommand& none) {
        if (none.ok)
            print_out(none.text);
        else
            complain(none.text);
        return static_cast<int>(none.ok ? Exit::ok : Exit::usage);
    } catch (const Refused& refused) {
        if (json_wanted) print_error(refused);
        complain(refused.what());
        return static_cast<int>(refused.exit_code);
    } catch (const Failure& failure) {
        complain(failure.what());
        return static_cast<int>(failure.exit_code);
    } catch (const std::exception& error) {
        complain(messages::unexpected_answer(plain(error.what())));
        return static_cast<int>(Exit::failed);
    }
}

}  // namespace

int run(const std::vector<std::string>& arguments, int (*done)(Invocation)) {
    try {
        const int exit = run_command(arguments, done ? done : execute);
        flush_out();
        return exit;
    } catch (const OutputFailed& failed) {
        if (const auto problem = output_problem(failed); !problem.empty()) complain(problem);
        return static_cast<int>(Exit::failed);
    }
}

}  // namespace vorleser
