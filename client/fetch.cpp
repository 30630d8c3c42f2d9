#include "client/fetch.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include <curl/curl.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"
#include "client/url.hpp"

namespace vorleser {
namespace {

constexpr long most_redirects = 10;

// In lower case; empty if `argument` has none. What has no "//" behind it is a file's name, but for file:.
std::string scheme_of(std::string_view argument) {
    const auto colon = argument.find(':');
    if (colon == argument.npos) return {};
    auto scheme = lower_ascii(argument.substr(0, colon));
    const bool is_one = !scheme.empty() && scheme.front() >= 'a' && scheme.front() <= 'z' &&
                        scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+.-") == scheme.npos &&
                        (argument.substr(colon + 1).starts_with("//") ||
                         (scheme == "file" && argument.size() > colon + 1 && argument[colon + 1] == '/'));
    return is_one ? scheme : std::string();
}

// -- what a site says of its answer

struct ContentType {
    std::string type, charset;  // in lower case; empty: not said
};

ContentType parse_content_type(std::string_view header) {
    const auto lower = lower_ascii(header);
    const auto trimmed = [](std::string text) {
        constexpr auto around = " \t\"'";
        text.erase(0, text.find_first_not_of(around));
        text.erase(text.find_last_not_of(around) + 1);
        return text;
    };
    ContentType result;
    const auto end = lower.find(';');
    result.type = trimmed(lower.substr(0, end));
    constexpr std::string_view name = "charset=";
    if (const auto at = lower.find(name, std::min(end, lower.size())); at != lower.npos) {
        const auto value = lower.substr(at + name.size());
        result.charset = trimmed(value.substr(0, value.find(';')));
    }
    return result;
}

bool is_html(const ContentType& content) {
    return content.type == "text/html" || content.type == "application/xhtml+xml";
}

// Why an answer with this status holds no article; empty: it may.
std::string refusal(long status) {
    switch (status) {
        case 404:
        case 410:
            return messages::no_such_page(status);
        case 401:
        case 402:
        case 403:
        case 406:
            return messages::page_not_given(status);
        case 429:
            return messages::too_many_requests(status);
        case 451:
            return messages::page_forbidden_by_law(status);
        default:
            return status >= 200 && status < 300 ? ""
                   : status >= 500               ? messages::site_failed(status)
                                                 : messages::unexpected_status(status);
    }
}

// What the daemon can make something of; it knows by the bytes, and says so of all others. Sites that do not
// know what they give say «octet-stream» of documents, and of everything else.
std::string refusal(const ContentType& content, std::string_view path) {
    constexpr std::string_view types[] = {
        "text/plain",
        "text/markdown",
        "text/html",
        "application/xhtml+xml",
        "application/pdf",
        "application/epub+zip",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/gzip",
        "application/x-gzip",
        "message/rfc822",
        "multipart/related"};
    constexpr std::string_view endings[] = {".epub", ".docx", ".odt", ".pdf", ".md",
                                            ".txt",  ".gz",   ".eml", ".mht", ".mhtml"};
    if (content.type.empty() || std::ranges::find(types, content.type) != std::end(types)) return {};
    const std::string lower = lower_ascii(path);
    if ((content.type == "application/octet-stream" || content.type == "binary/octet-stream") &&
        std::ranges::any_of(endings, [&](std::string_view ending) { return lower.ends_with(ending); }))
        return {};
    return messages::page_is_no_text(plain(content.type));
}

// -- the transfer

class Transfer {
 public:
    Transfer(const std::string& address, const Asking& asking, const FetchLimits& limits,
             const FetchProgress& progress)
        : address_(address), asking_(asking), limits_(limits), progress_(progress) {
        if (!curl_) throw std::bad_alloc();
        set(CURLOPT_URL, address.c_str());
        // What libcurl could speak besides, a redirection must not make it speak.
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 1L);
        set(CURLOPT_MAXREDIRS, most_redirects);
        set(CURLOPT_USERAGENT, "Vorleser/" VORLESER_VERSION);
        add_header("Accept", asking.accept.empty() ? "text/html, application/xhtml+xml, text/plain, */*;q=0.5"
                                                   : asking.accept);
        if (!asking.etag.empty()) add_header("If-None-Match", asking.etag);
        if (!asking.last_modified.empty()) add_header("If-Modified-Since", asking.last_modified);
        set(CURLOPT_HTTPHEADER, headers_.get());
        set(CURLOPT_HEADERFUNCTION, &Transfer::receive_head);
        set(CURLOPT_HEADERDATA, this);
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
        set(CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl can decompress
        set(CURLOPT_COOKIEFILE, "");       // from no file, and into none
        set(CURLOPT_CONNECTTIMEOUT, limits.connect_seconds);
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, limits.stall_seconds);
        set(CURLOPT_TIMEOUT, limits.seconds);
        set(CURLOPT_WRITEFUNCTION, &Transfer::receive);
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_XFERINFOFUNCTION, &Transfer::go_on);
        set(CURLOPT_XFERINFODATA, this);
        set(CURLOPT_NOPROGRESS, 0L);
        if (!limits.may_connect) return;
        set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
        set(CURLOPT_OPENSOCKETDATA, this);
        set(CURLOPT_PROXY, "");  // else it would be the one that connects
    }

