#include "daemon/article/stored.hpp"

#include <gtest/gtest.h>

namespace vorleser {
namespace {

Article example(int paragraphs = 2) {
    Article article{.title = "Über Züge",
                    .kicker = "Bahn",
                    .teaser = "Kurz gesagt.",
                    .authors = "Ada",
                    .source = "Blatt",
                    .url = "https://a.example/",
                    .date = "gestern",
                    .language = "de-AT",
                    .body = {{BlockKind::heading, "Zwischen"},
                             {BlockKind::quotation, "„Öl“"},
                             {BlockKind::list_item, "eins"}}};
    for (int i = 0; i < paragraphs; ++i)
        article.body.push_back({BlockKind::paragraph, "Größere Züge führen über Köln."});
    return article;
}

TEST(StoredArticle, ComesBackAsItWas) {
    for (const int paragraphs : {0, 1, 5000}) {
        const auto article = example(paragraphs);
        EXPECT_EQ(article_of(stored(article)).value(), article);
    }
    EXPECT_EQ(article_of(stored(Article{})).value(), Article{});
    EXPECT_EQ(stored({.title = "T", .teaser = "t", .body = {{BlockKind::list_item, "l"}}}).parts[0].text,
              "TT\ntt\nll\n");
}

// Nothing is left out and nothing doubled; only what is one block may be longer than a part.
TEST(StoredArticle, IsPartsOfBoundedSize) {
    Article article = example(3000);
    article.body.push_back({BlockKind::paragraph, std::string(3 * part_bytes, 'a')});
    article.body.push_back({BlockKind::paragraph, "Ende."});
    const StoredArticle whole = stored(article);
    ASSERT_GT(whole.parts.size(), 5u);
    std::vector<PlacedBlock> all;
    std::uint32_t begin = 0;
    for (const StoredPart& part : whole.parts) {
        auto blocks = blocks_of(part.text).value();
        std::size_t bytes = 0;
        for (const Block& block : blocks) bytes += block.text.size();
        EXPECT_TRUE(bytes <= part_bytes || blocks.size() == 1);
        EXPECT_EQ(part.size.blocks, blocks.size());
        EXPECT_EQ(part.size.bytes, bytes);
        EXPECT_EQ(part.size.first, blocks.front().kind);
        const auto placed = placed_blocks(std::move(blocks), begin);
        EXPECT_EQ(part.size.code_points, placed.back().end - begin);
        begin = placed.back().end + 2;
        all.insert(all.end(), placed.begin(), placed.end());
    }
    EXPECT_EQ(all, placed_blocks(article));
}

// Whoever wrote it: what is no part's text is refused.
TEST(StoredArticle, RefusesWhatIsNoPart) {
    EXPECT_TRUE(blocks_of("TTitel\ntTeaser\npText\n"));
    EXPECT_TRUE(blocks_of("tTeaser\n")) << "in the second part, after a long title";
    for (const char* text : {"", "\n", "p\n", "pText", "pText\n\n", "\npText\n", "xText\n", "pText\nxText\n",
                             "pText\nTTitel\n", "pText\ntTeaser\n", "TTitel\nTTitel\n", "pKein UTF-8: \xff\n",
                             "p\xed\xa0\x80\n", "pText\np\n", "{}"}) {
        const auto blocks = blocks_of(text);
        ASSERT_FALSE(blocks) << text;
        EXPECT_EQ(blocks.error().kind, ErrorKind::unreadable);
    }
    EXPECT_TRUE(blocks_of("p\uFFFD\n")) << "it says itself that something is missing";
    // A line's end within a block would be the end of it.
    EXPECT_EQ(blocks_of(stored({.title = "a\nb"}).parts[0].text).value()[0].text, "a b");
}

TEST(StoredArticle, GetsAnotherTitle) {
    StoredArticle article = stored(example());
    const auto digest = article.digest;
    set_title(article, "Neu");
    Article expected = example();
    expected.title = "Neu";
    EXPECT_EQ(article, stored(expected));
    EXPECT_EQ(article.digest, digest) << "the same text";
    article = stored({.title = "Nur ein Titel"});
    set_title(article, "Ein anderer");
    EXPECT_EQ(article, stored({.title = "Ein anderer"}));
    set_title(article, "");
    EXPECT_EQ(article.parts, stored(Article{}).parts);
}

// However it is cut into parts.
TEST(StoredArticle, IsTheSameTextOrAnother) {
    Article article = example(2000);
    const StoredArticle one = stored(article);
    const auto is_same = [&] {
        const StoredArticle other = stored(article);
        const bool same = same_text(parts_of(one), parts_of(other));
        EXPECT_EQ(same, one.digest == other.digest);
        EXPECT_EQ(same, same_text(parts_of(other), parts_of(one)));
        return same;
    };
    EXPECT_TRUE(is_same());
    article.title = std::string(10'000, 'x');
    EXPECT_TRUE(is_same()) << "it is only retitled";
    article.body[0].kind = BlockKind::paragraph;
    EXPECT_TRUE(is_same());
    article.body[1999].text += "!";
    EXPECT_FALSE(is_same());
    article = example(1999);
    EXPECT_FALSE(is_same());
    EXPECT_FALSE(same_text(parts_of(stored({.title = "A"})), parts_of(stored({.title = "B"}))));
    EXPECT_TRUE(same_text(parts_of(stored({.title = "A"})), parts_of(stored({.title = "A"}))));
}

// As it was from the first version with digests on: they are in the lists of today.
TEST(StoredArticle, KeepsItsDigest) {
    EXPECT_EQ(stored({.title = "Titel", .body = {{BlockKind::paragraph, "Öl"}}}).digest, "1c3c70c5e49494de");
    EXPECT_EQ(stored({.title = "Titel"}).digest, "9a0ff5d27e4b3537");
}

}  // namespace
}  // namespace vorleser
