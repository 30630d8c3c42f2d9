#include "own/socket.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "locale/translate.hpp"

namespace vorleser::own {
namespace {

[[noreturn]] void fail_to_listen(const std::string& path) {
    throw Unusable(tr("cannot listen at {}: {}", path, std::strerror(errno)));
}

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw Unusable(tr("the socket's path is too long: {}", path));
    path.copy(address.sun_path, path.size());
    return address;
}

std::filesystem::path directory_of(const std::string& path) {
    const auto directory = std::filesystem::path(path).parent_path();
    return directory.empty() ? "." : directory;
}

Descriptor new_socket(int flags = 0) {
    Descriptor result(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
    if (!result) throw Unusable(tr("cannot create a socket: {}", std::strerror(errno)));
    return result;
}

// Nobody listens there, or nothing lies there.
bool is_free(int error) {
    return error == ENOENT || error == ECONNREFUSED;
}

}  // namespace

Descriptor connect_to(const std::string& path) {
    const auto address = address_of(path);
    std::error_code failed;
    if (!std::filesystem::exists(directory_of(path), failed) && !failed) return {};
    check_directory(directory_of(path));
    auto result = new_socket();
    if (connect(result.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (is_free(errno)) return {};
        throw Unusable(tr("cannot connect to {}: {}", path, std::strerror(errno)));
    }
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(result.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 ||
        (peer.uid != geteuid() && peer.uid != 0))
        throw Unusable(tr("at {} user {} listens, who would see what you read; name a socket of your own",
                          path, peer.uid));
    return result;
}

Descriptor listen_on(const std::string& path) {
    const auto address = address_of(path);
    const auto* where = reinterpret_cast<const sockaddr*>(&address);
    check_directory(directory_of(path));
    const auto turn = lock(path + ".start", true);

    // Without waiting: also one that is busy with many, or stopped, is there.
    const auto probe = new_socket(SOCK_NONBLOCK);
    if (connect(probe.get(), where, sizeof address) == 0 || errno == EAGAIN) return {};
    if (!is_free(errno) && errno != ENOTSOCK) fail_to_listen(path);

    struct stat info {};
    if (lstat(path.c_str(), &info) == 0) {
        if (!S_ISSOCK(info.st_mode))
            throw Unusable(tr("{} is not a socket; move it away, or name another place", path));
        if (unlink(path.c_str()) != 0) fail_to_listen(path);
    }
    auto listening = new_socket();
    const auto mask = umask(0177);
    const int bound = bind(listening.get(), where, sizeof address);
    umask(mask);
    if (bound != 0 || listen(listening.get(), SOMAXCONN) != 0) fail_to_listen(path);
    return listening;
}

}  // namespace vorleser::own
