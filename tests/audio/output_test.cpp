#include "daemon/audio/output.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <stdlib.h>

#include "tests/audio/rig.hpp"
#include "tests/support/sound_server.hpp"

namespace vorleser {
namespace {

// --- through a real sound server
// ------------------------------------------------------------------------------

using OutputOnSoundServer = SoundServerTest;

// Pauses are digital silence; between them, to the very sample, is the tape: each segment ends where heard()
// says, and the next goes on from there.
TEST_F(OutputOnSoundServer, PlaysTheTapeSampleForSampleThroughPauses) {
    Recorder recorder(server);
    Rig rig;
    rig.tape = noise(6 * 22050);
    std::uint64_t from = 0;
    for (int round = 0; round < 4; ++round) {
        const std::size_t recorded = recorder.size();
        rig.events.clear();
        rig.output->play();
        ASSERT_TRUE(rig.run_to(Kind::started));
        ASSERT_TRUE(rig.run_to_tape(from + 15000 + round * 777));
        rig.output->pause();
        ASSERT_TRUE(rig.run_to(Kind::rest));
        const std::uint64_t to = rig.output->heard().tape;
        EXPECT_EQ(kinds(rig.events), (std::vector{Kind::started, Kind::rest}));

        // What was buffered is recorded a little later; then nothing follows.
        ASSERT_TRUE(recorder.wait(
            recorded, [](auto sound) { return silence(sound, 8000, onset(sound)) < sound.size(); },
            patience));
        const Sound segment = trim(recorder.samples(recorded));
        // The sink swallows a little at a stream's start, less than a ramp.
        ASSERT_LE(segment.size(), to - from);
        ASSERT_GE(segment.size() + ramp, to - from);
        std::size_t wrong = 0;
        for (std::size_t i = ramp; i < segment.size() - ramp; ++i)
            wrong += segment[segment.size() - 1 - i] != rig.tape[to - 1 - i];
        EXPECT_EQ(wrong, 0U) << "of " << segment.size() << " in round " << round;
        from = to;
    }
    EXPECT_TRUE(trim(recorder.samples(recorder.size() - 4000)).empty());
}

TEST_F(OutputOnSoundServer, JumpIsHeardFromItsFirstSample) {
    Recorder recorder(server);
    Rig rig;
    rig.tape = noise(4 * 22050);
    const std::size_t recorded = recorder.size();
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(11000));
    rig.generation = rig.output->flush();
    rig.fed = 50000;
    ASSERT_TRUE(rig.run([&] { return rig.output->heard().generation == rig.generation; }));
    EXPECT_GE(rig.output->heard().tape, 50000U);
    ASSERT_TRUE(rig.run_to_tape(65000));
    rig.output->pause();
    ASSERT_TRUE(rig.run_to(Kind::rest));
    const std::uint64_t to = rig.output->heard().tape;
    ASSERT_TRUE(recorder.wait(
        recorded, [](auto sound) { return silence(sound, 8000, onset(sound)) < sound.size(); }, patience));
    const Sound heard = trim(recorder.samples(recorded));
    const std::size_t jumped = to - 50000;
    ASSERT_GT(heard.size(), jumped + 11000 - ramp);
    for (std::size_t i = ramp; i < jumped - ramp; ++i)
        ASSERT_EQ(heard[heard.size() - 1 - i], rig.tape[to - 1 - i]);
}

// Jumped while paused: what was pushed before is not heard.
TEST_F(OutputOnSoundServer, JumpWhilePausedLeavesNoRest) {
    Recorder recorder(server);
    Rig rig;
    rig.tape = noise(4 * 22050);
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(8000));
    rig.output->pause();
    ASSERT_TRUE(rig.run_to(Kind::rest));
    ASSERT_TRUE(recorder.wait(
        0, [](auto sound) { return silence(sound, 8000, onset(sound)) < sound.size(); }, patience));
    rig.generation = rig.output->flush();
    EXPECT_EQ(rig.output->free_blocks(), Handover::capacity);
    rig.fed = 50000;
    rig.events.clear();
    const std::size_t recorded = recorder.size();
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(60000));
    rig.output->pause();
    ASSERT_TRUE(rig.run_to(Kind::rest));
    EXPECT_LE(trim(recorder.samples(recorded)).size(), rig.output->heard().tape - 50000);
}

