// What a request says, as far as we parse it ourselves: its target, host, origin, cookies and forms. Pure;
// all of it comes from whoever reaches the port (tests/fuzz/web_fuzz.cpp).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vorleser::web {

// Views into the request's bytes.
struct Target {
    std::string_view path;   // "/add", never decoded: what we serve needs no escapes
    std::string_view query;  // behind '?'; empty: none
};
// Nullopt unless it is a path ("/…") of printable ASCII.
std::optional<Target> parse_target(std::string_view target);

// "name", "name:port", "[::1]:port", in lower case. Nullopt: it is none of these.
struct Host {
    std::string name;  // without port and brackets, and without a dot at its end
    std::string port;  // digits; empty: none
};
std::optional<Host> parse_host(std::string_view header);

// The value of the cookie `name`; empty if there is none, or more than one.
std::string_view find_cookie(std::string_view header, std::string_view name);

// application/x-www-form-urlencoded, of at most 16 fields; the first of several with one name. Nullopt: it is
// not such a form, or not UTF-8.
std::optional<std::map<std::string, std::string>> parse_form(std::string_view body);

// The first http(s) address in what a phone shares, which puts it into the form's url, text or title; empty:
// none.
std::string shared_address(const std::map<std::string, std::string>& form);

// Whether `header` (If-None-Match) names `etag`, or is *.
bool names_etag(std::string_view header, std::string_view etag);

// Whether `header` (Accept-Encoding) accepts gzip.
bool accepts_gzip(std::string_view header);

}  // namespace vorleser::web
