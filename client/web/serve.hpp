// What `vorleser web` does.
#pragma once

#include "client/commands.hpp"

namespace vorleser::web {

// Serves until a signal ends it, or lists or removes devices; returns the exit code. Throws Failure.
int run(Invocation invocation);

}  // namespace vorleser::web
