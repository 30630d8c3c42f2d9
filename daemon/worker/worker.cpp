#include "daemon/worker/worker.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
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
    return json::serialize(json::object{{"name", voice.name},
                                        {"espeak", voice.espeak},
                                        {"rate", voice.rate},
                                        {"pitch", voice.pitch},
                                        {"range", voice.range},
                                        {"volume", voice.volume}});
}

constexpr auto longest_backoff = std::chrono::seconds(30);
constexpr std::string_view harmless = "ja";  // whoever cannot say that is not to blame a text

struct Process {
    explicit Process(const asio::any_io_executor& executor) : start(executor), overdue(executor) {}

    pid_t pid = 0;
    std::vector<Descriptor> lanes;
    Descriptor start;  // on which it tells how its start went
    asio::steady_timer overdue;
    bool ready = false;
    bool useful = false;  // it has answered something

    // How it ended by itself, as far as it has.
    Sentence ended() {
        siginfo_t info{};
        for (int tries = 0; tries < 20; ++tries) {  // its descriptors are closed a moment before
            if (waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                info.si_pid == pid)
                return info.si_code == CLD_EXITED
                           ? Sentence("it ended with exit code {}; the log may say why", info.si_status)
                           : Sentence("it was ended by signal {}", info.si_status);
            usleep(500);
        }
        return Sentence("it does not answer");
    }

    ~Process() {
        // The children end with it (PR_SET_PDEATHSIG); SIGKILL takes effect at once, so the wait is short.
        if (pid > 0) {
            kill(pid, SIGKILL);
            waitpid(pid, nullptr, 0);
        }
    }
};

// One end for us, the other to become `number` in the process.
bool open_pair(Descriptor& ours, std::vector<int>& theirs) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return false;
    const int room = 1 << 20;  // bytes: several packets, so that the child need not wait for the loop
    setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    // Out of the way of the numbers they get in the child.
    const int moved = fcntl(pair[1], F_DUPFD_CLOEXEC, 16), error = errno;
    close(pair[1]);
    boost::system::error_code failed;
    if (moved >= 0) ours.assign(pair[0], failed);  // epoll may be out of memory
    if (moved < 0 || failed) {
        close(pair[0]);
        if (moved >= 0) close(moved);
        errno = moved < 0 ? error : failed.value();
        return false;
    }
    ours.non_blocking(true, failed);
    theirs.push_back(moved);
    return true;
}

// Error: why not, as errno.
boost::system::result<std::shared_ptr<Process>> spawn(const asio::any_io_executor& executor,
                                                      const WorkerConfig& config) {
    auto process = std::make_shared<Process>(executor);
    std::vector<int> theirs;
    int error = 0;
    for (std::size_t i = 0; i < lane_count; ++i) process->lanes.emplace_back(executor);
    for (std::size_t i = 0; i < lane_count && error == 0; ++i)
        if (!open_pair(process->lanes[i], theirs)) error = errno;
    if (error == 0 && !open_pair(process->start, theirs)) error = errno;
    posix_spawn_file_actions_t actions;
    if (error == 0 && (error = posix_spawn_file_actions_init(&actions)) == 0) {
        static_assert(start_descriptor == first_lane_descriptor + static_cast<int>(lane_count));
        for (std::size_t i = 0; i < theirs.size() && error == 0; ++i)
            error = posix_spawn_file_actions_adddup2(&actions, theirs[i],
                                                     first_lane_descriptor + static_cast<int>(i));
        if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions, start_descriptor + 1);
        std::string voice = voice_to_json(config.voice), executable = config.executable;
        std::vector<std::string> german = config.german;
        std::string name = "vorleserd", flag = "--worker";
        std::vector<char*> arguments{name.data(), flag.data(), voice.data()};
        for (std::string& directory : german) arguments.push_back(directory.data());
        arguments.push_back(nullptr);
        if (error == 0)
            error =
                posix_spawn(&process->pid, executable.c_str(), &actions, nullptr, arguments.data(), environ);
        if (error != 0) process->pid = 0;
        posix_spawn_file_actions_destroy(&actions);
    }
    for (const int descriptor : theirs) close(descriptor);
    if (error != 0) return boost::system::error_code(error, boost::system::system_category());
    return process;
}

}  // namespace

