// Every text that a person reads, in one place, so that it can be translated. (The daemon's error messages
// and the methods' summaries in protocol.json come as they are.)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace vorleser::messages {

// -- help
inline constexpr auto about = "vorleser: reads articles aloud, one after the other";
inline constexpr auto footer = R"(Times are 4:31 or 1:02:03; "about" stands before what is still an estimate.

Exit codes:
  0  done
  1  the daemon refused, or a file could not be read
  2  the command line makes no sense
  3  no daemon: not reachable, could not be started, or it ended

Environment:
  VORLESER_SOCKET  the daemon's socket, as --socket
  NO_COLOR         no colour and no bold

The daemon's log, if this program started it: $XDG_STATE_HOME/vorleser/vorleserd.log
(without XDG_STATE_HOME: ~/.local/state))";
inline constexpr auto command_footer = "Options of all commands and exit codes: vorleser --help";
inline constexpr auto option_help = "print this help";
inline constexpr auto option_version = "print the version";
inline constexpr auto option_json = "print the daemon's answers as JSON, one a line";
inline constexpr auto option_socket =
    "the daemon's socket (default: $XDG_RUNTIME_DIR/vorleser/socket, without XDG_RUNTIME_DIR "
    "/tmp/vorleser-UID/socket)";
inline constexpr auto option_no_start = "do not start the daemon when it does not run";
inline constexpr auto add_files = "files to read; - or none: standard input";
inline constexpr auto add_title = "the article's title";
inline constexpr auto add_next = "right after the current article";
inline constexpr auto add_play = "read it now, then go back to what it interrupted";
inline constexpr auto add_as =
    "what it is: auto, html, page (text copied out of a browser) or text (keep every word)";
inline constexpr auto entry_number = "the article's number in the list";
inline constexpr auto current_number = "the article's number in the list (default: the current one)";
inline constexpr auto remove_numbers = "the articles' numbers in the list";
inline constexpr auto move_to = "its new number";
inline constexpr auto seek_to = "1:30, 1:02:03 or 90: a time; +15 or -15: that far on or back; 50%: a part";
inline constexpr auto seek_text = "to the next place where these words stand";
inline constexpr auto seek_sentences = "that many sentences on or back; 0: to the start of this one";
inline constexpr auto seek_paragraphs = "that many paragraphs on or back";
inline constexpr auto seek_headings = "that many headings on or back";
inline constexpr auto pitch_value = "-50 to 50, added to the voice's own";
inline constexpr auto repeat_value = "off, one or all";
inline constexpr auto shuffle_value = "on or off";
inline constexpr auto sleep_value = "20m, 90s, 1h or 20 (minutes); end: at the article's end; off";
inline constexpr auto restore_id = "the article's id as history shows it";
inline constexpr auto list_heard = "what was heard, also what has left the list (as history)";
inline constexpr auto show_dropped = "what was left out of the page instead";
inline constexpr auto bad_seek_count = "give TIME or one of --to, --sentence, --paragraph and --heading";
inline constexpr auto bad_sleep = "TIME must be like 20m, 90s, 1h, 20, end or off";
inline constexpr auto speed_value = "0.5 to 4, or 50% to 400%";
inline constexpr auto volume_value = "0 to 100";
inline constexpr auto voice_name = "the voice's name (default: list the voices)";
inline constexpr auto watch_summary =
    "show live what is being read; keys: space, arrows, comma and full stop (by sentence), n(ext), "
    "p(revious), q(uit)";
inline constexpr auto watch_until_stopped = "end when everything has been read";

// -- wrong command lines
inline constexpr auto bad_seek = "TIME must be like 1:30, 90, +15, -15 or 50%";
inline constexpr auto bad_speed = "SPEED must be a factor like 1.5 or a percentage like 150%";
inline constexpr auto bad_volume = "VOLUME must be a number from 0 to 100";
inline constexpr auto title_for_several = "--title names one article, but there are several files";
inline constexpr auto which_command = "a command is missing";
inline std::string unknown_command(std::string_view name) {
    return fmt::format("there is no command {}", name);
}
inline std::string usage(std::string_view problem, std::string_view command) {
    return fmt::format("{}\nTry: vorleser {}{}--help", problem, command, command.empty() ? "" : " ");
}

// -- files
inline constexpr auto paste_now = "Paste the article, then press Enter and Ctrl-D.";
inline constexpr auto standard_input = "standard input";
inline std::string cannot_read(std::string_view file, std::string_view reason) {
    return fmt::format("cannot read {}: {}", file, reason);
}
inline std::string too_large(std::string_view file, std::int64_t limit_mib) {
    return fmt::format("{} is larger than {} MiB: too much for one article", file, limit_mib);
}
inline std::string no_such_number(std::int64_t number, std::size_t size) {
    return size == 0 ? fmt::format("there is no article {}: the list is empty", number)
                     : fmt::format("there is no article {}: the list has {}", number, size);
}

