// What is kept on the disk: each article once for ever, and nothing lost silently.
#include "client/feeds/store.hpp"

#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "client/failure.hpp"
#include "client/feeds/filter.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::feeds {
namespace {

namespace fs = std::filesystem;

class Stored : public testing::Test {
 protected:
    Stored() { id = store->subscribe("https://example.org/feed", "Der Kurier", {}); }

    // The titles of what is new.
    std::vector<std::string> fresh(const std::vector<Item>& items, std::int64_t newest = 100) {
        std::vector<std::string> titles;
        const auto feed = feeds_with(id);
        store->take(feed, items, [&](std::vector<Item> unseen) {
            auto taken = chosen(std::move(unseen), {.newest = newest});
            for (const auto& each : taken) titles.push_back(each.title);
            return taken;
        });
        return titles;
    }
    Subscription feeds_with(std::int64_t wanted) {
        for (auto& each : store->list())
            if (each.id == wanted) return each;
        return {};
    }
    void reopen() { store.reset(), store.emplace(directory.path() / "feeds"); }

    test::TemporaryDirectory directory;
    std::optional<Store> store{directory.path() / "feeds"};
    std::int64_t id = 0;
};

using Titles = std::vector<std::string>;

TEST_F(Stored, GivesEachArticleOnce) {
    EXPECT_EQ(fresh({{.id = "1", .url = "https://example.org/1", .title = "B"},
                     {.id = "2", .url = "https://example.org/2", .title = "A"}}),
              (Titles{"A", "B"}))
        << "the oldest first";
    EXPECT_EQ(fresh({{.id = "1", .url = "https://example.org/1", .title = "Ein anderer Titel"}}), Titles{});
    EXPECT_EQ(fresh({{.id = "1", .url = "https://example.org/neu/1", .title = "Umgezogen"}}), Titles{});
    EXPECT_EQ(
        fresh({{.id = "neu-2", .url = "http://example.org/2/?utm_source=rss", .title = "Andere Namen"}}),
        Titles{});
    EXPECT_EQ(fresh({{.id = "neu-2", .url = "https://example.org/woanders", .title = "Der neue Name"}}),
              Titles{})
        << "what was learned of a known one counts";
    EXPECT_EQ(fresh({{.title = "Ohne alles"}}), Titles{"Ohne alles"});
    EXPECT_EQ(fresh({{.title = "Ohne alles"}}), Titles{});
    EXPECT_EQ(fresh({{.id = "3", .title = "Eins"}, {.id = "3", .title = "Noch einmal"}}), Titles{"Eins"});
    reopen();
    EXPECT_EQ(fresh({{.id = "1", .title = "Nach einem Neustart"}}), Titles{});
}

TEST_F(Stored, BelievesNoNameThatSeveralHave) {
    EXPECT_EQ(fresh({{.id = "x", .url = "https://example.org/1", .title = "B"},
                     {.id = "x", .url = "https://example.org/2", .title = "A"}}),
              (Titles{"A", "B"}));
    EXPECT_EQ(fresh({{.id = "4", .url = "https://example.org/", .title = "D"},
                     {.id = "5", .url = "https://example.org/", .title = "C"}}),
              (Titles{"C", "D"}));
    EXPECT_EQ(fresh({{.id = "x", .url = "https://example.org/2", .title = "A"},
                     {.id = "x", .url = "https://example.org/3", .title = "E"}}),
              Titles{"E"});
}

TEST_F(Stored, KnowsAnArticleOfAnotherFeedAndOneThatWasUnsubscribed) {
    fresh({{.id = "1", .url = "https://example.org/1?a=1&utm_medium=x#c", .title = "A"}});
    const auto first = id;
    id = store->subscribe("https://example.org/politik", "Politik", {});
    EXPECT_EQ(fresh({{.id = "p1", .url = "https://example.org/1?a=1#c", .title = "A"}}), Titles{});
    EXPECT_EQ(fresh({{.id = "1", .url = "https://example.org/9", .title = "Ihr eigener Name"}}),
              Titles{"Ihr eigener Name"})
        << "names are a feed's own";
    store->unsubscribe(first);
    EXPECT_EQ(store->list().size(), 1u);
    EXPECT_EQ(store->subscribe("https://example.org/feed", "Der Kurier", {}), first);
    id = first;
    EXPECT_EQ(fresh({{.id = "1", .title = "A"}}), Titles{});
}

TEST_F(Stored, TakesTheNewestAndPassesOverTheRest) {
    std::vector<Item> items;
    for (int i = 0; i < 9; ++i)
        items.push_back({.id = std::to_string(i), .title = std::to_string(i), .published = 100 + i});
    EXPECT_EQ(fresh(items, 3), (Titles{"6", "7", "8"})) << "by their dates";
    EXPECT_EQ(fresh(items, 3), Titles{}) << "for ever";
    std::vector<Item> undated;
    for (int i = 0; i < 4; ++i)
        undated.push_back({.id = "u" + std::to_string(i), .title = std::to_string(i)});
    EXPECT_EQ(fresh(undated, 2), (Titles{"1", "0"})) << "those that stand first";
}

TEST_F(Stored, ChoosesByWords) {
    const Item item{.title = "Fußball: Die Wahlen", .teaser = "Ein Anriss", .categories = {"Sport"}};
    for (const char* words : {"wahl", "FUSSBALL", "die wahlen", "anriss", "sport", "Ein Anriss"})
        EXPECT_TRUE(has_words(item, words)) << words;
    for (const char* words : {"all", "port", "wahlkampf", "riss"})
        EXPECT_FALSE(has_words(item, words)) << words;
    EXPECT_EQ(chosen({item}, {.with = {"Kultur", "Wahl"}}).size(), 1u);
    EXPECT_EQ(chosen({item}, {.with = {"Kultur"}}).size(), 0u);
    EXPECT_EQ(chosen({item}, {.with = {"Wahl"}, .without = {"Sport"}}).size(), 0u);
}

TEST_F(Stored, KeepsWhatIsOnItsWay) {
    fresh({{.id = "1", .url = "https://example.org/1", .title = "A", .content = "<p>"}});
    const auto page = store->next_waiting(id, 0);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->content, "<p>");
    store->retry(page->id, 100);
    EXPECT_FALSE(store->next_waiting(id, 99));
    reopen();
    ASSERT_TRUE(store->next_waiting(id, 100));
    EXPECT_EQ(store->next_waiting(id, 100)->tries, 1);
    EXPECT_TRUE(store->adding(page->id, "{}", 50, 7));
    reopen();
    EXPECT_EQ(store->waiting().at(0).adding, "{}");
    EXPECT_FALSE(store->next_waiting(id, 100)) << "first it is to be known what became of it";
    store->came(page->id, 17);
    EXPECT_TRUE(store->waiting().empty());
    EXPECT_EQ(store->newest_entry(), 17);
    fresh({{.id = "2", .title = "B"}});
    const auto other = store->waiting().at(0);
    store->unsubscribe(id);
    EXPECT_FALSE(store->adding(other.id, "{}", 50, 7)) << "it is wanted no more";
}

