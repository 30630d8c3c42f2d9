#include "client/reach.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include <ifaddrs.h>
#include <netinet/in.h>

namespace vorleser {
namespace {

using Bytes = std::span<const std::uint8_t>;

struct Network {
    std::array<std::uint8_t, 16> begin;
    int bits;
};

bool within(Bytes address, Bytes network, int bits) {
    for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
        const auto mask = static_cast<std::uint8_t>(bits >= 8 ? 0xFF : 0xFF << (8 - bits));
        if ((address[i] & mask) != (network[i] & mask)) return false;
    }
    return true;
}

bool within_any(Bytes address, std::span<const Network> networks) {
    return std::ranges::any_of(networks,
                               [&](const Network& each) { return within(address, each.begin, each.bits); });
}

// IANA's special-purpose registries: what is not globally reachable, or carries another address in itself.
constexpr Network special_v4[] = {
    {{0}, 8},
    {{10}, 8},
    {{100, 64}, 10},
    {{127}, 8},
    {{169, 254}, 16},
    {{172, 16}, 12},
    {{192, 0, 0}, 24},
    {{192, 0, 2}, 24},
    {{192, 88, 99}, 24},
    {{192, 168}, 16},
    {{198, 18}, 15},
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24},
    {{224}, 4},
    {{240}, 4},
};
constexpr Network global_v6 = {{0x20}, 3};
constexpr Network special_v6[] = {
    {{0x20, 0x01, 0}, 23},  // IETF's own, Teredo among them
    {{0x20, 0x01, 0x0D, 0xB8}, 32},
    {{0x20, 0x02}, 16},  // 6to4
    {{0x3F, 0xFF}, 20},
};
constexpr Network nat64 = {{0, 0x64, 0xFF, 0x9B}, 96};  // the IPv4 address behind it is what counts

bool is_global(Bytes address) {
    if (address.size() == 4) return !within_any(address, special_v4);
    if (within(address, nat64.begin, nat64.bits)) return !within_any(address.subspan(12), special_v4);
    return within(address, global_v6.begin, global_v6.bits) && !within_any(address, special_v6);
}

std::optional<Bytes> bytes_of(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
        return Bytes(reinterpret_cast<const std::uint8_t*>(&v4), sizeof v4);
    }
    if (address.sa_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
        return Bytes(reinterpret_cast<const std::uint8_t*>(&v6), sizeof v6);
    }
    return {};
}

bool is_neighbour(Bytes address) {
    ifaddrs* found = nullptr;
    if (getifaddrs(&found) != 0) return true;
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owned(found, freeifaddrs);
    for (const auto* each = found; each; each = each->ifa_next) {
        if (!each->ifa_addr || !each->ifa_netmask) continue;
        const auto own = bytes_of(*each->ifa_addr), mask = bytes_of(*each->ifa_netmask);
        if (!own || !mask || own->size() != address.size() || mask->size() != address.size()) continue;
        bool same = true;
        for (std::size_t i = 0; i < address.size(); ++i)
            same = same && (((*own)[i] ^ address[i]) & (*mask)[i]) == 0;
        if (same) return true;
    }
    return false;
}

}  // namespace

bool is_public(const sockaddr& address) {
    const auto bytes = bytes_of(address);
    return bytes && is_global(*bytes) && !is_neighbour(*bytes);
}

}  // namespace vorleser
