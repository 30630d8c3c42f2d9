// The lines of copied text, each with what its look and its neighbours say it is: evidence for
// line_model.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "daemon/article/lines.hpp"
#include "daemon/article/read.hpp"

namespace vorleser {

struct Line {
    std::string_view text;  // not empty
    std::uint32_t words = 0;
    LineRole role = LineRole::brief;
    bool blank_before = false;
};

struct LineRun {
    std::size_t begin = 0, end = 0;  // indices of lines
};

// The lines of a clean text that are not empty; they refer to it. Linear in its size.
std::vector<Line> read_lines(std::string_view text);

// What is no paragraph by itself.
inline bool is_short(const Line& line) {
    return line.role == LineRole::brief || line.role == LineRole::sentence;
}

// Paragraphs score their words, everything else costs: the run of lines with the highest sum, and what stands
// behind a box below it and speaks of the same. Empty: no paragraph at all.
LineRun best_run(const std::vector<Line>& lines);

// Without learning: 1 for paragraphs, sentences and items of lists in the run, 0 for all else.
std::vector<float> judge_by_look(const std::vector<Line>& lines, LineRun run);

// The headline of the text in `run`, above its first paragraph, by its words that the text takes up again.
std::optional<std::size_t> find_title(const std::vector<Line>& lines, LineRun run);

// The article of those lines that are likely enough of it (`judged`, one a line, 0 to 1), with its headline.
Result<Reading> read_judged(const std::vector<Line>& lines, const std::vector<float>& judged,
                            const ReadOptions& options);

}  // namespace vorleser
