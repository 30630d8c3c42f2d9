// Where browsers look for the program behind the button.
#pragma once

#include <filesystem>

namespace vorleser::browser {

// Tells the browsers of this user where `program` is, in a file each below HOME and XDG_CONFIG_HOME, and
// prints how the button is loaded that lies beside it. Throws Failure.
void install(const std::filesystem::path& program);

}  // namespace vorleser::browser
