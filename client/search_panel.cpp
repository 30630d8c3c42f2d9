#include "client/search_panel.hpp"

#include <algorithm>

#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/text.hpp"

namespace vorleser {
namespace {

constexpr std::size_t longest = 200;  // bytes of what is typed

// The end of `text`, as much as fits.
std::string end_of(std::string text, int width) {
    while (!text.empty() && display_width(text) > width) {
        std::size_t first = 1;
        while (first < text.size() && continues(text[first])) ++first;
        text.erase(0, first);
    }
    return text;
}

}  // namespace

void SearchPanel::open() {
    *this = {};
}

void SearchPanel::type(std::string_view text) {
    if (words_.size() + text.size() > longest) return;
    words_ += text;
}

void SearchPanel::erase() {
    while (!words_.empty() && continues(words_.back())) words_.pop_back();
    if (!words_.empty()) words_.pop_back();
}

void SearchPanel::move(Action action) {
    const auto at = moved(action, static_cast<std::int64_t>(selected_), static_cast<std::int64_t>(page_),
                          std::ssize(found_.hits));
    selected_ = static_cast<std::size_t>(at);
}

std::string SearchPanel::query() const {
    const auto begin = words_.find_first_not_of(' ');
    if (begin == words_.npos) return {};
    return words_.substr(begin, words_.find_last_not_of(' ') + 1 - begin);
}

std::optional<std::string> SearchPanel::wanted() const {
    auto wanted = query();
    if (wanted.empty() || wanted == answered_) return {};
    return wanted;
}

void SearchPanel::apply(const std::string& query, FoundHits found) {
    answered_ = query;
    found_ = std::move(found);
    problem_.clear();
    selected_ = top_ = 0;
}

void SearchPanel::apply_problem(const std::string& query, const std::string& problem) {
    apply(query, {});
    problem_ = problem;
}

const Hit* SearchPanel::selected() const {
    return query().empty() || selected_ >= found_.hits.size() ? nullptr : &found_.hits[selected_];
}

std::string SearchPanel::outcome() const {
    if (query().empty()) return messages::search_keys();
    if (!problem_.empty()) return problem_;
    if (answered_.empty()) return {};
    const auto& hits = found_.hits;
    const std::string found =
        hits.empty() ? messages::nothing_found() : messages::hits(static_cast<std::int64_t>(hits.size()));
    return joined({found, found_.complete ? "" : messages::not_all_indexed()});
}

std::vector<std::string> SearchPanel::rows(int width, int height, const Terminal& terminal) {
    constexpr std::string_view prompt = "/ ", chosen = "› ", other = "  ";
    if (height < 1) return {};
    std::vector<std::string> rows{
        fit(std::string(prompt) + end_of(words_, width - display_width(prompt) - 1), std::max(width - 1, 1)) +
        (width > 1 ? terminal.styled(" ", {.reversed = true}) : "")};
    if (height > 1) rows.push_back(terminal.dim(fit(outcome(), width)));
    if (query().empty()) return rows;

    auto within = terminal;
    within.width = width;
    std::vector<std::string> all;
    std::size_t begin = 0, end = 0;  // rows of what is selected
    for (std::size_t i = 0; i < found_.hits.size(); ++i) {
        const bool here = i == selected_;
        if (here) begin = all.size();
        const auto lead = width > display_width(chosen) ? here ? chosen : other : "";
        for (auto& row : hit_rows(found_.hits[i], std::string(lead), within)) all.push_back(std::move(row));
        if (here) end = all.size();
    }
    const auto room = static_cast<std::size_t>(std::max(0, height - static_cast<int>(rows.size())));
    if (room == 0 || all.empty()) return rows;
    page_ = std::max<std::size_t>(room * found_.hits.size() / all.size(), 1);
    // Scrolls as little as it can; the title is seen rather than all of a long sentence.
    if (end > top_ + room) top_ = end - room;
    top_ = std::min({top_, begin, all.size() - std::min(room, all.size())});
    for (auto i = top_; i < std::min(top_ + room, all.size()); ++i) rows.push_back(all[i]);
    return rows;
}

}  // namespace vorleser
