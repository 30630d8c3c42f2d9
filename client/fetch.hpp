// A page of the network by its address, and nothing else: no pictures, no further pages.
//
// This is the program's only way into a network (tests/rooms). It stands in the client, since whoever names
// an address is there, sees what goes wrong and can end it; the daemon reads articles without any network.
//
// The site learns what a request needs: the address, the kinds of text that can be read and this program's
// name and version. No referrer; cookies live as long as one fetch, since some sites send on in a circle
// without. Proxies are those of the environment (http_proxy, https_proxy, no_proxy).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <sys/socket.h>

#include "client/failure.hpp"

namespace vorleser {

enum class Place {
    path,         // a file by its name, or - for standard input
    address,      // http and https: fetch()
    file_address  // file: path_of()
};

// What an argument of `add` names. Throws Failure for an address of another kind (ftp://…).
Place place_of(std::string_view argument);

// The path that a file: address names. Throws Failure if it names none, or another machine's.
std::string path_of(const std::string& file_address);

struct FetchLimits {
    std::int64_t bytes = 0;     // of the page, after decompression
    long connect_seconds = 20;  // until the connection stands, encryption included
    long stall_seconds = 30;    // without anything arriving
    long seconds = 0;           // in all; 0: no limit
    // Asked for every connection, also after redirections, with the address that DNS gave; false: not there.
    // With it the environment's proxies are not used. Empty: anywhere.
    std::function<bool(const sockaddr&)> may_connect;
};

struct Fetched {
    std::string bytes;
    std::string encoding;  // of the bytes, as the site declares it; empty: it does not
    std::string url;       // where it was found in the end, without a password or a place within the page
    std::string site;      // that address's host, for people: without "www.", umlauts as such
    bool html = true;      // false: plain text, or the site did not say what it is
};

// How whoever comes again and again asks, and what the site says to that.
struct Asking {
    std::string accept;  // kinds of text, as HTTP names them; empty: pages, and nothing else is taken
    std::string etag, last_modified;  // what is there already, as the site called it; empty: nothing
};
struct Answered : Fetched {
    bool unchanged = false;           // since etag and last_modified; without bytes
    std::string type;                 // of the bytes, in lower case: "application/rss+xml"
    std::string moved_to;             // where it is for good from now on; empty: where it was
    std::string etag, last_modified;  // as in Asking; empty: not said
    std::string cache_control;        // HTTP's; empty: not said
};

// Why there is no page, and what the site said of that.
struct NotFetched : Failure {
    NotFetched(const std::string& message, long status, std::string retry_after)
        : Failure(Exit::failed, message), status(status), retry_after(std::move(retry_after)) {}
    long status;              // of HTTP; 0: there was no answer that made sense
    std::string retry_after;  // HTTP's; empty: not said
};

// Called about once a second and whenever something arrives, with the bytes so far.
using FetchProgress = std::function<void(std::int64_t bytes)>;

// Fetches the page at an http or https address; blocks. Up to ten redirections are followed, to http and
// https only. Throws NotFetched with what happened and what to do, whatever it is; memory stays near
// limits.bytes.
Fetched fetch(const std::string& address, const FetchLimits& limits, const FetchProgress& progress = {});

// The same, of anything, asked as `asking` says. Throws NotFetched.
Answered ask(const std::string& address, const Asking& asking, const FetchLimits& limits,
             const FetchProgress& progress = {});

// What is said to the listener of libcurl's `error` (a CURLcode) with a site; of one with its certificate
// also by OpenSSL's verdict (X509_V_ERR_…).
std::string transfer_problem(int error, const std::string& site, long verdict = 0);

}  // namespace vorleser
