#include "client/commands.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "client/editor.hpp"
#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/protocol.hpp"
#include "client/terminal.hpp"
#include "client/text.hpp"
#include "client/time.hpp"
#include "client/watch.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

constexpr std::int64_t largest_file_mib = 32;

// What a command needs while it runs.
struct Session {
    const Invocation& invocation;
    Connection& connection;
    Terminal out;

    // Sends a request; with --json its result is printed, and `print` makes the text for people.
    json::value call(std::string_view method, const json::object& params) {
        auto result = connection.call(method, params);
        if (invocation.json) write(json::serialize(result) + "\n");
        return result;
    }
    // Text for people.
    void say(const std::string& text) {
        if (!invocation.json) write(text);
    }
    static void write(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }
};

// Beside the message for people, which goes to stderr, programs get the daemon's error as it is.
void print_error(const Refused& refused) {
    Session::write(json::serialize(json::object{{"error", refused.error}}) + "\n");
}

void complain(const std::string& message) {
    fmt::print(stderr, "{}: {}\n", messages::program, message);
}

// ------------------------------------------------------------------ add

std::string read_file(const std::string& file) {
    const bool standard_input = file == "-";
    const auto name = standard_input ? std::string(messages::standard_input) : plain(file);
    const auto fail = [&] { throw Failure(Exit::failed, messages::cannot_read(name, std::strerror(errno))); };
    if (standard_input && isatty(STDIN_FILENO)) fmt::print(stderr, "{}\n", messages::paste_now);
    const std::unique_ptr<FILE, int (*)(FILE*)> opened(
        standard_input ? nullptr : std::fopen(file.c_str(), "rb"),
        [](FILE* f) { return f ? std::fclose(f) : 0; });
    FILE* in = standard_input ? stdin : opened.get();
    if (!in) fail();
    constexpr std::size_t limit = std::size_t{largest_file_mib} << 20;
    std::string bytes;
    char chunk[65536];
    // Asking once more after a short read would make a terminal want a second Ctrl-D.
    for (auto size = sizeof chunk; size == sizeof chunk;) {
        size = std::fread(chunk, 1, sizeof chunk, in);
        bytes.append(chunk, size);
        if (bytes.size() > limit) throw Failure(Exit::failed, messages::too_large(name, largest_file_mib));
    }
    if (std::ferror(in)) fail();
    return bytes;
}

int run_add(Session& session) {
    const auto& add = session.invocation;
    auto files = add.files;
    // What goes to the same place, right after the current article, goes there in reverse to keep its order.
    const bool reversed = add.params.contains("next");
    if (reversed) std::reverse(files.begin(), files.end());
    auto exit = Exit::ok;
    for (const auto& file : files) {
        auto one = add;
        // Of several articles the first is the one to read now.
        if (file != add.files.front()) one.params.erase("play");
        try {
            session.say(
                added_line(session.call("add", add_params(one, file == "-" ? "" : file, read_file(file)))));
        } catch (const Refused& refused) {
            if (files.size() == 1) throw;
            if (add.json) print_error(refused);
            complain(fmt::format("{}: {}", plain(file), refused.what()));
            exit = Exit::failed;
        } catch (const Failure& failure) {
            if (failure.exit_code != Exit::failed) throw;
            complain(failure.what());
            exit = Exit::failed;
        }
    }
    return static_cast<int>(exit);
}

// ------------------------------------------------------------------ the others

int run_history(Session& session) {
    session.say(history_text(parse_entries(session.call("history", session.invocation.params)), session.out));
    return 0;
}

int run_list(Session& session) {
    if (session.invocation.heard) return run_history(session);
    const auto list = session.call("list", {});
    if (session.invocation.json) return 0;
    session.say(list_text(parse_entries(list), parse_status(session.connection.call("status")), session.out));
    return 0;
}

int run_status(Session& session) {
    session.say(status_text(parse_status(session.call("status", {})), session.out));
    return 0;
}

