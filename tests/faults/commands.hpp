// Every command of the protocol with the situation in which a fault meets it, and what a listener would find
// before and after it.
#pragma once

#include <ostream>

#include "tests/faults/faults.hpp"

namespace vorleser::test {

// What is being done when the command comes. The same list always: A (paused amid it), B, C; D was removed.
enum class Before { stopped, paused, playing };

struct Command {
    std::string name;  // a test's
    Before before;
    std::string method;
    boost::json::object params;
};
const std::vector<Command>& commands();
inline void PrintTo(const Command& command, std::ostream* out) {
    *out << command.name;
}

// All that the protocol tells of a daemon, but for what moves by itself.
struct Situation {
    std::string state;                       // list, texts, history and settings
    std::vector<std::int64_t> positions_ms;  // of list and history, but for `current`
    std::int64_t current = 0;                // 0: nothing is being read
    bool playing = false;
    std::int64_t position_ms = 0;  // of `current`
    std::int64_t at_ms = 0;        // when that was, on the steady clock
};
Situation situation(RpcClient& client);
// Whether a daemon that was last seen in `was`, and killed then, may be in `now`: nothing is lost but a
// second of what was being played. `interrupted`: `was` is of another run, in which something played before
// it: where it then was is another place in each.
bool same(const Situation& was, const Situation& now, bool interrupted = false);
std::ostream& operator<<(std::ostream& out, const Situation& situation);

// The files of a daemon that has the list and is as `Before` says; `playing` must still be asked for.
Files prepared(Faults& faults, RunningDaemon& daemon, Before before);
void enter(RpcClient& client, Before before);

}  // namespace vorleser::test
