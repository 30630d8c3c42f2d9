// Many fetched at once from real servers, slow, endless and hostile ones among them.
#include "client/crowd.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <latch>

#include <gtest/gtest.h>
#include <netinet/in.h>

#include "tests/support/http_server.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser {
namespace {

using test::HttpServer;

const Asking anything{.accept = "application/rss+xml"};

bool anywhere(const sockaddr&) {
    return false;  // this machine, as it is
}

class CrowdTest : public testing::Test {
 protected:
    CrowdTest() { setenv("no_proxy", "*", 1); }
    HttpServer server, other;
};

TEST_F(CrowdTest, IsHeldUpByNoSlowSite) {
    std::latch all_done(1);
    server.at("/langsam", [&](HttpServer::Peer& peer) {
        all_done.wait();
        peer.send(test::http_page("text/xml", "<rss/>"));
    });
    for (int i = 0; i < 8; ++i) other.at("/" + std::to_string(i), test::http_page("text/xml", "<rss/>"));
    Crowd crowd(anywhere, {.threads = 4});
    for (int i = 0; i < 2; ++i)
        crowd.send({.tag = 100 + i, .address = server.address("/langsam"), .asking = anything});
    for (int i = 0; i < 8; ++i)
        crowd.send({.tag = i, .address = other.address("/" + std::to_string(i)), .asking = anything});
    for (int i = 0; i < 8; ++i) {
        const auto back = crowd.next();
        EXPECT_TRUE(back && back->answer);
        EXPECT_LT(back ? back->tag : 100, 100);
    }
    all_done.count_down();
    EXPECT_GE(crowd.next()->tag, 100);
    EXPECT_GE(crowd.next()->tag, 100);
    EXPECT_FALSE(crowd.next());
}

TEST_F(CrowdTest, IsNeverAtOneSiteWithMoreThanTwo) {
    std::atomic<int> there = 0, most = 0;
    for (int i = 0; i < 12; ++i)
        server.at("/" + std::to_string(i), [&](HttpServer::Peer& peer) {
            const int now = ++there;
            int before = most;
            while (now > before && !most.compare_exchange_weak(before, now)) {
            }
            peer.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 6\r\nConnection: "
                "close\r\n\r\n");
            --there;
            peer.send("<rss/>");
        });
    Crowd crowd(anywhere);
    for (int i = 0; i < 12; ++i)
        crowd.send({.tag = i, .address = server.address("/" + std::to_string(i)), .asking = anything});
    int came = 0;
    while (crowd.next()) ++came;
    EXPECT_EQ(came, 12);
    EXPECT_LE(most, 2);
    EXPECT_GE(most, 1);
}

