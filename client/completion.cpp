#include "client/completion.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <unicode/unistr.h>

#include "client/choosing.hpp"
#include "client/command.hpp"
#include "client/messages.hpp"
#include "client/places.hpp"
#include "client/values.hpp"
#include "locale/command_line.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

const Candidate file_names{"@files", ""};

icu::UnicodeString folded(const std::string& text) {
    return icu::UnicodeString::fromUTF8(text).foldCase();
}

std::vector<Candidate> beginning_with(const std::string& word, std::vector<Candidate> all) {
    std::erase_if(all, [&](const Candidate& each) { return !each.value.starts_with(word); });
    return all;
}

std::vector<Candidate> choices(const CLI::Option& option) {
    std::vector<Candidate> found;
    for (const auto& each : choices_of(option)) found.push_back({each, ""});
    return found;
}

void add_options(const CLI::App& app, std::vector<Candidate>& found) {
    for (const auto* option : app.get_options({})) {
        if (option->get_group().empty()) continue;  // for programs, and not shown
        for (const auto& name : option->get_lnames())
            found.push_back({"--" + name, option->get_description()});
    }
}

std::vector<Candidate> commands_of(const CLI::App& app) {
    std::vector<Candidate> found;
    for (const auto* command : app.get_subcommands({}))
        found.push_back({command->get_name(), command->get_description()});
    return found;
}

std::vector<Candidate> articles(const std::vector<Entry>& entries, std::int64_t Entry::*number,
                                const std::string& word) {
    std::vector<Candidate> found;
    for (const auto& entry : entries)
        if (auto value = std::to_string(entry.*number);
            value.starts_with(word) || has_in_title(entry.title, word))
            found.push_back({std::move(value), entry.title});
    return found;
}

std::vector<Candidate> voices(Connection& connection) {
    std::vector<Candidate> found;
    const auto answer = connection.call("voices");
    for (const auto& voice : items(answer, "voices"))
        found.push_back(
            {parse_text(voice.as_object(), "name"), tr_known(parse_text(voice.as_object(), "description"))});
    return found;
}

// A daemon that cannot tell them takes the default all the same.
std::vector<Candidate> devices(const DaemonAddress& daemon) {
    std::vector<Candidate> found;
    try {
        Connection connection(daemon);
        const auto answer = connection.call("devices");
        for (const auto& device : items(answer, "devices"))
            found.push_back(
                {parse_text(device.as_object(), "name"), parse_text(device.as_object(), "description")});
    } catch (const Failure&) {
    }
    found.push_back({"default", messages::configured_device()});
    return found;
}

std::vector<Candidate> outputs(Connection& connection) {
    std::vector<Candidate> found;
    const auto answer = connection.call("outputs");
    for (const auto& item : items(answer, "outputs")) {
        const auto& output = item.as_object();
        const bool client = parse_text(output, "kind") == "client";
        if (output.at("present").as_bool())
            found.push_back({client ? parse_text(output, "name") : std::string(messages::loudspeaker()), ""});
    }
    return found;
}

// The lexicon has its words in small letters, however they are written in an article.
std::vector<Candidate> own_words(Connection& connection, const std::string& word) {
    std::vector<Candidate> found;
    const auto answer = connection.call("lexicon");
    for (const auto& item : items(answer, "words"))
        if (auto own = parse_text(item.as_object(), "word"); folded(own).startsWith(folded(word)))
            found.push_back({std::move(own), parse_text(item.as_object(), "sound")});
    return found;
}

// Told by the program that knows them.
std::vector<Candidate> feeds(const std::string& word) {
    const auto program = own_program("vorleser-feeds");
    const std::unique_ptr<FILE, int (*)(FILE*)> told(
        program.empty()
            ? nullptr
            : popen(("exec '" + program.string() + "' subscriptions --json 2>/dev/null").c_str(), "re"),
        [](FILE* file) { return file ? pclose(file) : 0; });
    std::string text;
    char piece[4096];
    for (std::size_t n = 1; told && n > 0 && text.size() < (std::size_t{1} << 24);)
        text.append(piece, n = std::fread(piece, 1, sizeof piece, told.get()));
    std::vector<Candidate> found;
    const auto all = boost::json::parse(text);
    for (const auto& item : all.as_array()) {
        const auto title = parse_text(item.as_object(), "title");
        const auto number = std::to_string(item.at("number").to_number<std::int64_t>());
        if (number.starts_with(word) || has_in_title(title, word)) found.push_back({number, title});
    }
    return found;
}

std::vector<Candidate> tags(const DaemonAddress& daemon, const std::string& word) {
    std::vector<Candidate> found;
    Connection connection(daemon);
    const auto answer = connection.call("tags");
    for (const auto& item : items(answer, "tags"))
        if (auto tag = parse_text(item.as_object(), "name"); folded(tag).startsWith(folded(word)))
            found.push_back({std::move(tag), ""});
    return found;
}

// Those of what `method` lists.
std::vector<Candidate> sources(const DaemonAddress& daemon, const char* method, const std::string& word) {
    std::vector<Candidate> found;
    std::set<std::string> seen;
    Connection connection(daemon);
    for (const auto& entry : parse_entries(connection.call(method)))
        if (folded(entry.source).startsWith(folded(word)) && !entry.source.empty() &&
            seen.insert(entry.source).second)
            found.push_back({entry.source, ""});
    return found;
}

std::vector<Candidate> marks(Connection& connection, const std::string& word) {
    std::vector<Candidate> found;
    for (const auto& mark : parse_marks(connection.call("marks")))
        if (auto id = std::to_string(mark.id); id.starts_with(word))
            found.push_back({std::move(id), mark.note.empty() ? mark.sentence : mark.note});
    return found;
}

