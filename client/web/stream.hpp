// A browser's connection, with or without TLS: one type for both, so that what is above it is compiled once.
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>

namespace vorleser::web {

// What Asio calls an AsyncStream. Its time limit is that of tcp().
class Stream {
 public:
    using Plain = boost::beast::tcp_stream;
    using Encrypted = boost::asio::ssl::stream<Plain>;
    using executor_type = Plain::executor_type;

    explicit Stream(boost::asio::ip::tcp::socket socket) : layers_(Plain(std::move(socket))) {}
    Stream(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& context)
        : layers_(Encrypted(Plain(std::move(socket)), context)) {}

    bool encrypted() const { return std::holds_alternative<Encrypted>(layers_); }
    Encrypted& tls() { return std::get<Encrypted>(layers_); }
    Plain& tcp() {
        auto* plain = std::get_if<Plain>(&layers_);
        return plain ? *plain : std::get<Encrypted>(layers_).next_layer();
    }
    Plain& next_layer() { return tcp(); }
    const Plain& next_layer() const { return const_cast<Stream&>(*this).tcp(); }
    executor_type get_executor() { return tcp().get_executor(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return std::visit(
            [&](auto& layer) { return layer.async_read_some(buffers, std::forward<Token>(token)); }, layers_);
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return std::visit(
            [&](auto& layer) { return layer.async_write_some(buffers, std::forward<Token>(token)); },
            layers_);
    }

 private:
    std::variant<Plain, Encrypted> layers_;
};

// How a WebSocket ends its connection: without TLS's farewell, for which the browser does not wait.
template <class Handler>
void async_teardown(boost::beast::role_type role, Stream& stream, Handler&& handler) {
    using boost::beast::websocket::async_teardown;
    async_teardown(role, stream.tcp(), std::forward<Handler>(handler));
}

}  // namespace vorleser::web
