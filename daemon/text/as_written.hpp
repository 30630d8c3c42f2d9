// What is said as it is written.
#pragma once

#include "daemon/text/spoken.hpp"

namespace vorleser {

// For articles in another language than German, whose voice reads numbers and signs itself. Brackets become
// spaces, since `say` never holds any.
Spoken as_written(std::string_view written, std::uint32_t begin);

}  // namespace vorleser
