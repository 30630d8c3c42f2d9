#include "client/web/answers.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/places.hpp"
#include "client/values.hpp"
#include "client/web/adding.hpp"
#include "client/web/files.hpp"
#include "client/web/messages.hpp"
#include "client/web/request.hpp"
#include "client/web/wrong.hpp"

namespace vorleser::web {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::string_view plain_cookie = "vorleser", secure_cookie = "__Host-vorleser";
constexpr int cookie_seconds = 400 * 24 * 3600;  // what browsers keep at most; each visit begins it anew

bool reads(const Request& request) {
    return request.method == "GET" || request.method == "HEAD";
}

// Whether the browser has TLS, be it ours or a proxy's before us: it tells where its page came from.
bool page_is_secure(const Request& request) {
    return request.encrypted || request.origin.starts_with("https://");
}

std::string cookie(std::string_view token, bool secure) {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}",
                       secure ? secure_cookie : plain_cookie, token, token.empty() ? 0 : cookie_seconds,
                       secure ? "; Secure" : "");
}

std::string_view token_of(const Request& request) {
    const auto secure = find_cookie(request.cookie, secure_cookie);
    return !secure.empty() || request.encrypted ? secure : find_cookie(request.cookie, plain_cookie);
}

// Whether `word` stands in `list`, "GET, HEAD".
bool has_word(std::string_view list, std::string_view word) {
    for (std::size_t at = 0; at < list.size();
         at = list.find_first_not_of(", ", std::min(list.find(',', at), list.size()))) {
        if (list.substr(at, std::min(list.find(',', at), list.size()) - at) == word) return true;
    }
    return false;
}

// A form that a phone shares comes from no page: nothing is done for it but to lead to the page, below /add.
// A page elsewhere can send this type with any body.
bool is_form(const Request& request) {
    return request.content_type.starts_with("application/x-www-form-urlencoded");
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const unsigned char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
    }
    return out;
}

}  // namespace

const std::vector<std::pair<std::string_view, std::string_view>> common_fields{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
     "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
     "frame-ancestors 'none'"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
};

Answer json_answer(const json::value& value, unsigned status) {
    return {.status = status,
            .type = "application/json",
            .body = json::serialize(value),
            .fields = {{"Cache-Control", "no-store"}}};
}

// Who may ask, and how.
struct Answers::Route {
    std::string_view path;     // with '/' at its end: and all below it
    std::string_view methods;  // as Allow names them
    bool paired;               // devices only
    Answered (Answers::*answer)(const Request&);
    bool forms = false;  // a form may come from anywhere
};

const Answers::Route Answers::routes[] = {
    {"/pair", "POST", false, &Answers::pair},
    {"/me", "GET, HEAD", true, &Answers::me},
    {"/leave", "POST", true, &Answers::leave},
    {"/add", "GET, HEAD, POST", false, &Answers::add, true},
    {"/socket", "GET", false, &Answers::socket},
    {"/authority.crt", "GET, HEAD", false, &Answers::authority},
    {"/sounds", "POST", true, &Answers::make_sound},
    {"/sound/", "GET, HEAD", true, &Answers::sound},
    {"/words/", "GET, HEAD", true, &Answers::words},
    {"/feed/", "GET, HEAD", false, &Answers::feed},
};

Answers::Answers(Devices& devices, Site site, DaemonAddress daemon)
    : devices_(devices),
      site_(std::move(site)),
      daemon_(daemon),
      sounds_({.directory = cache_directory() / "web", .daemon = daemon}) {}

// An address is ours where the connection ends at it: a page elsewhere can give any name our address, but is
// then called by that name. Any port: by a tunnel it is another than ours.
bool Answers::is_ours(const Request& request) const {
    const auto host = parse_host(request.host);
    if (!host) return false;
    return host->name == "localhost" || host->name == request.address || site_.hosts.contains(host->name);
}

bool Answers::from_our_page(const Request& request) const {
    if (request.origin == fmt::format("https://{}", request.host)) return true;
    return !request.encrypted && request.origin == fmt::format("http://{}", request.host);
}

const Device* Answers::device_of(const Request& request) const {
    const auto token = token_of(request);
    return token.empty() ? nullptr : devices_.find(token);
}

bool Answers::knows(const Request& request) const {
    constexpr std::string_view feed = "/feed/";
    if (request.target.starts_with(feed))
        return site_.podcast && site_.podcast->knows(request.target.substr(feed.size()));
    return device_of(request) != nullptr;
}

asio::awaitable<Answer> Answers::answer(const Request& request) {
    const auto target = parse_target(request.target);
    if (!target) co_return problem(400, &messages::no_such_path);
    if (!is_ours(request)) co_return problem(421, &messages::unknown_host);
    if (request.foreign && !site_.proxied.contains(parse_host(request.host)->name))
        co_return problem(403, &messages::another_user);
    if (request.unsafe)
        co_return Answer{.status = 308,
                         .fields = {{"Location", fmt::format("https://{}{}", request.host, request.target)}}};

    const auto* route = std::ranges::find_if(routes, [&](const Route& each) {
        return each.path.ends_with('/') ? target->path.starts_with(each.path) : target->path == each.path;
    });
    const bool is_file = route == std::end(routes);
    if (is_file && !find_file(target->path)) co_return problem(404, &messages::no_such_path);
    const std::string_view methods = is_file ? "GET, HEAD" : route->methods;
    if (!has_word(methods, request.method)) {
        auto refused = problem(405, &messages::other_method);
        refused.fields.emplace_back("Allow", methods);
        co_return refused;
    }
    if (is_file) co_return serve_file(request, target->path);
    if (!reads(request) && !(route->forms && is_form(request)) && !from_our_page(request))
        co_return problem(403, &messages::foreign_page);
    if (route->paired && !device_of(request)) co_return problem(401, &messages::not_paired);
    const std::string device = device_of(request) ? device_of(request)->hash : "";
    try {
        auto answer = co_await (this->*route->answer)(request);
        answer.device = device;
        co_return answer;
    } catch (...) {  // the disk refuses
        co_return failed();
    }
}

