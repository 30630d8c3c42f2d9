#include "daemon/audio/output.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <semaphore.h>

#include "daemon/audio/device.hpp"
#include "daemon/audio/route.hpp"

namespace vorleser {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds latency_limit = 120ms;
constexpr std::chrono::milliseconds watch_period = 250ms;
constexpr int silent_periods = 4;            // without a sign of life: the device hangs
constexpr std::uint32_t many_underruns = 3;  // in mid-play: worth a short gap to open with more latency
constexpr auto exit_patience = 1s;
constexpr auto list_patience = 1s;
constexpr const char* file_prefix = "file:";
constexpr Marked no_device = mark("there is no sound device");

bool is_file(const AudioConfig& config) {
    return config.device.starts_with(file_prefix);
}

std::unique_ptr<Device> make_device(const AudioConfig& config) {
    if (is_file(config))
        return make_file_device(config.device.substr(std::char_traits<char>::length(file_prefix)),
                                config.pace_percent, config.new_file_mode);
    return make_portaudio_device();
}

// How far the callback is and when that is heard, as one value: written by the callback, which never waits,
// read by the loop.
class Progress {
 public:
    struct Value {
        Handed handed;            // the next tape sample
        std::uint32_t step = 0;   // up to it, tape samples a frame, 16.16
        Clock::time_point heard;  // when the sample before it has left the loudspeaker
    };
    void write(const Value& value) noexcept {
        ++version_;  // odd: being written
        generation_ = value.handed.generation;
        tape_ = value.handed.tape;
        step_ = value.step;
        heard_ = value.heard.time_since_epoch().count();
        ++version_;
    }
    Value read() const {
        for (;;) {
            const std::uint32_t before = version_;
            const Value value{{generation_, tape_}, step_, Clock::time_point(Clock::duration(heard_))};
            if (before % 2 == 0 && before == version_) return value;
        }
    }

 private:
    std::atomic<std::uint32_t> version_{0};
    std::atomic<std::uint16_t> generation_{0};
    std::atomic<std::uint64_t> tape_{0};
    std::atomic<std::uint32_t> step_{0};
    std::atomic<Clock::rep> heard_{0};
};

// What wakes the device thread: the loop's wishes and the callback's news. A POSIX semaphore, since posting
// one neither locks nor allocates.
class Bell {
 public:
    Bell() { sem_init(&semaphore_, 0, 0); }
    ~Bell() { sem_destroy(&semaphore_); }
    Bell(const Bell&) = delete;
    Bell& operator=(const Bell&) = delete;
    void ring() noexcept { sem_post(&semaphore_); }
    void wait() noexcept {
        while (sem_wait(&semaphore_) != 0) continue;  // EINTR
    }

 private:
    sem_t semaphore_;
};

}  // namespace

struct Output::State final : Feed {
    State(boost::asio::any_io_executor loop, AudioConfig settings, std::function<void(OutputEvent)> to)
        : config(std::move(settings)), listener(std::move(to)), executor(loop), watch(loop) {
        route.emplace(loop, config.device, [this](Route::News news) { heed(news); });
    }

    // --- constant ----------------------------------------------------------------------------------------
    const AudioConfig config;

    // --- loop only ---------------------------------------------------------------------------------------
    std::thread thread;
    std::function<void(OutputEvent)> listener;
    bool wanted = false;   // play() came after pause()
    bool playing = false;  // the last wish; without any device it is not what is wanted
    bool closed = true;    // no callback runs, since nobody asked for one after the stream was closed
    std::uint16_t generation = 0;
    std::optional<Handed> first;  // of the generation
    Handed heard;                 // never goes back within a generation
    std::uint64_t seen_signs = 0;
    int quiet_periods = 0;
    std::optional<Route> route;  // none: the loop is gone

    std::vector<std::function<void(std::vector<SoundDevice>)>> lists;  // of ALSA's devices, asked for
    std::optional<Clock::time_point> broke_off;                        // when the last stream did

    // --- loop and device thread
    // -----------------------------------------------------------------------------
    std::mutex mutex;
    std::condition_variable over;
    bool finished = false;           // device thread: will not touch a device again
    std::optional<bool> wish;        // loop: play (true) or pause, not yet taken by the device thread
    std::uint64_t wishes = 0;        // loop: how many there were
    std::vector<std::string> names;  // loop: what to open, the best first
    bool list_wanted = false;        // loop
    bool quit = false;               // loop
    std::optional<boost::asio::any_io_executor> executor;  // none: the loop is gone
    std::optional<boost::asio::steady_timer> watch;        // loop only; none: the loop is gone

