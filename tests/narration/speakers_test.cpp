// Who reads, with the daemon's own workers.
#include "daemon/narration/speakers.hpp"

#include <filesystem>
#include <fstream>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/support/loop.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::narration {
namespace {

class SpeakersTest : public testing::Test {
 protected:
    SpeakersTest() {
        std::vector<VoiceProblem> problems;
        voices = load_voices(like.german, problems);
        like.voice = *std::ranges::find(voices, "anna", &VoiceProfile::name);
    }
    // What the first sentence's speech is made from.
    Result<std::string> said_by(const Reader& reader) {
        const auto outline = std::make_shared<const Outline>(
            1,
            stored({.title = "Zauberwort", .language = "de", .body = {{BlockKind::paragraph, "Ein Satz."}}}));
        Narrator narrator(reader, outline, Place{}, Lane::narration);
        const auto piece = test::run(loop, narrator.next());
        if (!piece) return piece.error();
        return (*piece)->utterance().say;
    }

    boost::asio::io_context loop;
    test::TemporaryDirectory own;
    WorkerConfig like{VORLESER_BINARY_DIR "/daemon/vorleserd",
                      {own.path().string(), VORLESER_BINARY_DIR "/share/vorleser/voices"},
                      {}};
    std::vector<VoiceProfile> voices;
};

TEST_F(SpeakersTest, AVoiceThatWasAskedForTakesUpTheListenersWordsAsAllOthersDo) {
    Worker home(loop.get_executor(), like);
    Speakers speakers(loop.get_executor(), home, like, voices, "anna");
    const auto anna = speakers.reader("de"), jonas = speakers.reader("de", "jonas").value();
    const auto before = said_by(jonas);
    ASSERT_TRUE(before) << before.error().message;
    EXPECT_EQ(said_by(anna).value(), *before);
    std::ofstream(own.path() / "lexicon.toml") << "[words]\nzauberwort = \"Abrakadabra\"\n";
    speakers.reload();
    EXPECT_NE(said_by(anna).value(), *before);
    EXPECT_EQ(said_by(jonas).value(), said_by(anna).value());
    std::ofstream(own.path() / "lexicon.toml") << "[words]\nzauberwort = 7\n";
    speakers.reload();
    EXPECT_TRUE(said_by(jonas));
    ASSERT_EQ(speakers.left_out().size(), 1u) << "it is wrong for both, and said once";
}

TEST_F(SpeakersTest, AVoiceThatWasAskedForTriesAgainAsAllOthersDo) {
    Worker home(loop.get_executor(), like);
    WorkerConfig broken = like;
    broken.executable = (own.path() / "vorleserd").string();
    Speakers speakers(loop.get_executor(), home, broken, voices, "anna");
    const auto jonas = speakers.reader("de", "jonas").value();
    for (int i = 0; i < 6; ++i)
        EXPECT_FALSE(test::run(loop, jonas.worker->start())) << "32 s until the next try";
    std::filesystem::create_symlink(like.executable, broken.executable);
    EXPECT_FALSE(said_by(jonas));
    speakers.retry();
    EXPECT_TRUE(said_by(jonas));
}

}  // namespace
}  // namespace vorleser::narration
