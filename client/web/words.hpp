// What is heard when, as the page reads it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client/web/telling.hpp"

namespace vorleser::web {

// {"words": [[sample, begin, end], …], "sentences": [[sample, until, begin, end], …], "samples": n}
std::string words_json(const Timing& timing);
std::optional<Timing> parse_words(std::string_view json);

}  // namespace vorleser::web
