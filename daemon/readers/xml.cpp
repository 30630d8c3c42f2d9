#include "daemon/readers/xml.hpp"

#include "daemon/readers/refusals.hpp"

namespace vorleser::documents {

Result<pugi::xml_document> parse_xml(const std::string& text) {
    pugi::xml_document document;
    // Blanks between two elements are text, too.
    constexpr unsigned how =
        pugi::parse_cdata | pugi::parse_escapes | pugi::parse_ws_pcdata | pugi::parse_eol;
    const auto parsed = document.load_buffer(text.data(), text.size(), how);
    if (parsed.status == pugi::status_out_of_memory)
        return Error(ErrorKind::unreadable, "it is too large to be read");
    if (!parsed) return damaged();
    return document;
}

Result<pugi::xml_document> xml_in(Archive& archive, const std::string& path) {
    const auto text = archive.read(path);
    if (!text) return text.error();
    return parse_xml(*text);
}

std::string_view local_name(const char* name) {
    const std::string_view whole = name;
    const std::size_t colon = whole.find(':');
    return colon == whole.npos ? whole : whole.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node node, std::string_view name) {
    return node.find_child([&](pugi::xml_node each) { return local_name(each) == name; });
}

std::string_view attribute(pugi::xml_node node, std::string_view name) {
    return node.find_attribute([&](pugi::xml_attribute each) { return local_name(each.name()) == name; })
        .value();
}

pugi::xml_node find(pugi::xml_node node, std::string_view name) {
    if (local_name(node) == name) return node;
    pugi::xml_node found;
    const auto enter = [&](pugi::xml_node each) {
        if (!found && local_name(each) == name) found = each;
        return !found;
    };
    walk(node, enter, [](pugi::xml_node) {});
    return found;
}

std::string text_of(pugi::xml_node node) {
    std::string text;
    const auto enter = [&](pugi::xml_node each) {
        if (is_text(each)) text += each.value();
        return true;
    };
    walk(node, enter, [](pugi::xml_node) {});
    return text;
}

}  // namespace vorleser::documents
