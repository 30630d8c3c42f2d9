// What is answered to a request: all of HTTP but how it travels. The server (server.hpp) reads and writes.
//
// Before anything else a request must name a host that is ours (parse_host), since a page elsewhere may have
// its own name point to this machine (DNS rebinding); what is not GET or HEAD must come from our own page
// (Origin). Only then is looked what is wanted and whether the device is paired. GET and HEAD change nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>

#include "client/connection.hpp"
#include "client/web/devices.hpp"
#include "client/web/feeds.hpp"
#include "client/web/pool.hpp"
#include "client/web/saved.hpp"
#include "client/web/sound.hpp"

namespace vorleser::web {

// Views that live as long as the request's bytes.
struct Request {
    std::string_view method, target, host, origin, cookie, content_type, if_none_match, if_range, range,
        accept_encoding, body;
    std::string address;     // of the connection's end here, without port: "192.168.1.20"
    bool encrypted = false;  // TLS ends here
    bool unsafe = false;     // it should, and does not
    bool foreign = false;    // from this machine, by another user than ours
    bool upgrade = false;    // it wants a WebSocket
};

// What comes behind an answer's `body`, piece by piece, so that it is never whole in memory.
struct Pieces {
    std::uint64_t next = 0, end = 0;  // bytes of what is read
    std::function<std::string(std::uint64_t offset, std::size_t bytes)>
        read;                      // blocks; empty or throws: no more
    std::function<bool()> wanted;  // in the loop's thread: whether it may still be had; empty: it may
};

struct Answer {
    unsigned status = 200;
    std::string type;  // of the body; empty: there is none
    std::string body;  // or `fixed`, which lives as long as the program
    std::string_view fixed;
    std::vector<std::pair<std::string, std::string>> fields;  // beside those that every answer has
    std::optional<Pieces> pieces;
    bool socket = false;  // a WebSocket to the daemon may begin
    std::string device;   // hash of the device that asks, if it is paired
};

struct Site {
    std::set<std::string> hosts;    // names that are ours, beside addresses of this machine
    std::set<std::string> proxied;  // of these those by which a proxy sends on
    std::string authority;          // PEM, for phones to trust; empty: none of ours
    Podcast* podcast = nullptr;     // null: none
    Saved* saved = nullptr;         // null: none
};

class Answers {
 public:
    // `daemon`: where addresses are added.
    Answers(Devices& devices, Site site, DaemonAddress daemon);

    // Whether it is a device's, or a podcast client's.
    bool knows(const Request& request) const;

    // In the loop's thread; `request` lives until it is answered. Throws nothing that is the request's fault.
    boost::asio::awaitable<Answer> answer(const Request& request);

    // The next piece, and goes on behind it; empty: there is none, the device was removed, or it cannot be
    // had.
    boost::asio::awaitable<std::string> next_piece(Pieces& pieces, const std::string& device);

 private:
    struct Route;
    static const Route routes[];

    bool is_ours(const Request& request) const;
    bool from_our_page(const Request& request) const;
    const Device* device_of(const Request& request) const;
    Answer serve_file(const Request& request, std::string_view path) const;

    using Answered = boost::asio::awaitable<Answer>;
    Answered pair(const Request& request);
    Answered me(const Request& request);
    Answered leave(const Request& request);
    Answered add(const Request& request);
    Answered socket(const Request& request);
    Answered authority(const Request& request);
    Answered make_sound(const Request& request);
    Answered sound(const Request& request);
    Answered feed(const Request& request);
    Answered part_of(const Request& request, std::function<std::shared_ptr<Served>()> find,
                     std::string_view caching, Pool& pool);
    Answered words(const Request& request);

    Devices& devices_;
    const Site site_;
    const DaemonAddress daemon_;
    Sounds sounds_;
    // What waits for another program holds up nobody's sound.
    Pool fetching_{3, 12}, speaking_{2, 64}, waiting_{4, 32};
};

// Fields that every answer has, the page's and errors too.
extern const std::vector<std::pair<std::string_view, std::string_view>> common_fields;

// An answer of JSON that nobody keeps.
Answer json_answer(const boost::json::value& value, unsigned status = 200);

}  // namespace vorleser::web
