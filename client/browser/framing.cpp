#include "client/browser/framing.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <boost/json/serialize.hpp>
#include <unistd.h>

#include "client/browser/messages.hpp"
#include "client/failure.hpp"

namespace vorleser::browser {
namespace {

constexpr std::size_t at_once = std::size_t{1} << 16;

// Fewer than `size` bytes only at the end.
std::size_t read_bytes(int descriptor, char* to, std::size_t size) {
    std::size_t got = 0;
    while (got < size) {
        const auto n = read(descriptor, to + got, size - got);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw BrokenOff(std::strerror(errno));
        if (n == 0) break;
        got += static_cast<std::size_t>(n);
    }
    return got;
}

void pass_over(int descriptor, std::size_t size) {
    char passed[at_once];
    while (size > 0) {
        const auto got = read_bytes(descriptor, passed, std::min(size, sizeof passed));
        if (got == 0) throw BrokenOff(messages::broken_off());
        size -= got;
    }
}

}  // namespace

std::optional<std::string> read_message(int descriptor) {
    std::uint32_t size = 0;
    char length[sizeof size];
    const auto got = read_bytes(descriptor, length, sizeof length);
    if (got == 0) return std::nullopt;
    if (got < sizeof length) throw BrokenOff(messages::broken_off());
    std::memcpy(&size, length, sizeof size);
    if (size > largest_message) {
        pass_over(descriptor, size);
        throw Failure(Exit::failed, messages::page_too_large(largest_message >> 20));
    }
    // As it comes: who only says that it is long gets no memory for that.
    std::string message;
    while (message.size() < size) {
        const auto before = message.size();
        message.resize(std::min<std::size_t>(size, before + at_once));
        if (read_bytes(descriptor, message.data() + before, message.size() - before) + before <
            message.size())
            throw BrokenOff(messages::broken_off());
    }
    return message;
}

void write_message(int descriptor, const boost::json::object& message) {
    const auto text = boost::json::serialize(message);
    if (text.size() > largest_answer) throw BrokenOff(messages::answer_too_large());
    const auto size = static_cast<std::uint32_t>(text.size());
    std::string bytes(sizeof size, '\0');
    std::memcpy(bytes.data(), &size, sizeof size);
    bytes += text;
    for (std::string_view rest = bytes; !rest.empty();) {
        const auto n = write(descriptor, rest.data(), rest.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw BrokenOff(std::strerror(errno));
        rest.remove_prefix(static_cast<std::size_t>(n));
    }
}

}  // namespace vorleser::browser
