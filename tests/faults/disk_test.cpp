// A disk that is full, fails, may only be read, or takes its time; and a playlist it has damaged.
#include <cerrno>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "tests/end_to_end/listening.hpp"
#include "tests/faults/commands.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

#ifdef VORLESER_SANITIZED
constexpr int one_in = 4;
#else
constexpr int one_in = 1;
#endif

class Disk : public testing::Test {
 protected:
    Faults faults;
    TemporaryDirectory sound;
    RunningDaemon daemon{faults.environment(), {"--device", "file:" + (sound.path() / "heard.wav").string()}};
};

struct Way {
    const char* name;
    Fault fault;
    int error;
};

class Failing : public Disk, public testing::WithParamInterface<std::tuple<Command, Way>> {};

bool changes_the_list(const Command& command) {
    for (const char* method : {"add", "remove", "move", "clear", "undo", "restore", "edit"})
        if (command.method == method) return true;
    return false;
}

// Whichever write or sync of a command fails: what changes the list is refused and changes nothing, what
// plays or sets is done and says that it is not saved. Once the disk works again, so does everything.
TEST_P(Failing, RefusesOrSaysSoAndGoesOnAfterwards) {
    const auto& [command, way] = GetParam();
    const Files files = prepared(faults, daemon, command.before);
    int failures = 0;
    for (std::int64_t n = 1; n < 200; n += one_in) {
        SCOPED_TRACE("fails at operation " + std::to_string(n));
        faults.put(daemon, files);
        daemon.start();
        RpcClient client = daemon.connect();
        enter(client, command.before);
        const Situation before = situation(client);
        faults.arm(way.fault, n, way.error);
        const json::object answer = client.call_raw(command.method, command.params);
        const bool struck = faults.page().struck;
        const bool refused = answer.contains("error");
        if (refused) {
            EXPECT_TRUE(changes_the_list(command));
            EXPECT_EQ(answer.at("error").at("code"), -32004);
            EXPECT_NE(answer.at("error").at("message").as_string().find("nothing was changed"),
                      std::string::npos);
            const Situation now = situation(client);
            EXPECT_TRUE(same(before, now)) << "before " << before << "\nnow " << now;
        } else if (struck && command.method != "seek" &&  // its place is saved twice: the second may go well
                   answer.at("result").is_object() && answer.at("result").as_object().contains("state")) {
            EXPECT_FALSE(answer.at("result").at("warnings").as_array().empty());
        }
        faults.disarm();
        EXPECT_TRUE(!refused || client.call_raw(command.method, command.params).contains("result"));
        // Playing saves by itself; paused, the next command does.
        client.call("volume", {{"percent", 77}});
        const Situation after = situation(client);
        EXPECT_TRUE(client.call("status").at("warnings").as_array().empty());
        daemon.kill();
        EXPECT_EQ(integrity(Faults::files(daemon)), "");
        daemon.start();
        RpcClient again = daemon.connect();
        const Situation found = situation(again);
        EXPECT_TRUE(same(after, found)) << "after " << after << "\nfound " << found;
        daemon.kill();
        if (!struck) break;
        ++failures;
        if (HasFailure()) break;
    }
    EXPECT_GT(failures, 0);
    std::cout << "failed at " << failures << " steps\n";
}

std::vector<Command> some_commands() {
    std::vector<Command> some;
    for (const Command& command : commands())
        for (const char* name :
             {"AddAndPlay", "RemoveCurrent", "ClearWhilePlaying", "Undo", "Edit", "Volume", "SeekText"})
            if (command.name == name) some.push_back(command);
    return some;
}

INSTANTIATE_TEST_SUITE_P(
    Every, Failing,
    testing::Combine(testing::ValuesIn(some_commands()),
                     testing::Values(Way{"ADiskThatRunsFull", Fault::fail_always, ENOSPC},
                                     Way{"OneFailingSync", Fault::fail_once, EIO})),
    [](const auto& info) { return std::get<0>(info.param).name + "On" + std::get<1>(info.param).name; });

TEST_F(Disk, ThatMayOnlyBeReadStopsNoSound) {
    RpcClient client = daemon.connect();
    client.call("add", {{"text", read_file(VORLESER_SOURCE_DIR "/tests/articles/spiegel-openai.txt")}});
    faults.arm(Fault::fail_always, 1, EROFS);
    client.call("play");
    ASSERT_TRUE(eventually([&] { return client.call("status").at("position_ms").as_int64() > 2500; }));
    const auto status = client.call("status");
    EXPECT_EQ(status.at("state"), "playing");
    EXPECT_FALSE(status.at("warnings").as_array().empty());
    EXPECT_EQ(client.error_code("clear"), -32004);
    EXPECT_EQ(client.call("status").at("size"), 1);
    // It may be written again: the next save, a second later at most, makes up for it.
    faults.disarm();
    ASSERT_TRUE(eventually([&] { return client.call("status").at("warnings").as_array().empty(); }));
    const auto before = client.call("status").at("position_ms").as_int64();
    daemon.restart();
    EXPECT_GE(daemon.connect().call("status").at("position_ms").as_int64(), before - 1200);
}

