#include "daemon/readers/blocks.hpp"

#include <utility>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"

namespace vorleser::documents {

void Blocks::end(BlockKind kind) {
    if (tables_ > 0) {
        line_ += ' ';
        return;
    }
    std::string text = clean_line(std::exchange(line_, {}));
    if (has_letter_or_digit(text)) body.push_back({kind, std::move(text)});
}

void Blocks::drop() {
    if (tables_ == 0) drop(std::exchange(line_, {}));
}

void Blocks::drop(std::string_view text) {
    std::string line = clean_line(text);
    if (has_letter_or_digit(line)) dropped.push_back(std::move(line));
}

void Blocks::end_cell() {
    if (tables_ != 1) return;
    const std::string cell = clean_line(std::exchange(line_, {}));
    if (has_letter_or_digit(cell)) row_ += (row_.empty() ? "" : ", ") + cell;
}

void Blocks::end_row() {
    if (tables_ != 1) return;
    end_cell();
    if (!row_.empty()) body.push_back({BlockKind::paragraph, std::exchange(row_, {})});
}

}  // namespace vorleser::documents
