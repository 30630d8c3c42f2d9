#include "client/addresses.hpp"

#include <algorithm>

#include "client/failure.hpp"
#include "client/fetch.hpp"

namespace vorleser {
namespace {

constexpr std::size_t largest_list = 1 << 20;  // bytes

std::string_view trimmed(std::string_view text) {
    constexpr auto blanks = " \t\r";
    const auto begin = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(begin);
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

bool is_address(std::string_view word) {
    try {
        return place_of(word) == Place::address && word.size() > std::string_view("https://").size();
    } catch (const Failure&) {  // of another kind
        return false;
    }
}

// [InternetShortcut] of Windows, [Desktop Entry] with Type=Link of Linux.
std::string address_of_link(std::string_view text) {
    const auto head = take_line(text);
    if (head != "[InternetShortcut]" && head != "[Desktop Entry]") return {};
    while (!text.empty()) {
        constexpr std::string_view key = "URL=";
        if (const auto line = take_line(text); line.starts_with(key) && is_address(line.substr(key.size())))
            return std::string(line.substr(key.size()));
    }
    return {};
}

// A property list of macOS as XML: <dict><key>URL</key><string>https://…</string></dict>.
std::string address_of_webloc(std::string_view text) {
    constexpr std::string_view key = "<key>URL</key>", begin = "<string>", amp = "&amp;";
    if (text.substr(0, 1024).find("<plist") == text.npos) return {};
    const auto found = text.find(key);
    const auto at = found == text.npos ? text.npos : text.find(begin, found);
    if (at == text.npos) return {};
    text.remove_prefix(at + begin.size());
    std::string address(trimmed(text.substr(0, text.find('<'))));
    for (auto entity = address.find(amp); entity != address.npos; entity = address.find(amp, entity + 1))
        address.erase(entity + 1, amp.size() - 1);
    return is_address(address) ? address : std::string();
}

std::vector<std::string> addresses_of_list(std::string_view text) {
    std::vector<std::string> addresses;
    while (!text.empty()) {
        auto line = take_line(text);
        if (line.starts_with('#')) continue;
        while (!line.empty()) {
            const auto word = line.substr(0, line.find_first_of(" \t"));
            if (!is_address(word)) return {};
            addresses.emplace_back(word);
            line = trimmed(line.substr(word.size()));
        }
    }
    return addresses;
}

}  // namespace

std::vector<std::string> addresses_in(std::string_view bytes) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (bytes.size() > largest_list) return {};
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    for (const auto address_of : {address_of_link, address_of_webloc})
        if (auto address = address_of(bytes); !address.empty()) return {std::move(address)};
    return addresses_of_list(bytes);
}

}  // namespace vorleser
