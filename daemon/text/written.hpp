// A sentence as written, made harmless: what cannot be heard is gone, variants of a character are one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

// `text` is UTF-16; its unit i comes from code point `origin[i]` of the article. origin has one entry more,
// for the end; it ascends.
struct Written {
    std::u16string text;
    std::vector<std::uint32_t> origin;
};

// Takes UTF-8 that begins at code point `begin` of the article. Dropped: soft hyphens, zero-width and
// direction marks, variation selectors, controls, accents that fit no letter. All spaces become U+0020;
// ligatures and full-width or mathematical letters what they stand for; accents join their letter; dashes and
// apostrophes of every kind become – - and '.
Written written(std::string_view utf8, std::uint32_t begin);

}  // namespace vorleser
