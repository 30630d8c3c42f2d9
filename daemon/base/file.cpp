#include "daemon/base/file.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vorleser {

Result<std::optional<std::string>> read_own_file(const std::string& path) {
    struct stat status {};
    const auto failed = [&] {
        return Error(ErrorKind::unreadable, "cannot read {}: {}", path, std::strerror(errno));
    };
    // Without waiting: opening a pipe would wait for a writer.
    const int file = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (file < 0) {
        if (errno == ENOENT && lstat(path.c_str(), &status) == 0)
            return Error(ErrorKind::unreadable,
                         "{} is a link to a file that is not there; mend or remove the link", path);
        if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>();
        return failed();
    }
    const struct Closed {
        int file;
        ~Closed() { close(file); }
    } closed{file};
    if (fstat(file, &status) != 0) return failed();
    if (!S_ISREG(status.st_mode))
        return Error(ErrorKind::unreadable, "{} is no regular file; remove it, or put a file there", path);
    std::string bytes;
    for (;;) {
        const std::size_t size = bytes.size();
        bytes.resize(size +
                     (size == 0 ? static_cast<std::size_t>(status.st_size) % largest_own_file + 1 : 65'536));
        const ssize_t n = read(file, bytes.data() + size, bytes.size() - size);
        if (n < 0) return failed();
        bytes.resize(size + static_cast<std::size_t>(n));
        if (n == 0) return std::optional(std::move(bytes));
        if (bytes.size() > largest_own_file)
            return Error(ErrorKind::unreadable,
                         "{} is larger than {} MB, which no such file needs; make it smaller", path,
                         largest_own_file >> 20);
    }
}

}  // namespace vorleser
