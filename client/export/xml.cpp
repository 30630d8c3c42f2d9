#include "client/export/xml.hpp"

#include <sstream>

#include <unicode/unistr.h>

namespace vorleser::exporting {

std::string xml_text(std::string_view text) {
    const auto unicode = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
    icu::UnicodeString kept;
    for (int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1)) {
        const UChar32 c = unicode.char32At(i);
        const bool allowed = c == '\t' || c == '\n' || (c >= 0x20 && c < 0xD800) ||
                             (c >= 0xE000 && c < 0xFFFE) || c >= 0x1'0000;
        kept.append(allowed ? c : UChar32{0xFFFD});
    }
    std::string out;
    kept.toUTF8String(out);
    return out;
}

pugi::xml_node add_text(pugi::xml_node parent, const char* name, std::string_view text) {
    auto node = parent.append_child(name);
    node.text().set(xml_text(text).c_str());
    return node;
}

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (const char c : xml_text(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string xml_fragment(const pugi::xml_node& node, unsigned depth) {
    std::ostringstream out;
    node.print(out, depth > 0 ? "  " : "", depth > 0 ? pugi::format_default : pugi::format_raw,
               pugi::encoding_utf8, depth);
    return out.str();
}

std::string xml_document(const pugi::xml_document& document, bool raw) {
    std::ostringstream out;
    document.save(out, raw ? "" : "  ", raw ? pugi::format_raw : pugi::format_default, pugi::encoding_utf8);
    return out.str();
}

}  // namespace vorleser::exporting
