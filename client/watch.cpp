#include "client/watch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include "client/connection.hpp"
#include "client/failure.hpp"
#include "client/view.hpp"

namespace vorleser {

std::vector<Key> parse_keys(std::string_view bytes) {
    constexpr std::pair<std::string_view, Key> keys[] = {
        {",", Key::sentence_back}, {".", Key::sentence_forward}, {" ", Key::toggle},
        {"n", Key::next},          {"p", Key::previous},         {"q", Key::quit},
        {"\x1b[A", Key::louder},   {"\x1b[B", Key::quieter},     {"\x1b[C", Key::forward},
        {"\x1b[D", Key::back},     {"\x1bOA", Key::louder},      {"\x1bOB", Key::quieter},
        {"\x1bOC", Key::forward},  {"\x1bOD", Key::back},
    };
    std::vector<Key> result;
    while (!bytes.empty()) {
        const auto* key = std::find_if(std::begin(keys), std::end(keys),
                                       [&](const auto& known) { return bytes.starts_with(known.first); });
        if (key != std::end(keys)) {
            result.push_back(key->second);
            bytes.remove_prefix(key->first.size());
        } else if (bytes.starts_with("\x1b[")) {  // another sequence: up to its final letter
            const auto end =
                std::find_if(bytes.begin() + 2, bytes.end(), [](char c) { return c >= '@' && c <= '~'; });
            bytes.remove_prefix(std::min<std::size_t>(end - bytes.begin() + 1, bytes.size()));
        } else {
            bytes.remove_prefix(1);
        }
    }
    return result;
}

namespace {

namespace asio = boost::asio;
namespace json = boost::json;

std::int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

void put(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

// The terminal while it shows the live view: keys come one by one; if it `draws`, lines are not wrapped, no
// cursor.
class Screen {
 public:
    // `keys`: the terminal to read keys from, or -1.
    Screen(int keys, bool draws) : keys_(keys), draws_(draws) { enter(); }
    Screen(const Screen&) = delete;
    ~Screen() { leave(); }

    void enter() {
        if (entered_) return;
        entered_ = true;
        if (keys_ >= 0 && tcgetattr(keys_, &before_) == 0) {
            auto raw = before_;
            raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);  // Ctrl-C stays a signal
            raw.c_cc[VMIN] = 1;
            raw.c_cc[VTIME] = 0;
            changed_ = tcsetattr(keys_, TCSADRAIN, &raw) == 0;
        }
        if (draws_) put("\x1b[?25l\x1b[?7l");
        shown_.clear();
    }

    // Leaves the first line standing.
    void leave() {
        if (!entered_) return;
        entered_ = false;
        if (draws_) put(shown_.empty() ? "\x1b[?7h\x1b[?25h" : "\n\r\x1b[J\x1b[?7h\x1b[?25h");
        if (changed_) tcsetattr(keys_, TCSADRAIN, &before_);
    }

    void draw(const std::vector<std::string>& lines) {
        if (!entered_ || lines == shown_) return;
        std::string out = "\r\x1b[J";  // first, as it would erase the last column of a full line
        for (std::size_t i = 0; i < lines.size(); ++i) out += (i == 0 ? "" : "\n\r") + lines[i];
        put(out + fmt::format("\x1b[{}A\r", lines.size() - 1));
        shown_ = lines;
    }

 private:
    int keys_;
    bool draws_, entered_ = false, changed_ = false;
    termios before_{};
    std::vector<std::string> shown_;
};

// A description of its own for the terminal behind standard input: making it non-blocking must not reach the
// shell, which shares standard input's. -1 if that is no terminal.
int open_keys() {
    const char* name = isatty(STDIN_FILENO) ? ttyname(STDIN_FILENO) : nullptr;
    return name ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
}

class Watcher {
 public:
    Watcher(Connection& connection, const WatchOptions& options)
        : connection_(connection), options_(options) {
        for (const int signal : {SIGQUIT, SIGWINCH, SIGTSTP}) signals_.add(signal);
    }

    void run() {
        const auto status = connection_.call("subscribe", {{"events", {"state", "position"}}});
        if (options_.json) put(json::serialize(status) + "\n");
        if (!options_.json && isatty(STDOUT_FILENO)) {
            const int keys = open_keys();
            if (keys >= 0) keys_.assign(keys);
            screen_.emplace(keys, terminal_.live);
        }
        update([&] { view_.apply(parse_status(status), now_ms()); });
        if (!ended_) {
            spawn(read_messages());
            spawn(handle_signals());
            if (terminal_.live && screen_) spawn(tick());
            if (keys_.is_open()) spawn(read_keys());
            connection_.context().run();
        }
        screen_.reset();
        if (failure_) std::rethrow_exception(failure_);
        if (signal_ != 0) {  // end as one who did not handle it, so that a shell sees what happened
            signals_.clear();
            raise(signal_);
        }
    }

