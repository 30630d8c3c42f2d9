// Private to the filters.
#pragma once

#include <string>

#include "daemon/error.hpp"

namespace vorleser {

// In the language of the locale, as the client says what the daemon sent.
std::string said(const Sentence& sentence);

}  // namespace vorleser
