// What tells a browser which program stands behind the button: JSON, with @program@ for the program's path.
#pragma once

#include <string_view>

namespace vorleser::browser {

std::string_view host_of_firefox();
std::string_view host_of_chromium();

}  // namespace vorleser::browser