struct Worker::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor on, WorkerConfig with)
        : executor(std::move(on)), config(std::move(with)), started(executor, Clock::time_point::max()) {
        for (std::size_t i = 0; i < lane_count; ++i) overdue.emplace_back(executor);
    }

    // --- the process: none, starting, ready

    void begin() {
        const auto spawned = spawn(executor, config);
        if (!spawned) return failed(Sentence::value(spawned.error().message()));
        process = *spawned;
        asio::co_spawn(executor, greet(weak_from_this(), process, config.patience), asio::detached);
    }

    // Waits for what it says of its start.
    static asio::awaitable<void> greet(std::weak_ptr<State> state, std::shared_ptr<Process> on,
                                       std::chrono::milliseconds patience) {
        on->overdue.expires_after(patience);
        on->overdue.async_wait([which = std::weak_ptr(on)](boost::system::error_code cancelled) {
            const auto late = which.lock();
            if (!cancelled && late) kill(late->pid, SIGKILL);
        });
        std::vector<char> buffer(max_packet);
        ssize_t n = -1;
        while ((n = ::recv(on->start.native_handle(), buffer.data(), buffer.size(), 0)) < 0 &&
               (errno == EAGAIN || errno == EINTR))
            if (errno == EAGAIN)
                co_await on->start.async_wait(Descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
        on->overdue.cancel();
        const auto self = state.lock();
        if (!self || self->process != on) co_return;
        PacketHeader header;
        if (n < static_cast<ssize_t>(sizeof header)) co_return self->failed(on->ended());
        std::memcpy(&header, buffer.data(), sizeof header);
        const std::string_view said(buffer.data() + sizeof header,
                                    static_cast<std::size_t>(n) - sizeof header);
        if (header.kind != PacketKind::ready) co_return self->failed(refusal_from_packet(said).message);
        on->ready = true;
        on->start.close();
        auto problems = sentences_from_packet(said);
        for (const Sentence& problem : problems)
            if (std::find(self->left_out.begin(), self->left_out.end(), problem) == self->left_out.end())
                spdlog::warn("left out: {}", problem);
        self->failure.reset();
        self->left_out = std::move(problems);
        self->started.cancel();
    }

    // No process can be had.
    void failed(const Sentence& why) {
        process.reset();
        const Sentence obstacle("the speech process does not start: {}", why);
        spdlog::error("worker: {}; trying again in {} s", obstacle, backoff.count());
        retry_at = Clock::now() + backoff;
        backoff = std::min<std::chrono::seconds>(backoff * 2, longest_backoff);
        failure = obstacle;
        started.cancel();
    }

    Error unavailable() const { return {ErrorKind::engine, *failure}; }

    // The process, once it is ready; starts it where there is none, unless it failed to a moment ago.
    asio::awaitable<Result<std::shared_ptr<Process>>> running(bool at_once) {
        for (;;) {
            if (process && process->ready) co_return process;
            if (!process) {
                if (failure && !at_once && Clock::now() < retry_at) co_return unavailable();
                begin();
            }
            if (process) co_await started.async_wait(asio::as_tuple(asio::use_awaitable));
            at_once = false;
            if (!process && failure) co_return unavailable();
        }
    }

    // A lane for one job, or a place in the line for it: the first in line has the lane, whoever wants it
    // again goes to the end. A job that still waits when the daemon ends outlives the worker: the loop
    // destroys it last.
    class Turn {
     public:
        Turn(State& state, std::size_t lane)
            : state_(state.weak_from_this()),
              lane_(lane),
              called_(std::make_shared<asio::steady_timer>(state.executor, Clock::time_point::max())) {
            state.line[lane].push_back(called_);
        }
        Turn(Turn&& other) noexcept = default;
        ~Turn() {
            const auto state = state_.lock();
            if (!state || !called_) return;
            auto& line = state->line[lane_];
            const bool held = line.front() == called_;
            std::erase(line, called_);
            if (!held) return;
            state->overdue[lane_].cancel();
            if (!line.empty()) line.front()->cancel();
        }
        // The worker is there.
        bool has_come() const { return state_.lock()->line[lane_].front() == called_; }
        asio::steady_timer& called() { return *called_; }

     private:
        std::weak_ptr<State> state_;
        std::size_t lane_;
        std::shared_ptr<asio::steady_timer> called_;  // never expires; cancelled when the turn has come
    };

    asio::awaitable<Turn> turn(std::size_t lane) {
        Turn mine(*this, lane);
        while (!mine.has_come()) co_await mine.called().async_wait(asio::as_tuple(asio::use_awaitable));
        co_return mine;
    }

    // Starts the process anew.
    void replace() {
        if (process)
            for (auto& lane : process->lanes) lane.close();  // whoever waits on it learns at once
        process.reset();
        begin();
    }

    // It has ended, or must. One that had not done anything yet will not do better at once.
    void gone(const std::shared_ptr<Process>& on, bool by_us) {
        if (on != process) return;
        if (by_us || on->useful) {
            spdlog::warn("worker: it ended, starting it again");
            return replace();
        }
        for (auto& lane : on->lanes) lane.close();
        failed(on->ended());
    }

    // Comes back only while the worker is there: the loop destroys what waits when it ends.
    asio::awaitable<void> others_turn() {
        const auto self = weak_from_this();
        asio::steady_timer never(executor, Clock::time_point::max());
        co_await asio::post(never.get_executor(), asio::use_awaitable);
        while (self.expired()) co_await never.async_wait(asio::as_tuple(asio::use_awaitable));
    }

    // lost: by the child that had the job; interrupted: by something else that befell the process.
    enum class Outcome { done, refused, lost, interrupted };

    // One try. `answer` gets samples, pieces, and done or document; what it got is void when the outcome is
    // neither `done` nor `refused`.
    asio::awaitable<Outcome> exchange(std::shared_ptr<Process> on, std::size_t lane, PacketKind kind,
                                      std::string_view payload, Error& error,
                                      const std::function<void(PacketKind, std::string_view)>& answer) {
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
            gone(on, *too_long);
            return *too_long ? Outcome::lost : Outcome::interrupted;
        };

        // A long job or answer leaves the rest of the loop its turns, however fast the child is.
        constexpr int at_once = 16;  // packets, a millisecond or less
        int packets = 0;
        std::vector<char> buffer(max_packet);
        PacketHeader header{job, kind, true, false};
        do {
            if (++packets % at_once == 0) co_await others_turn();
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
            if (++packets % at_once == 0) co_await others_turn();
            on->useful = true;
            backoff = std::chrono::seconds(1);
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
            if (header.kind == PacketKind::document && kind != PacketKind::read) continue;
            if ((answered += got.size()) > largest_answer(kind)) {
                spdlog::warn("worker: its answer has no end");
                gone(on, true);
                co_return Outcome::lost;
            }
            answer(header.kind, got);
            if (header.kind == PacketKind::done || header.kind == PacketKind::document)
                co_return Outcome::done;
        }
    }

    // The whole job: waits for the lane, tries twice; tries more often where the job was not to blame.
    // `restart` is called before a further try. What `payload` is of must outlive it.
    asio::awaitable<Result<void>> run(Lane which, PacketKind kind, std::string_view payload,
                                      std::function<void(PacketKind, std::string_view)> answer,
                                      std::function<void()> restart) {
        const auto lane = static_cast<std::size_t>(which);
        const Turn held = co_await turn(lane);
        bool at_once = which == Lane::reading;  // the listener waits for it
        Error error(ErrorKind::engine, "the speech process failed twice on this text; it was skipped");
        int lost = 0, interrupted = 0;
        while (lost < 2 && interrupted < 5) {
            const auto on = co_await running(at_once);
            if (!on) co_return on.error();
            at_once = false;
            if (lost + interrupted > 0) restart();
            const Outcome outcome = co_await exchange(*on, lane, kind, payload, error, answer);
            if (outcome == Outcome::done) co_return Result<void>();
            if (outcome == Outcome::refused && error.kind != ErrorKind::engine) co_return error;
            if (outcome == Outcome::refused) break;
            ++(outcome == Outcome::lost ? lost : interrupted);
        }
        // Is it the text? Whatever else is to blame costs no sentence, and no article.
        const auto on = co_await running(false);
        if (!on) co_return on.error();
        Error ignored;
        const auto nothing = [](PacketKind, std::string_view) {};
        if (co_await exchange(*on, lane, PacketKind::measure, harmless, ignored, nothing) == Outcome::done &&
            interrupted < 5)
            co_return error;
        if (process == *on) failed(Sentence("it fails on every text; the log says how"));
        if (failure) co_return unavailable();
        co_return error;
    }

    // A job whose result is one text.
    asio::awaitable<Result<std::string>> ask(Lane lane, PacketKind kind, std::string payload) {
        std::string result;
        const auto append = [&](PacketKind, std::string_view part) { result += part; };
        const auto restart = [&] { result.clear(); };
        const auto ran = co_await run(lane, kind, payload, append, restart);
        if (!ran) co_return ran.error();
        co_return result;
    }

    // As a job of the reading lane: one document at a time, like pages.
    asio::awaitable<Result<StoredReading>> read_foreign(std::string_view job, Error missing) {
        const Turn held = co_await turn(static_cast<std::size_t>(Lane::reading));
        std::string program =
            config.document_reader.empty() ? reading_program(config.executable) : config.document_reader;
        co_return co_await read_document(executor, std::move(program), job, config.patience,
                                         std::move(missing));
    }

    using Clock = std::chrono::steady_clock;

    asio::any_io_executor executor;
    WorkerConfig config;
    std::shared_ptr<Process> process;
    std::optional<Sentence> failure;  // of the last start; until a process is ready
    std::vector<Sentence> left_out;
    Clock::time_point retry_at;
    std::chrono::seconds backoff{1};
    asio::steady_timer started;  // never expires; cancelled when the process is ready or none can be had
    std::uint32_t last_job = 0, edition = 0;
    std::array<std::deque<std::shared_ptr<asio::steady_timer>>, lane_count> line;  // see Turn
    std::vector<asio::steady_timer> overdue;                                       // runs while a job does
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
    : state_(std::make_shared<State>(std::move(executor), std::move(config))) {
    state_->begin();
}
Worker::~Worker() = default;