Answer Answers::serve_file(const Request& request, std::string_view path) const {
    const File& file = *find_file(path);
    Answer answer{.type = std::string(file.type)};
    // Asked for each time, so that a new version is there at once, and all of its files together.
    answer.fields = {
        {"Cache-Control", "no-cache"}, {"Vary", "Accept-Encoding"}, {"ETag", std::string(file.etag)}};
    if (names_etag(request.if_none_match, file.etag)) {
        answer.status = 304;
        answer.type.clear();
    } else if (!file.gzip) {
        answer.fixed = file.bytes;
    } else if (accepts_gzip(request.accept_encoding)) {
        answer.fixed = file.bytes;
        answer.fields.emplace_back("Content-Encoding", "gzip");
    } else {
        answer.body = unpacked(file);
    }
    return answer;
}

asio::awaitable<Answer> Answers::pair(const Request& request) {
    boost::system::error_code wrong;
    const auto value = json::parse(request.body, wrong);
    const auto* object = wrong ? nullptr : value.if_object();
    const auto* code = object ? object->if_contains("code") : nullptr;
    const auto* name = object ? object->if_contains("name") : nullptr;
    if (!code || !code->is_string() || (name && !name->is_string()))
        co_return problem(400, &messages::no_code_given);
    Refusal refusal{};
    const auto paired = telling([&] {
        return devices_.pair(code->as_string(), name ? std::string_view(name->as_string()) : "", refusal);
    })();
    if (!paired) switch (refusal) {
            case Refusal::wrong_code:
                co_return problem(403, &messages::wrong_code);
            case Refusal::no_code:
                co_return problem(403, &messages::no_code);
            case Refusal::too_many:
                co_return problem(409, &messages::too_many_devices);
        }
    co_return Answer{.status = 204,
                     .fields = {{"Set-Cookie", cookie(paired->token, page_is_secure(request))},
                                {"Cache-Control", "no-store"}}};
}

asio::awaitable<Answer> Answers::me(const Request& request) {
    const bool secure = !find_cookie(request.cookie, secure_cookie).empty();
    auto answer = json_answer(
        json::object{{"name", device_of(request)->name}, {"secure", secure}, {"version", VORLESER_VERSION}});
    answer.fields.emplace_back("Set-Cookie", cookie(token_of(request), secure));
    co_return answer;
}

asio::awaitable<Answer> Answers::leave(const Request& request) {
    const auto hash = device_of(request)->hash;  // a copy: what it belongs to is read anew
    telling([&] { return devices_.remove_hash(hash); })();
    co_return Answer{
        .status = 204,
        .fields = {{"Set-Cookie", cookie("", page_is_secure(request))}, {"Cache-Control", "no-store"}}};
}

// What everybody may know, and a phone must before it trusts us.
asio::awaitable<Answer> Answers::authority(const Request&) {
    if (site_.authority.empty()) co_return problem(404, &messages::no_such_path);
    co_return Answer{.type = "application/x-x509-ca-cert", .body = site_.authority};
}

// A device that is not paired, or no longer, is told so by the WebSocket: a browser shows no page how a
// handshake was refused.
asio::awaitable<Answer> Answers::socket(const Request& request) {
    // The handshake is a GET, but any page may begin one.
    if (!from_our_page(request)) co_return problem(403, &messages::foreign_page);
    co_return Answer{.status = 426, .fields = {{"Upgrade", "websocket"}}, .socket = request.upgrade};
}

// By GET (a bookmarklet, without the Strict cookie) and by a form (what a phone shares) it is the page, which
// posts itself what it finds in its address.
asio::awaitable<Answer> Answers::add(const Request& request) {
    if (reads(request)) co_return serve_file(request, "/index.html");
    if (is_form(request)) {
        const auto form = parse_form(request.body);
        if (!form) co_return problem(400, &messages::no_address_given);
        const auto address = shared_address(*form);
        const auto text = form->find("text");
        const bool other = address.empty() && text != form->end();
        co_return Answer{
            .status = 303,
            .fields = {{"Location", "/add?" + (other ? "text=" + escaped(text->second.substr(0, 4000))
                                                     : "url=" + escaped(address))}}};
    }
    if (!device_of(request)) co_return problem(401, &messages::not_paired);
    boost::system::error_code wrong;
    const auto value = json::parse(request.body, wrong);
    const auto* object = wrong ? nullptr : value.if_object();
    const auto* address = object ? object->if_contains("address") : nullptr;
    if (!address || !address->is_string()) co_return problem(400, &messages::no_address_given);
    auto work = [address = std::string(address->as_string()), to = parse_text(*object, "to"),
                 daemon = daemon_] { return add_address(address, to, daemon); };
    try {
        co_return co_await fetching_.run(std::move(work));
    } catch (const Busy&) {
        co_return problem(503, &messages::busy);
    }
}

}  // namespace vorleser::web
