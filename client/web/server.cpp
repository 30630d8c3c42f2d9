#include "client/web/server.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "client/web/local_user.hpp"
#include "client/web/memory.hpp"
#include "client/web/messages.hpp"
#include "client/web/wrong.hpp"

namespace vorleser::web {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using std::chrono::seconds;

namespace {

// An address as a Host names it: IPv4 also where it came in by an IPv6 socket, no zone.
std::string text_of(const asio::ip::address& address) {
    if (!address.is_v6()) return address.to_string();
    auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string();
    v6.scope_id(0);
    return v6.to_string();
}

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

// A network, not each address in it: one machine has 2^64 of IPv6.
std::string network_of(const asio::ip::address& address) {
    const auto text = text_of(address);
    if (text.find(':') == text.npos) return text;
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), 0);
    return asio::ip::address_v6(bytes).to_string();
}

// What Beast could not read, as a status; 0: nobody is there to be answered.
unsigned status_of(boost::system::error_code error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
    if (error == http::error::body_limit) return 413;
    if (error == http::error::end_of_stream || error == http::error::partial_message) return 0;
    return error.category() == make_error_code(http::error::bad_method).category() ? 400 : 0;
}

// Root, who can do all anyway, runs what forwards by this machine.
bool is_ours(std::optional<uid_t> user) {
    return user && (*user == geteuid() || *user == 0);
}

// False: what is in the file is not known just now, as where no descriptor is left. Nobody is out for that.
bool reloaded(Devices& devices) {
    try {
        devices.reload();
        return true;
    } catch (const own::Unusable&) {
        return false;
    }
}

}  // namespace

Server::Server(asio::io_context& context, Devices& devices, Site site, DaemonAddress daemon,
               std::function<own::Descriptor()> connect, Limits limits)
    : context_(context),
      devices_(devices),
      answers_(devices, std::move(site), std::move(daemon)),
      connect_(std::move(connect)),
      limits_(limits),
      large_(limits.large_messages),
      users_are_told_(users_are_told()),
      watching_(context, devices.watch().release()) {
    asio::co_spawn(
        context_, [this]() -> asio::awaitable<void> { co_await watch_devices(); }, asio::detached);
}

void Server::listen(own::Descriptor listening, Certificate* certificate) {
    tcp::acceptor acceptor(context_);
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    getsockname(listening.get(), reinterpret_cast<sockaddr*>(&address), &size);
    acceptor.assign(address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), listening.release());
    asio::co_spawn(context_, accept_all(std::move(acceptor), certificate), asio::detached);
}

asio::awaitable<void> Server::accept_all(tcp::acceptor acceptor, Certificate* certificate) {
    for (;;) {
        boost::system::error_code error;
        auto socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (error) {  // no descriptor is left: until connections end
            asio::steady_timer pause(context_, seconds(1));
            co_await pause.async_wait(asio::use_awaitable);
            continue;
        }
        const auto remote = socket.remote_endpoint(error);
        const auto local = socket.local_endpoint(error);
        if (error) continue;
        const auto peer = network_of(remote.address());
        if (!make_room(peer)) continue;
        socket.set_option(tcp::no_delay(true), error);
        ++connections_;
        ++peers_[peer];
        const auto stranger = std::make_shared<Stranger>(Stranger{peer, {}});
        strangers_.push_back(stranger);
        Way way{stranger, text_of(local.address()), remote.address() == local.address(), certificate};
        if (way.from_here && users_are_told_) way.foreign = !is_ours(user_of(*remote.data(), *local.data()));
        const auto ended = [this, peer, stranger](const std::exception_ptr&) {
            std::erase(strangers_, stranger);
            if (--connections_ == 0) rest();
            if (--peers_[peer] == 0) peers_.erase(peer);
        };
        asio::co_spawn(context_, begin(std::move(socket), std::move(way)), ended);
    }
}

