#include "daemon/control/session.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "daemon/control/parse.hpp"
#include "daemon/control/values.hpp"
#include "daemon/control/wire.hpp"

namespace vorleser::control {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::size_t large = 1 << 20;  // bytes: nobody keeps so much that is of no use any more

const Sentence too_much(
    "the clients of vorleserd hold more than it has memory for: read the answers that wait, or try again "
    "later");

}  // namespace

Line::~Line() {
    std::free(data_);
}

void Line::append(std::string_view bytes) {
    if (bytes.empty()) return;
    if (size_ + bytes.size() > capacity_) {
        // What is large moves without being copied: little has to be taken at a time.
        const auto capacity = std::max(size_ + bytes.size(), capacity_ + std::min(capacity_ / 16, large));
        char* data = static_cast<char*>(std::realloc(data_, capacity));
        if (!data) throw std::bad_alloc();
        data_ = data;
        capacity_ = capacity;
    }
    std::memcpy(data_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
}

void Line::drop_front(std::size_t bytes) {
    size_ -= bytes;
    if (bytes > 0 && size_ > 0) std::memmove(data_, data_ + bytes, size_);
    if (capacity_ < 16 * size_ || capacity_ < 16u << 10) return;
    const std::string rest(view());
    std::free(data_);
    data_ = nullptr;
    size_ = capacity_ = 0;
    append(rest);
}

Session::Session(asio::any_io_executor executor, Rooms& rooms, std::span<const Method> methods,
                 std::shared_ptr<Budget> budget, SessionLimits limits)
    : executor_(executor),
      rooms_(rooms),
      methods_(methods),
      limits_(limits),
      share_(std::move(budget), *this),
      wake_(executor, asio::steady_timer::time_point::max()),
      read_(executor, asio::steady_timer::time_point::max()),
      dismissal_(executor, asio::steady_timer::time_point::max()) {}

// --- in

asio::awaitable<void> Session::receive(std::string_view bytes) {
    const auto self = shared_from_this();
    const auto append = [&](std::string_view more) {
        const auto before = in_.capacity();
        in_.append(more);
        share_.must_take(in_.capacity() - before);
    };
    const auto drop = [&](std::size_t size) {
        const auto before = in_.capacity();
        in_.drop_front(size);
        share_.give(before - in_.capacity());
    };
    // What is there is no line yet: only in what is new can one end.
    std::size_t searched = in_.view().size();
    if (!share_.take(bytes.size())) {
        add_line(error_line(nullptr, limit_error, too_much));
        co_return end();
    }
    share_.give(bytes.size());
    append(bytes);
    std::size_t begin = 0;
    for (std::size_t end; (end = in_.view().find('\n', searched)) != std::string_view::npos;) {
        const auto first = std::exchange(begin, end + 1);
        searched = begin;
        if (in_.view().substr(first, end - first).find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        Metered memory(share_);
        auto message = parse(first, end, memory);
        const Held held(share_, end - first);  // what the request is made of it
        if (begin > large) {
            drop(begin);
            begin = searched = 0;
        }
        if (message) co_await handle(*message);
        message.reset();
        co_await until_read(limits_.unread);
        co_await turn();
    }
    drop(begin);
    if (in_.view().size() > limits_.message) {
        add_line(
            error_line(nullptr, request_error,
                       Sentence("the message is longer than the limit of {} MiB", limits_.message >> 20)));
        end();
    }
}

void Session::end() {
    ending_ = true;
    offering_.reset();  // it can tell nothing any more
    wake_.cancel();
}

bool Session::leave() {
    gone_ = true;
    offering_.reset();
    share_.give(out_.size());
    out_ = {};
    read_.cancel();
    wake_.cancel();
    const auto streams = streams_;
    for (const auto& [id, stop] : streams) stop->emit(asio::cancellation_type::all);
    return !(asked_ && asked_->kind == Method::Kind::aloud);
}

// nullopt, and the client is told, where it is none.
std::optional<json::value> Session::parse(std::size_t begin, std::size_t end, Metered& memory) {
    boost::system::error_code wrong;
    try {
        auto message = parse_in_place(in_.data() + begin, end - begin, memory, wrong);
        if (!wrong) return message;
        add_line(error_line(nullptr, parse_error,
                            Sentence("the line is not valid JSON in UTF-8: {}", wrong.message())));
    } catch (const std::bad_alloc&) {
        add_line(error_line(nullptr, limit_error, too_much));
    }
    return std::nullopt;
}

// A request or a batch.
asio::awaitable<void> Session::handle(json::value& message) {
    if (auto* batch = message.if_array()) {
        co_await handle_batch(*batch);
    } else {
        auto answer = co_await answer_to(message, false);
        if (!answer.empty()) add_line(std::move(answer));
    }
}

asio::awaitable<void> Session::handle_batch(json::array& batch) {
    if (batch.empty() || batch.size() > limits_.batch) {
        add_line(error_line(nullptr, request_error,
                            batch.empty()
                                ? Sentence("the batch is empty")
                                : Sentence("a batch has at most {} requests: send several", limits_.batch)));
        co_return;
    }
    // One line, written while it is made, so that no more of it is held than of single answers.
    struct Whole {
        bool& in_line;
        ~Whole() { in_line = false; }
    } whole{in_line_};
    bool any = false;
    for (json::value& each : batch) {
        auto answer = co_await answer_to(each, true);
        if (!answer.empty()) {
            in_line_ = true;
            add(std::exchange(any, true) ? "," : "[");
            add(std::move(answer));
        }
        answer = {};
        co_await until_read(limits_.unread);
        co_await turn();
    }
    if (any) add("]\n");
}

// The answer, or nothing for a notification and where it comes later. This is the door where a handler's
// exception ends.
asio::awaitable<std::string> Session::answer_to(json::value& message, bool in_batch) {
    auto* request = message.if_object();
    const json::value* id = request ? request->if_contains("id") : nullptr;
    const json::value* version = request ? request->if_contains("jsonrpc") : nullptr;
    const json::value* name = request ? request->if_contains("method") : nullptr;
    json::value* params = request ? request->if_contains("params") : nullptr;
    const bool id_ok = !id || id->is_string() || id->is_number() || id->is_null();
    const json::value its_id = id && id_ok ? json::value(*id, json::storage_ptr()) : json::value(nullptr);
    if (!request || !version || *version != "2.0" || !name || !name->is_string() || !id_ok)
        co_return error_line(
            its_id, request_error,
            Sentence("this is no JSON-RPC 2.0 request: it needs \"jsonrpc\": \"2.0\" and a \"method\""));
    const auto refusal = [&](Code code, const Sentence& why) {
        return id ? error_line(its_id, code, why) : std::string();
    };
    const auto method = std::ranges::find(methods_, std::string_view(name->get_string()), &Method::name);
    if (method == methods_.end())
        co_return refusal(method_error, Sentence("there is no method “{}”: vorleserd --protocol lists them",
                                                 std::string_view(name->get_string())));
    if (params && !params->is_object())
        co_return refusal(code_of(ErrorKind::invalid_argument),
                          Sentence("\"params\" must be an object with named parameters"));
    if (gone_ && method->kind != Method::Kind::plain) co_return std::string();
    json::object given = params ? std::move(params->get_object()) : json::object();
    if (method->kind == Method::Kind::streaming)
        co_return in_batch
            ? refusal(request_error,
                      Sentence("“{}” answers in parts: it needs a line of its own", method->name))
            : start_stream(*method, id, given);
    asked_ = &*method;
    auto result = co_await call(*method, Caller{*this}, std::move(given));
    asked_ = nullptr;
    co_return id ? line_of(its_id, std::move(result)) : std::string();
}

// An answer for which there is no memory is none.
std::string Session::line_of(const json::value& id, Result<std::string> result) {
    if (!result) return error_line(id, code_of(result.error().kind), result.error().message);
    if (!share_.take(result->size())) return error_line(id, limit_error, too_much);
    share_.give(result->size());
    return result_line(id, std::move(*result));
}

asio::awaitable<Result<std::string>> Session::call(const Method& method, Caller caller, json::object params) {
    Result<std::string> result = Error{};
    try {
        result = co_await method.call(rooms_, caller, std::move(params));
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted) throw;  // the session or the stream ends
        result = Error(ErrorKind::internal, "an error inside vorleserd: {}", e.what());
    } catch (const std::exception& e) {
        result = Error(ErrorKind::internal, "an error inside vorleserd: {}", e.what());
    }
    if (!result && result.error().kind == ErrorKind::internal)
        spdlog::error("control: {} failed: {}", method.name, result.error().message);
    co_return result;
}

// --- answers in parts

std::string Session::start_stream(const Method& method, const json::value* given_id,
                                  const json::object& params) {
    if (!given_id) return {};  // nobody waits for what a notification would give
    boost::system::error_code none;
    const auto id = given_id->to_number<std::int64_t>(none);
    if (none)
        return error_line(json::value(*given_id, json::storage_ptr()), request_error,
                          Sentence("“{}” answers in parts: its \"id\" must be an integer", method.name));
    if (streams_.size() >= limits_.streams)
        return error_line(
            id, limit_error,
            Sentence("there are at most {} answers in parts at once: wait for one, or cancel it",
                     limits_.streams));
    const auto [place, fresh] = streams_.try_emplace(id, std::make_shared<asio::cancellation_signal>());
    if (!fresh)
        return error_line(
            id, request_error,
            Sentence("the request {} is still being answered in parts: give another \"id\"", id));
    // Also where it was cancelled before it began.
    const auto finish = [self = shared_from_this(), stop = place->second, id](std::exception_ptr cancelled,
                                                                              Result<std::string> result) {
        self->streams_.erase(id);
        self->add_line(cancelled ? error_line(id, cancelled_error, Sentence("it was cancelled"))
                                 : self->line_of(id, std::move(result)));
        self->wake_.cancel();
    };
    asio::co_spawn(executor_, call(method, Caller{*this, id}, json::object(params, json::storage_ptr())),
                   asio::bind_cancellation_slot(place->second->slot(), finish));
    return {};
}

bool Session::cancel(std::int64_t id) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return false;
    const Stop stop = found->second;
    stop->emit(asio::cancellation_type::all);
    return true;
}

