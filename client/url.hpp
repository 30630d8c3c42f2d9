// Addresses in their parts, as libcurl takes them apart; by whom anything is fetched is fetch.cpp. Pure.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <curl/curl.h>

namespace vorleser {

class Url {
 public:
    // Throws std::invalid_argument if it is none. Spaces and umlauts are encoded as browsers do.
    explicit Url(const std::string& text);
    // Empty if it has none.
    std::string part(CURLUPart which, unsigned flags = 0) const;
    // Null: without this part. With CURLUPART_URL another address, as a page at this one names it.
    void set(CURLUPart which, const char* value, unsigned flags = 0);

 private:
    std::unique_ptr<CURLU, void (*)(CURLU*)> parts_{curl_url(), curl_url_cleanup};
};

// `address` as it goes to the network: a name with umlauts as DNS has it. Throws std::invalid_argument.
Url network_url(const std::string& address);

// Its host, harmless on a terminal: umlauts as such.
std::string host_for_people(const Url& url);

// Where a page was found, to come back to.
struct PageAddress {
    std::string url;   // without a password or a place within the page
    std::string site;  // its host, for people: without "www."
};
PageAddress page_address(Url url);

// The http(s) address that a page or a feed at `base` names by `reference`, as it goes to the network,
// without a password; empty if it is none.
std::string resolved(const std::string& base, const std::string& reference);

// An address as it may be shown and logged: without a password, harmless on a terminal.
std::string shown_address(const std::string& address);

// Whom a connection for it goes to, "example.org:443"; empty if it is no address.
std::string peer_of(const std::string& address);

// ASCII letters in lower case.
std::string lower_ascii(std::string_view text);

}  // namespace vorleser
