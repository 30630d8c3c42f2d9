// Finding one's way, what follows what, and what comes back: a daemon that plays into a file.
#include <set>
#include <thread>

#include "tests/end_to_end/listening.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

const std::string with_headings =
    "Der Markt\n\n"
    "Am Morgen kommen die Händler. Sie bringen Obst und Gemüse.\n\n"
    "Was es gibt\n\n"
    "Äpfel liegen neben Birnen. Die Kartoffeln sind alle.\n\n"
    "Wer kommt\n\n"
    "Viele kommen früh.\n";

class PlayerCommands : public testing::Test {
 protected:
    void start(const std::string& config, int pace) {
        file = (directory.path() / "heard.wav").string();
        toml.emplace("[audio]\npace_percent = " + std::to_string(pace) + "\n" + config);
        daemon.emplace(Environment{},
                       std::vector<std::string>{"--config", toml->path(), "--device", "file:" + file});
        client.emplace(daemon->connect());
    }
    json::value call(std::string_view method, json::object params = {}) {
        return client->call(std::string(method), std::move(params));
    }
    bool refused(const std::string& method, json::object params = {}) {
        return client->call_raw(method, std::move(params)).contains("error");
    }
    // A short article with a title of its own; its id.
    std::int64_t add_one(const std::string& title, const std::string& source = "") {
        json::object params{{"text", title + "\n\nDas war " + title + "."}, {"as", "text"}};
        if (!source.empty()) params["source"] = source;
        return call("add", params).at("entry").at("id").to_number<std::int64_t>();
    }
    std::string sentence() {
        const auto status = call("status");
        return status.at("sentence").is_null() ? ""
                                               : std::string(status.at("sentence").at("text").as_string());
    }
    void expect_sentence(const std::string& expected) {
        EXPECT_TRUE(eventually([&] { return sentence() == expected; })) << sentence();
    }
    std::vector<std::string> titles() {
        std::vector<std::string> all;
        const auto list = call("list");
        const auto& entries = list.at("entries").as_array();
        for (const auto& entry : entries) all.emplace_back(entry.at("title").as_string());
        return all;
    }
    // The ids of the entries as they are read, until `enough`.
    std::vector<std::int64_t> visited(const std::function<bool(const std::vector<std::int64_t>&)>& enough) {
        RpcClient listener = daemon->connect();
        listener.call("subscribe", {{"events", {"position"}}});
        call("play");
        std::vector<std::int64_t> ids;
        while (!enough(ids)) {
            const auto line = listener.line();
            if (!line) break;
            const auto id = json::parse(*line).at("params").at("id").to_number<std::int64_t>();
            if (ids.empty() || ids.back() != id) ids.push_back(id);
        }
        return ids;
    }
    Sound heard() {
        daemon->terminate();
        return sound_file(file);
    }

    TemporaryDirectory directory;
    std::string file;
    std::optional<ConfigFile> toml;
    std::optional<RunningDaemon> daemon;
    std::optional<RpcClient> client;
};

TEST_F(PlayerCommands, GoBySentenceParagraphAndHeading) {
    start("", 100);
    call("add", {{"text", with_headings}, {"as", "text"}});
    call("play");
    call("pause");
    call("seek", {{"to_ms", 0}});
    expect_sentence("Der Markt");
    call("seek", {{"by_sentences", 2}});
    expect_sentence("Sie bringen Obst und Gemüse.");
    call("seek", {{"by_sentences", -1}});
    expect_sentence("Am Morgen kommen die Händler.");
    call("seek", {{"by_headings", 1}});
    expect_sentence("Was es gibt");
    call("seek", {{"by_paragraphs", 1}});
    expect_sentence("Äpfel liegen neben Birnen.");
    call("seek", {{"by_sentences", 1}});
    call("seek", {{"by_paragraphs", 0}});
    expect_sentence("Äpfel liegen neben Birnen.");
    call("seek", {{"by_headings", 1}});
    expect_sentence("Wer kommt");
    EXPECT_TRUE(refused("seek", {{"by_headings", 1}})) << "there is none";
    expect_sentence("Wer kommt");
    call("seek", {{"by_sentences", -100}});
    expect_sentence("Der Markt");
}

