// How people get to the page: the address, a picture of it for a phone's camera, a browser that is opened.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser::web {

// Where a server is reached.
struct Addresses {
    std::string here;                  // for a browser on this machine: "http://127.0.0.1:8642"
    std::vector<std::string> network;  // for others, the best first; none: this machine alone
};

// A QR code (ISO 18004) of half blocks, dark on light with a quiet zone; each line with its end. `colour`: by
// the terminal's colours, whatever it has; else as it looks right on a dark one.
std::string qr_code(std::string_view text, bool colour);

// "K7QF-M2PX": as a person types it.
std::string spelled(std::string_view code);

// Whether there is a desktop with a browser.
bool has_desktop();

// Opens the page in the browser of this desktop, already paired. The code goes by a file in `directory` of
// this user's alone: what programs are called with, others on this machine can see.
void open_browser(const std::filesystem::path& directory, const std::string& address, std::string_view code);

}  // namespace vorleser::web
