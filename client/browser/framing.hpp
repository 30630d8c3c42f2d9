// Native messaging, as Firefox and Chromium speak it with a program that they start: each message is JSON,
// UTF-8, behind its length in bytes, 4 bytes in this machine's order. What the browser sends may be as long
// as 4 GB, what it is sent 1 MB.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

#include <boost/json/object.hpp>

namespace vorleser::browser {

inline constexpr std::size_t largest_message = std::size_t{64} << 20;  // bytes that are taken
inline constexpr std::size_t largest_answer = std::size_t{1} << 20;    // bytes that browsers take

// The browser is gone in the middle of a message, or cannot be read from or written to.
struct BrokenOff : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The next message; none: the browser has closed its end between two. Blocks. Throws Failure for one above
// `largest_message`, which was passed over, so that the next one can be read; BrokenOff.
std::optional<std::string> read_message(int descriptor);

// Blocks. Throws BrokenOff, without having written anything where the answer is above `largest_answer`.
void write_message(int descriptor, const boost::json::object& message);

}  // namespace vorleser::browser
