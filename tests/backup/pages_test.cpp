// What has no text is fetched politely, and no site holds up the others.
#include "client/backup/pages.hpp"

#include <cstdlib>
#include <map>

#include <gtest/gtest.h>

#include "tests/support/http_server.hpp"

namespace vorleser::backup {
namespace {

using test::HttpServer;

bool at_home(const sockaddr&) {
    return false;
}

struct Came {
    std::map<std::string, std::string> problems;  // by title; empty: it came
    explicit Came(Pages& pages) {
        while (const auto page = pages.next())
            EXPECT_TRUE(problems.emplace(page->of.title, page->back.problem).second) << page->of.title;
    }
    std::size_t failed() const {
        std::size_t count = 0;
        for (const auto& each : problems) count += !each.second.empty();
        return count;
    }
};

class PagesTest : public testing::Test {
 protected:
    PagesTest() { setenv("no_proxy", "*", 1); }
    void add(const HttpServer& at, const std::string& path) {
        pages.add(at.address(path), {.title = at.address(path)});
    }
    HttpServer server, other;
    Pages pages{at_home, std::chrono::milliseconds(0)};
};

TEST_F(PagesTest, ComeEachOnce) {
    for (int i = 0; i < 20; ++i) {
        auto& at = i % 2 ? server : other;
        const auto path = "/" + std::to_string(i);
        if (i % 5) at.at(path, test::http_page("text/html", "<p>Text</p>"));
        add(at, path);
    }
    EXPECT_EQ(pages.size(), 20U);
    const Came came(pages);
    EXPECT_EQ(came.problems.size(), 20U);
    EXPECT_EQ(came.failed(), 4U) << "a page that is missing says nothing of its site";
    EXPECT_EQ(server.requests().size() + other.requests().size(), 20U);
}

TEST_F(PagesTest, OfASiteThatDoesNotAnswerAreGivenUp) {
    for (int i = 0; i < 30; ++i) {
        const auto path = "/" + std::to_string(i);
        server.at(path, [](HttpServer::Peer&) {});  // hangs up
        other.at(path, test::http_page("text/html", "<p>Text</p>"));
        add(server, path);
        add(other, path);
    }
    const Came came(pages);
    EXPECT_EQ(came.problems.size(), 60U);
    EXPECT_EQ(came.failed(), 30U);
    EXPECT_EQ(server.requests().size(), 3U);
    EXPECT_EQ(other.requests().size(), 30U);
}

TEST_F(PagesTest, OfASiteThatWantsNoMoreAreGivenUp) {
    server.at("/0", test::http_page("text/html", "<p>Text</p>"));
    for (int i = 1; i < 10; ++i)
        server.at("/" + std::to_string(i), test::http_answer("429 Too Many Requests", "", ""));
    for (int i = 0; i < 10; ++i) add(server, "/" + std::to_string(i));
    const Came came(pages);
    EXPECT_EQ(came.failed(), 9U);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(PagesTest, OfNoneAreNone) {
    EXPECT_FALSE(pages.next());
}

}  // namespace
}  // namespace vorleser::backup
