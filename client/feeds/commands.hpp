// `vorleser subscribe`, `subscriptions`, `unsubscribe` and `fetch`.
#pragma once

#include "client/commands.hpp"
#include "client/crowd.hpp"

namespace vorleser::feeds {

// Does what the command line asks for; the exit code. Throws Failure. `is_public`: see crowd.hpp.
int run(const Invocation& invocation, const IsPublic& is_public);

}  // namespace vorleser::feeds
