#include "daemon/control/own_lexicon.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace vorleser {

namespace fs = std::filesystem;

Result<void> write_own_lexicon(const std::string& path, const std::string& text) {
    const auto failed = [&] {
        return Error(ErrorKind::storage, "cannot write {}: {}", path, std::strerror(errno));
    };
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    // A link stays one: what it points to is replaced.
    const fs::path target = fs::exists(path, error) ? fs::canonical(path, error) : fs::path(path);
    const std::string fresh = target.string() + ".new";
    unlink(fresh.c_str());  // left over, or somebody's link
    const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return failed();
    const bool written =
        write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
    if (const auto problem = failed(); close(file) != 0 || !written) {
        unlink(fresh.c_str());
        return problem;
    }
    if (rename(fresh.c_str(), target.c_str()) != 0) {
        const auto problem = failed();
        unlink(fresh.c_str());
        return problem;
    }
    const int directory = open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = directory >= 0 && fsync(directory) == 0;
    const auto problem = failed();
    if (directory >= 0) close(directory);
    if (!synced) return problem;
    return {};
}

}  // namespace vorleser
