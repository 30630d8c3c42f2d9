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

std::string default_socket() {
    const auto runtime = environment("XDG_RUNTIME_DIR");
    return (runtime.starts_with('/') ? runtime + "/vorleser" : fmt::format("/tmp/vorleser-{}", geteuid())) +
           "/socket";
}

fs::path state_directory() {
    const auto state = environment("XDG_STATE_HOME"), home = environment("HOME");
    if (state.starts_with('/')) return fs::path(state) / "vorleser";
    return home.empty() ? fs::path() : fs::path(home) / ".local/state/vorleser";
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
    const auto cache = environment("XDG_CACHE_HOME"), home = environment("HOME");
    if (cache.starts_with('/')) return fs::path(cache) / "vorleser";
    return home.empty() ? fs::path() : fs::path(home) / ".cache/vorleser";
}

}  // namespace vorleser
