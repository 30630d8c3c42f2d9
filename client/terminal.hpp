// What stands behind standard output.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace vorleser {

// How text is set off. Bold and dim need colour; underlining and reversing, which are none, only a terminal
// that can do them.
struct Style {
    bool bold = false, dim = false, underlined = false, reversed = false;
    bool operator==(const Style&) const = default;
};

struct Terminal {
    int width = 0;        // columns; 0: not a terminal, nothing is cut or wrapped
    int height = 0;       // rows; 0: not a terminal
    bool live = false;    // lines can be rewritten in place
    bool colour = false;  // not with NO_COLOR
    bool plain = false;   // words instead of signs, as a screen reader or a Braille display wants it

    std::string bold(std::string_view text) const { return styled(text, {.bold = true}); }
    std::string dim(std::string_view text) const { return styled(text, {.dim = true}); }
    std::string styled(std::string_view text, Style style) const;
};

// By isatty, TIOCGWINSZ (then COLUMNS and LINES, then 80 by 24), TERM and NO_COLOR. `plain`: only lines of
// words, uncut and as they come; so also with TERM=dumb.
Terminal terminal_at(int descriptor, bool plain);

// One line on standard error that tells of something that takes its time, and is gone at the end. Shown only
// on a terminal whose lines can be rewritten.
class StatusLine {
 public:
    // `wanted` false: never. `subject`: what it tells of; where the line is too long, this gives way.
    StatusLine(std::string subject, bool wanted, bool plain);
    ~StatusLine();
    StatusLine(const StatusLine&) = delete;
    StatusLine& operator=(const StatusLine&) = delete;

    // The line is `of` the subject. At most five times a second, and not in the first `patience`.
    void show(const std::function<std::string(std::string_view subject)>& of,
              std::chrono::milliseconds patience = std::chrono::milliseconds(0));
    // How long ago it was made.
    [[nodiscard]] std::chrono::milliseconds age() const;

 private:
    using Clock = std::chrono::steady_clock;
    const Terminal terminal_;
    const std::string subject_;
    const Clock::time_point begin_ = Clock::now();
    Clock::time_point last_ = begin_;
    const bool wanted_;
    bool shown_ = false;
};

}  // namespace vorleser
