#include "tests/support/terminal.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/crashes.hpp"

namespace vorleser::test {

AtScreen::AtScreen(const std::string& command, int width, int height) : rows_(height) {
    winsize size{};
    size.ws_col = static_cast<unsigned short>(width);
    size.ws_row = static_cast<unsigned short>(height);
    pid_ = forkpty(&terminal_, nullptr, nullptr, &size);
    if (pid_ < 0) throw std::runtime_error("no terminal");
    if (pid_ == 0) {
        execl("/bin/sh", "sh", "-c", ("TERM=xterm exec " + command).c_str(), nullptr);
        _exit(127);
    }
}

AtScreen::~AtScreen() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    close(terminal_);
}

void AtScreen::type(std::string_view keys) const {
    if (write(terminal_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
        throw std::runtime_error("the terminal takes no keys");
}

void AtScreen::resize(int width, int height) {
    winsize size{};
    size.ws_col = static_cast<unsigned short>(width);
    size.ws_row = static_cast<unsigned short>(height);
    rows_.assign(height, "");
    ioctl(terminal_, TIOCSWINSZ, &size);  // the kernel tells the program
}

void AtScreen::signal(int number) const {
    kill(pid_, number);
}

termios AtScreen::settings() const {
    termios settings{};
    tcgetattr(terminal_, &settings);
    return settings;
}

bool AtScreen::stopped() const {
    int status = 0;
    return waitpid(pid_, &status, WUNTRACED) == pid_ && WIFSTOPPED(status);
}

bool AtScreen::shows(std::string_view text) {
    return until([&] { return screen().find(text) != std::string::npos; });
}

bool AtScreen::hides(std::string_view text) {
    return until([&] { return screen().find(text) == std::string::npos; });
}

bool AtScreen::until(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end || !read_more()) return holds();
    }
    return true;
}

bool AtScreen::read_more() {
    pollfd waiting{terminal_, POLLIN, 0};
    if (poll(&waiting, 1, 1'000) < 0) return false;
    if (waiting.revents == 0) return true;
    std::array<char, 4096> piece;
    const auto n = read(terminal_, piece.data(), piece.size());
    if (n <= 0) return false;
    sent_.append(piece.data(), static_cast<std::size_t>(n));
    interpret();
    return true;
}

int AtScreen::end() {
    while (read_more()) {
    }
    int status = 0;
    waitpid(std::exchange(pid_, 0), &status, 0);
    return exit_code(status, "the client at its screen");
}

// What the client sends and no more: go to a row, clear it or everything; what changes colours or modes is
// left out.
void AtScreen::interpret() {
    while (interpreted_ < sent_.size()) {
        const auto rest = std::string_view(sent_).substr(interpreted_);
        std::size_t size = 1;
        if (rest.front() == '\x1b') {
            const auto final = std::find_if(rest.begin() + 1, rest.end(),
                                            [](char c) { return c != '[' && c >= '@' && c <= '~'; });
            if (final == rest.end()) return;  // the rest is on its way
            size = static_cast<std::size_t>(final - rest.begin()) + 1;
            const auto sequence = rest.substr(0, size);
            unsigned row = 0;
            if (*final == 'H' && std::sscanf(std::string(sequence).c_str(), "\x1b[%u;1H", &row) == 1)
                row_ = row - 1;
            else if (sequence == "\x1b[2J")
                std::fill(rows_.begin(), rows_.end(), "");
            else if (sequence == "\x1b[2K" && row_ < rows_.size())
                rows_[row_].clear();
        } else if (rest.front() == '\n') {
            row_ = std::min(row_ + 1, rows_.size() - 1);
        } else if (rest.front() != '\r' && row_ < rows_.size()) {
            rows_[row_] += rest.front();
        }
        interpreted_ += size;
    }
}

std::string AtScreen::screen() const {
    std::string text;
    for (const auto& row : rows_) text += row + "\n";
    return text.substr(0, text.find_last_not_of('\n') + 1);
}

}  // namespace vorleser::test