// Three times what is cut into utterances in one piece, in sentences that say their number.
class LongArticle : public PlayerCommands {
 protected:
    static constexpr int sentences = 600;
    static std::string text() {
        std::string all = "Der lange Artikel\n\n";
        for (int i = 1; i <= sentences; ++i)
            all += numbered(i) + (i % 100 == 0 ? "\n\nZwischentitel " + std::to_string(i) + "\n\n"
                                  : i % 5 == 0 ? "\n\n"
                                               : " ");
        return all;
    }
    static std::string numbered(int i) {
        return "Das ist der Satz Nummer " + std::to_string(i) +
               ", und er ist so lang wie die anderen Sätze hier.";
    }
    void add_and_pause() {
        call("add", {{"text", text()}, {"as", "text"}});
        call("play");
        call("pause");
    }
};

TEST_F(LongArticle, IsGoneThroughAsOne) {
    start("", 100);
    add_and_pause();
    constexpr int from = 150;
    call("seek", {{"to_text", "Nummer " + std::to_string(from)}});
    expect_sentence(numbered(from));
    for (const int step : {1, -1}) {
        for (int i = 0; i < 100; ++i) {
            call("seek", {{"by_sentences", step}});
            ASSERT_EQ(sentence(), numbered(step > 0 ? from + 1 + i : from + 99 - i));
            if (step > 0 ? from + 1 + i == 200 : from + 99 - i == 201) {  // over the heading
                call("seek", {{"by_sentences", step}});
                ASSERT_EQ(sentence(), "Zwischentitel 200");
            }
        }
    }
    call("seek", {{"by_headings", 3}});
    expect_sentence("Zwischentitel 400");
    call("seek", {{"by_paragraphs", -20}});
    expect_sentence(numbered(301));
    call("seek", {{"by_headings", -10}});
    expect_sentence("Der lange Artikel");
    call("seek", {{"by_sentences", 550}});
    expect_sentence(numbered(545));
    call("seek", {{"percent", 50}});
    EXPECT_TRUE(eventually([&] { return !sentence().empty(); }));
    EXPECT_NEAR(call("status").at("position_ms").to_number<double>(),
                call("status").at("duration_ms").to_number<double>() / 2, 1000);
}

// Over the seam between what is cut in one piece and the next, no word is left out, said twice or out of
// order.
TEST_F(LongArticle, IsReadWithoutASeam) {
    start("", 1000);
    add_and_pause();
    call("seek", {{"to_text", "Nummer 206"}});  // some sentences before the seam
    expect_sentence(numbered(206));
    RpcClient listener = daemon->connect();
    listener.call("subscribe", {{"events", {"position"}}});
    call("play");
    std::vector<std::int64_t> begins;
    while (begins.empty() || begins.back() < begins.front() + 1300) {
        const auto line = listener.line();
        ASSERT_TRUE(line);
        const auto word = json::parse(*line).at("params").at("word");
        if (word.is_object()) begins.push_back(word.at("begin").to_number<std::int64_t>());
    }
    for (std::size_t i = 1; i < begins.size(); ++i) {
        ASSERT_GE(begins[i], begins[i - 1]);
        // At ten times the speed a look may come late, but not by a sentence.
        ASSERT_LT(begins[i] - begins[i - 1], 80);
    }
    call("pause");
}

TEST_F(LongArticle, KeepsItsPlaceOverAKill) {
    start("", 100);
    add_and_pause();
    call("seek", {{"to_text", "Nummer 500"}});
    expect_sentence(numbered(500));
    const auto exact = exact_status(*client);
    const auto position = position_of(*client);
    EXPECT_NEAR(static_cast<double>(position), exact.at("duration_ms").to_number<double>() * 500 / sentences,
                exact.at("duration_ms").to_number<double>() / 20);
    daemon->restart();
    client.emplace(daemon->connect());
    EXPECT_EQ(position_of(*client), position);
    call("play");
    EXPECT_TRUE(eventually([&] { return sentence() == numbered(500); })) << sentence();
    EXPECT_NEAR(static_cast<double>(position_of(*client)), static_cast<double>(position), 1000);
}

TEST_F(PlayerCommands, GoToAWord) {
    start("", 100);
    call("add", {{"text", with_headings}, {"as", "text"}});
    call("play");
    call("pause");
    call("seek", {{"to_text", "kartoffeln"}});
    EXPECT_TRUE(eventually([&] {
        const auto word = call("status").at("word");
        return !word.is_null() && word.at("begin") == 115;
    })) << json::serialize(call("status"));
    EXPECT_TRUE(refused("seek", {{"to_text", "Melonen"}}));
    EXPECT_TRUE(refused("seek", {{"to_text", "Obst"}, {"percent", 5}}));
}