int run_show(Session& session) {
    const auto shown = parse_shown(session.call("show", session.invocation.params));
    if (shown.dropped) return session.say(dropped_text(*shown.dropped, session.out)), 0;
    session.say(shown_text(shown, session.out));
    return 0;
}

int run_speed(Session& session) {
    session.say(messages::speed(parse_status(session.call("speed", session.invocation.params)).speed) + "\n");
    return 0;
}

int run_volume(Session& session) {
    session.say(messages::volume(parse_status(session.call("volume", session.invocation.params)).volume) +
                "\n");
    return 0;
}

int run_pitch(Session& session) {
    session.say(messages::pitch(parse_status(session.call("pitch", session.invocation.params)).pitch) + "\n");
    return 0;
}

int run_repeat(Session& session) {
    session.say(messages::repeat(parse_status(session.call("repeat", session.invocation.params)).repeat) +
                "\n");
    return 0;
}

int run_shuffle(Session& session) {
    session.say(messages::shuffle(parse_status(session.call("shuffle", session.invocation.params)).shuffle) +
                "\n");
    return 0;
}

int run_sleep(Session& session) {
    session.say(sleep_line(parse_status(session.call("sleep", session.invocation.params))) + "\n");
    return 0;
}

int run_undo(Session& session) {
    const auto result = session.call("undo", {});
    session.say(messages::restored(static_cast<std::int64_t>(result.at("ids").as_array().size())) + "\n");
    return 0;
}

int run_restore(Session& session) {
    session.call("restore", session.invocation.params);
    session.say(messages::restored(1) + "\n");
    return 0;
}

int run_voices(Session& session) {
    session.say(voices_text(session.call("voices", {}), session.out));
    return 0;
}

int run_voice(Session& session) {
    if (session.invocation.params.empty()) return run_voices(session);
    session.say(messages::voice(parse_status(session.call("voice", session.invocation.params)).voice) + "\n");
    return 0;
}

int run_remove(Session& session) {
    const auto list = parse_entries(session.connection.call("list"));
    const auto entries = entries_at(list, session.invocation.numbers);
    json::array ids;
    for (const auto& entry : entries) ids.push_back(entry.id);
    session.call("remove", {{"ids", std::move(ids)}});  // in one go, so that undo brings back all
    for (const auto& entry : entries) session.say(messages::removed(entry.number, entry.title) + "\n");
    return 0;
}

// The text in the listener's editor; what it has become is sent back.
int run_edit(Session& session) {
    const auto shown = session.connection.call("show", [&] {
        auto params = session.invocation.params;
        params["marked"] = true;
        return params;
    }());
    const auto before = json::value_to<std::string>(shown.at("marked"));
    const EditedFile file(before);
    const auto after = file.edit();
    if (after == before) return session.say(fmt::format("{}\n", messages::unchanged)), 0;
    try {
        session.call("edit", {{"id", shown.at("entry").at("id")}, {"text", after}});
    } catch (const Refused&) {
        file.keep();
        complain(messages::edited_text_kept(file.path()));
        throw;
    }
    session.say(messages::edited(parse_entry(shown.at("entry")).number) + "\n");
    return 0;
}

int run_move(Session& session) {
    const auto& params = session.invocation.params;
    session.call("move", params);
    session.say(messages::moved(params.at("number").as_int64(), params.at("to").as_int64()) + "\n");
    return 0;
}

int run_clear(Session& session) {
    session.call("clear", {});
    session.say(fmt::format("{}\n", messages::cleared));
    return 0;
}

int run_quit(Session& session) {
    session.call("quit", {});
    session.say(fmt::format("{}\n", messages::ended));
    return 0;
}

int run_watch(Session& session) {
    watch(session.connection, {session.invocation.until_stopped, session.invocation.json});
    return 0;
}

// Commands of the protocol's table that answer with the status, or with something we know no layout for.
int run_generic(Session& session) {
    const auto result = session.call(session.invocation.command, session.invocation.params);
    if (const auto* object = result.if_object(); object && object->contains("state"))
        session.say(status_line(parse_status(result), session.out));
    else if (object && !object->contains("version"))
        session.say(json::serialize(result) + "\n");
    return 0;
}

