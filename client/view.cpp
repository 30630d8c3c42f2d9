#include "client/view.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/text.hpp"
#include "client/time.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

constexpr int widest_frame = 80;    // longer lines are hard to read; the rest of the screen is margin
constexpr int narrowest_frame = 6;  // in less nothing is read
constexpr int usual_height = 24;
constexpr std::string_view indent = "  ";

// ━━━━━─────
std::string bar(std::int64_t position, std::int64_t duration, int width) {
    const auto filled = duration > 0 ? std::clamp<std::int64_t>(position * width / duration, 0, width) : 0;
    std::string out;
    for (int i = 0; i < width; ++i) out += i < filled ? "━" : "─";
    return out;
}

std::string after(std::string_view lead, const std::string& text, int width) {
    return fit(std::string(lead) + text, width);
}

// The reader's help: both panels' keys.
std::vector<std::string> help_rows(int width) {
    std::vector<std::string> rows;
    std::string_view text;
    const auto all = keys_help();
    for (text = all; !text.empty();) {
        const auto end = text.find('\n');
        rows.push_back(fit(text.substr(0, end), width));
        text.remove_prefix(std::min(end, text.size() - 1) + 1);
    }
    return rows;
}

}  // namespace

// How the rows of a screen are used.
struct View::Frame {
    int width, left, height;
    bool bar, settings, gap_above, gap_below, keys;

    Frame(const Terminal& terminal, bool reading)
        : width(std::clamp(terminal.width, 1, widest_frame)),
          left((std::max(terminal.width, 1) - width) / 2),
          height(terminal.height > 0 ? terminal.height : usual_height),
          bar(reading && height >= 5),
          settings(reading && height >= 7),
          gap_above(height >= 10),
          gap_below(height >= 12),
          keys(height >= 3) {}
};

json::object next_sleep(std::optional<std::int64_t> left, bool at_end) {
    constexpr std::int64_t minute = 60'000, steps[] = {15 * minute, 30 * minute, 60 * minute};
    if (at_end) return {{"off", true}};
    if (!left) return {{"after_ms", steps[0]}};
    // It was set to this one, or is within it.
    const auto* const step =
        std::find_if(std::begin(steps), std::end(steps), [&](std::int64_t each) { return *left <= each; });
    if (step == std::end(steps) || step + 1 == std::end(steps)) return {{"at_end", true}};
    return {{"after_ms", step[1]}};
}

void View::apply(Status status, std::int64_t now) {
    status_ = std::move(status);
    since_ = status_since_ = now;
    gone_ = false;
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
    page_.show(std::move(shown));
}

void View::apply_end(bool on_purpose) {
    gone_ = true;
    on_purpose_ = on_purpose;
    notice_.clear();
    panel_ = Panel::reading;
}

void View::apply_notice(std::string notice, std::int64_t now) {
    constexpr std::int64_t shown_for = 4000;  // ms
    notice_ = std::move(notice);
    notice_until_ = now + shown_for;
}

std::optional<std::int64_t> View::wanted_text() const {
    if (!status_.entry || (page_.article() && page_.article()->entry.id == status_.entry->id))
        return std::nullopt;
    return status_.entry->id;
}

std::string View::sentence() const {
    if (!status_.sentence) return {};
    if (!status_.sentence_text.empty()) return status_.sentence_text;
    if (!page_.article() || wanted_text()) return {};
    const Shown& article = *page_.article();
    for (const auto& block : article.blocks)
        if (block.place.begin <= status_.sentence->begin && status_.sentence->begin < block.place.end) {
            const auto bytes = byte_range(block.text, {status_.sentence->begin - block.place.begin,
                                                       status_.sentence->end - block.place.begin});
            return block.text.substr(bytes.begin, bytes.end - bytes.begin);
        }
    return {};
}

std::int64_t View::position(std::int64_t now) const {
    constexpr std::int64_t longest = 3000;  // ms without news; then better stand still than be wrong
    if (status_.state != "playing" || gone_) return status_.position_ms;
    const auto passed = std::clamp<std::int64_t>(now - since_, 0, longest) * status_.speed / 100;
    return std::min(status_.position_ms + passed, std::max(status_.position_ms, status_.duration_ms));
}

std::optional<std::int64_t> View::sleep_left(std::int64_t now) const {
    if (!status_.sleep_ms) return std::nullopt;
    return std::max<std::int64_t>(*status_.sleep_ms - (now - status_since_), 0);
}

bool View::moves(std::int64_t now) const {
    return (status_.state == "playing" && !gone_) || status_.sleep_ms ||
           (!notice_.empty() && now < notice_until_);
}

void View::open(Panel panel) {
    panel_ = panel;
    help_top_ = 0;
    if (panel == Panel::list) list_.open(status_.entry ? status_.entry->number : 0, status_.size);
    if (panel == Panel::kept) kept_.open(0, 1);  // how many there are is asked
    if (panel == Panel::search) search_.open();
}

