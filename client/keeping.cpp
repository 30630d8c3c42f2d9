// What is kept for later: the Merkliste, its tags, and what of it was read.
#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/choosing.hpp"
#include "client/command.hpp"
#include "client/fetch.hpp"
#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/text.hpp"
#include "locale/command_line.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

json::array ids_of(const std::vector<Entry>& entries) {
    json::array ids;
    for (const auto& entry : entries) ids.push_back(entry.id);
    return ids;
}

json::array texts(const std::vector<std::string>& all) {
    json::array values;
    for (const auto& each : all) values.emplace_back(each);
    return values;
}

// Whether an argument of `keep` is not in the list yet: a file, an address, standard input.
bool is_outside(const std::string& argument) {
    if (!problem_of_name(argument, true).empty() || parse_position(argument)) return false;
    std::error_code none;
    return argument == "-" || place_of(argument) != Place::path || argument.find('/') != argument.npos ||
           std::filesystem::exists(argument, none);
}

// Keeps articles of the list, which are shown with the list's own words.
void keep_listed(Session& session, const std::vector<Entry>& entries) {
    json::object params{{"ids", ids_of(entries)}};
    if (session.invocation.move) params["move"] = true;
    if (const auto* tags = session.invocation.params.if_contains("tags")) params["tags"] = *tags;
    session.call("keep", params);  // in one go, so that undo takes back all
    for (const auto& entry : entries) session.say(messages::kept(entry.id, entry.title) + "\n");
}

int run_keep(Session& session) {
    const auto& given = session.invocation.names;
    const auto refuse = [](const std::string& problem) {
        throw Failure(Exit::usage, messages::usage(problem, "keep"));
    };
    std::vector<std::string> outside, names;
    for (const auto& each : given) (is_outside(each) ? outside : names).push_back(each);
    for (const auto& name : names)
        if (const auto problem = problem_of_name(name, true); !problem.empty()) refuse(problem);
    for (const char* param : {"as", "chapters"})
        if (outside.empty() && session.invocation.params.contains(param))
            refuse(messages::only_for_files(std::string("--") + param));
    if (given.empty()) {
        const auto status = parse_status(session.connection.call("status"));
        if (!status.entry) throw Failure(Exit::failed, messages::nothing_to_keep());
        return keep_listed(session, {*status.entry}), 0;
    }
    if (session.invocation.move && names.empty()) refuse(messages::only_for_the_list("--move"));
    // Numbers mean the list as it was when they were typed.
    if (!names.empty()) keep_listed(session, chosen(parse_entries(session.connection.call("list")), names));
    return static_cast<int>(add_articles(session, outside));
}

void describe_keep(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::vector<std::string>>(
        tr("ARTICLE"),
        [&invocation](const std::vector<std::string>& names) {
            invocation.names = names;
            invocation.params["to"] = "kept";
        },
        messages::keep_articles());
    app.add_flag("--move", invocation.move, messages::keep_move());
    flag_param(app, invocation, "--chapters", "chapters", messages::add_chapters());
    text_param(app, invocation, "--as", "as", messages::add_as())
        ->check(one_of({"auto", "html", "page", "markdown", "text"}))
        ->type_name(tr("KIND"));
    app.add_option_function<std::vector<std::string>>(
           "--tag",
           [&invocation](const std::vector<std::string>& tags) {
               json::array all;
               for (const auto& tag : tags) all.emplace_back(valid_utf8(tag));
               invocation.params["tags"] = std::move(all);
           },
           messages::keep_tag())
        ->allow_extra_args(false)
        ->type_name(tr("TAG"));
}

int run_kept(Session& session) {
    session.say(kept_text(parse_entries(session.call("kept", session.invocation.params)), session.out));
    return 0;
}

void describe_kept(CLI::App& app, Invocation& invocation) {
    text_param(app, invocation, "--tag", "tag", messages::kept_tag())->type_name(tr("TAG"));
    flag_param(app, invocation, "--unread", "unread", messages::kept_unread());
    text_param(app, invocation, "--source", "source", messages::only_source())->type_name(tr("SOURCE"));
}

// Where articles are looked for that are not called by their numbers in the list, one place after the other.
class Elsewhere {
 public:
    enum class Then { nothing, history, list };  // after what is kept; of the list by title only
    Elsewhere(Session& session, Then then) : session_(session), then_(then) {}

    std::vector<Entry> find(const std::vector<std::string>& names) {
        std::vector<Entry> found;
        for (const auto& name : names) found.push_back(find(name));
        return found;
    }