TEST_F(OutputOnSoundServer, PlayDuringTheFadeOfAPauseGoesOn) {
    Recorder recorder(server);
    Rig rig;
    rig.tape = noise(4 * 22050);
    rig.output->play();
    ASSERT_TRUE(rig.run_to(Kind::started));
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(rig.run_for(std::chrono::milliseconds(i * 2)));
        rig.output->pause();
        ASSERT_TRUE(rig.run_for(std::chrono::milliseconds(i)));
        rig.events.clear();
        rig.output->play();
        ASSERT_TRUE(rig.run_to(Kind::started)) << i;
    }
    const auto at = rig.output->heard().tape;
    ASSERT_TRUE(rig.run_to_tape(at + 10000));
}

TEST_F(OutputOnSoundServer, LosesAKilledServerAndFindsItAgain) {
    Rig rig({.latency_ms = 450});
    rig.tape = noise(20 * 22050);
    auto recorder = std::make_unique<Recorder>(server);
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(10000));
    const auto then = Clock::now();
    const Handed before = rig.output->heard();
    server.kill();
    ASSERT_TRUE(rig.run_to(Kind::lost));
    EXPECT_NE(rig.events.back().reason, "");
    const Handed lost_at = rig.output->heard();
    // What the server had taken and not played was not heard.
    const auto played = static_cast<std::uint64_t>((Clock::now() - then) / 1us) * 22050 / 1'000'000;
    EXPECT_LE(lost_at.tape, before.tape + played + 1);

    rig.events.clear();
    rig.output->play();  // still gone
    ASSERT_TRUE(rig.run_to(Kind::lost));
    EXPECT_EQ(rig.output->heard(), lost_at);

    recorder.reset();
    server.restart();
    recorder = std::make_unique<Recorder>(server);
    rig.events.clear();
    rig.output->play();
    ASSERT_TRUE(rig.run_to(Kind::started));
    ASSERT_TRUE(rig.run_to_tape(lost_at.tape + 10000));
    EXPECT_EQ(kinds(rig.events), std::vector{Kind::started});
}

TEST_F(OutputOnSoundServer, NoticesAServerThatHangsAndGoesOnWithIt) {
    Recorder recorder(server);
    Rig rig;
    rig.tape = noise(20 * 22050);
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(10000));
    rig.events.clear();
    server.stop();
    rig.turns = 0;
    ASSERT_TRUE(rig.run_to(Kind::lost));
    EXPECT_GT(rig.turns, 20);  // the loop went on turning
    EXPECT_EQ(rig.events.back().reason, "the sound server does not answer");
    server.cont();
    ASSERT_TRUE(rig.run_to(Kind::started));
    ASSERT_TRUE(rig.run_to_tape(30000));
    EXPECT_EQ(kinds(rig.events), (std::vector{Kind::lost, Kind::started}));
}