TEST_F(PlayerCommands, ALongPauseGoesOnAtTheSentencesStart) {
    start("[playback]\nback_to_sentence_after_s = 1\n", 100);
    call("add", {{"text", short_article}});
    call("play");
    ASSERT_TRUE(eventually([&] { return position_of(*client) > 4000; }));
    call("pause");
    const auto before = position_of(*client);
    const auto said = sentence();
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // the pause itself
    call("play");
    expect_sentence(said);
    call("pause");
    EXPECT_LT(position_of(*client), before - 500);
    EXPECT_GT(position_of(*client), 1000) << "not the article's start";
}

TEST_F(PlayerCommands, RepeatOneReadsTheSameAgain) {
    start("", 0);
    const auto a = add_one("Eins");
    add_one("Zwei");
    call("repeat", {{"mode", "one"}});
    RpcClient listener = daemon->connect();
    listener.call("subscribe", {{"events", {"position"}}});
    call("play");
    int rounds = 0;
    for (std::int64_t last = 0; rounds < 3;) {
        const auto event = json::parse(*listener.line()).at("params");
        ASSERT_EQ(event.at("id"), a);
        const auto now = event.at("position_ms").to_number<std::int64_t>();
        rounds += now < last;
        last = now;
    }
    call("repeat", {{"mode", "off"}});
    EXPECT_TRUE(eventually([&] { return state_of(*client) == "stopped"; }));
}

TEST_F(PlayerCommands, RepeatAllGoesRound) {
    start("", 0);
    const auto a = add_one("Eins"), b = add_one("Zwei");
    EXPECT_EQ(call("repeat", {{"mode", "all"}}).at("repeat"), "all");
    const auto ids = visited([](const auto& seen) { return seen.size() >= 5; });
    EXPECT_EQ(ids, (std::vector{a, b, a, b, a}));
    EXPECT_TRUE(refused("repeat", {{"mode", "sometimes"}}));
}

TEST_F(PlayerCommands, ShuffleReadsEachOnceInAnotherOrder) {
    start("", 1000);  // unpaced, articles this short pass between two looks of the daemon
    std::vector<std::int64_t> list;
    for (int i = 0; i < 8; ++i) list.push_back(add_one("Nummer " + std::to_string(i + 1)));
    EXPECT_EQ(call("shuffle", {{"on", true}}).at("shuffle"), true);
    const auto ids = visited([](const auto& seen) { return seen.size() >= 8; });
    EXPECT_NE(ids, list) << "once in 40,320 runs";
    EXPECT_EQ(std::set(ids.begin(), ids.end()), std::set(list.begin(), list.end()));
    EXPECT_TRUE(eventually([&] { return state_of(*client) == "stopped"; })) << "each once";
}

TEST_F(PlayerCommands, SleepAtTheEndStopsThere) {
    start("", 0);
    const auto a = add_one("Eins");
    add_one("Zwei");
    EXPECT_EQ(call("sleep", {{"at_end", true}}).at("sleep").at("at_end"), true);
    call("play");
    EXPECT_TRUE(eventually([&] { return state_of(*client) == "stopped"; }));
    const auto status = call("status");
    EXPECT_EQ(status.at("entry").at("id"), a);
    EXPECT_TRUE(status.at("sleep").is_null()) << "once only";
    EXPECT_EQ(call("list").at("entries").at(1).at("state"), "new");
}

