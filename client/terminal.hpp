// What stands behind standard output.
#pragma once

#include <string>
#include <string_view>

namespace vorleser {

struct Terminal {
    int width = 0;        // columns; 0: not a terminal, nothing is cut or wrapped
    bool live = false;    // lines can be rewritten in place
    bool colour = false;  // not with NO_COLOR
    bool plain = false;   // words instead of signs, as a screen reader or a Braille display wants it

    std::string bold(std::string_view text) const { return styled("1", text); }
    std::string dim(std::string_view text) const { return styled("2", text); }
    std::string underlined(std::string_view text) const { return styled("4", text); }

 private:
    std::string styled(std::string_view style, std::string_view text) const;
};

// By isatty, TIOCGWINSZ (then COLUMNS, then 80), TERM and NO_COLOR. `plain`: only lines of words, uncut and
// as they come; so also with TERM=dumb.
Terminal terminal_at(int descriptor, bool plain);

}  // namespace vorleser
