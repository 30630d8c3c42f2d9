// Where the listener is, before the sound says so and after.
#include "daemon/player/whereabouts.hpp"

#include <gtest/gtest.h>

namespace vorleser {
namespace {

using namespace narration;

Utterance utterance(std::uint32_t begin, std::uint32_t end, BlockKind kind) {
    Utterance made;
    made.begin = begin, made.end = end;
    made.kind = kind;
    made.boundary = Boundary::block;
    made.words = {{begin, end, 0}};
    return made;
}

class WhereaboutsTest : public testing::Test {
 protected:
    WhereaboutsTest() {
        for (const char* title : {"Eins", "Zwei"}) {
            NewEntry entry;
            entry.article = article(title);
            entry.duration_ms = 5'000;
            ids.push_back(playlist.add(std::span(&entry, 1)).value().front());
        }
        state.entry = ids[0];
        state.where = Place{};
    }

    static StoredArticle article(const std::string& title) {
        return stored(
            {.title = title, .body = {{BlockKind::paragraph, "Der Zug."}, {BlockKind::paragraph, "Aus."}}});
    }

    // «Eins», 0…4, is 1,000 samples; «Der Zug.», 6…14, 2,000; «Aus.», 16…20, 500.
    void cut(EntryId entry) {
        const Outline plain(entry, article("Eins"));
        const std::vector<std::uint32_t> lengths{1'000, 2'000, 500};
        PartLengths part{0, lengths};
        const std::vector<Utterance> all{utterance(0, 4, BlockKind::title),
                                         utterance(6, 14, BlockKind::paragraph),
                                         utterance(16, 20, BlockKind::paragraph)};
        const Timeline timeline(all, {}, lengths, {});
        part.total = timeline.end();
        at.passage = std::make_shared<const Passage>(
            std::make_shared<const Outline>(plain, std::vector<PartLengths>{part}), 0,
            plain.blocks(0).value(), all, Pauses{});
    }
    std::uint64_t start(std::size_t of) const { return at.passage->timeline().start(of); }

    Playlist playlist{":memory:"};
    State state;
    Whereabouts at{state, playlist};
    std::vector<EntryId> ids;
};

TEST_F(WhereaboutsTest, OfNothingIsNowhere) {
    state.entry.reset();
    EXPECT_EQ(at.instant(), 0u);
    EXPECT_EQ(at.duration(), 0u);
    EXPECT_EQ(at.code_point(), 0u);
    EXPECT_EQ(at.word(), TextSpan{});
    EXPECT_TRUE(at.place_known());
    EXPECT_FALSE(at.at_hand());
}

// From what is stored: after a restart it says at once where it was.
TEST_F(WhereaboutsTest, OfAStoredPlaceIsWhatWasStoredWithIt) {
    ASSERT_TRUE(playlist.save_place(ids[0], {6, 0.5}, 1'234, Durable::yes));
    state.where = Place{6, 0.5};
    EXPECT_EQ(at.instant(), from_ms(1'234));
    EXPECT_EQ(at.code_point(), 6u);
    EXPECT_EQ(at.duration(), from_ms(5'000));
    EXPECT_TRUE(at.place_known());
    EXPECT_FALSE(at.at_hand());
    cut(ids[0]);
    EXPECT_EQ(at.instant(), from_ms(1'234)) << "more exact than the utterance's start";
}

TEST_F(WhereaboutsTest, OfAnotherPlaceIsKnownOnceItsTextIsAtHand) {
    ASSERT_TRUE(playlist.save_place(ids[0], {6, 0.5}, 1'234, Durable::yes));
    for (const Where& where : {Where(Place{16, 0}), Where(SentenceStart{17})}) {
        state.where = where;
        at.passage.reset();
        EXPECT_FALSE(at.place_known());
        EXPECT_EQ(at.instant(), from_ms(1'234)) << "the last that is known";
        cut(ids[0]);
        EXPECT_TRUE(at.place_known());
        EXPECT_TRUE(at.at_hand());
        EXPECT_EQ(at.utterance(), 2u);
        EXPECT_EQ(at.instant(), start(2));
        EXPECT_EQ(at.duration(), at.passage->timeline().end());
    }
}

TEST_F(WhereaboutsTest, OfATimeIsThatTimeAndItsUtteranceOnceThatIsAtHand) {
    state.where = Instant{1'500};
    EXPECT_TRUE(at.place_known());
    EXPECT_EQ(at.instant(), 1'500u);
    EXPECT_EQ(at.code_point(), 0u) << "not known yet";
    cut(ids[0]);
    EXPECT_EQ(at.instant(), 1'500u);
    EXPECT_EQ(at.code_point(), start(1) <= 1'500 ? 6u : 0u);
    state.where = Instant{start(2) + 1};
    EXPECT_EQ(at.code_point(), 16u);
}

TEST_F(WhereaboutsTest, AsTheSoundSays) {
    cut(ids[0]);
    state.where = Spot{0, 1, 700, {10, 0.25}, 14, start(1) + 700};
    EXPECT_EQ(at.instant(), start(1) + 700);
    EXPECT_EQ(at.code_point(), 10u);
    EXPECT_EQ(at.word(), (TextSpan{10, 14}));
    EXPECT_EQ(at.utterance(), 1u);
    state.where = Spot{0, 9, 0, {16, 0}, 20, 0};
    EXPECT_EQ(at.utterance(), 2u) << "never past the last";
}

// What was cut of one article says nothing of another.
TEST_F(WhereaboutsTest, OfAnotherArticleIsNotWhatIsAtHand) {
    cut(ids[1]);
    EXPECT_TRUE(at.in(ids[1]));
    state.where = SentenceStart{17};
    EXPECT_FALSE(at.at_hand());
    EXPECT_FALSE(at.place_known());
    EXPECT_EQ(at.instant(), 0u);
    EXPECT_EQ(at.duration(), from_ms(5'000));
    state.where = Instant{1'500};
    EXPECT_EQ(at.code_point(), 0u);
}

}  // namespace
}  // namespace vorleser
