#include "daemon/desktop/logind.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <sdbus-c++/sdbus-c++.h>
#include <spdlog/spdlog.h>

#include "daemon/desktop/bus.hpp"

namespace vorleser {

namespace asio = boost::asio;

namespace {

const std::string manager = "org.freedesktop.login1.Manager";
// The longest latency a device may be given, and the fade. logind waits 5 s (InhibitDelayMaxSec=).
constexpr auto until_silent = std::chrono::milliseconds(600);

}  // namespace

struct Logind::State : std::enable_shared_from_this<State> {
    // Held as long as its descriptor is open.
    struct Lock {
        const char* mode;
        const char* why;
        sdbus::UnixFd held;
        bool wanted = false, asked = false;
    };

    State(asio::any_io_executor on, Player& p, SleepConfig c, std::string address)
        : executor(on),
          player(p),
          config(c),
          silence(on),
          bus(
              on, std::move(address), [this](sdbus::IConnection& connection) { join(connection); },
              [this] { part(); }) {}

    void join(sdbus::IConnection& connection) {
        logind = sdbus::createProxy(connection, "org.freedesktop.login1", "/org/freedesktop/login1");
        logind->uponSignal("PrepareForSleep").onInterface(manager).call([this](bool before) {
            before ? about_to_sleep() : woken_up();
        });
        logind->finishRegistration();
        update();
    }

    void part() {
        logind.reset();
        for (Lock* lock : {&block, &delay}) lock->held.reset(), lock->asked = false;
    }

    void update() {
        const bool playing = player.report().status == Status::playing;
        if (playing && !logind) bus.look_again();
        want(block, playing && config.keep_awake);
        want(delay, playing || fading);
    }

    void want(Lock& lock, bool wanted) {
        lock.wanted = wanted;
        if (!wanted) lock.held.reset();
        if (!wanted || lock.held.isValid() || lock.asked || !logind) return;
        lock.asked = true;
        logind->callMethodAsync("Inhibit")
            .onInterface(manager)
            .withArguments("sleep", "Vorleser", lock.why, lock.mode)
            .uponReplyInvoke([&lock](const sdbus::Error* failed, const sdbus::UnixFd& descriptor) {
                lock.asked = false;
                if (failed)
                    spdlog::debug("logind refuses to {} sleep: {}", lock.mode, failed->getMessage());
                else if (lock.wanted)  // else playing has ended meanwhile
                    lock.held = descriptor;
            });
        bus.sent();
    }

    void about_to_sleep() {
        interrupted = player.report().status == Status::playing;
        if (!interrupted) return;
        spdlog::info("the machine goes to sleep: reading pauses");
        fading = true;
        // A pause that fails finds nothing playing.
        static_cast<void>(player.pause(Sentence("the machine was suspended")));
        silence.expires_after(until_silent);
        silence.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
            if (cancelled) return;
            self->fading = false;
            self->update();
        });
    }

    void woken_up() {
        silence.cancel();
        fading = false;
        if (std::exchange(interrupted, false) && !config.pause_after_suspend &&
            player.report().status == Status::paused)
            static_cast<void>(player.play({}));
        update();
    }

    asio::any_io_executor executor;
    Player& player;
    const SleepConfig config;
    asio::steady_timer silence;
    std::unique_ptr<sdbus::IProxy> logind;  // there while the bus is
    Lock block{"block", "An article is read aloud"};
    Lock delay{"delay", "Reading pauses first"};
    bool fading = false;       // paused for the machine's sleep, and perhaps still heard
    bool interrupted = false;  // playing, had the machine not gone to sleep
    Bus bus;                   // last: it begins to call
};

Logind::Logind(asio::any_io_executor executor, Player& player, SleepConfig config, std::string address)
    : state_(std::make_shared<State>(executor, player, config, std::move(address))) {}

Logind::~Logind() {
    state_->part();
}

void Logind::announce(const Snapshot& before, const Snapshot& after) {
    if (before.state != after.state) state_->update();
}

}  // namespace vorleser