TEST_F(Stored, LeavesTheListenersWishesToTheListener) {
    auto feed = feeds_with(id);
    store->wish(id, {.keep = true, .newest = 7, .with = {"a", "b c"}, .without = {"d"}}, true);
    feed.title = "Neu";
    feed.address = "https://example.org/neu";
    store->update(feed);
    const auto now = feeds_with(id);
    EXPECT_TRUE(now.paused && now.wishes.keep);
    EXPECT_EQ(now.wishes.newest, 7);
    EXPECT_EQ(now.wishes.with, (std::vector<std::string>{"a", "b c"}));
    EXPECT_EQ(now.address, "https://example.org/neu");
    const auto other = store->subscribe("https://example.org/2", "", {});
    auto moved = feeds_with(other);
    moved.address = "https://example.org/neu";
    store->update(moved);
    EXPECT_EQ(feeds_with(other).address, "https://example.org/2") << "two feeds do not become one unseen";
}

TEST_F(Stored, SetsADamagedFileAsideAndSaysSo) {
    fresh({{.id = "1", .title = "A"}});
    store.reset();
    const auto file = directory.path() / "feeds/feeds.db";
    auto bytes = test::read_file(file);
    for (std::size_t i = 100; i < bytes.size(); i += 3) bytes[i] = '\x5A';
    std::ofstream(file, std::ios::binary) << bytes;
    store.emplace(directory.path() / "feeds");
    EXPECT_EQ(test::read_file(store->set_aside), bytes);
    EXPECT_TRUE(store->list().empty());
    store->subscribe("https://example.org/feed", "", {});
    reopen();
    EXPECT_TRUE(store->set_aside.empty());
    EXPECT_EQ(store->list().size(), 1u);
    store.reset();
    std::ofstream(file, std::ios::binary) << "no database at all, but long enough to be looked at";
    store.emplace(directory.path() / "feeds");
    EXPECT_FALSE(store->set_aside.empty());
}

TEST_F(Stored, FillsNoDiskForAFeedThatInventsNames) {
    auto run = 0;
    for (int round = 0; round < 3; ++round) {
        std::vector<Item> items;
        for (int i = 0; i < 30'000; ++i) items.push_back({.id = fmt::format("{}", run++)});
        fresh(items, 1);
    }
    EXPECT_LT(fs::file_size(directory.path() / "feeds/feeds.db"), 16u << 20);
    EXPECT_EQ(fresh({{.id = fmt::format("{}", run - 1), .title = "x"}}), Titles{}) << "the newest are known";
}

}  // namespace
}  // namespace vorleser::feeds
