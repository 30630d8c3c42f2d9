// What stands behind standard output.
#pragma once

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

}  // namespace vorleser
