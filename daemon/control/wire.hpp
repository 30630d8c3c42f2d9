// What goes over the wire, line by line, without the line's end.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "daemon/base/error.hpp"

namespace vorleser::control {

struct Code {
    int code;
    std::string_view kind;
};
inline constexpr Code parse_error{-32700, "parse"}, request_error{-32600, "request"},
    method_error{-32601, "method"}, limit_error{-32000, "limit"}, cancelled_error{-32007, "cancelled"};
Code code_of(ErrorKind kind);

std::string error_line(const boost::json::value& id, Code code, const Sentence& message);
// `result`: as JSON; it becomes a part of the line where it lies, since it may be large.
std::string result_line(const boost::json::value& id, std::string result);

}  // namespace vorleser::control
