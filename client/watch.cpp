#include "client/watch.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <signal.h>
#include <unistd.h>

#include "client/connection.hpp"
#include "client/failure.hpp"
#include "client/key_requests.hpp"
#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/screen.hpp"
#include "client/view.hpp"

namespace vorleser {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using std::chrono::milliseconds;

std::int64_t now_ms() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

class Watcher {
 public:
    Watcher(Connection& connection, const WatchOptions& options)
        : connection_(connection), options_(options) {
        for (const int signal : {SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT}) signals_.add(signal);
    }

    void run() {
        const auto status = connection_.call("subscribe", subscription());
        if (options_.json) put(json::serialize(status) + "\n");
        if (!options_.json && isatty(STDOUT_FILENO)) {
            const int keys = open_keys();
            if (keys >= 0) keys_.assign(keys);
            screen_.emplace(keys, terminal_.live);
        }
        update([&] { view_.apply(parse_status(status), now_ms()); });
        if (!ended_) {
            spawn(follow());
            spawn(handle_signals());
            if (terminal_.live && screen_) spawn(tick());
            if (keys_.is_open()) spawn(read_keys());
            connection_.context().run();
        }
        leave();
        if (failure_) std::rethrow_exception(failure_);
        if (signal_ != 0) {  // end as one who did not handle it, so that a shell sees what happened
            signals_.clear();
            raise(signal_);
        }
    }

 private:
    enum class Asked { status, text, list, kept, search, key, mark };  // for what a request was sent

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

    // Where it was stays as a line behind the prompt.
    void leave() {
        if (!screen_) return;
        screen_.reset();
        if (!terminal_.live) return;
        auto status = view_.status();
        status.position_ms = view_.position(now_ms());
        put(status_line(status, terminal_));
    }

    json::object subscription() const {
        if (options_.json) return {{"events", {"state", "position"}}};
        return {{"events", {"state", "position", "playlist"}}};
    }

    std::int64_t ask(Asked what, std::string_view method, const json::object& params = {}) {
        const auto id = connection_.send(method, params);
        asked_[id] = what;
        return id;
    }

    bool asking(Asked what) const {
        return std::any_of(asked_.begin(), asked_.end(),
                           [&](const auto& each) { return each.second == what; });
    }

    // Changes the view, then shows it and asks for what it lacks.
    template <class Change>
    void update(Change change) {
        change();
        if (!options_.json && connected_) {
            // It may have been edited.
            const auto& status = view_.status();
            if (status.entry) {
                const std::pair wanted{status.entry->id, status.entry->text_revision};
                if (wanted != asked_text_) {
                    asked_text_ = wanted;
                    ask(Asked::text, "show", {{"id", wanted.first}});
                }
            }
            if (shows_list() && !asking(view_.panel() == Panel::kept ? Asked::kept : Asked::list))
                if (const auto offset = view_.list().wanted()) ask_list(*offset);
            if (view_.panel() == Panel::search && !asking(Asked::search)) ask_search();
        }
        show();
        timer_.cancel();  // it may have to run now, or to stand still
        if (options_.until_stopped && view_.status().state == "stopped") end();
    }

    bool shows_list() const { return view_.panel() == Panel::list || view_.panel() == Panel::kept; }

    void ask_list(std::int64_t offset) {
        const bool kept = view_.panel() == Panel::kept;
        (kept ? kept_offset_ : list_offset_) = offset;
        ask(kept ? Asked::kept : Asked::list, kept ? "kept" : "list",
            {{"offset", offset}, {"limit", ListPanel::window}});
    }

    // One at a time: what was typed meanwhile is asked when the answer has come.
    void ask_search() {
        constexpr int most_hits = 50;
        const auto query = view_.search().wanted();
        if (!query) return;
        query_ = *query;
        ask(Asked::search, "search", {{"query", query_}, {"limit", most_hits}});
    }

    void show() {
        if (options_.json) return;
        if (screen_ && terminal_.live)
            screen_->draw(view_.lines(terminal_, now_ms()));
        else if (const auto news = view_.news(now_ms()); !news.empty())
            put(news);
    }

