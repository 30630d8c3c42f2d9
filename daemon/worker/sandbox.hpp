// What the worker may still do once it has loaded its data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vorleser {

inline constexpr std::uint64_t sandbox_memory_bytes = 1u << 30;  // of address space, each process
inline constexpr std::uint64_t sandbox_cpu_seconds = 60;         // each process; the largest page takes one
inline constexpr std::uint64_t sandbox_file_bytes = 16u << 20;   // no file it holds open grows beyond

// From here on this process and its children
// - can read files below `readable` only, and write, execute, create or connect to nothing (Landlock);
// - cannot gain privileges;
// - can make only the system calls that forking, computing and talking on descriptors already open need:
//   everything else fails with EPERM (seccomp), so do new executable memory, namespaces, threads, and signals
//   to or priorities of other processes;
// - have the limits above, and write no core file.
// Where the kernel has no Landlock (before 5.13), opening files is refused altogether by seccomp, so that
// eSpeak NG cannot load another dictionary later. What is left open: whether a file exists, and its size, can
// be asked by its path (stat). Throws std::system_error if a filter cannot be installed.
void enter_sandbox(const std::vector<std::string>& readable);

// In the sandbox, for a process about to read foreign bytes: from here on it cannot fork either. Throws as
// above.
void forbid_forking();

}  // namespace vorleser