    // --- with the callback
    // ------------------------------------------------------------------------------------
    Handover handover;
    Progress progress;
    Bell bell;
    std::atomic<bool> announce{false};    // loop: tell when sound flows; callback: told
    std::atomic<bool> flows{false};       // callback: sound flows; device thread: reported
    std::atomic<bool> drained{false};     // callback: a fade-out has left the loudspeaker
    std::atomic<Marked> end;              // device: why the stream ended by itself
    std::atomic<Clock::rep> end_time{0};  // device: when
    std::atomic<bool> reopen{false};      // loop: fade out, for another device; device thread: done
    std::atomic<bool> muted{false};       // loop: play nothing, and stay open
    std::atomic<std::uint64_t> signs_of_life{0};
    std::atomic<std::uint32_t> underruns{0};          // of this stream
    std::atomic<bool> may_reopen{false};              // device thread: more latency is to be had
    std::optional<std::chrono::nanoseconds> silence;  // callback only: handed over after the fade-out

    void fill(std::span<std::int16_t> out, std::chrono::nanoseconds latency,
              bool underrun) noexcept override {
        ++signs_of_life;
        // What is at rest stays so until the device thread has closed it: nothing is handed to a closing
        // stream.
        if (drained) {
            std::ranges::fill(out, std::int16_t{0});
            return;
        }
        const Handed before = handover.handed();
        if (underrun && handover.playing()) ++underruns;
        const bool close = reopen || (may_reopen && underruns >= many_underruns);
        const bool sounding = handover.pull(out, close || muted);
        const auto length =
            std::chrono::nanoseconds(1s) * static_cast<std::int64_t>(out.size()) / sample_rate;
        if (const Handed after = handover.handed(); after != before)
            progress.write({after, handover.step(), Clock::now() + latency + length});
        if (sounding) {
            silence.reset();
            if (announce.exchange(false)) {
                flows = true;
                bell.ring();
            }
            return;
        }
        if (muted && handover.playing() && !close) return;
        // The fade has left the loudspeaker when one latency of silence was handed over after it.
        const auto so_far = silence.value_or(0ns);
        silence = silence ? so_far + length : 0ns;
        if (so_far >= latency) {
            drained = true;
            bell.ring();
        }
    }

    Supply supply(std::size_t frames) noexcept override {
        ++signs_of_life;
        if (drained) return Supply::none;
        const std::uint64_t waiting = handover.waiting();
        if (!handover.playing() || waiting >= frames + Handover::ramp) return Supply::enough;
        return waiting > 0 ? Supply::scarce : Supply::none;
    }

    void ended(Marked reason) noexcept override {
        end_time = Clock::now().time_since_epoch().count();
        end = reason;
        bell.ring();
    }

    // --- device thread
    // -----------------------------------------------------------------------------------------
    void tell(const std::shared_ptr<State>& self, OutputEvent event, std::uint64_t as_of) {
        const std::lock_guard lock(mutex);
        if (!executor) return;
        boost::asio::post(*executor,
                          [self, event = std::move(event), as_of] { self->deliver(self, event, as_of); });
    }

    void tell_list(const std::shared_ptr<State>& self, std::vector<SoundDevice> devices) {
        const std::lock_guard lock(mutex);
        if (!executor) return;
        boost::asio::post(*executor, [self, devices = std::move(devices)] {
            for (auto& answer : std::exchange(self->lists, {})) answer(devices);
        });
    }

