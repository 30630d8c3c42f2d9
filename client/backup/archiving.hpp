// `vorleser backup` and `vorleser import`.
#pragma once

#include <functional>
#include <string>

#include "client/commands.hpp"
#include "client/connection.hpp"
#include "client/crowd.hpp"

namespace vorleser::backup {

// What was to be said has been said; the program ends with Exit::failed.
struct Incomplete {};

// Both throw Failure, and Refused with what the daemon says, and Incomplete.

// Writes all that the daemon has into the file that is wanted, which is there whole or not at all, its
// owner's alone.
void write_backup(Connection& connection, const Invocation& invocation);

// Takes in what a file holds: looks at all of it first, and changes nothing unless all of it is right. Each
// article comes in whole or not at all; doing it once more goes on where it ended. A backup, or what another
// service wrote (exports.hpp).
void import_file(Connection& connection, const Invocation& invocation, const IsPublic& is_public);

}  // namespace vorleser::backup
