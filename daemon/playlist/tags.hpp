// Words that the listener sorts articles by. An entry has them as lines ('\n'), in the order in which they
// came. Case makes no difference: «politik» is «Politik», as it was written first. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/error.hpp"

namespace vorleser {

inline constexpr std::size_t longest_tag = 64;  // characters
inline constexpr std::size_t most_tags = 50;    // of an entry

// What the listener wrote, as a tag: in one line, without spaces around it. invalid_argument: it is empty, or
// too long.
Result<std::string> tag_of(std::string_view written);

std::vector<std::string_view> tags_of(std::string_view lines);

// As written(…) has it in `lines`; empty: there is none.
std::string_view find_tag(std::string_view lines, std::string_view tag);

// With another one behind, if it is another.
std::string with_tag(std::string lines, std::string_view tag);
std::string without_tag(std::string_view lines, std::string_view tag);

}  // namespace vorleser
