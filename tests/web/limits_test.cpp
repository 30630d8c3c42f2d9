// Slow, silent and greedy browsers, with limits that a test can wait for.
#include <thread>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "client/web/listening.hpp"
#include "client/web/server.hpp"
#include "tests/web/serving.hpp"

namespace vorleser::test {
namespace {

class Limits : public testing::Test {
 protected:
    Limits() {
        setenv("XDG_CACHE_HOME", directory.path().c_str(), 1);
        setenv("XDG_STATE_HOME", directory.path().c_str(), 1);
    }
    ~Limits() override {
        context.stop();
        if (thread.joinable()) thread.join();
    }
    void serve(web::Limits limits) {
        devices.emplace(directory.path() / "web");
        server.emplace(
            context, *devices, web::Site{}, DaemonAddress{"/nowhere", false},
            [] { return own::Descriptor(); }, limits);
        auto listening = web::listen_at(0, false);
        port = web::bound(listening).port;
        server->listen(std::move(listening), nullptr);
        thread = std::thread([this] { context.run(); });
    }

    TemporaryDirectory directory;
    boost::asio::io_context context{1};
    std::optional<web::Devices> devices;
    std::optional<web::Server> server;
    std::thread thread;
    int port = 0;
};

constexpr std::string_view request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

TEST_F(Limits, WhoSaysNothingOrHalfIsClosed) {
    serve({.request_seconds = 1, .idle_seconds = 1, .write_seconds = 1});
    Peer silent(port), half(port), body(port), idle(port);
    half.send("GET / HTTP/1.1\r\nHost: loc");
    body.send(
        "POST /pair HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Length: 100\r\n\r\n{");
    idle.send(request);
    EXPECT_EQ(idle.answer().status, 200);
    for (auto* each : {&silent, &half, &body, &idle}) EXPECT_TRUE(each->closed());
}

TEST_F(Limits, WhoTakesNothingIsClosed) {
    serve({.request_seconds = 60, .idle_seconds = 60, .write_seconds = 1});
    Peer greedy(port);
    // Until it is closed from there: what was asked for is never read.
    for (int i = 0; greedy.send(request); ++i) ASSERT_LT(i, 10'000'000);
}

TEST_F(Limits, ConnectionsOfOneAddressAreCounted) {
    serve({.connections = 10, .of_one_address = 4});
    std::vector<Peer> peers;
    for (int i = 0; i < 4; ++i) {
        peers.emplace_back(port);
        peers.back().send(request);
        EXPECT_EQ(peers.back().answer().status, 200);
    }
    EXPECT_TRUE(Peer(port).closed());
    peers.pop_back();
    EXPECT_TRUE(eventually([&] {
        Peer next(port);
        next.send(request);
        return next.answer().status == 200;
    }));
}

// Whoever opens connections and says nothing, or only what anybody may ask, gives way to whoever comes.
TEST_F(Limits, WhoSaysNothingLocksNobodyOut) {
    serve({.connections = 8, .of_one_address = 6, .sockets = 2});
    web::Refusal refusal{};
    const auto token = devices->pair(devices->new_code(), "Telefon", refusal)->token;
    const auto me = fmt::format("GET /me HTTP/1.1\r\nHost: localhost\r\nCookie: vorleser={}\r\n\r\n", token);
    std::vector<Peer> known, strangers;
    for (int i = 0; i < 3; ++i) {
        known.emplace_back(port);
        known.back().send(me);
        EXPECT_EQ(known.back().answer().status, 200);
    }
    for (int i = 0; i < 40; ++i) {
        strangers.emplace_back(port);
        if (i % 3 == 1) strangers.back().send("GET / HT");
        if (i % 3 == 2)
            strangers.back().send(
                fmt::format("GET /socket HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nUpgrade: "
                            "websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                            "AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
        Peer owner(port);
        owner.send(me);
        EXPECT_EQ(owner.answer().status, 200) << i;
    }
    for (auto& each : known) {
        each.send(me);
        EXPECT_EQ(each.answer().status, 200) << "a device's connection stays";
    }
    EXPECT_TRUE(strangers.front().closed());
    // Where devices have taken all, there is no room.
    for (;;) {
        Peer next(port);
        next.send(me);
        if (next.answer().status != 200) break;
        known.push_back(std::move(next));
        ASSERT_LE(known.size(), 6u);
    }
}

TEST_F(Limits, HeadsAndBodiesAreBounded) {
    serve({});
    Peer long_head(port), long_body(port), chunked(port), both(port);
    long_head.send(
        fmt::format("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\n\r\n", std::string(20'000, 'a')));
    EXPECT_EQ(long_head.answer().status, 431);
    EXPECT_TRUE(long_head.closed());
    const std::string_view post = "POST /pair HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n";
    long_body.send(fmt::format("{}Content-Length: 100000\r\n\r\n", post));
    EXPECT_EQ(long_body.answer().status, 413);
    chunked.send(
        fmt::format("{}Transfer-Encoding: chunked\r\n\r\n20000\r\n{}", post, std::string(0x20000, 'a')));
    EXPECT_EQ(chunked.answer().status, 400) << "bodies have a length";
    both.send(fmt::format("{}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", post));
    EXPECT_EQ(both.answer().status, 400) << "two lengths: a proxy might take the other";
    // What one takes for the body's encoding another may take for the next request, and fields behind a body
    // for those before it.
    for (const char* coding : {"gzip", "identity", "xchunked", "chunked, identity", "gzip, chunked",
                               "chunked", "identity\r\nTransfer-Encoding: chunked"}) {
        Peer peer(port);
        peer.send(
            fmt::format("POST /pair HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: {}\r\n\r\n"
                        "0\r\nOrigin: http://localhost\r\n\r\nGET / HTTP/1.1\r\nHost: "
                        "localhost\r\n\r\n",
                        coding));
        EXPECT_EQ(peer.answer().status, 400) << coding;
        EXPECT_EQ(peer.answer().status, 0) << coding << ": nothing of it was taken for a request";
    }
    for (const char* nonsense :
         {"\r\n\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
          "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not ours \r\n\r\n"}) {
        Peer peer(port);
        peer.send(nonsense);
        const auto status = peer.answer().status;
        EXPECT_TRUE(status == 400 || status == 0) << status << nonsense;
    }
}

}  // namespace
}  // namespace vorleser::test
