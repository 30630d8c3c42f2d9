#include "client/page.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unicode/utf8.h>

#include "client/text.hpp"
#include "client/time.hpp"

namespace vorleser {
namespace {

// Before every row: where the sentence stands that is heard, also without bold.
constexpr std::string_view gutter = "  ", gutter_here = "│ ";
constexpr int gutter_width = 2;

std::string origin_of(const Shown& article) {
    std::vector<std::string> parts;
    const auto date = format_published(article.date);
    for (const auto* part : {&article.authors, &article.entry.source, &date, &article.entry.url})
        if (!part->empty()) parts.push_back(*part);
    return fmt::format("{}", fmt::join(parts, " · "));
}

bool overlap(const PageRow& row, const std::optional<Range>& range) {
    return range && row.begin < range->end && range->begin < row.end;
}

}  // namespace

Range byte_range(std::string_view text, Range range) {
    const auto size = static_cast<int32_t>(text.size());
    const auto forward = [&](int32_t from, std::int64_t code_points) {
        while (from < size && code_points-- > 0) U8_FWD_1(text.data(), from, size);
        return from;
    };
    const auto begin = forward(0, range.begin);
    return {begin, forward(begin, range.end - std::max<std::int64_t>(range.begin, 0))};
}

void Page::show(Shown article) {
    const bool same = article_ && article_->entry.id == article.entry.id;
    article_ = std::move(article);
    laid_out_.clear();
    if (!same) top_.reset();
}

const std::vector<PageRow>& Page::rows_of(std::size_t index, int width) {
    const auto [found, fresh] = laid_out_.try_emplace(index);
    auto& rows = found->second;
    if (!fresh) return rows;
    const auto& block = article_->blocks[index];
    const auto add_extra = [&](const std::string& text) {
        for (const auto line : wrap(text, width))
            rows.push_back({"", 0, line.size(), 0, 0, std::string(line), {.dim = true}});
    };
    const bool in_list =
        block.kind == "list_item" && index > 0 && article_->blocks[index - 1].kind == "list_item";
    if (index == 0)
        add_extra(article_->entry.kicker);
    else if (!in_list)
        rows.emplace_back();

    const std::string_view lead = block.kind == "list_item" ? "• " : block.kind == "quotation" ? "  " : "";
    const auto indent = display_width(lead);
    Style style;
    style.bold = block.kind != "list_item" && block.kind != "quotation" && block.kind != "paragraph";
    auto place = block.place.begin;
    std::size_t counted = 0;  // bytes
    bool first = true;
    for (const auto line : wrap(block.text, width > 0 ? std::max(1, width - indent) : 0)) {
        const auto from = static_cast<std::size_t>(line.data() - block.text.data());
        place += count_code_points(std::string_view(block.text).substr(counted, from - counted));
        const auto end = place + count_code_points(line);
        rows.push_back(
            {first ? std::string(lead) : std::string(indent, ' '), from, line.size(), place, end, "", style});
        place = end;
        counted = from + line.size();
        first = false;
    }
    if (block.kind == "title") add_extra(origin_of(*article_));
    return rows;
}

std::size_t Page::block_at(std::int64_t place) const {
    const auto& blocks = article_->blocks;
    const auto after = std::upper_bound(
        blocks.begin(), blocks.end(), place,
        [](std::int64_t value, const ShownBlock& block) { return value < block.place.begin; });
    return after == blocks.begin() ? 0 : static_cast<std::size_t>(after - blocks.begin()) - 1;
}

std::string Page::drawn(Index index, const Spot& spot, const Terminal& terminal) const {
    const auto& row = laid_out_.at(index.first)[index.second];
    if (!row.extra.empty()) return terminal.styled(row.extra, row.style);
    const auto text = std::string_view(article_->blocks[index.first].text).substr(row.from, row.size);
    const auto within = [&](const std::optional<Range>& range) {
        return range ? byte_range(text, {range->begin - row.begin, range->end - row.begin}) : Range{};
    };
    const auto sentence = within(spot.sentence), word = within(spot.word);
    const auto size = static_cast<std::int64_t>(text.size());
    std::vector<std::int64_t> borders{0, sentence.begin, sentence.end, word.begin, word.end, size};
    std::sort(borders.begin(), borders.end());
    std::string out = row.lead;
    for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
        const auto from = borders[i], to = borders[i + 1];
        const auto inside = [&](Range range) { return range.begin <= from && to <= range.end; };
        auto style = row.style;
        style.bold |= inside(sentence);
        style.underlined = inside(word);
        if (from < to) out += terminal.styled(text.substr(from, to - from), style);
    }
    return out;
}

