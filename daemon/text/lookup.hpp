// Sets and maps of words that are looked up by views, so that no word is copied for it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace vorleser {

template <class Char>
struct ViewHash : std::hash<std::basic_string_view<Char>> {
    using is_transparent = void;
};
template <class Char>
using SetOf = std::unordered_set<std::basic_string<Char>, ViewHash<Char>, std::equal_to<>>;
template <class Char, class Value>
using MapOf = std::unordered_map<std::basic_string<Char>, Value, ViewHash<Char>, std::equal_to<>>;

}  // namespace vorleser
