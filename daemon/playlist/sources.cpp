#include "daemon/playlist/sources.hpp"

#include <string>

#include "daemon/article/characters.hpp"
#include "daemon/article/html_data.hpp"

namespace vorleser {

bool is_from(std::string_view source, std::string_view url, std::string_view wanted) {
    const auto text = lower_case(wanted);
    return lower_case(source).find(text) != std::string::npos ||
           lower_case(site_of(url)).find(text) != std::string::npos;
}

}  // namespace vorleser
