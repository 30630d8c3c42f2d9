// The player's decisions, without sound: tables and random walks.
#include "daemon/player/machine.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace vorleser {
namespace {

template <class E>
const E* find(const Step& step) {
    for (const Effect& effect : step.effects)
        if (const auto* found = std::get_if<E>(&effect)) return found;
    return nullptr;
}

Spot spot(std::uint32_t sample) {
    return {0, 1, sample, {10, 0.5}, 14, 1000 + sample};
}

State playing(EntryId entry) {
    State s;
    s.wish = Wish::play;
    s.entry = entry;
    s.where = spot(100);
    s.generation = 7;
    return s;
}

State with(Wish wish) {
    State s = playing(1);
    s.wish = wish;
    return s;
}

// Every command in every state: what is wished afterwards, and what the listener sees.
TEST(Machine, EveryWishInEveryState) {
    for (const Wish before : {Wish::stop, Wish::pause, Wish::play})
        for (const bool lost : {false, true})
            for (const Wish wanted : {Wish::stop, Wish::pause, Wish::play}) {
                State s = with(before);
                if (lost) s.obstacle = Sentence("no device");
                const Step after = step(s, Want{wanted});
                EXPECT_EQ(after.state.wish, wanted);
                const Status expected = wanted == Wish::stop    ? Status::stopped
                                        : wanted == Wish::pause ? Status::paused
                                        : lost                  ? Status::interrupted
                                                                : Status::playing;
                EXPECT_EQ(status(after.state), expected);
                const auto* audible = find<Audible>(after);
                const bool changes = (wanted == Wish::play) != (before == Wish::play);
                const bool asks_again = wanted == Wish::play && lost;
                EXPECT_EQ(audible != nullptr, changes || asks_again);
                if (audible) {
                    EXPECT_EQ(audible->on, wanted == Wish::play);
                }
            }
}

TEST(Machine, PauseKeepsThePlaceAndSavesItForGood) {
    const Step after = step(playing(1), Want{Wish::pause});
    EXPECT_EQ(after.state.where, Where(spot(100)));
    EXPECT_EQ(after.effects,
              (std::vector<Effect>{Audible{false}, SavePlace{1, spot(100), Durable::yes}, SaveSession{}}));
}

TEST(Machine, StopKeepsThePlaceAndSavesItForGood) {
    const Step after = step(playing(1), Want{Wish::stop});
    EXPECT_EQ(status(after.state), Status::stopped);
    EXPECT_EQ(after.state.where, Where(spot(100)));
    EXPECT_EQ(after.effects,
              (std::vector<Effect>{Audible{false}, SavePlace{1, spot(100), Durable::yes}, SaveSession{}}));
    // What the fade lets be heard still counts, and playing goes on from there.
    const Step faded = step(after.state, Heard{7, 1, spot(110)});
    EXPECT_EQ(faded.state.where, Where(spot(110)));
    EXPECT_FALSE(find<Render>(step(faded.state, Want{Wish::play})));
}

// It was not heard, and nothing is rendered anew: that would meet the same again, for ever.
TEST(Machine, WhatCannotBeReadIsLeftBehindUnheard) {
    State s = playing(1);
    s.where = Place{};
    Step after = step(s, Skipped{7, 2, Place{5, 0}});
    EXPECT_EQ(after.state.entry, 2);
    EXPECT_EQ(status(after.state), Status::playing);
    EXPECT_EQ(after.state.generation, 7);
    EXPECT_FALSE(find<MarkHeard>(after));
    EXPECT_TRUE(find<SaveSession>(after));
    after = step(s, Skipped{7, {}, {}});
    EXPECT_EQ(after.state.entry, 1);
    EXPECT_EQ(status(after.state), Status::stopped);
    EXPECT_EQ(after.state.generation, 7);
    EXPECT_FALSE(find<MarkHeard>(after));
    EXPECT_FALSE(find<Render>(after));
}

TEST(Machine, HeardMovesThePlaceAndIsSavedSoon) {
    const Step after = step(playing(1), Heard{7, 1, spot(200)});
    EXPECT_EQ(after.state.where, Where(spot(200)));
    EXPECT_EQ(after.effects, (std::vector<Effect>{SavePlace{1, spot(200), Durable::soon}}));
}

// What was under way before a jump changes nothing.
TEST(Machine, StaleNewsChangesNothing) {
    const State s = playing(1);
    for (const Input& stale : {Input(Heard{6, 1, spot(5)}), Input(Heard{6, 2, spot(5)}), Input(Finished{6}),
                               Input(Skipped{6, 2, {}})}) {
        const Step after = step(s, stale);
        EXPECT_EQ(after.state, s);
        EXPECT_TRUE(after.effects.empty());
    }
}

TEST(Machine, TheNextArticleOnTheTapeMarksTheOneBeforeAsHeard) {
    const Step after = step(playing(1), Heard{7, 2, spot(0)});
    EXPECT_EQ(after.state.entry, 2);
    EXPECT_EQ(after.state.generation, 7);  // gapless: nothing is rendered anew
    ASSERT_TRUE(find<MarkHeard>(after));
    EXPECT_EQ(find<MarkHeard>(after)->entry, 1);
    EXPECT_FALSE(find<Render>(after));
    EXPECT_TRUE(find<SaveSession>(after));
}

TEST(Machine, TheEndOfTheListStopsAtTheStartOfTheLastArticle) {
    const Step after = step(playing(1), Finished{7});
    EXPECT_EQ(status(after.state), Status::stopped);
    EXPECT_EQ(after.state.where, Where(Place{}));
    EXPECT_EQ(find<MarkHeard>(after)->entry, 1);
    EXPECT_FALSE(find<Audible>(after)->on);
}

TEST(Machine, AnInterruptedArticleIsReturnedToAndOnlyWhenItWasPlaying) {
    const Step after = step(playing(1), Jump{2, Place{}, Wish::play, true});
    EXPECT_EQ(after.state.return_to, std::vector<EntryId>{1});
    EXPECT_EQ(*find<SavePlace>(after), (SavePlace{1, spot(100), Durable::yes}));
    // The tape goes back to it by itself.
    EXPECT_TRUE(step(after.state, Heard{8, 1, spot(100)}).state.return_to.empty());
    EXPECT_TRUE(step(with(Wish::pause), Jump{2, Place{}, Wish::play, true}).state.return_to.empty());
    EXPECT_TRUE(step(playing(1), Jump{1, Place{}, Wish::play, true}).state.return_to.empty());
}

TEST(Machine, InterruptionsNest) {
    State s = step(playing(1), Jump{2, Place{}, Wish::play, true}).state;
    s = step(s, Jump{3, Place{}, Wish::play, true}).state;
    EXPECT_EQ(s.return_to, (std::vector<EntryId>{1, 2}));
    EXPECT_EQ(step(s, Forgotten{2}).state.return_to, std::vector<EntryId>{1});
    // Going to one of them by hand takes it off.
    EXPECT_EQ(step(s, Jump{1, Place{}, {}}).state.return_to, std::vector<EntryId>{2});
}

TEST(Machine, AJumpWhilePausedStaysPaused) {
    const Step after = step(with(Wish::pause), Jump{1, Instant{5000}, {}});
    EXPECT_EQ(status(after.state), Status::paused);
    EXPECT_FALSE(find<Audible>(after));
    EXPECT_EQ(find<Render>(after)->generation, 8);
}

TEST(Machine, ALostDeviceInterruptsAndItsReturnGoesOn) {
    Step after = step(playing(1), Obstacle{Sentence("the sound server ended")});
    EXPECT_EQ(status(after.state), Status::interrupted);
    EXPECT_EQ(after.state.where, Where(spot(100)));
    after = step(after.state, Obstacle{});
    EXPECT_EQ(status(after.state), Status::playing);
    EXPECT_FALSE(find<Render>(after));  // what is in the pipe is what comes next
}

TEST(Machine, LostWhilePausedAndBackWhileStoppedNeedsNothing) {
    State s = step(with(Wish::pause), Obstacle{Sentence("gone")}).state;
    EXPECT_EQ(status(s), Status::paused);
    s = step(s, Want{Wish::stop}).state;
    EXPECT_EQ(status(step(s, Obstacle{}).state), Status::stopped);
}

TEST(Machine, RemovingTheCurrentGoesOnWithItsSuccessor) {
    Step after = step(playing(1), Vanished{2, Place{3, 0.25}});
    EXPECT_EQ(status(after.state), Status::playing);
    EXPECT_EQ(*find<Render>(after), (Render{2, Place{3, 0.25}, 8}));
    for (const Effect& effect : after.effects)
        if (const auto* save = std::get_if<SavePlace>(&effect)) {
            EXPECT_NE(save->entry, 1);  // it is gone
        }
    after = step(playing(1), Vanished{});
    EXPECT_EQ(status(after.state), Status::stopped);
    EXPECT_FALSE(after.state.entry);
    EXPECT_TRUE(find<Silence>(after));
}

// Not an obstacle of the device, which is given back meanwhile.
TEST(Machine, WithoutSpeechTheDeviceIsGivenBackUntilThereIsSpeechAgain) {
    const Step silent = step(playing(1), Speechless{Sentence("no process")});
    EXPECT_EQ(status(silent.state), Status::interrupted);
    EXPECT_EQ(silent.state.wish, Wish::play);
    EXPECT_EQ(silent.effects, (std::vector<Effect>{Audible{false}}));
    const Step again = step(silent.state, Speechless{});
    EXPECT_EQ(status(again.state), Status::playing);
    EXPECT_EQ(again.effects, (std::vector<Effect>{Audible{true}}));
    const Step asked = step(silent.state, Want{Wish::play});
    EXPECT_FALSE(find<Audible>(asked)) << "there is nothing to hear yet";
    State lost = silent.state;
    lost.obstacle = Sentence("no device");
    EXPECT_FALSE(find<Audible>(step(lost, Want{Wish::play})));
}

TEST(Machine, WithoutSpeechWhilePausedNothingChanges) {
    const Step silent = step(with(Wish::pause), Speechless{Sentence("no process")});
    EXPECT_EQ(status(silent.state), Status::paused);
    EXPECT_TRUE(silent.effects.empty());
}

TEST(Machine, TheFadeAfterTheEndMovesNothing) {
    State ended = step(playing(1), Finished{7}).state;
    EXPECT_EQ(step(ended, Heard{ended.generation, 1, spot(3)}).state, ended);
}

TEST(Machine, WhatIsSkippedWithoutASuccessorStopsWhereItIs) {
    const Step after = step(playing(1), Skipped{7, {}, {}});
    EXPECT_EQ(after.state.entry, 1);
    EXPECT_EQ(after.state.where, playing(1).where);
    EXPECT_EQ(after.state.generation, 7) << "reading went past it already";
    EXPECT_EQ(status(after.state), Status::stopped);
    EXPECT_FALSE(find<MarkHeard>(after));
}

TEST(Machine, OfNothingNothingIsHeard) {
    for (const Input& input :
         {Input(Heard{0, 1, spot(1)}), Input(Finished{0}), Input(Skipped{0, 2, Place{}})}) {
        const Step after = step(State{}, input);
        EXPECT_EQ(after.state, State{});
        EXPECT_TRUE(after.effects.empty());
    }
}

// 200,000 random inputs: nothing starts to play by itself, nothing stale is believed, effects match.
TEST(Machine, RandomWalkKeepsTheInvariants) {
    const auto seed = std::random_device{}();
    RecordProperty("seed", std::to_string(seed));
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    State s;
    std::uint16_t rendered = 0;  // the generation of the last Render or Silence
    bool audible = false;
    for (int i = 0; i < 200'000; ++i) {
        const auto generation = static_cast<std::uint16_t>(s.generation - below(2));
        const EntryId entry = 1 + below(5);
        Input input = Rerender{};
        switch (below(10)) {
            case 0:
                input = Want{static_cast<Wish>(below(3))};
                break;
            case 1: {
                Jump jump{entry, spot(below(9)), {}, below(2) == 0};
                if (below(2)) jump.wish = Wish::play;
                input = jump;
                break;
            }
            case 2:
                input = below(2) ? Vanished{} : Vanished{entry, Place{}};
                break;
            case 3:
                input = Forgotten{entry};
                break;
            case 4:
                input = Obstacle{below(2) ? std::optional<Sentence>(Sentence("lost")) : std::nullopt};
                break;
            case 5:
                input = Heard{generation, entry, spot(below(1000))};
                break;
            case 6:
                input = Finished{generation};
                break;
            case 7:
                input = below(2) ? Skipped{generation, entry, Place{}} : Skipped{generation, {}, {}};
                break;
            case 8:
                input = Speechless{below(2) ? std::optional<Sentence>(Sentence("no process")) : std::nullopt};
                break;
            default:
                break;
        }
        const Step after = step(s, input);
        const State& n = after.state;
        if (n.wish == Wish::play && s.wish != Wish::play) {
            const auto* want = std::get_if<Want>(&input);
            const auto* jump = std::get_if<Jump>(&input);
            ASSERT_TRUE((want && want->wish == Wish::play) || (jump && jump->wish == Wish::play));
        }
        for (const Effect& effect : after.effects) {
            if (const auto* render = std::get_if<Render>(&effect)) {
                rendered = render->generation;
                ASSERT_EQ(render->entry, n.entry);
            }
            if (const auto* silence = std::get_if<Silence>(&effect)) rendered = silence->generation;
            if (const auto* a = std::get_if<Audible>(&effect)) audible = a->on;
        }
        ASSERT_EQ(rendered, n.generation) << "what is in the pipe is what is wanted";
        ASSERT_EQ(audible, n.wish == Wish::play && !n.speechless);
        if (n.entry) {
            ASSERT_EQ(std::count(n.return_to.begin(), n.return_to.end(), *n.entry), 0);
        }
        if (std::holds_alternative<Heard>(input) && std::get<Heard>(input).generation != s.generation) {
            ASSERT_EQ(n, s);
        }
        s = n;
    }
}

}  // namespace
}  // namespace vorleser
