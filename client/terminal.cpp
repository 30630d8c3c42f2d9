#include "client/terminal.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace vorleser {
namespace {

int terminal_width(int descriptor) {
    winsize size{};
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    const char* columns = std::getenv("COLUMNS");
    const int width = columns ? std::atoi(columns) : 0;
    return width > 0 ? width : 80;
}

}  // namespace

std::string Terminal::styled(std::string_view style, std::string_view text) const {
    return colour && !text.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", style, text) : std::string(text);
}

Terminal terminal_at(int descriptor, bool plain) {
    if (plain) return {.plain = true};
    if (!isatty(descriptor)) return {};
    const char* type = std::getenv("TERM");
    if (type && std::string_view(type) == "dumb") return {.plain = true};
    const char* no_colour = std::getenv("NO_COLOR");
    Terminal terminal;
    terminal.width = terminal_width(descriptor);
    terminal.live = type && *type;
    terminal.colour = terminal.live && !(no_colour && *no_colour);
    return terminal;
}

}  // namespace vorleser
