// A list of beginnings, found by their first byte: there are hundreds, and millions of lines to compare.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace vorleser {

class Prefixes {
 public:
    // None of them empty.
    Prefixes(std::initializer_list<std::string_view> prefixes) {
        for (const std::string_view prefix : prefixes) by_first_byte_[byte(prefix)].push_back(prefix);
    }

    // Whether `text` begins with one of them.
    bool match(std::string_view text) const {
        if (text.empty()) return false;
        const auto& candidates = by_first_byte_[byte(text)];
        return std::any_of(candidates.begin(), candidates.end(),
                           [&](std::string_view prefix) { return text.starts_with(prefix); });
    }

 private:
    static std::size_t byte(std::string_view text) { return static_cast<unsigned char>(text.front()); }

    std::array<std::vector<std::string_view>, 256> by_first_byte_;
};

}  // namespace vorleser
