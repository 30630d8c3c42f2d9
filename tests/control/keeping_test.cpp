// The Merkliste on the wire.
#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

class KeepingMethods : public testing::Test {
 protected:
    json::value add(const std::string& title, json::object more = {}) {
        more["text"] = title + "\n\nDas war " + title + ".";
        more["as"] = "text";
        return client.call("add", more);
    }
    json::object refused(const std::string& method, json::object params) {
        const auto answer = client.call_raw(method, std::move(params));
        return answer.contains("error") ? answer.at("error").as_object() : json::object{};
    }
    // What `changes` says since then, as "title: kinds".
    std::vector<std::string> changed(const json::value& since) {
        std::vector<std::string> all;
        const auto answer = client.call("changes", {{"since", since}});
        const auto& changes = answer.at("changes").as_array();
        for (const auto& each : changes) {
            std::string text(each.at("entry").at("title").as_string());
            const auto& kinds = each.at("what").as_array();
            for (const auto& what : kinds) text += " " + std::string(what.as_string());
            all.push_back(text);
        }
        return all;
    }

    TemporaryDirectory files;
    RunningDaemon daemon{{}, {"--device", "file:" + (files.path() / "heard.wav").string()}};
    RpcClient client = daemon.connect();
};

TEST_F(KeepingMethods, SayWhereAnArticleIs) {
    const auto listed = add("Eins").at("entry"), kept = add("Zwei", {{"to", "kept"}}).at("entry"),
               both = add("Drei", {{"to", "both"}, {"tags", {"Politik", "Öl"}}}).at("entry");
    EXPECT_TRUE(listed.at("listed").as_bool() && listed.at("kept").is_null());
    EXPECT_FALSE(kept.at("listed").as_bool());
    EXPECT_TRUE(kept.at("number").is_null() && kept.at("kept").is_int64());
    EXPECT_TRUE(both.at("listed").as_bool() && both.at("kept").is_int64());
    EXPECT_EQ(both.at("number"), 2);
    EXPECT_EQ(both.at("tags"), (json::array{"Politik", "Öl"}));
    EXPECT_FALSE(both.at("read").as_bool());
    const auto all = client.call("kept");
    EXPECT_EQ(all.at("total"), 2);
    EXPECT_EQ(all.at("entries").at(0).at("title"), "Drei");
    EXPECT_EQ(all.at("entries").at(0).at("number"), 2) << "its place in the list";
    EXPECT_TRUE(all.at("entries").at(1).at("number").is_null());
    EXPECT_EQ(client.call("kept", {{"tag", "öl"}, {"unread", true}, {"limit", 1}}).at("total"), 1);
    EXPECT_EQ(client.call("tags").at("tags"),
              (json::array{{{"name", "Politik"}, {"count", 1}}, {{"name", "Öl"}, {"count", 1}}}));
    EXPECT_EQ(client.call("show", {{"id", kept.at("id")}}).at("blocks").as_array().size(), 2u);
    EXPECT_EQ(client.call("status").at("size"), 2);
}

// It is the same article, wherever it is added to next.
TEST_F(KeepingMethods, AddingAgainLinksTheTwoLists) {
    const auto kept = add("Eins", {{"to", "kept"}});
    const auto again = add("Eins");
    EXPECT_TRUE(again.at("duplicate").as_bool());
    EXPECT_EQ(again.at("entry").at("id"), kept.at("entry").at("id"));
    EXPECT_EQ(again.at("entry").at("number"), 1);
    EXPECT_TRUE(again.at("entry").at("kept").is_int64());
    add("Zwei", {{"title", "Davor"}});
    const auto other_way = add("Zwei", {{"to", "kept"}, {"tags", {"x"}}, {"title", "Anders"}}).at("entry");
    EXPECT_EQ(other_way.at("title"), "Anders");
    EXPECT_EQ(other_way.at("number"), 2);
    EXPECT_TRUE(other_way.at("kept").is_int64());
    EXPECT_EQ(other_way.at("tags"), json::array{"x"});
    EXPECT_EQ(client.call("list").at("total"), 2);
    EXPECT_EQ(client.call("kept").at("total"), 2);
    // In one go it came, in one go it goes.
    EXPECT_EQ(client.call("undo").at("ids").as_array().size(), 1u);
    const auto shown = client.call("show", {{"number", 2}}).at("entry");
    EXPECT_TRUE(shown.at("kept").is_null());
    EXPECT_EQ(shown.at("tags"), json::array{});
}