// ------------------------------------------------------------------ the command line

// Options of a subcommand write straight into the invocation, which outlives parsing.
using Describe = void (*)(CLI::App& app, Invocation& invocation);
using Run = int (*)(Session& session);

// A value for params[name]; `parse` throws CLI::ValidationError where the text is wrong.
template <class T>
CLI::Option* param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                   const char* help) {
    return app.add_option_function<T>(
        option, [&invocation, name](const T& value) { invocation.params[name] = value; }, help);
}

CLI::Option* number_param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                          const char* help) {
    return param<std::int64_t>(app, invocation, option, name, help)->check(CLI::PositiveNumber);
}

CLI::Option* flag_param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                        const char* help) {
    return app.add_flag_callback(
        option, [&invocation, name] { invocation.params[name] = true; }, help);
}

CLI::Option* text_param(CLI::App& app, Invocation& invocation, const std::string& option, const char* name,
                        const char* help) {
    return app.add_option_function<std::string>(
        option, [&invocation, name](const std::string& value) { invocation.params[name] = to_utf8(value); },
        help);
}

CLI::Option* percent_param(CLI::App& app, Invocation& invocation, const std::string& option,
                           std::optional<std::int64_t> (*parse)(std::string_view), const char* problem,
                           const char* help) {
    return app.add_option_function<std::string>(
        option,
        [&invocation, parse, problem](const std::string& value) {
            const auto percent = parse(value);
            if (!percent) throw CLI::ValidationError(problem);
            invocation.params["percent"] = *percent;
        },
        help);
}

void describe_add(CLI::App& app, Invocation& invocation) {
    app.add_option("FILE", invocation.files, messages::add_files);
    text_param(app, invocation, "--title", "title", messages::add_title);
    flag_param(app, invocation, "--next", "next", messages::add_next);
    flag_param(app, invocation, "--play", "play", messages::add_play);
    text_param(app, invocation, "--as", "as", messages::add_as)
        ->check(CLI::IsMember({"auto", "html", "page", "text"}))
        ->type_name("KIND");
}

void describe_entry(CLI::App& app, Invocation& invocation) {
    number_param(app, invocation, "N", "number", messages::current_number);
}

void describe_seek(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::string>(
           "TIME",
           [&invocation](const std::string& value) {
               const auto target = parse_seek(value);
               if (!target) throw CLI::ValidationError(messages::bad_seek);
               using Kind = SeekTarget::Kind;
               const auto* name = target->kind == Kind::to_ms   ? "to_ms"
                                  : target->kind == Kind::by_ms ? "by_ms"
                                                                : "percent";
               invocation.params[name] = target->value;
           },
           messages::seek_to)
        ->type_name("");
    text_param(app, invocation, "--to", "to_text", messages::seek_text)->type_name("TEXT");
    param<std::int64_t>(app, invocation, "--sentence", "by_sentences", messages::seek_sentences);
    param<std::int64_t>(app, invocation, "--paragraph", "by_paragraphs", messages::seek_paragraphs);
    param<std::int64_t>(app, invocation, "--heading", "by_headings", messages::seek_headings);
    app.require_option(1);
}

void describe_pitch(CLI::App& app, Invocation& invocation) {
    param<std::int64_t>(app, invocation, "PITCH", "pitch", messages::pitch_value)->check(CLI::Range(-50, 50));
}

void describe_repeat(CLI::App& app, Invocation& invocation) {
    text_param(app, invocation, "MODE", "mode", messages::repeat_value)
        ->check(CLI::IsMember({"off", "one", "all"}));
}

void describe_shuffle(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::string>(
           "ON", [&invocation](const std::string& value) { invocation.params["on"] = value == "on"; },
           messages::shuffle_value)
        ->check(CLI::IsMember({"on", "off"}));
}

void describe_sleep(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::string>(
        "TIME",
        [&invocation](const std::string& value) {
            if (value == "off" || value == "end") {
                invocation.params[value == "off" ? "off" : "at_end"] = true;
                return;
            }
            const auto ms = parse_span(value);
            if (!ms) throw CLI::ValidationError(messages::bad_sleep);
            invocation.params["after_ms"] = *ms;
        },
        messages::sleep_value);
}

