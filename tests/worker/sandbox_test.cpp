// A process that tries to break out of the worker's sandbox. Every attempt is made outside first, where it
// must succeed: else its failure inside would prove nothing.
#include "daemon/worker/sandbox.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <set>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser {
namespace {

// The exit code of a forked child that does `work`, or 128 + the signal that ended it.
int in_child(const std::function<int()>& work) {
    const pid_t child = fork();
    if (child == 0) _exit(work());
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

class Sandbox : public testing::Test {
 protected:
    Sandbox() {
        std::filesystem::create_directory(inside());
        std::ofstream(inside() / "data") << "data";
        std::ofstream(outside()) << "secret";
        listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const std::string path = directory.path() / "socket";
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
            listen(listener, 1) != 0)
            throw std::runtime_error("cannot listen on " + path);
    }
    ~Sandbox() override { close(listener); }

    std::filesystem::path inside() const { return directory.path() / "readable"; }
    std::filesystem::path outside() const { return directory.path() / "secret"; }

    int sandboxed(const std::function<int()>& work) {
        return in_child([&] {
            enter_sandbox({inside()});
            return work();
        });
    }

    // `attempt` returns what the call returned: negative and errno for a failure.
    void refuses(const char* what, const std::function<long()>& attempt) {
        const auto error = [&] { return attempt() < 0 ? errno : 0; };
        EXPECT_EQ(in_child(error), 0) << what << " fails outside the sandbox as well";
        const int within = sandboxed(error);
        EXPECT_TRUE(within == EPERM || within == EACCES) << what << ": " << within;
    }

    test::TemporaryDirectory directory;
    int listener = -1;
    sockaddr_un address{};
};

TEST_F(Sandbox, ReadsItsDataAndForks) {
    EXPECT_EQ(sandboxed([&] {
                  if (open((inside() / "data").c_str(), O_RDONLY) < 0) return 1;
                  return in_child([] { return 7; }) == 7 ? 0 : 2;
              }),
              0);
}

TEST_F(Sandbox, RefusesFilesThatAreNotItsData) {
    const std::string data = inside() / "data", secret = outside(), fresh = inside() / "new";
    refuses("reading another file", [&] { return open(secret.c_str(), O_RDONLY); });
    refuses("reading /etc/passwd", [] { return open("/etc/passwd", O_RDONLY); });
    refuses("reading by way of its data", [&] { return open((inside() / "../secret").c_str(), O_RDONLY); });
    refuses("listing another directory", [] { return open("/", O_RDONLY | O_DIRECTORY); });
    refuses("reading its own memory as a file", [] { return open("/proc/self/mem", O_RDONLY); });
    refuses("writing its data", [&] { return open(data.c_str(), O_WRONLY); });
    refuses("reading and writing its data", [&] { return open(data.c_str(), O_RDWR); });
    refuses("creating a file", [&] { return open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600); });
    std::filesystem::remove(fresh);
    refuses("a file without a name", [&] { return open(inside().c_str(), O_TMPFILE | O_RDWR, 0600); });
    refuses("a file in memory", [] { return memfd_create("x", 0); });
    refuses("emptying its data by opening", [&] { return open(data.c_str(), O_RDONLY | O_TRUNC); });
    refuses("emptying its data", [&] { return truncate(data.c_str(), 0); });
    refuses("changing a file's mode", [&] { return chmod(data.c_str(), 0600); });
    refuses("a directory", [&] { return mkdir(fresh.c_str(), 0700); });
    std::filesystem::remove(fresh);
    refuses("a symbolic link", [&] { return symlink("/etc", fresh.c_str()); });
    std::filesystem::remove(fresh);
    refuses("a hard link", [&] { return link(data.c_str(), fresh.c_str()); });
    std::filesystem::remove(fresh);
    refuses("a pipe with a name", [&] { return mkfifo(fresh.c_str(), 0600); });
    std::filesystem::remove(fresh);
    // These take effect outside: back and forth, then once inside.
    refuses("renaming", [&] {
        const int there = rename(secret.c_str(), fresh.c_str());
        return there < 0 ? there : rename(fresh.c_str(), secret.c_str());
    });
    refuses("removing", [&] {
        const int gone = unlink(data.c_str());
        if (gone == 0) std::ofstream(data) << "data";
        return gone;
    });
    EXPECT_EQ(test::read_file(secret), "secret");
    EXPECT_EQ(test::read_file(data), "data");
}

