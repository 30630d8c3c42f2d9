// A podcast of one's own from the server: the exporter's folder, a secret address for each subscriber.
#include "client/web/feeds.hpp"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "client/failure.hpp"
#include "tests/support/running_daemon.hpp"
#include "tests/support/shell.hpp"

namespace vorleser::web {
namespace {

namespace fs = std::filesystem;

class ServedFeed : public testing::Test {
 protected:
    ServedFeed() {
        daemon.start();
        daemon.connect().call("add", {{"text", "Der Zug\n\nEr fährt wieder."}, {"as", "text"}});
        // The exporter that the server starts gets the server's environment.
        setenv("XDG_CACHE_HOME", (files.path() / "cache").c_str(), 1);
    }
    static void SetUpTestSuite() {  // where the exporter is looked for
        setenv("PATH", (VORLESER_BINARY_DIR "/client:" + std::string(getenv("PATH"))).c_str(), 1);
    }
    ~ServedFeed() override { unsetenv("XDG_CACHE_HOME"); }
    static std::string all(Served& served) { return served.read(0, served.size()); }

    test::RunningDaemon daemon;
    test::TemporaryDirectory files;
    Feeds feeds{files.path() / "state"};
    const fs::path folder = files.path() / "podcast";
    const DaemonAddress address{daemon.socket(), false};
    const std::string site = "https://zuhause.example:8443";
};

TEST_F(ServedFeed, HasTheListAtASecretAddress) {
    Podcast podcast(feeds, folder, address);
    const auto secret = feeds.add("Küche"), other = feeds.add("Auto");
    const auto feed = podcast.open(secret + "/feed.xml", site);
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->mime(), "application/rss+xml");
    const auto text = all(*feed);
    EXPECT_EQ(text.find("feed.invalid"), text.npos);
    const auto base = site + "/feed/" + secret + "/";
    const auto enclosure = text.find("<enclosure url=\"" + base);
    ASSERT_NE(enclosure, text.npos) << text;
    const auto name = text.substr(enclosure + 16 + base.size(),
                                  text.find('"', enclosure + 16) - enclosure - 16 - base.size());
    const auto sound = podcast.open(secret + "/" + name, site);
    ASSERT_TRUE(sound) << name;
    EXPECT_EQ(sound->mime(), "audio/mpeg");
    EXPECT_NE(text.find("length=\"" + std::to_string(sound->size()) + "\""), text.npos);
    EXPECT_EQ(all(*sound).size(), sound->size());
    EXPECT_EQ(sound->read(10, 5), all(*sound).substr(10, 5));
    EXPECT_EQ(sound->read(sound->size() + 10, 5), "");
    const auto stem = name.substr(0, name.size() - 4);
    EXPECT_EQ(podcast.open(secret + "/" + stem + ".vtt", site)->mime(), "text/vtt");
    EXPECT_EQ(podcast.open(secret + "/" + stem + ".chapters.json", site)->mime(),
              "application/json+chapters");
    EXPECT_EQ(podcast.open(secret + "/cover.png", site)->mime(), "image/png");
    // Each subscriber has an address of their own, and the same sound.
    const auto others = all(*podcast.open(other + "/feed.xml", site));
    EXPECT_EQ(others.find(secret), others.npos);
    EXPECT_NE(others.find(site + "/feed/" + other + "/" + name), others.npos);
    EXPECT_NE(podcast.open(other + "/feed.xml", site)->etag(), feed->etag());
}

TEST_F(ServedFeed, LetsNobodyInWithoutTheSecret) {
    Podcast podcast(feeds, folder, address);
    const auto secret = feeds.add("Küche");
    ASSERT_TRUE(podcast.open(secret + "/feed.xml", site));
    const auto stored = test::read_file(files.path() / "state/feeds.json");
    EXPECT_EQ(stored.find(secret), stored.npos) << "only its hash is kept";
    struct stat info {};
    ASSERT_EQ(stat((files.path() / "state/feeds.json").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    auto wrong = secret;
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    for (const auto& path :
         {wrong + "/feed.xml", secret.substr(1) + "/feed.xml", std::string("/feed.xml"),
          std::string("feed.xml"), std::string(), feeds.list().front().hash + "/feed.xml", secret,
          secret + "/", secret + "/.vorleser.json", secret + "/../state/feeds.json",
          secret + "/sound/../feed.xml", secret + "/sound/new.mp3", secret + "//feed.xml",
          secret + "/sound/00000000000000000000000000000000.mp3"})
        EXPECT_FALSE(podcast.open(path, site)) << path;
    EXPECT_THROW(feeds.add("Küche"), Failure) << "there is one";
    EXPECT_THROW(feeds.add(""), Failure);
    // Another process removes it: at once nobody gets in.
    EXPECT_TRUE(Feeds(files.path() / "state").remove("Küche"));
    EXPECT_FALSE(Feeds(files.path() / "state").remove("Küche"));
    EXPECT_FALSE(podcast.open(secret + "/feed.xml", site));
    EXPECT_TRUE(feeds.list().empty());
    std::ofstream(files.path() / "state/feeds.json") << "[{";
    EXPECT_TRUE(feeds.list().empty());
    EXPECT_FALSE(podcast.open(secret + "/feed.xml", site));
}

TEST_F(ServedFeed, IsBroughtInLineWithTheList) {
    std::string secret;
    {
        Podcast podcast(feeds, folder, address);
        secret = feeds.add("Küche");
        EXPECT_EQ(all(*podcast.open(secret + "/feed.xml", site)).find("Das Schiff"), std::string::npos);
    }
    daemon.connect().call("add", {{"text", "Das Schiff\n\nEs fährt auch."}, {"as", "text"}});
    Podcast later(feeds, folder, address);
    EXPECT_NE(all(*later.open(secret + "/feed.xml", site)).find("Das Schiff"), std::string::npos);
    // Without a daemon it is as it was.
    daemon.kill();
    Podcast alone(feeds, folder, address);
    EXPECT_NE(all(*alone.open(secret + "/feed.xml", site)).find("Das Schiff"), std::string::npos);
}

}  // namespace
}  // namespace vorleser::web