    Entry find(const std::string& name) {
        const auto id = parse_position(name);
        for (const char* method : {"kept", "history", "list"}) {
            if ((method == std::string_view("history") && then_ != Then::history) ||
                (method == std::string_view("list") && (then_ != Then::list || id)))
                continue;
            auto entries = parse_entries(session_.connection.call(method));
            if (then_ == Then::history && method == std::string_view("history"))
                std::erase_if(entries, [](const Entry& entry) { return entry.number != 0; });
            const bool here = std::ranges::any_of(entries, [&](const Entry& entry) {
                return id ? entry.id == *id : has_in_title(entry.title, name);
            });
            if (here) return chosen(entries, name, &Entry::id);
        }
        throw Failure(Exit::failed, messages::not_kept(plain(name)));
    }

 private:
    Session& session_;
    const Then then_;
};

// An argument that Elsewhere finds.
void take_name(Invocation& invocation, const std::string& name) {
    if (const auto problem = problem_of_name(name, false); !problem.empty())
        throw CLI::ValidationError(problem);
    invocation.names.push_back(valid_utf8(name));
}

void names_param(CLI::App& app, Invocation& invocation, const char* help) {
    app.add_option_function<std::vector<std::string>>(
           tr("ARTICLE"),
           [&invocation](const std::vector<std::string>& names) {
               for (const auto& name : names) take_name(invocation, name);
           },
           help)
        ->required();
}

int run_unkeep(Session& session) {
    const auto entries = Elsewhere(session, Elsewhere::Then::nothing).find(session.invocation.names);
    session.call("unkeep", {{"ids", ids_of(entries)}});
    for (const auto& entry : entries) session.say(messages::kept_no_longer(entry.title) + "\n");
    return 0;
}

void describe_unkeep(CLI::App& app, Invocation& invocation) {
    names_param(app, invocation, messages::kept_articles());
}

int run_queue(Session& session) {
    const auto entries = Elsewhere(session, Elsewhere::Then::history).find(session.invocation.names);
    auto params = session.invocation.params;
    params["ids"] = ids_of(entries);
    session.call("queue", params);
    for (const auto& entry : entries) session.say(messages::queued_again(entry.title) + "\n");
    return 0;
}

void describe_queue(CLI::App& app, Invocation& invocation) {
    names_param(app, invocation, messages::queue_articles());
    flag_param(app, invocation, "--next", "next", messages::add_next());
    flag_param(app, invocation, "--play", "play", messages::add_play());
    flag_param(app, invocation, "--move", "move", messages::queue_move());
}

int run_tag(Session& session) {
    const auto& invocation = session.invocation;
    const auto entry = Elsewhere(session, Elsewhere::Then::list).find(invocation.names.front());
    session.call("tag",
                 {{"ids", {entry.id}}, {invocation.remove ? "remove" : "add", texts(invocation.tags)}});
    if (invocation.json) return 0;
    const auto now = parse_entry(session.connection.call("show", {{"id", entry.id}}).at("entry"));
    std::string all;
    for (const auto& tag : now.tags) all += (all.empty() ? "#" : " #") + tag;
    session.say(messages::tagged(now.title, all) + "\n");
    return 0;
}

void describe_tag(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::string>(
           tr("ARTICLE"), [&invocation](const std::string& name) { take_name(invocation, name); },
           messages::tag_article())
        ->required();
    app.add_option_function<std::vector<std::string>>(
           tr("TAG"),
           [&invocation](const std::vector<std::string>& tags) {
               for (const auto& tag : tags) invocation.tags.push_back(valid_utf8(tag));
           },
           messages::tag_tags())
        ->required();
    app.add_flag("--remove", invocation.remove, messages::tag_remove());
}

int run_tags(Session& session) {
    session.say(tags_text(session.call("tags", {}), session.out));
    return 0;
}

int run_read(Session& session) {
    const auto entries = Elsewhere(session, Elsewhere::Then::list).find(session.invocation.names);
    const bool read = !session.invocation.params.contains("read");
    session.call("read", {{"ids", ids_of(entries)}, {"read", read}});
    for (const auto& entry : entries) session.say(messages::marked_read(entry.title, read) + "\n");
    return 0;
}

void describe_read(CLI::App& app, Invocation& invocation) {
    names_param(app, invocation, messages::read_articles());
    app.add_flag_callback(
        "--unread", [&invocation] { invocation.params["read"] = false; }, messages::read_unread());
}

constexpr Command commands[] = {
    {"keep", describe_keep, run_keep, Values::keepable},
    {"unkeep", describe_unkeep, run_unkeep, Values::kept},
    {"kept", describe_kept, run_kept},
    {"queue", describe_queue, run_queue, Values::queueable},
    {"tag", describe_tag, run_tag, Values::taggable},
    {"tags", describe_nothing, run_tags},
    {"read", describe_read, run_read, Values::kept},
};

}  // namespace

std::span<const Command> keeping_commands() {
    return commands;
}

}  // namespace vorleser
