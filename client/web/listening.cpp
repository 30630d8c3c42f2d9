#include "client/web/listening.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

#include <boost/json.hpp>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/places.hpp"
#include "client/web/devices.hpp"
#include "client/web/messages.hpp"

namespace vorleser::web {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

own::Descriptor listening_socket(const sockaddr* address, socklen_t size) {
    own::Descriptor result(socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1, off = 0;
    setsockopt(result.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->sa_family == AF_INET6) setsockopt(result.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (!result || bind(result.get(), address, size) != 0 || listen(result.get(), SOMAXCONN) != 0) return {};
    return result;
}

}  // namespace

own::Descriptor listen_at(int port, bool everywhere) {
    own::Descriptor result;
    if (everywhere) {
        sockaddr_in6 all{};
        all.sin6_family = AF_INET6;
        all.sin6_port = htons(static_cast<std::uint16_t>(port));
        result = listening_socket(reinterpret_cast<const sockaddr*>(&all), sizeof all);
    }
    if (!result && (!everywhere || errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(everywhere ? INADDR_ANY : INADDR_LOOPBACK);
        result = listening_socket(reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
    if (!result) throw Failure(Exit::failed, messages::cannot_listen(port, std::strerror(errno)));
    return result;
}

std::vector<own::Descriptor> handed_over() {
    std::vector<own::Descriptor> sockets;
    if (environment("LISTEN_PID") == std::to_string(getpid()))
        for (int i = 0, count = std::atoi(environment("LISTEN_FDS").c_str()); i < count && i < 16; ++i) {
            constexpr int first = 3;
            fcntl(first + i, F_SETFD, FD_CLOEXEC);
            fcntl(first + i, F_SETFL, fcntl(first + i, F_GETFL) | O_NONBLOCK);
            sockets.emplace_back(first + i);
        }
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) unsetenv(name);
    return sockets;
}

void knock(int port) {
    const own::Descriptor door(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval patience{5, 0};
    setsockopt(door.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!door || connect(door.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return;
    constexpr std::string_view request = "HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n";
    char answer = 0;
    if (send(door.get(), request.data(), request.size(), MSG_NOSIGNAL) > 0) recv(door.get(), &answer, 1, 0);
}

Bound bound(const own::Descriptor& listening) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    getsockname(listening.get(), reinterpret_cast<sockaddr*>(&address), &size);
    if (address.ss_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
        return {ntohs(v6.sin6_port), IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) != 0};
    }
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return {ntohs(v4.sin_port), ntohl(v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET};
}

std::optional<Serving> Serving::begin(const fs::path& directory) {
    auto lock = own::lock(directory / "serving", false);
    if (!lock) return {};
    return Serving(directory / "serving.json", std::move(lock));
}

void Serving::at(const Addresses& addresses) const {
    json::array network;
    for (const auto& each : addresses.network) network.emplace_back(each);
    write_durably(file_,
                  json::serialize(json::object{{"here", addresses.here}, {"network", network}}) + "\n");
}

std::optional<Addresses> Serving::other(const fs::path& directory) try {
    std::ifstream file(directory / "serving.json");
    const auto value = json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
    Addresses addresses;
    addresses.here = json::value_to<std::string>(value.at("here"));
    const auto& network = value.at("network").as_array();
    for (const auto& each : network) addresses.network.push_back(json::value_to<std::string>(each));
    return addresses;
} catch (const std::exception&) {
    return {};
}

}  // namespace vorleser::web
