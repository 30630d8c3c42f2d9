// The speech process cannot be started, once or for good, whatever the reason: that is an obstacle like a
// lost device. The place stays, no article counts as heard, what is asked for is answered, and it is tried
// less and less often until it goes on by itself.
#include <cerrno>
#include <chrono>
#include <csignal>

#include <gtest/gtest.h>

#include "tests/end_to_end/listening.hpp"
#include "tests/faults/faults.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

struct Way {
    const char* name;
    StartFault fault;
    int error;
};

const Way ways[] = {
    {"NoDescriptorIsLeft", StartFault::socketpair, EMFILE},
    {"TheSystemHasNone", StartFault::socketpair, ENFILE},
    {"NoBufferIsLeft", StartFault::socketpair, ENOBUFS},
    {"NoProcessIsLeft", StartFault::spawn, EAGAIN},
    {"NoMemoryIsLeft", StartFault::spawn, ENOMEM},
    {"TheProgramIsGone", StartFault::spawn, ENOENT},
    {"ItMayNotBeRun", StartFault::spawn, EACCES},
    {"ItCannotFork", StartFault::fork, EAGAIN},
    {"ItCannotLockItselfIn", StartFault::sandbox, EINVAL},
    {"ItEndsAtOnce", StartFault::ends, 0},
    {"ItCrashesAtOnce", StartFault::crashes, 0},
};

class Start : public testing::TestWithParam<Way> {
 protected:
    void arm(std::int64_t failures) {
        faults.page().start_error = GetParam().error;
        faults.page().start_failures = failures;
        faults.page().start_fault = GetParam().fault;
    }
    void disarm() { faults.page().start_fault = StartFault::none; }

    // Two articles, the first paused in its middle; and nothing handed to the device that could still be
    // heard.
    void pause_amid(RpcClient& client) {
        add(client, short_article);
        add(client, "Danach\n\nNoch ein Satz.");
        exact_status(client);
        client.call("play");
        client.call("seek", {{"to_ms", 8000}});
        ASSERT_TRUE(eventually([&] { return position_of(client) > 8100; }));
        client.call("pause");
        client.call("seek", {{"by_sentences", 1}});
        daemon.restart();  // what is compared is the place on the disk
        client = daemon.connect();
        exact_status(client);
        // Else what is armed next would meet the start of this one.
        ASSERT_TRUE(eventually([&] { return daemon.worker_pid() != 0; }));
    }
    static std::string reason(RpcClient& client) {
        const auto status = client.call("status");
        return status.at("reason").is_string() ? std::string(status.at("reason").as_string()) : "";
    }
    void kill_worker() {
        pid_t pid = 0;
        ASSERT_TRUE(eventually([&] { return (pid = daemon.worker_pid()) != 0; }));
        ::kill(pid, SIGKILL);
    }
    static json::value entries(RpcClient& client) { return client.call("list").at("entries"); }

    Faults faults;
    TemporaryDirectory sound;
    RunningDaemon daemon{faults.environment(), {"--device", "file:" + (sound.path() / "heard.wav").string()}};
};