// Whether one more may come. Where there are too many, the stranger that has been here longest goes: whoever
// opens connections and says nothing locks nobody out.
bool Server::make_room(const std::string& network) {
    const auto found = peers_.find(network);
    const bool too_many_of_it = found != peers_.end() && found->second >= limits_.of_one_address;
    if (!too_many_of_it && connections_ < limits_.connections) return true;
    const auto oldest = std::ranges::find_if(strangers_, [&](const auto& each) {
        return each->cut && (!too_many_of_it || each->network == network);
    });
    if (oldest == strangers_.end()) return false;
    const auto stranger = *oldest;
    strangers_.erase(oldest);
    stranger->cut();
    return true;
}

// TLS, if the browser begins so.
asio::awaitable<void> Server::begin(Socket socket, Way way) {
    const std::shared_ptr<Stranger> ended(way.stranger.get(), [](Stranger* each) { each->cut = nullptr; });
    if (!way.certificate) co_return co_await serve(Stream(std::move(socket)), way);
    boost::system::error_code error;
    way.stranger->cut = [&socket] {
        boost::system::error_code ignored;
        socket.close(ignored);
    };
    asio::steady_timer patience(context_, seconds(limits_.request_seconds));
    const auto waiting = std::make_shared<bool>(true);
    patience.async_wait([&socket, waiting](boost::system::error_code) {
        boost::system::error_code ignored;
        if (*waiting) socket.cancel(ignored);
    });
    co_await socket.async_wait(Socket::wait_read, asio::redirect_error(asio::use_awaitable, error));
    *waiting = false;
    patience.cancel();
    unsigned char first = 0;
    constexpr unsigned char handshake = 0x16;
    if (error || socket.receive(asio::buffer(&first, 1), Socket::message_peek, error) != 1) co_return;
    if (first != handshake) {
        way.unsafe = !way.from_here;
        co_return co_await serve(Stream(std::move(socket)), way);
    }
    const auto context = way.certificate->context(way.here);
    Stream stream(std::move(socket), *context);
    way.stranger->cut = [&stream] { stream.tcp().close(); };
    stream.tcp().expires_after(seconds(limits_.request_seconds));
    co_await stream.tls().async_handshake(asio::ssl::stream_base::server,
                                          asio::redirect_error(asio::use_awaitable, error));
    if (!error) co_await serve(std::move(stream), way);
}

asio::awaitable<void> Server::serve(Stream stream, const Way& way) {
    boost::system::error_code error;
    way.stranger->cut = [&stream] { stream.tcp().close(); };
    stream.tcp().expires_after(seconds(limits_.request_seconds));
    beast::flat_buffer buffer(limits_.header_bytes + limits_.body_bytes);
    for (bool keep = true; keep;) {
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
        parser.body_limit(limits_.body_bytes);
        co_await http::async_read_header(stream, buffer, parser,
                                         asio::redirect_error(asio::use_awaitable, error));
        // Bodies have a length: of how another encoding ends a proxy may think otherwise, and fields behind a
        // body would pass for those before it.
        if (!error && parser.get().count(http::field::transfer_encoding) > 0)
            error = http::error::bad_transfer_encoding;
        if (!error && !parser.is_done()) {
            stream.tcp().expires_after(seconds(limits_.request_seconds));
            co_await http::async_read(stream, buffer, parser,
                                      asio::redirect_error(asio::use_awaitable, error));
        }
        if (error) {
            const auto status = status_of(error);
            const auto refused = problem(status, &messages::no_request);
            if (status != 0) co_await write(stream, refused, false, false);
            break;
        }
        keep = co_await serve_request(stream, parser, way);
        stream.tcp().expires_after(seconds(limits_.idle_seconds));
    }
    stream.tcp().socket().shutdown(tcp::socket::shutdown_send, error);
}

