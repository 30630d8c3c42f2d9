// The terminal while it shows the live view.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <termios.h>

namespace vorleser {

// Writes it to standard output at once; throws OutputFailed (locale/streams.hpp), as draw() does.
void put(std::string_view text);

// Keys come one by one and unseen; if it `draws`, it takes the whole screen, and what stood there comes back
// at the end. The terminal is as before after leave() or the destructor.
class Screen {
 public:
    // `keys`: the terminal to read keys from, or -1.
    Screen(int keys, bool draws) : keys_(keys), draws_(draws) { enter(); }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen() { leave(); }

    void enter();
    void leave();
    // The next draw() draws everything: the size is another, or somebody else wrote on it.
    void forget();
    // Only lines that are not shown already are written.
    void draw(const std::vector<std::string>& lines);

 private:
    int keys_;
    bool draws_, entered_ = false, changed_ = false;
    termios before_{};
    std::vector<std::string> shown_;
};

// A description of its own for the terminal behind standard input: making it non-blocking must not reach the
// shell, which shares standard input's. -1 if that is no terminal.
int open_keys();

}  // namespace vorleser
