// What a listener hears, through a real sound server.
#include "tests/end_to_end/listening.hpp"

#include <random>
#include <thread>

#include <signal.h>

namespace vorleser::test {
namespace {

constexpr std::size_t rate = Recorder::rate;
// The null sink gives the first 99 samples of a stream as zeros, and a ramp begins and ends with some.
constexpr std::size_t swallowed = 140;

class Listening : public testing::Test {
 protected:
    SoundServer server;
    ConfigFile config{patient};
    RunningDaemon daemon{environment_of(server), {"--config", config.path()}};
    RpcClient client = daemon.connect();

    void wait_for(const std::string& state) {
        ASSERT_TRUE(eventually([&] { return state_of(client) == state; }, 300))
            << state_of(client) << daemon.log();
    }
    // Waits until the listener is past `ms`.
    void wait_past(std::int64_t ms) {
        ASSERT_TRUE(eventually([&] { return position_of(client) > ms; }, 300)) << daemon.log();
    }
    static void hold(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }
};

// The whole real article: the length is what was said, and no sample is missing, doubled or wrong.
TEST_F(Listening, TheRealArticleIsHeardWhole) {
    std::string text = read_file(real_article);
#ifdef VORLESER_SANITIZED  // memory is the same all along
    text.resize(text.find("\n\n", 1000));
#endif
    std::int64_t duration = 0;
    const Sound expected = reference(text, &duration);
    EXPECT_NEAR(static_cast<double>(expected.size()) / rate, static_cast<double>(duration) / 1000, 0.5);

    add(client, text);
    const Recorder recorder(server);
    client.call("play");
    wait_for("stopped");
    const Sound heard = trim(recorder.samples());
    const auto pieces = locate(heard, expected, longest_pause);
    ASSERT_EQ(pieces.size(), 1u) << "there are gaps";
    EXPECT_LT(sound_between(expected, 0, pieces[0].begin), 400u) << "the beginning is missing";
    EXPECT_LT(sound_between(expected, pieces[0].end, expected.size()), 400u) << "the end is missing";
}

TEST_F(Listening, PausedMeansDigitalSilenceAndNothingIsLostByTenPauses) {
    const Sound expected = reference(short_article);
    add(client, short_article);
    const Recorder recorder(server);
    client.call("play");
    for (int i = 0; i < 10; ++i) {
        wait_past(700 + i * 1200 + (i * 137) % 400);
        client.call("pause");
        EXPECT_EQ(state_of(client), "paused");
        const std::int64_t before = position_of(client);
        // What was on its way is heard; then there are zeros only.
        ASSERT_TRUE(falls_silent(recorder));
        EXPECT_NEAR(static_cast<double>(position_of(client)), static_cast<double>(before), 900)
            << "only what was on its way";
        client.call("resume");
    }
    wait_for("stopped");
    const auto pieces = locate(recorder.samples(), expected, longest_pause);
    ASSERT_EQ(pieces.size(), 11u);
    for (std::size_t i = 1; i < pieces.size(); ++i)
        EXPECT_LT(sound_between(expected, pieces[i - 1].end, pieces[i].begin), swallowed)
            << "pause " << i << ": " << pieces[i - 1].end << " " << pieces[i].begin;
    EXPECT_LT(sound_between(expected, 0, pieces.front().begin), 400u);
    EXPECT_LT(sound_between(expected, pieces.back().end, expected.size()), 400u);
}

TEST_F(Listening, SeekLandsOnTheRightSentence) {
    const Sound expected = reference(short_article);
    add(client, short_article);
    client.call("play");
    client.call("pause");
    const auto status = exact_status(client);
    const std::int64_t target = status.at("duration_ms").to_number<std::int64_t>() / 2;
    hold(500);
    const Recorder recorder(server);
    client.call("seek", {{"to_ms", target}});
    client.call("play");
    wait_past(target + 2000);
    const auto now = client.call("status");
    client.call("pause");
    const std::string sentence(now.at("sentence").at("text").as_string());
    EXPECT_NE(short_article.find(sentence), std::string::npos) << sentence;
    hold(800);
    const auto pieces = locate(trim(recorder.samples()), expected, longest_pause);
    ASSERT_FALSE(pieces.empty());
    // The reference begins with the article's first sample; what is looked for is a few milliseconds of ramp
    // off.
    EXPECT_LT(sound_between(expected, pieces[0].begin, static_cast<std::size_t>(target) * rate / 1000), 400u);
}

TEST_F(Listening, TheWorkerKilledInMidSentenceIsNotHeard) {
    const Sound expected = reference(short_article);
    add(client, short_article);
    const Recorder recorder(server);
    client.call("play");
    for (int i = 0; i < 8; ++i) {
        wait_past(1000 + i * 1500);
        const pid_t worker = daemon.worker_pid();
        ASSERT_GT(worker, 0);
        kill(worker, SIGKILL);
    }
    wait_for("stopped");
    const auto pieces = locate(trim(recorder.samples()), expected, longest_pause);
    ASSERT_FALSE(pieces.empty());
    EXPECT_LT(sound_between(expected, 0, pieces.front().begin), 400u);
    EXPECT_LT(sound_between(expected, pieces.back().end, expected.size()), 400u);
    for (std::size_t i = 1; i < pieces.size(); ++i)
        EXPECT_LT(sound_between(expected, pieces[i - 1].end, pieces[i].begin), swallowed);
}

TEST_F(Listening, TheDaemonKilledInMidPlayGoesOnAtTheSamePlace) {
    const Sound expected = reference(short_article);
    add(client, short_article);
    const Recorder recorder(server);
    client.call("play");
    wait_past(5000);
    daemon.kill();
    ASSERT_TRUE(falls_silent(recorder)) << "that tells the two pieces apart";
    daemon.start();
    client = daemon.connect();
    EXPECT_EQ(state_of(client), "playing") << "the same boot, within a minute";
    wait_for("stopped");
    const auto pieces = locate(trim(recorder.samples()), expected, longest_pause);
    ASSERT_EQ(pieces.size(), 2u);
    if (pieces[1].begin > pieces[0].end) {
        EXPECT_LT(sound_between(expected, pieces[0].end, pieces[1].begin), swallowed) << "nothing is skipped";
    }
    EXPECT_GE(pieces[1].begin + rate * 15 / 10, pieces[0].end) << "at most a second is heard twice";
    EXPECT_LT(sound_between(expected, pieces[1].end, expected.size()), 400u);
}

TEST_F(Listening, TheSoundServerKilledInterruptsAndItsReturnGoesOn) {
    const Sound expected = reference(short_article);
    add(client, short_article);
    Sound before;
    {
        const Recorder recorder(server);
        client.call("play");
        wait_past(5000);
        before = recorder.samples();
        server.kill();
    }
    wait_for("interrupted");
    EXPECT_FALSE(client.call("status").at("reason").as_string().empty());
    const std::int64_t place = position_of(client);
    client.call("pause");  // else it goes on by itself, perhaps before anybody records it
    server.restart();
    const Recorder recorder(server);
    client.call("play");
    wait_for("playing");
    wait_for("stopped");
    const auto first = locate(trim(before), expected, longest_pause);
    const auto rest = locate(trim(recorder.samples()), expected, longest_pause);
    ASSERT_EQ(first.size(), 1u);
    ASSERT_FALSE(rest.empty());
    EXPECT_NEAR(static_cast<double>(rest[0].begin) / rate, static_cast<double>(place) / 1000, 1.0);
    EXPECT_LT(sound_between(expected, rest.back().end, expected.size()), 400u);
}

// A server that hangs holds up no request and no exit; when it goes on, so do we.
TEST_F(Listening, TheSoundServerHangingHoldsUpNothing) {
    add(client, short_article);
    client.call("play");
    wait_past(1500);
    server.stop();
    wait_for("interrupted");
    client.call("pause");
    EXPECT_EQ(state_of(client), "paused");
    client.call("play");
    EXPECT_EQ(state_of(client), "interrupted");
    server.cont();
    wait_for("playing");
    const std::int64_t place = position_of(client);
    wait_past(place + 500);
    server.stop();
    EXPECT_EQ(daemon.terminate(), 0) << "leaves although the device thread cannot";
    server.cont();
}

TEST_F(Listening, HeadphonesAreChosenRememberedAndPulledOutTheyPause) {
    const auto in_use = [&](const std::string& sink) {
        return eventually([&] {
            const auto device = client.call("status").at("device").at("in_use");
            return !device.is_null() && device.as_string() == "pulse:" + sink;
        });
    };
    add(client, short_article);
    server.plug_in("phones");
    const Recorder out(server);
    client.call("play");
    ASSERT_TRUE(in_use("out")) << daemon.log();
    client.call("device", {{"name", "phones-DESCRIBED"}});
    ASSERT_TRUE(in_use("phones"));
    EXPECT_TRUE(client.call_raw("device", {{"name", "trumpet"}}).contains("error"));
    EXPECT_TRUE(client.call_raw("device", {{"name", "p"}}).contains("error")) << "pulse:out, phones";

    server.pull_out("phones");
    wait_for("paused");
    EXPECT_EQ(client.call("status").at("reason"), "the sound device is gone: phones-described");
    client.call("play");
    ASSERT_TRUE(in_use("out")) << "for want of the chosen one";
    EXPECT_TRUE(client.call("status").at("reason").is_null());

    client.call("pause");
    daemon.terminate();
    server.plug_in("phones");
    daemon.start();
    client = daemon.connect();
    EXPECT_EQ(client.call("devices").at("chosen"), "pulse:phones");
    client.call("play");
    ASSERT_TRUE(in_use("phones"));
    client.call("device", {{"name", "default"}});
    ASSERT_TRUE(in_use("out"));
}

TEST_F(Listening, ArticlesFollowEachOtherAndAreMarkedAsHeard) {
    add(client, "Erster\n\nDas ist der erste Artikel.", {{"as", "text"}});
    add(client, "Zweiter\n\nDas ist der zweite Artikel.", {{"as", "text"}});
    client.call("play");
    ASSERT_TRUE(eventually([&] { return client.call("status").at("entry").at("title") == "Zweiter"; }));
    EXPECT_EQ(client.call("list").at("entries").at(0).at("state"), "heard");
    EXPECT_EQ(state_of(client), "playing");
    wait_for("stopped");
    EXPECT_EQ(client.call("list").at("entries").at(1).at("state"), "heard");
}

TEST_F(Listening, AnInterruptingArticleGoesBackToWhatItInterrupted) {
    add(client, short_article);
    client.call("play");
    wait_past(3000);
    add(client, "Eilmeldung\n\nDas ist neu.", {{"as", "text"}, {"play", true}});
    EXPECT_EQ(client.call("status").at("entry").at("title"), "Eilmeldung");
    ASSERT_TRUE(
        eventually([&] { return client.call("status").at("entry").at("title") == "Der Zug nach Norden"; }));
    EXPECT_EQ(state_of(client), "playing");
    EXPECT_GT(position_of(client), 2500);
}

// --- random commands against a model
// --------------------------------------------------------------------------

struct Model {
    std::vector<std::int64_t> order, return_to;
    std::vector<std::int64_t> heard;  // sorted
    std::int64_t current = 0;         // 0: none
    char state = 's';                 // s stopped, p paused, y playing
    bool draining = false;  // paused or stopped, and what the device had taken is still heard: half a second

