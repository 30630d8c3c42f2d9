// Marks over the real socket: which sentence is meant, wherever it plays.
#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

constexpr int conflict = -32003, not_found = -32001, invalid = -32602;

class Marks : public testing::Test {
 protected:
    Marks() {
        add("Eins\n\nDer Zug fährt. Die Brücke, die lange gesperrt war, weil ein Bauteil fehlte, das niemand "
            "fand, bis es in einer Werkstatt lag, ist offen; alle freuen sich. Dritter Satz.");
        add("Zwei\n\nErster Absatz. Noch ein Satz.\n\nZweiter Absatz.");
    }
    void add(const std::string& text) { client.call("add", {{"text", text}, {"as", "text"}}); }
    void be_at(const std::string& words) {
        client.call("play");
        client.call("pause");
        client.call("seek", {{"to_text", words}});
    }
    static std::string sentence(const json::value& mark) {
        return std::string(mark.at("sentence").as_string());
    }

    TemporaryDirectory sound;
    RunningDaemon daemon{{}, {"--device", "file:" + (sound.path() / "heard.wav").string()}};
    RpcClient client = daemon.connect();
};

const std::string long_sentence =
    "Die Brücke, die lange gesperrt war, weil ein Bauteil fehlte, das niemand fand, bis es in einer "
    "Werkstatt "
    "lag, ist offen; alle freuen sich.";

TEST_F(Marks, AreOfTheSentenceThatIsHeard) {
    EXPECT_EQ(client.error_code("mark"), conflict) << "nothing is being read";
    be_at("Zug");
    const auto first = client.call("mark", {{"note", "Merken"}});
    EXPECT_EQ(sentence(first), "Der Zug fährt.");
    EXPECT_EQ(first.at("note"), "Merken");
    EXPECT_EQ(first.at("begin"), 6);
    EXPECT_EQ(first.at("end"), 20);
    EXPECT_EQ(first.at("title"), "Eins");
    EXPECT_EQ(first.at("entry"), 1);
    EXPECT_EQ(first.at("found"), true);
    EXPECT_GT(first.at("position_ms").to_number<int>(), 0);
    // Also one that is said in several breaths, from any word of it.
    for (const char* word : {"gesperrt", "Werkstatt", "freuen"}) {
        be_at(word);
        const auto mark = client.call("mark");
        EXPECT_EQ(sentence(mark), long_sentence) << word;
        EXPECT_EQ(mark.at("begin"), 21);
    }
    EXPECT_EQ(client.call("marks").at("marks").as_array().size(), 2U) << "of one sentence there is one";
    // While it plays, too: what is marked is what the Status says.
    client.call("play");
    ASSERT_TRUE(eventually([&] { return client.call("status").at("sentence").is_object(); }));
    EXPECT_EQ(client.call("mark").at("entry"), 1);
}

TEST_F(Marks, AreOfAPlaceInAnyArticle) {
    const auto at = [&](int number, std::int64_t begin) {
        return client.call("mark", {{"number", number}, {"begin", begin}});
    };
    EXPECT_EQ(sentence(at(2, 0)), "Zwei");
    EXPECT_EQ(sentence(at(2, 10)), "Erster Absatz.");
    EXPECT_EQ(sentence(at(2, 30)), "Noch ein Satz.");
    EXPECT_EQ(sentence(at(2, 4'000'000'000)), "Zweiter Absatz.") << "beyond the end: the last";
    EXPECT_EQ(sentence(client.call("mark", {{"number", 1}})), "Eins") << "where the listener is in it";
    EXPECT_EQ(client.call("marks", {{"number", 2}}).at("marks").as_array().size(), 4U);
    EXPECT_EQ(client.error_code("mark", {{"id", 77}}), not_found);
    EXPECT_EQ(client.error_code("mark", {{"number", 1}, {"begin", -1}}), invalid);
    EXPECT_EQ(client.error_code("mark", {{"number", 1}, {"note", std::string(10'001, 'x')}}), invalid);
    EXPECT_EQ(client.error_code("marks", {{"id", 77}}), not_found);
    EXPECT_EQ(client.error_code("note", {{"id", 77}, {"note", ""}}), not_found);
    EXPECT_EQ(client.error_code("unmark", {{"ids", json::array{1, 77}}}), not_found);
}

TEST_F(Marks, AreOfWhatABrowserPlays) {
    auto browser = daemon.connect();
    browser.call("offer", {{"name", "Telefon"}});
    client.call("play");
    client.call("output", {{"name", "Telefon"}, {"play", true}});
    std::int64_t lease = 0;
    ASSERT_TRUE(eventually([&] {
        const auto event = browser.event();
        if (event.at("method") != "output" || !event.at("params").at("active").as_bool()) return false;
        lease = event.at("params").at("lease").to_number<std::int64_t>();
        return true;
    }));
    browser.call("heard",
                 {{"lease", lease}, {"id", 1}, {"position_ms", 4000}, {"word", 150}, {"state", "playing"}});
    EXPECT_EQ(sentence(client.call("mark")), long_sentence);
    EXPECT_EQ(sentence(browser.call("mark", {{"note", "vom Telefon"}})), long_sentence);
    EXPECT_EQ(client.call("marks").at("marks").at(0).at("note"), "vom Telefon");
}

TEST_F(Marks, ArePlayedFrom) {
    const auto mark = client.call("mark", {{"number", 1}, {"begin", 60}});
    client.call("play", {{"id", mark.at("entry")}, {"at", mark.at("begin")}});
    ASSERT_TRUE(eventually([&] {
        const auto status = client.call("status");
        return status.at("word").is_object() && status.at("word").at("begin").as_int64() >= 21;
    }));
    const auto status = client.call("status");
    EXPECT_EQ(status.at("state"), "playing");
    EXPECT_EQ(client.error_code("play", {{"number", 1}, {"at", -1}}), invalid);
}

TEST_F(Marks, FollowTheirSentenceAndAreToldAndTakenAway) {
    auto subscriber = daemon.connect();
    subscriber.call("subscribe", {{"events", json::array{"marks"}}});
    const auto told = [&] { return subscriber.event().at("method") == "marks"; };
    const auto mark = client.call("mark", {{"number", 2}, {"begin", 30}, {"note", "x"}});
    EXPECT_TRUE(told());
    client.call("edit",
                {{"number", 2}, {"text", "Zwei\n\nGanz neu davor.\n\nErster Absatz. Noch ein Satz.\n"}});
    EXPECT_TRUE(told());
    auto moved = client.call("marks").at("marks").at(0);
    EXPECT_EQ(moved.at("begin").as_int64(), mark.at("begin").as_int64() + 17);
    client.call("edit", {{"number", 2}, {"text", "Zwei\n\nNichts mehr davon.\n"}});
    moved = client.call("marks").at("marks").at(0);
    EXPECT_EQ(moved.at("found"), false);
    EXPECT_EQ(moved.at("sentence"), "Noch ein Satz.");
    EXPECT_EQ(client.call("note", {{"id", moved.at("id")}, {"note", "neu"}}).at("note"), "neu");
    EXPECT_EQ(client.call("unmark", {{"ids", json::array{moved.at("id")}}}).at("removed"), 1);
    EXPECT_TRUE(client.call("marks").at("marks").as_array().empty());
    client.call("undo");
    EXPECT_EQ(client.call("marks").at("marks").as_array().size(), 1U);
    daemon.restart();
    client = daemon.connect();
    EXPECT_EQ(client.call("marks").at("marks").at(0).at("note"), "neu");
}

}  // namespace
}  // namespace vorleser::test