// -- the daemon
inline std::string not_running(std::string_view socket) {
    return fmt::format("no daemon listens at {}; start it with: vorleserd", socket);
}
inline std::string cannot_connect(std::string_view socket, std::string_view reason) {
    return fmt::format("cannot connect to {}: {}", socket, reason);
}
inline std::string not_a_socket(std::string_view path) {
    return fmt::format("{} is not a socket", path);
}
inline std::string path_too_long(std::string_view path) {
    return fmt::format("the socket's path is too long: {}", path);
}
inline std::string unsafe_directory(std::string_view directory) {
    return fmt::format("{} must be a directory of your own with mode 0700", directory);
}
inline std::string cannot_start(std::string_view step, std::string_view reason) {
    return fmt::format("cannot start the daemon: {}: {}", step, reason);
}
inline constexpr auto no_vorleserd =
    "cannot start the daemon: there is no vorleserd beside this program or in PATH";
inline std::string daemon_ended(std::string_view log) {
    return log.empty() ? "the daemon has gone away"
                       : fmt::format("the daemon has gone away; its log: {}", log);
}
inline std::string unexpected_answer(std::string_view problem) {
    return fmt::format("the daemon's answer is not what the protocol says: {}", problem);
}
inline std::string request_too_large(std::int64_t limit_mib) {
    return fmt::format("the request is larger than the daemon takes ({} MiB)", limit_mib);
}

// -- answers
inline std::string queued(std::int64_t number, std::string_view title) {
    return fmt::format("queued as {}: {}", number, title);
}
inline std::string duplicate(std::int64_t number, std::string_view title) {
    return fmt::format("already queued as {}: {}", number, title);
}
inline std::string paragraphs(std::int64_t n) {
    return fmt::format("{} paragraph{}", n, n == 1 ? "" : "s");
}
inline std::string left_out(std::int64_t n) {
    return fmt::format("left out: {} line{}", n, n == 1 ? "" : "s");
}
inline std::string removed(std::int64_t number, std::string_view title) {
    return fmt::format("removed {}: {}", number, title);
}
inline std::string moved(std::int64_t from, std::int64_t to) {
    return fmt::format("moved {} to {}", from, to);
}
inline constexpr auto only_the_beginning = "only the beginning: the page keeps the rest for subscribers";
inline constexpr auto unchanged = "nothing was changed";
inline std::string edited(std::int64_t number) {
    return fmt::format("edited {}", number);
}
inline std::string edited_text_kept(std::string_view path) {
    return fmt::format("what you wrote is kept in {}", path);
}
inline std::string editor_failed(std::string_view editor) {
    return fmt::format("the editor did not end well: {}; set VISUAL or EDITOR to one that does", editor);
}
inline std::string cannot_write(std::string_view file, std::string_view reason) {
    return fmt::format("cannot write {}: {}", file, reason);
}
inline constexpr auto cleared = "the list is empty now";
inline constexpr auto ended = "the daemon has ended";
inline constexpr auto list_is_empty = "the list is empty; queue an article with: vorleser add FILE";
inline constexpr auto nothing_chosen = "no article chosen";
inline std::string list_footer(std::size_t articles, std::string_view left) {
    return fmt::format("{} article{}, {} left", articles, articles == 1 ? "" : "s", left);
}
inline std::string place(std::int64_t number, std::int64_t size) {
    return fmt::format("{} of {}", number, size);
}
inline std::string speed(std::int64_t percent) {
    return fmt::format("speed {:g}×", percent / 100.0);
}
inline std::string volume(std::int64_t percent) {
    return fmt::format("volume {} %", percent);
}
inline std::string pitch(std::int64_t pitch) {
    return fmt::format("pitch {:+}", pitch);
}
inline std::string repeat(std::string_view mode) {
    return fmt::format("repeat {}", mode);
}
inline std::string shuffle(bool on) {
    return on ? "shuffle" : "shuffle off";
}
inline constexpr auto sleep_at_end = "stops at the article's end";
inline std::string sleep_in(std::string_view time) {
    return fmt::format("pauses in {}", time);
}
inline constexpr auto no_sleep = "no sleep timer";
inline constexpr auto nothing_heard = "nothing was heard yet";
inline constexpr auto history_footer = "id, when, – if it has left the list (restore ID brings it back)";
inline constexpr auto nothing_left_out = "nothing was left out";
inline std::string restored(std::int64_t n) {
    return fmt::format("{} article{} back in the list", n, n == 1 ? "" : "s");
}
inline std::string voice(std::string_view name) {
    return fmt::format("voice {}", name);
}
inline std::string state(std::string_view state, std::string_view reason) {
    return reason.empty() ? std::string(state) : fmt::format("{}: {}", state, reason);
}
inline constexpr auto keys = "space pause · ←→ 15 s · , . sentence · ↑↓ volume · n p · q quit";

inline constexpr auto program = "vorleser";

}  // namespace vorleser::messages
