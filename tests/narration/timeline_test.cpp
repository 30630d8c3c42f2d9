#include "daemon/narration/timeline.hpp"

#include <gtest/gtest.h>

namespace vorleser::narration {
namespace {

Utterance utterance(std::uint32_t begin, std::uint32_t end, BlockKind kind, Boundary boundary) {
    return {"ein Wort", begin, end, kind, boundary, {{0, begin, begin + 3}, {4, begin + 4, end}}};
}

std::vector<Utterance> article() {
    return {utterance(0, 8, BlockKind::title, Boundary::block),
            utterance(10, 18, BlockKind::paragraph, Boundary::sentence),
            utterance(19, 27, BlockKind::paragraph, Boundary::block),
            utterance(29, 37, BlockKind::heading, Boundary::block),
            utterance(39, 47, BlockKind::paragraph, Boundary::block)};
}

TEST(Timeline, PausesFollowFromWhatEndsAndWhatComes) {
    const Pauses pauses{.clause = 1,
                        .quotation = 5,
                        .sentence = 20,
                        .paragraph = 300,
                        .heading = 400,
                        .before_heading = 500,
                        .title = 600,
                        .teaser = 700,
                        .article = 800};
    const auto all = article();
    EXPECT_EQ(pause_after(pauses, all[0], all[1].kind), from_ms(600));
    EXPECT_EQ(pause_after(pauses, all[1], all[2].kind), from_ms(20));
    EXPECT_EQ(pause_after(pauses, utterance(19, 27, BlockKind::paragraph, Boundary::quotation), all[3].kind),
              from_ms(5));
    EXPECT_EQ(pause_after(pauses, utterance(19, 27, BlockKind::paragraph, Boundary::clause), all[3].kind),
              from_ms(1));
    EXPECT_EQ(pause_after(pauses, all[2], all[3].kind), from_ms(500));
    EXPECT_EQ(pause_after(pauses, all[3], all[4].kind), from_ms(400));
    EXPECT_EQ(pause_after(pauses, all[4], {}), from_ms(800));
}

TEST(Timeline, MeasuredLengthsMakeItExact) {
    const std::vector<std::uint32_t> lengths{1000, 2000, 3000, 4000, 5000};
    const auto all = article();
    const Timeline timeline(all, Pauses{}, lengths, {.start = 70, .estimated = 1});
    EXPECT_TRUE(timeline.exact());
    std::uint64_t sum = 70;
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(timeline.start(i), sum);
        sum += lengths[i] + timeline.pause(i);
    }
    EXPECT_EQ(timeline.end(), sum);
    EXPECT_FALSE(Timeline(all, Pauses{}, {}, {}).exact());
    EXPECT_FALSE(Timeline(all, Pauses{}, std::span(lengths).first(2), {}).exact());
}

// Each utterance gets of the estimate what it has of the text, and the last ends where the next part begins.
TEST(Timeline, EstimatesFillTheStretch) {
    const Timeline timeline(article(), Pauses{}, {}, {.start = 1000, .estimated = 4700});
    EXPECT_EQ(timeline.start(0), 1000u);
    EXPECT_EQ(timeline.start(2), 1000u + 18 * 100);
    EXPECT_EQ(timeline.end(), 5700u);
}

// It takes no time and has no pause.
TEST(Timeline, WhatCannotBeSpokenIsSkipped) {
    const std::vector<std::uint32_t> lengths{1000, unspeakable, 0, 4000, 5000};
    const Timeline timeline(article(), Pauses{}, lengths, {});
    EXPECT_FALSE(timeline.speakable(1));
    EXPECT_TRUE(timeline.speakable(2)) << "nothing to hear, but a pause";
    EXPECT_EQ(timeline.start(1), timeline.start(2));
    EXPECT_GT(timeline.start(3), timeline.start(2));
}

// Every sample is found in the utterance that holds it, also at both ends of each.
TEST(Timeline, LocateInvertsStart) {
    const std::vector<std::uint32_t> lengths{10, 0, 30, 1, 5};
    const Timeline timeline(article(), Pauses{}, lengths, {.start = 70});
    for (std::uint64_t at = 70; at < timeline.end(); ++at) {
        const auto point = timeline.locate(at);
        ASSERT_EQ(timeline.start(point.utterance) + point.sample, at);
        ASSERT_LT(point.sample, lengths[point.utterance] + timeline.pause(point.utterance));
    }
    EXPECT_EQ(timeline.locate(UINT64_MAX).utterance, 4u);
    EXPECT_EQ(timeline.locate(3).utterance, 0u);
    EXPECT_EQ(timeline.locate(3).sample, 0u);
    EXPECT_EQ(Timeline({}, Pauses{}, {}, {}).locate(5).utterance, 0u);
}

TEST(Timeline, MillisecondsThereAndBack) {
    for (const std::int64_t ms : {0, 1, 39, 1000, 211'000, 100'000'000}) EXPECT_EQ(to_ms(from_ms(ms)), ms);
    EXPECT_EQ(from_ms(-5), 0u);
}

TEST(Timeline, ACodePointBelongsToTheUtteranceThatHoldsItOrTheNext) {
    const auto all = article();
    EXPECT_EQ(utterance_at(all, 0), 0u);
    EXPECT_EQ(utterance_at(all, 8), 1u);  // the blank line between two blocks
    EXPECT_EQ(utterance_at(all, 18), 2u);
    EXPECT_EQ(utterance_at(all, 46), 4u);
    EXPECT_EQ(utterance_at(all, 4000), 4u);
}

// A place stored as a word and a fraction of it leads back to the very sample.
TEST(Timeline, PlaceAndSampleAreTheSame) {
    const Utterance u{"Open AI sagt es",
                      100,
                      113,
                      BlockKind::paragraph,
                      Boundary::sentence,
                      {{0, 100, 106}, {8, 107, 111}, {13, 112, 114}}};
    // The first word has two marks, as «ChatGPT» does.
    const std::vector<Mark> marks{{0, 0}, {3000, 5}, {9000, 8}, {20'001, 13}};
    constexpr std::uint32_t total = 40'003;
    for (std::uint32_t sample = 0; sample < total; sample += 7) {
        const Spot spot = spot_at(u, marks, total, sample);
        ASSERT_EQ(sample_of(u, marks, total, spot.place), sample);
    }
    EXPECT_EQ(spot_at(u, marks, total, 8999).place.code_point, 100u);
    EXPECT_EQ(spot_at(u, marks, total, 9000).place, (Place{107, 0}));
    EXPECT_EQ(spot_at(u, marks, total, 39'999).word_end, 114u);
    // Another voice: the same fraction of the same word, elsewhere in time.
    const std::vector<Mark> slower{{0, 0}, {6000, 5}, {18'000, 8}, {40'002, 13}};
    EXPECT_EQ(sample_of(u, slower, 80'006, spot_at(u, marks, total, 9000).place), 18'000u);
    // The word is gone after an edit: where the one before it ends up.
    EXPECT_EQ(sample_of(u, marks, total, Place{109, 0.5}), 9000u);
}

TEST(Timeline, AnUtteranceWithoutASoundHasAPlaceToo) {
    const Utterance u{"…", 5, 6, BlockKind::paragraph, Boundary::sentence, {{0, 5, 6}}};
    const std::vector<Mark> marks{{0, 0}};
    EXPECT_EQ(spot_at(u, marks, 0, 0).place.code_point, 5u);
    EXPECT_EQ(sample_of(u, marks, 100, spot_at(u, marks, 100, 50).place), 50u);
}

}  // namespace
}  // namespace vorleser::narration
