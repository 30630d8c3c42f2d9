#include "client/screen.hpp"

#include <algorithm>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "locale/streams.hpp"

namespace vorleser {
namespace {

// The other screen, no cursor, lines are not wrapped; and all of it back.
constexpr std::string_view begin = "\x1b[?1049h\x1b[?25l\x1b[?7l", end = "\x1b[?7h\x1b[?25h\x1b[?1049l";
// What stands between is shown at once by terminals that can.
constexpr std::string_view together = "\x1b[?2026h", shown_now = "\x1b[?2026l";

}  // namespace

void put(std::string_view text) {
    print_out(text);
    flush_out();
}

void Screen::enter() {
    if (entered_) return;
    entered_ = true;
    if (keys_ >= 0 && tcgetattr(keys_, &before_) == 0) {
        auto raw = before_;
        raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);  // Ctrl-C stays a signal
        raw.c_cc[VMIN] = 1;
        raw.c_cc[VTIME] = 0;
        changed_ = tcsetattr(keys_, TCSADRAIN, &raw) == 0;
    }
    if (draws_) put(begin);
    forget();
}

void Screen::leave() {
    if (!entered_) return;
    entered_ = false;
    try {
        if (draws_) put(end);
    } catch (const OutputFailed&) {  // the terminal has gone
    }
    if (changed_) tcsetattr(keys_, TCSADRAIN, &before_);
}

void Screen::forget() {
    shown_.clear();
    if (entered_ && draws_) put("\x1b[2J");
}

void Screen::draw(const std::vector<std::string>& lines) {
    if (!entered_ || !draws_) return;
    std::string out;
    for (std::size_t i = 0; i < std::max(lines.size(), shown_.size()); ++i) {
        const auto& line = i < lines.size() ? lines[i] : std::string();
        if (i < shown_.size() ? line == shown_[i] : line.empty()) continue;
        // Cleared first: afterwards it would clear the last column of a full line.
        out += fmt::format("\x1b[{};1H\x1b[2K{}", i + 1, line);
    }
    if (!out.empty()) put(fmt::format("{}{}{}", together, out, shown_now));
    shown_ = lines;
}

int open_keys() {
    const char* name = isatty(STDIN_FILENO) ? ttyname(STDIN_FILENO) : nullptr;
    return name ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
}

}  // namespace vorleser
