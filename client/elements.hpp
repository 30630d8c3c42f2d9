// An array within a JSON text of any length: its elements one by one, so that it is never held whole.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace vorleser {

// Takes the elements of the array `name`, a member of the text's member "result", out of a text that comes in
// pieces. For one text. What is no JSON is left to whoever parses the rest and the elements: they throw.
class Elements {
 public:
    // Each element, as soon as it has come whole.
    using Each = std::function<void(const boost::json::value&)>;
    Elements(std::string_view name, const Each& each) : name_(name), each_(each) {}
    // What is left of the next piece: of the whole text the same one, with that array empty.
    std::string_view rest(std::string_view piece);

 private:
    void take(char c);
    void element();

    const std::string_view name_;
    const Each& each_;
    std::string rest_, element_, key_;  // key_: the last string at depths 1 and 2
    int depth_ = 0;
    bool text_ = false, escaped_ = false;   // within a string; behind its backslash
    bool result_ = false, within_ = false;  // within the member "result"; within the array
};

}  // namespace vorleser
