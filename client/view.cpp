#include "client/view.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <unicode/utf8.h>

#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/text.hpp"
#include "client/time.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

// The bytes of `text` from code point `range.begin` to `range.end`, kept within it.
Range byte_range(std::string_view text, Range range) {
    const auto size = static_cast<int32_t>(text.size());
    const auto forward = [&](int32_t from, std::int64_t code_points) {
        while (from < size && code_points-- > 0) U8_FWD_1(text.data(), from, size);
        return from;
    };
    const auto begin = forward(0, range.begin);
    return {begin, forward(begin, range.end - std::max<std::int64_t>(range.begin, 0))};
}

std::string_view bytes_in(std::string_view text, Range bytes) {
    return text.substr(bytes.begin, bytes.end - bytes.begin);
}

// ━━━━━─────
std::string bar(std::int64_t position, std::int64_t duration, int width) {
    const auto filled = duration > 0 ? std::clamp<std::int64_t>(position * width / duration, 0, width) : 0;
    std::string out;
    for (int i = 0; i < width; ++i) out += i < filled ? "━" : "─";
    return out;
}

}  // namespace

void View::apply(Status status, std::int64_t now) {
    status_ = std::move(status);
    since_ = now;
}

void View::apply_position(const json::object& event, std::int64_t now) {
    if (!status_.entry || event.at("id") != status_.entry->id) return;
    status_.position_ms = event.at("position_ms").to_number<std::int64_t>();
    status_.word = parse_range(event, "word");
    const auto sentence = parse_range(event, "sentence");
    if (sentence != status_.sentence) status_.sentence_text.clear();
    status_.sentence = sentence;
    since_ = now;
}

void View::apply_text(Shown shown) {
    shown_ = std::move(shown);
}

std::optional<std::int64_t> View::wanted_text() const {
    if (!status_.entry || (shown_ && shown_->entry.id == status_.entry->id)) return std::nullopt;
    return status_.entry->id;
}

std::string View::sentence() const {
    if (!status_.sentence) return {};
    if (!status_.sentence_text.empty()) return status_.sentence_text;
    if (!shown_ || wanted_text()) return {};
    for (const auto& block : shown_->blocks)
        if (block.place.begin <= status_.sentence->begin && status_.sentence->begin < block.place.end) {
            const Range within{status_.sentence->begin - block.place.begin,
                               status_.sentence->end - block.place.begin};
            return std::string(bytes_in(block.text, byte_range(block.text, within)));
        }
    return {};
}

std::int64_t View::position(std::int64_t now) const {
    constexpr std::int64_t longest = 3000;  // ms without news; then better stand still than be wrong
    if (status_.state != "playing") return status_.position_ms;
    const auto passed = std::clamp<std::int64_t>(now - since_, 0, longest) * status_.speed / 100;
    return std::min(status_.position_ms + passed, std::max(status_.position_ms, status_.duration_ms));
}

std::vector<std::string> View::lines(const Terminal& terminal, std::int64_t now) const {
    constexpr int least_title = 10;
    const int width = terminal.width;
    const auto time = format_progress(position(now), status_.duration_ms, status_.exact);

    std::string first;
    if (status_.entry) {
        const int bar_width = width >= 60 ? std::min(width / 3, 40) : 0;
        const int rest = display_width(time) + 4 + (bar_width > 0 ? bar_width + 2 : 0);
        const int title_width = std::max(least_title, width - rest);
        first = fmt::format("{} {}  {}", state_mark(status_.state),
                            terminal.bold(pad(fit(status_.entry->title, title_width), title_width)), time);
        if (bar_width > 0) first += "  " + bar(position(now), status_.duration_ms, bar_width);
        if (title_width + rest > width)
            first = fit(fmt::format("{} {}", state_mark(status_.state), time), width);
    } else {
        const auto* hint = status_.size == 0 ? messages::list_is_empty() : messages::nothing_chosen();
        first = fit(fmt::format("{} {}", state_mark(status_.state), hint), width);
    }

    std::string second;
    if (status_.state == "interrupted") {
        second = fit("  " + messages::state(status_.state, status_.reason), width);
    } else if (status_.sentence) {
        // Of a long sentence the part that holds the word being heard.
        const auto text = sentence();
        const auto word = status_.word ? byte_range(text, {status_.word->begin - status_.sentence->begin,
                                                           status_.word->end - status_.sentence->begin})
                                       : Range{};
        for (const auto line : wrap(text, std::max(1, width - 2))) {
            const auto from = line.data() - text.data();
            const auto to = from + static_cast<std::int64_t>(line.size());
            if (word.begin > to) continue;
            const auto begin = std::clamp<std::int64_t>(word.begin, from, to);
            const auto end = std::clamp<std::int64_t>(word.end, begin, to);
            second = "  " + text.substr(from, begin - from) +
                     terminal.underlined(text.substr(begin, end - begin)) + text.substr(end, to - end);
            break;
        }
    }
    const auto third = fmt::format("  {} · {} · {}", messages::speed(format_factor(status_.speed)),
                                   messages::volume(status_.volume), messages::keys());
    return {first, second, terminal.dim(fit(third, width))};
}

std::string View::news(std::int64_t now) {
    std::string out;
    const auto state =
        fmt::format("{} {} {}", status_.entry ? status_.entry->id : 0, status_.state, status_.reason);
    if (state != told_state_) {
        auto status = status_;
        status.position_ms = position(now);
        out += status_line(status, Terminal{});
        told_state_ = state;
    }
    for (const auto& warning : status_.warnings)
        if (std::find(told_warnings_.begin(), told_warnings_.end(), warning) == told_warnings_.end())
            out += fmt::format("! {}\n", warning);
    told_warnings_ = status_.warnings;
    const auto settings = fmt::format("{} · {}\n", messages::speed(format_factor(status_.speed)),
                                      messages::volume(status_.volume));
    if (!told_settings_.empty() && settings != told_settings_) out += settings;
    told_settings_ = settings;
    if (status_.entry && status_.sentence && status_.state == "playing") {
        const std::pair place{status_.entry->id, *status_.sentence};
        const auto text = sentence();
        if (place != told_sentence_ && !text.empty()) {
            out += fmt::format("{:>7}  {}\n", format_time(position(now)), text);
            told_sentence_ = place;
        }
    }
    return out;
}

}  // namespace vorleser
