#include "client/clipboard.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"
#include "own/files.hpp"

namespace vorleser {
namespace {

using Clock = std::chrono::steady_clock;
using Words = std::vector<std::string>;

constexpr std::string_view html_type = "text/html";
// Best first: those behind may be in another encoding, which the daemon then tells.
constexpr std::string_view text_types[] = {"text/plain;charset=utf-8", "UTF8_STRING", "text/plain", "STRING",
                                           "TEXT"};

// A program that tells what was copied.
struct Tool {
    const char* session;  // the variable that is set where it works
    const char* package;
    // Its command for one type; for "": to list the types. None: it cannot list them, and gives text only.
    Words (*command)(Clipboard from, std::string_view type);
};

Words wl_paste(Clipboard from, std::string_view type) {
    Words words{"wl-paste"};
    if (from == Clipboard::selected) words.emplace_back("--primary");
    if (type.empty())
        words.emplace_back("--list-types");
    else
        words.insert(words.end(), {"--no-newline", "--type", std::string(type)});
    return words;
}

Words xclip(Clipboard from, std::string_view type) {
    return {"xclip",      "-o",
            "-selection", from == Clipboard::selected ? "primary" : "clipboard",
            "-t",         std::string(type.empty() ? "TARGETS" : type)};
}

Words xsel(Clipboard from, std::string_view type) {
    if (type.empty()) return {};
    return {"xsel", "--output", from == Clipboard::selected ? "--primary" : "--clipboard"};
}

constexpr Tool tools[] = {
    {"WAYLAND_DISPLAY", "wl-clipboard", wl_paste}, {"DISPLAY", "xclip", xclip}, {"DISPLAY", "xsel", xsel}};

bool fits(const Tool& tool) {
    const char* value = std::getenv(tool.session);
    return value && *value;
}

struct Ran {
    std::string out, err;
    bool well = false;
};

// A program at work; killed if it has not ended by itself.
class Child {
 public:
    explicit Child(const Words& command) {
        std::vector<char*> arguments;
        for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        int out[2], err[2];
        if (pipe2(out, O_CLOEXEC) != 0) return;
        out_ = own::Descriptor(out[0]);
        const own::Descriptor out_end(out[1]);
        if (pipe2(err, O_CLOEXEC) != 0) return;
        err_ = own::Descriptor(err[0]);
        const own::Descriptor err_end(err[1]);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, out_end.get(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, err_end.get(), STDERR_FILENO);
        error_ = posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        if (error_ == 0) ended_ = own::Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
    }
    ~Child() {
        if (error_ != 0) return;
        kill(pid_, SIGKILL);
        wait();
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // Why it was not started; 0: it was.
    [[nodiscard]] int error() const { return error_; }
    // To be read; the last one can be read when it has ended.
    [[nodiscard]] int out() const { return out_.get(); }
    [[nodiscard]] int err() const { return err_.get(); }
    [[nodiscard]] int ended() const { return ended_.get(); }

    // Once it has ended: whether it did well.
    bool well() {
        const int status = wait();
        error_ = ECHILD;
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

 private:
    int wait() const {
        int status = 0;
        while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        return status;
    }

    own::Descriptor out_, err_, ended_;
    pid_t pid_ = 0;
    int error_ = EMFILE;
};

// Reads what is there; false at the end.
bool read_some(int descriptor, std::string& into) {
    char bytes[65536];
    const auto size = read(descriptor, bytes, sizeof bytes);
    if (size < 0 && errno == EINTR) return true;
    if (size > 0) into.append(bytes, static_cast<std::size_t>(size));
    return size > 0;
}

// Empty if there is no such program.
std::optional<Ran> run(const Words& command, const PasteLimits& limits, Clock::time_point until) {
    constexpr std::size_t longest_error = 4096;
    Child child(command);
    if (child.error() == ENOENT) return {};
    if (child.error() != 0)
        throw Failure(Exit::failed,
                      messages::clipboard_failed(command.front(), std::strerror(child.error())));
    Ran ran;
    pollfd ends[] = {{child.out(), POLLIN, 0}, {child.err(), POLLIN, 0}, {child.ended(), POLLIN, 0}};
    auto& [out, err, ended] = ends;
    while (out.fd >= 0 || err.fd >= 0 || ended.fd >= 0) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        const int ready = left <= 0 ? 0 : poll(ends, 3, static_cast<int>(left));
        if (ready == 0)
            throw Failure(Exit::failed, messages::clipboard_hangs(command.front(), limits.time.count()));
        if (ready < 0) continue;
        if (ended.revents) ended.fd = -1;
        if (out.revents && !read_some(out.fd, ran.out)) out.fd = -1;
        if (err.revents && !read_some(err.fd, ran.err)) err.fd = -1;
        ran.err.resize(std::min(ran.err.size(), longest_error));
        if (static_cast<std::int64_t>(ran.out.size()) > limits.bytes)
            throw Failure(Exit::failed, messages::too_large(messages::what_was_copied(), limits.bytes >> 20));
    }
    ran.well = child.well();
    return ran;
}

Words lines_of(std::string_view text) {
    Words lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (end > 0) lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// Whether the tool says that there is nothing.
bool says_nothing_is_there(std::string_view error) {
    for (const auto* words : {"No selection", "Nothing is copied", "not available"})
        if (error.find(words) != error.npos) return true;
    return false;
}

std::string first_line(const std::string& text) {
    const auto lines = lines_of(text);
    return lines.empty() ? std::string() : plain(valid_utf8(lines.front()));
}

class Pasting {
 public:
    Pasting(const Tool& tool, Clipboard from, const PasteLimits& limits, Clock::time_point until)
        : tool_(tool), from_(from), limits_(limits), until_(until) {}

    // Empty if the tool is not installed.
    std::optional<Pasted> run() {
        const auto list = tool_.command(from_, "");
        Words types{std::string(text_types[0])};
        if (!list.empty()) {
            const auto told = ask(list);
            if (!told) return {};
            types = lines_of(*told);
        }
        const auto offered = [&](std::string_view type) {
            return std::ranges::find(types, type) != types.end();
        };
        Pasted pasted;
        if (offered(html_type)) pasted.html = ask(tool_.command(from_, html_type)).value_or("");
        const auto* const best = std::ranges::find_if(text_types, offered);
        if (best != std::end(text_types)) {
            const auto text = ask(tool_.command(from_, *best));
            if (!text) return {};
            pasted.text = *text;
        }
        if (!pasted.text.empty() || !pasted.html.empty()) return pasted;
        std::erase_if(types, [](const std::string& type) { return type.find('/') == type.npos; });
        if (types.empty() || best != std::end(text_types)) throw nothing();
        types.resize(std::min<std::size_t>(types.size(), 3));
        throw Failure(Exit::failed,
                      messages::no_text_copied(plain(valid_utf8(fmt::format("{}", fmt::join(types, ", "))))));
    }

 private:
    // What the command prints; empty if there is no such program.
    std::optional<std::string> ask(const Words& command) const {
        auto ran = vorleser::run(command, limits_, until_);
        if (!ran) return {};
        if (ran->well) return std::move(ran->out);
        if (says_nothing_is_there(ran->err)) throw nothing();
        throw Failure(Exit::failed, messages::clipboard_failed(command.front(), first_line(ran->err)));
    }

    [[nodiscard]] Failure nothing() const {
        return {Exit::failed,
                from_ == Clipboard::selected ? messages::nothing_selected() : messages::nothing_copied()};
    }

    const Tool& tool_;
    const Clipboard from_;
    const PasteLimits& limits_;
    const Clock::time_point until_;
};

}  // namespace

Pasted paste(Clipboard from, const PasteLimits& limits) {
    const auto until = Clock::now() + limits.time;
    const char* package = nullptr;
    for (const auto& tool : tools) {
        if (!fits(tool)) continue;
        if (!package) package = tool.package;
        if (auto pasted = Pasting(tool, from, limits, until).run()) return std::move(*pasted);
    }
    throw Failure(Exit::failed, package ? messages::no_clipboard_tool(package) : messages::no_desktop());
}

}  // namespace vorleser
