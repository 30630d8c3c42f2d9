// Articles from outside: add, edit.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>

#include <fmt/format.h>
#include <unistd.h>

#include "client/addresses.hpp"
#include "client/clipboard.hpp"
#include "client/command.hpp"
#include "client/editor.hpp"
#include "client/fetch.hpp"
#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/terminal.hpp"
#include "client/text.hpp"
#include "client/values.hpp"
#include "locale/command_line.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

constexpr std::int64_t largest_file_mib = 32;  // of a page, too

std::string read_file(const std::string& file) {
    const bool standard_input = file == "-";
    const auto name = standard_input ? std::string(messages::standard_input()) : plain(file);
    const auto fail = [&] { throw Failure(Exit::failed, messages::cannot_read(name, std::strerror(errno))); };
    if (standard_input && isatty(STDIN_FILENO)) print_err(fmt::format("{}\n", messages::paste_now()));
    const std::unique_ptr<FILE, int (*)(FILE*)> opened(
        standard_input ? nullptr : std::fopen(file.c_str(), "rb"),
        [](FILE* f) { return f ? std::fclose(f) : 0; });
    FILE* in = standard_input ? stdin : opened.get();
    if (!in && errno == ENOENT && file.starts_with("www."))
        throw Failure(Exit::failed, messages::no_scheme(name));
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

// The request for the page at an address. What the listener says of it comes before what the site says.
json::object fetched_params(const Session& session, const Invocation& add, const std::string& address) {
    using namespace std::chrono_literals;
    StatusLine line(plain(address), !session.invocation.json, session.invocation.plain);
    const auto page = fetch(address, {.bytes = largest_file_mib << 20}, [&](auto bytes) {
        line.show([&](auto shown) { return messages::fetching(shown, bytes / 1000); }, 1s);
    });
    return add_params(add.params, page);
}

// The bytes that an argument names.
std::string read_argument(const std::string& argument) {
    return read_file(place_of(argument) == Place::file_address ? path_of(argument) : argument);
}

// The path for the source's name; empty: standard input has none.
std::string source_of(const std::string& argument) {
    if (argument == "-") return {};
    return place_of(argument) == Place::file_address ? path_of(argument) : argument;
}

class Adding {
 public:
    explicit Adding(Session& session) : session_(session), add_(session.invocation) {}

    Exit run(const std::vector<std::string>& files) {
        for (std::size_t i = 0; i < files.size(); ++i) {
            // What goes to the same place, right after the current article, goes there in reverse to keep its
            // order. Of several articles the first is the one to read now.
            const auto at = reversed_ ? files.size() - 1 - i : i;
            add(files[at], at == 0, files.size() == 1);
        }
        return exit_;
    }

    // What was copied or selected. HTML keeps the headings and paragraphs; where no article is found in it,
    // as in half a sentence, the text is the listener's own choice all the same.
    Exit run(Clipboard from) {
        const auto pasted = paste(from, {.bytes = largest_file_mib << 20});
        if (add_addresses(pasted.text, true, true)) return exit_;
        const auto* as = add_.params.if_contains("as");
        auto params = add_params(add_, "", pasted.text);
        if (!pasted.html.empty() && (pasted.text.empty() || !as || *as == "auto" || *as == "html")) {
            auto html = add_params(add_, "", pasted.html);
            html["as"] = "html";
            try {
                return add_one(std::move(html), true), exit_;
            } catch (const Refused& refused) {
                const bool wanted = as && *as == "html";
                if (pasted.text.empty() || wanted || kind_of(refused) != "unreadable") throw;
            }
        }
        add_one(std::move(params), true);
        return exit_;
    }

 private:
    // What an argument names: an article, or addresses of articles. `first`, `alone`: among the arguments.
    void add(const std::string& argument, bool first, bool alone) {
        attempt(argument, alone, [&] {
            if (place_of(argument) == Place::address)
                return add_one(fetched_params(session_, add_, argument), first);
            const auto bytes = read_argument(argument);
            if (!add_addresses(bytes, first, alone))
                add_one(add_params(add_, source_of(argument), bytes), first);
        });
    }

    // The pages whose addresses these are; false: they are no addresses, or wanted as they are.
    bool add_addresses(std::string_view bytes, bool first, bool alone) {
        if (const auto* as = add_.params.if_contains("as"); as && *as == "text") return false;
        auto addresses = addresses_in(bytes);
        if (addresses.size() > 1 && (add_.params.contains("title") || add_.params.contains("url")))
            throw Failure(Exit::usage, messages::usage(messages::title_for_several(), "add"));
        if (reversed_) std::reverse(addresses.begin(), addresses.end());
        const auto foremost = reversed_ ? addresses.size() - 1 : 0;
        for (std::size_t i = 0; i < addresses.size(); ++i)
            attempt(addresses[i], alone && addresses.size() == 1,
                    [&] { add_one(fetched_params(session_, add_, addresses[i]), first && i == foremost); });
        return !addresses.empty();
    }

    void add_one(json::object params, bool first) {
        if (!first) params.erase("play");
        const auto added = session_.call("add", std::move(params));
        const auto* chapters = added.as_object().if_contains("chapters");
        const std::span all(chapters ? chapters->as_array().data() : &added,
                            chapters ? chapters->as_array().size() : 1);
        for (const json::value& each : all) {
            session_.say(added_line(each));
            session_.say(warning_lines(parse_warnings(each.as_object()), session_.out));
        }
    }

    // Of several each fails for itself.
    template <class What>
    void attempt(const std::string& name, bool alone, What what) {
        try {
            what();
        } catch (const Refused& refused) {
            if (alone) throw;
            if (add_.json) print_error(refused);
            complain(fmt::format("{}: {}", plain(name), refused.what()));
            exit_ = Exit::failed;
        } catch (const Failure& failure) {
            if (failure.exit_code != Exit::failed) throw;
            complain(failure.what());
            exit_ = Exit::failed;
        }
    }

    Session& session_;
    const Invocation& add_;
    const bool reversed_ = add_.params.contains("next");
    Exit exit_ = Exit::ok;
};

int run_add(Session& session) {
    if (const auto from = session.invocation.from) return static_cast<int>(Adding(session).run(*from));
    return static_cast<int>(add_articles(session, session.invocation.files));
}

void describe_add(CLI::App& app, Invocation& invocation) {
    auto* files = app.add_option(tr("FILE"), invocation.files, messages::add_files());
    auto* clipboard = app.add_flag_callback(
        "--clipboard", [&invocation] { invocation.from = Clipboard::copied; }, messages::add_clipboard());
    app.add_flag_callback(
           "--selection", [&invocation] { invocation.from = Clipboard::selected; }, messages::add_selection())
        ->excludes(clipboard)
        ->excludes(files);
    clipboard->excludes(files);
    text_param(app, invocation, "--title", "title", messages::add_title());
    text_param(app, invocation, "--url", "url", messages::add_url());
    flag_param(app, invocation, "--next", "next", messages::add_next());
    flag_param(app, invocation, "--play", "play", messages::add_play());
    text_param(app, invocation, "--as", "as", messages::add_as())
        ->check(one_of({"auto", "html", "page", "markdown", "text"}))
        ->type_name(tr("KIND"));
    flag_param(app, invocation, "--chapters", "chapters", messages::add_chapters());
}

// The article to edit as `show` gives it.
json::object article_to_edit(Session& session) {
    auto params = session.invocation.params;
    params["marked"] = true;
    const auto& from = session.invocation.files;
    if (const auto id = from.empty() ? std::nullopt : EditedFile(from.front()).article();
        id && !params.contains("number") && !params.contains("id"))
        params["id"] = *id;  // numbers shift
    try {
        return session.connection.call("show", params).as_object();
    } catch (const Refused& refused) {
        // Without a number it is the current one; if there is none, `show` asks which to show.
        if (params.contains("number") || params.contains("id")) throw;
        throw Refused(messages::which_to_edit(), refused.error);
    }
}

// The text in the listener's editor, or a file's; what it has become is sent to the daemon.
int run_edit(Session& session) {
    const auto shown = article_to_edit(session);
    const auto entry = parse_entry(shown.at("entry"));
    const auto& from = session.invocation.files;
    if (from.empty())
        for (const auto& left : EditedFile::left_behind(entry.id))
            complain(messages::edited_before(plain(left.native())));
    const EditedFile file = from.empty()
                                ? EditedFile(entry.id, json::value_to<std::string>(shown.at("marked")))
                                : EditedFile(from.front());
    const auto before = from.empty() ? file.text() : std::string();
    const bool ended_well = !from.empty() || file.edit();
    const auto after = file.text();
    if (from.empty() && after == before) {
        file.discard();
        if (!ended_well)
            throw Failure(Exit::failed, messages::editor_failed(editor()) + "\n" + messages::unchanged());
        return session.say(fmt::format("{}\n", messages::unchanged())), 0;
    }
    json::value edited;
    try {
        if (!ended_well) throw Failure(Exit::failed, messages::editor_failed(editor()));
        // The daemon may be another by now, since editing takes as long as it takes.
        edited = Connection(session.invocation.daemon).call("edit", {{"id", entry.id}, {"text", after}});
    } catch (...) {
        complain(messages::edited_text_kept(plain(file.path().native())));
        throw;
    }
    file.discard();
    if (session.invocation.json) print_out(json::serialize(edited) + "\n");
    session.say(messages::edited(entry.number) + "\n");
    return 0;
}

void describe_edit(CLI::App& app, Invocation& invocation) {
    describe_entry(app, invocation);
    app.add_option("--from", invocation.files, messages::edit_from())->expected(1)->type_name(tr("FILE"));
    app.footer(fmt::format("{}\n\n{}", messages::marks(), messages::command_footer()));
}

constexpr Command commands[] = {
    {"add", describe_add, run_add, Values::files},
    {"edit", describe_edit, run_edit, Values::articles},
};

}  // namespace

Exit add_articles(Session& session, const std::vector<std::string>& arguments) {
    return Adding(session).run(arguments);
}

std::span<const Command> adding_commands() {
    return commands;
}

}  // namespace vorleser
