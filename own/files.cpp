#include "own/files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "locale/translate.hpp"

namespace vorleser::own {
namespace {

namespace fs = std::filesystem;

constexpr mode_t others = 077;
mode_t umask_before = 0;

[[noreturn]] void fail(const std::string& message) {
    throw Unusable(message);
}

bool trusted(uid_t user) {
    return user == geteuid() || user == 0;
}

[[noreturn]] void fail_foreign(const fs::path& path, uid_t owner) {
    fail(tr("{} belongs to user {}, not to you; run this as its owner, move it away or name another place",
            path.string(), owner));
}

// Whoever owns a link decides where it leads.
void check_link(const fs::path& path) {
    struct stat info {};
    if (lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode) && !trusted(info.st_uid))
        fail_foreign(path, info.st_uid);
}

}  // namespace

Descriptor::~Descriptor() {
    if (value_ >= 0) close(value_);
}

void keep_private() {
    umask_before = umask(others);
}

mode_t listeners_umask() {
    return umask_before;
}

void private_file(const fs::path& path) noexcept {
    struct stat info {};
    if (lstat(path.c_str(), &info) == 0 && (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)) &&
        (info.st_mode & others) != 0)
        chmod(path.c_str(), info.st_mode & 0700);
}

void private_directory(const fs::path& path, std::initializer_list<std::string_view> ours) {
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    if (failed) fail(tr("cannot create {}: {}", path.parent_path().string(), failed.message()));
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        fail(tr("cannot create {}: {}", path.string(), std::strerror(errno)));
    check_link(path);
    const Descriptor directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat info {};
    if (!directory || fstat(directory.get(), &info) != 0) {
        const int error = errno;
        if (stat(path.c_str(), &info) == 0 && info.st_uid != geteuid()) fail_foreign(path, info.st_uid);
        fail(tr("cannot open {}: {}", path.string(), std::strerror(error)));
    }
    if (info.st_uid != geteuid()) fail_foreign(path, info.st_uid);
    if ((info.st_mode & others) != 0 && (fchmod(directory.get(), 0700) != 0 ||
                                         fstat(directory.get(), &info) != 0 || (info.st_mode & others) != 0))
        fail(tr("others can enter {}, and that cannot be changed; name a place on another file system",
                path.string()));
    for (fs::directory_iterator each(path, failed), end; !failed && each != end; each.increment(failed))
        if (std::ranges::any_of(ours, [name = each->path().filename().string()](std::string_view begin) {
                return name.starts_with(begin);
            }))
            private_file(each->path());
}

void check_directory(const fs::path& path) {
    check_link(path);
    struct stat info {};
    if (stat(path.c_str(), &info) != 0) fail(tr("cannot open {}: {}", path.string(), std::strerror(errno)));
    if (!trusted(info.st_uid)) fail_foreign(path, info.st_uid);
    if ((info.st_mode & 022) != 0 && (info.st_mode & S_ISVTX) == 0)
        fail(tr("others may write in {}; forbid it with: chmod go-w {}", path.string(), path.string()));
}

Descriptor lock(const fs::path& path, bool wait) {
    for (;;) {
        Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        struct stat ours {
        }, there{};
        if (!file || fstat(file.get(), &ours) != 0)
            fail(tr("cannot open {}: {}", path.string(), std::strerror(errno)));
        if (!trusted(ours.st_uid)) fail_foreign(path, ours.st_uid);
        while (flock(file.get(), LOCK_EX | (wait ? 0 : LOCK_NB)) != 0) {
            if (errno == EWOULDBLOCK) return {};
            if (errno != EINTR) fail(tr("cannot lock {}: {}", path.string(), std::strerror(errno)));
        }
        if (lstat(path.c_str(), &there) == 0 && there.st_ino == ours.st_ino && there.st_dev == ours.st_dev)
            return file;
    }
}

}  // namespace vorleser::own
