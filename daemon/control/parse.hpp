// A client's line of JSON as values, at no more memory than the two of them take.
#pragma once

#include <cstddef>

#include <boost/json/value.hpp>

namespace vorleser::control {

// As json::parse() does, into `memory`, but the line serves as the room for strings with escapes, for which
// Boost's parser takes up to three times their size: it holds nothing of use afterwards. Throws what `memory`
// throws. With `wrong` set the value is none.
boost::json::value parse_in_place(char* line, std::size_t size, boost::json::memory_resource& memory,
                                  boost::system::error_code& wrong);

}  // namespace vorleser::control
