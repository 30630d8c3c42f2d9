// The socket between client and daemon, which either of them may be the first to listen on.
//
// Who listens there takes what people read, so a client trusts its own user and root alone (a system-wide
// service's socket is made by systemd, as root, whatever the service's user), in a directory that nobody else
// can change. All functions throw Unusable.
#pragma once

#include <string>

#include "own/files.hpp"

namespace vorleser::own {

// A connection, or an empty descriptor if nobody listens there.
Descriptor connect_to(const std::string& path);

// A listening socket, mode 0600; what is left there of one that ended is replaced, anything else is not.
// Empty if somebody listens there already. Two processes never both listen, since one at a time does this.
Descriptor listen_on(const std::string& path);

}  // namespace vorleser::own
