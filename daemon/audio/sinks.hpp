// The sound server's devices («sinks»), watched through libpulse: PulseAudio, or PipeWire, which speaks the
// same.
//
// All of libpulse runs on a thread of its own (pa_threaded_mainloop), connecting included: a server that
// hangs leaves that thread in poll(), and the loop only ever gets what is posted to it. Within Asio it would
// take an implementation of libpulse's own event loop, and every call of it would be one that may hold up
// ours.
//
// A watch exists while sound is wanted, or for the moment in which a list is asked for: what other programs
// do to their sound wakes nobody while we are at rest.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace vorleser {

struct Sink {
    std::string name;                    // the server's: stays the same for the same device
    std::string description;             // for people
    std::string port;                    // the connector in use, or empty; e.g. analog-output-headphones
    std::vector<std::string> unplugged;  // ports that nothing is plugged into
    bool operator==(const Sink&) const = default;
};

// What the server told at one moment.
struct Sinks {
    std::vector<Sink> all;
    std::string standard;  // name of the default one, or empty
    std::string in_use;    // name of the one that plays this process's sound; empty: it plays none
    bool muted = false;    // our sound, by the mixer or by the desktop (for a call), is not heard
    bool operator==(const Sinks&) const = default;

    const Sink* find(std::string_view name) const;
    // Whether there is a device at all: servers put one in for want of a real one.
    bool any() const;
};

enum class Shift {
    none,
    gone,      // the device in use was taken away or its plug pulled; the server may play on elsewhere
    returned,  // the chosen one is there again, and another is in use
};
// `chosen`: name of the sink the listener chose, or empty. Pure.
Shift shift(const Sinks& before, const Sinks& after, std::string_view chosen);

class SinkWatch {
 public:
    // `changed` is called on `executor` with each change, the first time as soon as the server has answered;
    // nullopt: there is no server, or it is gone, and nothing follows. A server that hangs is silent.
    SinkWatch(boost::asio::any_io_executor executor, std::function<void(std::optional<Sinks>)> changed);
    ~SinkWatch();  // `changed` is not called any more; from the executor's thread

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vorleser
