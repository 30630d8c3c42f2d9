#include "client/places.hpp"

#include <cstdlib>

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

}  // namespace vorleser