    // Why there is no page; empty: there is one.
    std::string run() {
        const auto result = curl_easy_perform(curl_.get());
        if (!refused_.empty()) return refused_;
        if (result == CURLE_COULDNT_CONNECT && forbidden_)
            return messages::not_public(host_for_people(found_at()));
        if (result != CURLE_OK) return failure(result);
        return refusal_of_head();  // an answer without a body was not looked at yet
    }

    std::string bytes;

    ContentType content_type() const { return parse_content_type(field("Content-Type")); }
    // Of the head of the last answer; empty: it has none. CURLINFO_CONTENT_TYPE would be that of a
    // redirection where the page itself has none.
    std::string field(const char* name) const {
        curl_header* header = nullptr;
        constexpr int last_request = -1;
        const auto found = curl_easy_header(curl_.get(), name, 0, CURLH_HEADER, last_request, &header);
        return found == CURLHE_OK ? header->value : "";
    }
    long status() const {
        long code = 0;
        curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &code);
        return code;
    }
    // Every site on the way said that it is elsewhere for good.
    bool moved() const {
        return statuses_.size() > 1 && std::all_of(statuses_.begin(), statuses_.end() - 1,
                                                   [](int status) { return status == 301 || status == 308; });
    }
    // Before the first redirection, or when nothing was found: the address itself.
    Url found_at() const {
        const char* url = nullptr;
        curl_easy_getinfo(curl_.get(), CURLINFO_EFFECTIVE_URL, &url);
        return Url(url ? url : address_);
    }

 private:
    template <class T>
    void set(CURLoption option, T value) {
        if (const auto result = curl_easy_setopt(curl_.get(), option, value); result != CURLE_OK)
            throw std::runtime_error(curl_easy_strerror(result));
    }

    void add_header(const std::string& name, const std::string& value) {
        auto* longer = curl_slist_append(headers_.get(), (name + ": " + value).c_str());
        if (!longer) throw std::bad_alloc();
        headers_.release();
        headers_.reset(longer);
    }
    bool unchanged() const {
        return status() == 304 && !(asking_.etag.empty() && asking_.last_modified.empty());
    }
    std::string refusal_of_head() const {
        if (unchanged()) return {};
        const auto by_status = refusal(status());
        return by_status.empty() && asking_.accept.empty()
                   ? refusal(content_type(), found_at().part(CURLUPART_PATH))
                   : by_status;
    }
    // A line of a head; those of all redirections come, too.
    static std::size_t receive_head(const char* data, std::size_t, std::size_t size, void* transfer) {
        const std::string_view line(data, size);
        const auto code = line.find(' ') + 1;
        int status = 0;
        if (line.starts_with("HTTP/") && code > 0)
            std::from_chars(line.data() + code, line.data() + line.size(), status);
        if (status >= 200) static_cast<Transfer*>(transfer)->statuses_.push_back(status);
        return size;
    }

    // The body, piece by piece. What is refused by its head or its size is not fetched any further.
    static std::size_t receive(const char* data, std::size_t, std::size_t size, void* transfer) {
        auto& self = *static_cast<Transfer*>(transfer);
        if (self.bytes.empty()) self.refused_ = self.refusal_of_head();
        if (static_cast<std::int64_t>(self.bytes.size() + size) > self.limits_.bytes)
            self.refused_ = messages::page_too_large(self.limits_.bytes >> 20);
        if (!self.refused_.empty()) return 0;
        self.bytes.append(data, size);
        return size;
    }
    static curl_socket_t open_socket(void* transfer, curlsocktype, curl_sockaddr* to) {
        auto& self = *static_cast<Transfer*>(transfer);
        if (self.limits_.may_connect(to->addr))
            return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
        self.forbidden_ = true;
        return CURL_SOCKET_BAD;
    }
    static int go_on(void* transfer, curl_off_t, curl_off_t got, curl_off_t, curl_off_t) {
        const auto& self = *static_cast<Transfer*>(transfer);
        if (self.progress_) self.progress_(got);
        return 0;
    }

    std::string failure(CURLcode result) const {
        if (result == CURLE_UNSUPPORTED_PROTOCOL && status() >= 300 && status() < 400)
            return messages::redirected_elsewhere();
        long verdict = 0;
        curl_easy_getinfo(curl_.get(), CURLINFO_SSL_VERIFYRESULT, &verdict);
        return transfer_problem(result, host_for_people(found_at()), verdict);
    }

    const std::string address_;
    const Asking& asking_;
    const FetchLimits limits_;
    const FetchProgress& progress_;
    std::string refused_;
    bool forbidden_ = false;     // an address that may_connect() did not want
    std::vector<int> statuses_;  // of the answers so far, redirections included
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers_{nullptr, curl_slist_free_all};
    std::unique_ptr<CURL, void (*)(CURL*)> curl_{curl_easy_init(), curl_easy_cleanup};
};

}  // namespace

