// A command as a listener types it.
#pragma once

#include <string>

namespace vorleser::test {

struct Outcome {
    int code = 0;     // the exit code, or 128 + the signal's number
    std::string out;  // stdout and stderr
};

// Runs `command` by /bin/sh to its end. The test fails if it crashes.
Outcome shell(const std::string& command);

}  // namespace vorleser::test
