// The text being read, as a page to read along: wrapped, the sentence and the word set off, scrolled calmly.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/terminal.hpp"
#include "client/values.hpp"

namespace vorleser {

// What is heard, in the article's text.
struct Spot {
    std::optional<Range> sentence, word;
};

// The bytes of `text` from code point `range.begin` to `range.end`, kept within it.
Range byte_range(std::string_view text, Range range);

// Rows of one paragraph, and of what stands around it (the blank row above, the line of origin).
struct PageRow {
    std::string lead;                 // "• ", or as many spaces
    std::size_t from = 0, size = 0;   // bytes of the block's text; of `extra`, if that is not empty
    std::int64_t begin = 0, end = 0;  // code points of the article's text; equal: none of it
    std::string extra;                // text that is not read
    Style style;
};

class Page {
 public:
    void show(Shown article);
    [[nodiscard]] const std::optional<Shown>& article() const { return article_; }

    // At most `height` rows of at most `width` columns around what is heard. They are those of the last call
    // for as long as the sentence stands in their middle; then they move on so that it stands near the top.
    std::vector<std::string> rows(const Spot& spot, int width, int height, const Terminal& terminal);

    // The whole article; width 0: nothing is wrapped. Without gutter and marks.
    std::vector<std::string> all_rows(int width, const Terminal& terminal);

 private:
    using Index = std::pair<std::size_t, std::size_t>;  // block, row in it

    const std::vector<PageRow>& rows_of(std::size_t block, int width);
    std::size_t block_at(std::int64_t place) const;
    std::string drawn(Index index, const Spot& spot, const Terminal& terminal) const;

    std::optional<Shown> article_;
    int width_ = -1, height_ = -1;
    std::map<std::size_t, std::vector<PageRow>> laid_out_;  // at width_
    std::optional<Index> top_;
};

}  // namespace vorleser
