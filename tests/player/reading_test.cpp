#include "daemon/player/reading.hpp"

#include <gtest/gtest.h>

namespace vorleser {
namespace {

// Two utterances of 1,000 samples; the tape begins in the middle of the first one.
Tape tape() {
    const std::shared_ptr<const narration::Passage> passage;  // not asked for
    const auto rendering = std::make_shared<Rendering>();
    rendering->marks = {{0, 0}, {300, 4}, {700, 9}};
    rendering->complete = true;
    Tape tape;
    tape.append({passage, 0, 200, 0, rendering, 1000, false});
    tape.append({passage, 1, 0, 800, std::make_shared<Rendering>(), 0, false});
    return tape;
}

TEST(Tape, KnowsWhereTheNextWordBegins) {
    const Tape it = tape();
    EXPECT_EQ(it.next_word(0), 100u);
    EXPECT_EQ(it.next_word(99), 100u);
    EXPECT_EQ(it.next_word(100), 500u);
    EXPECT_EQ(it.next_word(500), 800u) << "the next utterance's";
}

TEST(Tape, DoesNotKnowWhatIsNotSpokenYet) {
    EXPECT_FALSE(Tape{}.next_word(0));
    Tape it;
    it.append(
        {std::shared_ptr<const narration::Passage>(), 0, 0, 0, std::make_shared<Rendering>(), 0, false});
    EXPECT_FALSE(it.next_word(0));
}

TEST(Tape, WhatIsSaidBeforeAnUtteranceIsOneWord) {
    Tape lead_in;
    lead_in.append(
        {std::shared_ptr<const narration::Passage>(), 0, 0, 50, tape().last().rendering, 400, true});
    EXPECT_EQ(lead_in.next_word(60), 450u);
}

}  // namespace
}  // namespace vorleser
