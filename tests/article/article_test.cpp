#include "daemon/article/article.hpp"

#include <gtest/gtest.h>

namespace vorleser {
namespace {

Article example() {
    Article article;
    article.title = "Äpfel";
    article.kicker = "Obst";
    article.authors = "A, B";
    article.source = "x.txt";
    article.date = "1.1.";
    article.language = "de";
    article.body = {{BlockKind::heading, "Über \"Obst\""},
                    {BlockKind::paragraph, "Süß 😀."},
                    {BlockKind::quotation, "Ja!"},
                    {BlockKind::list_item, "eins"}};
    return article;
}

// Places count code points, and blocks are joined by two line ends; an empty teaser leaves no gap.
TEST(Article, PlacesItsBlocksByCodePoints) {
    const auto placed = placed_blocks(example());
    ASSERT_EQ(placed.size(), 5u);
    EXPECT_EQ(placed[0].block.kind, BlockKind::title);
    EXPECT_EQ(placed[0].begin, 0u);
    EXPECT_EQ(placed[0].end, 5u);
    EXPECT_EQ(placed[1].begin, 7u);
    EXPECT_EQ(placed[1].end, 18u);
    EXPECT_EQ(placed[2].begin, 20u);
    EXPECT_EQ(placed[2].end, 26u);

    Article with_teaser = example();
    with_teaser.teaser = "Kurz.";
    EXPECT_EQ(placed_blocks(with_teaser)[1].block.kind, BlockKind::teaser);
    EXPECT_EQ(placed_blocks(with_teaser)[2].begin, 14u);
}

TEST(Article, SurvivesJson) {
    const auto back = article_from_json(to_json(example()));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, example());
    EXPECT_EQ(*article_from_json(to_json(Article{})), Article{});
}

TEST(Article, StoredBeforeItsAddressWasKept) {
    std::string older = to_json(example());
    const std::string url = "\"url\":\"\",";
    older.erase(older.find(url), url.size());
    const auto back = article_from_json(older);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, example());
}

TEST(Article, RefusesOtherJson) {
    const std::string good = to_json(example());
    for (const std::string& bad :
         {std::string(), std::string("null"), std::string("[]"), std::string("{}"),
          good.substr(0, good.size() - 1), good + "x", std::string(R"({"title":1})")}) {
        EXPECT_FALSE(article_from_json(bad)) << bad;
    }
    for (const auto& [from, to] :
         std::vector<std::pair<std::string, std::string>>{{"\"heading\"", "\"title\""},
                                                          {"\"heading\"", "\"nonsense\""},
                                                          {"\"body\"", "\"corpus\""},
                                                          {"\"x.txt\"", "7"},
                                                          {"{\"title\"", "{\"more\":1,\"title\""}}) {
        std::string broken = good;
        ASSERT_NE(broken.find(from), std::string::npos);
        broken.replace(broken.find(from), from.size(), to);
        const auto result = article_from_json(broken);
        ASSERT_FALSE(result) << broken;
        EXPECT_EQ(result.error().kind, ErrorKind::unreadable);
    }
}

}  // namespace
}  // namespace vorleser
