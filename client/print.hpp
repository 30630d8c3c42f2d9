// Answers as a person reads them: values → text of whole lines. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "client/terminal.hpp"
#include "client/values.hpp"

namespace vorleser {

// Those that are not empty, in a row.
std::string joined(const std::vector<std::string>& parts);

// As much of a line as the terminal is wide; all of it where it has no width.
std::string cut(const std::string& line, const Terminal& terminal);

// One character for a state: ▶ playing, ‖ paused, ■ stopped, ! interrupted.
std::string_view state_mark(std::string_view state);

// "paused · Title · 1:30 / 4:31", cut to the width; for commands that change something.
std::string status_line(const Status& status, const Terminal& terminal);

// Several lines: title, state, sentence, settings.
std::string status_text(const Status& status, const Terminal& terminal);

// What the listener should know besides, a paragraph each; empty: nothing.
std::string warning_lines(const std::vector<std::string>& warnings, const Terminal& terminal);

// Its articles, a line each of at most `width` columns (0: uncut).
std::vector<std::string> list_rows(const std::vector<Entry>& entries, const Status& status, int width,
                                   const Terminal& terminal);

// The list with the current article (of `status`) marked; on a terminal with a line about it all.
std::string list_text(const std::vector<Entry>& entries, const Status& status, const Terminal& terminal);

// The result of `add`.
std::string added_line(const boost::json::value& result);

// A hit behind `lead`: title and where it is, then its sentence, in which the matches are set off.
std::vector<std::string> hit_rows(const Hit& hit, const std::string& lead, const Terminal& terminal);

// What a search found, numbered, each with its sentence, in which the matches are set off.
std::string hits_text(const FoundHits& found, const Terminal& terminal);

// The cleaned article, wrapped.
std::string sleep_line(const Status& status);
std::string history_text(const std::vector<Entry>& entries, const Terminal& terminal);
// What is kept, a line each of at most `width` columns (0: uncut); with what explains them.
std::vector<std::string> kept_rows(const std::vector<Entry>& entries, int width, const Terminal& terminal);
std::string kept_text(const std::vector<Entry>& entries, const Terminal& terminal);
// The result of `tags`.
std::string tags_text(const boost::json::value& result, const Terminal& terminal);
std::string dropped_text(const std::vector<std::string>& lines, const Terminal& terminal);
std::string shown_text(const Shown& shown, const Terminal& terminal);

// The marks, some lines each; or as a text in Markdown, by article.
std::string marks_text(const std::vector<Mark>& marks, const Terminal& terminal);
std::string marks_markdown(const std::vector<Mark>& marks);

// The result of `voices`.
std::string voices_text(const boost::json::value& result, const Terminal& terminal);
// The result of `outputs`.
std::string outputs_text(const boost::json::value& result, const Terminal& terminal);
// The result of `devices`.
std::string devices_text(const boost::json::value& result, const Terminal& terminal);

}  // namespace vorleser
