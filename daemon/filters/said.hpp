// What the daemon says to whoever runs it by hand; for the filters and the program itself.
#pragma once

#include <string>
#include <vector>

#include "daemon/base/error.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser {

// In the language of the locale, as the client says what the daemon sent.
std::string said(const Sentence& sentence);

// What is wrong in the listener's own files goes to standard error.
German german_from(const std::vector<std::string>& directories);

}  // namespace vorleser