void describe_restore(CLI::App& app, Invocation& invocation) {
    number_param(app, invocation, "ID", "id", messages::restore_id)->required();
}

void describe_list(CLI::App& app, Invocation& invocation) {
    app.add_flag("--heard", invocation.heard, messages::list_heard);
}

void describe_show(CLI::App& app, Invocation& invocation) {
    describe_entry(app, invocation);
    flag_param(app, invocation, "--dropped", "dropped", messages::show_dropped);
}

void describe_speed(CLI::App& app, Invocation& invocation) {
    percent_param(app, invocation, "SPEED", parse_speed, messages::bad_speed, messages::speed_value);
}

void describe_volume(CLI::App& app, Invocation& invocation) {
    percent_param(app, invocation, "VOLUME", parse_volume, messages::bad_volume, messages::volume_value);
}

void describe_voice(CLI::App& app, Invocation& invocation) {
    text_param(app, invocation, "NAME", "name", messages::voice_name);
}

void describe_remove(CLI::App& app, Invocation& invocation) {
    app.add_option("N", invocation.numbers, messages::remove_numbers)->required()->check(CLI::PositiveNumber);
}

void describe_move(CLI::App& app, Invocation& invocation) {
    number_param(app, invocation, "N", "number", messages::entry_number)->required();
    number_param(app, invocation, "TO", "to", messages::move_to)->required();
}

void describe_watch(CLI::App& app, Invocation& invocation) {
    app.add_flag("--until-stopped", invocation.until_stopped, messages::watch_until_stopped);
}

void describe_nothing(CLI::App&, Invocation&) {}

struct Command {
    std::string_view name;
    Describe describe;
    Run run;
};

// Commands whose arguments or answers have a shape of their own; a null `run`: a method, but no command.
constexpr Command commands[] = {
    {"add", describe_add, run_add},
    {"list", describe_list, run_list},
    {"status", describe_nothing, run_status},
    {"play", describe_entry, run_generic},
    {"seek", describe_seek, run_generic},
    {"speed", describe_speed, run_speed},
    {"volume", describe_volume, run_volume},
    {"voice", describe_voice, run_voice},
    {"voices", describe_nothing, run_voices},
    {"remove", describe_remove, run_remove},
    {"move", describe_move, run_move},
    {"clear", describe_nothing, run_clear},
    {"pitch", describe_pitch, run_pitch},
    {"repeat", describe_repeat, run_repeat},
    {"shuffle", describe_shuffle, run_shuffle},
    {"sleep", describe_sleep, run_sleep},
    {"edit", describe_entry, run_edit},
    {"undo", describe_nothing, run_undo},
    {"restore", describe_restore, run_restore},
    {"history", describe_nothing, run_history},
    {"show", describe_show, run_show},
    {"subscribe", nullptr, nullptr},
    {"quit", describe_nothing, run_quit},
    {"watch", describe_watch, run_watch},
};

const Command* find_command(std::string_view name) {
    const auto* found = std::find_if(std::begin(commands), std::end(commands),
                                     [&](const Command& command) { return command.name == name; });
    return found == std::end(commands) ? nullptr : found;
}

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
        CLI::Option* added = type == "boolean"   ? app.add_flag_callback(option, [set] { set(true); })
                             : type == "integer" ? app.add_option_function<std::int64_t>(option, set)
                             : type == "array"
                                 ? app.add_option_function<std::vector<std::string>>(option, set)
                                 : app.add_option_function<std::string>(option, set);
        const auto* optional = row.if_contains("optional");
        if (!optional || !optional->as_bool()) added->required();
    }
}

int execute(const Invocation& invocation) {
    Connection connection(invocation.daemon);
    Session session{invocation, connection, terminal_at(STDOUT_FILENO)};
    const auto* command = find_command(invocation.command);
    return command ? command->run(session) : run_generic(session);
}

}  // namespace

