#include "client/web/confine.hpp"

#include <cerrno>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <system_error>

#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#ifdef VORLESER_SANITIZED
#include <sanitizer/common_interface_defs.h>
#endif

#include "own/confine.hpp"

namespace vorleser::web {
namespace {

// Names, certificates of authorities, time zones and libraries that resolving a name loads; the process
// itself.
constexpr const char* of_the_system[] = {"/etc", "/usr", "/lib",       "/lib64",
                                         "/run", "/dev", "/proc/self", "/proc/sys"};

void refuse_calls() {
    const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_ALLOW),
                                                                   &seccomp_release);
    if (!filter) throw std::system_error(ENOMEM, std::generic_category(), "seccomp_init");
    const auto check = [](int error) {
        if (error < 0) throw std::system_error(-error, std::generic_category(), "seccomp");
    };
    for (const int call : {SCMP_SYS(execve),
                           SCMP_SYS(execveat),
                           SCMP_SYS(fork),
                           SCMP_SYS(vfork),
                           SCMP_SYS(ptrace),
                           SCMP_SYS(process_vm_readv),
                           SCMP_SYS(process_vm_writev),
                           SCMP_SYS(pidfd_getfd),
                           SCMP_SYS(mount),
                           SCMP_SYS(umount2),
                           SCMP_SYS(pivot_root),
                           SCMP_SYS(chroot),
                           SCMP_SYS(setns),
                           SCMP_SYS(unshare),
                           SCMP_SYS(init_module),
                           SCMP_SYS(finit_module),
                           SCMP_SYS(delete_module),
                           SCMP_SYS(kexec_load),
                           SCMP_SYS(bpf),
                           SCMP_SYS(perf_event_open),
                           SCMP_SYS(userfaultfd),
                           SCMP_SYS(keyctl),
                           SCMP_SYS(add_key),
                           SCMP_SYS(request_key),
                           SCMP_SYS(io_uring_setup),
                           SCMP_SYS(open_by_handle_at)})
        check(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0));
    // Threads only. Of clone3 the flags cannot be seen: the C library then takes clone.
    check(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                           scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0}));
    check(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0));
    check(seccomp_load(filter.get()));
}

}  // namespace

void confine(std::vector<std::string> readable, const std::vector<std::string>& writable) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        throw std::system_error(errno, std::generic_category(), "no_new_privs");
    readable.insert(readable.end(), std::begin(of_the_system), std::end(of_the_system));
    // The authorities that the listener's environment names, as libcurl and OpenSSL read it.
    for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"})
        if (const char* path = std::getenv(name)) readable.emplace_back(path);
#ifdef VORLESER_SANITIZED
    __sanitizer_set_report_path("stderr");  // no file can be opened for it
#endif
    own::confine_files(readable, writable);
    refuse_calls();
}

}  // namespace vorleser::web