    asio::awaitable<void> follow() {
        constexpr milliseconds shortest(250), longest(1000);
        auto delay = shortest;
        for (;;) {
            for (;;) {
                const auto line = co_await connection_.read_message();
                if (line.empty()) break;
                const auto message = json::parse(line).as_object();
                if (options_.json && message.contains("method")) put(line + "\n");
                update([&] { apply(message); });
                delay = shortest;
            }
            if (options_.json || options_.until_stopped)
                throw Failure(Exit::no_daemon, connection_.end_message());
            const bool unanswered = view_.gone();  // it ended before it said anything
            connected_ = false;
            asked_.clear();
            asked_text_.reset();
            status_again_ = false;
            update([&] {
                view_.apply_end(on_purpose_);
                if (unanswered && starts_ == 0) view_.apply_notice(connection_.end_message(), now_ms());
            });
            do {
                wake_.expires_after(delay);
                boost::system::error_code cancelled;
                co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
                delay = std::min(delay * 2, longest);
            } while (!reconnect());
        }
    }

    // Whoever ended the daemon wants it to stay so, but where systemd keeps the socket, connecting would
    // start it. A daemon that starts by itself makes a new socket, and is noticed by that.
    bool reconnect() {
        const bool start = starts_ > 0;
        if (start) --starts_;
        if (on_purpose_ && !start && !connection_.socket_is_another()) return false;
        try {
            if (!connection_.reconnect(start)) return false;
        } catch (const Failure& failure) {
            starts_ = 0;
            update([&] { view_.apply_notice(failure.what(), now_ms()); });
            return false;
        }
        connected_ = true;
        ask(Asked::status, "subscribe", subscription());
        return true;
    }

    void apply(const json::object& message) {
        if (const auto* method = message.if_contains("method")) {
            if (*method == "state") view_.apply(parse_status(message.at("params")), now_ms());
            if (*method == "position") view_.apply_position(message.at("params").as_object(), now_ms());
            if (*method == "playlist") list_changed();
            if (*method == "quit") on_purpose_ = true;
            return;
        }
        const auto asked = asked_.extract(message.at("id").to_number<std::int64_t>());
        if (!asked) return;
        if (const auto* result = message.if_contains("result"))
            apply_result(asked.mapped(), *result);
        else if (const auto* error = message.if_contains("error"); error && asked.mapped() >= Asked::search) {
            const auto problem = parse_sentence(error->at("message"), error->as_object().if_contains("data"));
            if (asked.mapped() == Asked::search)
                view_.search().apply_problem(query_, problem);
            else
                view_.apply_notice(problem, now_ms());
        }
    }

    void apply_result(Asked asked, const json::value& result) {
        const auto* object = result.if_object();
        switch (asked) {
            case Asked::text:
                view_.apply_text(parse_shown(result));
                break;
            case Asked::list:
            case Asked::kept:
                view_.list(asked == Asked::kept ? Panel::kept : Panel::list)
                    .apply(parse_entries(result), asked == Asked::kept ? kept_offset_ : list_offset_,
                           result.at("total").to_number<std::int64_t>());
                break;
            case Asked::search:
                view_.search().apply(query_, parse_found(result));
                break;
            case Asked::mark: {
                const auto mark = parse_mark(result);
                view_.apply_notice(messages::marked(mark.id, mark.sentence), now_ms());
                break;
            }
            case Asked::status:
            case Asked::key:  // what changes the list answers with its revision only
                if (!object || !object->contains("state")) break;
                on_purpose_ = false;
                starts_ = 0;
                view_.apply(parse_status(result), now_ms());
                break;
        }
        if (asked == Asked::status && std::exchange(status_again_, false)) list_changed();
    }

    // How long the list is, what is next: `state` does not tell.
    void list_changed() {
        if (asking(Asked::status))
            status_again_ = true;
        else
            ask(Asked::status, "status");
        if (shows_list()) ask_list(view_.list().offset_around());
    }

