#include "daemon/worker/sandbox.hpp"

#include <cerrno>
#include <cstddef>
#include <iterator>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef VORLESER_SANITIZED
#include <sanitizer/common_interface_defs.h>
#endif

#include "own/confine.hpp"

namespace vorleser {
namespace {

[[noreturn]] void fail(int error, const char* what) {
    throw std::system_error(error, std::generic_category(), what);
}

constexpr scmp_datum_t fork_flags = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CSIGNAL;
constexpr scmp_datum_t writing_flags = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;

void filter_calls(bool may_open) {
    const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)),
                                                                   &seccomp_release);
    if (!filter) fail(ENOMEM, "seccomp_init");
    auto allow = [&](std::initializer_list<int> calls) {
        for (const int call : calls)
            if (const int error = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0); error < 0)
                fail(-error, "seccomp_rule_add");
    };
    // A call with a condition on one of its arguments.
    auto argument = [](unsigned number, scmp_compare how, scmp_datum_t first, scmp_datum_t second = 0) {
        return scmp_arg_cmp{number, how, first, second};
    };
    auto allow_if = [&](int call, scmp_arg_cmp condition, auto... more) {
        if (const int error =
                seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1 + sizeof...(more), condition, more...);
            error < 0)
            fail(-error, "seccomp_rule_add");
    };
    // Talking on descriptors already open.
    allow({SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(recvfrom),
           SCMP_SYS(sendto), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
           SCMP_SYS(poll), SCMP_SYS(ppoll)});
    // Forking as fork() does it, without namespaces or threads; waiting, ending.
    allow_if(SCMP_SYS(clone), argument(0, SCMP_CMP_MASKED_EQ, ~fork_flags, 0));
    allow_if(SCMP_SYS(prctl), argument(0, SCMP_CMP_EQ, PR_SET_PDEATHSIG));
    allow_if(SCMP_SYS(prctl), argument(0, SCMP_CMP_EQ, PR_SET_SECCOMP));  // only ever forbids more
    allow_if(SCMP_SYS(setpriority), argument(0, SCMP_CMP_EQ, PRIO_PROCESS),
             argument(1, SCMP_CMP_EQ, 0));  // its own
    allow({SCMP_SYS(wait4), SCMP_SYS(waitid), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(getpid),
           SCMP_SYS(getppid), SCMP_SYS(gettid), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
           SCMP_SYS(set_tid_address)});
    // Memory that holds data, signals to oneself, clocks. No tgkill: it would reach the daemon, too, and
    // without it abort() ends the process by SIGSEGV.
    allow_if(SCMP_SYS(mmap), argument(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow_if(SCMP_SYS(mprotect), argument(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow({SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex),
           SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
           SCMP_SYS(restart_syscall), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
           SCMP_SYS(sched_yield)});
    // Landlock decides which files; without it none may be opened. For reading only: Landlock knows
    // truncation only since Linux 6.2.
    if (may_open) {
        allow({SCMP_SYS(access), SCMP_SYS(faccessat2), SCMP_SYS(stat)});
        allow_if(SCMP_SYS(openat), argument(2, SCMP_CMP_MASKED_EQ, writing_flags, 0));
        allow_if(SCMP_SYS(open), argument(1, SCMP_CMP_MASKED_EQ, writing_flags, 0));
    }
    if (const int error = seccomp_load(filter.get()); error < 0) fail(-error, "seccomp_load");
}

}  // namespace

void enter_sandbox(const std::vector<std::string>& readable) {
    auto limit = [](auto resource, rlim_t most) {
        const rlimit both{most, most};
        if (setrlimit(resource, &both) != 0) fail(errno, "setrlimit");
    };
    limit(RLIMIT_CORE, 0);  // keeps a crash from writing a core file with somebody's article in it
    limit(RLIMIT_CPU, sandbox_cpu_seconds);
    limit(RLIMIT_FSIZE, sandbox_file_bytes);  // stderr may be a log file
#ifdef VORLESER_SANITIZED                     // they map terabytes of shadow
    __sanitizer_set_report_path("stderr");    // no file can be opened for it
#else
    limit(RLIMIT_AS, sandbox_memory_bytes);
#endif
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail(errno, "no_new_privs");
    filter_calls(own::confine_files(readable));
}

void forbid_forking() {
    // By hand, not by libseccomp: it runs in every child. All other ways to fork are refused already, as are
    // the calls of another architecture.
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{std::size(code), code};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) fail(errno, "seccomp");
}

}  // namespace vorleser
