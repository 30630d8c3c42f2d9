// Where the server listens, and how another one of this user's is told of.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "client/web/announce.hpp"
#include "own/files.hpp"

namespace vorleser::web {

// On loopback alone, or (`everywhere`) on all of this machine's addresses. Throws Failure.
own::Descriptor listen_at(int port, bool everywhere);

// The sockets that systemd hands over; none without it.
std::vector<own::Descriptor> handed_over();

// Whoever listens at the port on loopback for a server that nobody needed yet, as the service manager does,
// starts it now; waits until it answers, five seconds at most. At once where nobody listens.
void knock(int port);

// The port of a listening socket, and whether others than this machine reach it.
struct Bound {
    int port = 0;
    bool loopback = true;
};
Bound bound(const own::Descriptor& listening);

// Says in `directory` that a server of this user's is there, for as long as it lives.
class Serving {
 public:
    // Nullopt: another one is.
    static std::optional<Serving> begin(const std::filesystem::path& directory);
    void at(const Addresses& addresses) const;

    // Where the other one is; nullopt: none.
    static std::optional<Addresses> other(const std::filesystem::path& directory);

 private:
    Serving(std::filesystem::path file, own::Descriptor lock)
        : file_(std::move(file)), lock_(std::move(lock)) {}
    std::filesystem::path file_;
    own::Descriptor lock_;
};

}  // namespace vorleser::web
