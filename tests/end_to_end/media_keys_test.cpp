// A media key and the sound: the real playerctl on a private bus, a listener on a private sound server.
#include <cstdlib>

#include "tests/end_to_end/listening.hpp"
#include "tests/support/message_bus.hpp"

namespace vorleser::test {
namespace {

TEST(MediaKeys, PauseAndGoOnWithoutLosingASample) {
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
    ASSERT_TRUE(falls_silent(recorder));
    ASSERT_TRUE(press("play-pause"));
    wait_past(4000);
    ASSERT_TRUE(press("stop"));
    EXPECT_EQ(state_of(client), "stopped");
    EXPECT_GT(position_of(client), 3900) << "the place is kept";
    ASSERT_TRUE(falls_silent(recorder));
    const auto pieces = locate(recorder.samples(), expected, longest_pause);
    ASSERT_EQ(pieces.size(), 2u);
    EXPECT_LT(sound_between(expected, pieces[0].end, pieces[1].begin), 140u) << "as after any pause";
}

}  // namespace
}  // namespace vorleser::test