asio::awaitable<void> Session::send_part(std::int64_t id, json::object part) {
    const auto self = shared_from_this();
    for (;;) {
        co_await turn();
        // A batch's answers are one line, and nothing gets into it.
        if (!in_line_ && out_.size() + writing_ <= limits_.unread_parts) break;
        co_await read_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (gone_) throw boost::system::system_error(asio::error::operation_aborted);
    part["id"] = id;
    add_line(
        json::serialize(json::object{{"jsonrpc", "2.0"}, {"method", "part"}, {"params", std::move(part)}}));
}

// --- out

// What else there is to do on the loop comes first.
asio::awaitable<void> Session::turn() {
    co_await asio::post(executor_, asio::use_awaitable);
}

asio::awaitable<void> Session::until_read(std::size_t most) {
    while (out_.size() + writing_ > most && !gone_)
        co_await read_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Session::add(std::string text) {
    if (gone_) return;
    if (out_.empty() && writing_ == 0) read_at_ = Clock::now();
    share_.must_take(text.size());
    if (out_.empty())
        out_ = std::move(text);  // a long answer is there once
    else
        out_ += text;
    wake_.cancel();
}

void Session::add_line(std::string line) {
    if (gone_) return;
    line += '\n';
    add(std::move(line));
}

asio::awaitable<std::string> Session::next() {
    const auto self = shared_from_this();
    share_.give(std::exchange(writing_, 0));
    wrote();
    read_.cancel();
    for (;;) {
        if (out_.empty() && news() && !ending_) add_events();
        if (!out_.empty()) break;
        if (ending_ && streams_.empty()) co_return std::string();
        co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    writing_ = out_.size();
    auto lines = std::exchange(out_, {});
    co_return lines;
}

// What others may have.
std::size_t Session::idle() const {
    return Clock::now() - read_at_ >= limits_.stall ? out_.size() + writing_ : 0;
}

void Session::dismiss() {
    spdlog::error(
        "control: a client that does not read its answers is disconnected: {} KiB wait for it, and all "
        "clients "
        "together hold more than there is memory for",
        idle() >> 10);
    share_.give(out_.size() + std::exchange(writing_, 0));
    out_ = {};
    dismissed_ = gone_ = ending_ = true;
    offering_.reset();
    for (auto* waiting : {&dismissal_, &read_, &wake_}) waiting->cancel();
}

asio::awaitable<void> Session::dismissed() {
    const auto self = shared_from_this();
    while (!dismissed_) co_await dismissal_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Session::add_events() {
    const Events told = std::exchange(pending_, {}) & wanted_;
    const auto rows = events();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!told[i]) continue;
        auto value = rows[i].value(rooms_, *this);
        if (rows[i].to == Event::To::outputs && value.empty()) continue;
        add_line(json::serialize(
            json::object{{"jsonrpc", "2.0"}, {"method", rows[i].name}, {"params", std::move(value)}}));
    }
}

void Session::announce(const Events& events) {
    pending_ |= events;
    if (news()) wake_.cancel();
}

void Session::tell(const Event& event) {
    pending_.set(static_cast<std::size_t>(&event - events().data()));
    if (news()) wake_.cancel();
}

Result<void> Session::subscribe(const std::optional<std::vector<std::string>>& names) {
    const auto rows = events();
    Events wanted;
    const auto wished = names.value_or(std::vector<std::string>());
    for (const std::string& name : wished) {
        const auto row =
            std::ranges::find_if(rows, [&](const Event& each) { return each.when && each.name == name; });
        if (row == rows.end())
            return Error(ErrorKind::invalid_argument, "there is no event “{}”: see PROTOCOL.md", name);
        wanted.set(static_cast<std::size_t>(row - rows.begin()));
    }
    const bool any = !names || wanted.any();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].to == Event::To::outputs)
            wanted[i] = wanted_[i];
        else if (!names || (any && rows[i].to == Event::To::every_subscriber))
            wanted.set(i);
        if (rows[i].to != Event::To::outputs) pending_.reset(i);
    }
    wanted_ = wanted;
    return {};
}

Result<std::optional<std::int64_t>> Session::offer(std::string name, std::optional<std::int64_t> lease) {
    if (ending_ || gone_) return Error(ErrorKind::conflict, "this connection ends");
    if (!offering_)
        offering_ = std::make_unique<Player::Offering>(rooms_.player, [this] { tell(output_event); });
    wanted_.set(static_cast<std::size_t>(&output_event - events().data()));
    auto offered = offering_->offer(std::move(name), lease);
    if (!offered && offering_->name().empty()) offering_.reset();
    return offered;
}

}  // namespace vorleser::control