 private:
    void spawn(asio::awaitable<void> task) {
        asio::co_spawn(connection_.context(), std::move(task), [this](std::exception_ptr error) {
            if (error && !failure_) failure_ = error;
            if (error) end();
        });
    }

    void end() {
        ended_ = true;
        connection_.context().stop();
    }

    // Changes the view, then shows it and asks for what it lacks.
    template <class Change>
    void update(Change change) {
        change();
        if (!options_.json) {
            if (const auto wanted = view_.wanted_text(); wanted && wanted != asked_text_) {
                asked_text_ = wanted;
                text_request_ = connection_.send("show", {{"id", *wanted}});
            }
        }
        show();
        timer_.cancel();  // it may have to run now, or to stand still
        if (options_.until_stopped && view_.status().state == "stopped") end();
    }

    void show() {
        if (options_.json) return;
        if (screen_ && terminal_.live)
            screen_->draw(view_.lines(terminal_, now_ms()));
        else if (const auto news = view_.news(now_ms()); !news.empty())
            put(news);
    }

    asio::awaitable<void> read_messages() {
        for (;;) {
            const auto line = co_await connection_.read_message();
            if (line.empty()) throw Failure(Exit::no_daemon, connection_.end_message());
            const auto message = json::parse(line).as_object();
            if (options_.json && message.contains("method")) put(line + "\n");
            update([&] { apply(message); });
        }
    }

    void apply(const json::object& message) {
        if (const auto* method = message.if_contains("method")) {
            if (*method == "state") view_.apply(parse_status(message.at("params")), now_ms());
            if (*method == "position") view_.apply_position(message.at("params").as_object(), now_ms());
        } else if (const auto* result = message.if_contains("result")) {
            if (message.at("id") == text_request_)
                view_.apply_text(parse_shown(*result));
            else
                view_.apply(parse_status(*result), now_ms());
        }  // else a key asked for what is not possible now: the view stays as it is
    }

    asio::awaitable<void> tick() {
        for (;;) {
            if (view_.status().state == "playing")
                timer_.expires_after(std::chrono::milliseconds(250));
            else
                timer_.expires_at(asio::steady_timer::time_point::max());
            boost::system::error_code cancelled;
            co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
            show();
        }
    }

    asio::awaitable<void> read_keys() {
        for (;;) {
            char bytes[256];
            boost::system::error_code error;
            const auto size = co_await keys_.async_read_some(
                asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
            if (error) co_return;  // the terminal has gone: SIGHUP follows
            for (const auto key : parse_keys({bytes, size})) press(key);
        }
    }

    void press(Key key) {
        constexpr std::int64_t step_ms = 15'000, step_percent = 5;
        const auto volume = view_.status().volume;
        switch (key) {
            case Key::toggle:
                connection_.send("toggle");
                break;
            case Key::next:
                connection_.send("next");
                break;
            case Key::previous:
                connection_.send("previous");
                break;
            case Key::forward:
                connection_.send("seek", {{"by_ms", step_ms}});
                break;
            case Key::sentence_forward:
                connection_.send("seek", {{"by_sentences", 1}});
                break;
            case Key::sentence_back:
                connection_.send("seek", {{"by_sentences", -1}});
                break;
            case Key::back:
                connection_.send("seek", {{"by_ms", -step_ms}});
                break;
            case Key::louder:
                connection_.send("volume", {{"percent", std::min<std::int64_t>(volume + step_percent, 100)}});
                break;
            case Key::quieter:
                connection_.send("volume", {{"percent", std::max<std::int64_t>(volume - step_percent, 0)}});
                break;
            case Key::quit:
                end();
                break;
        }
    }

    asio::awaitable<void> handle_signals() {
        for (;;) {
            const int received = co_await signals_.async_wait(asio::use_awaitable);
            if (received == SIGWINCH) {
                terminal_ = terminal_at(STDOUT_FILENO, options_.plain);
                show();
            } else if (received == SIGTSTP) {
                if (screen_) screen_->leave();
                raise(SIGSTOP);
                if (screen_) screen_->enter();
                show();
            } else {
                signal_ = received;
                end();
            }
        }
    }

    Connection& connection_;
    const WatchOptions options_;
    Terminal terminal_ = terminal_at(STDOUT_FILENO, options_.plain);
    View view_;
    asio::posix::stream_descriptor keys_{connection_.context()};
    asio::steady_timer timer_{connection_.context()};
    asio::signal_set signals_{connection_.context(), SIGINT, SIGTERM, SIGHUP};
    std::optional<Screen> screen_;
    std::optional<std::int64_t> asked_text_;
    std::int64_t text_request_ = 0;
    std::exception_ptr failure_;
    int signal_ = 0;
    bool ended_ = false;
};

}  // namespace

void watch(Connection& connection, const WatchOptions& options) {
    Watcher(connection, options).run();
}

}  // namespace vorleser
