// What a person reads of `vorleser web`, on a terminal or in the page; see client/messages.hpp.
#pragma once

#include <string>
#include <string_view>

#include "locale/translate.hpp"

namespace vorleser::web::messages {

// -- refusals (pages show these, too)
inline const char* no_request() {
    return tr("this is no request, or too much of one");
}
inline const char* read_differently() {
    return tr("this article is read differently now; play it once more");
}
inline const char* cannot_be_spoken() {
    return tr("no sentence of this article can be spoken");
}
inline const char* sound_is_made() {
    return tr("the sound file is being made; ask again in a moment");
}
inline const char* no_sound_made() {
    return tr("the sound file could not be made; why says, on the machine: vorleser export");
}
inline const char* no_random_numbers() {
    return tr("there are no random numbers on this machine");
}
inline std::string cannot_write(std::string_view path, std::string_view reason) {
    return tr("cannot write {}: {}", path, reason);
}
inline std::string cannot_read(std::string_view path, std::string_view reason) {
    return tr("cannot read {}: {}", path, reason);
}
inline const char* unknown_host() {
    return tr("Vorleser does not know itself by this name; start it with --host NAME");
}
inline const char* another_user() {
    return tr("this page is another user's of this machine; your own is shown by: vorleser web");
}
inline const char* foreign_page() {
    return tr("only Vorleser's own page may ask for this");
}
inline const char* no_such_path() {
    return tr("there is nothing here");
}
inline const char* other_method() {
    return tr("this is asked for in another way");
}
inline const char* not_paired() {
    return tr("this device is not paired; for a code: vorleser web");
}
inline const char* no_code_given() {
    return tr("a code is needed; it is shown by: vorleser web");
}
inline const char* wrong_code() {
    return tr("that is not the code, or it is no longer good; a new one shows: vorleser web");
}
inline const char* no_code() {
    return tr("no code is good any more; a new one shows: vorleser web");
}
inline const char* too_many_devices() {
    return tr("too many devices are paired; remove one with: vorleser web remove NAME");
}
inline const char* no_address_given() {
    return tr("what is to be added? An address begins with http:// or https://");
}
inline const char* no_such_range() {
    return tr("that part is behind the end");
}
inline const char* busy() {
    return tr("too much is being done already; try again in a moment");
}

// -- on the terminal
inline std::string cannot_listen(int port, std::string_view reason) {
    return tr("cannot listen at port {}: {}; choose another with --port", port, reason);
}
inline std::string no_host(std::string_view host) {
    return tr("--host: “{}” is no name; it is what stands in the address behind https://", host);
}
inline const char* no_home() {
    return tr("there is no place for the paired devices: set HOME or XDG_STATE_HOME");
}
inline std::string no_certificate(std::string_view certificate, std::string_view key) {
    return tr("{} and {} are no certificate and its key (PEM)", certificate, key);
}
inline std::string no_certificate_made(const char* reason) {
    return tr("cannot make a certificate: {}", reason ? reason : "?");
}
inline std::string page_is_at(std::string_view address) {
    return tr("The page: {}", address);
}
inline std::string or_type(std::string_view address, std::string_view code) {
    return tr("Typed by hand: {}, code {}", address, code);
}
inline const char* code_lasts() {
    return tr("The code is good once, for ten minutes; the next one: vorleser web");
}
inline const char* also_phones() {
    return tr("For phones in the same network, too: vorleser web --home");
}
inline const char* ends_by() {
    return tr("Ctrl-C ends it.");
}
inline const char* begins_just_now() {
    return tr("a server is just beginning; try again");
}
inline const char* serves_otherwise() {
    return tr("a server runs already, for this machine alone; end it first, or see systemd/README.md");
}
inline std::string serves_without(std::string_view host) {
    return tr("a server runs already, which is not called {}; end it first, or leave --host out", host);
}
inline const char* certificate_for_nobody() {
    return tr("--certificate is for the local network, and without --home only this machine is served");
}
inline std::string paired_at(std::string_view date) {
    return tr("since {}", date);
}
inline const char* no_devices() {
    return tr("No device is paired; for a code: vorleser web");
}
inline std::string removed(std::string_view name) {
    return tr("{} is out", name);
}
inline std::string no_such_device(std::string_view name) {
    return tr("no device is called {}; which there are shows: vorleser web devices", name);
}

// -- podcasts
inline std::string feed_is_there(std::string_view name) {
    return name.empty() ? tr("for whom? vorleser web feed NAME")
                        : tr("{} has a podcast already; for a new address remove the old one first: vorleser "
                             "web remove {}",
                             name, name);
}
inline std::string feed_since(std::string_view date) {
    return tr("podcast since {}", date);
}
inline std::string feed_is_at(std::string_view address, std::string_view name) {
    return tr(
        "For the podcast client: {}\nWhoever has this address hears your list; it is shown this once. To "
        "revoke it: vorleser web remove {}",
        address, name);
}
inline const char* feed_is_made() {
    return tr("the podcast is being made; ask again in a minute");
}
inline const char* too_many_feeds() {
    return tr("too many podcasts have addresses; remove one with: vorleser web remove NAME");
}

}  // namespace vorleser::web::messages
