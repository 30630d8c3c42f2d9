// Telling two copies of an article from two articles.
#include "daemon/article/passages.hpp"

#include <string>

#include <gtest/gtest.h>

#include "daemon/article/stored.hpp"

namespace vorleser {
namespace {

// Words that no other number has.
std::string words(int from, int to) {
    std::string text;
    for (int i = from; i < to; ++i) text += "wort" + std::to_string(i) + (i % 12 == 11 ? ". " : " ");
    return text;
}

std::vector<std::uint64_t> passages(const std::string& text) {
    std::vector<std::uint64_t> all;
    add_words(text, all);
    return passages_of(all);
}

StoredArticle article(const std::vector<std::string>& paragraphs, const std::string& title = "Titel") {
    Article article{.title = title};
    for (const auto& each : paragraphs) article.body.push_back({BlockKind::paragraph, each});
    return stored(article);
}

double alike(const StoredArticle& one, const StoredArticle& other) {
    return resemblance(text_passages(parts_of(one)), text_passages(parts_of(other)));
}

TEST(Passages, AreSharedInTheMeasureThatTextsAreTheSame) {
    const auto whole = passages(words(0, 1000));
    EXPECT_EQ(whole.size(), 997u);
    EXPECT_EQ(resemblance(whole, whole), 1);
    EXPECT_EQ(resemblance(whole, passages(words(1000, 2000))), 0);
    EXPECT_EQ(resemblance(whole, {}), 0);
    EXPECT_EQ(resemblance({}, {}), 0);
    EXPECT_NEAR(resemblance(whole, passages(words(0, 1500))), 2.0 / 3, 0.01);    // half as much again
    EXPECT_NEAR(resemblance(whole, passages(words(200, 1200))), 2.0 / 3, 0.01);  // a fifth is others
    EXPECT_NEAR(resemblance(whole, passages(words(500, 1500))), 1.0 / 3, 0.01);  // half of it is
}

TEST(Passages, DoNotCareHowATextIsSet) {
    const auto page = article({"»Der alte Hafen«, sagte sie, " + words(0, 60), words(60, 120)});
    const auto copied = article(
        {"\"DER ALTE HAFEN\" – sagte sie – " + words(0, 30), words(30, 60) + words(60, 120)}, "Ein anderer");
    EXPECT_EQ(alike(page, copied), 1);
    EXPECT_EQ(page.sketch, copied.sketch);
    EXPECT_NE(page.digest, copied.digest);
}

TEST(Passages, OfTextsThatAreTooShortOrTooLongAreNone) {
    EXPECT_TRUE(text_passages(parts_of(article({words(0, 82)}))).empty());
    EXPECT_EQ(text_passages(parts_of(article({words(0, 83)}))).size(), fewest_passages);
    EXPECT_EQ(article({words(0, 82)}).sketch, "");
    EXPECT_EQ(article({"immer dasselbe " + words(0, 10) + words(0, 10) + words(0, 10) + words(0, 10)}).sketch,
              "")
        << "not even a few lines often";
    std::vector<std::string> book;
    for (std::size_t bytes = 0, i = 0; bytes <= longest_compared; bytes += book.back().size(), ++i)
        book.push_back(words(static_cast<int>(i) * 500, static_cast<int>(i + 1) * 500));
    EXPECT_EQ(article(book).sketch, "");
    book.pop_back();
    EXPECT_EQ(article(book).sketch.size(), Sketch().size() * 16);
}

// Each number is the same as likely as the texts resemble each other.
TEST(Passages, ASketchStandsForThem) {
    std::size_t same = 0, other = 0, all = 0;
    for (int i = 0; i < 200; ++i) {
        const int from = i * 10'000;
        const auto one = sketch_of(passages(words(from, from + 400)));
        const auto copy = sketch_of(passages(words(from + 40, from + 440)));   // they resemble by 0.81
        const auto half = sketch_of(passages(words(from + 200, from + 600)));  // 0.33
        for (std::size_t k = 0; k < one.size(); ++k) same += one[k] == copy[k], other += one[k] == half[k];
        all += one.size();
    }
    EXPECT_NEAR(static_cast<double>(same) / static_cast<double>(all), 0.81, 0.06);
    EXPECT_NEAR(static_cast<double>(other) / static_cast<double>(all), 0.33, 0.06);
}

// Lists on disks have them: if this is to be otherwise, theirs must be made anew (playlist/schema.cpp).
TEST(Passages, ASketchIsTheSameInEveryVersion) {
    const auto sketch = article({words(0, 100)}).sketch;
    EXPECT_EQ(numbers_of_sketch(sketch).size(), Sketch().size());
    EXPECT_EQ(sketch.substr(0, 32), "028173ec8557253a051fe967694258f6");
}

TEST(Passages, ASketchThatIsNoneHasNoNumbers) {
    EXPECT_TRUE(numbers_of_sketch("").empty());
    EXPECT_TRUE(numbers_of_sketch("0123").empty());
    EXPECT_TRUE(numbers_of_sketch(std::string(16, 'x')).empty());
    EXPECT_TRUE(numbers_of_sketch("-123456789abcdef").empty());
    EXPECT_EQ(numbers_of_sketch(std::string(16 * 100, 'f')).size(), Sketch().size());
}

}  // namespace
}  // namespace vorleser