std::optional<Sentence> Worker::obstacle() const {
    return state_->failure;
}

std::chrono::steady_clock::time_point Worker::retry_at() const {
    return state_->retry_at;
}

void Worker::retry() {
    state_->retry_at = {};
    state_->backoff = std::chrono::seconds(1);
}

asio::awaitable<Result<void>> Worker::start() {
    const auto running = co_await state_->running(true);
    if (!running) co_return running.error();
    co_return Result<void>();
}

const std::vector<Sentence>& Worker::left_out() const {
    return state_->left_out;
}

void Worker::set_voice(const VoiceProfile& voice) {
    if (state_->config.voice == voice) return;
    ++state_->edition;
    state_->config.voice = voice;
    state_->replace();
}

asio::awaitable<Result<StoredReading>> Worker::read(std::string bytes, ReadOptions options) {
    const std::string job = reading_job(options, std::move(bytes));
    ReadingPacket reading;
    std::optional<Error> document;  // what it is, as where nobody read it
    const auto take = [&](PacketKind kind, std::string_view piece) {
        if (kind == PacketKind::document)
            document = refusal_from_packet(piece);
        else
            reading.take(piece);
    };
    const auto restart = [&] { reading = {}; };
    const auto ran = co_await state_->run(Lane::reading, PacketKind::read, job, take, restart);
    if (!ran) co_return ran.error();
    if (document) co_return co_await state_->read_foreign(job, *document);
    co_return reading.finish();
}

