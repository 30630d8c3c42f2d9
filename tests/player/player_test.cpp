// The player with all that is below it, on a loop that the test turns by itself: what happens between two
// looks at where the listener is.
#include "daemon/player/player.hpp"

#include <filesystem>
#include <fstream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "daemon/narration/outline.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/running_daemon.hpp"
#include "tests/support/sound.hpp"

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
        entry.article =
            stored({.title = title, .language = "de", .body = {{BlockKind::paragraph, "Das war es."}}});
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
    using Done = boost::asio::awaitable<Result<void>>;
    const std::pair<const char*, std::function<Done(Player&)>> commands[] = {
        {"seek to", [](Player& p) -> Done { co_return p.seek_to(500); }},
        {"seek by", [](Player& p) -> Done { co_return p.seek_by(-100); }},
        {"seek percent", [](Player& p) -> Done { co_return p.seek_percent(50); }},
        {"seek text", [](Player& p) -> Done { return p.seek_text("war"); }},
        {"previous", [](Player& p) -> Done { co_return p.previous(); }},
        {"play", [](Player& p) -> Done { co_return p.play({}); }},
        {"pause", [](Player& p) -> Done { co_return p.pause(); }},
        {"stop", [](Player& p) -> Done { co_return p.stop(); }},
    };
    Worker worker(loop.get_executor(), config.worker);
    const EntryId first = add("Eins"), second = add("Zwei");
    for (const auto& [name, command] : commands) {
        SCOPED_TRACE(name);
        std::optional<Player> player;
        now([&] { return player.emplace(loop.get_executor(), worker, playlist, config), 0; });
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
        std::optional<Result<void>> done;
        now([&] {
            boost::asio::co_spawn(loop, command(*player),
                                  [&](std::exception_ptr, Result<void> result) { done = result; });
            return 0;
        });
        until([&] { return done.has_value(); });
        EXPECT_TRUE(*done);
        now([&] {
            report = player->report();
            player.reset();
            return 0;
        });
        ASSERT_TRUE(report.entry);
        EXPECT_EQ(report.entry->id, std::string(name) == "previous" ? first : second);
    }
}

// Nothing of it is laid out, so no sound says that it is over.
TEST_F(PlayerTest, AnArticleThatCannotBeReadIsSkippedKeptAndReadNoMore) {
    const std::string path = (directory.path() / "playlist.db").string();
    const std::vector<std::string> words{"Eins", "Zwei"};
    EntryId damaged = 0, whole = 0;
    {
        Playlist made(path);
        for (auto* id : {&damaged, &whole}) {
            NewEntry entry;
            entry.article = stored({.title = words[id == &whole],
                                    .language = "de",
                                    .body = {{BlockKind::paragraph, "Das war es."}}});
            *id = made.add(std::span(&entry, 1)).value().front();
        }
    }
    auto bytes = test::read_file(path);
    const auto at = bytes.find("TEins\n");
    ASSERT_NE(at, std::string::npos);
    bytes[at] ^= 1;
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    Playlist stored(path);
    Worker worker(loop.get_executor(), config.worker);
    std::optional<Player> player;
    now([&] { return player.emplace(loop.get_executor(), worker, stored, config), 0; });
    ASSERT_TRUE(now([&] { return player->play(damaged); }));
    until([&] { return player->report().entry->id == whole && stored.entry(whole)->exact; });
    EXPECT_FALSE(stored.entry(damaged)->heard);
    EXPECT_TRUE(stored.entry(damaged)->damage);
    ASSERT_EQ(stored.warnings().size(), 1u);
    ASSERT_TRUE(now([&] { return player->pause(); }));
    // Alone it stops, whatever repeats; and the loop comes to rest: it waits, with nothing to do.
    for (const Repeat repeat : {Repeat::off, Repeat::one, Repeat::all}) {
        SCOPED_TRACE(static_cast<int>(repeat));
        now([&] { return player->set_repeat(repeat); });
        if (repeat == Repeat::off) now([&] { return player->remove(std::span(&whole, 1)); });
        ASSERT_TRUE(now([&] { return player->play(damaged); }));
        until([&] { return player->report().status == Status::stopped; });
        const auto written = stored.stored();
        loop.restart();
        std::size_t done = 0;
        while (loop.run_one_for(std::chrono::milliseconds(300)) > 0) ASSERT_LT(++done, 1000u);
        EXPECT_LE(stored.stored(), written + 2);
        EXPECT_FALSE(stored.entry(damaged)->heard);
    }
    now([&] { return player.reset(), 0; });
}

