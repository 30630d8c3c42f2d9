// Whose a connection from this machine is. Another user of it reaches loopback, too, and may have the
// listener's browser show its cookie, since cookies are bound to a host and not to a port.
#pragma once

#include <optional>

#include <sys/socket.h>
#include <sys/types.h>

namespace vorleser::web {

// The user at the other end of a TCP connection whose both ends are here, as the kernel says. Nullopt: it is
// closed already, or the other end is not here.
std::optional<uid_t> user_of(const sockaddr& theirs, const sockaddr& ours);

// Whether the kernel tells (it may lack the module, and a service manager forbid to ask).
bool users_are_told();

}  // namespace vorleser::web
