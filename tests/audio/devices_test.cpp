// Sound goes where the listener wants it, whatever happens to the sound server's devices.
#include <gtest/gtest.h>

#include "tests/audio/rig.hpp"

namespace vorleser {
namespace {

class Devices : public SoundServerTest {
 protected:
    // A second device beside "out", and what is heard of both.
    Devices() { server.plug_in("phones"); }

    static bool plays_on(Rig& rig, const std::string& sink) {
        return rig.run([&] {
            const auto device = rig.output->in_use();
            return device && device->name == "pulse:" + sink;
        });
    }
    static std::vector<SoundDevice> list(Rig& rig) {
        std::optional<Result<std::vector<SoundDevice>>> answer;
        rig.output->list([&](auto devices) { answer = std::move(devices); });
        EXPECT_TRUE(rig.run([&] { return answer.has_value(); }));
        EXPECT_TRUE(answer->has_value());
        return **answer;
    }
    // How many frames at the end of `first` and the beginning of `second` are not the tape's: the ramps, and
    // what the sink swallows. Both pieces together must be the tape up to `to`.
    static void expect_whole(const Sound& first, const Sound& second, const Sound& tape, std::uint64_t to) {
        ASSERT_GT(first.size(), 2 * ramp);
        ASSERT_GT(second.size(), 2 * ramp);
        EXPECT_LE(first.size() + second.size(), to);
        EXPECT_GE(first.size() + second.size() + 2 * ramp, to);
        std::size_t wrong = 0;
        for (std::size_t i = ramp; i < second.size() - ramp; ++i)
            wrong += second[second.size() - 1 - i] != tape[to - 1 - i];
        EXPECT_EQ(wrong, 0U) << "of " << second.size();
    }
};

TEST_F(Devices, AChosenOneIsPlayedOnFromTheVerySample) {
    Recorder out(server), phones(server, "phones");
    Rig rig;
    rig.tape = noise(4 * 22050);
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(12000));
    ASSERT_TRUE(plays_on(rig, "out"));
    rig.output->choose("pulse:phones");
    ASSERT_TRUE(plays_on(rig, "phones"));
    ASSERT_TRUE(rig.run_to_tape(rig.output->heard().tape + 12000));
    rig.output->pause();
    ASSERT_TRUE(rig.run_to(Kind::rest));
    ASSERT_TRUE(phones.wait(
        0, [](auto sound) { return silence(sound, 8000, onset(sound)) < sound.size(); }, patience));
    expect_whole(trim(out.samples()), trim(phones.samples()), rig.tape, rig.output->heard().tape);
}

TEST_F(Devices, ANewDefaultIsFollowed) {
    Recorder out(server), phones(server, "phones");
    Rig rig;
    rig.tape = noise(6 * 22050);
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(12000));
    server.set_default("phones");
    ASSERT_TRUE(plays_on(rig, "phones"));
    ASSERT_TRUE(rig.run_to_tape(rig.output->heard().tape + 12000));
    rig.output->pause();
    ASSERT_TRUE(rig.run_to(Kind::rest));
    EXPECT_EQ(kinds(rig.events), (std::vector{Kind::started, Kind::rest}));
    ASSERT_TRUE(phones.wait(
        0, [](auto sound) { return silence(sound, 8000, onset(sound)) < sound.size(); }, patience));
    expect_whole(trim(out.samples()), trim(phones.samples()), rig.tape, rig.output->heard().tape);
}

// Taken away it is told; chosen, it is returned to when it is there again.
TEST_F(Devices, TheOneInUseTakenAwayIsToldAndReturnedTo) {
    Recorder out(server);
    Rig rig;
    rig.tape = noise(20 * 22050);
    {
        Recorder phones(server, "phones");
        rig.output->choose("pulse:phones");
        rig.output->play();
        ASSERT_TRUE(rig.run_to(Kind::started));
        ASSERT_TRUE(plays_on(rig, "phones"));
        rig.events.clear();
    }
    server.pull_out("phones");
    ASSERT_TRUE(rig.run_to(Kind::gone));
    EXPECT_EQ(rig.events.back().reason, "the sound device is gone: phones-described");
    ASSERT_TRUE(plays_on(rig, "out"));
    server.plug_in("phones");
    ASSERT_TRUE(plays_on(rig, "phones"));
}

TEST_F(Devices, SoundThatIsMutedInTheMixerWaits) {
    Recorder out(server);
    Rig rig;
    rig.tape = noise(20 * 22050);
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(12000));
    ASSERT_TRUE(plays_on(rig, "out"));
    const std::string inputs = server.control({"list", "short", "sink-inputs"});
    const std::string ours = inputs.substr(0, inputs.find('\t'));
    rig.events.clear();
    server.control({"set-sink-input-mute", ours, "1"});
    ASSERT_TRUE(rig.run_to(Kind::lost));
    ASSERT_TRUE(rig.run_for(100ms));
    const Handed at = rig.output->heard();
    ASSERT_TRUE(rig.run_for(300ms));
    EXPECT_EQ(rig.output->heard(), at);
    server.control({"set-sink-input-mute", ours, "0"});
    ASSERT_TRUE(rig.run_to(Kind::started));
    ASSERT_TRUE(rig.run_to_tape(at.tape + 5000));
}

// Servers put in a placeholder for want of a device: nobody hears what is played on it.
TEST_F(Devices, WithoutAnyItWaitsForOne) {
    server.control({"load-module", "module-always-sink"});
    Recorder out(server);
    Rig rig;
    rig.tape = noise(20 * 22050);
    rig.output->play();
    ASSERT_TRUE(rig.run_to(Kind::started));
    ASSERT_TRUE(plays_on(rig, "out"));
    server.pull_out("phones");
    rig.events.clear();
    server.pull_out("out");
    ASSERT_TRUE(rig.run_to(Kind::lost));
    EXPECT_EQ(kinds(rig.events), (std::vector{Kind::gone, Kind::lost}));
    ASSERT_TRUE(rig.run_for(200ms));
    const Handed at = rig.output->heard();
    rig.events.clear();
    rig.output->play();
    ASSERT_TRUE(rig.run_to(Kind::lost)) << "still none";
    EXPECT_EQ(rig.output->heard(), at);
    server.plug_in("phones");
    ASSERT_TRUE(rig.run_to(Kind::returned));
    rig.output->play();
    ASSERT_TRUE(plays_on(rig, "phones"));
    ASSERT_TRUE(rig.run_to(Kind::started));
}

TEST_F(Devices, AreListedAlsoAtRest) {
    Rig rig;
    server.set_default("phones");
    auto devices = list(rig);
    ASSERT_EQ(devices.size(), 2U);
    EXPECT_EQ(devices[0].name, "pulse:out");
    EXPECT_EQ(devices[1].name, "pulse:phones");
    EXPECT_EQ(devices[1].description, "phones-described");
    EXPECT_FALSE(devices[0].standard);
    EXPECT_TRUE(devices[1].standard);
    EXPECT_FALSE(devices[1].in_use);

    // A server that hangs is no reason to wait for ever, one that is gone none to wait.
    server.stop();
    std::optional<Result<std::vector<SoundDevice>>> answer;
    rig.output->list([&](auto result) { answer = std::move(result); });
    ASSERT_TRUE(rig.run([&] { return answer.has_value(); }));
    EXPECT_EQ(answer->error().kind, ErrorKind::device);
    server.kill();
    for (const SoundDevice& device : list(rig)) EXPECT_FALSE(device.name.starts_with("pulse:"));
}

}  // namespace
}  // namespace vorleser
