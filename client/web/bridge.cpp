#include "client/web/bridge.hpp"

#include <array>
#include <chrono>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "client/web/filter.hpp"

namespace vorleser::web {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using namespace std::chrono_literals;

namespace {

constexpr websocket::stream_base::timeout limits{
    .handshake_timeout = 10s,
    .idle_timeout = 60s,  // a phone that left the house is noticed by then
    .keep_alive_pings = true,
};

}  // namespace

struct Bridge::Sides {
    explicit Sides(Stream stream) : browser(std::move(stream)), daemon(browser.get_executor()) {}

    websocket::stream<Stream, false> browser;
    asio::local::stream_protocol::socket daemon;
};

Bridge::Bridge(Stream stream, std::string device, std::size_t& large)
    : sides_(std::make_unique<Sides>(std::move(stream))), device_(std::move(device)), large_(large) {}
Bridge::~Bridge() = default;

asio::awaitable<void> Bridge::run(const Request& request, bool paired,
                                  const std::function<own::Descriptor()>& connect) {
    auto& browser = sides_->browser;
    browser.next_layer().tcp().expires_never();  // the WebSocket has its own
    browser.set_option(limits);
    browser.read_message_max(largest_message);
    browser.auto_fragment(false);
    browser.text(true);
    browser.set_option(websocket::stream_base::decorator(
        [](websocket::response_type& answer) { answer.erase(beast::http::field::server); }));
    boost::system::error_code error;
    co_await browser.async_accept(request, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    if (!paired) co_return co_await close(Close::not_paired);
    own::Descriptor daemon;
    try {
        daemon = connect();
    } catch (const std::exception&) {  // whoever runs the daemon is told by its log
    }
    if (!daemon) co_return co_await close(Close::try_again);
    sides_->daemon.assign(asio::local::stream_protocol(), daemon.release());
    const auto self = shared_from_this();
    asio::co_spawn(
        browser.get_executor(), [self]() -> asio::awaitable<void> { co_await self->to_browser(); },
        asio::detached);
    co_await to_daemon();
}

// The browser's messages, until it has gone. Its end is the end of the daemon's connection, too.
asio::awaitable<void> Bridge::to_daemon() {
    const auto self = shared_from_this();
    auto& browser = sides_->browser;
    boost::system::error_code error;
    for (;;) {
        std::string message;
        auto buffer = asio::dynamic_buffer(message);
        std::size_t held = 0;  // of the budget
        const auto give_back = [&] { large_ += std::exchange(held, 0); };
        do {
            co_await browser.async_read_some(buffer, small_message,
                                             asio::redirect_error(asio::use_awaitable, error));
            if (message.size() > small_message && message.size() > held) {
                const auto more = message.size() - held;
                if (more > large_) {
                    give_back();
                    co_return end(Close::try_again);
                }
                large_ -= more;
                held += more;
            }
        } while (!error && !browser.is_message_done());
        if (error) {
            give_back();
            sides_->daemon.close(error);
            co_return;
        }
        if (!browser.got_text() || !filter(message)) {
            give_back();
            co_return end(Close::refused);
        }
        message += '\n';
        co_await asio::async_write(sides_->daemon, asio::buffer(message),
                                   asio::redirect_error(asio::use_awaitable, error));
        give_back();
        if (error) co_return;  // to_browser() notices, once it has told what the daemon still said
    }
}

// The daemon's lines, until it has gone. A long one goes on as it comes.
asio::awaitable<void> Bridge::to_browser() {
    const auto self = shared_from_this();
    auto& browser = sides_->browser;
    std::array<char, 16384> bytes;
    boost::system::error_code error;
    for (;;) {
        const auto size = co_await sides_->daemon.async_read_some(
            asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return end(Close::try_again);
        for (std::string_view rest(bytes.data(), size); !rest.empty();) {
            const auto line_end = rest.find('\n');
            const bool whole = line_end != rest.npos;
            const auto part = rest.substr(0, line_end);
            rest.remove_prefix(part.size() + (whole ? 1 : 0));
            co_await browser.async_write_some(whole, asio::buffer(part),
                                              asio::redirect_error(asio::use_awaitable, error));
            if (error) {
                sides_->daemon.close(error);
                co_return;
            }
        }
    }
}

void Bridge::end(Close why) {
    const auto self = shared_from_this();
    asio::co_spawn(
        sides_->browser.get_executor(), [self, why]() -> asio::awaitable<void> { co_await self->close(why); },
        asio::detached);
}

void Bridge::cut() {
    sides_->browser.next_layer().tcp().close();
}

asio::awaitable<void> Bridge::close(Close why) {
    const auto self = shared_from_this();
    if (std::exchange(ending_, true)) co_return;
    boost::system::error_code error;
    sides_->daemon.close(error);
    // A browser that takes nothing, or never says farewell, is not waited for.
    asio::steady_timer patience(sides_->browser.get_executor(), 2s);
    patience.async_wait([self](boost::system::error_code cancelled) {
        if (!cancelled) self->sides_->browser.next_layer().tcp().close();
    });
    const websocket::close_reason reason(static_cast<websocket::close_code>(why));
    co_await sides_->browser.async_close(reason, asio::redirect_error(asio::use_awaitable, error));
    patience.cancel();
}

}  // namespace vorleser::web
