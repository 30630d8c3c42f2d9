// What was copied or selected in another program, as the desktop's own tools tell it: wl-paste under Wayland,
// xclip or xsel under X.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace vorleser {

enum class Clipboard {
    copied,   // Ctrl-C
    selected  // what is marked with the mouse (X's PRIMARY)
};

struct PasteLimits {
    std::int64_t bytes = 0;                  // of each of both
    std::chrono::milliseconds time{10'000};  // for all of it: whoever copied may hang
};

// Bytes as the other program gives them; at least one of both is not empty.
struct Pasted {
    std::string text, html;
};

// By the tools that this session has (WAYLAND_DISPLAY, DISPLAY) and that are installed. Blocks. Throws
// Failure with what is missing, or what became of it; no process is left behind.
Pasted paste(Clipboard from, const PasteLimits& limits);

}  // namespace vorleser
