// What `vorleser watch` shows: what is known, and how it looks. Pure; watch.hpp connects it to the daemon,
// the terminal, the keys and the clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "client/terminal.hpp"
#include "client/values.hpp"

namespace vorleser {

// What is being read right now. Times `now` are milliseconds of any steady clock.
class View {
 public:
    void apply(Status status, std::int64_t now);
    // The params of a `position` event; one for another article than the current is ignored.
    void apply_position(const boost::json::object& event, std::int64_t now);
    // The article's text, from which sentences are cut.
    void apply_text(Shown shown);

    // The entry whose text is missing: to be asked for with `show`.
    [[nodiscard]] std::optional<std::int64_t> wanted_text() const;

    [[nodiscard]] const Status& status() const { return status_; }
    [[nodiscard]] std::string sentence() const;
    // Between events the position goes on by itself, at most for a few seconds.
    [[nodiscard]] std::int64_t position(std::int64_t now) const;

    // What a terminal shows: state, title, time and bar; sentence; settings and keys. None wider than it.
    [[nodiscard]] std::vector<std::string> lines(const Terminal& terminal, std::int64_t now) const;

    // For output that is no terminal: the lines that are new since the last call.
    std::string news(std::int64_t now);

 private:
    Status status_;
    std::int64_t since_ = 0;  // when the position was right
    std::optional<Shown> shown_;
    std::string told_state_, told_settings_;
    std::vector<std::string> told_warnings_;
    std::optional<std::pair<std::int64_t, Range>> told_sentence_;  // entry and place
};

}  // namespace vorleser
