#include "client/web/answers.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/web/files.hpp"
#include "client/web/messages.hpp"
#include "client/web/request.hpp"

namespace vorleser::web {
namespace {

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

std::string cookie(const Request& request, std::string_view token, bool secure) {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}",
                       secure ? secure_cookie : plain_cookie, token, token.empty() ? 0 : cookie_seconds,
                       secure ? "; Secure" : "");
    (void)request;
}

std::string_view token_of(const Request& request) {
    const auto secure = find_cookie(request.cookie, secure_cookie);
    return !secure.empty() || request.encrypted ? secure : find_cookie(request.cookie, plain_cookie);
}

Answer json_answer(const json::value& value) {
    return {.type = "application/json",
            .body = json::serialize(value),
            .fields = {{"Cache-Control", "no-store"}}};
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

Answer problem(unsigned status, std::string_view message) {
    auto answer = json_answer(json::object{{"message", message}});
    answer.status = status;
    return answer;
}

// Who may ask, and how.
struct Answers::Route {
    std::string_view path;
    std::string_view methods;  // as Allow names them
    bool paired = true;        // devices only
    Answer (Answers::*answer)(const Request&);
};

const Answers::Route Answers::routes[] = {
    {"/pair", "POST", false, &Answers::pair},
    {"/me", "GET, HEAD", true, &Answers::me},
    {"/leave", "POST", true, &Answers::leave},
    {"/socket", "GET", true, nullptr},
};

Answers::Answers(Devices& devices, Site site) : devices_(devices), site_(std::move(site)) {}

// An address is ours where the connection ends at it: a page elsewhere can give any name our address, but is
// then called by that name. Any port: by a tunnel it is another than ours.
bool Answers::is_ours(const Request& request) const {
    const auto host = parse_host(request.host);
    if (!host) return false;
    return host->name == "localhost" || host->name == request.address || site_.hosts.contains(host->name);
}

bool Answers::from_our_page(const Request& request) const {
    if (request.origin == fmt::format("https://{}", request.host)) return true;
    return !request.encrypted && !site_.secure_only &&
           request.origin == fmt::format("http://{}", request.host);
}

const Device* Answers::device_of(const Request& request) const {
    const auto token = token_of(request);
    return token.empty() ? nullptr : devices_.find(token);
}

Answer Answers::answer(const Request& request) {
    const auto target = parse_target(request.target);
    if (!target) return problem(400, "this is no path");
    if (!is_ours(request)) return problem(421, messages::unknown_host());
    if (!reads(request) && !from_our_page(request)) return problem(403, messages::foreign_page());

    const auto* route = std::ranges::find(routes, target->path, &Route::path);
    const bool is_route = route != std::end(routes);
    if (!is_route && !find_file(target->path)) return problem(404, messages::no_such_path());
    const std::string_view methods = is_route ? route->methods : "GET, HEAD";
    if (const auto found = methods.find(request.method); found == methods.npos || request.method.empty()) {
        auto refused = problem(405, messages::other_method());
        refused.fields.emplace_back("Allow", methods);
        return refused;
    }
    if (!is_route) return serve_file(request, target->path);
    const auto* device = device_of(request);
    const std::string hash = device ? device->hash : "";
    Answer answer;
    if (route->path == "/socket") {
        // A WebSocket's handshake is a GET, but not bound to its own page as other requests are.
        if (!from_our_page(request)) return problem(403, messages::foreign_page());
        answer = {.status = 426, .fields = {{"Upgrade", "websocket"}}, .socket = true};
    } else if (route->paired && !device) {
        return problem(401, messages::not_paired());
    } else {
        answer = (this->*route->answer)(request);
    }
    answer.device = hash;
    return answer;
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

Answer Answers::pair(const Request& request) {
    boost::system::error_code wrong;
    const auto value = json::parse(request.body, wrong);
    const auto* object = wrong ? nullptr : value.if_object();
    const auto* code = object ? object->if_contains("code") : nullptr;
    const auto* name = object ? object->if_contains("name") : nullptr;
    if (!code || !code->is_string() || (name && !name->is_string()))
        return problem(400, messages::no_code_given());
    Refusal refusal{};
    const auto paired =
        devices_.pair(code->as_string(), name ? std::string_view(name->as_string()) : "", refusal);
    if (!paired) switch (refusal) {
            case Refusal::wrong_code:
                return problem(403, messages::wrong_code());
            case Refusal::no_code:
                return problem(403, messages::no_code());
            case Refusal::too_many:
                return problem(409, messages::too_many_devices());
        }
    return {.status = 204,
            .fields = {{"Set-Cookie", cookie(request, paired->token, page_is_secure(request))},
                       {"Cache-Control", "no-store"}}};
}

Answer Answers::me(const Request& request) {
    const bool secure = !find_cookie(request.cookie, secure_cookie).empty();
    auto answer = json_answer(
        json::object{{"name", device_of(request)->name}, {"secure", secure}, {"version", VORLESER_VERSION}});
    answer.fields.emplace_back("Set-Cookie", cookie(request, token_of(request), secure));
    return answer;
}

Answer Answers::leave(const Request& request) {
    devices_.remove_hash(device_of(request)->hash);
    return {.status = 204,
            .fields = {{"Set-Cookie", cookie(request, "", page_is_secure(request))},
                       {"Cache-Control", "no-store"}}};
}

}  // namespace vorleser::web