    asio::awaitable<void> tick() {
        for (;;) {
            const bool playing = view_.status().state == "playing";
            if (view_.moves(now_ms()))
                timer_.expires_after(milliseconds(playing ? 250 : 1000));
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
            press(reader_.read({bytes, size}));
            // The escape key alone is the beginning of what other keys send.
            escape_.cancel();
            if (reader_.waits()) {
                escape_.expires_after(milliseconds(50));
                escape_.async_wait([this](boost::system::error_code cancelled) {
                    if (!cancelled) press(reader_.give_up_waiting());
                });
            }
        }
    }

    void press(const std::vector<std::string>& keys) {
        for (const auto& key : keys)
            if (const auto action = action_of(view_.panel(), key))
                update([&] { act(*action); });
            else if (view_.panel() == Panel::search)
                update([&] { view_.search().type(typed(key)); });
    }

    void act(Action action) {
        switch (action) {
            case Action::quit:
                return end();
            case Action::help:
                return view_.open(Panel::help);
            case Action::close:
                return view_.open(Panel::reading);
            case Action::erase:
                return view_.search().erase();
            default:
                break;
        }
        if (view_.panel() != Panel::reading && moves(action)) return view_.scroll(action);
        if (!connected_) {  // there is nobody to ask
            if (action == Action::toggle) {
                starts_ = 5;  // the one that ends may still be there
                wake_.cancel();
            }
            return;
        }
        command(action);
    }

    void command(Action action) {
        // Keys may be pressed faster than the daemon answers: each goes on from what the last one asked for.
        if (!asking(Asked::key)) {
            wanted_ = view_.status();
            wanted_.sleep_ms = view_.sleep_left(now_ms());
        }
        const auto panel = view_.panel();
        if (panel == Panel::search) return play_hit();
        if (action == Action::search) return open_search();
        const auto* selected = view_.list().selected();
        if (const auto request = request_of(action, panel, wanted_, selected)) {
            ask(Asked::key, request->method, request->params);
            if (!request->notice.empty()) view_.apply_notice(request->notice, now_ms());
        }
        if (action == Action::mark) ask(Asked::mark, "mark");
        if (action == Action::list) view_.open(Panel::list);
        if (action == Action::kept) view_.open(Panel::kept);
        if (action == Action::choose && selected) view_.open(Panel::reading);
    }

    void open_search() {
        if (terminal_.live) return view_.open(Panel::search);
        view_.apply_notice(messages::search_by_command(), now_ms());  // lines cannot be typed into
    }

    void play_hit() {
        const auto* hit = view_.search().selected();
        if (!hit) return;
        const auto requests = requests_of(*hit);
        if (requests.empty()) return view_.apply_notice(messages::article_is_gone(), now_ms());
        for (const auto& request : requests) ask(Asked::key, request.method, request.params);
        view_.open(Panel::reading);
    }

    asio::awaitable<void> handle_signals() {
        for (;;) {
            const int received = co_await signals_.async_wait(asio::use_awaitable);
            if (received == SIGWINCH || received == SIGCONT) {
                terminal_ = terminal_at(STDOUT_FILENO, options_.plain);
                if (screen_) screen_->forget();
                show();
            } else if (received == SIGTSTP) {
                if (screen_) screen_->leave();
                raise(SIGSTOP);
                terminal_ = terminal_at(STDOUT_FILENO, options_.plain);
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
    KeyReader reader_;
    asio::posix::stream_descriptor keys_{connection_.context()};
    asio::steady_timer timer_{connection_.context()}, escape_{connection_.context()},
        wake_{connection_.context()};
    asio::signal_set signals_{connection_.context(), SIGINT, SIGTERM, SIGHUP};
    std::optional<Screen> screen_;
    std::map<std::int64_t, Asked> asked_;                              // by the request's id
    std::optional<std::pair<std::int64_t, std::int64_t>> asked_text_;  // entry and revision of its text
    std::int64_t list_offset_ = 0, kept_offset_ = 0;
    std::string query_;  // of the search that is asked for
    bool status_again_ = false;
    Status wanted_;  // what keys have asked for
    bool connected_ = true, on_purpose_ = false;
    int starts_ = 0;  // how often starting the daemon may still be tried
    std::exception_ptr failure_;
    int signal_ = 0;
    bool ended_ = false;
};

}  // namespace

void watch(Connection& connection, const WatchOptions& options) {
    Watcher(connection, options).run();
}

}  // namespace vorleser