TEST_P(Start, ThatFailsForGoodKeepsThePlaceAndGoesOnOnceItIsMended) {
    RpcClient client = daemon.connect();
    pause_amid(client);
    const auto place = position_of(client);
    const auto list = entries(client);
    arm(-1);
    kill_worker();
    client.call("speed", {{"percent", 100}});
    client.call("seek", {{"to_ms", place}});  // what was laid out already is not heard any more
    EXPECT_EQ(state_of(client), "paused");
    client.call("play");
    ASSERT_TRUE(eventually([&] { return state_of(client) == "interrupted"; }));
    EXPECT_TRUE(reason(client).starts_with("the speech process does not start: ")) << reason(client);
    EXPECT_EQ(position_of(client), place);

    // What is asked for meanwhile is answered, and loses nothing.
    const json::object refused = client.call_raw("add", {{"text", "Neu\n\nEin Satz."}});
    ASSERT_TRUE(refused.contains("error"));
    EXPECT_EQ(refused.at("error").at("message").as_string(), reason(client).c_str());
    EXPECT_EQ(client.call("show").at("entry").at("title"), "Der Zug nach Norden");
    for (const std::int64_t ms : {place + 5000, place})
        EXPECT_EQ(client.call("seek", {{"to_ms", ms}}).at("position_ms"), ms);
    EXPECT_EQ(state_of(client), "interrupted");
    client.call("pause");
    EXPECT_EQ(state_of(client), "paused");
    EXPECT_EQ(position_of(client), place);
    EXPECT_EQ(entries(client).as_array().size(), list.as_array().size());
    const json::value now = entries(client);
    for (const auto& entry : now.as_array()) EXPECT_NE(entry.at("state"), "heard");

    // Also for a daemon that starts into it.
    daemon.restart();
    client = daemon.connect();
    EXPECT_EQ(position_of(client), place);
    client.call("play");
    ASSERT_TRUE(eventually([&] { return state_of(client) == "interrupted"; }));
    EXPECT_EQ(position_of(client), place);

    disarm();
    client.call("play");  // whoever asks need not wait
    ASSERT_TRUE(eventually([&] { return position_of(client) > place + 200; }));
    EXPECT_EQ(state_of(client), "playing");
    EXPECT_EQ(reason(client), "");
    EXPECT_LT(position_of(client), place + 5000);
    add(client, "Neu\n\nEin Satz.");
    EXPECT_EQ(entries(client).as_array().size(), 3u);
}

TEST_P(Start, ThatFailsOnceIsMadeUpForByItself) {
    RpcClient client = daemon.connect();
    pause_amid(client);
    const auto place = position_of(client);
    arm(1);
    kill_worker();
    client.call("seek", {{"to_ms", place}});
    client.call("play");
    ASSERT_TRUE(eventually([&] { return position_of(client) > place + 200; }));
    EXPECT_EQ(state_of(client), "playing");
    EXPECT_EQ(faults.page().start_failures, 0) << "nothing failed";
}

INSTANTIATE_TEST_SUITE_P(OfTheSpeechProcess, Start, testing::ValuesIn(ways),
                         [](const auto& info) { return info.param.name; });

class StartOnce : public Start {};
INSTANTIATE_TEST_SUITE_P(OfTheSpeechProcess, StartOnce, testing::Values(ways[3], ways[10]),
                         [](const auto& info) { return info.param.name; });

// As a lost device is: after 1, 2, 4 … seconds. Timers are never early, so the time below is the least.
TEST_P(StartOnce, IsTriedLessAndLessOften) {
    RpcClient client = daemon.connect();
    pause_amid(client);
    arm(-1);
    kill_worker();
    client.call("seek", {{"to_ms", 8000}});
    client.call("play");
    ASSERT_TRUE(eventually([&] { return state_of(client) == "interrupted"; }));
    const auto starts = faults.page().starts.load();
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_TRUE(eventually([&] { return faults.page().starts >= starts + 2; }));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(2000));
    // Nobody listens: nobody tries for the sound's sake, and articles that are measured already need no one.
    client.call("pause");
    disarm();
}

// Every child ends, whatever it is given: that is no text's fault, and costs no sentence.
TEST(Children, ThatAllCrashAreAnObstacle) {
    Faults faults;
    TemporaryDirectory sound;
    RunningDaemon daemon(faults.environment(), {"--device", "file:" + (sound.path() / "heard.wav").string()});
    RpcClient client = daemon.connect();
    add(client, short_article);
    exact_status(client);
    faults.page().child_fault = ChildFault::crash;  // at any text
    client.call("play");
    ASSERT_TRUE(eventually([&] { return state_of(client) == "interrupted"; }));
    EXPECT_EQ(position_of(client), 0);
    EXPECT_TRUE(client.call("status").at("warnings").as_array().empty()) << "nothing was skipped";
    faults.page().child_fault = ChildFault::none;
    client.call("play");
    ASSERT_TRUE(eventually([&] { return position_of(client) > 300; }));
    EXPECT_EQ(state_of(client), "playing");
}

}  // namespace
}  // namespace vorleser::test