// Also of the shortest, which are pauses above all.
TEST_F(PlayerTest, EstimatesAreNearTheTruth) {
    Worker worker(loop.get_executor(), config.worker);
    const std::string sentence = "Am Morgen fuhr der erste Zug seit Wochen wieder über die alte Brücke.";
    std::vector<std::pair<EntryId, std::int64_t>> estimated;
    for (const int paragraphs : {0, 1, 3, 10})
        for (const int sentences : {1, 4}) {
            Article article{.title = "Der Zug", .language = "de"};
            for (int i = 0; i < paragraphs; ++i) {
                std::string text = sentence;
                for (int j = 1; j < sentences; ++j) text += " " + sentence;
                article.body.push_back({BlockKind::paragraph, text});
            }
            const NewEntry entry{stored(article),
                                 narration::to_ms(narration::Outline(0, stored(article)).total())};
            estimated.emplace_back(playlist.add(std::span(&entry, 1)).value().front(), entry.duration_ms);
        }
    std::optional<Player> player;
    now([&] { return player.emplace(loop.get_executor(), worker, playlist, config), 0; });
    for (const auto& [id, estimate] : estimated) {
        const EntryId entry = id;
        until([&] { return playlist.entry(entry)->exact; });
        const auto ratio =
            static_cast<double>(estimate) / static_cast<double>(playlist.entry(id)->duration_ms);
        EXPECT_GT(ratio, 0.7) << estimate;
        EXPECT_LT(ratio, 1.4) << estimate;
    }
    now([&] { return player.reset(), 0; });
}

// An article's pieces, as a client would get them from there on.
boost::asio::awaitable<test::Samples> told(Player& player, EntryId entry, narration::Where from) {
    auto narrator = player.tell(entry, from, {});
    test::Samples all;
    for (;;) {
        auto piece = co_await narrator->next();
        if (!piece || !*piece) break;
        if (const auto spoken = co_await narrator->speak(**piece); !spoken) break;
        test::Samples one = (*piece)->sound->samples;
        one.resize(one.size() + (*piece)->pause);
        all.insert(all.end(), one.begin() + (*piece)->first, one.end());
    }
    co_return all;
}

// However it was come there: what is heard is the rest of the article, to the sample, and where the listener
// is said to be is where it begins.
TEST_F(PlayerTest, FromWhereverItIsSoughtTheRestIsHeard) {
    Worker worker(loop.get_executor(), config.worker);
    Article article{.title = "Der Zug", .language = "de"};
    for (const char* text :
         {"Am Morgen fuhr der erste Zug seit Wochen wieder über die alte Brücke. Nun fahren "
          "sie stündlich.",
          "Nur das Meerschwein saß noch immer auf dem Gleis. Es fraß."})
        article.body.push_back({BlockKind::paragraph, text});
    NewEntry entry;
    entry.article = stored(article);
    const EntryId id = playlist.add(std::span(&entry, 1)).value().front();
    config.back_to_sentence_after_s = 0;
    config.audio.pace_percent = 2000;
    using Seek = std::function<boost::asio::awaitable<Result<void>>(Player&)>;
    const auto at_once = [](Result<void> (Player::*command)(std::int64_t), std::int64_t value) -> Seek {
        return [=](Player& p) -> boost::asio::awaitable<Result<void>> { co_return (p.*command)(value); };
    };
    const auto unit = [](narration::Unit of, int by) -> Seek {
        return [=](Player& p) { return p.seek_unit(of, by); };
    };
    const std::pair<const char*, Seek> ways[] = {
        {"the start", at_once(&Player::seek_to, 0)},
        {"amid a word", at_once(&Player::seek_to, 1'234)},
        {"two seconds on", at_once(&Player::seek_by, 2'000)},
        {"a half", [](Player& p) -> boost::asio::awaitable<Result<void>> { co_return p.seek_percent(50); }},
        {"a word", [](Player& p) { return p.seek_text("gleis"); }},
        {"two sentences on", unit(narration::Unit::sentence, 2)},
        {"a paragraph on", unit(narration::Unit::paragraph, 1)},
        {"back to the title", unit(narration::Unit::heading, 0)},
    };
    test::Samples whole;
    for (const auto& [name, seek] : ways) {
        SCOPED_TRACE(name);
        std::filesystem::remove(heard());
        // Sought while it pauses, so that nothing else is heard.
        ASSERT_TRUE(playlist.save_session({{}, id, {}, Left::paused}, Durable::yes));
        ASSERT_TRUE(playlist.save_place(id, {}, 0, Durable::yes));
        std::optional<Player> player;
        now([&] { return player.emplace(loop.get_executor(), worker, playlist, config), 0; });
        until([&] { return playlist.entry(id)->exact; });
        if (whole.empty()) whole = test::run(loop, told(*player, id, Place{}));
        ASSERT_GT(whole.size(), 200'000u);
        const Seek& seek_there = seek;
        const auto sought = test::run(loop, seek_there(*player));
        ASSERT_TRUE(sought) << sought.error().message;
        until([&] { return player->report().word.has_value(); });
        const auto position = player->report().entry->position_ms;
        ASSERT_TRUE(now([&] { return player->play({}); }));
        until([&] { return player->report().status == Status::stopped; });
        now([&] { return player.reset(), 0; });
        const auto sound = test::from_wav(heard());
        ASSERT_LE(sound.size(), whole.size() + 22'050 / 5);
        // Positions are whole milliseconds.
        const auto first = narration::from_ms(position);
        std::size_t least = SIZE_MAX;
        for (auto begin = first; begin < first + 45 && least != 0; ++begin)
            least = std::min(least, test::differing(sound, test::from(whole, begin)));
        EXPECT_EQ(least, 0u) << "from " << position << " ms";
    }
}

}  // namespace
}  // namespace vorleser
