// Lines of copied text as blocks of a page, to be judged as those are (html_model.hpp).
#pragma once

#include <string_view>
#include <vector>

#include "daemon/article/html_blocks.hpp"

namespace vorleser {

// Each non-empty line of a text is a block, in order; those that no blank line parts are in one element.
HtmlPage page_of_lines(std::string_view text);

}  // namespace vorleser
