#include "tests/support/display.hpp"

#include <fstream>
#include <stdexcept>

#include <unistd.h>

#include "tests/support/shell.hpp"

namespace vorleser::test {

namespace fs = std::filesystem;

Display::Display(Kind kind) : kind_(kind) {
    const auto log = (directory_.path() / "log").string(), told = (directory_.path() / "told").string();
    auto environment = inherited();
    if (kind == Kind::x) {
        // It chooses a number that is free, and says it when it answers.
        server_.emplace(std::vector<std::string>{"/bin/sh", "-c",
                                                 "exec Xvfb -displayfd 3 -screen 0 64x64x8 -nolisten tcp "
                                                 "-noreset 3>" +
                                                     told},
                        environment, log);
        if (!eventually([&] { return server_->ended() || read_file(told).ends_with("\n"); }) ||
            server_->ended())
            throw std::runtime_error("Xvfb does not come up: " + read_file(log));
        const auto number = read_file(told);
        environment_ = {{"DISPLAY", ":" + number.substr(0, number.size() - 1)}};
        return;
    }
    const auto run = directory_.path() / "run";
    fs::create_directory(run);
    std::ofstream(run / "config") << "xwayland disable\n";
    environment["XDG_RUNTIME_DIR"] = run.string();
    environment["WLR_BACKENDS"] = "headless";
    environment["WLR_RENDERER"] = "pixman";
    environment["WLR_LIBINPUT_NO_DEVICES"] = "1";
    std::vector<std::string> command{"sway", "--config", (run / "config").string()};
    if (geteuid() == 0) {  // it does not run as root
        constexpr uid_t nobody = 65534;
        fs::permissions(directory_.path(), fs::perms::others_exec, fs::perm_options::add);
        if (chown(run.c_str(), nobody, nobody) != 0) throw std::runtime_error("chown");
        command.insert(command.begin(),
                       {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"});
    }
    server_.emplace(std::move(command), environment, log);
    const auto listens = [&] {
        for (const auto& each : fs::directory_iterator(run))
            if (each.is_socket() && each.path().filename().string().starts_with("wayland-"))
                environment_ = {{"WAYLAND_DISPLAY", each.path().string()}};
        return !environment_.empty();
    };
    if (!eventually([&] { return server_->ended() || listens(); }) || server_->ended())
        throw std::runtime_error("sway does not come up: " + read_file(log));
}

Process Display::copy(std::string_view bytes, const std::string& type, bool primary) const {
    const auto file = (directory_.path() / "copied").string();
    std::ofstream(file, std::ios::binary) << bytes;
    auto environment = inherited();
    environment.insert(environment_.begin(), environment_.end());
    const bool x = kind_ == Kind::x;
    std::string command = x ? "exec xclip -i -quiet -selection " : "exec wl-copy --foreground ";
    command += x ? (primary ? "primary" : "clipboard") : (primary ? "--primary" : "");
    if (!type.empty()) command += (x ? " -t " : " --type ") + type;
    Process owner({"/bin/sh", "-c", command + " 2>/dev/null <" + file}, environment, "");
    // It has taken the place of the one before once it is what is asked.
    const auto asked = "env " + environment_.begin()->first + "=" + environment_.begin()->second + " " +
                       (x ? "xclip -o -selection " + std::string(primary ? "primary" : "clipboard") +
                                (type.empty() ? "" : " -t " + type)
                          : "wl-paste --no-newline" + std::string(primary ? " --primary" : "") +
                                (type.empty() ? "" : " --type " + type));
    if (!eventually([&] {
            const auto got = shell(asked);
            return got.code == 0 && got.out == bytes;
        }))
        throw std::runtime_error("cannot copy");
    return owner;
}

}  // namespace vorleser::test
