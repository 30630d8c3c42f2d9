// One client's exchange, without I/O: bytes in, lines out. See PROTOCOL.md.
//
// Whatever carries the lines (a socket; a test) gives receive() what arrives and writes what next() gives.
// The session bounds what it holds, and stands for fairness: after each request, also of a batch, everything
// else on the loop has its turn, and while the client does not read no further request is looked at. Requests
// wait for each other; those that answer in parts (streaming) go on beside them. Events that the client did
// not read are merged. Used from the loop's thread only.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json.hpp>

#include "daemon/control/budget.hpp"
#include "daemon/control/events.hpp"
#include "daemon/control/rpc.hpp"
#include "daemon/player/player.hpp"

namespace vorleser::control {

struct SessionLimits {
    std::size_t message = 64u << 20;        // bytes of one line
    std::size_t batch = 1000;               // requests in one
    std::size_t unread = 1u << 20;          // bytes of answers waiting; then no further request is done
    std::size_t unread_parts = 256u << 10;  // the same for parts of answers: then none is made
    std::size_t streams = 64;               // answers in parts at once
    std::chrono::milliseconds stall{2000};  // who reads nothing for so long goes where memory is short
};

// The bytes of a line that is not yet whole. Grows where it lies, as std::string would not.
class Line {
 public:
    Line() = default;
    ~Line();
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    void append(std::string_view bytes);
    void drop_front(std::size_t bytes);
    std::string_view view() const { return {data_, size_}; }
    char* data() { return data_; }
    std::size_t capacity() const { return capacity_; }

 private:
    char* data_ = nullptr;
    std::size_t size_ = 0, capacity_ = 0;
};

class Session final : public std::enable_shared_from_this<Session>, private Holder {
 public:
    // `methods`: rows as those of methods.hpp.
    Session(boost::asio::any_io_executor executor, Rooms& rooms, std::span<const Method> methods,
            std::shared_ptr<Budget> budget, SessionLimits limits);

    // --- for the carrier ---

    // Takes what arrived and returns when all whole lines of it were done and another may be. Not called
    // again before that.
    boost::asio::awaitable<void> receive(std::string_view bytes);
    // False once nothing more is to be read: the client has sent what cannot be understood.
    bool reads() const { return !ending_; }
    // No more will arrive: what has been asked is still answered.
    void end();
    // The client has gone: nothing is said any more, and no part of an answer is made. False if nothing of
    // what is being done for it is worth going on with.
    bool leave();
    // Waits until there is something to be written; empty: nothing will be any more. What was given before
    // has been written when it is called again.
    boost::asio::awaitable<std::string> next();
    // A part of what next() gave was written: the client reads.
    void wrote() { read_at_ = Clock::now(); }
    // Waits until the client is to be left alone, what next() gave with it: it does not read, and others need
    // the memory.
    boost::asio::awaitable<void> dismissed();

    // --- for those who tell ---

    void announce(const Events& events);
    void tell(const Event& event);  // whatever it subscribed to, if it did to anything

    // --- for handlers ---

    // From now on, instead of what was subscribed to before. What changed until now is in the answer.
    // `invalid_argument`: there is no such event. nullopt: all.
    Result<void> subscribe(const std::optional<std::vector<std::string>>& names);
    // This client as an output (player.hpp), until it goes; offering() is nullptr before. The lease as
    // Player::Offering::offer() has it.
    Result<std::optional<std::int64_t>> offer(std::string name, std::optional<std::int64_t> lease);
    Player::Offering* offering() const { return offering_.get(); }
    // Ends the answer in parts to that request of this session; false if there is none.
    bool cancel(std::int64_t id);
    // Of the answer to that request: sends it once the client has read so much that there is room. Throws
    // operation_aborted, as everything that is cancelled, once the client has gone or wants no more.
    boost::asio::awaitable<void> send_part(std::int64_t id, boost::json::object part);

 private:
    using Stop = std::shared_ptr<boost::asio::cancellation_signal>;
    using Clock = std::chrono::steady_clock;

    std::size_t idle() const override;
    void dismiss() override;

    std::optional<boost::json::value> parse(std::size_t begin, std::size_t end, Metered& memory);
    boost::asio::awaitable<void> handle(boost::json::value& message);
    boost::asio::awaitable<void> handle_batch(boost::json::array& batch);
    boost::asio::awaitable<std::string> answer_to(boost::json::value& message, bool in_batch);
    boost::asio::awaitable<Result<std::string>> call(const Method& method, Caller caller,
                                                     boost::json::object params);
    std::string start_stream(const Method& method, const boost::json::value* id,
                             const boost::json::object& params);
    std::string line_of(const boost::json::value& id, Result<std::string> result);
    boost::asio::awaitable<void> turn();
    boost::asio::awaitable<void> until_read(std::size_t most);
    void add(std::string text);  // to what is to be written
    void add_line(std::string line);
    void add_events();
    bool news() const { return !gone_ && (wanted_ & pending_).any() && !in_line_; }

    boost::asio::any_io_executor executor_;
    Rooms& rooms_;
    const std::span<const Method> methods_;
    const SessionLimits limits_;
    Share share_;
    Line in_;
    std::string out_;                      // lines not yet handed to the carrier
    std::size_t writing_ = 0;              // bytes that it has not yet written
    Clock::time_point read_at_;            // when the client read last, or had read all
    boost::asio::steady_timer wake_;       // cancelled when there is something to write
    boost::asio::steady_timer read_;       // cancelled when it was written
    boost::asio::steady_timer dismissal_;  // cancelled when it is to go
    Events wanted_, pending_;              // pending: what changed since it was last told
    std::unique_ptr<Player::Offering> offering_;
    std::map<std::int64_t, Stop> streams_;  // by the request's id: what ends the answer
    const Method* asked_ = nullptr;         // what is being done for it
    bool in_line_ = false;                  // a batch's answers are being written: nothing gets between them
    bool ending_ = false, gone_ = false, dismissed_ = false;
};

}  // namespace vorleser::control
