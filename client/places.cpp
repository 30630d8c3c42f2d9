#include "client/places.hpp"

#include <cstdlib>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

namespace vorleser {

namespace fs = std::filesystem;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

namespace {

// The specification ignores what is not absolute. Empty: there is no home.
fs::path base(const char* variable, const char* below_home) {
    const auto value = environment(variable), home = environment("HOME");
    if (value.starts_with('/')) return value;
    return home.empty() ? fs::path() : fs::path(home) / below_home;
}

fs::path of_vorleser(const fs::path& base) {
    return base.empty() ? base : base / "vorleser";
}

}  // namespace

std::string default_socket() {
    const auto runtime = environment("XDG_RUNTIME_DIR");
    return (runtime.starts_with('/') ? runtime + "/vorleser" : fmt::format("/tmp/vorleser-{}", geteuid())) +
           "/socket";
}

fs::path state_directory() {
    return of_vorleser(base("XDG_STATE_HOME", ".local/state"));
}

fs::path own_program(const std::string& name) {
    std::vector<fs::path> places;
    std::error_code ignored;
    const auto self = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    if (!self.empty())
        for (const char* from : {".", "../daemon", "../libexec/vorleser", "../../bin"})
            places.push_back((self / from / name).lexically_normal());
    for (auto path = environment("PATH"); !path.empty();) {
        const auto end = path.find(':');
        if (end != 0) places.push_back(fs::path(path.substr(0, end)) / name);
        path = end == std::string::npos ? "" : path.substr(end + 1);
    }
    for (const auto& place : places)
        if (fs::is_regular_file(place, ignored) && access(place.c_str(), X_OK) == 0)
            return fs::absolute(place);
    return {};
}

fs::path cache_directory() {
    return of_vorleser(base("XDG_CACHE_HOME", ".cache"));
}

fs::path config_home() {
    return base("XDG_CONFIG_HOME", ".config");
}

}  // namespace vorleser
