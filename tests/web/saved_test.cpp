// What the exporter makes for the page's server: files to save, the podcast; and what is said of what goes
// wrong.
#include <csignal>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "tests/web/serving.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

class SavedFile : public Serving {
 protected:
    // "/sound/UID/ID-DIGEST", to which the ending is added.
    std::string address(const std::string& cookie, std::int64_t id) {
        const auto made = post("/sounds", json::serialize(json::object{{"id", id}, {"one", true}}), cookie);
        EXPECT_EQ(made.status, 200) << made.body;
        auto words = json::value_to<std::string>(json::parse(made.body).at("entries").at(0).at("words"));
        words.replace(0, 7, "/sound/");
        return words.substr(0, words.rfind('.'));
    }
    std::int64_t add(const std::string& text) {
        return daemon.connect()
            .call("add", {{"text", text}, {"as", "text"}})
            .at("entry")
            .at("id")
            .to_number<std::int64_t>();
    }
    HttpAnswer ranged(const std::string& target, const std::string& cookie, const std::string& range) {
        return request("GET", target, {.cookie = cookie, .fields = "Range: " + range + "\r\n"});
    }
    // The process of that name which the server asks.
    pid_t helper(const std::string& name) const {
        std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", server->pid()));
        for (pid_t child = 0; children >> child;)
            if (read_file(fmt::format("/proc/{}/comm", child)) == name + "\n") return child;
        return 0;
    }
};

TEST_F(SavedFile, IsOneArticleAsOpusOrMp3ByTheByte) {
    serve();
    const auto cookie = paired();
    const auto id = add("Der Zug\n\nEr fährt wieder.");
    const auto base = address(cookie, id);
    for (const auto& [ending, type, begin] :
         {std::tuple(".opus", "audio/ogg", "OggS"), std::tuple(".mp3", "audio/mpeg", "ID3")}) {
        const auto whole = get(base + ending, cookie);
        ASSERT_EQ(whole.status, 200) << whole.body;
        EXPECT_EQ(whole.field("Content-Type"), type);
        EXPECT_TRUE(whole.body.starts_with(begin));
        EXPECT_EQ(whole.field("Content-Length"), std::to_string(whole.body.size()));
        EXPECT_NE(whole.body.find("Der Zug"), std::string::npos) << "it has tags";
        const auto head = request("HEAD", base + ending, {.cookie = cookie});
        EXPECT_EQ(head.field("Content-Length"), whole.field("Content-Length"));
        EXPECT_EQ(head.field("ETag"), whole.field("ETag"));
        const auto part = ranged(base + ending, cookie, "bytes=5-14");
        EXPECT_EQ(part.status, 206);
        EXPECT_EQ(part.body, whole.body.substr(5, 10));
        EXPECT_EQ(ranged(base + ending, cookie, fmt::format("bytes={}-", whole.body.size())).status, 416);
        EXPECT_EQ(request("GET", base + ending,
                          {.cookie = cookie, .fields = "If-None-Match: " + whole.field("ETag") + "\r\n"})
                      .status,
                  304);
        EXPECT_EQ(get(base + ending).status, 401) << "devices only";
    }
    // What was made stays; nothing else is made.
    daemon.kill();
    EXPECT_EQ(get(base + ".opus", cookie).status, 200);
    for (const std::string& none :
         {base, base + ".wav", base + ".epub", base + ".opus/", std::string("/sound/x/1-x.opus"),
          "/sound/../" + base + ".opus", base + ".vtt"})
        EXPECT_EQ(get(none, cookie).status, 404) << none;
}

TEST_F(SavedFile, IsOfTheArticleAsItsAddressSays) {
    serve();
    const auto cookie = paired();
    const auto id = add("Der Zug\n\nEr fährt wieder."), other = add("Das Schiff\n\nEs fährt auch.");
    auto swapped = address(cookie, id);
    const auto first = fmt::format("/{}-", id);
    swapped.replace(swapped.find(first), first.size(), fmt::format("/{}-", other));
    EXPECT_EQ(get(swapped + ".opus", cookie).status, 410);
    // In the list or not.
    const auto base = address(cookie, id);
    daemon.connect().call("remove", {{"ids", {id}}});
    EXPECT_EQ(get(base + ".opus", cookie).status, 200);
}