void View::scroll(Action action) {
    if (panel_ == Panel::list || panel_ == Panel::kept) return list().move(action);
    if (panel_ == Panel::search) return search_.move(action);
    constexpr std::int64_t many = 1 << 20;  // rows: cut where it is drawn
    help_top_ = static_cast<int>(moved(action, help_top_, help_height_, many));
}

std::string View::hint() const {
    return status_.size == 0 ? messages::list_is_empty() : messages::nothing_chosen();
}

std::string View::sleep_text(std::int64_t now) const {
    constexpr std::int64_t minute = 60'000;
    if (status_.sleep_at_end) return messages::sleep_at_end();
    const auto left = sleep_left(now);
    if (!left) return {};
    return *left > minute ? messages::sleep_soon((*left + minute - 1) / minute)
                          : messages::sleep_at_once((*left + 999) / 1000);
}

// Place in the list, what comes next, and what is not as usual. What comes next is cut where room is scarce.
std::string View::settings(int width, std::int64_t now) const {
    constexpr int least_title = 12;
    std::vector<std::string> before, behind;
    if (status_.entry && status_.state != "playing") before.push_back(messages::state(status_.state, ""));
    if (!status_.output.empty()) before.push_back(messages::on_output(status_.output));
    if (status_.entry && status_.entry->number > 0)
        before.push_back(messages::place(status_.entry->number, status_.size));
    if (const auto sleep = sleep_text(now); !sleep.empty()) behind.push_back(sleep);
    if (status_.speed != 100) behind.push_back(messages::speed(format_factor(status_.speed)));
    if (status_.repeat != "off") behind.push_back(messages::repeat(status_.repeat));
    if (status_.shuffle) behind.push_back(messages::shuffle(true));
    if (status_.volume != 100) behind.push_back(messages::volume(status_.volume));
    if (status_.pitch != 0) behind.push_back(messages::pitch(status_.pitch));
    auto all = before;
    if (!status_.next_title.empty() && status_.repeat != "one") {
        auto others = before;
        others.insert(others.end(), behind.begin(), behind.end());
        others.push_back(messages::next(""));
        const int room = width - display_width(joined(others));
        if (room >= std::min(least_title, display_width(status_.next_title)))
            all.push_back(messages::next(fit(status_.next_title, room)));
    }
    all.insert(all.end(), behind.begin(), behind.end());
    return fit(joined(all), width);
}

std::vector<std::string> View::header(const Frame& frame, std::int64_t now) const {
    constexpr int least_title = 10, least_bar = 8;
    const int width = frame.width;
    const auto mark = gone_ ? "!" : state_mark(status_.state);
    std::vector<std::string> lines;
    if (!status_.entry) {
        lines.push_back(fit(fmt::format("{} {}", mark, hint()), width));
        if (frame.bar) lines.emplace_back();
    } else {
        const auto time = format_progress(position(now), status_.duration_ms, status_.exact);
        const int bar_width = !frame.bar && width >= 60 ? width / 3 : 0;
        const int rest = display_width(time) + 4 + (bar_width > 0 ? bar_width + 2 : 0);
        const int title_width = width - rest;
        if (title_width < least_title)
            lines.push_back(fit(fmt::format("{} {}", mark, time), width));
        else
            lines.push_back(fmt::format("{} {}  {}", mark,
                                        pad(fit(status_.entry->title, title_width), title_width), time));
        if (bar_width > 0) lines.back() += "  " + bar(position(now), status_.duration_ms, bar_width);
        if (frame.bar) {
            const auto left_ms = std::max<std::int64_t>(status_.duration_ms - position(now), 0) * 100 /
                                 std::max<std::int64_t>(status_.speed, 1);
            const auto left = messages::time_left(format_duration(left_ms, status_.exact));
            const int room = width - display_width(left) - 4;
            lines.push_back(
                room < least_bar
                    ? after(indent, left, width)
                    : fmt::format("{}{}  {}", indent, bar(position(now), status_.duration_ms, room), left));
        }
    }
    if (frame.settings) lines.push_back(after(indent, settings(width - 2, now), width));
    return lines;
}

// What the listener should know, the most important first.
std::vector<std::string> View::notices(int width, int most, std::int64_t now) const {
    std::vector<std::string> lines;
    const auto add = [&](std::string_view lead, const std::string& text) {
        for (const auto line : wrap(text, std::max(1, width - 2))) {
            lines.push_back(after(lead, std::string(line), width));
            lead = indent;
        }
    };
    if (gone_) add(indent, on_purpose_ ? messages::daemon_quit() : messages::daemon_gone());
    if (!notice_.empty() && now < notice_until_) add(indent, notice_);
    if (!status_.reason.empty() && !gone_) add(indent, messages::state(status_.state, status_.reason));
    if (!gone_)
        for (const auto& warning : status_.warnings) add("! ", warning);
    if (static_cast<int>(lines.size()) > most) {
        lines.resize(std::max(most, 0));
        if (!lines.empty()) lines.back() = fit(lines.back() + " …", width);
    }
    return lines;
}

