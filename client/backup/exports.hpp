// `vorleser import` of what another service has written.
#pragma once

#include <string>

#include "client/commands.hpp"
#include "client/connection.hpp"
#include "client/crowd.hpp"
#include "own/files.hpp"

namespace vorleser::backup {

// Looks at all of `file`, says what would come, and unless that is all that is wanted takes it in, article
// after article, each whole or not at all; what the file has no text of is fetched. What was taken in before
// is not again, so doing it once more goes on where it ended, and tries again what could not be had. Throws
// Failure, Refused, and Incomplete where something could not be had.
void import_export(Connection& connection, const Invocation& invocation, const own::Descriptor& file,
                   const std::string& name, const IsPublic& is_public);

}  // namespace vorleser::backup
