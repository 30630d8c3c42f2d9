// The page's server as a listener runs it, with the real daemon, and browsers by hand: bytes on real sockets.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"
#include "tests/support/shell.hpp"

namespace vorleser::test {

struct HttpAnswer {
    int status = 0;  // 0: the connection was closed without one
    std::string head, body;
    // A field's value, the first of its name; empty: there is none.
    std::string field(std::string_view name) const;
};

// A connection to 127.0.0.1. Each wait is a minute at most, then the test fails.
class Peer {
 public:
    explicit Peer(int port);
    ~Peer();
    Peer(Peer&& other) noexcept;
    Peer& operator=(Peer&&) = delete;

    bool send(std::string_view bytes);  // false: it is closed
    HttpAnswer answer(bool head = false);
    bool closed();  // waits until it is
    int descriptor() const { return socket_; }

    // As a WebSocket, after its handshake.
    void say(std::string_view text, int kind = 1, bool last = true);
    struct Message {
        std::string text;  // empty at the end
        int close = 0;     // why it ended, if it did; -1: without a word
    };
    Message hear();

 private:
    bool more();
    int socket_;
    std::string buffer_;
};

class Serving : public testing::Test {
 protected:
    Serving() { daemon.start(); }
    ~Serving() override { server.reset(); }

    // Starts the server; each further time another one, at another port.
    void serve(const std::vector<std::string>& options = {});
    std::string origin() const { return "http://127.0.0.1:" + std::to_string(port); }
    // A code, as a second `vorleser web` gives it.
    std::string code();
    // A paired device; its cookie, "vorleser=…".
    std::string paired(const std::string& name = "Telefon");
    // `vorleser web …`, by the shell.
    Outcome web(const std::string& arguments);

    struct With {
        std::string cookie, origin, host, type = "application/json", fields;
    };
    HttpAnswer request(const std::string& method, const std::string& target, const With& with,
                       const std::string& body = "");
    HttpAnswer get(const std::string& target, const std::string& cookie = "") {
        return request("GET", target, {.cookie = cookie});
    }
    // From our own page.
    HttpAnswer post(const std::string& target, const std::string& body, const std::string& cookie = "") {
        return request("POST", target, {.cookie = cookie, .origin = origin()}, body);
    }
    // After the handshake, whose status goes into `status`.
    Peer socket(const std::string& cookie, int* status = nullptr, std::optional<std::string> from = {});
    boost::json::value call(Peer& browser, std::string_view method, boost::json::object params = {});

    std::filesystem::path state() const { return daemon.directory() / "state/vorleser/web"; }
    // The client as the listener runs it. `environment`: more of it, for the shell.
    std::string command(const std::string& environment = "") const;

    RunningDaemon daemon;
    std::optional<Process> server;
    int port = 0;
};

}  // namespace vorleser::test