// False: the connection ends here.
asio::awaitable<bool> Server::serve_request(Stream& stream, Parser& parser, const Way& way) {
    const auto& message = parser.get();
    const auto field = [&](http::field name) { return view(message[name]); };
    Request request{.method = view(message.method_string()),
                    .target = view(message.target()),
                    .host = field(http::field::host),
                    .origin = field(http::field::origin),
                    .cookie = field(http::field::cookie),
                    .content_type = field(http::field::content_type),
                    .if_none_match = field(http::field::if_none_match),
                    .if_range = field(http::field::if_range),
                    .range = field(http::field::range),
                    .accept_encoding = field(http::field::accept_encoding),
                    .body = message.body(),
                    .address = way.here,
                    .encrypted = stream.encrypted(),
                    .unsafe = way.unsafe,
                    .foreign = way.foreign,
                    .upgrade = beast::websocket::is_upgrade(message)};
    if (message.count(http::field::host) > 1) request.host = {};
    if (message.count(http::field::origin) > 1) request.origin = {};
    if (answers_.knows(request)) std::erase(strangers_, way.stranger);
    auto answer = co_await answers_.answer(request);
    if (answer.socket) {
        std::erase_if(bridges_, [](const auto& each) { return each.expired(); });
        if (!answer.device.empty() && bridges_.size() >= limits_.sockets)
            answer = problem(503, &messages::busy);
    }
    if (answer.socket) {
        co_await bridge(std::move(stream), message, way, answer.device);
        co_return false;
    }
    const bool keep = message.keep_alive(), head = request.method == "HEAD";
    bool written = co_await write(stream, answer, head, keep);
    while (written && answer.pieces && !head && answer.pieces->next < answer.pieces->end) {
        const auto piece = co_await answers_.next_piece(*answer.pieces, answer.device);
        written = !piece.empty() && co_await write_body(stream, piece, limits_.listening_seconds);
    }
    co_return written&& keep;
}

// Who is not paired is only told so, and takes nobody's place.
asio::awaitable<void> Server::bridge(Stream stream, const Bridge::Request& request, const Way& way,
                                     const std::string& device) {
    const auto bridge = std::make_shared<Bridge>(std::move(stream), device, large_);
    way.stranger->cut = [weak = std::weak_ptr(bridge)] {
        if (const auto each = weak.lock()) each->cut();
    };
    if (!device.empty()) bridges_.push_back(bridge);
    co_await bridge->run(request, !device.empty(), connect_);
}

asio::awaitable<bool> Server::write(Stream& stream, const Answer& answer, bool head, bool keep) {
    http::response<http::empty_body> response(static_cast<http::status>(answer.status), 11);
    for (const auto& [name, value] : common_fields) response.set(name, value);
    for (const auto& [name, value] : answer.fields) response.insert(name, value);
    const std::string_view body = answer.fixed.empty() ? std::string_view(answer.body) : answer.fixed;
    if (!answer.type.empty()) response.set(http::field::content_type, answer.type);
    const auto behind = answer.pieces ? answer.pieces->end - answer.pieces->next : 0;
    if (answer.status != 204 && answer.status != 304) response.content_length(body.size() + behind);
    response.keep_alive(keep);
    boost::system::error_code error;
    stream.tcp().expires_after(seconds(limits_.write_seconds));
    http::response_serializer<http::empty_body> serializer(response);
    co_await http::async_write_header(stream, serializer, asio::redirect_error(asio::use_awaitable, error));
    co_return !error && (head || co_await write_body(stream, body, limits_.write_seconds));
}

// What is not taken for `patience` seconds is no longer wanted.
asio::awaitable<bool> Server::write_body(Stream& stream, std::string_view rest, int patience) {
    constexpr std::size_t piece = 65536;
    boost::system::error_code error;
    while (!error && !rest.empty()) {
        stream.tcp().expires_after(seconds(patience));
        const auto next = rest.substr(0, piece);
        co_await asio::async_write(stream, asio::buffer(next),
                                   asio::redirect_error(asio::use_awaitable, error));
        rest.remove_prefix(next.size());
    }
    co_return !error;
}

// Whoever is removed is out at once.
asio::awaitable<void> Server::watch_devices() {
    std::array<char, 4096> events;
    for (;;) {
        co_await watching_.async_read_some(asio::buffer(events), asio::use_awaitable);
        while (!reloaded(devices_)) {
            asio::steady_timer pause(context_, seconds(1));
            co_await pause.async_wait(asio::use_awaitable);
        }
        for (const auto& each : bridges_)
            if (const auto bridge = each.lock(); bridge && !devices_.has(bridge->device()))
                bridge->end(Close::not_paired);
    }
}

}  // namespace vorleser::web
