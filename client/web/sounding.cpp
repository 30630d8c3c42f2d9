// What is heard in a browser, and where its words are: the paths below /sound and /words.
#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/web/answers.hpp"
#include "client/web/files.hpp"
#include "client/web/messages.hpp"
#include "client/web/ranges.hpp"
#include "client/web/request.hpp"
#include "client/web/wrong.hpp"

namespace vorleser::web {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::size_t piece_bytes = 32768;
// An address names what its bytes depend on: they are never others.
constexpr auto for_ever = "private, max-age=31536000, immutable";

std::string_view below(const Request& request, std::string_view directory) {
    return parse_target(request.target)->path.substr(directory.size());
}

}  // namespace

asio::awaitable<std::string> Answers::next_piece(Pieces& pieces, const std::string& device) {
    if (!device.empty() && !devices_.has(device)) co_return std::string();
    if (pieces.wanted && !pieces.wanted()) co_return std::string();
    auto work = [&pieces] {
        return pieces.read(pieces.next, std::min<std::uint64_t>(piece_bytes, pieces.end - pieces.next));
    };
    std::string piece;
    try {
        piece = co_await speaking_.run(std::move(work));
    } catch (...) {  // its head has gone out: the connection ends short, which the browser sees
    }
    pieces.next += piece.size();
    co_return piece;
}

asio::awaitable<Answer> Answers::make_sound(const Request& request) {
    boost::system::error_code wrong;
    auto wanted = json::parse(request.body, wrong);
    if (wrong || !wanted.is_object()) co_return problem(400, &messages::no_such_path);
    auto work = [this, wanted = wanted.as_object()] { return sounds_.make(wanted); };
    try {
        const auto made = co_await speaking_.run(telling(std::move(work)));
        co_return json_answer(made);
    } catch (...) {
        co_return failed();
    }
}

// The file that `find` finds in a thread, or the part of it that is asked for.
asio::awaitable<Answer> Answers::part_of(const Request& request,
                                         std::function<std::shared_ptr<Served>()> find,
                                         std::string_view caching, Pool& pool) {
    try {
        const auto served = co_await pool.run(telling(std::move(find)));
        if (!served) co_return problem(404, &messages::no_such_path);
        const auto etag = served->etag();
        const auto size = served->size();
        Answer answer{
            .type = std::string(served->mime()),
            .fields = {{"ETag", etag}, {"Accept-Ranges", "bytes"}, {"Cache-Control", std::string(caching)}}};
        if (names_etag(request.if_none_match, etag)) {
            answer.status = 304;
            answer.type.clear();
            co_return answer;
        }
        Pieces pieces{0, size, [served](auto offset, auto bytes) { return served->read(offset, bytes); }};
        const bool get = request.method == "GET";
        const auto wanted = get ? parse_range(request.range, request.if_range, etag, size) : Wanted(Whole{});
        if (std::holds_alternative<Unsatisfiable>(wanted)) {
            answer = problem(416, &messages::no_such_range);
            answer.fields.emplace_back("Content-Range", fmt::format("bytes */{}", size));
            co_return answer;
        }
        if (const auto* range = std::get_if<ByteRange>(&wanted)) {
            pieces.next = range->first;
            pieces.end = range->last + 1;
            answer.status = 206;
            answer.fields.emplace_back("Content-Range",
                                       fmt::format("bytes {}-{}/{}", range->first, range->last, size));
        }
        // The first piece tells whether it can be had at all.
        if (get && pieces.next < pieces.end) {
            auto begin = [&pieces] {
                return pieces.read(pieces.next,
                                   std::min<std::uint64_t>(piece_bytes, pieces.end - pieces.next));
            };
            answer.body = co_await pool.run(telling(std::move(begin)));
            pieces.next += answer.body.size();
        }
        answer.pieces = std::move(pieces);
        co_return answer;
    } catch (...) {
        co_return failed();
    }
}

asio::awaitable<Answer> Answers::sound(const Request& request) {
    const std::string name(below(request, "/sound/"));
    // One article, as a file for other players.
    if (name.find('/') != name.npos) {
        if (!site_.saved) co_return problem(404, &messages::no_such_path);
        auto find = [this, name] { return std::shared_ptr<Served>(site_.saved->open(name, sounds_)); };
        co_return co_await part_of(request, std::move(find), "private, no-cache", waiting_);
    }
    auto find = [this, name] { return std::shared_ptr<Served>(sounds_.open(name)); };
    co_return co_await part_of(request, std::move(find), for_ever, speaking_);
}

// For podcast clients, which know no cookies: the address itself has the secret.
asio::awaitable<Answer> Answers::feed(const Request& request) {
    const std::string path(below(request, "/feed/"));
    // Whoever guesses is at nobody's turn.
    if (!site_.podcast || !site_.podcast->knows(path)) co_return problem(404, &messages::no_such_path);
    // By a name that is not this machine's own end it came through a proxy, which has TLS.
    const auto host = parse_host(request.host);
    const bool here = host->name == "localhost" || host->name == request.address;
    auto find = [this, path,
                 site = fmt::format("http{}://{}", request.encrypted || !here ? "s" : "", request.host)] {
        return std::shared_ptr<Served>(site_.podcast->open(path, site));
    };
    const bool is_sound = path.find("/sound/") != path.npos;
    auto answer =
        co_await part_of(request, std::move(find), is_sound ? for_ever : "private, no-cache", waiting_);
    if (answer.pieces) answer.pieces->wanted = [this, path] { return site_.podcast->knows(path); };
    answer.fields.emplace_back("X-Robots-Tag", "noindex");
    co_return answer;
}

asio::awaitable<Answer> Answers::words(const Request& request) {
    const std::string name(below(request, "/words/"));
    const bool gzip = accepts_gzip(request.accept_encoding);
    auto work = [this, name, gzip] {
        auto words = sounds_.words(name);
        return words && gzip ? std::optional(compressed(*words)) : words;
    };
    try {
        auto words = co_await speaking_.run(telling(std::move(work)));
        if (!words) co_return problem(404, &messages::no_such_path);
        Answer answer{.type = "application/json",
                      .body = std::move(*words),
                      .fields = {{"Cache-Control", for_ever}, {"Vary", "Accept-Encoding"}}};
        if (gzip) answer.fields.emplace_back("Content-Encoding", "gzip");
        co_return answer;
    } catch (...) {
        co_return failed();
    }
}

}  // namespace vorleser::web
