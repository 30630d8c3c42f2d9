#include "client/terminal.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "client/text.hpp"
#include "locale/streams.hpp"

namespace vorleser {
namespace {

int size_of(unsigned told, const char* variable, int fallback) {
    if (told > 0) return static_cast<int>(told);
    const char* value = std::getenv(variable);
    const int size = value ? std::atoi(value) : 0;
    return size > 0 ? size : fallback;
}

}  // namespace

std::string Terminal::styled(std::string_view text, Style style) const {
    std::string codes;
    const auto add = [&](bool wanted, char code) {
        if (wanted) codes += codes.empty() ? std::string{code} : std::string{';', code};
    };
    add(style.bold && colour, '1');
    add(style.dim && colour, '2');
    add(style.underlined && live, '4');
    add(style.reversed && live, '7');
    return codes.empty() || text.empty() ? std::string(text) : fmt::format("\x1b[{}m{}\x1b[0m", codes, text);
}

Terminal terminal_at(int descriptor, bool plain) {
    if (plain) return {.plain = true};
    if (!isatty(descriptor)) return {};
    const char* type = std::getenv("TERM");
    if (type && std::string_view(type) == "dumb") return {.plain = true};
    const char* no_colour = std::getenv("NO_COLOR");
    Terminal terminal;
    winsize size{};
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) size = {};
    terminal.width = size_of(size.ws_col, "COLUMNS", 80);
    terminal.height = size_of(size.ws_row, "LINES", 24);
    terminal.live = type && *type;
    terminal.colour = terminal.live && !(no_colour && *no_colour);
    return terminal;
}

StatusLine::StatusLine(std::string subject, bool wanted, bool plain)
    : terminal_(terminal_at(STDERR_FILENO, plain)),
      subject_(std::move(subject)),
      wanted_(wanted && terminal_.live) {}

StatusLine::~StatusLine() {
    if (shown_) print_err("\r\x1b[K");
}

void StatusLine::show(const std::function<std::string(std::string_view)>& of,
                      std::chrono::milliseconds patience) {
    using namespace std::chrono_literals;
    const auto now = Clock::now();
    if (!wanted_ || now - last_ < 200ms || now - begin_ < patience) return;
    last_ = now;
    const auto room = terminal_.width - 1 - display_width(of(""));
    print_err(fmt::format("\r{}\x1b[K", fit(of(fit(subject_, std::max(1, room))), terminal_.width - 1)));
    shown_ = true;
}

std::chrono::milliseconds StatusLine::age() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin_);
}

}  // namespace vorleser
