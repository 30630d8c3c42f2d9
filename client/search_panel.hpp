// Searching within the live view: the words that are typed, and what they find. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/keys.hpp"
#include "client/terminal.hpp"
#include "client/values.hpp"

namespace vorleser {

class SearchPanel {
 public:
    void open();  // nothing is typed yet

    // What is typed goes behind the words; longer ones than anybody looks for are not taken.
    void type(std::string_view text);
    void erase();              // the last character
    void move(Action action);  // up, down, page_up … last

    // What to ask `search` for; none: what is shown is the answer to it.
    [[nodiscard]] std::optional<std::string> wanted() const;
    // What that was answered with: hits, or why there can be none.
    void apply(const std::string& query, FoundHits found);
    void apply_problem(const std::string& query, const std::string& problem);

    [[nodiscard]] const Hit* selected() const;  // null: none

    // At most `height` rows of at most `width` columns: the words, what came of them, the hits.
    std::vector<std::string> rows(int width, int height, const Terminal& terminal);

 private:
    [[nodiscard]] std::string query() const;  // without blanks around it
    [[nodiscard]] std::string outcome() const;

    std::string words_, answered_, problem_;
    FoundHits found_;
    std::size_t selected_ = 0, top_ = 0;  // hit; row of the hits
    std::size_t page_ = 1;                // hits that were shown
};

}  // namespace vorleser