std::vector<std::string> View::body(const Frame& frame, int height, const Terminal& terminal,
                                    std::int64_t now) {
    if (height < 1 || frame.width < narrowest_frame) return {};
    if (panel_ == Panel::list || panel_ == Panel::kept)
        return list().rows(status_, position(now), frame.width, height, terminal);
    if (panel_ == Panel::search) return search_.rows(frame.width, height, terminal);
    if (panel_ == Panel::help) {
        const auto rows = help_rows(frame.width - 2);
        const auto size = static_cast<int>(rows.size());
        help_height_ = height;
        help_top_ = std::clamp(help_top_, 0, std::max(0, size - height));
        std::vector<std::string> shown;
        for (int i = help_top_; i < std::min(help_top_ + height, size); ++i)
            shown.push_back(std::string(indent) + rows[i]);
        return shown;
    }
    const int width = frame.width - (frame.width >= 40 ? 2 : 0);  // a margin on the right, too
    const Spot spot{status_.sentence, status_.word};
    if (status_.entry && !wanted_text()) return page_.rows(spot, width, height, terminal);
    const auto text = sentence();
    if (text.empty()) return {};
    Page alone;  // as long as nothing else is known
    alone.show({.entry = *status_.entry, .blocks = {{"paragraph", text, *status_.sentence}}});
    return alone.rows(spot, width, height, terminal);
}

std::vector<std::string> View::lines(const Terminal& terminal, std::int64_t now) {
    const Frame frame(terminal, panel_ == Panel::reading);
    const int width = frame.width;
    auto all = header(frame, now);
    all.front() = terminal.bold(all.front());
    if (frame.settings) all.back() = terminal.dim(all.back());
    int room = frame.height - static_cast<int>(all.size()) - frame.keys;
    if (frame.gap_above) all.emplace_back(), --room;

    // Text never gives way to notices altogether where there are more than three rows.
    const int most = frame.height >= 12 ? 4 : frame.height > 3 ? std::max(1, room / 2) : 1;
    auto below = notices(width, std::min(most, room), now);
    for (auto& line : below) line = terminal.bold(line);
    if (below.empty() && frame.gap_below) below.emplace_back();
    const int height = std::max(0, room - static_cast<int>(below.size()));

    auto middle = body(frame, height, terminal, now);
    middle.resize(height);
    all.insert(all.end(), middle.begin(), middle.end());
    all.insert(all.end(), below.begin(), below.end());
    if (frame.keys) {
        const std::string_view lead = width >= 42 ? indent : "";
        all.push_back(
            terminal.dim(after(lead, keys_line(panel_, width - static_cast<int>(lead.size())), width)));
    }
    all.resize(std::min<std::size_t>(all.size(), frame.height));
    for (auto& line : all)
        if (!line.empty()) line.insert(0, frame.left, ' ');
    return all;
}

std::string View::news(std::int64_t now) {
    std::string out;
    const auto state =
        gone_ ? std::string(on_purpose_ ? "quit" : "gone")
              : fmt::format("{} {} {} {} {}", status_.entry ? status_.entry->id : 0, status_.state,
                            status_.reason, status_.output, status_.entry ? "" : hint() + status_.next_title);
    if (state != told_state_) {
        if (gone_) {
            out += fmt::format("{}\n", on_purpose_ ? messages::daemon_quit() : messages::daemon_gone());
        } else if (!status_.entry) {
            out += fmt::format("{} · {}\n", messages::state(status_.state, status_.reason),
                               status_.next_title.empty() ? hint() : messages::next(status_.next_title));
        } else {
            auto status = status_;
            status.position_ms = position(now);
            out += status_line(status, Terminal{});
        }
        told_state_ = state;
    }
    if (gone_) return out;
    for (const auto& warning : status_.warnings)
        if (std::find(told_warnings_.begin(), told_warnings_.end(), warning) == told_warnings_.end())
            out += fmt::format("! {}\n", warning);
    told_warnings_ = status_.warnings;
    if (!notice_.empty()) out += fmt::format("! {}\n", std::exchange(notice_, {}));

    const auto tell = [&](std::string& told, const std::string& line) {
        if (!told.empty() && line != told) out += line + "\n";
        told = line;
    };
    tell(told_settings_,
         joined({messages::speed(format_factor(status_.speed)), messages::volume(status_.volume)}));
    tell(told_modes_, joined({messages::repeat(status_.repeat), messages::shuffle(status_.shuffle)}));
    // The time itself goes by without a word; only a timer that was set anew is told.
    constexpr std::int64_t same = 5000;
    std::optional<std::int64_t> sleep;
    if (status_.sleep_at_end) sleep = -1;
    if (const auto left = sleep_left(now)) sleep = now + *left;
    const bool changed =
        sleep.has_value() != told_sleep_.has_value() || (sleep && std::abs(*sleep - *told_sleep_) > same);
    if (changed) out += fmt::format("{}\n", sleep ? sleep_text(now) : messages::no_sleep());
    told_sleep_ = sleep;

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
