// A web server for tests, on 127.0.0.1 at a port of its own: what stands at a path, the test says to the
// byte, right or wrong. Every request gets a connection and a thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace vorleser::test {

class HttpServer {
 public:
    // A connection whose request has been read.
    class Peer {
     public:
        explicit Peer(int socket) : socket_(socket) {}
        bool send(std::string_view bytes);  // false: the client has gone
        void wait_until_gone();

     private:
        int socket_;
    };
    using Answer = std::function<void(Peer&)>;  // the connection is closed after it

    HttpServer();
    ~HttpServer();  // ends the connections that are left
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    // `target` as in the request: "/artikel?seite=1". What was not set is 404.
    void at(const std::string& target, Answer answer);
    void at(const std::string& target, const std::string& bytes);

    int port() const { return port_; }
    std::string address(std::string_view target) const;
    std::vector<std::string> requests() const;  // the heads so far, each as it came

 private:
    void accept_all();
    void serve(int socket);

    int listener_ = -1;
    int port_ = 0;
    mutable std::mutex mutex_;  // guards what follows
    std::map<std::string, Answer> answers_;
    std::vector<std::string> requests_;
    std::set<int> sockets_;
    std::vector<std::thread> connections_;
    std::thread acceptor_;
};

// A whole answer with its length; `head`: further lines of its head, each with "\r\n".
std::string http_answer(std::string_view status, std::string_view head, std::string_view body);
std::string http_page(std::string_view content_type, std::string_view body);  // 200
std::string http_redirect(std::string_view to);                               // 302

}  // namespace vorleser::test