TEST_F(KeepingMethods, TellWhatTheyChanged) {
    for (const char* title : {"Eins", "Zwei"}) add(title);
    const auto id = client.call("list").at("entries").at(0).at("id");
    auto since = client.call("list").at("revision");
    const auto told = [&](const std::string& method, json::object params) {
        params["ids"] = json::array{id};
        const auto before = std::exchange(since, client.call(method, params).at("revision"));
        return changed(before);
    };
    ASSERT_TRUE(eventually([&] {  // their lengths come by themselves
        const auto list = client.call("list");
        since = list.at("revision");
        return list.at("entries").at(0).at("exact").as_bool() &&
               list.at("entries").at(1).at("exact").as_bool();
    }));
    using Said = std::vector<std::string>;
    EXPECT_EQ(told("keep", {{"move", true}, {"tags", {"x"}}}), Said{"Eins removed kept tags"});
    EXPECT_EQ(told("tag", {{"remove", {"X"}}}), Said{"Eins tags"});
    EXPECT_EQ(told("read", {}), Said{"Eins read"});
    EXPECT_EQ(told("queue", {{"move", true}}), Said{"Eins restored moved kept"});
    EXPECT_EQ(told("read", {{"read", false}}), Said{"Eins read"});
    EXPECT_EQ(told("keep", {}), Said{"Eins kept"});
    EXPECT_EQ(told("unkeep", {}), Said{"Eins kept"});
}

TEST_F(KeepingMethods, QueueWhereItIsWanted) {
    for (const char* title : {"Eins", "Zwei"}) add(title);
    const auto three = add("Drei", {{"to", "kept"}}).at("entry").at("id"),
               four = add("Vier", {{"to", "kept"}}).at("entry").at("id");
    client.call("play", {{"number", 1}});
    client.call("pause");
    const auto titles = [&] {
        std::string all;
        const auto list = client.call("list");
        const auto& entries = list.at("entries").as_array();
        for (const auto& each : entries) all += std::string(each.at("title").as_string()) + " ";
        return all;
    };
    client.call("queue", {{"ids", {three}}, {"next", true}});
    EXPECT_EQ(titles(), "Eins Drei Zwei ");
    client.call("queue", {{"ids", {four, three}}, {"before", 1}});
    EXPECT_EQ(titles(), "Vier Eins Drei Zwei ") << "what is there stays";
    client.call("undo");
    client.call("queue", {{"ids", {four}}, {"play", true}, {"move", true}});
    EXPECT_EQ(titles(), "Eins Vier Drei Zwei ");
    EXPECT_EQ(client.call("status").at("entry").at("title"), "Vier");
    EXPECT_EQ(client.call("kept").at("total"), 1);
    client.call("undo");
    EXPECT_EQ(titles(), "Eins Drei Zwei ");
    EXPECT_EQ(client.call("status").at("entry").at("title"), "Drei") << "which followed it";
}

TEST_F(KeepingMethods, RefuseWhatMakesNoSense) {
    const auto id = add("Eins").at("entry").at("id");
    const std::pair<const char*, json::object> wrong[] = {
        {"add", {{"text", "x"}, {"to", "somewhere"}}},
        {"add", {{"text", "x"}, {"to", "kept"}, {"next", true}}},
        {"add", {{"text", "x"}, {"to", "kept"}, {"play", true}}},
        {"add", {{"text", "Zwei\n\nEin Satz."}, {"as", "text"}, {"tags", {" "}}}},
        {"keep", {}},
        {"keep", {{"ids", {id}}, {"tags", {""}}}},
        {"kept", {{"offset", -1}}},
        {"queue", {{"ids", {id}}, {"before", id}, {"play", true}}},
        {"queue", {{"ids", json::array{}}, {"play", true}}},
        {"tag", {{"ids", {id}}, {"add", {"a\nb", ""}}}},
    };
    for (const auto& [method, params] : wrong)
        EXPECT_EQ(refused(method, params)["code"], -32602) << method << ' ' << params;
    for (const char* method : {"keep", "unkeep", "queue", "tag", "read"})
        EXPECT_EQ(refused(method, {{"ids", {999}}})["code"], -32001) << method;
    EXPECT_EQ(client.call("list").at("total"), 1) << "nothing was added";
    EXPECT_EQ(client.call("kept").at("total"), 0);
}

}  // namespace
}  // namespace vorleser::test