// The pause is longer than the test, which does not wait for it.
TEST_F(CrowdTest, LeavesASiteAPauseAndGoesOnElsewhere) {
    for (auto* each : {&server, &other})
        for (const char* path : {"/1", "/2"}) each->at(path, test::http_page("text/xml", "<rss/>"));
    CrowdLimits limits;
    limits.per_site = 1;
    limits.pause = std::chrono::hours(1);
    Crowd crowd(anywhere, limits);
    crowd.send({.tag = 1, .address = server.address("/1"), .asking = anything});
    crowd.send({.tag = 2, .address = server.address("/2"), .asking = anything});
    EXPECT_EQ(crowd.next()->tag, 1);
    crowd.send({.tag = 3, .address = other.address("/1"), .asking = anything});
    EXPECT_EQ(crowd.next()->tag, 3);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(CrowdTest, TakesFromEachNoMoreThanItMay) {
    server.at("/endlos", [](HttpServer::Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>");
        const std::string piece(65536, 'x');
        while (peer.send(piece)) {
        }
    });
    server.at("/stumm", [](HttpServer::Peer& peer) { peer.wait_until_gone(); });
    CrowdLimits limits;
    limits.each = {.bytes = 1 << 20, .stall_seconds = 1, .seconds = 2};
    Crowd crowd(anywhere, limits);
    crowd.send({.tag = 1, .address = server.address("/endlos"), .asking = anything});
    crowd.send({.tag = 2, .address = server.address("/stumm"), .asking = anything});
    crowd.send({.tag = 3, .address = "no address"});
    std::map<std::int64_t, std::string> problems;
    while (auto back = crowd.next()) problems[back->tag] = back->problem;
    EXPECT_NE(problems.at(1).find("larger than 1 MiB"), std::string::npos);
    EXPECT_NE(problems.at(2).find("does not answer"), std::string::npos);
    EXPECT_NE(problems.at(3).find("no address"), std::string::npos);
}

TEST_F(CrowdTest, AsksWhetherSomethingChangedAndTellsWhatTheSiteSays) {
    server.at("/feed", test::http_answer(
                           "200 OK",
                           "Content-Type: application/rss+xml; charset=utf-8\r\nETag: \"a\"\r\n"
                           "Last-Modified: Sat, 28 Nov 2026 08:00:00 GMT\r\nCache-Control: max-age=1800\r\n",
                           "<rss/>"));
    const auto first =
        carry_out({.address = server.address("/feed"), .asking = {.accept = "application/rss+xml"}}, anywhere,
                  CrowdLimits().each);
    ASSERT_TRUE(first.answer) << first.problem;
    EXPECT_EQ(first.answer->type, "application/rss+xml");
    EXPECT_EQ(first.answer->etag, "\"a\"");
    EXPECT_EQ(first.answer->last_modified, "Sat, 28 Nov 2026 08:00:00 GMT");
    EXPECT_EQ(first.answer->cache_control, "max-age=1800");
    EXPECT_FALSE(first.answer->unchanged);
    server.at("/feed", test::http_answer("304 Not Modified", "ETag: \"a\"\r\n", ""));
    const auto again = carry_out({.address = server.address("/feed"),
                                  .asking = {.accept = "x/y", .etag = "\"a\"", .last_modified = "gestern"}},
                                 anywhere, CrowdLimits().each);
    ASSERT_TRUE(again.answer) << again.problem;
    EXPECT_TRUE(again.answer->unchanged);
    const auto request = server.requests().back();
    EXPECT_NE(request.find("If-None-Match: \"a\"\r\n"), std::string::npos) << request;
    EXPECT_NE(request.find("If-Modified-Since: gestern\r\n"), std::string::npos);
    EXPECT_NE(request.find("Accept: x/y\r\n"), std::string::npos);
    const auto odd = carry_out({.address = server.address("/feed"), .asking = {.accept = "x/y"}}, anywhere,
                               CrowdLimits().each);
    EXPECT_NE(odd.problem.find("304"), std::string::npos) << "nobody asked whether";
    server.at("/feed", test::http_answer("429 Too Many Requests", "Retry-After: 120\r\n", ""));
    const auto busy = carry_out({.address = server.address("/feed"), .asking = {.accept = "x/y"}}, anywhere,
                                CrowdLimits().each);
    EXPECT_EQ(busy.status, 429);
    EXPECT_EQ(busy.retry_after, "120");
}

TEST_F(CrowdTest, KnowsWhereAFeedHasMovedForGood) {
    const auto sends_on = [](const char* status, const std::string& to) {
        return test::http_answer(status, "Location: " + to + "\r\n", "");
    };
    server.at("/alt", sends_on("301 Moved Permanently", "/neu"));
    server.at("/neu", sends_on("308 Permanent Redirect", "/feed"));
    server.at("/heute", sends_on("302 Found", "/feed"));
    server.at("/teils", sends_on("301 Moved Permanently", "/heute"));
    server.at("/feed", test::http_page("text/xml", "<rss/>"));
    const auto moved = [&](const char* path) {
        return carry_out({.address = server.address(path), .asking = {.accept = "x/y"}}, anywhere,
                         CrowdLimits().each)
            .answer.value()
            .moved_to;
    };
    EXPECT_EQ(moved("/alt"), server.address("/feed"));
    EXPECT_EQ(moved("/heute"), "");
    EXPECT_EQ(moved("/teils"), "") << "not the whole way for good";
    EXPECT_EQ(moved("/feed"), "");
}

// «other» stands for what only the home reaches, «server» for the Internet.
TEST_F(CrowdTest, LetsNothingOfTheInternetLeadIntoTheHome) {
    const IsPublic is_public = [&](const sockaddr& address) {
        return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port) == server.port();
    };
    server.at("/feed", test::http_page("text/xml", "<rss/>"));
    server.at("/hinein", test::http_redirect(other.address("/feed")));
    other.at("/feed", test::http_page("text/xml", "<rss/>"));
    other.at("/hinaus", test::http_redirect(server.address("/feed")));
    const auto got = [&](const std::string& address, bool only_public) {
        return carry_out({.address = address, .asking = {}, .only_public = only_public}, is_public,
                         CrowdLimits().each);
    };
    EXPECT_NE(got(server.address("/hinein"), false).problem, "");
    EXPECT_TRUE(other.requests().empty()) << "it was not even asked";
    const auto outside = got(server.address("/feed"), false), inside = got(other.address("/feed"), false);
    EXPECT_NE(outside.problem, "") << "a page is wanted, and this is none";
    EXPECT_NE(inside.problem, "");
    const auto feed = [&](const std::string& address, bool only_public) {
        return carry_out({.address = address, .asking = {.accept = "x/y"}, .only_public = only_public},
                         is_public, CrowdLimits().each);
    };
    EXPECT_TRUE(feed(server.address("/feed"), true).answer);
    EXPECT_TRUE(feed(server.address("/feed"), false).is_public);
    EXPECT_TRUE(feed(other.address("/feed"), false).answer) << "the listener's own";
    EXPECT_FALSE(feed(other.address("/feed"), false).is_public);
    EXPECT_TRUE(feed(other.address("/hinaus"), false).answer);
    EXPECT_FALSE(feed(other.address("/feed"), true).answer) << "what a feed of the Internet names";
}

}  // namespace
}  // namespace vorleser
