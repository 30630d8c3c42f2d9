#include "client/browser/button.hpp"

#include <stdexcept>

#include <boost/json.hpp>

#include "client/browser/framing.hpp"
#include "client/browser/messages.hpp"
#include "client/commands.hpp"
#include "client/failure.hpp"
#include "client/fetch.hpp"
#include "client/url.hpp"
#include "client/wire_error.hpp"

namespace vorleser::browser {
namespace {

namespace json = boost::json;

// Who pressed the button waits.
const FetchLimits limits{.bytes = 32 << 20, .connect_seconds = 10, .stall_seconds = 20, .seconds = 60};

constexpr std::string_view wanted[] = {"text", "title", "url", "as", "next", "play", "to", "tags"};

// The address to come back to. Of other kinds, a file of the listener's, say, the daemon need not know.
void name_the_page(json::object& params, const std::string& address) try {
    params.erase("url");
    Url url(address);
    const auto scheme = url.part(CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return;
    auto page = page_address(std::move(url));
    params["url"] = page.url;
    params["source"] = page.site;
} catch (const std::invalid_argument&) {
}

}  // namespace

Wish parse_wish(std::string_view message) {
    boost::system::error_code wrong;
    const auto value = json::parse(message, wrong);
    const auto* object = wrong ? nullptr : value.if_object();
    const auto* method = object ? object->if_contains("method") : nullptr;
    const auto* params = object ? object->if_contains("params") : nullptr;
    if (!method || *method != "add" || !params || !params->is_object())
        throw Failure(Exit::failed, messages::not_understood());
    Wish wish;
    for (const auto name : wanted)
        if (const auto* given = params->get_object().if_contains(name)) wish.params[name] = *given;
    const auto* url = wish.params.if_contains("url");
    const std::string address = url && url->is_string() ? std::string(url->get_string()) : std::string();
    name_the_page(wish.params, address);
    if (wish.params.contains("text")) return wish;
    if (!wish.params.contains("url")) throw Failure(Exit::failed, messages::no_web_address());
    wish.fetch = address;
    wish.params.erase("url");  // it may be found elsewhere
    wish.params.erase("source");
    return wish;
}

json::object answer(std::string_view message, const DaemonAddress& daemon) {
    const Said said;
    try {
        auto wish = parse_wish(message);
        if (!wish.fetch.empty()) wish.params = add_params(std::move(wish.params), fetch(wish.fetch, limits));
        return {{"result", Connection(daemon).call("add", wish.params)}};
    } catch (const std::exception&) {
        return {{"error", wire_error(std::current_exception(), said)}};
    }
}

void serve(int in, int out, const DaemonAddress& daemon) {
    for (;;) {
        json::object answered;
        const Said said;
        try {
            const auto message = read_message(in);
            if (!message) return;
            answered = answer(*message, daemon);
        } catch (const Failure&) {
            answered = {{"error", wire_error(std::current_exception(), said)}};
        }
        write_message(out, answered);
    }
}

}  // namespace vorleser::browser
