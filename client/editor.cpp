#include "client/editor.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/places.hpp"
#include "client/text.hpp"
#include "own/files.hpp"

namespace vorleser {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view comment_begin = "<!--\n", comment_end = "\n-->\n\n";

// Beside the log; without a home beside the socket.
fs::path edits_directory() {
    const auto state = state_directory();
    return (state.empty() ? fs::path(default_socket()).parent_path() : state) / "edits";
}

std::string without_comment(std::string text) {
    const auto end = text.find(comment_end);
    if (text.starts_with(comment_begin) && end != text.npos) text.erase(0, end + comment_end.size());
    return text;
}

// As system(3) does: Ctrl-C and Ctrl-\ are the editor's while it runs.
class KeysForEditor {
 public:
    KeysForEditor() {
        for (auto& [number, before] : ignored_) before = std::signal(number, SIG_IGN);
    }
    ~KeysForEditor() {
        for (const auto& [number, before] : ignored_) std::signal(number, before);
    }
    KeysForEditor(const KeysForEditor&) = delete;
    KeysForEditor& operator=(const KeysForEditor&) = delete;

 private:
    struct Ignored {
        int number;
        void (*before)(int);
    };
    Ignored ignored_[2] = {{SIGINT, SIG_DFL}, {SIGQUIT, SIG_DFL}};
};

}  // namespace

std::string editor() {
    for (const char* name : {"VISUAL", "EDITOR"})
        if (const char* value = std::getenv(name); value && *value) return value;
    return "vi";
}

EditedFile::EditedFile(std::int64_t id, std::string_view text) try {
    const auto directory = edits_directory();
    own::private_directory(directory.parent_path());
    own::private_directory(directory, {""});
    std::string path = directory / fmt::format("{}-XXXXXX.md", id);
    const own::Descriptor file(mkstemps(path.data(), 3));
    const auto whole = fmt::format("{}{}\n\n{}{}{}", comment_begin, messages::marks(),
                                   messages::comment_is_left_out(), comment_end, text);
    if (!file || write(file.get(), whole.data(), whole.size()) != static_cast<ssize_t>(whole.size()))
        throw Failure(Exit::failed, messages::cannot_write(plain(path), std::strerror(errno)));
    path_ = path;
} catch (const own::Unusable& unusable) {
    throw Failure(Exit::failed, plain(unusable.what()));
}

std::optional<std::int64_t> EditedFile::article() const {
    std::error_code ignored;
    std::int64_t id = 0;
    const auto name = path_.filename().string();
    const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), id);
    if (wrong != std::errc() || !std::string_view(end).starts_with('-') || path_.extension() != ".md" ||
        !fs::equivalent(fs::absolute(path_).parent_path(), edits_directory(), ignored))
        return std::nullopt;
    return id;
}

std::vector<fs::path> EditedFile::left_behind(std::int64_t id) {
    std::vector<fs::path> found;
    std::error_code failed;
    for (fs::directory_iterator each(edits_directory(), failed), end; !failed && each != end;
         each.increment(failed))
        if (EditedFile(each->path()).article() == id) found.push_back(each->path());
    std::sort(found.begin(), found.end());
    return found;
}

bool EditedFile::edit() const {
    // By the shell, since $EDITOR may hold arguments; the file's name is one of its own.
    const std::string command = fmt::format("umask {:03o}; {} \"$1\"", own::listeners_umask(), editor());
    const char* arguments[] = {"sh", "-c", command.c_str(), "sh", path_.c_str(), nullptr};
    const KeysForEditor keys;
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    for (const int number : {SIGINT, SIGQUIT}) sigaddset(&defaults, number);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    pid_t child = 0;
    int status = 1;
    if (posix_spawn(&child, "/bin/sh", nullptr, &attributes, const_cast<char**>(arguments), environ) == 0)
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    posix_spawnattr_destroy(&attributes);
    own::private_file(path_);  // the editor may have put another in its place
    return status == 0;
}

std::string EditedFile::text() const {
    std::ifstream file(path_, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file)
        throw Failure(Exit::failed, messages::cannot_read(plain(path_.native()), std::strerror(errno)));
    return without_comment(std::move(text));
}

void EditedFile::discard() const {
    std::error_code ignored;
    if (article()) fs::remove(path_, ignored);
}

}  // namespace vorleser
