// Where articles are from, as a listener asks for it.
#pragma once

#include <string_view>

namespace vorleser {

// Whether `wanted` stands in an article's source or in the name of its site (the address's host, umlauts as
// such), whatever the case.
bool is_from(std::string_view source, std::string_view url, std::string_view wanted);

}  // namespace vorleser
