// XML as documents hold it, by pugixml: without document types, so that no entity of one is ever expanded or
// fetched, and without namespaces' prefixes, which each program chooses.
#pragma once

#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "daemon/base/error.hpp"
#include "daemon/readers/archive.hpp"

namespace vorleser::documents {

inline constexpr int deepest = 250;  // elements within each other; what lies deeper is not looked at

// The document's nodes. Error: `unreadable`, also where they would take too much memory.
Result<pugi::xml_document> parse_xml(const std::string& text);
// Of a file in an archive; errors of both.
Result<pugi::xml_document> xml_in(Archive& archive, const std::string& path);

// An element's or attribute's name without its prefix.
std::string_view local_name(const char* name);
inline std::string_view local_name(pugi::xml_node node) {
    return local_name(node.name());
}

// The first child, or the first attribute's value, of that local name; empty if none.
pugi::xml_node child(pugi::xml_node node, std::string_view name);
std::string_view attribute(pugi::xml_node node, std::string_view name);

// The first element of that local name in or below `node`, in document order; empty if none.
pugi::xml_node find(pugi::xml_node node, std::string_view name);

// All of the text in `node`.
std::string text_of(pugi::xml_node node);

// Goes over `top`'s descendants in document order: enter(node) returns whether to go into it, leave(node) is
// called behind what is in those that were gone into.
template <class Enter, class Leave>
void walk(pugi::xml_node top, Enter enter, Leave leave) {
    int depth = 0;
    for (pugi::xml_node at = top.first_child(); at;) {
        if (depth < deepest && enter(at)) {
            if (at.first_child()) {
                at = at.first_child();
                ++depth;
                continue;
            }
            leave(at);
        }
        while (!at.next_sibling() && depth > 0) {
            at = at.parent();
            --depth;
            leave(at);
        }
        at = at.next_sibling();
    }
}

inline bool is_text(pugi::xml_node node) {
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

}  // namespace vorleser::documents
