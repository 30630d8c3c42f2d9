// What machines make of an article that each has changed without the others.
#include "daemon/playlist/article_replica.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "daemon/playlist/tags.hpp"
#include "tests/support/chance.hpp"

namespace vorleser {
namespace {

Uid machine(std::size_t number) {
    Uid uid{};
    uid.data[15] = static_cast<std::uint8_t>(number + 1);
    return uid;
}

SharedArticle article() {
    return {.title = "Titel",
            .source = "Zeitung",
            .url = "https://example.org/a",
            .language = "de",
            .added_at = 1'700'000'000,
            .text = "t1",
            .rank = "M"};
}

SharedPlace at(std::uint32_t code_point, Cause cause, std::string text = "t1") {
    return {
        .place = {code_point, 0.25}, .position_ms = code_point * 60, .cause = cause, .text = std::move(text)};
}

// Two machines that have the same, and what becomes of what each says then.
class Two : public testing::Test {
 protected:
    Two() {
        say(one, machine(0), article());
        other.join(one);
    }
    template <class Change>
    void change(Replica& replica, Change change) {
        SharedArticle now = shared_article(replica);
        change(now);
        say(replica, machine(&replica == &other), now);
    }
    SharedArticle met() {
        Replica back = other;
        back.join(one);
        one.join(other);
        EXPECT_EQ(one, back);
        other = one;
        return shared_article(one);
    }
    Replica one, other;
};

TEST_F(Two, HaveTheSameOnceTheyMet) {
    EXPECT_EQ(met(), article());
    Replica again = one;
    say(again, machine(1), article());
    EXPECT_EQ(again, one) << "who says what counts says nothing";
}

TEST_F(Two, WhatEachDidStays) {
    change(one, [](auto& a) { a.kept_at = 500, a.tags = "Politik\n", a.rank = "K"; });
    change(other, [](auto& a) { a.read_at = 600, a.tags = "Bahn\n", a.title = "Neu"; });
    auto both = article();
    both.kept_at = 500, both.read_at = 600, both.tags = "Bahn\nPolitik\n", both.rank = "K",
    both.title = "Neu";
    EXPECT_EQ(met(), both);
}

TEST_F(Two, WhatLeftTheListWhileItWasListenedToElsewhereIsThere) {
    change(one, [](auto& a) { a.rank.reset(); });
    change(other, [](auto& a) { a.place = at(70, Cause::listened), a.heard_at = 900; });
    EXPECT_EQ(met().rank, "M");
    EXPECT_EQ(met().place, at(70, Cause::listened));
    EXPECT_TRUE(listened_to_elsewhere(one));
    change(one, [](auto& a) { a.rank.reset(); });
    EXPECT_FALSE(met().rank) << "who takes it out now knows of the place";
    EXPECT_FALSE(listened_to_elsewhere(one));
}

TEST_F(Two, WhatWasListenedToBeforeItLeftStaysAway) {
    change(other, [](auto& a) { a.place = at(70, Cause::listened); });
    met();
    change(one, [](auto& a) { a.rank.reset(); });
    EXPECT_FALSE(met().rank);
    change(other, [](auto& a) { a.rank = "7"; });
    EXPECT_EQ(met().rank, "7") << "restored";
}

TEST_F(Two, WhatIsNotInTheListAndListenedToAllTheSameStaysOutOfIt) {
    change(one, [](auto& a) { a.rank.reset(); });
    change(one, [](auto& a) { a.place = at(70, Cause::listened); });
    EXPECT_FALSE(met().rank);
}

TEST_F(Two, AMachineMayGoBackInItsOwnPlace) {
    change(one, [](auto& a) { a.place = at(900, Cause::listened); });
    met();
    change(other, [](auto& a) { a.place = at(100, Cause::listened); });
    EXPECT_EQ(met().place.place.code_point, 100u);
    EXPECT_EQ(places(one).size(), 1u);
}

TEST_F(Two, AJumpBeatsListening) {
    change(one, [](auto& a) { a.place = at(10, Cause::jumped); });
    change(other, [](auto& a) { a.place = at(900, Cause::listened); });
    EXPECT_EQ(met().place.place.code_point, 10u);
    ASSERT_EQ(places(one).size(), 2u);
    EXPECT_EQ(places(one)[1].place, at(900, Cause::listened)) << "what did not count can be had";
    EXPECT_EQ(places(one)[1].dot.device, machine(1));
    change(one, [](auto& a) { a.place = at(900, Cause::jumped); });
    EXPECT_EQ(met().place.place.code_point, 900u);
    EXPECT_EQ(places(one).size(), 1u);
}

TEST_F(Two, OfTwoThatListenedTheFartherCounts) {
    change(one, [](auto& a) { a.place = at(10, Cause::listened); });
    change(other, [](auto& a) { a.place = at(900, Cause::listened); });
    EXPECT_EQ(met().place.place.code_point, 900u);
}

TEST_F(Two, APlaceOfAnotherTextDoesNotCount) {
    change(one, [](auto& a) { a.text = "t2", a.place = at(10, Cause::listened, "t2"); });
    change(other, [](auto& a) { a.place = at(900, Cause::jumped); });
    EXPECT_EQ(met().place, at(10, Cause::listened, "t2"));
}

TEST_F(Two, ATagAddedBeatsItsRemoval) {
    change(one, [](auto& a) { a.tags = "Politik\n"; });
    met();
    change(one, [](auto& a) { a.tags = ""; });
    EXPECT_EQ(met().tags, "");
    change(one, [](auto& a) { a.tags = "politik\n"; });
    met();
    change(one, [](auto& a) { a.tags = ""; });
    change(other, [](auto& a) { a.tags = "politik\nÖl\n"; });
    EXPECT_EQ(met().tags, "Öl\n") << "who only kept it said nothing of it";
}

TEST_F(Two, ClocksDecideNothing) {
    change(one, [](auto& a) { a.kept_at = 4'000'000'000; });
    met();
    change(other, [](auto& a) { a.kept_at = 0; });
    EXPECT_EQ(met().kept_at, 0);
    change(one, [](auto& a) { a.kept_at = 5; });
    EXPECT_EQ(met().kept_at, 5);
}

TEST_F(Two, WhatNobodyUnderstandsIsNothing) {
    for (const char* name : {"article", "title", "text", "place", "list", "heard", "kept", "read"})
        for (const char* value : {"", "{", "[]", "{\"in\":2,\"at\":-1,\"is\":7,\"ms\":\"x\"}",
                                  "{\"places\":[[1],[1,2],7,[1,\"x\"]]}"}) {
            Replica odd;
            odd.say(machine(0), name, value);
            EXPECT_EQ(shared_article(odd), SharedArticle()) << name << value;
        }
}

// Whatever each does: they end with the same, and what only one machine ever touched is as that one left it.
TEST(ArticleReplica, OfRandomHistoriesIsOneAndTheSame) {
    std::mt19937 random(test::seed());
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    for (int history = 0; history < 500 && !testing::Test::HasFailure(); ++history) {
        SCOPED_TRACE("history " + std::to_string(history));
        const std::size_t machines = 2 + below(4);
        std::vector<Replica> replicas(machines), told;
        say(replicas[0], machine(0), article());
        for (auto& each : replicas) each.join(replicas[0]);
        for (std::size_t step = 0; step < 5 + below(30); ++step) {
            const std::size_t m = below(machines);
            SharedArticle now = shared_article(replicas[m]);
            const auto number = static_cast<std::int64_t>(below(1000));
            switch (below(8)) {
                case 0:
                    now.rank = below(2) ? std::optional(std::to_string(number)) : std::nullopt;
                    break;
                case 1:
                    now.place = at(static_cast<std::uint32_t>(number), static_cast<Cause>(1 + below(3)));
                    break;
                case 2:
                    now.kept_at = below(2) ? number : 0;
                    break;
                case 3:
                    now.tags =
                        with_tag(now.tags, std::to_string(m));  // a machine's own tag, that none removes
                    break;
                case 4:
                    now.heard = true, now.heard_at = number;
                    break;
                case 5:
                    now.title = std::to_string(number);
                    break;
                default:
                    if (!told.empty()) replicas[m].join(told[below(told.size())]);
                    continue;
            }
            say(replicas[m], machine(m), now);
            auto counts = shared_article(replicas[m]);
            now.tags = counts.tags;  // in the order of the letters
            EXPECT_EQ(counts, now) << "what a machine says counts there";
            told.push_back(replicas[m]);
        }
        std::string tags;
        for (std::size_t m = 0; m < machines; ++m)
            if (!find_tag(shared_article(replicas[m]).tags, std::to_string(m)).empty())
                tags += std::to_string(m) + '\n';
        for (auto& each : replicas) {
            auto order = replicas;
            std::ranges::shuffle(order, random);
            for (const auto& other : order) each.join(other);
        }
        for (const auto& each : replicas) EXPECT_EQ(each, replicas[0]);
        EXPECT_EQ(shared_article(replicas[0]).tags, tags);
    }
}

}  // namespace
}  // namespace vorleser
