// What a person reads of the browser's button and of what stands behind it; see client/messages.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "locale/translate.hpp"

namespace vorleser::browser::messages {

// -- refusals (pages show these, too)
inline std::string page_too_large(std::size_t mib) {
    return tr("the page is above {} MiB, which no article is; select the article and use the menu on it",
              mib);
}
inline const char* not_understood() {
    return tr("the browser's button and Vorleser are of different versions; restart the browser");
}
inline const char* no_web_address() {
    return tr("only addresses that begin with http:// or https:// can be fetched");
}

// -- in the browser's log, which developers read
inline const char* broken_off() {
    return tr("the browser is gone in the middle of a message");
}
inline const char* answer_too_large() {
    return tr("the answer is larger than browsers take");
}

// -- on the terminal
inline const char* started_by_browsers() {
    return tr("the browser starts this program by itself; so that it finds it: vorleser-browser --install");
}
inline const char* no_home() {
    return tr("there is no place for what browsers look for: set HOME");
}
inline std::string no_button(std::string_view path) {
    return tr("the button itself is missing: {} is not there; build or install it", path);
}
inline std::string installed(std::string_view path) {
    return tr("written: {}", path);
}
inline std::string load_in_chromium(std::string_view directory) {
    return tr("Chromium: chrome://extensions, “Developer mode”, “Load unpacked”: {}", directory);
}
inline std::string load_in_firefox(std::string_view file) {
    return tr(
        "Firefox: about:debugging, “This Firefox”, “Load Temporary Add-on”, until Firefox ends: {}\nFor good "
        "it "
        "takes the one of Debian's package only",
        file);
}

}  // namespace vorleser::browser::messages
