// What the worker may still do once it has loaded its data.
#pragma once

#include <string>
#include <vector>

namespace vorleser {

// From here on this process and its children can read files below `readable` only, and write, execute, create
// or connect to nothing (Landlock); cannot gain privileges; and can make only the system calls that forking,
// computing and talking on descriptors already open need, everything else fails with EPERM (seccomp).
// Where the kernel has no Landlock (before 5.13), opening files is refused altogether by seccomp, so that
// eSpeak NG cannot load another dictionary later. Throws std::system_error if a filter cannot be installed.
void enter_sandbox(const std::vector<std::string>& readable);

}  // namespace vorleser