// For an argument without a name; `given`: those before it.
std::vector<Candidate> values(const CLI::App& command, const std::vector<std::string>& given,
                              const DaemonAddress& daemon, const std::string& word) {
    const auto* row = find_command(command.get_name());
    switch (row ? row->values : Values::others) {
        case Values::files:
            return {file_names};
        case Values::articles: {
            Connection connection(daemon);
            return articles(parse_entries(connection.call("list")), &Entry::number, word);
        }
        case Values::history: {
            Connection connection(daemon);
            auto entries = parse_entries(connection.call("history"));
            std::erase_if(entries, [](const Entry& entry) { return entry.number != 0; });
            return articles(entries, &Entry::id, word);
        }
        case Values::keepable: {
            if (word.find_first_of("./") != word.npos) return {file_names};
            Connection connection(daemon);
            auto found = articles(parse_entries(connection.call("list")), &Entry::number, word);
            return found.empty() ? std::vector{file_names} : found;
        }
        case Values::taggable:
            if (!given.empty()) return tags(daemon, word);
            [[fallthrough]];
        case Values::kept:
        case Values::queueable: {
            Connection connection(daemon);
            auto found = articles(parse_entries(connection.call("kept")), &Entry::id, word);
            if (row->values != Values::queueable) return found;
            auto left = parse_entries(connection.call("history"));
            std::erase_if(left, [](const Entry& entry) { return entry.number != 0 || entry.kept_at != 0; });
            auto others = articles(left, &Entry::id, word);
            for (auto& each : others) found.push_back(std::move(each));
            return found;
        }
        case Values::voices: {
            Connection connection(daemon);
            return beginning_with(word, voices(connection));
        }
        case Values::devices:
            return beginning_with(word, devices(daemon));
        case Values::outputs: {
            Connection connection(daemon);
            return beginning_with(word, outputs(connection));
        }
        case Values::lexicon:
            if (given.empty()) return beginning_with(word, {{"list", ""}, {"add", ""}, {"remove", ""}});
            if (given.size() > 1 || given.front() == "list") return {};
            [[fallthrough]];
        case Values::words: {
            Connection connection(daemon);
            return own_words(connection, word);
        }
        case Values::feeds:
            return feeds(word);
        case Values::marks: {
            Connection connection(daemon);
            return command.get_name() == "note" && !given.empty() ? std::vector<Candidate>()
                                                                  : marks(connection, word);
        }
        case Values::text:
            return {};
        case Values::others:
            break;
    }
    std::vector<Candidate> found;
    for (const auto* option : command.get_options({}))
        if (option->get_positional())
            for (auto& each : choices(*option)) found.push_back(std::move(each));
    std::istringstream examples{std::string(row ? row->examples : "")};
    for (std::string each; examples >> each;) found.push_back({each, ""});
    return beginning_with(word, std::move(found));
}

}  // namespace

std::vector<Candidate> completions(std::vector<std::string> words) {
    Invocation invocation;
    CLI::App app;
    describe_commands(app, invocation);
    DaemonAddress daemon{.socket = "", .start = false};
    if (const char* socket = std::getenv("VORLESER_SOCKET")) daemon.socket = socket;

    const std::string word = words.empty() ? "" : words.back();
    if (!words.empty()) words.pop_back();
    const CLI::App* command = nullptr;
    const CLI::Option* open = nullptr;  // waits for its value
    std::vector<std::string> given;     // arguments without a name
    for (const auto& each : words) {
        if (open) {
            if (open->check_lname("socket")) daemon.socket = each;
            open = nullptr;
        } else if (each.starts_with("-")) {
            const auto* option = command ? command->get_option_no_throw(each) : nullptr;
            if (!option) option = app.get_option_no_throw(each);
            if (option && option->get_items_expected_max() > 0) open = option;
        } else if (!command) {
            for (const auto* one : app.get_subcommands({}))
                if (one->get_name() == each) command = one;
            if (!command) return {};
        } else {
            given.push_back(each);
        }
    }
    if (open && open->check_lname("play")) {  // of `voices` or `marks`; that of `add` takes no value
        Connection connection(daemon);
        return command->get_name() == "marks" ? marks(connection, word)
                                              : beginning_with(word, voices(connection));
    }
    if (open && open->check_lname("tag")) return tags(daemon, word);
    if (open && open->check_lname("source"))
        return sources(daemon, command->get_name() == "kept" ? "kept" : "list", word);
    if (open) {
        for (const char* file : {"socket", "from", "output", "folder", "podcast"})
            if (open->check_lname(file)) return {file_names};
        return beginning_with(word, choices(*open));
    }
    if (word.starts_with("-")) {
        std::vector<Candidate> found;
        if (command) {
            add_options(*command, found);
            if (const auto* row = find_command(command->get_name()); row && row->values == Values::others)
                for (auto& each : values(*command, given, daemon, word)) found.push_back(std::move(each));
        }
        add_options(app, found);
        return beginning_with(word, std::move(found));
    }
    return command ? values(*command, given, daemon, word) : beginning_with(word, commands_of(app));
}

int complete(const std::vector<std::string>& words) {
    try {
        for (const auto& each : completions(words))
            print_out(
                fmt::format("{}{}{}\n", each.value, each.description.empty() ? "" : "\t", each.description));
        return 0;
    } catch (const std::exception&) {  // whoever types wants no message in between
        return 1;
    }
}

}  // namespace vorleser
