// Where an address that somebody else named, a browser or a feed, may lead: into the public Internet, and
// nowhere else. This machine and its neighbours trust each other more than anybody who can make a device
// fetch something should be trusted.
#pragma once

#include <sys/socket.h>

namespace vorleser {

// Neither private, loopback, link-local, multicast, mapped or reserved, nor in a network that this machine
// has an interface in: behind IPv6 the neighbours have public addresses, too.
bool is_public(const sockaddr& address);

}  // namespace vorleser
