#include "client/draft.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = ".vorleser-", suffix = ".part";

// The drafts' paths where a signal handler may read them: one is taken by its flag, then its name is written,
// then it counts.
struct Slot {
    std::atomic<bool> taken{false}, counts{false};
    char path[PATH_MAX] = {};
};
std::array<Slot, 8> slots;  // a sound file, its transcript, a list; never more at a time

int take_slot(const fs::path& path) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i].taken.exchange(true)) continue;
        std::snprintf(slots[i].path, sizeof slots[i].path, "%s", path.c_str());
        slots[i].counts = true;
        return static_cast<int>(i);
    }
    return -1;
}

void give_slot(int& slot) {
    if (slot < 0) return;
    auto& of = slots[static_cast<std::size_t>(slot)];
    of.counts = false;
    of.taken = false;
    slot = -1;
}

extern "C" void delete_drafts(int number) {
    for (auto& slot : slots)
        if (slot.counts) unlink(slot.path);
    // Once this returns it ends the program as if nobody had listened. Until then no signal does: the same
    // one may come twice, to the process and to its group.
    std::signal(number, SIG_DFL);
    raise(number);
}

fs::path directory_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

void sync_directory(const fs::path& directory) {
    const own::Descriptor opened(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened) fsync(opened.get());  // some file systems know none; the file itself is safe
}

bool same_bytes(const fs::path& one, const fs::path& other) {
    std::ifstream files[]{std::ifstream(one, std::ios::binary), std::ifstream(other, std::ios::binary)};
    std::array<char, std::size_t{1} << 16> bytes[2];
    while (files[0] && files[1]) {
        for (int i = 0; i < 2; ++i) files[i].read(bytes[i].data(), bytes[i].size());
        const auto size = files[0].gcount();
        if (files[1].gcount() != size ||
            !std::equal(bytes[0].begin(), bytes[0].begin() + size, bytes[1].begin()))
            return false;
    }
    return files[0].eof() && files[1].eof();
}

}  // namespace

