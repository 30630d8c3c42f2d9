// What whoever reaches the port may say: targets, hosts, cookies, forms, and a browser's messages.
#include <algorithm>
#include <cstdint>
#include <string>

#include <boost/json.hpp>

#include "client/web/filter.hpp"
#include "client/web/request.hpp"
#include "tests/fuzz/promises.hpp"

using vorleser::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorleser::web;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto target = parse_target(bytes))
        expect(target->path.starts_with('/') && target->path.find('?') == std::string_view::npos, "a path");
    if (const auto host = parse_host(bytes))
        expect(!host->name.empty() && host->port.size() <= 5 &&
                   host->name.find_first_of("/@ \r\n\\") == std::string::npos,
               "a name");
    const auto cookie = find_cookie(bytes, "vorleser");
    expect(cookie.find(';') == std::string_view::npos, "one cookie");
    if (const auto form = parse_form(bytes)) {
        const auto address = shared_address(*form);
        expect(form->size() <= 16 && address.find_first_of(" \r\n\"<>") == std::string::npos, "an address");
    }
    names_etag(bytes, "\"a\"");
    accepts_gzip(bytes);
    std::string message(bytes);
    if (filter(message)) {
        expect(message.find('\n') == std::string::npos, "one line");
        boost::system::error_code wrong;
        const auto value = boost::json::parse(message, wrong);
        expect(!wrong && value.is_object(), "JSON");
        const auto* method = value.as_object().if_contains("method");
        expect(
            method && method->is_string() &&
                (may_call(method->as_string()) || std::string_view(method->as_string()).starts_with("web.")),
            "no other method");
    }
    return 0;
}
