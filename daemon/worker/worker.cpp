#include "daemon/worker/worker.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/worker/packet.hpp"
#include "daemon/worker/refusal.hpp"

namespace vorleser {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using Descriptor = asio::posix::stream_descriptor;

// An utterance is 26 minutes at most, and what has been read or cut fits into the child's memory. A child
// that sends more has been taken over by what it read.
std::size_t largest_answer(PacketKind job) {
    return job == PacketKind::speak || job == PacketKind::measure ? std::size_t{64} << 20
                                                                  : std::size_t{512} << 20;
}

std::string voice_to_json(const VoiceProfile& voice) {
    return json::serialize(json::object{{"espeak", voice.espeak},
                                        {"rate", voice.rate},
                                        {"pitch", voice.pitch},
                                        {"range", voice.range},
                                        {"volume", voice.volume}});
}

struct Process {
    pid_t pid = 0;
    std::vector<Descriptor> lanes;

    ~Process() {
        // The children end with it (PR_SET_PDEATHSIG); SIGKILL takes effect at once, so the wait is short.
        if (pid > 0) {
            kill(pid, SIGKILL);
            waitpid(pid, nullptr, 0);
        }
    }
};

std::shared_ptr<Process> spawn(const asio::any_io_executor& executor, const WorkerConfig& config) {
    auto process = std::make_shared<Process>();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    std::array<int, lane_count> theirs{};
    for (std::size_t i = 0; i < lane_count; ++i) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
            throw std::system_error(errno, std::generic_category(), "socketpair");
        const int room = 1 << 20;  // bytes: several packets, so that the child need not wait for the loop
        setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        fcntl(pair[0], F_SETFL, O_NONBLOCK);
        process->lanes.emplace_back(executor, pair[0]);
        // Out of the way of the numbers they get in the child.
        theirs[i] = fcntl(pair[1], F_DUPFD_CLOEXEC, 16);
        close(pair[1]);
        posix_spawn_file_actions_adddup2(&actions, theirs[i], 3 + static_cast<int>(i));
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3 + static_cast<int>(lane_count));
    std::string voice = voice_to_json(config.voice), executable = config.executable;
    std::vector<std::string> german = config.german;
    std::string name = "vorleserd", flag = "--worker";
    std::vector<char*> arguments{name.data(), flag.data(), voice.data()};
    for (std::string& directory : german) arguments.push_back(directory.data());
    arguments.push_back(nullptr);
    const int error =
        posix_spawn(&process->pid, executable.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    for (const int descriptor : theirs) close(descriptor);
    if (error != 0) {
        process->pid = 0;
        throw std::system_error(error, std::generic_category(),
                                "cannot start the speech process " + executable);
    }
    return process;
}

}  // namespace

