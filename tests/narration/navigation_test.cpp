#include "daemon/narration/navigation.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "tests/support/loop.hpp"

namespace vorleser::narration {
namespace {

std::vector<Utterance> utterances(std::initializer_list<std::pair<BlockKind, Boundary>> list) {
    std::vector<Utterance> all;
    for (const auto& [kind, boundary] : list) {
        Utterance u;
        u.kind = kind;
        u.boundary = boundary;
        all.push_back(u);
    }
    return all;
}

// 0 title | 1 a sentence in two 2 pieces, 3 another | 4 heading
const auto text = utterances({{BlockKind::title, Boundary::block},
                              {BlockKind::paragraph, Boundary::clause},
                              {BlockKind::paragraph, Boundary::sentence},
                              {BlockKind::paragraph, Boundary::block},
                              {BlockKind::heading, Boundary::block}});

TEST(Navigation, KnowsWhereSentencesBegin) {
    EXPECT_EQ(sentence_start(text, 2), 1u) << "a piece of a long sentence is none";
    EXPECT_EQ(sentence_start(text, 3), 3u);
    EXPECT_EQ(next_sentence(text, 1), 3u);
    EXPECT_EQ(next_sentence(text, 3), 4u);
    EXPECT_EQ(next_sentence(text, 4), std::nullopt);
}

const std::vector<Block> body{{BlockKind::paragraph, "Ein Absatz."},
                              {BlockKind::heading, "* * *"},
                              {BlockKind::heading, "Zwischentitel"},
                              {BlockKind::paragraph, "Noch einer."},
                              {BlockKind::list_item, "Ein Punkt"}};
const Article small{.title = "Titel", .body = body};
const auto blocks = placed_blocks(small);

TEST(Navigation, FindsTheBlockOfACodePoint) {
    EXPECT_EQ(block_at(blocks, 0), 0u);
    EXPECT_EQ(block_at(blocks, 5), 1u) << "the blank line between two blocks";
    EXPECT_EQ(block_at(blocks, 17), 1u);
    EXPECT_EQ(block_at(blocks, 18), 2u);
}

// Each block a part of its own, or all in one: the same is found.
class Way : public testing::TestWithParam<bool> {
 protected:
    std::shared_ptr<const Outline> outline(const Article& article) const {
        StoredArticle whole = stored(article);
        if (GetParam()) {
            StoredArticle strewn{.language = whole.language};
            for (const PlacedBlock& placed : placed_blocks(article)) {
                const std::string text = part_text(std::span(&placed.block, 1));
                strewn.parts.push_back({size_of(text).value(), text});
            }
            whole = strewn;
        }
        return std::make_shared<const Outline>(1, whole);
    }
    template <class T>
    T run(boost::asio::awaitable<Result<T>> work) {
        return test::run(loop, std::move(work)).value();
    }
    std::optional<std::uint32_t> find(const Article& in, const std::string& wanted, std::uint32_t from) {
        return run(Wayfinder(outline(in)).find_text(wanted, from));
    }

    boost::asio::io_context loop;
};
INSTANTIATE_TEST_SUITE_P(OfOneOrManyParts, Way, testing::Bool());

TEST_P(Way, KnowsWhereParagraphsAndHeadingsBegin) {
    Wayfinder way(outline(small));
    const auto begin = [](std::size_t block) { return blocks[block].begin; };
    const auto start = [&](std::size_t of, Unit unit) { return run(way.unit_start(begin(of) + 1, unit)); };
    EXPECT_EQ(start(1, Unit::paragraph), begin(1));
    EXPECT_EQ(start(2, Unit::paragraph), begin(1)) << "asterisks are not read";
    EXPECT_EQ(start(2, Unit::heading), begin(0)) << "before the first heading: the title";
    EXPECT_EQ(start(5, Unit::heading), begin(3));
    const auto before = [&](std::size_t of, Unit unit) { return run(way.unit_before(begin(of), unit)); };
    EXPECT_EQ(before(4, Unit::paragraph), begin(3));
    EXPECT_EQ(before(3, Unit::paragraph), begin(1));
    EXPECT_EQ(before(3, Unit::heading), begin(0));
    EXPECT_EQ(before(0, Unit::heading), begin(0)) << "as far back as it goes";
    const auto after = [&](std::size_t of, Unit unit) { return run(way.unit_after(begin(of), unit)); };
    EXPECT_EQ(after(1, Unit::paragraph), begin(3));
    EXPECT_EQ(after(0, Unit::heading), begin(3));
    EXPECT_EQ(after(3, Unit::heading), std::nullopt);
    EXPECT_EQ(after(4, Unit::paragraph), begin(5));
    EXPECT_EQ(after(5, Unit::paragraph), std::nullopt);
}

// Others have their turn, however much has to be looked through.
TEST_P(Way, HoldsNobodyUpBetweenTwoParts) {
    Article article{.title = "Titel"};
    article.body.assign(300, {BlockKind::paragraph, "Ein Absatz wie jeder andere."});
    bool over = false;
    int turns = 0;
    const auto others = [&]() -> boost::asio::awaitable<void> {
        while (!over) {
            ++turns;
            co_await boost::asio::post(loop, boost::asio::use_awaitable);
        }
    };
    boost::asio::co_spawn(loop, others(), boost::asio::detached);
    const auto there = outline(article);
    Wayfinder way(there);
    EXPECT_EQ(run(way.unit_after(0, Unit::heading)), std::nullopt);
    EXPECT_EQ(run(way.find_text("steht nicht darin", 0)), std::nullopt);
    over = true;
    EXPECT_GE(turns, static_cast<int>(there->parts()) - 1);
}

const Article article{.title = "Ärger um Azure",
                      .body = {{BlockKind::paragraph, "Der Cloudanbieter wächst. Azure auch."},
                               {BlockKind::paragraph, "Schluss damit"}}};

TEST_P(Way, FindsTextFromThePlaceOnAndRoundTheEnd) {
    EXPECT_EQ(find(article, "azure", 0), 9u);
    EXPECT_EQ(find(article, "AZURE", 9), 42u) << "the next one";
    EXPECT_EQ(find(article, "Azure", 42), 9u) << "round the end";
    EXPECT_EQ(find(article, "ärger", 5), 0u);
    EXPECT_EQ(find(article, "Ärger", 0), 0u) << "there and nowhere else";
    EXPECT_EQ(find(article, "Azure", 1'000'000), 9u);
    EXPECT_EQ(find(article, "  wächst.  azure ", 0), 34u);
}

TEST_P(Way, FindsTheWordsBeginning) {
    EXPECT_EQ(find(article, "anbieter", 0), 20u) << "Cloudanbieter";
}

TEST_P(Way, FindsNothingWhereNothingIs) {
    EXPECT_EQ(find(article, "Google", 0), std::nullopt);
    EXPECT_EQ(find(article, "auch. Schluss", 0), std::nullopt) << "another paragraph";
    EXPECT_EQ(find(article, "", 0), std::nullopt);
    EXPECT_EQ(find(article, " . ", 0), std::nullopt);
    EXPECT_EQ(find({}, "Azure", 7), std::nullopt);
}

}  // namespace
}  // namespace vorleser::narration
