// Subscribed to and fetched as a listener does it, by the real programs and a real site.
#include <algorithm>
#include <fstream>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "client/feeds/commands.hpp"
#include "tests/support/client.hpp"
#include "tests/support/http_server.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

std::string page(const std::string& title) {
    std::string html = "<!DOCTYPE html><html><head><meta charset=utf-8><title>" + title +
                       "</title></head><body><nav>"
                       "<a href=/>Start</a></nav><article><h1>" +
                       title + "</h1>";
    for (int i = 0; i < 6; ++i)
        html += fmt::format(
            "<p>Das ist der {}. Absatz von «{}», lang genug, um einer zu sein, und mit noch einem Satz. "
            "Er steht nur in «{}» und sagt, was dort zu sagen war.</p>",
            i + 1, title, title);
    return html + "</article></body></html>";
}

class Feeds : public Client {
 protected:
    // A feed of these articles, the newest first, each with a page.
    void feed(const std::vector<std::string>& titles, const std::string& more = "") {
        std::string items;
        for (const auto& title : titles) {
            items += fmt::format(
                "<item><title>{0}</title><link>/{0}</link><guid isPermaLink=\"false\">{0}</guid></item>",
                title);
            server.at("/" + title, http_page("text/html; charset=utf-8", page(title)));
        }
        server.at("/feed", http_answer("200 OK",
                                       "Content-Type: application/rss+xml\r\nETag: \"" +
                                           std::to_string(++version) + "\"\r\n" + more,
                                       "<rss version=\"2.0\"><channel><title>Der Kurier</title>" + items +
                                           "</channel></rss>"));
    }
    std::vector<std::string> titles(const std::string& list = "list") {
        std::vector<std::string> found;
        const auto answer = json(list);
        const auto& entries = answer.at("entries").as_array();
        for (const auto& each : entries) found.push_back(json::value_to<std::string>(each.at("title")));
        return found;
    }
    fs::path state() const { return directory.path() / "state/vorleser/feeds"; }
    void sql(const std::string& statement) {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open((state() / "feeds.db").c_str(), &database), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(database, statement.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(database);
        sqlite3_close(database);
    }
    // As if hours had passed.
    void later() { sql("UPDATE feed SET not_before = 0, next_at = 0; UPDATE waiting SET retry_at = 0"); }
    Outcome fetch(const std::string& what = "") { return vorleser("fetch " + what); }
    int asked(const std::string& target) {
        const auto requests = server.requests();
        return static_cast<int>(std::ranges::count_if(
            requests, [&](const std::string& each) { return each.starts_with("GET " + target + " "); }));
    }
    void subscribe(const std::string& options = "") {
        const auto got = vorleser("subscribe " + server.address("/feed") + " " + options);
        ASSERT_EQ(got.code, 0) << got.out;
    }

    HttpServer server;
    int version = 0;
};

using Titles = std::vector<std::string>;

TEST_F(Feeds, BringTheNewestAndThenWhatIsNewOnceForEver) {
    feed({"Drei", "Zwei", "Eins"});
    const auto got = vorleser("subscribe --newest 2 " + server.address("/feed"));
    EXPECT_EQ(got.code, 0) << got.out;
    EXPECT_NE(got.out.find("subscribed to “Der Kurier”, 3 articles in it\n"), std::string::npos) << got.out;
    EXPECT_NE(got.out.find("vorleser-feeds.timer"), std::string::npos) << got.out;
    EXPECT_EQ(titles(), (Titles{"Zwei", "Drei"})) << "the older one first";
    EXPECT_EQ(asked("/feed"), 1);
    EXPECT_EQ(asked("/Eins"), 0);

    EXPECT_NE(fetch().out.find("was asked just now"), std::string::npos);
    EXPECT_EQ(asked("/feed"), 1) << "not within a quarter of an hour";
    EXPECT_EQ(vorleser("clear").code, 0);
    feed({"Vier", "Drei", "Zwei", "Eins"});
    later();
    EXPECT_EQ(fetch().code, 0);
    EXPECT_EQ(titles(), Titles{"Vier"}) << "what was removed does not come back";
    EXPECT_NE(server.requests().back().find("GET /Vier"), std::string::npos);
    later();
    EXPECT_NE(fetch().out.find("nothing new"), std::string::npos);
    const auto requests = server.requests();
    EXPECT_NE(requests.back().find("If-None-Match: \"2\""), std::string::npos) << requests.back();
}

TEST_F(Feeds, AreTheListenersAlone) {
    feed({"Eins"});
    subscribe();
    int seen = 0;
    for (const auto& each : fs::recursive_directory_iterator(state())) {
        struct stat info {};
        EXPECT_EQ(stat(each.path().c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 077, 0u) << each.path();
        ++seen;
    }
    EXPECT_GE(seen, 2);
}

TEST_F(Feeds, KeepForLaterWhatIsWantedSo) {
    feed({"Eins"});
    subscribe("--keep");
    EXPECT_EQ(titles(), Titles{});
    EXPECT_EQ(titles("kept"), Titles{"Eins"});
}

TEST_F(Feeds, AreKnownByTheTimerWhenTheyAreDue) {
    feed({"Eins"}, "Cache-Control: max-age=7200\r\n");
    subscribe();
    feed({"Zwei", "Eins"});
    sql("UPDATE feed SET not_before = 0");
    EXPECT_EQ(fetch("--due").out, "");
    EXPECT_EQ(asked("/feed"), 1) << "the site wants to be asked every two hours";
    sql("UPDATE feed SET next_at = 0");
    EXPECT_EQ(fetch("--due").code, 0);
    EXPECT_EQ(titles(), (Titles{"Eins", "Zwei"}));
    vorleser("quit");
    sql("UPDATE feed SET next_at = 0");
    EXPECT_EQ(vorleser("--no-start fetch --due").code, 0) << "nothing new needs no daemon";
}

TEST_F(Feeds, ArePausedChangedAndUnsubscribedFrom) {
    feed({"Eins"});
    subscribe();
    EXPECT_EQ(vorleser("subscriptions pause kurier").out, "“Der Kurier” is paused\n");
    feed({"Zwei", "Eins"});
    later();
    EXPECT_EQ(fetch().code, 0);
    EXPECT_EQ(asked("/feed"), 1);
    EXPECT_EQ(vorleser("subscriptions resume 1").code, 0);
    EXPECT_NE(vorleser("subscribe --without Zwei --keep " + server.address("/feed")).out.find("changed"),
              std::string::npos);
    const auto listed = json("subscriptions").as_array().at(0).as_object();
    EXPECT_EQ(listed.at("without"), json::value(json::array{"Zwei"}));
    EXPECT_EQ(listed.at("keep"), true);
    EXPECT_EQ(fetch().code, 0);
    EXPECT_EQ(titles(), Titles{"Eins"});
    EXPECT_EQ(vorleser("unsubscribe " + server.address("/feed")).code, 0);
    EXPECT_NE(vorleser("subscriptions").out.find("nothing is subscribed to"), std::string::npos);
    EXPECT_EQ(vorleser("unsubscribe kurier").code, 1);
    EXPECT_EQ(vorleser("fetch nichts").code, 1);
    EXPECT_EQ(vorleser("subscriptions pause").code, 2);
}

TEST_F(Feeds, AreFoundByThePageThatNamesThem) {
    feed({"Eins"});
    server.at("/",
              http_page("text/html", "<link rel=alternate type=application/rss+xml href=feed title=Alles>"));
    EXPECT_EQ(vorleser("subscribe " + server.address("/")).code, 0);
    EXPECT_EQ(json("subscriptions").as_array().at(0).at("address"), json::value(server.address("/feed")));
    server.at("/mehr", http_page("text/html",
                                 "<link rel=alternate type=application/rss+xml href=feed title=Alles>"
                                 "<link rel=alternate type=application/rss+xml href=sport title=Sport>"));
    const auto several = vorleser("subscribe " + server.address("/mehr"));
    EXPECT_EQ(several.code, 1);
    EXPECT_NE(several.out.find("2  " + server.address("/sport") + "  Sport"), std::string::npos)
        << several.out;
    server.at("/keiner", http_page("text/html", "<p>nichts"));
    EXPECT_NE(vorleser("subscribe " + server.address("/keiner")).out.find("the page names no feed"),
              std::string::npos);
    EXPECT_EQ(vorleser("subscribe " + server.address("/weg")).code, 1);
    EXPECT_EQ(vorleser("subscribe").code, 2);
}

TEST_F(Feeds, GiveTheirOwnTextWhereThereIsNoPageAndSaySo) {
    server.at("/feed", http_page("text/xml",
                                 "<rss><channel><title>T</title><item><title>Versteckt</title><link>/v</link>"
                                 "<description><![CDATA[" +
                                     page("Versteckt") +
                                     "]]></description></item>"
                                     "<item><title>Leer</title><link>/leer</link></item></channel></rss>"));
    server.at("/v", http_answer("403 Forbidden", "", ""));
    const auto got = vorleser("subscribe " + server.address("/feed"));
    EXPECT_NE(got.out.find("from the feed itself: " + server.address("/v")), std::string::npos) << got.out;
    EXPECT_NE(got.out.find("“Leer” does not come"), std::string::npos) << got.out;
    EXPECT_EQ(titles(), Titles{"Versteckt"});
}

TEST_F(Feeds, TryAgainWhatMayPassAndThenTakeWhatTheyHave) {
    feed({"Eins"});
    server.at("/Eins", http_answer("503 Service Unavailable", "", ""));
    subscribe();
    EXPECT_EQ(json("subscriptions").as_array().at(0).at("waiting"), 1);
    later();
    feed({"Eins"});
    EXPECT_EQ(fetch("--due").code, 0);
    EXPECT_EQ(titles(), Titles{"Eins"});
    feed({"Zwei", "Eins"});
    server.at("/Zwei", http_answer("503 Service Unavailable", "", ""));
    for (int i = 0; i < 4; ++i) later(), fetch();
    EXPECT_EQ(asked("/Zwei"), 3);
    EXPECT_EQ(json("subscriptions").as_array().at(0).at("waiting"), 0);
}

TEST_F(Feeds, ShowWhatIsWrongWithThemAndSinceWhen) {
    feed({"Eins"});
    subscribe();
    server.at("/feed", http_answer("503 Service Unavailable", "Retry-After: 3600\r\n", ""));
    later();
    EXPECT_EQ(fetch().code, 0) << "one that fails is no failure of the others";
    auto listed = json("subscriptions").as_array().at(0).as_object();
    EXPECT_NE(json::value_to<std::string>(listed.at("problem")).find("503"), std::string::npos);
    EXPECT_TRUE(listed.at("failing_since").is_int64());
    EXPECT_NE(vorleser("subscriptions").out.find("fails since 20"), std::string::npos);
    sql("UPDATE feed SET next_at = 0");
    EXPECT_NE(fetch("kurier").out.find("was asked just now"), std::string::npos)
        << "Retry-After holds by hand, too";
    later();
    server.at("/feed", http_page("text/html", "<p>Wartung"));
    EXPECT_EQ(fetch("kurier").code, 1);
    later();
    server.at("/feed", http_answer("410 Gone", "", ""));
    EXPECT_NE(fetch().out.find("410"), std::string::npos);
    EXPECT_NE(vorleser("subscriptions").out.find("gone for good since"), std::string::npos);
    later();
    const int before = asked("/feed");
    EXPECT_EQ(fetch().code, 0);
    EXPECT_EQ(asked("/feed"), before);
}

TEST_F(Feeds, FollowAFeedThatHasMovedForGood) {
    feed({"Eins"});
    subscribe();
    feed({"Zwei", "Eins"});
    server.at("/neu", http_page("text/xml",
                                "<rss><channel><title>Umgezogen</title><item><guid "
                                "isPermaLink='false'>Eins</guid><link>/Eins</link></item></channel></rss>"));
    server.at("/feed", http_answer("301 Moved Permanently", "Location: /neu\r\n", ""));
    later();
    EXPECT_EQ(fetch().code, 0);
    const auto listed = json("subscriptions").as_array().at(0).as_object();
    EXPECT_EQ(listed.at("address"), json::value(server.address("/neu")));
    EXPECT_EQ(listed.at("title"), "Umgezogen");
    EXPECT_EQ(titles(), Titles{"Eins"});
}

TEST_F(Feeds, GoInAndOutAsOpml) {
    const auto list =
        file("feeds.opml",
             "<opml version='1.0'><body><outline text='a'><outline xmlUrl='" + server.address("/feed") +
                 "' text='Kurier'/><outline xmlUrl='https://example.org/x'/></outline></body></opml>");
    EXPECT_NE(vorleser("subscribe " + list).out.find("subscribed to 2 feeds"), std::string::npos);
    EXPECT_NE(vorleser("subscribe " + list).out.find("2 were so already"), std::string::npos);
    const auto out = vorleser("subscriptions --opml").out;
    EXPECT_NE(out.find("xmlUrl=\"" + server.address("/feed") + "\""), std::string::npos) << out;
    EXPECT_EQ(read_file(state() / "subscriptions.opml"), out) << "for when the state is damaged";
    EXPECT_EQ(asked("/feed"), 0);
    EXPECT_EQ(vorleser("subscribe " + file("no.opml", "<html>")).code, 1);
    EXPECT_EQ(vorleser("subscribe /no/such/file").code, 1);
    std::ofstream(state() / "feeds.db") << "damaged as badly as can be, no database any more";
    const auto damaged = vorleser("subscriptions");
    EXPECT_NE(damaged.out.find("vorleser subscribe " + (state() / "subscriptions.opml").string()),
              std::string::npos)
        << damaged.out;
    EXPECT_NE(
        vorleser("subscribe " + (state() / "subscriptions.opml").string()).out.find("subscribed to 2 feeds"),
        std::string::npos);
}

TEST_F(Feeds, ShowNoPassword) {
    feed({"Eins"});
    const auto secret = fmt::format("http://ich:geheim@127.0.0.1:{}", server.port());
    EXPECT_EQ(vorleser("subscribe " + secret + "/feed").code, 0);
    server.at("/feed", http_answer("401 Unauthorized", "", ""));
    later();
    const auto said =
        fetch().out + vorleser("subscriptions").out + vorleser("subscribe " + secret + "/weg").out;
    EXPECT_NE(said.find("/feed was not fetched"), std::string::npos) << said;
    EXPECT_EQ(said.find("geheim"), std::string::npos) << said;
    EXPECT_NE(server.requests().front().find("Authorization: Basic "), std::string::npos)
        << "the site has it";
    EXPECT_EQ(server.requests().at(1).find("Authorization"), std::string::npos) << "its page has not";
}

// «server» stands for the Internet, «home» for what only the home reaches.
TEST_F(Feeds, OfTheInternetNameNothingInTheHome) {
    HttpServer home;
    home.at("/router", http_page("text/html; charset=utf-8", page("Router")));
    server.at("/feed",
              http_page("text/xml", "<rss><channel><title>T</title><item><title>Router</title><link>" +
                                        home.address("/router") + "</link></item></channel></rss>"));
    vorleser("list");  // starts the daemon
    setenv("XDG_STATE_HOME", (directory.path() / "state").c_str(), 1);
    const auto invocation =
        parse_command_line({"--socket", (directory.path() / "run/vorleser/socket").string(), "subscribe",
                            server.address("/feed")});
    EXPECT_EQ(feeds::run(invocation,
                         [&](const sockaddr& address) {
                             return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port) ==
                                    server.port();
                         }),
              0);
    unsetenv("XDG_STATE_HOME");
    EXPECT_EQ(home.requests().size(), 0u);
    EXPECT_EQ(titles(), Titles{});
    EXPECT_EQ(json("subscriptions").as_array().at(0).at("waiting"), 1)
        << "it may be the name's server that is wrong";
}

// The daemon had it, and whoever asked it did not live to know.
TEST_F(Feeds, FindOutWhatBecameOfAnArticleWhenTheyWereKilled) {
    feed({"Eins"});
    subscribe();
    feed({"Zwei", "Eins"});
    vorleser("quit");
    later();
    EXPECT_EQ(vorleser("--no-start fetch").code, 3) << "the feed was read, and nobody is there to add to";
    EXPECT_EQ(json("subscriptions").as_array().at(0).at("waiting"), 1);
    file("zwei.html", page("Zwei"));
    const auto request =
        fmt::format("{{\"url\": \"{}\", \"source\": \"127.0.0.1\"}}", server.address("/Zwei"));
    const auto revision = [&] { return json("status").at("revision").as_int64(); };
    sql(fmt::format("UPDATE waiting SET adding = '{}', adding_at = {}, adding_since = {}", request,
                    std::time(nullptr), revision()));
    EXPECT_EQ(
        vorleser("add --url " + server.address("/Zwei") + " " + (directory.path() / "zwei.html").string())
            .code,
        0);
    EXPECT_EQ(vorleser("clear").code, 0) << "and the listener has removed it since";
    EXPECT_EQ(fetch().code, 0);
    EXPECT_EQ(titles(), Titles{});
    feed({"Drei", "Zwei"});
    later();
    EXPECT_EQ(vorleser("--no-start fetch --due").code, 0);
    EXPECT_EQ(titles(), Titles{"Drei"});
    sql(fmt::format(
        "INSERT INTO waiting (feed, url, title, content, adding, adding_at, adding_since) SELECT id, '{}', "
        "'Vier', '', '{{}}', {}, {} FROM feed",
        server.address("/Vier"), std::time(nullptr), revision()));
    server.at("/Vier", http_page("text/html; charset=utf-8", page("Vier")));
    EXPECT_EQ(fetch().code, 0);
    EXPECT_EQ(titles(), (Titles{"Drei", "Vier"})) << "this one it had not got";
}

TEST_F(Feeds, DoubleAndLoseNothingHoweverOftenTheyAreKilled) {
    feed({});
    subscribe("--newest 20");
    Titles all;
    for (int i = 0; i < 12; ++i) all.insert(all.begin(), fmt::format("Artikel-{}", i));
    feed(all);
    later();
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    int killed = 0;
    for (int i = 0; i < 200; ++i) {
        sql("UPDATE waiting SET retry_at = 0");
        Process fetching({"/bin/sh", "-c", "exec " + command("client/vorleser", "fetch --due")}, inherited(),
                         directory.path() / "fetching.log");
        const auto requests = server.requests().size() + random() % 3;
        const bool ended =
            !eventually([&] { return server.requests().size() > requests || fetching.ended(); });
        ASSERT_FALSE(ended);
        if (fetching.ended()) break;
        for (auto spin = random() % 200'000; spin > 0; --spin) asm volatile("");
        fetching.signal(SIGKILL);
        fetching.wait();
        ++killed;
    }
    EXPECT_EQ(vorleser("fetch --due").code, 0);
    auto came = titles();
    std::ranges::sort(came);
    std::ranges::sort(all);
    EXPECT_EQ(came, all) << "killed " << killed << " times, seed " << seed;
    EXPECT_GT(killed, 2);
}

TEST_F(Feeds, AreFetchedByOneAtATime) {
    std::atomic<bool> there = false;
    feed({"Eins"});
    subscribe();
    std::atomic<bool> go_on = false;
    server.at("/feed", [&](HttpServer::Peer& peer) {
        there = true;
        eventually([&] { return go_on.load(); });
        peer.send(http_page("text/xml", "<rss><channel/></rss>"));
    });
    later();
    Process first({"/bin/sh", "-c", "exec " + command("client/vorleser", "fetch")}, inherited(),
                  directory.path() / "first.log");
    ASSERT_TRUE(eventually([&] { return there.load(); }));
    const auto second = fetch();
    EXPECT_EQ(second.code, 1);
    EXPECT_NE(second.out.find("being fetched already"), std::string::npos) << second.out;
    EXPECT_EQ(fetch("--due").out, "");
    EXPECT_EQ(vorleser("subscriptions").code, 0) << "meanwhile all else goes on";
    go_on = true;
    EXPECT_EQ(first.wait(), 0);
}

}  // namespace
}  // namespace vorleser::test
