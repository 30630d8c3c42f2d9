// What a child answers, honest or not.
#include "daemon/worker/reading_packet.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace vorleser {
namespace {

namespace json = boost::json;

StoredReading example(int paragraphs = 3) {
    Article article{.title = "Der »Zug«", .authors = "Ada", .language = "de"};
    for (int i = 0; i < paragraphs; ++i)
        article.body.push_back({BlockKind::paragraph, "Absatz " + std::to_string(i) + " mit Öl."});
    return stored(Reading{article, true, {"Anzeige", "Mehr\nzum Thema"}});
}

std::string whole(const StoredReading& reading) {
    std::string bytes;
    send_reading(reading, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

Result<StoredReading> taken(std::string_view bytes, std::size_t at_once) {
    ReadingPacket packet;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), at_once)))
        packet.take(bytes.substr(0, at_once));
    return packet.finish();
}

TEST(ReadingPacket, ArrivesWholeInPiecesOfAnySize) {
    for (const int paragraphs : {0, 3, 3000}) {
        const StoredReading sent = example(paragraphs);
        for (const std::size_t at_once : {std::size_t{1}, std::size_t{7}, std::size_t{65'000}}) {
            const auto got = taken(whole(sent), at_once);
            ASSERT_TRUE(got) << paragraphs << " " << at_once;
            EXPECT_EQ(got->article, sent.article);
            EXPECT_EQ(got->dropped, "Anzeige\nMehr zum Thema\n");
            EXPECT_EQ(got->dropped_lines, 2u);
            EXPECT_EQ(got->body, static_cast<std::size_t>(paragraphs));
            EXPECT_TRUE(got->only_the_beginning);
        }
    }
}

void expect_nonsense(std::string_view bytes) {
    for (const std::size_t at_once : {std::size_t{1}, std::size_t{65'000}}) {
        const auto got = taken(bytes, at_once);
        ASSERT_FALSE(got) << bytes.substr(0, 200);
        EXPECT_EQ(got.error().kind, ErrorKind::engine);
    }
}

TEST(ReadingPacket, ABooksChaptersArriveInOrder) {
    StoredReading sent = example();
    for (const int paragraphs : {1, 2000, 0}) sent.further.push_back(example(paragraphs));
    for (const std::size_t at_once : {std::size_t{1}, std::size_t{65'000}}) {
        const auto got = taken(whole(sent), at_once);
        ASSERT_TRUE(got) << at_once;
        EXPECT_EQ(got->article, sent.article);
        ASSERT_EQ(got->further.size(), 3u);
        for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(got->further[i].article, sent.further[i].article);
    }
}

TEST(ReadingPacket, CutOffAnywhereOrGoneOnItIsRefused) {
    StoredReading two = example();
    two.further.push_back(example(1));
    const std::string chapters = whole(two);
    for (std::size_t size = 0; size < chapters.size(); ++size) expect_nonsense(chapters.substr(0, size));
    expect_nonsense(chapters + "p");
    const std::string bytes = whole(example());
    for (std::size_t size = 0; size < bytes.size(); ++size) expect_nonsense(bytes.substr(0, size));
    expect_nonsense(bytes + "p");
    expect_nonsense(bytes + bytes);
}

TEST(ReadingPacket, AHeadThatIsNoneIsRefused) {
    const std::string bytes = whole(example());
    const auto newline = bytes.find('\n');
    const json::object good = json::parse(bytes.substr(0, newline)).as_object();
    const auto with = [&](const char* key, json::value value) {
        json::object head = good;
        head[key] = std::move(value);
        return json::serialize(head) + bytes.substr(newline);
    };
    EXPECT_TRUE(taken(with("title", "Ein anderer"), 1));
    expect_nonsense(with("title", ""));
    expect_nonsense(with("title", 7));
    expect_nonsense(with("digest", "short"));
    expect_nonsense(with("body", -1));
    expect_nonsense(with("only_the_beginning", "yes"));
    for (const json::value& sizes :
         {json::value(json::array{}), json::value(json::array{0}), json::value(nullptr),
          json::value(json::array{23, -1}), json::value(json::array{23, 0}),
          json::value(json::array{23, 1e300}), json::value(json::array{23, UINT32_MAX}),
          json::value(json::array{UINT32_MAX, UINT32_MAX}), json::value(json::array{"x"})})
        expect_nonsense(with("sizes", sizes));
    for (const auto& [key, value] : good) {
        json::object head = good;
        head.erase(key);
        expect_nonsense(json::serialize(head) + bytes.substr(newline));
    }
    expect_nonsense("[]\n");
    expect_nonsense("\xff\n");
    // Where one part ends and the next begins is looked at, too.
    json::object head = good;
    const auto size = good.at("sizes").as_array().at(1).as_int64();
    head["sizes"] = json::array{good.at("sizes").as_array().at(0), 10, size - 10};
    expect_nonsense(json::serialize(head) + bytes.substr(newline));
}

// Whatever bit is wrong: it is refused, or what it holds is read or refused part by part.
TEST(ReadingPacket, WithAnyBitWrongItIsRefusedOrHarmless) {
    const std::string bytes = whole(example());
    std::size_t refused = 0;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string wrong = bytes;
        wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ (1 << (bit % 8)));
        const auto got = taken(wrong, 50);
        refused += !got;
        if (!got) continue;
        std::uint64_t code_points = 0;
        for (const StoredPart& part : got->article.parts) {
            EXPECT_EQ(size_of(part.text), part.size);
            code_points += part.size.code_points;
            if (const auto blocks = blocks_of(part.text)) EXPECT_EQ(blocks->size(), part.size.blocks);
        }
        EXPECT_LE(code_points, bytes.size());
    }
    EXPECT_GT(refused, 100u);
}

}  // namespace
}  // namespace vorleser
