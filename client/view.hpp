// What `vorleser watch` shows: what is known, and how it is laid out. Pure but for what it keeps of the
// screen before, so that text does not jump; watch.hpp connects it to the daemon, the terminal, the keys and
// the clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "client/keys.hpp"
#include "client/list_panel.hpp"
#include "client/page.hpp"
#include "client/search_panel.hpp"
#include "client/terminal.hpp"
#include "client/values.hpp"

namespace vorleser {

// The params of `sleep` for its key: 15, 30, 60 minutes, the article's end, off, and round again. `left`:
// until it pauses, if it will.
boost::json::object next_sleep(std::optional<std::int64_t> left, bool at_end);

// What is being read right now. Times `now` are milliseconds of any steady clock.
class View {
 public:
    void apply(Status status, std::int64_t now);
    // The params of a `position` event; one for another article than the current is ignored.
    void apply_position(const boost::json::object& event, std::int64_t now);
    // The article's text, from which sentences are cut.
    void apply_text(Shown shown);

    // The daemon has gone (`on_purpose`: somebody ended it) until the next apply().
    void apply_end(bool on_purpose);
    [[nodiscard]] bool gone() const { return gone_; }
    // Something to say that is over in a moment, such as why a key did nothing.
    void apply_notice(std::string notice, std::int64_t now);

    // The entry whose text is missing: to be asked for with `show`.
    [[nodiscard]] std::optional<std::int64_t> wanted_text() const;

    [[nodiscard]] const Status& status() const { return status_; }
    [[nodiscard]] std::string sentence() const;
    // Between events the position goes on by itself, at most for a few seconds.
    [[nodiscard]] std::int64_t position(std::int64_t now) const;
    // What is left until the sleep timer pauses.
    [[nodiscard]] std::optional<std::int64_t> sleep_left(std::int64_t now) const;
    // Whether anything changes by time alone.
    [[nodiscard]] bool moves(std::int64_t now) const;

    [[nodiscard]] Panel panel() const { return panel_; }
    void open(Panel panel);
    void scroll(Action action);  // in the panel
    ListPanel& list(Panel panel) { return panel == Panel::kept ? kept_ : list_; }
    ListPanel& list() { return list(panel_); }  // that is looked at

    SearchPanel& search() { return search_; }

    // The screen: at most as many lines as it has rows, none wider than it. When room is scarce, state, title
    // and time stay, then what is being read, then the keys.
    std::vector<std::string> lines(const Terminal& terminal, std::int64_t now);

    // For output that is no terminal: the lines that are new since the last call.
    std::string news(std::int64_t now);

 private:
    struct Frame;
    std::vector<std::string> header(const Frame& frame, std::int64_t now) const;
    std::string settings(int width, std::int64_t now) const;
    std::vector<std::string> notices(int width, int most, std::int64_t now) const;
    std::vector<std::string> body(const Frame& frame, int height, const Terminal& terminal, std::int64_t now);
    std::string hint() const;
    std::string sleep_text(std::int64_t now) const;

    Status status_;
    std::int64_t since_ = 0;         // when the position was right
    std::int64_t status_since_ = 0;  // when all of the status was
    Page page_;
    bool gone_ = false, on_purpose_ = false;
    std::string notice_;
    std::int64_t notice_until_ = 0;

    Panel panel_ = Panel::reading;
    ListPanel list_, kept_{ListPanel::Of::kept};
    SearchPanel search_;
    int help_top_ = 0, help_height_ = 1;

    std::string told_state_, told_settings_, told_modes_, told_notice_;
    std::optional<std::int64_t> told_sleep_;  // when it pauses
    std::vector<std::string> told_warnings_;
    std::optional<std::pair<std::int64_t, Range>> told_sentence_;  // entry and place
};

}  // namespace vorleser