    bool is_heard(std::int64_t id) const { return std::binary_search(heard.begin(), heard.end(), id); }
    std::size_t place(std::int64_t id) const {
        return static_cast<std::size_t>(std::find(order.begin(), order.end(), id) - order.begin());
    }
    void enter(std::int64_t id) {
        draining = false;
        current = id;
        std::erase(return_to, id);
    }
    // The article being read comes to its end.
    void end_article() {
        if (state != 'y' && !draining) return;
        if (!is_heard(current)) heard.insert(std::upper_bound(heard.begin(), heard.end(), current), current);
        if (!return_to.empty()) return enter(return_to.back());
        for (std::size_t i = place(current) + 1; i < order.size(); ++i)
            if (!is_heard(order[i])) return enter(order[i]);
        state = 's';
    }
    bool same(const Model& o) const {
        return order == o.order && heard == o.heard && current == o.current && state == o.state;
    }
    std::string text() const {
        std::string out = std::string(1, state) + " current " + std::to_string(current) + " order";
        for (auto id : order) out += " " + std::to_string(id) + (is_heard(id) ? "*" : "");
        return out;
    }
};

TEST_F(Listening, AHundredRandomCommandsWhilePlayingAreAsTheModelSays) {
    const auto seed = std::random_device{}();
    std::printf("seed %u\n", seed);
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };

    client.call("speed", {{"percent", 400}});
    Model model;
    int written = 0;
    auto observe = [&] {
        Model seen;
        // One request: list and status of the same moment.
        client.send(
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"list\"},{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":"
            "\"status\"}]\n");
        const auto both = boost::json::parse(*client.line());
        const auto& entries = both.at(0).at("result").at("entries").as_array();
        for (const auto& entry : entries) {
            const auto id = entry.at("id").to_number<std::int64_t>();
            seen.order.push_back(id);
            if (entry.at("state") == "heard") seen.heard.push_back(id);
        }
        std::sort(seen.heard.begin(), seen.heard.end());
        const auto& status = both.at(1).at("result");
        if (!status.at("entry").is_null())
            seen.current = status.at("entry").at("id").to_number<std::int64_t>();
        seen.state = status.at("state") == "stopped" ? 's' : status.at("state") == "paused" ? 'p' : 'y';
        return seen;
    };
    for (int round = 0; round < 100; ++round) {
        // The command, and what it does to a model; `fails` says whether an error is right in a state.
        std::string name;
        boost::json::object params;
        std::function<std::vector<Model>(Model)>
            effect;  // all outcomes that are right; none: must be refused
        const std::size_t n = model.order.size();
        const std::int64_t some = n ? model.order[below(n)] : 0;
        std::int64_t added = 0;
        auto always = [](auto change) {
            return [change](Model m) {
                change(m);
                return std::vector<Model>{m};
            };
        };
        const std::size_t kind = n < 2 ? 0 : n > 6 ? 9 : below(12);
        if (kind <= 1) {
            const bool next = below(2), play = below(3) == 0;
            name = "add";
            const auto number = std::to_string(++written);
            params = {{"text", "Artikel " + number + "\n\nDas ist Satz " + number + "."},
                      {"as", "text"},
                      {"next", next},
                      {"play", play}};
            effect = [next, play, &added](Model m) {
                const auto at = (next || play) && m.current ? m.place(m.current) + 1 : m.order.size();
                m.order.insert(m.order.begin() + static_cast<std::ptrdiff_t>(at), added);
                if (play) {
                    if (m.state == 'y' && m.current) m.return_to.push_back(m.current);
                    m.enter(added);
                    m.state = 'y';
                }
                return std::vector<Model>{m};
            };
        } else if (kind <= 4) {
            name = "play";
            params = {{"id", some}};
            effect = always([some](Model& m) { m.enter(some), m.state = 'y'; });
        } else if (kind == 5) {
            name = "pause";
            effect = [](Model m) {
                if (!m.current || m.state == 's') return std::vector<Model>{};
                m.draining = m.draining || m.state == 'y';
                m.state = 'p';
                return std::vector<Model>{m};
            };
        } else if (kind == 6) {
            name = "stop";
            effect = always([](Model& m) {
                m.draining = m.draining || m.state == 'y';
                m.state = 's';
            });
        } else if (kind == 7) {
            name = "next";
            effect = [](Model m) {
                if (!m.current || m.place(m.current) + 1 >= m.order.size()) return std::vector<Model>{};
                m.enter(m.order[m.place(m.current) + 1]);
                return std::vector<Model>{m};
            };
        } else if (kind == 8) {
            name = "seek";
            params = {{"percent", below(100)}};
            effect = [](Model m) { return m.current ? std::vector<Model>{m} : std::vector<Model>{}; };
        } else if (kind == 9) {
            name = "remove";
            params = {{"id", some}};
            effect = always([some](Model& m) {
                const auto at = m.place(some);
                m.order.erase(m.order.begin() + static_cast<std::ptrdiff_t>(at));
                std::erase(m.heard, some);
                std::erase(m.return_to, some);
                if (m.current != some) return;
                m.current = 0;
                if (at < m.order.size())
                    m.enter(m.order[at]);
                else
                    m.state = 's';
            });
        } else if (kind == 10) {
            name = "move";
            const auto to = 1 + below(n);
            params = {{"id", some}, {"to", to}};
            effect = always([some, to](Model& m) {
                std::erase(m.order, some);
                m.order.insert(m.order.begin() + static_cast<std::ptrdiff_t>(to - 1), some);
            });
        } else {
            name = "previous";
            effect = [](Model m) {
                if (!m.current) return std::vector<Model>{};
                std::vector<Model> both{m};  // its start, or within 3 s the one before
                if (const auto at = m.place(m.current); at > 0) {
                    m.enter(m.order[at - 1]);
                    both.push_back(m);
                }
                return both;
            };
        }
        const auto answer = client.call_raw(name, params);
        const bool refused = answer.contains("error");
        if (name == "add") {
            ASSERT_FALSE(refused) << boost::json::serialize(answer);
            added = answer.at("result").at("entry").at("id").to_number<std::int64_t>();
        }
        const Model seen = observe();
        // Articles end by themselves before the command, and after it.
        bool right = false;
        Model early = model;
        std::string expected;
        for (int before = 0; before < 4 && !right; ++before, early.end_article()) {
            auto outcomes = effect(early);
            if (refused != outcomes.empty()) continue;
            if (refused) outcomes = {early};
            for (Model late : outcomes)
                for (int after = 0; after < 4 && !right; ++after, late.end_article()) {
                    expected += "\n  " + late.text();
                    if (late.same(seen)) model = late, right = true;
                }
        }
        ASSERT_TRUE(right) << "round " << round << ": after " << name << " " << boost::json::serialize(params)
                           << (refused ? " (refused)" : "") << "\nseen\n  " << seen.text()
                           << "\nexpected one of" << expected << "\n"
                           << daemon.log();
        hold(static_cast<int>(below(300)));
    }
}

}  // namespace
}  // namespace vorleser::test
