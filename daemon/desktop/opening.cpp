#include "daemon/desktop/opening.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/article/characters.hpp"
#include "daemon/control/methods.hpp"
#include "daemon/desktop/uri.hpp"

namespace vorleser {

namespace asio = boost::asio;

namespace {

constexpr std::size_t largest = 64u << 20;  // as control/ takes
constexpr std::size_t piece = 1u << 20;     // read in one turn of the loop

struct Descriptor {
    int number = -1;
    ~Descriptor() {
        if (number >= 0) close(number);
    }
};

asio::awaitable<Result<std::string>> read_file(std::string path) {
    const auto refused = [&](const Sentence& why) {
        return Error(ErrorKind::invalid_argument, "cannot read {}: {}", path, why);
    };
    // O_NONBLOCK: opening a pipe would wait for its other end.
    const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
    struct stat status {};
    if (file.number < 0 || fstat(file.number, &status) != 0)
        co_return refused(Sentence::value(std::strerror(errno)));
    if (!S_ISREG(status.st_mode)) co_return refused(Sentence("it is no file"));
    std::string bytes;
    for (;;) {
        const std::size_t size = bytes.size();
        if (size > largest) co_return refused(Sentence("it is larger than 64 MiB"));
        bytes.resize(size + piece);
        const ssize_t n = read(file.number, bytes.data() + size, piece);
        if (n < 0) co_return refused(Sentence::value(std::strerror(errno)));
        bytes.resize(size + static_cast<std::size_t>(n));
        if (n == 0) co_return bytes;
        co_await asio::post(asio::use_awaitable);
    }
}

// Whatever bytes a file's name is made of.
std::string as_text(const std::string& name) {
    std::string text;
    for (std::size_t at = 0; at < name.size();) append(text, next_code_point(name, at));
    return text;
}

}  // namespace

asio::awaitable<Result<EntryId>> add_file(Rooms& rooms, std::string uri, bool play) {
    const auto path = path_of_file(uri);
    if (!path) co_return Error(ErrorKind::invalid_argument, "{} names no file of this machine", uri);
    auto bytes = co_await read_file(*path);
    if (!bytes) co_return bytes.error();
    Addition addition{.bytes = std::move(*bytes), .options = {}, .next = false, .play = play};
    addition.options.source = as_text(std::filesystem::path(*path).filename().native());
    const auto added = co_await add_article(rooms, std::move(addition));
    if (!added) co_return added.error();
    co_return added->at("entry").at("id").to_number<EntryId>();
}

}  // namespace vorleser