Draft::Draft(fs::path path, Readers readers) : target_(std::move(path)), readers_(readers) {
    static int count = 0;
    const auto directory = directory_of(target_);
    // Its owner's until it is whole: what is read is nobody else's before the listener's umask says so.
    do {
        give_slot(slot_);
        path_ = directory / fmt::format("{}{}-{}{}", prefix, getpid(), count++, suffix);
        slot_ = take_slot(path_);  // before it is there: a signal may come in between
        file_ = own::Descriptor(open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    } while (!file_ && errno == EEXIST);
    if (const int error = errno; !file_) {
        give_slot(slot_);
        fail(error);
    }
    flock(file_.get(), LOCK_EX | LOCK_NB);  // sweep() leaves it alone
}

Draft::~Draft() {
    if (file_) unlink(path_.c_str());
    give_slot(slot_);
}

Draft::Draft(Draft&& other) noexcept
    : target_(std::move(other.target_)),
      path_(std::move(other.path_)),
      file_(std::move(other.file_)),
      waiting_(std::move(other.waiting_)),
      flushed_(other.flushed_),
      readers_(other.readers_),
      slot_(std::exchange(other.slot_, -1)) {}

void Draft::fail(int error) const {
    throw Failure(Exit::failed, messages::cannot_write(plain(target_.string()), std::strerror(error)));
}

const fs::path& Draft::path() {
    flush();
    return path_;
}

void Draft::write(std::string_view text) {
    constexpr std::size_t at_once = std::size_t{1} << 16;
    waiting_ += text;
    if (waiting_.size() >= at_once) flush();
}

void Draft::flush() {
    put(waiting_);
    flushed_ += waiting_.size();
    waiting_.clear();
}

void Draft::put(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file_.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void Draft::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
    flush();
    while (!bytes.empty()) {
        const auto written = pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
}

std::size_t Draft::read_at(std::uint64_t offset, std::span<std::byte> bytes) {
    flush();
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto got =
            pread(file_.get(), bytes.data() + size, bytes.size() - size, static_cast<off_t>(offset + size));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(errno);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    return size;
}

std::uint64_t Draft::length() {
    flush();
    struct stat info {};
    if (fstat(file_.get(), &info) != 0) fail(errno);
    return static_cast<std::uint64_t>(info.st_size);
}

void Draft::truncate(std::uint64_t length) {
    flush();
    while (ftruncate(file_.get(), static_cast<off_t>(length)) != 0)
        if (errno != EINTR) fail(errno);
}

void Draft::copy(const own::Descriptor& from) {
    flush();
    if (ioctl(file_.get(), FICLONE, from.get()) == 0) return;
    constexpr std::size_t at_once = std::size_t{1} << 20;
    for (off_t at = 0;;) {
        const auto sent = sendfile(file_.get(), from.get(), &at, at_once);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) fail(errno);
        if (sent == 0) return;
    }
}

// What was written is on the disk, for those to read who may.
void Draft::save() {
    // A library may have written into it by its name: what is synced and renamed is whatever bears that.
    const own::Descriptor written(open(path().c_str(), O_RDONLY | O_CLOEXEC));
    if (!written || fsync(written.get()) != 0) fail(errno);
    if (readers_ == Readers::umask && fchmod(written.get(), 0666 & ~own::listeners_umask()) != 0 &&
        errno != EPERM)
        fail(errno);
}

void Draft::commit() {
    save();
    if (rename(path_.c_str(), target_.c_str()) != 0) fail(errno);
    file_ = {};
    sync_directory(directory_of(target_));
}

void Draft::commit(const fs::path& target) {
    target_ = target;
    commit();
}

bool Draft::commit_new(const fs::path& target) {
    target_ = target;
    save();
    // Another program may take the name between a look and a renaming.
    if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno == EEXIST) return false;
        if (errno != EINVAL && errno != ENOSYS) fail(errno);
        std::error_code error;  // a file system that cannot
        if (fs::exists(fs::symlink_status(target_, error))) return false;
        if (rename(path_.c_str(), target_.c_str()) != 0) fail(errno);
    }
    file_ = {};
    sync_directory(directory_of(target_));
    return true;
}

bool Draft::is_at(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error) &&
           fs::file_size(path, error) == fs::file_size(this->path(), error) && same_bytes(path, path_);
}

void sweep(const fs::path& directory) {
    std::error_code error;
    for (const auto& each : fs::directory_iterator(directory.empty() ? "." : directory, error)) {
        // A library may have made a file beside the draft, with an ending of its own: the draft's lock is
        // its, too.
        const auto name = each.path().filename().string();
        const auto end = name.find(suffix);
        if (!name.starts_with(prefix) || end == name.npos) continue;
        const auto draft = directory / name.substr(0, end + suffix.size());
        const own::Descriptor file(open(draft.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
        if (!file ? errno == ENOENT : flock(file.get(), LOCK_EX | LOCK_NB) == 0) unlink(each.path().c_str());
    }
}

void delete_drafts_at_signals() {
    struct sigaction action {};
    action.sa_handler = delete_drafts;
    sigfillset(&action.sa_mask);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) {
        struct sigaction before {};
        // What was ignored (nohup) stays so.
        if (sigaction(number, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(number, &action, nullptr);
    }
}

void make_directories(const fs::path& path) {
    const auto ours = umask(own::listeners_umask());
    std::error_code error;
    fs::create_directories(path, error);
    umask(ours);
    if (error) throw Failure(Exit::failed, messages::cannot_write(plain(path.string()), error.message()));
}

void write_file(const fs::path& path, const Writes& content, Readers readers) {
    Draft draft(path, readers);
    content([&](std::string_view text) { draft.write(text); });
    if (!draft.is_at(path)) draft.commit();
}

void write_file(const fs::path& path, std::string_view content, Readers readers) {
    write_file(
        path, [&](const Out& out) { out(content); }, readers);
}

}  // namespace vorleser
