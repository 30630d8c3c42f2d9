// Where it plays, without sockets: what is heard on the loudspeaker when a client had it meanwhile, and that
// whatever is done in whatever order, one place plays and nothing that is stale changes anything.
#include "daemon/player/outputs.hpp"

#include <algorithm>
#include <filesystem>
#include <random>
#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "daemon/narration/outline.hpp"
#include "daemon/player/player.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/running_daemon.hpp"
#include "tests/support/sound.hpp"

namespace vorleser {
namespace {

class OutputsTest : public testing::Test {
 protected:
    // On the loop, as all that the daemon does.
    template <class Do>
    auto now(Do act) {
        std::optional<decltype(act())> result;
        boost::asio::dispatch(loop, [&] { result.emplace(act()); });
        test::turn_until(loop, [&] { return result.has_value(); });
        return std::move(*result);
    }
    OutputsTest() {
        std::vector<VoiceProblem> problems;
        config.voices = load_voices(voices, problems);
        config.voice = "anna";
        config.worker = {VORLESER_BINARY_DIR "/daemon/vorleserd", voices, config.voices.front()};
        config.audio.device = "file:" + heard();
        worker.emplace(loop.get_executor(), config.worker);
    }
    ~OutputsTest() override { end(); }
    void end() {
        now([&] { return player.reset(), true; });
    }

    std::string heard() const { return (directory.path() / "heard.wav").string(); }
    EntryId add(int sentences) {
        std::string text;
        for (int i = 0; i < sentences; ++i)
            text += "Das ist der Satz Nummer " + std::to_string(i) + " von " + std::to_string(++added) + ". ";
        NewEntry entry;
        entry.article = stored({.title = "Artikel " + std::to_string(added),
                                .language = "de",
                                .body = {{BlockKind::paragraph, text}}});
        return playlist.add(std::span(&entry, 1)).value().front();
    }
    void start() {
        now([&] {
            player.reset();
            player.emplace(loop.get_executor(), *worker, playlist, config);
            return true;
        });
        turn();
    }
    // Until nothing more happens by itself, but for what takes time.
    void turn() {
        loop.restart();
        while (loop.poll() > 0) loop.restart();
    }
    Result<void> commanded(const std::function<Result<void>(Player&)>& command) {
        return now([&] { return command(*player); });
    }
    Report report() {
        return now([&] { return player->report(); });
    }
    template <class Happened>
    void until(Happened happened) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!now(happened)) {
            ASSERT_LT(std::chrono::steady_clock::now(), end);
            loop.restart();
            loop.run_for(std::chrono::milliseconds(2));
        }
    }
    std::unique_ptr<Player::Offering> client(const std::string& name,
                                             std::optional<std::int64_t> lease = {}) {
        auto made = std::make_unique<Player::Offering>(*player, [] {});
        EXPECT_TRUE(now([&] { return made->offer(name, lease); }));
        return made;
    }
    Order order_of(const Player::Offering& of) {
        until([&] { return of.order().has_value(); });
        return *of.order();
    }
    void measured(EntryId id) {
        until([&] { return playlist.entry(id)->exact; });
    }

    test::TemporaryDirectory directory;
    const std::vector<std::string> voices{VORLESER_BINARY_DIR "/share/vorleser/voices"};
    PlayerConfig config;
    boost::asio::io_context loop{1};
    Playlist playlist{":memory:"};
    std::optional<Worker> worker;
    std::optional<Player> player;
    int added = 0;
};