TEST_F(Sandbox, RefusesSocketsAndOtherWaysOut) {
    refuses("a local socket", [] { return socket(AF_UNIX, SOCK_STREAM, 0); });
    refuses("a network socket", [] { return socket(AF_INET, SOCK_STREAM, 0); });
    refuses("a netlink socket", [] { return socket(AF_NETLINK, SOCK_RAW, 0); });
    refuses("a pair of sockets", [] {
        int pair[2];
        return socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    });
    // On a socket that was left open by mistake:
    const int left = socket(AF_UNIX, SOCK_STREAM, 0);
    refuses("connecting",
            [&] { return connect(left, reinterpret_cast<sockaddr*>(&address), sizeof address); });
    refuses("listening", [&] { return listen(listener, 2); });
    refuses("asking for options", [&] {
        int kind = 0;
        socklen_t size = sizeof kind;
        return getsockopt(listener, SOL_SOCKET, SO_TYPE, &kind, &size);
    });
    close(left);
    // A descriptor sent along with a packet would lend another process what this one holds.
    int pair[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    refuses("sending a descriptor", [&] {
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
        char byte = 0;
        iovec data{&byte, 1};
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        auto* head = CMSG_FIRSTHDR(&message);
        *head = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
        std::memcpy(CMSG_DATA(head), &pair[0], sizeof(int));
        return sendmsg(pair[0], &message, MSG_NOSIGNAL);
    });
    close(pair[0]);
    close(pair[1]);
    refuses("a pipe", [] {
        int both[2];
        return pipe(both);
    });
    refuses("controlling a device", [&] {
        int on = 0;
        return ioctl(listener, FIONBIO, &on);
    });
}

TEST_F(Sandbox, RefusesOtherProgramsAndProcesses) {
    refuses("another program", [] {
        char program[] = "/bin/true";
        char* arguments[] = {program, nullptr};
        return execv(program, arguments);
    });
    const pid_t parent = getpid();
    refuses("a signal to the daemon", [&] { return kill(parent, 0); });
    refuses("a signal to the daemon's thread", [&] { return syscall(SYS_tgkill, parent, parent, 0); });
    refuses("the daemon's priority", [&] {
        return setpriority(PRIO_PROCESS, static_cast<id_t>(parent), getpriority(PRIO_PROCESS, 0));
    });
    refuses("being traced", [] { return ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); });
    refuses("memory by process", [] {
        char from[1] = {}, to[1] = {};
        iovec local{to, 1}, remote{from, 1};
        return process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
    });
    refuses("memory to execute", [] {
        return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
                   ? -1
                   : 0;
    });
    refuses("making memory executable", [] {
        void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return mprotect(page, 4096, PROT_READ | PROT_EXEC);
    });
    refuses("a thread or process of another kind", [] {
        const long child =
            syscall(SYS_clone, CLONE_PARENT_SETTID | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
        if (child == 0) _exit(0);
        return child;
    });
    refuses("raising its limits", [] {
        rlimit limit{};
        return getrlimit(RLIMIT_CPU, &limit) < 0 ? -1 : setrlimit(RLIMIT_CPU, &limit);
    });
    refuses("being dumped and traced", [] { return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); });
    refuses("another working directory", [] { return chdir("/"); });
}

// A child that reads foreign bytes: not even one more process.
TEST_F(Sandbox, RefusesForkBombs) {
    auto fork_once = [] {
        const pid_t child = fork();
        if (child == 0) _exit(0);
        return child < 0 ? errno : 0;
    };
    EXPECT_EQ(sandboxed(fork_once), 0);
    EXPECT_EQ(sandboxed([&] {
                  forbid_forking();
                  return fork_once();
              }),
              EPERM);
}

TEST_F(Sandbox, LimitsWhatAnOpenFileGrowsTo) {
    const std::string log = directory.path() / "log";
    auto fill = [&](int to) {
        const std::string block(1 << 20, 'x');
        for (std::uint64_t written = 0; written < sandbox_file_bytes + block.size(); written += block.size())
            if (write(to, block.data(), block.size()) < 0) return 1;
        return 0;
    };
    const int descriptor = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ASSERT_GE(descriptor, 0);
    EXPECT_EQ(sandboxed([&] { return fill(descriptor); }), 128 + SIGXFSZ);
    EXPECT_EQ(std::filesystem::file_size(log), sandbox_file_bytes);
    close(descriptor);
}

#ifndef VORLESER_SANITIZED  // there the limit is not set
TEST_F(Sandbox, LimitsMemory) {
    auto hog = [] {
        return mmap(nullptr, sandbox_memory_bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED
                   ? errno
                   : 0;
    };
    EXPECT_EQ(in_child(hog), 0);
    EXPECT_EQ(sandboxed(hog), ENOMEM);
}
#endif

// Every call the kernel may know, with arguments that make no sense: what does not fail with EPERM was let
// through, and is one of these.
TEST_F(Sandbox, LetsOnlyTheseCallsThrough) {
    const std::set<std::string> expected{// on open descriptors
                                         "read", "write", "readv", "writev", "recvfrom", "sendto", "close",
                                         "lseek", "fstat", "newfstatat", "poll", "ppoll",
                                         // processes: one's own and children
                                         "wait4", "waitid", "exit", "exit_group", "getpid", "getppid",
                                         "gettid", "set_robust_list", "rseq", "set_tid_address",
                                         // memory, one's own signals, clocks
                                         "munmap", "mremap", "madvise", "brk", "futex", "rt_sigaction",
                                         "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",
                                         "getrandom", "clock_gettime", "gettimeofday", "sched_yield",
                                         // paths, where Landlock guards what may be opened
                                         "access", "faccessat2", "stat"};
    constexpr int calls = 600;
    void* shared = mmap(nullptr, calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto* refused = static_cast<volatile char*>(shared);
    EXPECT_EQ(sandboxed([&] {
                  for (int call = 0; call < calls; ++call)
                      in_child([&] {
                          errno = 0;
                          refused[call] = syscall(call, -1, -1, -1, -1, -1, -1) == -1 && errno == EPERM;
                          return 0;
                      });
                  return 0;
              }),
              0);
    std::set<std::string> through;
    for (int call = 0; call < calls; ++call) {
        // uretprobe and uprobe (x86-64): no filter sees them, and the kernel ends whoever makes them itself.
        if (refused[call] || call == 335 || call == 336) continue;
        const std::unique_ptr<char, decltype(&std::free)> name(
            seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call), &std::free);
        through.insert(name ? name.get() : std::to_string(call));
    }
    munmap(shared, calls);
    EXPECT_EQ(through, expected);
}

}  // namespace
}  // namespace vorleser
