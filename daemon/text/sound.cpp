#include "daemon/text/sound.hpp"

#include <algorithm>

namespace vorleser {

std::optional<Sound> parse_sound(std::string_view notation) {
    if (notation.size() > longest_sound) return {};
    Sound sound;
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    if (notation.size() >= 3 && notation[2] == ':' && lower(notation[0]) && lower(notation[1])) {
        sound.language = notation.substr(0, 2);
        notation.remove_prefix(3);
    }
    sound.phonemes = notation.size() > 2 && notation.front() == '/' && notation.back() == '/';
    if (sound.phonemes) notation = notation.substr(1, notation.size() - 2);
    const auto harmless = [&](unsigned char c) {
        if (c < 0x20 || c == 0x7f ||
            std::string_view("[]<>{}()/\\").find(static_cast<char>(c)) != std::string_view::npos)
            return false;
        return !sound.phonemes || c < 0x80;
    };
    if (!std::all_of(notation.begin(), notation.end(), harmless)) return {};
    if (notation.find_first_not_of(' ') == notation.npos || notation.find("_^") != notation.npos) return {};
    sound.text = notation;
    return sound;
}

}  // namespace vorleser
