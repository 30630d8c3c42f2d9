// Loaded into a real vorleserd (LD_PRELOAD): counts what it writes, syncs and sends, and lets a fault happen
// at the operation the test has named; in its worker's children, when they are given a certain sentence. The
// daemon itself knows nothing of it.
//
// Between the daemon and the kernel only: every function here ends in the system call it is named after.
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "daemon/worker/packet.hpp"
#include "tests/faults/control_block.hpp"

namespace {

using vorleser::PacketHeader;
using vorleser::PacketKind;
using vorleser::test::ChildFault;
using vorleser::test::ControlBlock;
using vorleser::test::Fault;
using vorleser::test::StartFault;

struct Setting {
    ControlBlock* block = nullptr;   // in the daemon
    ControlBlock* worker = nullptr;  // in the worker and its children
    char state[512] = "", run[512] = "", synced[512] = "";

    Setting() {
        const char* path = std::getenv("VORLESER_FAULTS");
        const char* state_home = std::getenv("XDG_STATE_HOME");
        const char* runtime = std::getenv("XDG_RUNTIME_DIR");
        char arguments[256] = "";
        const int self = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
        const ssize_t n = read(self, arguments, sizeof arguments - 1);
        close(self);
        const bool in_worker = n > 0 && std::strcmp(arguments + std::strlen(arguments) + 1, "--worker") == 0;
        if (!path || !state_home || !runtime) return;
        std::snprintf(state, sizeof state, "%s/vorleser/", state_home);
        std::snprintf(run, sizeof run, "%s/vorleser/", runtime);
        std::snprintf(synced, sizeof synced, "%s.synced/", path);
        const int file = open(path, O_RDWR | O_CLOEXEC);
        void* mapped = mmap(nullptr, sizeof(ControlBlock), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        close(file);
        if (mapped != MAP_FAILED) (in_worker ? worker : block) = static_cast<ControlBlock*>(mapped);
    }
};

Setting& setting() {
    static Setting one;
    return one;
}

bool begins(const char* text, const char* with) {
    return *with && std::strncmp(text, with, std::strlen(with)) == 0;
}

const char* name_of(const char* path) {
    const char* slash = std::strrchr(path, '/');
    return slash ? slash + 1 : path;
}

// The path of a file in the state directory, or false.
bool is_state(int descriptor, char (&path)[512]) {
    if (!setting().block) return false;
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = 0;
    return begins(path, setting().state);
}

bool is_client(int descriptor) {
    if (!setting().block) return false;
    sockaddr_un address{};
    socklen_t size = sizeof address;
    return getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
           address.sun_family == AF_UNIX && begins(address.sun_path, setting().run);
}

// Counts an operation. True: it must fail, and errno says how.
bool strikes(bool disk) {
    ControlBlock& block = *setting().block;
    if (disk)
        if (const auto us = block.write_takes_us.load(); us > 0) usleep(static_cast<useconds_t>(us));
    const auto number = ++block.operations;
    const auto at = block.at.load();
    const auto fault = block.fault.load();
    if (at == 0 || fault == Fault::none || number < at || (number > at && fault != Fault::fail_always))
        return false;
    if (fault == Fault::kill) {
        block.struck = true;
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    if (!disk) return false;  // a client that is gone is another test's
    block.struck = true;
    errno = block.error;
    return true;
}

// A child that the sentence was too much for, after it received `packet` from `lane`.
void misbehave(const ControlBlock& block, int lane, PacketHeader header) {
    volatile bool for_ever = true;
    switch (block.child_fault) {
        case ChildFault::none:
            return;
        case ChildFault::crash:
            signal(SIGILL, SIG_DFL);  // what a sanitizer would say of it is no finding
            __builtin_trap();
        case ChildFault::spin:
            while (for_ever) continue;
            return;
        case ChildFault::hang:
            while (for_ever) poll(nullptr, 0, -1);
            return;
        case ChildFault::flood:
        case ChildFault::nonsense:
            break;
    }
    const bool flood = block.child_fault == ChildFault::flood;
    char packet[vorleser::max_packet] = "";
    header.kind = flood ? PacketKind::samples : PacketKind::done;
    std::memcpy(packet, &header, sizeof header);
    // Nonsense: marks that lie before one another and behind the end.
    for (std::size_t i = sizeof header; i < sizeof packet; ++i) packet[i] = static_cast<char>(i * 131);
    do {
        syscall(SYS_sendto, lane, packet, flood ? sizeof packet : sizeof header + 52, MSG_NOSIGNAL, nullptr,
                0);
    } while (flood);
    _exit(0);
}

// Whether the start of the speech process fails here. Errno says how.
bool start_fails(ControlBlock* block, StartFault where) {
    if (!block || block->start_fault != where) return false;
    auto left = block->start_failures.load();
    while (left > 0 && !block->start_failures.compare_exchange_weak(left, left - 1)) continue;
    errno = block->start_error;
    return left != 0;
}

// In a process that is the worker, before its main().
[[gnu::constructor]] void start() {
    ControlBlock* const worker = setting().worker;
    if (start_fails(worker, StartFault::ends)) _exit(3);
    if (start_fails(worker, StartFault::crashes)) __builtin_trap();
}

// What a power cut would leave of a file from now on.
void keep(const char* path) {
    if (!setting().block->keep_synced) return;
    const std::string to = setting().synced + std::string(name_of(path));
    const std::string half = to + "~";  // a kill may come amid it
    const int in = open(path, O_RDONLY | O_CLOEXEC);
    const int out = open(half.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    while (syscall(SYS_copy_file_range, in, nullptr, out, nullptr, std::size_t{1} << 30, 0) > 0) {
    }
    close(in);
    close(out);
    syscall(SYS_rename, half.c_str(), to.c_str());
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* data, size_t size) {
    char path[512];
    if (is_state(descriptor, path) && strikes(true)) return -1;
    return syscall(SYS_write, descriptor, data, size);
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t at) {
    char path[512];
    if (is_state(descriptor, path) && strikes(true)) {
        // A disk that runs full takes a part.
        const int why = errno;
        if (why == ENOSPC && size > 1) syscall(SYS_pwrite64, descriptor, data, size / 2, at);
        errno = why;
        return -1;
    }
    return syscall(SYS_pwrite64, descriptor, data, size, at);
}
ssize_t pwrite(int descriptor, const void* data, size_t size, off_t at) {
    return pwrite64(descriptor, data, size, at);
}

int fdatasync(int descriptor) {
    char path[512];
    const bool state = is_state(descriptor, path);
    if (state && strikes(true)) return -1;
    if (state) keep(path);
    // The kernel keeps what was written when a process dies; only a power cut needs the disk, and that is
    // played.
    return state ? 0 : static_cast<int>(syscall(SYS_fdatasync, descriptor));
}
int fsync(int descriptor) {
    return fdatasync(descriptor);
}

int ftruncate64(int descriptor, off64_t size) {
    char path[512];
    if (is_state(descriptor, path) && strikes(true)) return -1;
    return static_cast<int>(syscall(SYS_ftruncate, descriptor, size));
}
int ftruncate(int descriptor, off_t size) {
    return ftruncate64(descriptor, size);
}

int unlink(const char* path) {
    const bool state = setting().block && begins(path, setting().state);
    if (state && strikes(true)) return -1;
    if (state) syscall(SYS_unlink, (setting().synced + std::string(name_of(path))).c_str());
    return static_cast<int>(syscall(SYS_unlink, path));
}

int rename(const char* from, const char* to) {
    const bool state = setting().block && begins(to, setting().state);
    if (state && strikes(true)) return -1;
    if (state)
        syscall(SYS_rename, (setting().synced + std::string(name_of(from))).c_str(),
                (setting().synced + std::string(name_of(to))).c_str());
    return static_cast<int>(syscall(SYS_rename, from, to));
}

ssize_t send(int descriptor, const void* data, size_t size, int flags) {
    const bool client = is_client(descriptor);
    if (client) strikes(false);
    const ssize_t sent = syscall(SYS_sendto, descriptor, data, size, flags, nullptr, 0);
    if (const ControlBlock* block = setting().block; block && !client && block->stalls_after_job_us > 0)
        usleep(static_cast<useconds_t>(block->stalls_after_job_us));
    return sent;
}
ssize_t sendmsg(int descriptor, const msghdr* message, int flags) {
    if (is_client(descriptor)) strikes(false);
    return syscall(SYS_sendmsg, descriptor, message, flags);
}

ssize_t recv(int descriptor, void* data, size_t size, int flags) {
    const ssize_t n = syscall(SYS_recvfrom, descriptor, data, size, flags, nullptr, nullptr);
    ControlBlock* const block = setting().worker;
    PacketHeader header;
    if (!block || block->child_fault == ChildFault::none || n < static_cast<ssize_t>(sizeof header)) return n;
    std::memcpy(&header, data, sizeof header);
    if ((header.kind == PacketKind::speak || header.kind == PacketKind::measure) &&
        memmem(data, static_cast<std::size_t>(n), block->sentence, std::strlen(block->sentence))) {
        ++block->child_faults;
        misbehave(*block, descriptor, header);
    }
    return n;
}

int socketpair(int domain, int type, int protocol, int ends[2]) noexcept {
    if ((type & SOCK_SEQPACKET) == SOCK_SEQPACKET && start_fails(setting().block, StartFault::socketpair)) {
        ++setting().block->starts;
        return -1;
    }
    return static_cast<int>(syscall(SYS_socketpair, domain, type, protocol, ends));
}

int posix_spawn(pid_t* pid, const char* path, const posix_spawn_file_actions_t* actions,
                const posix_spawnattr_t* attributes, char* const arguments[], char* const environment[]) {
    static const auto real = reinterpret_cast<decltype(&posix_spawn)>(dlsym(RTLD_NEXT, "posix_spawn"));
    if (setting().block) ++setting().block->starts;
    if (start_fails(setting().block, StartFault::spawn)) return errno;
    return real(pid, path, actions, attributes, arguments, environment);
}

pid_t fork() noexcept {
    static const auto real = reinterpret_cast<pid_t (*)()>(dlsym(RTLD_NEXT, "fork"));
    if (start_fails(setting().worker, StartFault::fork)) return -1;
    return real();
}

int prctl(int what, ...) noexcept {
    va_list list;
    va_start(list, what);
    const auto a = va_arg(list, unsigned long), b = va_arg(list, unsigned long),
               c = va_arg(list, unsigned long), d = va_arg(list, unsigned long);
    va_end(list);
    if (what == PR_SET_NO_NEW_PRIVS && start_fails(setting().worker, StartFault::sandbox)) return -1;
    return static_cast<int>(syscall(SYS_prctl, what, a, b, c, d));
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const int done = static_cast<int>(syscall(SYS_clock_gettime, clock, time));
    if (const ControlBlock* block = setting().block) {
        if (clock == CLOCK_REALTIME) time->tv_sec += block->clock_s;
        if (clock == CLOCK_BOOTTIME) time->tv_sec += block->boottime_s;
    }
    return done;
}

}  // extern "C"
