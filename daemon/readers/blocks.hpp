// How a reader puts a body together: text as it comes, and what ends a block of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/read.hpp"

namespace vorleser::documents {

class Blocks {
 public:
    std::vector<Block> body;
    std::vector<std::string> dropped;

    void add(std::string_view text) { line_ += text; }
    // Ends the block, if there is text in it.
    void end(BlockKind kind);
    // The same, but nobody is to hear it.
    void drop();
    // A line of its own that nobody is to hear; the open block stays open.
    void drop(std::string_view text);

    // Rows of a table are a block each, their cells parted by commas. What would end a block within a cell is
    // a space. Tables within tables are part of their cell.
    void begin_table() { ++tables_; }
    void end_table() { --tables_; }
    void end_cell();
    void end_row();

 private:
    std::string line_;
    std::string row_;  // the cells before
    int tables_ = 0;
};

}  // namespace vorleser::documents