// Sound before and after, and none in between: to the sample, since the article was measured.
TEST_F(OutputsTest, WhatAClientLeavesTheLoudspeakerGoesOnWithAtTheVeryMillisecond) {
    config.audio.pace_percent = 400;
    const EntryId id = add(6);
    start();
    measured(id);
    auto narrator = player->tell(id, Place{}, {});
    test::Samples whole;
    const auto tell = [&]() -> boost::asio::awaitable<bool> {
        for (;;) {
            auto piece = co_await narrator->next();
            if (!piece || !*piece) co_return true;
            if (const auto spoken = co_await narrator->speak(**piece); !spoken) co_return false;
            const auto& samples = (*piece)->sound->samples;
            whole.insert(whole.end(), samples.begin(), samples.end());
            whole.resize(whole.size() + (*piece)->pause);
        }
    };
    ASSERT_TRUE(test::run(loop, tell()));
    const auto phone = client("Telefon");
    ASSERT_TRUE(commanded([&](Player& p) { return p.set_output("Telefon"); }));
    ASSERT_TRUE(commanded([&](Player& p) { return p.play(id); }));
    const auto order = order_of(*phone);
    EXPECT_EQ(order.position_ms, 0);
    for (const std::int64_t ms : {500, 4'321, 7'654}) {
        const auto answer =
            test::run(loop, phone->heard({.lease = order.lease, .entry = id, .position_ms = ms}));
        ASSERT_TRUE(answer);
    }
    EXPECT_FALSE(std::filesystem::exists(heard())) << "the device was opened";
    loop.restart();
    for (int done = 0; loop.run_one_for(std::chrono::milliseconds(500)) > 0;)
        ASSERT_LT(++done, 20) << "something wakes again and again while a client plays";
    ASSERT_TRUE(commanded([&](Player& p) { return p.set_output("loudspeaker"); }));
    EXPECT_FALSE(phone->order());
    until([&] { return player->report().status == Status::stopped; });
    end();
    const auto sound = test::from_wav(heard());
    EXPECT_EQ(test::differing(sound, test::from(whole, narration::from_ms(7'654))), 0u);
}

// Nothing is skipped: what the client begins with was still to be heard, or is heard twice.
TEST_F(OutputsTest, AClientGoesOnWhereTheLoudspeakerEnds) {
    const EntryId id = add(6);
    start();
    const auto phone = client("Telefon");
    ASSERT_TRUE(commanded([&](Player& p) { return p.play(id); }));
    until([&] { return player->report().entry->position_ms > 1'000; });
    const auto before = report().entry->position_ms;
    ASSERT_TRUE(commanded([&](Player& p) { return p.set_output("Telefon"); }));
    const Order order = order_of(*phone);
    EXPECT_TRUE(order.play);
    EXPECT_GE(order.position_ms, before);
    ASSERT_TRUE(order.word);
    EXPECT_EQ(report().entry->position_ms, order.position_ms);
    end();
    EXPECT_GE(test::from_wav(heard()).size() + 22, narration::from_ms(order.position_ms));
}

// By the word, where lengths are estimates: the sound of another machine may well know better.
TEST_F(OutputsTest, AWordCountsMoreThanATimeThatIsAnEstimate) {
    const EntryId id = add(40);
    start();
    const auto phone = client("Telefon");
    ASSERT_TRUE(commanded([&](Player& p) { return p.set_output("Telefon"); }));
    ASSERT_TRUE(commanded([&](Player& p) { return p.play(id); }));
    const auto lease = order_of(*phone).lease;
    const auto article = playlist.article(id).value();
    const auto word =
        static_cast<std::uint32_t>(article.title.size() + 2 + article.body[0].text.find("Nummer 7 "));
    ASSERT_TRUE(test::run(loop, phone->heard({lease, id, 60'000, word + 3})));
    ASSERT_TRUE(report().word);
    EXPECT_EQ(report().word->begin, word);
    EXPECT_EQ(report().word->end, word + 6);
    ASSERT_TRUE(commanded([&](Player& p) { return p.save(); }));
    EXPECT_EQ(playlist.entry(id)->place.code_point, word);
    const auto tab = client("Reiter");
    ASSERT_TRUE(commanded([&](Player& p) { return p.set_output("Reiter"); }));
    EXPECT_EQ(order_of(*tab).word, (TextSpan{word, word + 6}));
    // A time that was asked for says no word.
    ASSERT_TRUE(commanded([&](Player& p) { return p.seek_to(5'000); }));
    const auto order = order_of(*tab);
    EXPECT_EQ(order.position_ms, 5'000);
    EXPECT_FALSE(order.word);
}

// A timer that ends while a client plays leaves the loudspeaker as loud as it was.
TEST_F(OutputsTest, TheSleepTimerPausesTheClientAndQuietensNothingElse) {
    config.audio.pace_percent = 400;
    const EntryId id = add(2);
    start();
    measured(id);
    const auto phone = client("Telefon");
    ASSERT_TRUE(commanded([&](Player& p) { return p.set_output("Telefon"); }));
    ASSERT_TRUE(commanded([&](Player& p) { return p.play(id); }));
    EXPECT_TRUE(order_of(*phone).play);
    now([&] { return player->sleep_after(std::chrono::milliseconds(300)), true; });
    until([&] { return player->report().status == Status::paused; });
    EXPECT_FALSE(order_of(*phone).play);
    ASSERT_TRUE(commanded([&](Player& p) { return p.set_output("loudspeaker"); }));
    ASSERT_TRUE(commanded([&](Player& p) { return p.play({}); }));
    until([&] { return player->report().status == Status::stopped; });
    end();
    const auto sound = test::from_wav(heard());
    EXPECT_GT(*std::max_element(sound.begin(), sound.end()), 3000);
}

// --- random

// What is simple to say of one place that plays.
struct Model {
    int seat = -1;  // the client's number; -1: the loudspeaker
    bool present = true, blocked = false;
    Wish wish = Wish::stop;
    std::optional<EntryId> entry;
    std::optional<std::int64_t> position_ms;  // nullopt: not known by us
    std::set<EntryId> heard;
};

class RandomOutputs : public OutputsTest, public testing::WithParamInterface<unsigned> {
 protected:
    static constexpr int size = 3;
    struct Client {
        std::unique_ptr<Player::Offering> offering;  // nullptr: not there
        std::int64_t lease = 0;                      // the last it knows
    };

    int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); }
    std::string name(int i) const { return "Gerät " + std::string(1, static_cast<char>('A' + i)); }
    Client& active() { return all[static_cast<std::size_t>(model.seat)]; }
    bool elsewhere() const { return model.seat >= 0; }

    void settle() {
        turn();
        if (!elsewhere() || !model.present) return;
        until([&] { return active().offering->order().has_value(); });
        const Order order = *active().offering->order();
        active().lease = order.lease;
    }
    void expect_right(const std::string& done) {
        SCOPED_TRACE(done);
        settle();
        const Report report = OutputsTest::report();
        // One, and the right one.
        int actives = 0;
        for (const auto& each : player->outputs()) actives += each.active;
        EXPECT_EQ(actives, 1);
        EXPECT_EQ(report.output.elsewhere, elsewhere());
        EXPECT_EQ(report.output.present, model.present);
        if (elsewhere()) {
            EXPECT_EQ(report.output.name, name(model.seat));
        }
        for (int i = 0; i < size; ++i) {
            const auto& each = all[static_cast<std::size_t>(i)];
            if (each.offering) {
                EXPECT_EQ(each.offering->order().has_value(), i == model.seat && model.present) << i;
            }
        }
        // Leases do not come again.
        if (elsewhere() && model.present) {
            const Order order = *active().offering->order();
            EXPECT_GE(order.lease, highest);
            highest = order.lease;
            EXPECT_EQ(order.play, model.wish == Wish::play && model.entry);
            EXPECT_EQ(order.entry, model.entry);
            EXPECT_EQ(order.speed_percent, report.speed_percent);
        }
        // What is seen follows.
        const bool prevented = elsewhere() && (!model.present || model.blocked);
        EXPECT_EQ(report.status, model.wish == Wish::stop    ? Status::stopped
                                 : model.wish == Wish::pause ? Status::paused
                                 : prevented                 ? Status::interrupted
                                                             : Status::playing);
        EXPECT_EQ(report.entry ? std::optional(report.entry->id) : std::nullopt, model.entry);
        if (elsewhere() && model.position_ms && report.entry) {
            EXPECT_EQ(report.entry->position_ms, *model.position_ms);
        }
        for (const EntryId id : ids) EXPECT_EQ(playlist.entry(id)->heard, model.heard.contains(id)) << id;
    }
    // What only the player says; the rest must be as we say.
    void adopt() {
        const Report report = OutputsTest::report();
        model.entry = report.entry ? std::optional(report.entry->id) : std::nullopt;
        model.position_ms.reset();
    }

    std::string step() {
        const int what = below(20);
        const int i = below(size);
        Client& client = all[static_cast<std::size_t>(i)];
        switch (what) {
            case 0:
            case 1:
                return offer(i, client);
            case 2:
                return leave(i, client);
            case 3:
            case 4:
            case 5:
                return choose(i);
            case 6:
                return restart();
            case 7:
                return command();
            case 8:
            case 9:
                return seek();
            case 10:
                return remove();
            default:
                return client.offering ? report(i, client) : offer(i, client);
        }
    }

    std::string offer(int i, Client& client) {
        if (client.offering) return "nothing";
        client.offering = std::make_unique<Player::Offering>(*player, [] {});
        const bool with = below(3) > 0;
        const bool resumes = with && elsewhere() && model.seat == i && client.lease >= since;
        const auto lease = now([&] {
            return client.offering->offer(name(i), with ? std::optional(client.lease) : std::nullopt);
        });
        EXPECT_TRUE(lease);
        EXPECT_EQ(lease->has_value(), resumes);
        if (resumes) {
            model.present = true;
            model.blocked = false;
        }
        return name(i) + " offers itself" + (resumes ? " again" : "");
    }
    std::string leave(int i, Client& client) {
        if (!client.offering) return "nothing";
        now([&] { return client.offering.reset(), true; });
        if (model.seat == i) model.present = false;
        return name(i) + " goes";
    }
    void moved(int to) {
        if (to == model.seat && model.present) return;
        model.seat = to;
        model.present = true;
        model.blocked = false;
        if (to < 0) model.position_ms.reset();
    }
    // The first lease of a seat is not below this.
    void new_seat() {
        if (!elsewhere()) return;
        settle();
        since = active().lease;
    }
    std::string choose(int i) {
        const bool home = below(3) == 0;
        const bool there = home || all[static_cast<std::size_t>(i)].offering;
        const int before = model.seat;
        const bool present = model.present;
        const auto done = commanded([&](Player& p) { return p.set_output(home ? "loudspeaker" : name(i)); });
        EXPECT_EQ(static_cast<bool>(done), there);
        if (!there) return "chosen in vain: " + name(i);
        if (before < 0) model.position_ms.reset();
        moved(home ? -1 : i);
        if (model.seat != before || !present) new_seat();
        return "chosen: " + (home ? "the loudspeaker" : name(i));
    }
    std::string restart() {
        if (below(4) > 0) return "nothing";
        now([&] {
            for (auto& each : all) each.offering.reset();
            return true;
        });
        if (elsewhere()) model.present = false;
        const bool kept = elsewhere();
        start();
        model.blocked = false;
        // At the word, whose beginning may be the article's.
        const auto before = model.position_ms;
        if (kept) {
            EXPECT_EQ(OutputsTest::report().entry.has_value(), model.entry.has_value());
        }
        adopt();
        if (kept && before && model.entry) {
            EXPECT_NEAR(static_cast<double>(OutputsTest::report().entry->position_ms),
                        static_cast<double>(*before), 2000);
        }
        return "the daemon starts anew";
    }
    std::string command() {
        const int what = below(5);
        const bool reachable = model.present;
        switch (what) {
            case 0:
                EXPECT_TRUE(commanded([](Player& p) { return p.stop(); }));
                model.wish = Wish::stop;
                return "stop";
            case 1:
                if (commanded([](Player& p) { return p.pause(); })) model.wish = Wish::pause;
                return "pause";
            default:
                const EntryId id = ids[static_cast<std::size_t>(below(3))];
                const auto done = commanded([&](Player& p) {
                    return what == 2 ? p.toggle() : what == 3 ? p.resume() : p.play(id);
                });
                EXPECT_TRUE(done) << done.error().message;
                if (what == 2 && model.wish == Wish::play && reachable) {
                    model.wish = Wish::pause;
                    return "toggle";
                }
                if (!reachable) moved(-1);
                model.wish = Wish::play;
                adopt();
                return "play";
        }
    }
    std::string seek() {
        const std::int64_t to = 1000 + below(30'000);
        const auto done = commanded([&](Player& p) { return p.seek_to(to); });
        EXPECT_EQ(static_cast<bool>(done), model.entry.has_value());
        if (done) model.position_ms = to;
        return "seek " + std::to_string(to);
    }
    std::string remove() {
        const auto i = static_cast<std::size_t>(below(static_cast<int>(ids.size())));
        const EntryId id = ids[i];
        EXPECT_TRUE(commanded([&](Player& p) { return p.remove(std::span(&id, 1)); }));
        ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(i));
        if (model.entry == id) {
            adopt();
            if (!model.entry) model.wish = Wish::stop;
        }
        // Back, at the end, so that nothing has to be measured.
        EXPECT_TRUE(playlist.restore(id));
        ids.push_back(id);
        if (!playlist.entry(id)->heard) model.heard.erase(id);
        now([&] { return player->list_changed(), true; });
        return "removed " + std::to_string(id);
    }
    std::string report(int i, Client& client) {
        const bool foreign = i != model.seat || !model.present;
        const auto which = below(4);
        const std::int64_t off = which == 0 ? -1 - below(3) : which == 1 ? 1 + below(3) : 0;
        const EntryId id =
            below(4) == 0 || !model.entry ? ids[static_cast<std::size_t>(below(3))] : *model.entry;
        const std::int64_t ms = 1000 + below(30'000);
        constexpr OutputReport::State states[] = {OutputReport::State::unknown, OutputReport::State::playing,
                                                  OutputReport::State::paused, OutputReport::State::blocked,
                                                  OutputReport::State::ended};
        const auto state = states[below(5)];
        const bool stale = foreign || off != 0 || !model.entry;
        const auto before = OutputsTest::report();
        const auto done = test::run(
            loop,
            client.offering->heard(
                {.lease = client.lease + off, .entry = id, .position_ms = ms, .word = {}, .state = state}));
        const std::string said = name(i) + " says " + std::to_string(id) + " " + std::to_string(ms) +
                                 " state " + std::to_string(static_cast<int>(state)) +
                                 (stale ? ", stale" : "");
        EXPECT_EQ(static_cast<bool>(done), !stale) << said;
        if (stale) return said;
        // Stopped at the very start it is not moved by what is still on its way.
        if (model.wish == Wish::stop && before.entry && before.entry->position_ms == 0) {
            adopt();
            for (const EntryId each : ids)
                if (playlist.entry(each)->heard) model.heard.insert(each);
            model.wish = OutputsTest::report().status == Status::stopped ? Wish::stop : model.wish;
            if (state == OutputReport::State::blocked) model.blocked = true;
            if (state == OutputReport::State::playing) model.blocked = false;
            return said;
        }
        if (id != *model.entry) model.heard.insert(*model.entry);
        model.entry = id;
        model.position_ms = ms;
        if (state == OutputReport::State::playing) model.blocked = false;
        if (state == OutputReport::State::blocked) model.blocked = true;
        if (state == OutputReport::State::paused && model.wish == Wish::play) model.wish = Wish::pause;
        if (state == OutputReport::State::ended) {
            model.heard.insert(id);
            std::optional<EntryId> next;
            for (auto at = std::find(ids.begin(), ids.end(), id); at != ids.end() && !next; ++at)
                if (!model.heard.contains(*at)) next = *at;
            if (next) {
                model.entry = next;
                model.position_ms.reset();
            } else {
                model.wish = Wish::stop;
                model.position_ms = 0;
            }
        }
        return said;
    }

    std::mt19937 random;
    Model model;
    std::vector<EntryId> ids;
    std::vector<Client> all = std::vector<Client>(size);
    std::int64_t highest = 0, since = 0;
};

TEST_P(RandomOutputs, OnePlaysAndNothingStaleChangesAnything) {
    const unsigned seed = GetParam() ? GetParam() : std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    random.seed(seed);
    config.back_to_sentence_after_s = 0;
    for (int i = 0; i < 4; ++i) ids.push_back(add(25));
    start();
    for (const EntryId id : ids) measured(id);
    for (int n = 0; n < 200 && !HasFailure(); ++n) expect_right(std::to_string(n) + ": " + step());
    now([&] {
        for (auto& each : all) each.offering.reset();
        return true;
    });
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomOutputs, testing::Values(1, 2, 0));

}  // namespace
}  // namespace vorleser
