// The player with all that is below it, on a loop that the test turns by itself: what happens between two
// looks at where the listener is.
#include "daemon/player/player.hpp"

#include <filesystem>
#include <thread>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser {
namespace {

class PlayerTest : public testing::Test {
 protected:
    PlayerTest() {
        std::vector<VoiceProblem> problems;
        config.voices = load_voices(voices, problems);
        config.voice = "anna";
        config.worker = {VORLESER_BINARY_DIR "/daemon/vorleserd", voices, config.voices.front()};
        config.audio.device = "file:" + heard();
        config.audio.pace_percent = 400;
    }

    std::string heard() const { return (directory.path() / "heard.wav").string(); }

    EntryId add(const std::string& title) {
        NewEntry entry;
        entry.article = {.title = title, .language = "de", .body = {{BlockKind::paragraph, "Das war es."}}};
        return playlist.add(std::span(&entry, 1)).value().front();
    }

    // On the loop, as all that the daemon does; nothing else is done by it meanwhile.
    template <class Do>
    auto now(Do act) {
        std::optional<decltype(act())> result;
        boost::asio::dispatch(loop, [&] { result = act(); });
        loop.restart();
        while (!result) loop.run_one();
        return std::move(*result);
    }

    // Turns the loop until `happened`.
    void until(const std::function<bool()>& happened) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!now(happened)) {
            ASSERT_LT(std::chrono::steady_clock::now(), end);
            loop.restart();
            loop.run_for(std::chrono::milliseconds(5));
        }
    }

    test::TemporaryDirectory directory;
    const std::vector<std::string> voices{VORLESER_BINARY_DIR "/share/vorleser/voices"};
    PlayerConfig config;
    boost::asio::io_context loop{1};
    Playlist playlist{":memory:"};
};

// The sound goes on over the border while the loop does not turn: a command that comes next is meant of what
// is heard, whatever was known before.
TEST_F(PlayerTest, CommandsJustAfterABorderAreMeantOfTheArticleThatIsHeard) {
    const std::pair<const char*, std::function<Result<void>(Player&)>> commands[] = {
        {"seek to", [](Player& p) { return p.seek_to(500); }},
        {"seek by", [](Player& p) { return p.seek_by(-100); }},
        {"seek percent", [](Player& p) { return p.seek_percent(50); }},
        {"seek text", [](Player& p) { return p.seek_text("war"); }},
        {"previous", [](Player& p) { return p.previous(); }},
        {"play", [](Player& p) { return p.play({}); }},
        {"pause", [](Player& p) { return p.pause(); }},
        {"stop", [](Player& p) { return p.stop(); }},
    };
    Worker worker(loop.get_executor(), config.worker);
    const EntryId first = add("Eins"), second = add("Zwei");
    for (const auto& [name, command] : commands) {
        SCOPED_TRACE(name);
        std::optional<Player> player;
        now([&] { return player.emplace(loop.get_executor(), worker, playlist, config, [](Changes) {}), 0; });
        ASSERT_TRUE(now([&] { return player->play(first); }));
        ASSERT_TRUE(now([&] { return player->seek_to(0); }));
        Report report;
        until([&] {
            report = player->report();
            return report.entry && report.entry->id == first && report.entry->exact &&
                   report.entry->position_ms > report.entry->duration_ms - 1000;
        });
        // By then the second one is in the ring; nothing more is needed for it to be heard.
        const auto samples =
            static_cast<std::uintmax_t>(report.entry->duration_ms + 300 - report.entry->position_ms) * 22;
        const auto size = std::filesystem::file_size(heard()) + 2 * samples;
        ASSERT_TRUE(test::eventually([&] { return std::filesystem::file_size(heard()) > size; }))
            << report.entry->duration_ms << " " << report.entry->position_ms;
        now([&] {
            EXPECT_TRUE(command(*player));
            report = player->report();
            player.reset();
            return 0;
        });
        ASSERT_TRUE(report.entry);
        EXPECT_EQ(report.entry->id, std::string(name) == "previous" ? first : second);
    }
}

}  // namespace
}  // namespace vorleser
