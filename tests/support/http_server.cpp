#include "tests/support/http_server.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vorleser::test {

bool HttpServer::Peer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

void HttpServer::Peer::wait_until_gone() {
    char ignored[256];
    while (recv(socket_, ignored, sizeof ignored, 0) > 0) {
    }
}

HttpServer::HttpServer() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (bind(listener_, any, size) != 0 || listen(listener_, 64) != 0 ||
        getsockname(listener_, any, &size) != 0)
        throw std::runtime_error("cannot listen at 127.0.0.1");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

HttpServer::~HttpServer() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    close(listener_);
    {
        const std::lock_guard lock(mutex_);
        for (const int each : sockets_) shutdown(each, SHUT_RDWR);
    }
    for (auto& each : connections_) each.join();
}

void HttpServer::at(const std::string& target, Answer answer) {
    const std::lock_guard lock(mutex_);
    answers_[target] = std::move(answer);
}

void HttpServer::at(const std::string& target, const std::string& bytes) {
    at(target, [bytes](Peer& peer) { peer.send(bytes); });
}

std::string HttpServer::address(std::string_view target) const {
    return fmt::format("http://127.0.0.1:{}{}", port_, target);
}

std::vector<std::string> HttpServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void HttpServer::accept_all() {
    for (;;) {
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;  // shut down
        const std::lock_guard lock(mutex_);
        sockets_.insert(socket);
        connections_.emplace_back([this, socket] { serve(socket); });
    }
}

void HttpServer::serve(int socket) {
    std::string head;
    char piece[4096];
    for (ssize_t n = 1; n > 0 && head.find("\r\n\r\n") == head.npos;)
        if (n = recv(socket, piece, sizeof piece, 0); n > 0) head.append(piece, static_cast<std::size_t>(n));
    const auto begin = head.find(' ') + 1;
    const auto target = head.substr(begin, head.find(' ', begin) - begin);
    Answer answer;
    {
        const std::lock_guard lock(mutex_);
        requests_.push_back(head);
        if (const auto found = answers_.find(target); found != answers_.end()) answer = found->second;
    }
    Peer peer(socket);
    if (answer)
        answer(peer);
    else
        peer.send(http_answer("404 Not Found", "", "nothing here"));
    const std::lock_guard lock(mutex_);
    sockets_.erase(socket);
    close(socket);
}

std::string http_answer(std::string_view status, std::string_view head, std::string_view body) {
    return fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n{}", status, head,
                       body.size(), body);
}

std::string http_page(std::string_view content_type, std::string_view body) {
    return http_answer("200 OK", fmt::format("Content-Type: {}\r\n", content_type), body);
}

std::string http_redirect(std::string_view to) {
    return http_answer("302 Found", fmt::format("Location: {}\r\n", to), "");
}

}  // namespace vorleser::test
