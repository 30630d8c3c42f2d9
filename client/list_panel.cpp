#include "client/list_panel.hpp"

#include <algorithm>

#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/text.hpp"

namespace vorleser {

void ListPanel::open(std::int64_t number, std::int64_t size) {
    entries_.clear();
    offset_ = 0;
    total_ = size;
    selected_ = std::max<std::int64_t>(number - 1, 0);
    top_ = std::max<std::int64_t>(selected_ - height_ / 2, 0);
}

void ListPanel::apply(const std::vector<Entry>& entries, std::int64_t offset, std::int64_t total) {
    const auto* const before = selected();
    const auto id = before ? before->id : 0;
    entries_ = entries;
    offset_ = offset;
    total_ = total;
    // The same article stays chosen though its number is another now.
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (entries_[i].id == id) selected_ = offset_ + static_cast<std::int64_t>(i);
    selected_ = std::clamp<std::int64_t>(selected_, 0, std::max<std::int64_t>(total_ - 1, 0));
}

void ListPanel::move(Action action) {
    selected_ = moved(action, selected_, std::max(height_ - 1, 1), total_);
}

const Entry* ListPanel::selected() const {
    const auto at = selected_ - offset_;
    return at >= 0 && at < static_cast<std::int64_t>(entries_.size()) ? &entries_[at] : nullptr;
}

std::int64_t ListPanel::offset_around() const {
    return std::max<std::int64_t>(selected_ - window / 2, 0);
}

std::optional<std::int64_t> ListPanel::wanted() const {
    const auto near = std::min<std::int64_t>(height_, window / 2 - 1);
    const auto first = std::max<std::int64_t>(selected_ - near, 0);
    const auto last = std::min<std::int64_t>(selected_ + near, total_ - 1);
    const auto known = offset_ + static_cast<std::int64_t>(entries_.size());
    if (total_ == 0 || (first >= offset_ && last < known)) return std::nullopt;
    return offset_around();
}

std::vector<std::string> ListPanel::rows(const Status& status, std::int64_t position_ms, int width,
                                         int height, const Terminal& terminal) {
    constexpr std::string_view chosen = "› ", other = "  ";
    height_ = std::max(height, 1);
    if (total_ == 0)
        return {fit(of_ == Of::list ? messages::list_is_empty() : messages::nothing_kept(), width)};
    // Scrolls as little as it can.
    top_ = std::clamp<std::int64_t>(top_, selected_ - height_ + 1, selected_);
    top_ = std::clamp<std::int64_t>(top_, 0, std::max<std::int64_t>(total_ - height_, 0));
    const auto first = std::clamp<std::int64_t>(top_ - offset_, 0, entries_.size());
    const auto last = std::clamp<std::int64_t>(top_ + height_ - offset_, first, entries_.size());
    const std::vector<Entry> shown(entries_.begin() + first, entries_.begin() + last);
    auto with_place = status;
    with_place.position_ms = position_ms;
    const int row_width = std::max(1, width - display_width(chosen));
    const auto lines = of_ == Of::list ? list_rows(shown, with_place, row_width, terminal)
                                       : kept_rows(shown, row_width, terminal);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& entry = shown[i];
        const bool here = offset_ + first + static_cast<std::int64_t>(i) == selected_;
        const bool current = status.entry && status.entry->id == entry.id;
        Style style;
        style.bold = current;
        style.dim = (of_ == Of::list ? entry.state == "heard" : entry.read) && !current && !here;
        style.reversed = here;
        const auto text = here ? pad(lines[i], row_width) : lines[i];
        out.push_back(fit(here ? chosen : other, width) +
                      (width > display_width(chosen) ? terminal.styled(text, style) : ""));
    }
    return out;
}

}  // namespace vorleser
