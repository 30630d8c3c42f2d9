// What went wrong, as the protocol's errors are, for whoever shows it in a language of its own.
#pragma once

#include <exception>
#include <string_view>

#include <boost/json/object.hpp>

#include "locale/translate.hpp"

namespace vorleser {

// {"message", "data"?: {"text", "values"}}: `message`, and what it was made of. `said`: what was said where
// it went wrong; what it does not know has no data.
boost::json::object wire_error(std::string_view message, const Said& said);

// The same of what was thrown; the daemon's own error (Refused) as it came.
boost::json::object wire_error(const std::exception_ptr& error, const Said& said);

}  // namespace vorleser
