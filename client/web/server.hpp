// Listens, and serves browsers: one thread, a coroutine a connection. Slow, silent and greedy ones are
// bounded; where there are too many, those that have not shown that they are devices' give way.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "client/web/answers.hpp"
#include "client/web/bridge.hpp"
#include "client/web/certificate.hpp"
#include "client/web/devices.hpp"
#include "client/web/stream.hpp"

namespace vorleser::web {

struct Limits {
    std::size_t connections = 400, of_one_address = 200, sockets = 160;
    std::size_t header_bytes = 16384, body_bytes = 65536;
    std::size_t large_messages = std::size_t{64} << 20;  // bytes of all browsers' messages that are large
    int request_seconds = 10;     // for the head of a connection's first request, and for a body
    int idle_seconds = 60;        // between requests, and for the next head
    int write_seconds = 30;       // without anything being taken
    int listening_seconds = 600;  // the same for a sound: a player takes some ahead, then none for long
};

class Server {
 public:
    // `connect` gives the daemon's socket, or throws. `tls`: null without.
    Server(boost::asio::io_context& context, Devices& devices, Site site, DaemonAddress daemon,
           std::function<own::Descriptor()> connect, Limits limits = {});

    // Serves what connects at a listening socket. With a certificate, which outlives this, others than this
    // machine's browsers are sent on where they come without TLS.
    void listen(own::Descriptor listening, Certificate* certificate);

 private:
    using Socket = boost::asio::ip::tcp::socket;
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    // A connection that has not shown yet that it is a device's.
    struct Stranger {
        std::string network;        // where it is from
        std::function<void()> cut;  // ends it; empty while it cannot be, or has ended
    };
    struct Way {  // of a connection
        std::shared_ptr<Stranger> stranger;
        std::string here;       // the address it came to
        bool from_here = true;  // from this machine
        Certificate* certificate = nullptr;
        bool unsafe = false;   // without TLS, though there should be
        bool foreign = false;  // from this machine, by another user of it
    };
    boost::asio::awaitable<void> accept_all(boost::asio::ip::tcp::acceptor acceptor,
                                            Certificate* certificate);
    bool make_room(const std::string& network);
    boost::asio::awaitable<void> begin(Socket socket, Way way);
    boost::asio::awaitable<void> bridge(Stream stream, const Bridge::Request& request, const Way& way,
                                        const std::string& device);
    boost::asio::awaitable<void> serve(Stream stream, const Way& way);
    boost::asio::awaitable<bool> serve_request(Stream& stream, Parser& parser, const Way& way);
    boost::asio::awaitable<bool> write(Stream& stream, const Answer& answer, bool head, bool keep);
    boost::asio::awaitable<bool> write_body(Stream& stream, std::string_view rest, int patience);
    boost::asio::awaitable<void> watch_devices();

    boost::asio::io_context& context_;
    Devices& devices_;
    Answers answers_;
    const std::function<own::Descriptor()> connect_;
    const Limits limits_;
    std::size_t large_;  // left of limits_.large_messages
    const bool users_are_told_;
    std::size_t connections_ = 0;
    std::map<std::string, std::size_t> peers_;        // connections by their network
    std::list<std::shared_ptr<Stranger>> strangers_;  // who has waited longest first
    std::list<std::weak_ptr<Bridge>> bridges_;
    boost::asio::posix::stream_descriptor watching_;
};

}  // namespace vorleser::web
