// Searching on the real socket: what is found, and that playing begins there.
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

class Searching : public testing::Test {
 protected:
    std::int64_t add(const std::string& title, const std::string& text) {
        return client.call("add", {{"text", title + "\n\n" + text}, {"as", "text"}})
            .at("entry")
            .at("id")
            .as_int64();
    }
    json::array hits(const std::string& query) {
        return client.call("search", {{"query", query}}).at("hits").as_array();
    }

    TemporaryDirectory files;
    RunningDaemon daemon{{}, {"--device", "file:" + (files.path() / "heard.wav").string()}};
    RpcClient client = daemon.connect();
};

TEST_F(Searching, AHitIsPlayedFromItsSentence) {
    add("Anderes", "Hier geht es um etwas anderes.");
    const auto id =
        add("Wie es weitergeht",
            "Zuerst kommt ein Satz. Dann wird über die Häuser am 3. Oktober gestritten. Zuletzt noch einer.");
    const auto found = hits("haus");
    ASSERT_EQ(found.size(), 1u);
    const json::value& hit = found[0];
    EXPECT_EQ(hit.at("entry").at("id"), id);
    EXPECT_EQ(hit.at("where"), "list");
    EXPECT_EQ(hit.at("entry").at("number"), 2);
    EXPECT_EQ(hit.at("exact"), false);
    EXPECT_EQ(hit.at("sentence"), "Dann wird über die Häuser am 3. Oktober gestritten.");
    const auto status = client.call("play", {{"id", id}, {"at", hit.at("begin")}});
    EXPECT_EQ(status.at("state"), "playing");
    EXPECT_EQ(status.at("entry").at("id"), id);
    EXPECT_EQ(status.at("sentence").at("begin"), hit.at("begin"));
    EXPECT_EQ(status.at("sentence").at("text"), hit.at("sentence"));
}

TEST_F(Searching, PlacesInTheTextAreCheckedBeforeAnythingIsPlayed) {
    const auto id = add("Eins", "Ein Satz.");
    for (const std::int64_t at : {std::int64_t{-1}, std::int64_t{1} << 40})
        EXPECT_EQ(client.error_code("play", {{"id", id}, {"at", at}}), -32602);
    EXPECT_EQ(client.error_code("search", {{"query", "after:nie"}}), -32602);
    EXPECT_EQ(client.error_code("search", {{"query", std::string(2000, 'x')}}), -32602);
    EXPECT_EQ(client.call("status").at("state"), "stopped");
}

TEST_F(Searching, AMarkIsFoundAndItsSentencePlayed) {
    const auto id = add("Titel", "Zuerst kommt ein Satz. Dann die Giraffe. Zuletzt noch einer.");
    add("Anderes", "Hier geht es um etwas anderes.");
    const auto mark = client.call("mark", {{"id", id}, {"begin", 33}, {"note", "für den Zoo"}});
    ASSERT_EQ(mark.at("sentence"), "Dann die Giraffe.");
    const auto found = hits("zoo");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].at("where"), "mark");
    EXPECT_EQ(found[0].at("mark"), mark);
    EXPECT_EQ(found[0].at("entry").at("id"), id);
    EXPECT_EQ(found[0].at("sentence"), "Dann die Giraffe.");
    const auto status = client.call("play", {{"id", id}, {"at", found[0].at("begin")}});
    EXPECT_EQ(status.at("sentence").at("text"), "Dann die Giraffe.");
    EXPECT_EQ(hits("giraffe").size(), 2u);
    client.call("unmark", {{"ids", {mark.at("id")}}});
    EXPECT_EQ(hits("zoo").size(), 0u);
}

// Killed while it is filled, at whatever place: what is found afterwards is everything, once.
TEST_F(Searching, SurvivesKill) {
    for (int i = 0; i < 60; ++i)
        client.call("add", {{"text", "Titel " + std::to_string(i) + "\n\nEin Zebra kam, das war Nummer " +
                                         std::to_string(i)},
                            {"as", "text"}});
    for (int i = 0; i < 3; ++i) {
        daemon.kill();
        daemon.start();
        client = daemon.connect();
        client.call("search", {{"query", "zebra"}});
    }
    json::value found;
    EXPECT_TRUE(eventually([&] {
        found = client.call("search", {{"query", "zebra"}, {"limit", 100}});
        return found.at("complete").as_bool();
    }));
    EXPECT_EQ(found.at("hits").as_array().size(), 60u);
}

}  // namespace
}  // namespace vorleser::test
