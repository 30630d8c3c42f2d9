// A media key and the sound: the real playerctl on a private bus, a listener on a private sound server.
#include <cstdlib>
#include <thread>

#include "tests/end_to_end/listening.hpp"
#include "tests/support/message_bus.hpp"

namespace vorleser::test {
namespace {

TEST(MediaKeys, PauseAndGoOnWithoutLosingASample) {
    constexpr auto rate = static_cast<std::ptrdiff_t>(Recorder::rate);
    const Sound expected = reference(short_article);
    MessageBus bus;
    SoundServer server;
    const ConfigFile config(patient);
    Environment environment = environment_of(server);
    environment["DBUS_SESSION_BUS_ADDRESS"] = bus.address();
    RunningDaemon daemon(environment, {"--config", config.path()});
    RpcClient client = daemon.connect();
    const auto press = [&](const std::string& key) {
        const std::string command =
            "DBUS_SESSION_BUS_ADDRESS='" + bus.address() + "' playerctl -p vorleser " + key;
        return std::system(command.c_str()) == 0;
    };
    const auto wait_past = [&](std::int64_t ms) {
        ASSERT_TRUE(eventually([&] { return position_of(client) > ms; })) << daemon.log();
    };
    add(client, short_article);
    const Recorder recorder(server);
    ASSERT_TRUE(eventually([&] { return press("play"); })) << daemon.log();
    wait_past(1500);
    ASSERT_TRUE(press("pause"));
    EXPECT_EQ(state_of(client), "paused");
    std::this_thread::sleep_for(
        std::chrono::milliseconds(3200));  // longer than any silence within an article
    const Sound paused = recorder.samples();
    EXPECT_EQ(std::count(paused.end() - 2 * rate, paused.end(), 0), 2 * rate) << "silence is zeros";
    ASSERT_TRUE(press("play-pause"));
    wait_past(4000);
    ASSERT_TRUE(press("stop"));
    EXPECT_EQ(state_of(client), "stopped");
    EXPECT_GT(position_of(client), 3900) << "the place is kept";
    ASSERT_TRUE(eventually([&] {
        const Sound now = recorder.samples();
        return std::count(now.end() - 2 * rate, now.end(), 0) == 2 * rate;
    }));
    const auto pieces = locate(recorder.samples(), expected, static_cast<std::size_t>(2 * rate));
    ASSERT_EQ(pieces.size(), 2u);
    EXPECT_LT(sound_between(expected, pieces[0].end, pieces[1].begin), 140u) << "as after any pause";
}

}  // namespace
}  // namespace vorleser::test