// Gaps too short to be called a loss: the stream is opened anew with more latency, and all goes on. The sink
// swallows less than a ramp at each start, and each gap may be one (a busy machine adds gaps of its own).
TEST_F(OutputOnSoundServer, ShortGapsRaiseTheLatencyAndLoseNothing) {
    Recorder recorder(server);
    Rig rig;
    rig.tape = noise(40 * 22050);
    rig.output->play();
    const auto starts = [&] {
        return static_cast<std::size_t>(std::ranges::count(kinds(rig.events), Kind::started));
    };
    std::size_t gaps = 0;
    while (starts() < 2 && gaps < 100) {
        ++gaps;
        ASSERT_TRUE(rig.run_to_tape(gaps * 8000));
        server.stop();
        ASSERT_TRUE(rig.run_for(200ms));
        server.cont();
    }
    ASSERT_TRUE(rig.run_to_tape(gaps * 8000 + 8000));
    rig.output->pause();
    ASSERT_TRUE(rig.run_to(Kind::rest));
    EXPECT_GT(starts(), 1U);
    EXPECT_EQ(rig.events.size(), starts() + 1);  // and the rest
    const std::uint64_t to = rig.output->heard().tape;
    const Sound heard = without_silence(recorder.samples(), 1);
    EXPECT_LE(heard.size(), to);
    EXPECT_GE(heard.size() + (2 * gaps + starts()) * ramp, to);
}

TEST_F(OutputOnSoundServer, EndsWhileTheServerHangs) {
    Recorder recorder(server);
    Rig rig;
    rig.tape = noise(20 * 22050);
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(10000));
    server.stop();
    rig.output->pause();
    ASSERT_TRUE(rig.run_for(100ms));
    rig.output.reset();
    SUCCEED();
    server.cont();
}

// --- without one
// --------------------------------------------------------------------------------------------

