// The child of the worker that gets a certain sentence crashes, hangs, floods or answers nonsense: only that
// sentence is not heard, and the listener is told.
#include <gtest/gtest.h>

#include "tests/end_to_end/listening.hpp"
#include "tests/faults/faults.hpp"

namespace vorleser::test {
namespace {

const std::string before = "Am Morgen fuhr der erste Zug seit Wochen wieder über die alte Brücke.";
const std::string faulty = "Nur das Meerschwein saß noch immer auf dem Gleis und fraß.";
const std::string after = "Nun fahren die Wagen stündlich, auch am Wochenende und in der Nacht.";

// Silences made equal: how long the pauses are is no matter here.
Sound squeezed(const Sound& sound) {
    constexpr std::size_t longest = 1000;
    Sound out;
    std::size_t zeros = 0;
    for (const auto sample : sound) {
        zeros = sample == 0 ? zeros + 1 : 0;
        if (zeros <= longest) out.push_back(sample);
    }
    return out;
}

void wait_until_measured(RpcClient& client) {
    ASSERT_TRUE(
        eventually([&] { return client.call("list").at("entries").at(0).at("exact").as_bool(); }, 120));
}

struct Way {
    const char* name;
    ChildFault fault;
};

class Child : public testing::TestWithParam<Way> {
 protected:
    // What is heard of the article, if the children fail on the sentence from the start, or only once it was
    // measured.
    Sound heard(bool from_the_start) {
        TemporaryDirectory directory;
        const std::string file = (directory.path() / "heard.wav").string();
        const ConfigFile config("[audio]\npace_percent = 0\n");
        Faults faults;
        std::string("Meerschwein").copy(faults.page().sentence, sizeof faults.page().sentence - 1);
        RunningDaemon daemon(faults.environment(), {"--config", config.path(), "--device", "file:" + file});
        RpcClient client = daemon.connect();
        if (from_the_start) faults.page().child_fault = GetParam().fault;
        add(client, "Der Zug\n\n" + before + "\n\n" + faulty + "\n\n" + after + "\n");
        wait_until_measured(client);
        const int tries = GetParam().fault == ChildFault::nonsense ? 1 : 2;
        EXPECT_EQ(faults.page().child_faults, from_the_start ? tries : 0);
        faults.page().child_fault = GetParam().fault;
        client.call("play");
        EXPECT_TRUE(eventually([&] { return state_of(client) == "stopped"; }));
        EXPECT_EQ(faults.page().child_faults, tries) << "what could not be measured is not tried again";
        const auto warnings = client.call("status").at("warnings").as_array();
        EXPECT_EQ(warnings.size(), 1u) << warnings;
        EXPECT_EQ(client.call("list").at("entries").at(0).at("state"), "heard");
        faults.page().child_fault = ChildFault::none;
        add(client, "Danach\n\nEin Satz.");
        client.call("play", {{"number", 2}});
        EXPECT_TRUE(client.call("status").at("warnings").as_array().empty()) << "that was another article";
        daemon.terminate();
        return sound_file(file);
    }

    static bool begins_with(const Sound& sound, const Sound& beginning) {
        return sound.size() >= beginning.size() &&
               std::equal(beginning.begin(), beginning.end(), sound.begin());
    }
};

Sound expected() {
    return squeezed(trim(reference("Der Zug\n\n" + before + "\n\n" + after + "\n")));
}

const auto name = [](const auto& info) { return info.param.name; };

class FromTheStart : public Child {};

TEST_P(FromTheStart, CostsItsSentenceOnly) {
    EXPECT_TRUE(begins_with(squeezed(trim(heard(true))), expected()));
}

// That it computes without end is in tests/worker/worker_test.cpp, where patience is short.
INSTANTIATE_TEST_SUITE_P(Child, FromTheStart,
                         testing::Values(Way{"Crashes", ChildFault::crash},
                                         Way{"AnswersNonsense", ChildFault::nonsense},
                                         Way{"Floods", ChildFault::flood}),
                         name);

class WhileItIsRead : public Child {};

TEST_P(WhileItIsRead, CostsItsSentenceOnly) {
    EXPECT_TRUE(begins_with(squeezed(trim(heard(false))), expected()));
}

// No flood: it is sound, which is heard as long as the ring holds some.
INSTANTIATE_TEST_SUITE_P(Child, WhileItIsRead,
                         testing::Values(Way{"Crashes", ChildFault::crash},
                                         Way{"AnswersNonsense", ChildFault::nonsense},
                                         Way{"Hangs", ChildFault::hang}),
                         name);

// The answer to a job is there before the daemon waits for it, as on a busy machine: a jump is still
// answered.
TEST(Seek, IsAnsweredWhenTheSoundIsThereAtOnce) {
    TemporaryDirectory directory;
    Faults faults;
    RunningDaemon daemon(faults.environment(),
                         {"--device", "file:" + (directory.path() / "heard.wav").string()});
    RpcClient client = daemon.connect();
    add(client, read_file(real_article));
    wait_until_measured(client);
    client.call("play");
    client.call("pause");
    faults.page().stalls_after_job_us = 30'000;
    for (const std::int64_t ms : {60'000, 90'000, 45'000, 120'000})
        EXPECT_EQ(client.call("seek", {{"to_ms", ms}}).at("position_ms"), ms);
}

}  // namespace
}  // namespace vorleser::test
