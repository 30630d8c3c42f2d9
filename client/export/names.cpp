#include "client/export/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "client/text.hpp"

namespace vorleser::exporting {
namespace {

constexpr std::size_t longest = 180;  // of 255, since a number, an ending and « (2)» come to it

icu::UnicodeString composed(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* nfc = icu::Normalizer2::getNFCInstance(error);
    const auto unicode = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
    auto normal = U_SUCCESS(error) ? nfc->normalize(unicode, error) : unicode;
    return U_SUCCESS(error) ? normal : unicode;
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

// What no name may hold: for Windows and FAT, and what cannot be seen.
bool is_forbidden(UChar32 c) {
    constexpr std::string_view signs = "<>:\"/\\|?*";
    if (c < 0x80) return signs.find(static_cast<char>(c)) != signs.npos || c < 0x20 || c == 0x7F;
    switch (u_charType(c)) {
        case U_CONTROL_CHAR:
        case U_FORMAT_CHAR:
        case U_SURROGATE:
        case U_PRIVATE_USE_CHAR:
        case U_UNASSIGNED:
            return true;
        default:
            return c == 0xFFFD;
    }
}

// Devices of Windows, with whatever ending.
bool is_device(std::string name) {
    name.resize(std::min(name.find('.'), name.size()));
    for (char& c : name)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    constexpr std::array devices{"CON", "PRN", "AUX", "NUL"};
    if (std::find(devices.begin(), devices.end(), name) != devices.end()) return true;
    return name.size() == 4 && (name.starts_with("COM") || name.starts_with("LPT")) && name[3] >= '0' &&
           name[3] <= '9';
}

void trim(std::string& name) {
    name.erase(0, std::min(name.find_first_not_of(" ."), name.size()));  // hidden; an option
    while (!name.empty() && (name.back() == ' ' || name.back() == '.')) name.pop_back();
}

}  // namespace

std::string file_name(std::string_view title) {
    icu::UnicodeString kept;
    const auto text = composed(title);
    bool space = false;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (c == ':' || c == '/' || c == '|' || c == '\\') {  // parts of a title
            kept.append(static_cast<UChar32>('-'));
            space = false;
        } else if (u_isUWhiteSpace(c)) {
            space = true;
        } else if (!is_forbidden(c)) {
            if (std::exchange(space, false)) kept.append(static_cast<UChar32>(' '));
            kept.append(c);
        }
    }
    auto name = utf8(kept);
    trim(name);
    while (name.starts_with('-')) name.erase(0, 1), trim(name);  // an option
    if (name.size() > longest) {
        constexpr std::string_view more = "…";
        auto size = whole_characters(name, longest - more.size());
        if (const auto word = name.rfind(' ', size); word != name.npos && word > longest / 2) size = word;
        name.resize(size);
        trim(name);
        name += more;
    }
    if (name.empty()) return "Vorleser";
    return is_device(name) ? name + "_" : name;
}

std::string folded(std::string_view name) {
    return utf8(composed(name).foldCase());
}

}  // namespace vorleser::exporting
