#include "locale/streams.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

#include "locale/translate.hpp"

namespace vorleser {

void open_standard_streams() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
        // The lowest free number is its own, since those below it are open by now. Opened the wrong way
        // round, so that reading and writing fail as on a closed one.
        if (open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) != descriptor) std::abort();
    }
}

void print_out(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) throw OutputFailed{errno};
}

void flush_out() {
    if (std::fflush(stdout) != 0) throw OutputFailed{errno};
}

std::string output_problem(const OutputFailed& failed) {
    if (failed.error == EPIPE) return {};
    return tr("cannot write {}: {}", std::string(tr("standard output")),
              std::string(std::strerror(failed.error)));
}

void print_err(std::string_view text) noexcept {
    std::fwrite(text.data(), 1, text.size(), stderr);
}

bool read_line(std::string& line) {
    static char* buffer = nullptr;
    static std::size_t size = 0;
    const auto length = getline(&buffer, &size, stdin);
    if (length >= 0) {
        line.assign(buffer, static_cast<std::size_t>(length));
        if (line.ends_with('\n')) line.pop_back();
        return true;
    }
    if (std::ferror(stdin))
        throw std::runtime_error(
            tr("cannot read {}: {}", std::string(tr("standard input")), std::string(std::strerror(errno))));
    return false;
}

}  // namespace vorleser
