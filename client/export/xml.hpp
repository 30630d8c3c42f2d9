// XML as pugixml writes it, of texts that come from pages.
#pragma once

#include <string>
#include <string_view>

#include <pugixml.hpp>

namespace vorleser::exporting {

// `text` without what XML 1.0 cannot hold at all, however it is written: control characters and
// noncharacters.
std::string xml_text(std::string_view text);

// A child with nothing but text in it.
pugi::xml_node add_text(pugi::xml_node parent, const char* name, std::string_view text);

// `text` with what XML itself means by characters written as entities; for attributes, too.
std::string xml_escaped(std::string_view text);

// A node as UTF-8: at `depth`, indented; else as it is, for XHTML.
std::string xml_fragment(const pugi::xml_node& node, unsigned depth = 0);

// The whole document as UTF-8, with its declaration. `raw`: white space as it is, for XHTML.
std::string xml_document(const pugi::xml_document& document, bool raw = false);

}  // namespace vorleser::exporting
