#include "daemon/control/wire.hpp"

#include <boost/json/serialize.hpp>

#include "daemon/control/values.hpp"

namespace vorleser::control {

namespace json = boost::json;

Code code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid_argument:
            return {-32602, "invalid_argument"};
        case ErrorKind::not_found:
            return {-32001, "not_found"};
        case ErrorKind::unreadable:
            return {-32002, "unreadable"};
        case ErrorKind::conflict:
            return {-32003, "conflict"};
        case ErrorKind::storage:
            return {-32004, "storage"};
        case ErrorKind::engine:
            return {-32005, "engine"};
        case ErrorKind::device:
            return {-32006, "device"};
        case ErrorKind::internal:
            break;
    }
    return {-32603, "internal"};
}

std::string error_line(const json::value& id, Code code, const Sentence& message) {
    json::object data = sentence_value(message);
    data["kind"] = code.kind;
    return json::serialize(json::object{
        {"jsonrpc", "2.0"},
        {"id", id},
        {"error", {{"code", code.code}, {"message", std::string_view(message)}, {"data", std::move(data)}}}});
}

std::string result_line(const json::value& id, std::string result) {
    result.insert(0, R"({"jsonrpc":"2.0","id":)" + json::serialize(id) + R"(,"result":)");
    result += '}';
    return result;
}

}  // namespace vorleser::control