// Two seconds for each save of the place, as of a disk that has to wake up first: the sound goes on.
TEST(SlowDisk, IsNotHeard) {
    const Sound expected = reference(short_article);
    SoundServer server;
    Faults faults;
    const ConfigFile config(patient);
    RunningDaemon daemon(faults.environment(environment_of(server)), {"--config", config.path()});
    RpcClient client = daemon.connect();
    add(client, short_article);
    exact_status(client);
    const Recorder recorder(server);
    client.call("play");
    ASSERT_TRUE(eventually([&] { return position_of(client) > 500; }));
    faults.page().write_takes_us = 300'000;
    const auto begin = faults.operations();
    ASSERT_TRUE(eventually([&] { return position_of(client) > 9000; }));
    EXPECT_GT(faults.operations() - begin, 5) << "nothing was written meanwhile";
    faults.page().write_takes_us = 0;
    client.call("pause");
    const auto pieces = locate(trim(recorder.samples()), expected, longest_pause);
    EXPECT_EQ(pieces.size(), 1u) << "there are gaps";
}

// Its log and its file: whatever is damaged, the daemon starts, says so and keeps what there was.
TEST_F(Disk, ThatDamagedThePlaylistLosesNothingSilently) {
    {
        RpcClient client = daemon.connect();
        for (int i = 0; i < 30; ++i)
            client.call("add", {{"text", "Titel " + std::to_string(i) + "\n\nEin Satz von " +
                                             std::to_string(i) + "."},
                                {"as", "text"}});
        daemon.terminate();
    }
    Files files = Faults::files(daemon);
    std::string& database = files.at("playlist.db");
    ASSERT_GT(database.size(), 40'000u);
    for (std::size_t i = 0; i < 4096; ++i)
        database[4096 + i] = static_cast<char>(i * 31);  // the table of entries
    faults.put(daemon, files);
    daemon.start();
    RpcClient client = daemon.connect();
    const auto status = client.call("status");
    EXPECT_EQ(status.at("size"), 0);
    ASSERT_EQ(status.at("warnings").as_array().size(), 1u);
    const std::string warning(status.at("warnings").at(0).as_string());
    const auto at = warning.find("playlist.db.damaged-");
    ASSERT_NE(at, std::string::npos) << warning;
    const std::string name = warning.substr(at, warning.find(';', at) - at);
    EXPECT_EQ(read_file(daemon.directory() / "state/vorleser" / name), database) << "not kept as it was";
    client.call("add", {{"text", "Neu\n\nEin Satz."}, {"as", "text"}});
    daemon.restart();
    client = daemon.connect();
    EXPECT_EQ(client.call("status").at("size"), 1);
    EXPECT_EQ(client.call("status").at("warnings").as_array().size(), 1u)
        << "until the old file is taken away";
    std::filesystem::remove(daemon.directory() / "state/vorleser" / name);
    daemon.restart();
    EXPECT_TRUE(daemon.connect().call("status").at("warnings").as_array().empty());
}

// The time of day is turned back and forth while it plays; then a night asleep passes.
TEST_F(Disk, AndAClockThatJumpsChangeNoPlace) {
    RpcClient client = daemon.connect();
    client.call("add", {{"text", read_file(VORLESER_SOURCE_DIR "/tests/articles/spiegel-openai.txt")}});
    client.call("play");
    const auto position = [&] { return client.call("status").at("position_ms").as_int64(); };
    std::int64_t last = 0;
    for (const std::int64_t jump : {-315'360'000, 315'360'000, -1'700'000'000, 3600}) {
        faults.page().clock_s = jump;
        ASSERT_TRUE(eventually([&] { return position() > last + 400; }));
        EXPECT_LT(position(), last + 20'000);
        last = position();
        EXPECT_EQ(client.call("status").at("state"), "playing");
    }
    EXPECT_EQ(client.call("history").at("entries").as_array().size(), 1u);
    daemon.restart();
    client = daemon.connect();
    EXPECT_EQ(client.call("status").at("state"), "playing") << "the time of day is not what counts";
    EXPECT_GE(position(), last - 1200);
    last = position();
    daemon.kill();
    faults.page().boottime_s = 8 * 3600;
    daemon.start();
    client = daemon.connect();
    EXPECT_EQ(client.call("status").at("state"), "paused") << "nobody wants speech after a night";
    EXPECT_GE(position(), last - 1200);
}

}  // namespace
}  // namespace vorleser::test