Invocation parse_command_line(const std::vector<std::string>& arguments) {
    Invocation invocation;
    CLI::App app(messages::about, messages::program);
    app.footer(messages::footer);
    app.set_help_flag("-h,--help", messages::option_help);
    app.set_version_flag("--version", std::string(messages::program) + " " + VORLESER_VERSION,
                         messages::option_version);
    app.add_flag("--json", invocation.json, messages::option_json);
    app.add_option("--socket", invocation.daemon.socket, messages::option_socket)
        ->envname("VORLESER_SOCKET")
        ->type_name("PATH");
    app.add_flag_callback(
        "--no-start", [&invocation] { invocation.daemon.start = false; }, messages::option_no_start);
    app.require_subcommand(1);
    app.fallthrough();  // --json and --socket also after the command

    const auto add_command = [&](const std::string& name, const std::string& summary) {
        auto* sub = app.add_subcommand(name, summary);
        sub->footer(messages::command_footer);
        return sub;
    };

    const auto methods = json::parse(protocol_json());
    for (const auto& item : methods.as_array()) {
        const auto& row = item.as_object();
        const auto name = json::value_to<std::string>(row.at("name"));
        const auto* command = find_command(name);
        if (command && !command->run) continue;
        auto* sub = add_command(name, json::value_to<std::string>(row.at("summary")));
        if (command)
            command->describe(*sub, invocation);
        else
            describe_generic(*sub, invocation, row.at("params").as_array());
    }
    describe_watch(*add_command("watch", messages::watch_summary), invocation);

    for (auto* sub : app.get_subcommands({}))
        for (auto* option : sub->get_options({}))
            if (option->get_positional()) option->type_name("");  // "N", not "N INT"

    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::CallForHelp&) {
        throw NoCommand{true, app.help()};  // of the command, if there is one
    } catch (const CLI::CallForVersion& version) {
        throw NoCommand{true, std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
        const auto subcommands = app.get_subcommands();
        if (!subcommands.empty())
            throw NoCommand{false, messages::usage(plain(error.what()), subcommands.front()->get_name())};
        const auto unknown = app.remaining();
        throw NoCommand{false,
                        messages::usage(unknown.empty() ? messages::which_command
                                                        : messages::unknown_command(plain(unknown.front())),
                                        "")};
    }
    invocation.command = app.get_subcommands().front()->get_name();
    if (invocation.command == "quit") invocation.daemon.start = false;  // starting it to end it helps nobody
    if (invocation.command == "add") {
        if (invocation.files.empty()) invocation.files = {"-"};
        if (invocation.files.size() > 1 && invocation.params.contains("title"))
            throw NoCommand{false, messages::usage(messages::title_for_several, "add")};
    }
    return invocation;
}

json::object add_params(const Invocation& add, std::string_view source, std::string_view bytes) {
    auto params = add.params;
    params["text"] = to_utf8(bytes);
    if (!source.empty()) params["source"] = to_utf8(std::filesystem::path(source).filename().native());
    return params;
}

std::vector<Entry> entries_at(const std::vector<Entry>& list, const std::vector<std::int64_t>& numbers) {
    std::vector<Entry> entries;
    for (const auto number : numbers) {
        const auto found = std::find_if(list.begin(), list.end(),
                                        [&](const Entry& entry) { return entry.number == number; });
        if (found == list.end()) throw Failure(Exit::failed, messages::no_such_number(number, list.size()));
        if (std::none_of(entries.begin(), entries.end(), [&](const Entry& e) { return e.id == found->id; }))
            entries.push_back(*found);
    }
    return entries;
}

int run(const std::vector<std::string>& arguments) {
    bool json_wanted = false;
    try {
        const auto invocation = parse_command_line(arguments);
        json_wanted = invocation.json;
        const int exit = execute(invocation);
        if (std::fflush(stdout) == 0) return exit;
        complain(std::strerror(errno));
        return static_cast<int>(Exit::failed);
    } catch (const NoCommand& none) {
        if (none.ok)
            fmt::print("{}", none.text);
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

}  // namespace vorleser
