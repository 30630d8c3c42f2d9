#include "daemon/control/parse.hpp"

#include <cstring>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

namespace vorleser::control {
namespace {

namespace json = boost::json;
using ErrorCode = boost::system::error_code;
using View = json::string_view;

// What the parser tells it becomes values. The parts of a string are put together at the line's beginning:
// what stands there has been parsed, and there was at least as much of it.
class Values {
 public:
    static constexpr std::size_t max_object_size = json::object::max_size(),
                                 max_array_size = json::array::max_size(),
                                 max_key_size = json::string::max_size(),
                                 max_string_size = json::string::max_size();

    Values(char* line, json::memory_resource& memory) : line_(line), stack_(&memory, first_, sizeof first_) {
        stack_.reset(&memory);
    }
    json::value release() { return stack_.release(); }

    bool on_document_begin(ErrorCode&) { return true; }
    bool on_document_end(ErrorCode&) { return true; }
    bool on_object_begin(ErrorCode&) { return true; }
    bool on_object_end(std::size_t size, ErrorCode&) { return stack_.push_object(size), true; }
    bool on_array_begin(ErrorCode&) { return true; }
    bool on_array_end(std::size_t size, ErrorCode&) { return stack_.push_array(size), true; }
    bool on_key_part(View part, std::size_t, ErrorCode&) { return append(part), true; }
    bool on_key(View last, std::size_t, ErrorCode&) { return stack_.push_key(whole(last)), true; }
    bool on_string_part(View part, std::size_t, ErrorCode&) { return append(part), true; }
    bool on_string(View last, std::size_t, ErrorCode&) { return stack_.push_string(whole(last)), true; }
    bool on_number_part(View, ErrorCode&) { return true; }
    bool on_int64(std::int64_t number, View, ErrorCode&) { return stack_.push_int64(number), true; }
    bool on_uint64(std::uint64_t number, View, ErrorCode&) { return stack_.push_uint64(number), true; }
    bool on_double(double number, View, ErrorCode&) { return stack_.push_double(number), true; }
    bool on_bool(bool is, ErrorCode&) { return stack_.push_bool(is), true; }
    bool on_null(ErrorCode&) { return stack_.push_null(), true; }
    bool on_comment_part(View, ErrorCode&) { return true; }
    bool on_comment(View, ErrorCode&) { return true; }

 private:
    void append(View part) {
        std::memmove(line_ + size_, part.data(), part.size());
        size_ += part.size();
    }
    View whole(View last) {
        if (size_ == 0) return last;
        append(last);
        return {line_, std::exchange(size_, 0)};
    }

    char* const line_;
    std::size_t size_ = 0;  // of the string's parts until now
    unsigned char first_[4096];
    json::value_stack stack_;
};

}  // namespace

json::value parse_in_place(char* line, std::size_t size, json::memory_resource& memory, ErrorCode& wrong) {
    json::basic_parser<Values> parser({}, line, memory);
    const auto parsed = parser.write_some(false, line, size, wrong);
    if (!wrong && parsed < size) wrong = json::make_error_code(json::error::extra_data);
    if (wrong) return {};
    return parser.handler().release();
}

}  // namespace vorleser::control
