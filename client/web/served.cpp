#include "client/web/served.hpp"

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "own/files.hpp"

namespace vorleser::web {
namespace {

class File : public Served {
 public:
    File(own::Descriptor file, const struct stat& info, std::string_view mime)
        : file_(std::move(file)),
          size_(static_cast<std::uint64_t>(info.st_size)),
          etag_(fmt::format("\"{:x}-{:x}-{:x}{:09}\"", info.st_ino, info.st_size, info.st_mtim.tv_sec,
                            info.st_mtim.tv_nsec)),
          mime_(mime) {}
    std::uint64_t size() const override { return size_; }
    std::string etag() const override { return etag_; }
    std::string_view mime() const override { return mime_; }
    std::string read(std::uint64_t offset, std::size_t bytes) override {
        std::string read(std::min<std::uint64_t>(bytes, size_ - std::min(size_, offset)), '\0');
        for (std::size_t at = 0; at < read.size();) {
            const auto got =
                pread(file_.get(), read.data() + at, read.size() - at, static_cast<off_t>(offset + at));
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) throw std::runtime_error("a file is shorter than it was");
            at += static_cast<std::size_t>(got);
        }
        return read;
    }

 private:
    const own::Descriptor file_;
    const std::uint64_t size_;
    const std::string etag_;
    const std::string_view mime_;
};

}  // namespace

std::unique_ptr<Served> served_file(const std::filesystem::path& path, std::string_view mime) {
    own::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat info {};
    if (!file || fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
    return std::make_unique<File>(std::move(file), info, mime);
}

}  // namespace vorleser::web
