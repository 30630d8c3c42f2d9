#include "client/web/local_user.hpp"

#include <array>
#include <cstring>

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <unistd.h>

#include "own/files.hpp"

namespace vorleser::web {
namespace {

struct End {
    std::array<std::uint32_t, 4> address{};
    std::uint16_t port = 0;
    std::uint8_t family = AF_INET;
};

// IPv4 also where it comes by an IPv6 socket.
End end_of(const sockaddr& from) {
    End end;
    if (from.sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(from);
        end.address[0] = v4.sin_addr.s_addr;
        end.port = v4.sin_port;
        return end;
    }
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(from);
    std::memcpy(end.address.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    end.port = v6.sin6_port;
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
        end.address = {end.address[3], 0, 0, 0};
    else
        end.family = AF_INET6;
    return end;
}

std::optional<inet_diag_msg> ask(const End& theirs, const End& ours) {
    const own::Descriptor kernel(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
    if (!kernel || theirs.family != ours.family) return {};
    const timeval patience{1, 0};
    setsockopt(kernel.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    struct {
        nlmsghdr head;
        inet_diag_req_v2 wanted;
    } request{};
    request.head.nlmsg_len = sizeof request;
    request.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    request.head.nlmsg_flags = NLM_F_REQUEST;
    request.wanted.sdiag_family = theirs.family;
    request.wanted.sdiag_protocol = IPPROTO_TCP;
    request.wanted.idiag_states = ~0U;
    auto& id = request.wanted.id;
    std::memcpy(id.idiag_src, theirs.address.data(), sizeof id.idiag_src);
    std::memcpy(id.idiag_dst, ours.address.data(), sizeof id.idiag_dst);
    id.idiag_sport = theirs.port;
    id.idiag_dport = ours.port;
    id.idiag_cookie[0] = id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    alignas(nlmsghdr) std::array<char, 8192> answer;
    if (send(kernel.get(), &request, sizeof request, 0) < 0) return {};
    const auto size = recv(kernel.get(), answer.data(), answer.size(), 0);
    const auto* head = reinterpret_cast<const nlmsghdr*>(answer.data());
    if (size < static_cast<ssize_t>(NLMSG_LENGTH(sizeof(inet_diag_msg))) ||
        head->nlmsg_type != SOCK_DIAG_BY_FAMILY)
        return {};
    inet_diag_msg found;
    std::memcpy(&found, NLMSG_DATA(head), sizeof found);
    return found;
}

}  // namespace

std::optional<uid_t> user_of(const sockaddr& theirs, const sockaddr& ours) {
    const auto found = ask(end_of(theirs), end_of(ours));
    // What nobody holds any more is told to be root's.
    if (!found || found->idiag_inode == 0) return {};
    return found->idiag_uid;
}

bool users_are_told() {
    const own::Descriptor listening(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
        other(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in here{}, there{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* ours = reinterpret_cast<sockaddr*>(&here);
    auto* theirs = reinterpret_cast<sockaddr*>(&there);
    socklen_t size = sizeof here;
    return bind(listening.get(), ours, size) == 0 && listen(listening.get(), 1) == 0 &&
           getsockname(listening.get(), ours, &size) == 0 && connect(other.get(), ours, size) == 0 &&
           getsockname(other.get(), theirs, &size) == 0 && user_of(*theirs, *ours) == geteuid();
}

}  // namespace vorleser::web