asio::awaitable<Result<std::vector<Utterance>>> Worker::utterances(std::string language, std::string part,
                                                                   Lane lane) {
    language.erase(std::min(language.find('\n'), language.size()));  // a page may say anything
    part.insert(0, language + '\n');
    const auto text = co_await state_->ask(lane, PacketKind::utterances, std::move(part));
    if (!text) co_return text.error();
    co_return utterances_from_bytes(*text);
}

asio::awaitable<Result<void>> Worker::speak(std::string say, std::shared_ptr<Rendering> rendering,
                                            std::function<void()> progress, Lane lane) {
    // Another try gives the same samples again: those already there are skipped.
    std::size_t skip = rendering->samples.size();
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
    const auto ran = co_await state_->run(lane, PacketKind::speak, say, take, restart);
    co_return ran ? outcome : ran;
}

asio::awaitable<Result<Measure>> Worker::measure(std::string say, Lane lane) {
    const auto packet = co_await state_->ask(lane, PacketKind::measure, std::move(say));
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

asio::awaitable<Result<std::vector<TextTerms>>> Worker::terms(std::vector<PartToFind> parts) {
    const auto packed = co_await state_->ask(Lane::background, PacketKind::terms, terms_job(parts));
    if (!packed) co_return packed.error();
    auto terms = terms_from_bytes(*packed);
    if (terms && terms->size() != parts.size())
        co_return Error(ErrorKind::engine, "the speech process answered nonsense");
    co_return terms;
}

asio::awaitable<Result<std::vector<QueryTerm>>> Worker::query_terms(std::vector<WantedWords> wanted) {
    const auto packed = co_await state_->ask(Lane::reading, PacketKind::query_terms, query_job(wanted));
    if (!packed) co_return packed.error();
    auto terms = query_terms_from_bytes(*packed);
    if (terms && terms->size() != wanted.size())
        co_return Error(ErrorKind::engine, "the speech process answered nonsense");
    co_return terms;
}

void Worker::reload() {
    ++state_->edition;
    state_->replace();
}

std::uint32_t Worker::edition() const {
    return state_->edition;
}

int Worker::pid() const {
    return state_->process ? state_->process->pid : 0;
}

}  // namespace vorleser