// libcurl has only English for it.
std::string transfer_problem(int error, const std::string& site, long verdict) {
    switch (error) {
        case CURLE_URL_MALFORMAT:
            return messages::no_address();
        case CURLE_TOO_MANY_REDIRECTS:
            return messages::too_many_redirects(most_redirects);
        case CURLE_COULDNT_RESOLVE_HOST:
            return messages::no_such_host(site);
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_PROXY:
            return messages::proxy_failed();
        case CURLE_COULDNT_CONNECT:
            return messages::not_reachable(site);
        case CURLE_OPERATION_TIMEDOUT:
            return messages::does_not_answer(site);
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CIPHER:
            return messages::no_secure_connection(site);
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
            return messages::untrusted_site(site, messages::certificate(verdict));
        case CURLE_SSL_CACERT_BADFILE:
            return messages::no_certificates();
        case CURLE_GOT_NOTHING:
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
            return messages::connection_broke(site);
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP of 1991
        case CURLE_BAD_CONTENT_ENCODING:
            return messages::nonsense(site);
        default:
            return messages::fetch_failed(error);
    }
}

Place place_of(std::string_view argument) {
    const auto scheme = scheme_of(argument);
    if (scheme.empty()) return Place::path;
    if (scheme == "http" || scheme == "https") return Place::address;
    if (scheme == "file") return Place::file_address;
    throw Failure(Exit::failed, messages::other_scheme(plain(argument), plain(scheme)));
}

std::string path_of(const std::string& file_address) {
    try {
        if (auto path = Url(file_address).part(CURLUPART_PATH, CURLU_URLDECODE); !path.empty()) return path;
    } catch (const std::invalid_argument&) {
    }
    throw Failure(Exit::failed, messages::no_local_file(plain(file_address)));
}

Fetched fetch(const std::string& address, const FetchLimits& limits, const FetchProgress& progress) {
    return ask(address, {}, limits, progress);
}

Answered ask(const std::string& address, const Asking& asking, const FetchLimits& limits,
             const FetchProgress& progress) {
    std::optional<Url> url;
    try {
        url = network_url(address);
    } catch (const std::invalid_argument&) {
        throw NotFetched(messages::cannot_fetch(plain(address), messages::no_address()), 0, "");
    }
    Transfer transfer(url->part(CURLUPART_URL), asking, limits, progress);
    if (const auto why = transfer.run(); !why.empty())
        throw NotFetched(messages::cannot_fetch(shown_address(address), why), transfer.status(),
                         transfer.field("Retry-After"));

    const auto content = transfer.content_type();
    auto found_at = page_address(transfer.found_at());
    Answered page;
    page.bytes = std::move(transfer.bytes);
    page.encoding = valid_utf8(content.charset);
    page.url = std::move(found_at.url);
    page.site = std::move(found_at.site);
    page.html = is_html(content);
    page.unchanged = transfer.status() == 304;
    page.type = content.type;
    if (transfer.moved() && url->part(CURLUPART_USER).empty()) page.moved_to = page.url;
    page.etag = transfer.field("ETag");
    page.last_modified = transfer.field("Last-Modified");
    page.cache_control = transfer.field("Cache-Control");
    return page;
}

}  // namespace vorleser
