#include "client/editor.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/messages.hpp"

namespace vorleser {
namespace {

std::string editor() {
    for (const char* name : {"VISUAL", "EDITOR"})
        if (const char* value = std::getenv(name); value && *value) return value;
    return "vi";
}

}  // namespace

EditedFile::EditedFile(std::string_view text)
    : path_(std::filesystem::temp_directory_path() / "vorleser-XXXXXX.md") {
    const int descriptor = mkstemps(path_.data(), 3);
    const auto written = descriptor < 0 ? -1 : write(descriptor, text.data(), text.size());
    if (descriptor >= 0) close(descriptor);
    if (written != static_cast<ssize_t>(text.size()))
        throw Failure(Exit::failed, messages::cannot_write(path_, std::strerror(errno)));
}

EditedFile::~EditedFile() {
    std::error_code ignored;
    if (!kept_) std::filesystem::remove(path_, ignored);
}

std::string EditedFile::edit() const {
    // By the shell, since $EDITOR may hold arguments; the file's name is one of its own.
    const std::string command = editor() + " \"$1\"";
    const char* arguments[] = {"sh", "-c", command.c_str(), "sh", path_.c_str(), nullptr};
    pid_t child = 0;
    int status = 1;
    if (posix_spawn(&child, "/bin/sh", nullptr, nullptr, const_cast<char**>(arguments), environ) == 0)
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    if (status != 0) {
        keep();
        throw Failure(Exit::failed,
                      messages::editor_failed(editor()) + "\n" + messages::edited_text_kept(path_));
    }
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace vorleser
