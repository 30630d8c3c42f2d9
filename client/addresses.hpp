// Files that hold no article but say where there are some. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

// The http(s) addresses in a file that holds nothing else: a list with blank lines and remarks behind '#', or
// what browsers and desktops write of one address (.url, .desktop, .webloc), told by its content. None if it
// is anything else: then the daemon is to read it, or to say what it is.
std::vector<std::string> addresses_in(std::string_view bytes);

}  // namespace vorleser
