// Sets and maps of words that are looked up by views, so that no word is copied for it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace vorleser {

// Words are short: this is several times as fast as std::hash, which calls a function.
template <class Char>
struct ViewHash {
    using is_transparent = void;
    std::size_t operator()(std::basic_string_view<Char> word) const noexcept {
        std::size_t hash = word.size();
        for (const Char c : word) hash = (hash ^ static_cast<std::size_t>(c)) * 0x9E3779B97F4A7C15U;
        return hash ^ (hash >> 32U);
    }
};
template <class Char>
using SetOf = std::unordered_set<std::basic_string<Char>, ViewHash<Char>, std::equal_to<>>;
template <class Char, class Value>
using MapOf = std::unordered_map<std::basic_string<Char>, Value, ViewHash<Char>, std::equal_to<>>;

}  // namespace vorleser
