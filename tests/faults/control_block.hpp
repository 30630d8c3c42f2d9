// What a test and the faults library inside the daemon share: a page of memory, mapped from a file by both.
#pragma once

#include <atomic>
#include <cstdint>

namespace vorleser::test {

enum class Fault : int {
    none,
    kill,        // the process dies before the operation, as by kill -9
    fail_once,   // the operation fails with `error`, the next ones go well
    fail_always  // and so does every later one that writes to the disk
};

// What a child of the worker does when it gets a job that speaks or measures the sentence.
enum class ChildFault : int { none, crash, spin, hang, flood, nonsense };

// What goes wrong when the speech process is to be started; `fork` and what follows in the process itself.
enum class StartFault : int { none, socketpair, spawn, fork, sandbox, ends, crashes };

// Operations are what leaves the daemon: writes, syncs, truncations, renamings and removals of files in its
// state directory, and what it sends to its clients. They are counted from when the test sets `operations` to
// 0.
struct ControlBlock {
    std::atomic<std::int64_t> operations{0};
    std::atomic<std::int64_t> at{0};  // the operation at which `fault` strikes; 0: none
    std::atomic<Fault> fault{Fault::none};
    std::atomic<int> error{0};                    // errno of the operation that fails
    std::atomic<bool> struck{false};              // it has
    std::atomic<std::int64_t> write_takes_us{0};  // each operation on the disk takes that long
    std::atomic<bool> keep_synced{false};         // copy each file aside as it is when it is synced
    std::atomic<std::int64_t> clock_s{0};         // added to the time of day
    std::atomic<std::int64_t> boottime_s{0};      // added to the time since boot, as a night asleep is

    // The daemon stands still so long after giving the worker a job: the answer is there before it waits for
    // it.
    std::atomic<std::int64_t> stalls_after_job_us{0};

    std::atomic<ChildFault> child_fault{ChildFault::none};
    std::atomic<std::int64_t> child_faults{0};  // how often it did
    std::atomic<StartFault> start_fault{StartFault::none};
    std::atomic<int> start_error{0};               // errno of what fails
    std::atomic<std::int64_t> start_failures{-1};  // how often it does from now on; -1: always
    std::atomic<std::int64_t> starts{0};           // how often the daemon has tried

    char sentence[64] = "";  // a part of the text to say; set before `child_fault`
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

}  // namespace vorleser::test
