// The machine's sleep. The real logind needs to be started by systemd as process 1, which no test can have:
// here a few lines on a real bus answer as org.freedesktop.login1(5) says.
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "tests/desktop/desktop.hpp"

namespace vorleser::test {
namespace {

const std::string manager = "org.freedesktop.login1.Manager";

struct Lock {
    std::string what, who, why, mode;
    int end = -1;  // of a pipe whose other end the daemon holds
    bool held() const {
        pollfd end_of_it{end, 0, 0};
        return poll(&end_of_it, 1, 0) == 0;  // else POLLHUP
    }
};

class LogindPart {
 public:
    explicit LogindPart(const MessageBus& bus)
        : connection_(sdbus::createSessionBusConnectionWithAddress(bus.address())),
          object_(sdbus::createObject(*connection_, "/org/freedesktop/login1")) {
        object_->registerMethod("Inhibit").onInterface(manager).implementedAs(
            [this](const std::string& what, const std::string& who, const std::string& why,
                   const std::string& mode) {
                daemon_ = object_->getCurrentlyProcessedMessage()->getSender();
                int ends[2];
                if (pipe2(ends, O_CLOEXEC) != 0)
                    throw sdbus::Error("org.freedesktop.DBus.Error.Failed", "pipe");
                locks.put({what, who, why, mode, ends[0]});
                return sdbus::UnixFd(ends[1], sdbus::adopt_fd);
            });
        object_->registerSignal("PrepareForSleep").onInterface(manager).withParameters<bool>("start");
        object_->finishRegistration();
        connection_->requestName("org.freedesktop.login1");
        connection_->enterEventLoopAsync();
    }
    void prepare_for_sleep(bool start) {
        object_->emitSignal("PrepareForSleep").onInterface(manager).withArguments(start);
    }
    // Returns when the daemon has seen all that was sent before.
    void wait_until_heard() {
        auto daemon = sdbus::createProxy(*connection_, daemon_, "/");
        daemon->callMethod("Ping").onInterface("org.freedesktop.DBus.Peer");
    }
    Lock lock(const std::string& mode) {
        const auto lock = locks.wait([&](const Lock& each) { return each.mode == mode; });
        EXPECT_TRUE(lock) << "no lock of mode " << mode;
        return lock.value_or(Lock{});
    }
    Inbox<Lock> locks;

 private:
    std::unique_ptr<sdbus::IConnection> connection_;
    std::unique_ptr<sdbus::IObject> object_;
    std::string daemon_;  // its unique name, once it has asked for a lock
};

class MachinesSleep : public testing::Test {
 protected:
    void start(const std::string& config = "") {
        quiet.emplace(Environment{{"DBUS_SYSTEM_BUS_ADDRESS", bus.address()}}, config);
        client.emplace(quiet->daemon->connect());
        client->call("add", {{"text",
                              "Der Zug\n\nAm Morgen fuhr der erste Zug seit Wochen wieder über die alte "
                              "Brücke. Viele Menschen standen am Ufer und winkten ihm lange nach."},
                             {"as", "text"}});
    }
    std::string state() { return std::string(client->call("status").at("state").as_string()); }
    static bool released(const Lock& lock) {
        return eventually([&] { return !lock.held(); });
    }

    MessageBus bus;
    LogindPart logind{bus};
    std::optional<QuietDaemon> quiet;
    std::optional<RpcClient> client;
};

TEST_F(MachinesSleep, IsInhibitedWhilePlayingOnly) {
    start();
    client->call("play");
    const Lock block = logind.lock("block"), delay = logind.lock("delay");
    EXPECT_EQ(block.what, "sleep");
    EXPECT_EQ(block.who, "Vorleser");
    EXPECT_EQ(delay.what, "sleep");
    EXPECT_TRUE(block.held());
    EXPECT_TRUE(delay.held());
    client->call("seek", {{"to_ms", 0}});
    EXPECT_TRUE(block.held());
    client->call("pause");
    EXPECT_TRUE(released(block));
    EXPECT_TRUE(released(delay));
    client->call("play");
    const Lock again = logind.lock("block");
    EXPECT_TRUE(again.held());
    EXPECT_EQ(quiet->daemon->terminate(), 0);
    EXPECT_TRUE(released(again));
}

TEST_F(MachinesSleep, IsNotInhibitedIfTheListenerWantsItSo) {
    start("[playback]\nkeep_awake = false\n");
    client->call("play");
    const Lock delay = logind.lock("delay");
    EXPECT_TRUE(delay.held());
    for (const Lock& other : logind.locks.take()) EXPECT_NE(other.mode, "block");
}

TEST_F(MachinesSleep, PausesBeforeItAndWaitsAfterwards) {
    start();
    client->call("play");
    const Lock delay = logind.lock("delay");
    logind.prepare_for_sleep(true);
    EXPECT_TRUE(eventually([&] { return state() == "paused"; }));
    EXPECT_TRUE(released(delay)) << "the machine may sleep";
    EXPECT_EQ(client->call("status").at("reason"), "the machine was suspended");
    const auto position = client->call("status").at("position_ms");
    logind.prepare_for_sleep(false);
    logind.wait_until_heard();
    EXPECT_EQ(state(), "paused");
    EXPECT_EQ(client->call("status").at("position_ms"), position);
}

TEST_F(MachinesSleep, GoesOnAfterwardsIfTheListenerWantsItSo) {
    start("[playback]\npause_after_suspend = false\n");
    client->call("play");
    const Lock delay = logind.lock("delay");
    logind.prepare_for_sleep(true);
    EXPECT_TRUE(released(delay));
    EXPECT_EQ(state(), "paused");
    logind.prepare_for_sleep(false);
    EXPECT_TRUE(eventually([&] { return state() == "playing"; }));
    EXPECT_TRUE(logind.lock("delay").held());
}

TEST_F(MachinesSleep, DoesNotStartWhatWasPaused) {
    start("[playback]\npause_after_suspend = false\n");
    client->call("play");
    logind.lock("delay");
    client->call("pause");
    logind.prepare_for_sleep(true);
    logind.prepare_for_sleep(false);
    logind.wait_until_heard();
    EXPECT_EQ(state(), "paused");
}

}  // namespace
}  // namespace vorleser::test
