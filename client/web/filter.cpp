#include "client/web/filter.hpp"

#include <algorithm>
#include <cmath>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace vorleser::web {
namespace {

namespace json = boost::json;

constexpr std::string_view methods[] = {
    "add",     "cancel", "changes", "clear",   "device", "devices",   "edit",   "finished", "heard",
    "history", "keep",   "kept",    "list",    "mark",   "marks",     "move",   "next",     "note",
    "offer",   "output", "outputs", "pause",   "pitch",  "place",     "play",   "previous", "queue",
    "read",    "remove", "repeat",  "restore", "resume", "sample",    "search", "seek",     "show",
    "shuffle", "sleep",  "speed",   "status",  "stop",   "subscribe", "tag",    "tags",     "toggle",
    "undo",    "unkeep", "unmark",  "voice",   "voices", "volume",
};

// Keeps a request's own members `id` and `method`, and looks at no others.
class Members {
 public:
    static constexpr std::size_t max_object_size = json::string::max_size();
    static constexpr std::size_t max_array_size = json::string::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();
    using Error = boost::system::error_code;

    bool is_request() const { return request_ && has_method_ && !twice_ && !endless_; }
    const std::string& method() const { return method_; }
    const json::value& id() const { return id_; }
    bool has_id() const { return has_id_; }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) {
        if (depth_++ == 0) request_ = true;
        return true;
    }
    bool on_object_end(std::size_t, Error&) { return --depth_, true; }
    bool on_array_begin(Error&) { return ++depth_, true; }
    bool on_array_end(std::size_t, Error&) { return --depth_, true; }
    bool on_key_part(json::string_view part, std::size_t size, Error&) {
        if (depth_ == 1 && size <= longest) key_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t size, Error& error) {
        if (depth_ != 1) return true;
        on_key_part(part, size, error);
        current_ = size > longest ? "" : key_;
        key_.clear();
        auto* seen = current_ == "method" ? &has_method_ : current_ == "id" ? &has_id_ : nullptr;
        if (current_ == "params") seen = &has_params_;
        if (current_ == "jsonrpc") seen = &has_version_;
        if (seen && std::exchange(*seen, true)) twice_ = true;
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t size, Error&) {
        if (depth_ == 1 && size <= longest) text_.append(part.data(), part.size());
        return true;
    }
    bool on_string(json::string_view part, std::size_t size, Error& error) {
        if (depth_ != 1) return true;
        on_string_part(part, size, error);
        if (current_ == "method") method_ = size > longest ? "" : text_;
        take(json::value(text_));
        text_.clear();
        return true;
    }
    bool on_number_part(json::string_view, Error&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, Error&) { return take(number); }
    bool on_uint64(std::uint64_t number, json::string_view, Error&) { return take(number); }
    bool on_double(double number, json::string_view, Error&) {
        if (!std::isfinite(number)) endless_ = true;  // 1e400, which no answer could repeat
        return take(number);
    }
    bool on_bool(bool value, Error&) { return take(value); }
    bool on_null(Error&) { return take(nullptr); }
    bool on_comment_part(json::string_view, Error&) { return true; }
    bool on_comment(json::string_view, Error&) { return true; }

 private:
    static constexpr std::size_t longest = 200;  // of a name that means something, and of an id

    bool take(const json::value& value) {
        if (depth_ == 1 && current_ == "id") id_ = value;
        return true;
    }

    int depth_ = 0;
    bool request_ = false, has_method_ = false, has_id_ = false, has_params_ = false, has_version_ = false;
    bool twice_ = false, endless_ = false;
    std::string key_, text_, current_, method_;
    json::value id_;
};

}  // namespace

bool may_call(std::string_view method) {
    return std::ranges::find(methods, method) != std::end(methods);
}

bool filter(std::string& message) {
    json::basic_parser<Members> parser{json::parse_options()};
    boost::system::error_code wrong;
    const auto parsed = parser.write_some(false, message.data(), message.size(), wrong);
    if (wrong || !std::all_of(message.begin() + static_cast<std::ptrdiff_t>(parsed), message.end(),
                              [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }))
        return false;
    const auto& members = parser.handler();
    if (!members.is_request()) return false;
    if (may_call(members.method())) {
        std::ranges::replace(message, '\n', ' ');
        return true;
    }
    json::object refused{{"jsonrpc", "2.0"}, {"method", "web." + members.method()}};
    if (members.has_id()) refused["id"] = members.id();
    message = json::serialize(refused);
    return true;
}

}  // namespace vorleser::web