    void run(const std::shared_ptr<State>& self) {
        std::unique_ptr<Device> device = make_device(config);
        std::chrono::milliseconds latency(config.latency_ms);
        bool open = false;
        bool play = false;
        for (;;) {
            bell.wait();
            std::optional<bool> fresh;
            std::uint64_t as_of = 0;
            bool list = false;
            {
                const std::lock_guard lock(mutex);
                if (quit) {
                    if (!open || drained || end.load()) break;
                    continue;  // the last fade has yet to leave the loudspeaker
                }
                fresh = std::exchange(wish, std::nullopt);
                as_of = wishes;
                list = std::exchange(list_wanted, false);
            }
            if (list) tell_list(self, alsa_devices());
            play = fresh.value_or(play);
            if (open && end.load()) {
                device->stop();
                open = false;
                tell(self, {OutputEvent::Kind::gone, Sentence(end.load())}, as_of);
                if (!fresh) continue;
            }
            if (open && drained) {
                device->stop();
                open = false;
                fresh = play;
            }
            if (open) {
                if (flows.exchange(false)) tell(self, {OutputEvent::Kind::started, {}}, as_of);
            } else if (fresh && play) {
                // A busy machine hears gaps rather than what it waits for: more latency.
                if (underruns.exchange(0) > 0)
                    latency = std::max(latency, std::min(latency * 2, latency_limit));
                may_reopen = latency < latency_limit;
                drained = false;
                flows = false;
                announce = true;
                end = Marked();
                silence.reset();
                handover.settle();
                std::vector<std::string> to_open;
                {
                    const std::lock_guard lock(mutex);
                    reopen = false;
                    to_open = names;
                }
                if (const auto started = device->start(to_open, latency, *this))
                    open = true;
                else
                    tell(self, {OutputEvent::Kind::lost, started.error().message}, as_of);
            } else if (fresh) {
                tell(self, {OutputEvent::Kind::rest, {}}, as_of);
            }
        }
        if (open) device->stop();
    }

    // --- loop
    // ---------------------------------------------------------------------------------------------------
    void wish_for(bool play) {
        playing = play;
        if (play) closed = false;
        handover.set_playing(play);
        {
            const std::lock_guard lock(mutex);
            wish = play;
            ++wishes;
            names = route->names();
        }
        bell.ring();
    }

    // `as_of`: how many wishes the device thread knew; an answer to an older one is no news.
    void deliver(const std::shared_ptr<State>& self, OutputEvent event, std::uint64_t as_of) {
        if (!listener || (event.kind != OutputEvent::Kind::started && as_of != wishes)) return;
        switch (event.kind) {
            case OutputEvent::Kind::rest:
                closed = true;
                handover.settle();
                if (!wanted) route->unwatch();
                break;
            case OutputEvent::Kind::gone:
                broke_off = Clock::time_point(Clock::duration(end_time));
                // A stream breaks off when the sound server dies, too; which of its devices went it tells.
                if (route->served()) event.kind = OutputEvent::Kind::lost;
                [[fallthrough]];
            case OutputEvent::Kind::lost:
                closed = true;
                stop_watching();
                break;
            case OutputEvent::Kind::started:
                if (!playing) return;
                broke_off.reset();
                if (!is_file(config)) route->watch();  // the server may have been started by opening
                start_watching(self);
                break;
            case OutputEvent::Kind::returned:
            case OutputEvent::Kind::moved:
                break;
        }
        listener(event);
    }

    void heed(Route::News news) {
        using Kind = OutputEvent::Kind;
        switch (news) {
            case Route::News::gone:
                return listener({Kind::gone, Sentence("the sound device is gone: {}", route->last_in_use())});
            case Route::News::moved:
                return listener({Kind::moved, {}});
            case Route::News::returned:
                return open_anew();
            case Route::News::muted:
                muted = true;
                return listener({Kind::lost, Sentence("the sound is muted in the mixer")});
            case Route::News::unmuted:
                muted = false;
                announce = true;
                return;
            case Route::News::nowhere:
                stop_watching();
                wish_for(false);
                return listener({Kind::lost, Sentence(no_device)});
            case Route::News::somewhere:
                return listener({Kind::returned, {}});
        }
    }

    void open_anew() {
        if (!playing) return;
        if (closed) return wish_for(true);
        const std::lock_guard lock(mutex);
        names = route->names();
        reopen = true;  // the callback fades out, the device thread opens
    }

    void start_watching(const std::shared_ptr<State>& self) {
        seen_signs = signs_of_life;
        quiet_periods = 0;
        look_again(self);
    }

    void stop_watching() {
        if (watch) watch->cancel();
    }

    void look_again(const std::shared_ptr<State>& self) {
        if (!watch) return;
        watch->expires_after(watch_period);
        watch->async_wait([self](boost::system::error_code cancelled) {
            if (!cancelled && self->watch && self->playing) self->look(self);
        });
    }

    // A sound server that hangs reports nothing: only that the callback is no longer asked tells.
    void look(const std::shared_ptr<State>& self) {
        const std::uint64_t signs = signs_of_life;
        quiet_periods = signs == seen_signs ? quiet_periods + 1 : 0;
        seen_signs = signs;
        if (quiet_periods < silent_periods) return look_again(self);
        announce = true;  // the callback's next call tells that sound flows again
        listener({OutputEvent::Kind::lost, Sentence("the sound server does not answer")});
    }
};

