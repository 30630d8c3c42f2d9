// What the server may still do once it listens: whoever got into it by a browser's bytes is to find little.
#pragma once

#include <string>
#include <vector>

namespace vorleser::web {

// From here on this process and its threads
// - reach the files of the system, for reading, those below `readable`, and those below `writable`; nothing
// of
//   the listener's else (Landlock, where the kernel has it);
// - start no program and no process, trace none, and gain no privilege (seccomp).
// It listens, fetches and talks to the daemon as before. Before there are threads; what it has to start is
// started by processes forked before (starter.hpp, feeds.hpp). Throws std::system_error if that is refused.
void confine(std::vector<std::string> readable, const std::vector<std::string>& writable);

}  // namespace vorleser::web