// The last part of the sound is quieter and quieter, and then playing is paused where it was.
TEST_F(PlayerCommands, SleepFadesOutAndPauses) {
    start("", 100);
    call("add", {{"text", short_article}});
    call("play");
    call("sleep", {{"after_ms", 4000}});
    EXPECT_TRUE(eventually([&] { return state_of(*client) == "paused"; }));
    EXPECT_GT(position_of(*client), 3000);
    EXPECT_TRUE(call("status").at("sleep").is_null());
    EXPECT_EQ(call("status").at("volume"), 100) << "it is the listener's own";
    const Sound sound = heard();
    const auto loudness = [&](std::size_t from, std::size_t to) {
        double sum = 0;
        for (auto i = from; i < to; ++i) sum += std::abs(double{1} * sound[i]);
        return sum / static_cast<double>(to - from);
    };
    ASSERT_GT(sound.size(), 22'050u * 3);
    EXPECT_LT(loudness(sound.size() - 22'050, sound.size()) * 20, loudness(0, 22'050));
}

TEST_F(PlayerCommands, RemoveIsUndone) {
    start("", 100);
    const auto a = add_one("Eins"), b = add_one("Zwei"), c = add_one("Drei");
    call("play", {{"id", b}});
    call("pause");
    call("remove", {{"ids", {a, b}}});
    EXPECT_EQ(titles(), std::vector<std::string>{"Drei"});
    EXPECT_EQ(call("status").at("entry").at("id"), c);
    EXPECT_TRUE(refused("play", {{"id", b}})) << "it is not in the list";
    EXPECT_EQ(call("undo").at("ids").as_array().size(), 2u);
    EXPECT_EQ(titles(), (std::vector<std::string>{"Eins", "Zwei", "Drei"}));
    EXPECT_TRUE(refused("undo"));
    call("clear");
    EXPECT_EQ(titles(), std::vector<std::string>{});
    call("undo");
    EXPECT_EQ(titles().size(), 3u);
}

TEST_F(PlayerCommands, WhatWasHeardLeavesTheListIfWantedAndIsRestored) {
    start("[playback]\nremove_heard = true\n", 0);
    const auto a = add_one("Eins");
    add_one("Zwei");
    call("play");
    EXPECT_TRUE(eventually([&] { return titles().empty(); }));
    EXPECT_TRUE(eventually([&] { return state_of(*client) == "stopped"; }));
    const auto history = call("history").at("entries").as_array();
    ASSERT_EQ(history.size(), 2u);
    for (const auto& entry : history) {
        EXPECT_EQ(entry.at("state"), "heard");
        EXPECT_TRUE(entry.at("number").is_null());
        EXPECT_GT(entry.at("last_heard_at").as_int64(), 0);
    }
    call("restore", {{"id", a}});
    EXPECT_EQ(titles(), std::vector<std::string>{"Eins"});
    EXPECT_TRUE(refused("restore", {{"id", a}}));
}

// What is said between two articles; before the first there is nothing to say.
TEST_F(PlayerCommands, AnnounceWhereTheNextArticleComesFrom) {
    std::size_t lengths[2] = {};
    for (const bool announced : {false, true}) {
        start(std::string("[playback]\nannounce = ") + (announced ? "true\n" : "false\n"), 0);
        add_one("Eins", "Tagesblatt");
        add_one("Zwei", "Abendzeitung");
        call("play");
        EXPECT_TRUE(eventually([&] { return state_of(*client) == "stopped"; }));
        EXPECT_EQ(call("list").at("entries").at(1).at("state"), "heard");
        lengths[announced] = heard().size();
        client.reset();
        daemon.reset();
    }
    EXPECT_GT(lengths[1], lengths[0] + 22'050);
}

// Each in its own language; the voice of one is chosen without touching the other's.
TEST_F(PlayerCommands, ReadArticlesInTheirOwnLanguage) {
    start("", 100);
    call("add", {{"text", short_article}});
    call("add", {{"text",
                  "The bridge is open again\n\nOn Monday the first train rolled across the river in 2023, "
                  "and many people stood on the bank who had waited three years for this morning."}});
    call("play", {{"number", 2}});
    EXPECT_EQ(call("status").at("voice"), "emma");
    ASSERT_TRUE(eventually([&] { return position_of(*client) > 2500; }));
    EXPECT_TRUE(exact_status(*client)["exact"].as_bool()) << "measured with that voice";
    call("voice", {{"name", "paul"}});
    EXPECT_EQ(call("status").at("voice"), "emma");
    call("play", {{"number", 1}});
    EXPECT_EQ(call("status").at("voice"), "paul");
}

TEST_F(PlayerCommands, ShowWhatWasLeftOut) {
    start("", 100);
    std::ifstream in(real_article);
    const std::string page(std::istreambuf_iterator<char>(in), {});
    call("add", {{"text", page}});
    const auto shown = call("show", {{"number", 1}, {"dropped", true}});
    EXPECT_NE(json::serialize(shown.at("dropped")).find("Merkliste"), std::string::npos);
    EXPECT_FALSE(call("show", {{"number", 1}}).as_object().contains("dropped"));
}

TEST_F(PlayerCommands, PitchIsHeardAndRemembered) {
    start("", 0);
    add_one("Eins");
    EXPECT_EQ(call("pitch", {{"pitch", 30}}).at("pitch"), 30);
    EXPECT_TRUE(refused("pitch", {{"pitch", 51}}));
    call("play");
    EXPECT_TRUE(eventually([&] { return state_of(*client) == "stopped"; }));
    const Sound high = heard();
    client.reset();
    daemon.reset();
    start("", 0);
    add_one("Eins");
    call("play");
    EXPECT_TRUE(eventually([&] { return state_of(*client) == "stopped"; }));
    EXPECT_NE(heard(), high);
}

}  // namespace
}  // namespace vorleser::test