struct Worker::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor on, WorkerConfig with) : executor(std::move(on)), config(std::move(with)) {
        for (std::size_t i = 0; i < lane_count; ++i) {
            freed.emplace_back(executor, asio::steady_timer::time_point::max());
            overdue.emplace_back(executor);
        }
        process = spawn(executor, config);
    }

    // Holds a lane for one job; other jobs of the lane wait for its end. A job that still waits when the
    // daemon ends outlives the worker: the loop destroys it last.
    class Turn {
     public:
        Turn(State& state, std::size_t lane) : state_(state.weak_from_this()), lane_(lane) {}
        Turn(Turn&& other) noexcept : state_(std::move(other.state_)), lane_(other.lane_) {}
        ~Turn() {
            const auto state = state_.lock();
            if (!state) return;
            state->busy[lane_] = false;
            state->overdue[lane_].cancel();
            state->freed[lane_].cancel();  // wakes all that wait; the first takes it
        }

     private:
        std::weak_ptr<State> state_;
        std::size_t lane_;
    };

    asio::awaitable<Turn> turn(std::size_t lane) {
        while (busy[lane]) co_await freed[lane].async_wait(asio::as_tuple(asio::use_awaitable));
        busy[lane] = true;
        co_return Turn(*this, lane);
    }

    // Starts the process anew if `failed` is still the one in use.
    void replace(const std::shared_ptr<Process>& failed) {
        if (failed && failed != process) return;
        if (process)
            for (auto& lane : process->lanes) lane.close();  // whoever waits on it learns at once
        process.reset();
        process = spawn(executor, config);
    }

    // lost: by the child that had the job; interrupted: by something else that befell the process.
    enum class Outcome { done, refused, lost, interrupted };

    // One try. `answer` gets samples, pieces and done; what it got is void when the outcome is neither `done`
    // nor `refused`.
    asio::awaitable<Outcome> exchange(std::size_t lane, PacketKind kind, std::string_view payload,
                                      Error& error,
                                      const std::function<void(PacketKind, std::string_view)>& answer) {
        if (!process) process = spawn(executor, config);
        const auto on = process;  // stays alive, though perhaps replaced, while we wait
        Descriptor& wire = on->lanes[lane];
        const std::uint32_t job = ++last_job;
        const auto too_long = std::make_shared<bool>(false);
        overdue[lane].expires_after(config.patience);
        overdue[lane].async_wait(
            [patience = config.patience, pid = on->pid, lane, too_long](boost::system::error_code cancelled) {
                if (cancelled) return;
                spdlog::warn("worker: no answer for {} ms on lane {}, killed", patience.count(), lane);
                *too_long = true;
                kill(pid, SIGKILL);
            });
        const auto ended = [&] {
            spdlog::warn("worker: it ended, starting it again");
            replace(on);
            return *too_long ? Outcome::lost : Outcome::interrupted;
        };

        std::vector<char> buffer(max_packet);
        PacketHeader header{job, kind, true, false};
        do {
            const auto part = payload.substr(0, max_payload);
            payload.remove_prefix(part.size());
            header.last = payload.empty();
            std::memcpy(buffer.data(), &header, sizeof header);
            std::memcpy(buffer.data() + sizeof header, part.data(), part.size());
            header.first = false;
            while (wire.is_open() && ::send(wire.native_handle(), buffer.data(), sizeof header + part.size(),
                                            MSG_NOSIGNAL) < 0) {
                if (errno == EAGAIN)
                    co_await wire.async_wait(Descriptor::wait_write, asio::as_tuple(asio::use_awaitable));
                else if (errno != EINTR)
                    co_return ended();
            }
        } while (!header.last);

        for (std::size_t answered = 0;;) {
            if (!wire.is_open())  // replaced by another job's failure
                co_return *too_long ? Outcome::lost : Outcome::interrupted;
            const ssize_t n = ::recv(wire.native_handle(), buffer.data(), buffer.size(), 0);
            if (n < 0 && errno == EAGAIN) {
                co_await wire.async_wait(Descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
                continue;
            }
            if (n < 0 && errno == EINTR) continue;
            if (n < static_cast<ssize_t>(sizeof header)) co_return ended();
            std::memcpy(&header, buffer.data(), sizeof header);
            const std::string_view got(buffer.data() + sizeof header,
                                       static_cast<std::size_t>(n) - sizeof header);
            if (header.kind == PacketKind::died) {
                spdlog::warn("worker: a child ended on lane {}: {}", lane, got);
                co_return Outcome::lost;
            }
            if (header.job != job) continue;  // of a job that was cancelled
            if (header.kind == PacketKind::error) {
                error = refusal_from_packet(got);
                co_return Outcome::refused;
            }
            if ((answered += got.size()) > largest_answer(kind)) {
                spdlog::warn("worker: its answer has no end, starting it again");
                replace(on);
                co_return Outcome::lost;
            }
            answer(header.kind, got);
            if (header.kind == PacketKind::done) co_return Outcome::done;
        }
    }

    // The whole job: waits for the lane, tries twice; tries more often where the job was not to blame.
    // `restart` is called before a further try.
    asio::awaitable<Result<void>> run(Lane which, PacketKind kind, std::string payload,
                                      std::function<void(PacketKind, std::string_view)> answer,
                                      std::function<void()> restart) {
        const auto lane = static_cast<std::size_t>(which);
        const Turn held = co_await turn(lane);
        Error error(ErrorKind::engine, "the speech process failed twice on this text; it was skipped");
        for (int lost = 0, interrupted = 0; lost < 2 && interrupted < 5;) {
            if (lost + interrupted > 0) restart();
            const Outcome outcome = co_await exchange(lane, kind, payload, error, answer);
            if (outcome == Outcome::done) co_return Result<void>();
            if (outcome == Outcome::refused) break;
            ++(outcome == Outcome::lost ? lost : interrupted);
        }
        co_return error;
    }

    // A job whose result is one text.
    asio::awaitable<Result<std::string>> ask(Lane lane, PacketKind kind, std::string payload) {
        std::string result;
        const auto append = [&](PacketKind, std::string_view part) { result += part; };
        const auto restart = [&] { result.clear(); };
        const auto ran = co_await run(lane, kind, std::move(payload), append, restart);
        if (!ran) co_return ran.error();
        co_return result;
    }

    asio::any_io_executor executor;
    WorkerConfig config;
    std::shared_ptr<Process> process;
    std::uint32_t last_job = 0;
    std::array<bool, lane_count> busy{};
    std::vector<asio::steady_timer> freed;    // never expires; cancelled when the lane is free
    std::vector<asio::steady_timer> overdue;  // runs while a job does
};

