#include "tests/web/serving.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vorleser::test {

namespace json = boost::json;

std::string HttpAnswer::field(std::string_view name) const {
    const auto wanted = fmt::format("\r\n{}: ", name);
    const auto at = std::search(head.begin(), head.end(), wanted.begin(), wanted.end(),
                                [](char a, char b) { return std::tolower(a) == std::tolower(b); });
    if (at == head.end()) return {};
    const auto begin = static_cast<std::size_t>(at - head.begin()) + wanted.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

Peer::Peer(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error(std::strerror(errno));
}
Peer::~Peer() {
    if (socket_ >= 0) close(socket_);
}
Peer::Peer(Peer&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

bool Peer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Peer::more() {
    pollfd waiting{socket_, POLLIN, 0};
    if (poll(&waiting, 1, 60'000) != 1) throw std::runtime_error("nothing came for a minute");
    char bytes[65536];
    const auto size = recv(socket_, bytes, sizeof bytes, 0);
    if (size > 0) buffer_.append(bytes, static_cast<std::size_t>(size));
    return size > 0;
}

HttpAnswer Peer::answer(bool head) {
    HttpAnswer answer;
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == buffer_.npos)
        if (!more()) return answer;
    answer.head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    answer.status = std::stoi(answer.head.substr(9, 3));
    const auto length = answer.field("Content-Length");
    const std::size_t size = head || length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < size)
        if (!more()) break;
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return answer;
}

bool Peer::closed() {
    while (more()) {
    }
    return true;
}

void Peer::say(std::string_view text, int kind, bool last) {
    std::string frame(1, static_cast<char>((last ? 0x80 : 0) | kind));
    const auto size = text.size();
    if (size < 126)
        frame += static_cast<char>(0x80 | size);
    else if (size < 65536)
        (frame += static_cast<char>(0x80 | 126)) += {static_cast<char>(size >> 8), static_cast<char>(size)};
    else {
        frame += static_cast<char>(0x80 | 127);
        for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(size >> shift);
    }
    frame.append(4, '\0');  // a mask of zeros masks nothing
    send(frame);
    send(text);
}

Peer::Message Peer::hear() {
    Message message;
    for (;;) {
        const auto need = [&](std::size_t size) {
            while (buffer_.size() < size)
                if (!more()) return false;
            return true;
        };
        if (!need(2)) return {.close = -1};
        const int kind = buffer_[0] & 15;
        const bool last = (buffer_[0] & 0x80) != 0;
        std::size_t size = buffer_[1] & 127, head = 2;
        if (const int more_bytes = size == 126 ? 2 : size == 127 ? 8 : 0; more_bytes > 0) {
            head += static_cast<std::size_t>(more_bytes);
            if (!need(head)) return {.close = -1};
            size = 0;
            for (std::size_t i = 2; i < head; ++i) size = size << 8 | static_cast<unsigned char>(buffer_[i]);
        }
        if (!need(head + size)) return {.close = -1};
        const auto data = buffer_.substr(head, size);
        buffer_.erase(0, head + size);
        if (kind == 8) {
            if (data.size() < 2) return {.close = 1005};
            return {.close = static_cast<unsigned char>(data[0]) << 8 | static_cast<unsigned char>(data[1])};
        }
        if (kind >= 9) continue;
        message.text += data;
        if (last) return message;
    }
}

std::string Serving::command(const std::string& environment) const {
    std::string text = "env -i PATH=/usr/bin:/bin LC_ALL=C";
    for (const auto& [name, value] : daemon.environment())
        if (name != "PATH" && name != "LC_ALL") text += fmt::format(" '{}={}'", name, value);
    return text + " " + environment + " " VORLESER_BINARY_DIR "/client/vorleser";
}

Outcome Serving::web(const std::string& arguments) {
    return shell(command() + " web --no-browser " + arguments);
}

void Serving::serve(const std::vector<std::string>& options) {
    std::filesystem::remove(state() / "serving.json");
    std::vector<std::string> arguments{
        VORLESER_BINARY_DIR "/client/vorleser-web", "--json", "web", "--no-browser", "--port", "0"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    server.emplace(arguments, daemon.environment(), (daemon.directory() / "web.log").string());
    ASSERT_TRUE(
        eventually([&] { return std::filesystem::exists(state() / "serving.json") || server->ended(); }));
    const auto here =
        json::value_to<std::string>(json::parse(read_file(state() / "serving.json")).at("here"));
    port = std::stoi(here.substr(here.rfind(':') + 1));
}

std::string Serving::code() {
    const auto got = web("--json");
    EXPECT_EQ(got.code, 0) << got.out;
    return json::value_to<std::string>(json::parse(got.out).at("code"));
}

std::string Serving::paired(const std::string& name) {
    const auto got = post("/pair", json::serialize(json::object{{"code", code()}, {"name", name}}));
    EXPECT_EQ(got.status, 204) << got.body;
    const auto cookie = got.field("Set-Cookie");
    return cookie.substr(0, cookie.find(';'));
}

HttpAnswer Serving::request(const std::string& method, const std::string& target, const With& with,
                            const std::string& body) {
    Peer browser(port);
    auto text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{}", method, target,
                            with.host.empty() ? fmt::format("127.0.0.1:{}", port) : with.host, with.fields);
    if (!with.cookie.empty()) text += "Cookie: " + with.cookie + "\r\n";
    if (!with.origin.empty()) text += "Origin: " + with.origin + "\r\n";
    if (method == "POST")
        text += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", with.type, body.size());
    browser.send(text + "\r\n" + body);
    return browser.answer(method == "HEAD");
}

Peer Serving::socket(const std::string& cookie, int* status, std::optional<std::string> from) {
    Peer browser(port);
    const auto own = from.value_or(origin());
    browser.send(fmt::format(
        "GET /socket HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Cookie: {}\r\n{}\r\n",
        port, cookie, own.empty() ? "" : "Origin: " + own + "\r\n"));
    const auto answer = browser.answer();
    if (status)
        *status = answer.status;
    else
        EXPECT_EQ(answer.status, 101) << answer.head << answer.body;
    return browser;
}

json::value Serving::call(Peer& browser, std::string_view method, json::object params) {
    browser.say(
        json::serialize(json::object{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}}));
    for (;;) {
        const auto message = browser.hear();
        if (message.text.empty()) throw std::runtime_error(fmt::format("closed: {}", message.close));
        auto answer = json::parse(message.text);
        if (answer.as_object().contains("id")) return answer;
    }
}

}  // namespace vorleser::test
