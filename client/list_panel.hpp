// A list within the live view, the playlist or what is kept: a window of it, since it may hold a hundred
// thousand articles. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/keys.hpp"
#include "client/terminal.hpp"
#include "client/values.hpp"

namespace vorleser {

class ListPanel {
 public:
    enum class Of { list, kept };
    explicit ListPanel(Of of = Of::list) : of_(of) {}

    static constexpr std::int64_t window = 1000;  // entries asked for at once

    // Opened at an entry of the list, by its number; 0: at the first.
    void open(std::int64_t number, std::int64_t size);
    // What `list` answered to the window that was wanted.
    void apply(const std::vector<Entry>& entries, std::int64_t offset, std::int64_t total);

    void move(Action action);  // up, down, page_up … last
    [[nodiscard]] const Entry* selected() const;

    // The offset to ask `list` for, as what is shown next is not known.
    [[nodiscard]] std::optional<std::int64_t> wanted() const;
    // The offset that holds what is shown, for when the list has changed.
    [[nodiscard]] std::int64_t offset_around() const;

    std::vector<std::string> rows(const Status& status, std::int64_t position_ms, int width, int height,
                                  const Terminal& terminal);

 private:
    Of of_;
    std::vector<Entry> entries_;
    std::int64_t offset_ = 0, total_ = 0;
    std::int64_t selected_ = 0, top_ = 0;  // from 0
    int height_ = 10;
};

}  // namespace vorleser
