// Crashes of what a test starts: the programs, and whatever these start.
#pragma once

#include <string>

namespace vorleser::test {

// The exit code of a process that has ended, or 128 + the number of the signal that ended it. `status`: as
// waitpid() gives it. The test fails if the signal is one that a program's own fault sends; `what` names the
// program.
int exit_code(int status, const std::string& what);

// From now on the sanitizers of all processes started write their reports into a directory of this program's.
// Those of a daemon's worker, which may open no files, go into the daemon's log: ~TemporaryDirectory looks
// there.
void collect_sanitizer_reports();

// What has been reported since the last call; "" where nothing was, or without sanitizers.
std::string sanitizer_reports();

// Keeps the report in the log file `path`, if there is one, for sanitizer_reports().
void collect_from_log(const std::string& path);

}  // namespace vorleser::test
