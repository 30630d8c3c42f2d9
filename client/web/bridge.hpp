// A browser's WebSocket and the daemon's socket: each line of the daemon is one text message to the browser,
// and each of the browser's, if it may be called (filter.hpp), one line to the daemon.
//
// Nothing is kept: what one side does not take is not read from the other, so that the daemon's limits are
// the browser's. Only a message to the daemon must be whole before it is looked at; more than 64 KiB of it
// count against a budget of all together.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "client/web/stream.hpp"
#include "own/files.hpp"

namespace vorleser::web {

constexpr std::size_t largest_message = std::size_t{45} << 20;  // 32 MiB of a file as base64, and its name
constexpr std::size_t small_message = std::size_t{64} << 10;

enum class Close : unsigned short { not_paired = 4401, try_again = 1013, refused = 1008, too_big = 1009 };

// One browser. Ends by itself when either side has gone.
class Bridge : public std::enable_shared_from_this<Bridge> {
 public:
    // `large`: bytes that all bridges together may still hold of large messages; outlives them.
    Bridge(Stream stream, std::string device, std::size_t& large);
    ~Bridge();

    // From the handshake, whose request this is, to the end. `connect`: gives the daemon's socket; empty or
    // throwing: it is not there.
    using Request = boost::beast::http::request<boost::beast::http::string_body>;
    boost::asio::awaitable<void> run(const Request& request, bool paired,
                                     const std::function<own::Descriptor()>& connect);

    // Tells the browser why, and ends; from anywhere in the loop.
    void end(Close why);

    // Ends without a word.
    void cut();

    const std::string& device() const { return device_; }

 private:
    struct Sides;

    boost::asio::awaitable<void> to_daemon();
    boost::asio::awaitable<void> to_browser();
    boost::asio::awaitable<void> close(Close why);

    std::unique_ptr<Sides> sides_;
    const std::string device_;
    std::size_t& large_;
    bool ending_ = false;
};

}  // namespace vorleser::web
