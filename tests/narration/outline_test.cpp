#include "daemon/narration/outline.hpp"

#include <gtest/gtest.h>

namespace vorleser::narration {
namespace {

// Paragraphs of some 1,000 bytes each, with umlauts, so that bytes and code points differ.
Article article(int paragraphs) {
    Article a{.title = "Über Züge", .teaser = "Kurz gesagt.", .language = "de"};
    for (int i = 0; i < paragraphs; ++i) {
        std::string text = "Absatz Nummer " + std::to_string(i) + ".";
        while (text.size() < 1000) text += " Größere Züge führen über Köln.";
        a.body.push_back({i % 10 == 9 ? BlockKind::heading : BlockKind::paragraph, text});
    }
    return a;
}

// Each block as one utterance of one word.
std::vector<Utterance> cut(const std::vector<PlacedBlock>& blocks) {
    std::vector<Utterance> all;
    for (const PlacedBlock& b : blocks)
        all.push_back({"wort", b.begin, b.end, b.block.kind, Boundary::block, {{0, b.begin, b.end}}});
    return all;
}

Passage passage_of(const std::shared_ptr<const Outline>& outline, std::size_t part,
                   const Pauses& pauses = {}) {
    // The worker knows nothing of the parts before it.
    auto utterances = cut(placed_blocks(blocks_of(outline->text(part).value()).value(), 0));
    return {outline, part, outline->blocks(part).value(), std::move(utterances), pauses};
}

TEST(Outline, AnOrdinaryArticleIsOnePart) {
    const Outline outline(7, stored(article(10)));
    ASSERT_EQ(outline.parts(), 1u);
    EXPECT_EQ(outline.entry(), 7);
    EXPECT_EQ(outline.blocks(0).value(), placed_blocks(article(10)));
    EXPECT_EQ(Outline(7, StoredArticle{}).parts(), 0u);
    EXPECT_EQ(Outline(7, StoredArticle{}).total(), 0u);
    EXPECT_EQ(Outline(7, StoredArticle{}).end(), 0u);
}

// Nothing is left out and nothing doubled, and every part begins where the one before ends.
TEST(Outline, PartsAreTheWholeArticle) {
    const auto outline = std::make_shared<const Outline>(1, stored(article(100)));
    ASSERT_GT(outline->parts(), 5u);
    std::vector<Utterance> all;
    for (std::size_t part = 0; part < outline->parts(); ++part) {
        const Passage passage = passage_of(outline, part);
        EXPECT_EQ(passage.utterances().front().begin, outline->begin(part));
        EXPECT_EQ(passage.timeline().start(0), outline->start(part));
        EXPECT_EQ(passage.timeline().end(), outline->start(part + 1));
        for (std::size_t i = 0; i < passage.utterances().size(); ++i) {
            const Utterance& u = passage.utterances()[i];
            EXPECT_EQ(outline->part_at(u.begin), part);
            EXPECT_EQ(outline->part_at(u.end - 1), part);
            EXPECT_EQ(outline->part_at_sample(passage.timeline().start(i)), part);
            EXPECT_EQ(u.words[0].end, u.end);
            EXPECT_EQ(passage.written(i), placed_blocks(article(100))[all.size()].block.text);
            all.push_back(u);
        }
    }
    EXPECT_EQ(all, cut(placed_blocks(article(100))));
    EXPECT_EQ(outline->end(), all.back().end);
    EXPECT_EQ(outline->part_at(UINT32_MAX), outline->parts() - 1);
    EXPECT_EQ(outline->part_at_sample(UINT64_MAX), outline->parts() - 1);
}

TEST(Outline, WhatWasMeasuredMakesItExact) {
    const Outline estimated(1, stored(article(100)));
    EXPECT_FALSE(estimated.exact());
    std::vector<PartLengths> lengths;
    for (std::size_t part = 0; part < estimated.parts(); ++part)
        lengths.push_back({1000 * (part + 1), std::vector<std::uint32_t>(estimated.blocks(part)->size(), 9)});
    const auto exact = std::make_shared<const Outline>(estimated, lengths);
    EXPECT_TRUE(exact->exact());
    EXPECT_EQ(exact->start(2), 3000u);
    const Passage before = passage_of(std::make_shared<const Outline>(estimated), 2);
    EXPECT_FALSE(before.timeline().exact());
    const Passage after(before, exact);
    EXPECT_TRUE(after.timeline().exact());
    EXPECT_EQ(after.timeline().start(0), 3000u);
    EXPECT_EQ(after.utterances(), before.utterances());
    // Measured by other rules: another number of parts.
    lengths.pop_back();
    EXPECT_FALSE(Outline(estimated, lengths).exact());
}

// The pause before a heading does not depend on where a part ends.
TEST(Outline, ThePauseAtAPartsEndKnowsWhatFollows) {
    Article a{.title = "Titel"};
    a.body.assign(2, {BlockKind::paragraph, std::string(part_bytes - 10, 'a')});
    a.body.push_back({BlockKind::heading, "Zwischentitel"});
    const auto outline = std::make_shared<const Outline>(1, stored(a));
    ASSERT_EQ(outline->parts(), 3u);
    const Pauses pauses;
    const auto last_pause = [&](std::size_t part) {
        const Passage passage = passage_of(outline, part, pauses);
        return passage.timeline().pause(passage.utterances().size() - 1);
    };
    EXPECT_EQ(last_pause(0), from_ms(pauses.paragraph));
    EXPECT_EQ(last_pause(1), from_ms(pauses.before_heading));
    EXPECT_EQ(last_pause(2), from_ms(pauses.article));
}

TEST(Outline, LengthsTravelAsNumbers) {
    const std::vector<PartLengths> parts{{5'000'000'000, {1, unspeakable, 0}}, {0, {}}, {7, {7}}};
    const auto numbers = to_numbers(parts);
    EXPECT_EQ(lengths_from_numbers(numbers), parts);
    EXPECT_EQ(lengths_from_numbers({}), std::vector<PartLengths>{});
    for (std::size_t n = 1; n < numbers.size(); ++n) {
        const auto some = lengths_from_numbers(std::span(numbers).first(n));
        EXPECT_TRUE(!some || some->size() < parts.size());
    }
    EXPECT_EQ(lengths_from_numbers(std::vector<std::uint32_t>{3, 0, 0, 1, 2}), std::nullopt);
    EXPECT_EQ(lengths_from_numbers(std::vector<std::uint32_t>{UINT32_MAX, 0, 0}), std::nullopt);
}

}  // namespace
}  // namespace vorleser::narration
