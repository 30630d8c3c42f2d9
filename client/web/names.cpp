#include <algorithm>
#include <array>
#include <memory>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include "client/web/certificate.hpp"
#include "own/files.hpp"

namespace vorleser::web {
namespace {

// The address from which packets to others would leave; none is sent. Empty: this machine has no network.
std::string outward_address() {
    const own::Descriptor probe(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{}, from{};
    to.sin_family = AF_INET;
    to.sin_port = htons(9);
    inet_pton(AF_INET, "192.0.2.1", &to.sin_addr);  // nobody's
    socklen_t size = sizeof from;
    std::array<char, INET_ADDRSTRLEN> text{};
    if (connect(probe.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 ||
        getsockname(probe.get(), reinterpret_cast<sockaddr*>(&from), &size) != 0 ||
        !inet_ntop(AF_INET, &from.sin_addr, text.data(), text.size()))
        return {};
    return text.data();
}

void add_once(std::vector<std::string>& list, const std::string& what) {
    if (!what.empty() && std::ranges::find(list, what) == list.end()) list.push_back(what);
}

}  // namespace

OwnNames own_names() {
    OwnNames own;
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') name = {"localhost"};
    std::string machine = name.data();
    std::ranges::transform(machine, machine.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    const bool fit_for_dns =
        machine.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == machine.npos;
    if (!fit_for_dns) machine = "localhost";
    add_once(own.names, machine);
    if (machine != "localhost") add_once(own.names, machine.substr(0, machine.find('.')) + ".local");
    add_once(own.names, "localhost");

    add_once(own.addresses, outward_address());
    ifaddrs* found = nullptr;
    if (getifaddrs(&found) != 0) return own;
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owned(found, freeifaddrs);
    for (const auto* each = found; each; each = each->ifa_next) {
        if (!each->ifa_addr || (each->ifa_flags & IFF_UP) == 0) continue;
        std::array<char, INET6_ADDRSTRLEN> text{};
        const int family = each->ifa_addr->sa_family;
        const auto* v6 = reinterpret_cast<const sockaddr_in6*>(each->ifa_addr);
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(each->ifa_addr);
        if (family == AF_INET) inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size());
        // Addresses of one link need its name besides, which no certificate has.
        if (family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr))
            inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size());
        add_once(own.addresses, text.data());
    }
    return own;
}

}  // namespace vorleser::web