Output::Output(boost::asio::any_io_executor executor, AudioConfig config,
               std::function<void(OutputEvent)> listener)
    : state_(std::make_shared<State>(std::move(executor), std::move(config), std::move(listener))) {
    if (!is_file(state_->config)) introduce_to_sound_server();
    state_->thread = std::thread([state = state_] {
        state->run(state);
        const std::lock_guard lock(state->mutex);
        state->finished = true;
        state->over.notify_all();
    });
}

Output::~Output() {
    finish();
}

void Output::finish() {
    State& s = *state_;
    if (!s.thread.joinable()) return;
    s.listener = nullptr;
    s.route.reset();
    s.watch.reset();
    s.handover.set_playing(false);
    std::unique_lock lock(s.mutex);
    s.executor.reset();
    s.quit = true;
    s.bell.ring();
    const bool finished = s.over.wait_for(lock, exit_patience, [&] { return s.finished; });
    lock.unlock();
    if (finished) {
        s.closed = true;
        s.thread.join();
    } else {
        s.thread.detach();
    }
}

void Output::play() {
    State& s = *state_;
    s.wanted = true;
    s.announce = true;
    if (!is_file(s.config)) s.route->watch();
    if (s.route->nowhere()) {
        s.tell(state_, {OutputEvent::Kind::lost, Sentence(no_device)}, s.wishes);
        return;
    }
    s.wish_for(true);
    s.start_watching(state_);
}

void Output::pause() {
    State& s = *state_;
    s.wanted = false;
    s.muted = false;
    s.stop_watching();
    s.wish_for(false);
}

void Output::choose(std::string name) {
    state_->route->choose(std::move(name));
    state_->open_anew();
}

std::optional<SoundDevice> Output::in_use() const {
    return state_->route->in_use();
}

void Output::list(std::function<void(Result<std::vector<SoundDevice>>)> answer) {
    State& s = *state_;
    if (is_file(s.config)) return answer(std::vector{SoundDevice{s.config.device, "", false, s.playing}});
    // Whichever comes first: the server's list, ALSA's, or the end of patience.
    struct Pending {
        std::function<void(Result<std::vector<SoundDevice>>)> answer;
        boost::asio::steady_timer timer;
    };
    const auto pending = std::make_shared<Pending>(Pending{std::move(answer), {*s.executor, list_patience}});
    const auto give = [pending](Result<std::vector<SoundDevice>> devices) {
        pending->timer.cancel();
        if (const auto to = std::exchange(pending->answer, nullptr)) to(std::move(devices));
    };
    pending->timer.async_wait([pending, give](boost::system::error_code) {
        give(Error(ErrorKind::device, "the sound server does not answer: try again when it does"));
    });
    s.route->list([state = state_, give](std::optional<std::vector<SoundDevice>> devices) {
        if (devices) return give(*std::move(devices));
        state->lists.push_back(give);
        {
            const std::lock_guard lock(state->mutex);
            state->list_wanted = true;
        }
        state->bell.ring();
    });
}

std::uint16_t Output::flush() {
    State& s = *state_;
    s.generation = s.handover.flush();
    s.first.reset();
    if (s.closed) s.handover.settle();
    return s.generation;
}

bool Output::push(const SoundBlock& block) {
    State& s = *state_;
    if (!s.handover.push(block)) return false;
    if (!s.first && block.generation == s.generation) s.first = Handed{block.generation, block.tape};
    return true;
}

std::size_t Output::free_blocks() const {
    return state_->handover.free_blocks();
}

void Output::set_volume(int percent) {
    state_->handover.set_volume(percent);
}

Handed Output::heard() const {
    State& s = *state_;
    const Progress::Value at = s.progress.read();
    Handed heard = at.handed;
    const auto ahead = s.closed && !s.broke_off
                           ? Clock::duration::zero()
                           : std::max(at.heard - s.broke_off.value_or(Clock::now()), Clock::duration::zero());
    const std::uint64_t frames = static_cast<std::uint64_t>(ahead / 1us) * sample_rate / 1'000'000;
    heard.tape -= std::min(heard.tape, frames * at.step >> 16);
    if (s.first && s.first->generation == heard.generation) heard.tape = std::max(heard.tape, s.first->tape);
    if (s.heard.generation == heard.generation) heard.tape = std::max(heard.tape, s.heard.tape);
    return s.heard = heard;
}

Handed Output::handed() const {
    return state_->progress.read().handed;
}

}  // namespace vorleser
