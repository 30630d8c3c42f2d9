// Which files a process may still reach, once it has what it needs.
#pragma once

#include <string>
#include <vector>

namespace vorleser::own {

// From here on this thread, and what it starts, can read only below `readable` and `writable`, write, make
// and delete only below `writable`, and execute nothing (Landlock). A path that is not there grants nothing.
// What is open stays open; whether a file exists can still be asked. False: the kernel has no Landlock
// (before 5.13), and nothing is confined. Needs no_new_privs.
bool confine_files(const std::vector<std::string>& readable, const std::vector<std::string>& writable = {});

}  // namespace vorleser::own