TEST(Output, SaysWhyThereIsNoSoundAndNothingElse) {
    const std::filesystem::path nowhere = testing::TempDir() + "/vorleser-nowhere";
    setenv("PULSE_SERVER", ("unix:" + nowhere.string()).c_str(), 1);
    setenv("ALSA_CONFIG_PATH", "/usr/share/alsa/alsa.conf", 1);
    testing::internal::CaptureStderr();
    {
        Rig rig({.device = "pulse"});
        rig.tape = noise(1000);
        rig.output->play();
        EXPECT_TRUE(rig.run_to(Kind::lost));
        EXPECT_NE(rig.events.back().reason.find("“pulse”"), std::string::npos) << rig.events.back().reason;
        rig.events.clear();
        EXPECT_TRUE(rig.run_for(300ms));
        EXPECT_TRUE(rig.events.empty());
        rig.output->pause();
        EXPECT_TRUE(rig.run_to(Kind::rest));
        EXPECT_EQ(rig.output->heard().tape, 0U);
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

// --- files
// --------------------------------------------------------------------------------------------------

struct SoundFile : testing::TestWithParam<const char*> {
    std::filesystem::path directory = make_directory();
    ~SoundFile() override { std::filesystem::remove_all(directory); }

    static std::filesystem::path make_directory() {
        std::string name = testing::TempDir() + "/vorleser-audio-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        return name;
    }
    static Sound read(const std::filesystem::path& path) {
        SF_INFO info{};
        SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
        if (file == nullptr) return {};
        EXPECT_EQ(info.samplerate, 22050);
        EXPECT_EQ(info.channels, 1);
        Sound out(static_cast<std::size_t>(info.frames));
        out.resize(static_cast<std::size_t>(
            std::max<sf_count_t>(0, sf_read_short(file, out.data(), static_cast<sf_count_t>(out.size())))));
        sf_close(file);
        return out;
    }
};

TEST_P(SoundFile, HoldsWhatWouldBeHeard) {
    const auto path = directory / (std::string("heard") + GetParam());
    Sound tape = noise(5 * 22050);
    std::uint64_t paused_at = 0;
    {
        Rig rig({.device = "file:" + path.string(), .pace_percent = 0});
        rig.tape = tape;
        rig.output->play();
        ASSERT_TRUE(rig.run_to_tape(30000));
        rig.output->pause();
        ASSERT_TRUE(rig.run_to(Kind::rest));
        paused_at = rig.output->heard().tape;
        rig.events.clear();
        rig.output->play();
        ASSERT_TRUE(rig.run_to(Kind::started));
        ASSERT_TRUE(rig.run_to_tape(tape.size()));
    }
    const Sound heard = trim(read(path));
    const bool lossy = path.extension() == ".ogg";
    if (lossy) {
        EXPECT_GE(heard.size(), tape.size());
        return;
    }
    // Both parts, exactly but for the ramps, with less than a chunk of silence between them.
    ASSERT_LT(paused_at, tape.size());
    for (std::size_t i = ramp; i < paused_at - ramp; ++i) ASSERT_EQ(heard[i], tape[i]) << i;
    for (std::size_t i = ramp; i < tape.size() - paused_at - ramp; ++i)
        ASSERT_EQ(heard[heard.size() - 1 - i], tape[tape.size() - 1 - i]) << i;
    EXPECT_GE(heard.size(), tape.size());
    EXPECT_LT(heard.size(), tape.size() + 256);
}

INSTANTIATE_TEST_SUITE_P(Formats, SoundFile, testing::Values(".wav", ".flac", ".ogg", ".WAV"),
                         [](const auto& test) { return "format_" + std::string(test.param + 1); });

using SoundFilePlain = SoundFile;

// As after kill -9 in mid-play: nobody has closed the file.
TEST_F(SoundFilePlain, IsReadableWhileBeingWritten) {
    const auto path = directory / "heard.wav";
    Rig rig({.device = "file:" + path.string(), .pace_percent = 400});
    rig.tape = noise(10 * 22050);
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(22050));
    const Sound heard = read(path);
    ASSERT_GE(heard.size(), 22050U - 256);
    for (std::size_t i = ramp; i < 20000; ++i) ASSERT_EQ(heard[i], rig.tape[i]);
}

TEST_F(SoundFilePlain, TellsWhatIsWrongWithThePath) {
    for (const std::string path : {"heard.mp7", "no/such/directory/heard.wav"}) {
        Rig rig({.device = "file:" + (directory / path).string()});
        rig.output->play();
        ASSERT_TRUE(rig.run_to(Kind::lost));
        EXPECT_NE(rig.events.back().reason.find(path), std::string::npos);
    }
}

TEST_F(SoundFilePlain, PauseWithoutPlayComesToRest) {
    Rig rig({.device = "file:" + (directory / "heard.wav").string()});
    rig.output->pause();
    ASSERT_TRUE(rig.run_to(Kind::rest));
    rig.events.clear();
    rig.output->play();
    rig.output->pause();
    ASSERT_TRUE(rig.run_to(Kind::rest));
    EXPECT_EQ(rig.events.back().kind, Kind::rest);
}

// As at logout: no click, and the place is the one up to which it was heard.
TEST_F(SoundFilePlain, FadesOutAtTheEnd) {
    const auto path = directory / "heard.wav";
    Rig rig({.device = "file:" + path.string(), .pace_percent = 400});
    rig.tape = noise(60 * 22050);
    rig.output->play();
    ASSERT_TRUE(rig.run_to_tape(22050));
    rig.output->finish();
    const std::uint64_t end = rig.output->heard().tape;
    const Sound heard = trim(read(path));
    ASSERT_LT(end, rig.tape.size());
    ASSERT_NEAR(static_cast<double>(heard.size()), static_cast<double>(end), 2);  // the last may be 0
    for (std::size_t i = ramp; i < end - ramp; ++i) ASSERT_EQ(heard[i], rig.tape[i]) << i;
    EXPECT_LT(std::abs(heard.back()), 200) << "of at least 4000 in the tape";
}

TEST_F(SoundFilePlain, EventsCallNobodyAfterTheEnd) {
    Rig rig({.device = "file:" + (directory / "heard.wav").string()});
    rig.tape = noise(22050);
    rig.output->play();
    rig.output.reset();
    rig.loop.restart();
    rig.loop.poll();
    EXPECT_TRUE(rig.events.empty());
}

}  // namespace
}  // namespace vorleser