std::vector<std::string> Page::rows(const Spot& spot, int width, int height, const Terminal& terminal) {
    if (!article_ || article_->blocks.empty() || height < 1) return {};
    if (width != width_ || height != height_) {
        if (width != width_) laid_out_.clear();
        width_ = width, height_ = height;
        top_.reset();
    }
    const int measure = std::max(1, width - gutter_width);

    // As many paragraphs as the page may show, with the one that is heard.
    const auto place = spot.sentence ? spot.sentence->begin : 0;
    const auto here = block_at(place);
    std::vector<Index> rows;
    const auto append = [&](std::size_t block) {
        for (std::size_t i = 0; i < rows_of(block, measure).size(); ++i) rows.emplace_back(block, i);
    };
    const auto wanted = static_cast<std::size_t>(height);
    std::size_t first = here;
    for (std::size_t before = 0; first > 0 && before < wanted;) before += rows_of(--first, measure).size();
    for (auto block = first; block <= here; ++block) append(block);
    const auto row_at = [&](Index index) -> const PageRow& {
        return laid_out_.at(index.first)[index.second];
    };
    const auto last_of = [&](const Range& range) {
        return spot.sentence ? std::count_if(rows.begin(), rows.end(),
                                             [&](Index i) { return row_at(i).begin < range.end; })
                             : 0;
    };
    const auto so_far = static_cast<std::size_t>(last_of(spot.sentence.value_or(Range{})));
    for (auto block = here + 1; block < article_->blocks.size() && rows.size() < so_far + wanted; ++block)
        append(block);

    // The rows that must be seen: the sentence's or, where that is too long, the word's.
    const auto span = [&](const std::optional<Range>& range) -> std::optional<std::pair<int, int>> {
        std::optional<std::pair<int, int>> found;
        for (int i = 0; i < static_cast<int>(rows.size()); ++i)
            if (overlap(row_at(rows[i]), range)) found = {found ? found->first : i, i};
        return found;
    };
    const int total = static_cast<int>(rows.size());
    const int margin = height < 3 ? 0 : std::max(1, height / 5);
    auto seen = span(spot.sentence).value_or(std::pair(0, 0));
    if (seen.second - seen.first >= height - 2 * margin) {
        const auto word = span(spot.word);
        seen = word ? *word : std::pair(seen.first, seen.first);
    }
    int top = -1;
    if (top_)
        if (const auto found = std::find(rows.begin(), rows.end(), *top_); found != rows.end())
            top = static_cast<int>(found - rows.begin());
    const int last_top = std::max(0, total - height);
    const bool at_start = top == 0 && rows.front() == Index(0, 0);
    const bool stays = top >= 0 && top <= last_top &&
                       (at_start ? seen.first >= 0 : seen.first >= top + margin) &&
                       (seen.second < top + height - margin || top == last_top);
    if (!stays) top = std::clamp(seen.first - std::max(margin, height / 4), 0, last_top);
    // A page does not begin with the blank row above a paragraph.
    const auto is_blank = [&](const PageRow& row) { return row.size == 0 && row.extra.empty(); };
    if (!stays && is_blank(row_at(rows[top])) && top + margin < seen.first && top < last_top) ++top;
    top_ = rows[top];

    std::vector<std::string> out;
    for (int i = top; i < std::min(total, top + height); ++i) {
        const bool marked = overlap(row_at(rows[i]), spot.sentence);
        auto line = drawn(rows[i], spot, terminal);
        out.push_back(line.empty() ? line
                                   : (marked ? terminal.dim(gutter_here) : std::string(gutter)) + line);
    }
    return out;
}

std::vector<std::string> Page::all_rows(int width, const Terminal& terminal) {
    std::vector<std::string> out;
    if (!article_) return out;
    laid_out_.clear();
    width_ = -1;
    for (std::size_t block = 0; block < article_->blocks.size(); ++block)
        for (std::size_t i = 0; i < rows_of(block, width).size(); ++i)
            out.push_back(drawn({block, i}, {}, terminal));
    laid_out_.clear();
    return out;
}

}  // namespace vorleser
