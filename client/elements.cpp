#include "client/elements.hpp"

#include <boost/json/parse.hpp>

namespace vorleser {

std::string_view Elements::rest(std::string_view piece) {
    rest_.clear();
    for (const char c : piece) take(c);
    return rest_;
}

void Elements::take(char c) {
    constexpr int members = 2,
                  elements = 3;  // depths: of the result's members, and of what is in one of them
    auto& to = within_ ? element_ : rest_;
    if (text_) {
        to += c;
        if (escaped_)
            escaped_ = false;
        else if (c == '\\')
            escaped_ = true;
        else if (c == '"')
            text_ = false;
        if (text_ && depth_ <= members) key_ += c;
        return;
    }
    if (within_ && depth_ == elements && (c == ',' || c == ']')) {
        element();
        if (c == ',') return;
        within_ = false;
        --depth_;
        rest_ += c;
        return;
    }
    to += c;
    if (c == '"') {
        text_ = true;
        key_.clear();
    } else if (c == '{' || c == '[') {
        ++depth_;
        if (depth_ == members) result_ = key_ == "result";
        within_ = within_ || (depth_ == elements && c == '[' && result_ && key_ == name_);
    } else if (c == '}' || c == ']') {
        --depth_;
    }
}

void Elements::element() {
    if (element_.find_first_not_of(" \t\r\n") != element_.npos) each_(boost::json::parse(element_));
    element_.clear();
}

}  // namespace vorleser
