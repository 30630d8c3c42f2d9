// A program at a terminal of its own, as a listener sits before it: types, looks, and makes the window
// another size.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>
#include <termios.h>

namespace vorleser::test {

class AtScreen {
 public:
    // `command` is run by sh.
    AtScreen(const std::string& command, int width, int height);
    ~AtScreen();
    AtScreen(const AtScreen&) = delete;
    AtScreen& operator=(const AtScreen&) = delete;

    void type(std::string_view keys) const;
    void resize(int width, int height);
    void signal(int number) const;
    termios settings() const;
    // Waits until the program has been stopped by a signal.
    bool stopped() const;

    // Waits until the screen shows `text`, or no longer does; false if the program ends before, or a minute
    // has passed.
    bool shows(std::string_view text);
    bool hides(std::string_view text);
    bool until(const std::function<bool()>& holds);
    // Waits for its end: its exit code, 128 + the signal.
    int end();

    // The rows as they stand there, without trailing rows that are empty.
    std::string screen() const;
    // All it has sent.
    const std::string& sent() const { return sent_; }

 private:
    bool read_more();
    void interpret();

    int terminal_ = -1;
    pid_t pid_ = 0;
    std::string sent_;
    std::size_t interpreted_ = 0;
    std::vector<std::string> rows_;
    std::size_t row_ = 0;
};

}  // namespace vorleser::test