namespace {

Result<Measure> decode_marks(std::string_view packet) {
    Measure measure;
    if (packet.size() < sizeof measure.samples ||
        (packet.size() - sizeof measure.samples) % sizeof(Mark) != 0)
        return Error(ErrorKind::engine, "the speech process answered nonsense");
    std::memcpy(&measure.samples, packet.data(), sizeof measure.samples);
    packet.remove_prefix(sizeof measure.samples);
    measure.marks.resize(packet.size() / sizeof(Mark));
    std::memcpy(measure.marks.data(), packet.data(), packet.size());
    // The child has read foreign text: its answer is checked before anything is computed from it.
    std::uint32_t before = 0;
    for (const Mark& mark : measure.marks) {
        if (mark.sample < before || mark.sample > measure.samples)
            return Error(ErrorKind::engine, "the speech process answered nonsense");
        before = mark.sample;
    }
    if (measure.marks.empty()) measure.marks.push_back({});
    return measure;
}

}  // namespace

Worker::Worker(asio::any_io_executor executor, WorkerConfig config)
    : state_(std::make_shared<State>(std::move(executor), std::move(config))) {}
Worker::~Worker() = default;

void Worker::set_voice(const VoiceProfile& voice) {
    if (state_->config.voice == voice) return;
    state_->config.voice = voice;
    state_->replace(nullptr);
}

asio::awaitable<Result<Reading>> Worker::read(std::string bytes, ReadOptions options) {
    std::string payload = json::serialize(json::object{{"as", static_cast<int>(options.as)},
                                                       {"title", std::move(options.title)},
                                                       {"source", std::move(options.source)},
                                                       {"url", std::move(options.url)},
                                                       {"encoding", std::move(options.encoding)}});
    payload += '\n';
    payload += bytes;
    bytes = {};
    auto text = co_await state_->ask(Lane::reading, PacketKind::read, std::move(payload));
    if (!text) co_return text.error();
    const auto newline = text->rfind('\n');
    if (newline == text->npos) co_return Error(ErrorKind::engine, "the speech process answered nonsense");
    auto article = article_from_json(std::string_view(*text).substr(0, newline));
    if (!article) co_return article.error();
    boost::system::error_code failed;
    const auto parsed = json::parse(std::string_view(*text).substr(newline + 1), failed);
    const json::object* rest = failed ? nullptr : parsed.if_object();
    const json::value* beginning = rest ? rest->if_contains("only_the_beginning") : nullptr;
    const json::value* dropped = rest ? rest->if_contains("dropped") : nullptr;
    if (!beginning || !beginning->is_bool() || !dropped || !dropped->is_array())
        co_return Error(ErrorKind::engine, "the speech process answered nonsense");
    Reading reading{std::move(*article), beginning->get_bool(), {}};
    for (const auto& line : dropped->get_array())
        if (line.is_string()) reading.dropped.emplace_back(line.get_string());
    co_return reading;
}

asio::awaitable<Result<std::vector<Utterance>>> Worker::utterances(std::string article_json, Lane lane) {
    const auto text = co_await state_->ask(lane, PacketKind::utterances, std::move(article_json));
    if (!text) co_return text.error();
    co_return utterances_from_bytes(*text);
}

asio::awaitable<Result<void>> Worker::speak(std::string say, std::shared_ptr<Rendering> rendering,
                                            std::function<void()> progress) {
    // A second try gives the same samples again: those already there are skipped.
    std::size_t skip = 0;
    Result<void> outcome;
    const auto take = [&](PacketKind kind, std::string_view got) {
        if (kind == PacketKind::samples) {
            const std::size_t count = got.size() / sizeof(std::int16_t), known = std::min(skip, count);
            skip -= known;
            const auto at = rendering->samples.size();
            rendering->samples.resize(at + count - known);
            std::memcpy(rendering->samples.data() + at, got.data() + known * sizeof(std::int16_t),
                        (count - known) * sizeof(std::int16_t));
        } else if (kind == PacketKind::done) {
            auto measure = decode_marks(got);
            if (measure && measure->samples != rendering->samples.size())
                measure = Error(ErrorKind::engine, "the speech process lost samples");
            if (!measure) {
                outcome = measure.error();
                return;
            }
            rendering->marks = std::move(measure->marks);
            rendering->complete = true;
        }
        progress();
    };
    const auto restart = [&] { skip = rendering->samples.size(); };
    const auto ran = co_await state_->run(Lane::playback, PacketKind::speak, std::move(say), take, restart);
    co_return ran ? outcome : ran;
}

asio::awaitable<Result<Measure>> Worker::measure(std::string say) {
    const auto packet = co_await state_->ask(Lane::background, PacketKind::measure, std::move(say));
    if (!packet) co_return packet.error();
    co_return decode_marks(*packet);
}

asio::awaitable<Result<Phonemes>> Worker::phonemes(std::string say) {
    const auto text = co_await state_->ask(Lane::background, PacketKind::phonemes, std::move(say));
    if (!text) co_return text.error();
    const auto newline = text->find('\n');
    if (newline == text->npos) co_return Error(ErrorKind::engine, "the speech process answered nonsense");
    co_return Phonemes{text->substr(0, newline), text->substr(newline + 1)};
}

void Worker::reload() {
    state_->replace(nullptr);
}

int Worker::pid() const {
    return state_->process ? state_->process->pid : 0;
}

}  // namespace vorleser
