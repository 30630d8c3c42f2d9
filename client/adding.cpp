// Articles from outside: add, edit.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "client/command.hpp"
#include "client/editor.hpp"
#include "client/fetch.hpp"
#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/text.hpp"
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

// One line on the terminal that tells of a fetch which takes its time; it is gone at the end.
class FetchLine {
 public:
    FetchLine(const Session& session, std::string_view address)
        : terminal_(terminal_at(STDERR_FILENO, session.invocation.plain)), address_(plain(address)) {
        wanted_ = terminal_.live && !session.invocation.json;
    }
    ~FetchLine() {
        if (shown_) print_err("\r\x1b[K");
    }
    FetchLine(const FetchLine&) = delete;
    FetchLine& operator=(const FetchLine&) = delete;

    void show(std::int64_t bytes) {
        using namespace std::chrono_literals;
        if (!wanted_ || std::chrono::steady_clock::now() - begin_ < 1s) return;
        // The address gives way, not how far it is.
        const auto line = [&](std::string_view address) { return messages::fetching(address, bytes / 1000); };
        const auto room = terminal_.width - 1 - display_width(line(""));
        print_err(
            fmt::format("\r{}\x1b[K", fit(line(fit(address_, std::max(1, room))), terminal_.width - 1)));
        shown_ = true;
    }

 private:
    const Terminal terminal_;
    const std::string address_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    bool wanted_ = false, shown_ = false;
};

// The request for the page at an address. What the listener says of it comes before what the site says.
json::object fetched_params(const Session& session, const Invocation& add, const std::string& address) {
    FetchLine line(session, address);
    const auto page =
        fetch(address, {.bytes = largest_file_mib << 20}, [&](auto bytes) { line.show(bytes); });
    auto params = add.params;
    params["text"] = page.text;
    params["source"] = page.site;
    params.emplace("url", page.url);
    if (page.html) params.emplace("as", "html");
    return params;
}

// The request for what an argument names.
json::object params_of(const Session& session, const Invocation& add, const std::string& argument) {
    switch (place_of(argument)) {
        case Place::address:
            return fetched_params(session, add, argument);
        case Place::file_address: {
            const auto path = path_of(argument);
            return add_params(add, path, read_file(path));
        }
        case Place::path:
            break;
    }
    return add_params(add, argument == "-" ? "" : argument, read_file(argument));
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
            session.say(added_line(session.call("add", params_of(session, one, file))));
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

void describe_add(CLI::App& app, Invocation& invocation) {
    app.add_option(tr("FILE"), invocation.files, messages::add_files());
    text_param(app, invocation, "--title", "title", messages::add_title());
    text_param(app, invocation, "--url", "url", messages::add_url());
    flag_param(app, invocation, "--next", "next", messages::add_next());
    flag_param(app, invocation, "--play", "play", messages::add_play());
    text_param(app, invocation, "--as", "as", messages::add_as())
        ->check(one_of({"auto", "html", "page", "text"}))
        ->type_name(tr("KIND"));
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
    if (after == before) return session.say(fmt::format("{}\n", messages::unchanged())), 0;
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

constexpr Command commands[] = {
    {"add", describe_add, run_add, Values::files},
    {"edit", describe_entry, run_edit, Values::articles},
};

}  // namespace

std::span<const Command> adding_commands() {
    return commands;
}

}  // namespace vorleser
