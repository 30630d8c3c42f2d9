#include "client/url.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

#include <unicode/uidna.h>

#include "client/text.hpp"

namespace vorleser {
namespace {

using Convert = std::int32_t (*)(const UIDNA*, const char*, std::int32_t, char*, std::int32_t, UIDNAInfo*,
                                 UErrorCode*);

// A host's name between the form for people and the one for the network, by `convert`; empty: not possible.
// By ICU, since libcurl takes umlauts in the locale's encoding only, and in the locale "C" none.
std::string converted_host(const std::string& host, Convert convert) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UIDNA, void (*)(UIDNA*)> idna(
        uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
                        &status),
        uidna_close);
    if (U_FAILURE(status)) return {};
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    std::array<char, 1024> name;  // four times what a name may have
    const auto size = convert(idna.get(), host.data(), static_cast<std::int32_t>(host.size()), name.data(),
                              name.size(), &info, &status);
    return U_SUCCESS(status) && info.errors == 0 ? std::string(name.data(), size) : std::string();
}

bool is_ascii(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) > 0x7F; });
}

void use_network_name(Url& url) {
    const auto host = url.part(CURLUPART_HOST, CURLU_URLDECODE);
    if (is_ascii(host)) return;
    const auto name = converted_host(host, uidna_nameToASCII_UTF8);
    if (name.empty()) throw std::invalid_argument(host);
    url.set(CURLUPART_HOST, name.c_str());
}

}  // namespace

Url::Url(const std::string& text) {
    if (!parts_) throw std::bad_alloc();
    set(CURLUPART_URL, text.c_str(), CURLU_URLENCODE);
}

std::string Url::part(CURLUPart which, unsigned flags) const {
    char* found = nullptr;
    if (curl_url_get(parts_.get(), which, &found, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, void (*)(void*)> owned(found, curl_free);
    return found;
}

void Url::set(CURLUPart which, const char* value, unsigned flags) {
    if (curl_url_set(parts_.get(), which, value, flags) != CURLUE_OK)
        throw std::invalid_argument(value ? value : "");
}

Url network_url(const std::string& address) {
    Url url(valid_utf8(address));
    use_network_name(url);
    return url;
}

std::string host_for_people(const Url& url) {
    auto host = url.part(CURLUPART_HOST);
    if (const auto name = converted_host(host, uidna_nameToUnicodeUTF8); !name.empty()) host = name;
    return plain(host);
}

PageAddress page_address(Url url) {
    for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT}) url.set(part, nullptr);
    auto site = host_for_people(url);
    if (site.starts_with("www.")) site.erase(0, 4);
    return {url.part(CURLUPART_URL), std::move(site)};
}

std::string resolved(const std::string& base, const std::string& reference) try {
    Url url(valid_utf8(base));
    url.set(CURLUPART_URL, valid_utf8(reference).c_str(), CURLU_URLENCODE);
    use_network_name(url);
    for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD}) url.set(part, nullptr);
    const auto scheme = url.part(CURLUPART_SCHEME);
    return scheme == "http" || scheme == "https" ? url.part(CURLUPART_URL) : std::string();
} catch (const std::invalid_argument&) {
    return {};
}

std::string shown_address(const std::string& address) try {
    Url url(valid_utf8(address));
    if (url.part(CURLUPART_USER).empty() && url.part(CURLUPART_PASSWORD).empty()) return plain(address);
    for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD}) url.set(part, nullptr);
    return plain(url.part(CURLUPART_URL));
} catch (const std::invalid_argument&) {
    return plain(address);
}

std::string peer_of(const std::string& address) try {
    const auto url = network_url(address);
    return lower_ascii(url.part(CURLUPART_HOST)) + ":" + url.part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
} catch (const std::invalid_argument&) {
    return {};
}

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower)
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    return lower;
}

}  // namespace vorleser
