// Desktops without a screen, for what is copied from program to program: a real X server, and a real
// compositor of Wayland.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {

class Display {
 public:
    enum class Kind { x, wayland };
    // Waits until it answers.
    explicit Display(Kind kind);

    // The variable that leads programs to it alone.
    const Environment& environment() const { return environment_; }

    // Another program copies `bytes`, and keeps them for whoever wants them for as long as that lives.
    Process copy(std::string_view bytes, const std::string& type = "", bool primary = false) const;

 private:
    Kind kind_;
    TemporaryDirectory directory_;
    Environment environment_;
    std::optional<Process> server_;
};

}  // namespace vorleser::test
