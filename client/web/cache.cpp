#include "client/web/cache.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/budget.hpp"

namespace vorleser::web {
namespace fs = std::filesystem;

Cache::Cache(fs::path directory, std::uint64_t budget) : directory_(std::move(directory)), budget_(budget) {
    fs::create_directories(directory_.parent_path());
    own::private_directory(directory_);
    keep_within_budget(directory_, budget_);
}

std::optional<std::string> Cache::read(const std::string& name) const {
    std::ifstream in(directory_ / name, std::ios::binary);
    if (!in) return {};
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    if (in.bad()) return {};
    utimensat(AT_FDCWD, (directory_ / name).c_str(), nullptr, 0);
    return bytes;
}

void Cache::write(const std::string& name, std::string_view bytes) {
    static std::atomic<int> number{0};
    const auto path = directory_ / name, draft = directory_ / fmt::format(".{}-{}.part", getpid(), number++);
    const own::Descriptor file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file) return;
    const auto size = ::write(file.get(), bytes.data(), bytes.size());
    // On the disk before it has its name: a power cut leaves no empty file in its place.
    if (size != static_cast<ssize_t>(bytes.size()) || fdatasync(file.get()) != 0 ||
        rename(draft.c_str(), path.c_str()) != 0)
        unlink(draft.c_str());
    count(bytes.size());
}

own::Descriptor Cache::open(const std::string& name) const {
    own::Descriptor file(::open((directory_ / name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (file) futimens(file.get(), nullptr);
    return file;
}

std::string Cache::read_at(const own::Descriptor& file, std::uint64_t offset, std::size_t bytes) {
    std::string there(bytes, '\0');
    const auto size = file ? pread(file.get(), there.data(), bytes, static_cast<off_t>(offset)) : 0;
    there.resize(static_cast<std::size_t>(std::max<ssize_t>(0, size)));
    return there;
}

void Cache::write_at(const own::Descriptor& file, std::uint64_t offset, std::string_view bytes) {
    // Half of it, where the disk is full or the process killed, is told by whoever reads.
    if (!file || pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)) < 0) return;
    count(bytes.size());
}

void Cache::count(std::size_t written) {
    constexpr std::uint64_t now_and_then = std::uint64_t{8} << 20;
    if ((written_ += written) < std::min(now_and_then, budget_ / 8)) return;
    written_ = 0;
    keep_within_budget(directory_, budget_);
}

}  // namespace vorleser::web
