// The keys of `vorleser watch`: what a terminal sends, what it means, and how the listener is told so. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

// Bytes of a terminal → keys by name: "a", "[", "space", "up", "page_up", "home", "delete", "enter",
// "escape", "backspace" …; a letter of another alphabet is that letter. Another sequence is left out.
class KeyReader {
 public:
    std::vector<std::string> read(std::string_view bytes);
    // Whether the beginning of a sequence or a letter waits for its rest; if none comes soon, it was the
    // escape key alone.
    [[nodiscard]] bool waits() const { return !begun_.empty(); }
    std::vector<std::string> give_up_waiting();

 private:
    std::string begun_;
};

// What the listener looks at.
enum class Panel { reading, list, kept, search, help };

enum class Action {
    toggle,
    back,
    forward,
    sentence_back,
    sentence_forward,
    paragraph_back,
    paragraph_forward,
    next,
    previous,
    louder,
    quieter,
    faster,
    slower,
    usual_speed,
    sleep,
    repeat,
    shuffle,
    move_to_kept,  // the article goes to the other list; in the panel of what is kept: to be read
    keep,          // it is in both
    mark,
    list,
    kept,
    search,
    help,
    quit,
    // in a panel
    up,
    down,
    page_up,
    page_down,
    first,
    last,
    choose,
    remove,
    undo,
    erase,  // the last letter
    close,
};

// Whether it only moves what a panel shows.
bool moves(Action action);
// Where such an action leads from `at`, of `size` things from 0 of which a page shows `page`; with others it
// stays.
std::int64_t moved(Action action, std::int64_t at, std::int64_t page, std::int64_t size);

std::optional<Action> action_of(Panel panel, std::string_view key);

// What a key adds to a text that is typed; empty: nothing.
std::string_view typed(std::string_view key);

// One line of the help.
struct Hint {
    std::vector<Action> actions;
    std::string keys;     // "← →", as the listener knows them
    std::string meaning;  // "15 seconds back, or on"
    std::string brief;    // "15 s", for the line of keys; empty: not worth a place there
    int rank = 0;         // in that line the lower ones stay when there is little room
};
std::vector<Hint> hints(Panel panel);

// "space pause · ←→ 15 s · … · ? help · q quit": as many as `width` columns hold, the last two always if they
// do.
std::string keys_line(Panel panel, int width);

// Every key with its meaning, a line each, for `watch --help`.
std::string keys_help();

}  // namespace vorleser