// Made by a process beside the server, for which nobody else waits: here it stands still.
TEST_F(SavedFile, WhatWaitsForTheExporterHoldsUpNobodysSound) {
    serve();
    const auto cookie = paired();
    const auto id = add("Der Zug\n\nEr fährt wieder.");
    const auto feed = web("feed Auto --json");
    const auto path = json::value_to<std::string>(json::parse(feed.out).at("feed"));
    const auto exporter = helper("vorleser-feed");
    ASSERT_GT(exporter, 0);
    kill(exporter, SIGSTOP);
    std::vector<Peer> clients;
    for (int i = 0; i < 3; ++i) {
        clients.emplace_back(port);
        clients.back().send(
            fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", path.substr(path.find("/feed/"))));
    }
    EXPECT_EQ(post("/sounds", json::serialize(json::object{{"id", id}}), cookie).status, 200);
    for (const auto& each : clients) {
        pollfd waiting{each.descriptor(), POLLIN, 0};
        EXPECT_EQ(poll(&waiting, 1, 0), 0) << "it still waits, and the sound was there";
    }
    kill(exporter, SIGCONT);
    for (auto& each : clients) EXPECT_EQ(each.answer().status, 200);
}

TEST_F(SavedFile, TheServersHelpersEndWithItAndListenNowhere) {
    serve();
    for (const char* name : {"vorleser-start", "vorleser-feed", "vorleser-save"}) {
        const auto process = helper(name);
        ASSERT_GT(process, 0) << name;
        std::size_t open = 0;
        for (const auto& each : fs::directory_iterator(fmt::format("/proc/{}/fd", process))) {
            ++open;
            EXPECT_LE(std::stoi(each.path().filename().string()), 3) << name;
        }
        EXPECT_EQ(open, 4u) << name;
    }
    const auto save = helper("vorleser-save");
    server->signal(SIGKILL);
    server->wait();
    EXPECT_TRUE(eventually([&] {
        return kill(save, 0) != 0 ||
               read_file(fmt::format("/proc/{}/stat", save)).find(") Z ") != std::string::npos;
    }));
    serve();
    EXPECT_EQ(get("/").status, 200);
}

// The server's errors, as the daemon's: the page says them in its own language.
TEST_F(SavedFile, WhatGoesWrongIsSaidWithItsValues) {
    serve();
    const auto cookie = paired();
    const auto error = [&](const std::string& target, const std::string& body, unsigned status) {
        const auto got = post(target, body, cookie);
        EXPECT_EQ(got.status, static_cast<int>(status)) << got.body;
        return json::parse(got.body);
    };
    const auto good = code();
    const auto wrong = error("/pair", R"({"code":"AAAA-AAAA"})", 403);
    EXPECT_EQ(wrong.at("data").at("text"), wrong.at("message")) << "the server of this test speaks English";
    const auto near = error("/add", R"({"address":"http://192.168.0.1/x"})", 502);
    EXPECT_EQ(
        near.at("message"),
        "http://192.168.0.1/x was not fetched: 192.168.0.1 is in your own network; what is there is added "
        "on this machine: vorleser add");
    EXPECT_EQ(near.at("data"),
              json::parse(R"({"text": "{} was not fetched: {}", "values": ["http://192.168.0.1/x",
                  {"text": "{} is in your own network; what is there is added on this machine: vorleser add",
                   "values": ["192.168.0.1"]}]})"));
    EXPECT_EQ(
        error("/add", R"({"address":"ftp://example.org/"})", 502).at("data").at("values").as_array().size(),
        2u);
    EXPECT_TRUE(error("/sounds", R"({"id":4711})", 410).at("data").as_object().contains("text"))
        << "the daemon's";
    // The disk refuses.
    fs::create_directory(state() / "devices.json.new");
    const auto full = error("/pair", json::serialize(json::object{{"code", good}, {"name", "x"}}), 500);
    EXPECT_EQ(full.at("data").at("text"), "cannot write {}: {}");
}

}  // namespace
}  // namespace vorleser::test
