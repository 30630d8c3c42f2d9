// What class names, ids and roles on news pages mean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace vorleser {

// Reads the names an element bears («c-article__body js-load») into hints (html_blocks.hpp). Remembers each
// word, since a page uses few different ones.
class HtmlNames {
 public:
    std::uint32_t hints(std::string_view names);

 private:
    std::uint32_t hint_of(const std::string& word);
    std::unordered_map<std::string, std::uint32_t> known_words_, known_names_;
};

}  // namespace vorleser
