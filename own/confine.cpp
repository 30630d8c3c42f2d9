#include "own/confine.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "own/files.hpp"

namespace vorleser::own {
namespace {

// Every right of the first ABI is handled, so that whatever is not granted is denied.
constexpr __u64 all_rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
constexpr __u64 reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr __u64 of_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;

void grant(int ruleset, const std::string& path, __u64 rights) {
    const Descriptor at(open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat status {};
    if (!at || fstat(at.get(), &status) != 0) return;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = S_ISDIR(status.st_mode) ? rights : rights & of_files;
    rule.parent_fd = at.get();
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

}  // namespace

bool confine_files(const std::vector<std::string>& readable, const std::vector<std::string>& writable) {
    const long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) return false;
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = all_rights;
    const Descriptor ruleset(
        static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
    if (!ruleset) return false;
    for (const auto& path : readable) grant(ruleset.get(), path, reading);
    for (const auto& path : writable) grant(ruleset.get(), path, all_rights & ~LANDLOCK_ACCESS_FS_EXECUTE);
    return syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
}

}  // namespace vorleser::own
