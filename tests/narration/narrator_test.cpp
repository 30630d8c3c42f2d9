// The teller with the daemon's own worker, without a list and without sound.
#include "daemon/narration/narrator.hpp"

#include <cstdlib>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "daemon/narration/navigation.hpp"
#include "tests/faults/faults.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::narration {
namespace {

namespace asio = boost::asio;

const std::string first_sentence = "Am Morgen fuhr der erste Zug seit Wochen wieder über die alte Brücke.";
const std::string faulty_sentence = "Nur das Meerschwein saß noch immer auf dem Gleis und fraß.";
const std::string last_sentence = "Nun fahren die Wagen stündlich.";

Article article() {
    return {.title = "Der Zug",
            .language = "de",
            .body = {{BlockKind::paragraph, first_sentence + " " + faulty_sentence},
                     {BlockKind::paragraph, last_sentence}}};
}

// What a listener got.
struct Told {
    std::vector<Piece> pieces;
    std::optional<Error> error;

    std::vector<std::int16_t> samples() const {
        std::vector<std::int16_t> all;
        for (const Piece& piece : pieces) {
            std::vector<std::int16_t> one = piece.sound->samples;
            if (!piece.unspeakable) one.resize(one.size() + piece.pause);
            all.insert(all.end(), one.begin() + std::min<std::ptrdiff_t>(piece.first, std::ssize(one)),
                       one.end());
        }
        return all;
    }
};

asio::awaitable<Told> listen(
    Narrator narrator, std::function<void()> each = [] {}) {
    Told told;
    for (;;) {
        auto piece = co_await narrator.next();
        if (!piece) told.error = piece.error();
        if (!piece || !*piece) break;
        const auto spoken = co_await narrator.speak(**piece);
        if (!spoken) told.error = spoken.error();
        if (!spoken) break;
        told.pieces.push_back(std::move(**piece));
        each();
    }
    co_return told;
}

class NarratorTest : public testing::Test {
 protected:
    template <class T>
    T run(asio::awaitable<T> work) {
        return test::run(loop, std::move(work));
    }
    void turn_until(const std::function<bool()>& happened) { test::turn_until(loop, happened); }

    static WorkerConfig config() {
        WorkerConfig config{VORLESER_BINARY_DIR "/daemon/vorleserd",
                            {VORLESER_BINARY_DIR "/share/vorleser/voices"},
                            VoiceProfile{}};
        config.voice.espeak = config.voice.language = "de";
        return config;
    }

    Reader reader(const WorkerConfig& with = config()) {
        return {std::make_shared<Worker>(loop.get_executor(), with), with.voice};
    }

    static std::shared_ptr<const Outline> outline(const Article& of = article()) {
        return std::make_shared<const Outline>(1, stored(of));
    }

    asio::io_context loop;
};

TEST_F(NarratorTest, TellsTheWholeArticleInOrder) {
    const auto told = run(listen({reader(), outline(), Place{}, Lane::narration}));
    EXPECT_FALSE(told.error);
    ASSERT_EQ(told.pieces.size(), 4u);
    std::vector<std::string> written;
    for (const Piece& piece : told.pieces) {
        written.push_back(piece.passage->written(piece.index));
        EXPECT_FALSE(piece.unspeakable);
        EXPECT_EQ(piece.first, 0u);
        EXPECT_TRUE(piece.sound->complete);
        EXPECT_EQ(piece.samples, piece.sound->samples.size());
        EXPECT_GT(piece.samples, 2000u);
        EXPECT_FALSE(piece.sound->marks.empty());
        EXPECT_LT(piece.begin, piece.end);
        EXPECT_EQ(piece.pause, piece.passage->timeline().pause(piece.index));
        EXPECT_GT(piece.pause, 0u);
    }
    EXPECT_EQ(written, (std::vector<std::string>{"Der Zug", first_sentence, faulty_sentence, last_sentence}));
}

// Also where it was measured: lengths that are given before are those that come.
TEST_F(NarratorTest, TellsTheSameInEveryLaneAndMeasuresWhatItTells) {
    const Reader who = reader();
    const auto told = run(listen({who, outline(), Place{}, Lane::narration}));
    const auto heard = run(listen({who, outline(), Place{}, Lane::playback}));
    EXPECT_EQ(told.samples(), heard.samples());
    Narrator measurer(who, outline(), Place{}, Lane::background);
    for (const Piece& expected : told.pieces) {
        auto piece = run(measurer.next());
        ASSERT_TRUE(piece && *piece);
        ASSERT_TRUE(run(measurer.measure(**piece)));
        EXPECT_EQ((*piece)->samples, expected.samples);
        EXPECT_TRUE((*piece)->sound->samples.empty());
        ASSERT_EQ((*piece)->sound->marks.size(), expected.sound->marks.size());
        EXPECT_EQ((*piece)->sound->marks.back().sample, expected.sound->marks.back().sample);
    }
    const auto end = run(measurer.next());
    EXPECT_TRUE(end && !*end);
}

// From each word, from amid one, and from a time: what is heard is the rest of the whole, to the sample.
TEST_F(NarratorTest, BeginsWhereItIsAsked) {
    const Reader who = reader();
    const auto whole = run(listen({who, outline(), Place{}, Lane::narration}));
    const auto all = whole.samples();
    const auto is_rest = [&](const Told& told, std::size_t from) {
        const auto rest = told.samples();
        return rest.size() == all.size() - from &&
               std::equal(rest.begin(), rest.end(), all.begin() + static_cast<std::ptrdiff_t>(from));
    };
    std::uint32_t start = 0;
    std::vector<PartLengths> lengths(1);
    for (const Piece& piece : whole.pieces) {
        lengths[0].samples.push_back(piece.samples);
        lengths[0].total += piece.samples + piece.pause;
    }
    const auto measured = std::make_shared<const Outline>(*outline(), lengths);
    for (const Piece& piece : whole.pieces) {
        const auto total = piece.samples + piece.pause;
        for (const std::uint32_t sample : {total / 3, total - 10}) {
            const Spot spot = spot_at(piece.utterance(), piece.sound->marks, total, sample);
            EXPECT_TRUE(is_rest(run(listen({who, outline(), spot.place, Lane::narration})), start + sample))
                << piece.index << " " << sample;
            EXPECT_TRUE(is_rest(run(listen({who, measured, Instant{start + sample}, Lane::narration})),
                                start + sample));
        }
        EXPECT_TRUE(
            is_rest(run(listen({who, outline(), SentenceStart{piece.begin + 1}, Lane::narration})), start));
        start += total;
    }
    EXPECT_EQ(run(listen({who, outline(), Place{UINT32_MAX, 0}, Lane::narration})).pieces.size(), 1u);
}

// A part is cut when it is come to; each piece follows the one before, over the parts' borders, too.
TEST_F(NarratorTest, CutsPartAfterPart) {
    Article longer{.language = "de"};
    for (int i = 0; i < 40; ++i)
        longer.body.push_back({BlockKind::paragraph, "Wort.\n" + std::string(1000, ' ') + "Ende."});
    const auto parts = outline(longer);
    ASSERT_GT(parts->parts(), 2u);
    Narrator narrator(reader(), parts, Instant{parts->start(1) + 1}, Lane::narration);
    std::uint32_t end = parts->begin(1);
    std::size_t part = 1, utterances = 0;
    for (;;) {
        const auto piece = run(narrator.next());
        ASSERT_TRUE(piece);
        if (!*piece) break;
        if ((*piece)->passage->part() != part) {
            EXPECT_EQ((*piece)->passage->part(), ++part);
            EXPECT_EQ(utterances, 0u) << "some of the part before were left out";
        }
        utterances = (*piece)->passage->utterances().size() - 1 - (*piece)->index;
        EXPECT_GE((*piece)->begin, end);
        end = (*piece)->end;
    }
    EXPECT_EQ(part, parts->parts() - 1);
    EXPECT_EQ(end, parts->end());
    const auto still = run(narrator.next());
    EXPECT_TRUE(still && !*still);
}

// Over the parts' borders, both ways, and past those that say nothing.
TEST_F(NarratorTest, FindsSentencesAndParagraphsOverTheParts) {
    Article longer{.language = "de"};
    const std::string silent = std::string(part_bytes, ' ') + "…";
    for (int i = 0; i < 3; ++i) {
        longer.body.push_back({BlockKind::heading, "Teil " + std::to_string(i)});
        longer.body.push_back({BlockKind::paragraph, "Erster Satz. Zweiter Satz."});
        longer.body.push_back({BlockKind::paragraph, silent});
    }
    const auto whole = outline(longer);
    ASSERT_GE(whole->parts(), 5u);
    const Reader who = reader();
    const auto first = run(cut(who, whole, 0, Lane::narration));
    ASSERT_TRUE(first);
    // From the start on, `by` at a time: what stands where it leads.
    const auto found = [&](std::shared_ptr<const Passage> from, std::size_t utterance, Unit unit, int by,
                           std::uint64_t later = 0) -> std::string {
        const auto there =
            run(find_unit(who, from, utterance, from->timeline().start(utterance) + later, unit, by));
        if (!there)
            return there.error().kind == ErrorKind::conflict ? "none" : std::string(there.error().message);
        return there->passage->written(there->utterance);
    };
    const std::vector<std::string> sentences{"Teil 0", "Erster Satz.", "Zweiter Satz.",
                                             "Teil 1", "Erster Satz.", "Zweiter Satz.",
                                             "Teil 2", "Erster Satz.", "Zweiter Satz."};
    for (int by = 0; by < 9; ++by)
        EXPECT_EQ(found(*first, 0, Unit::sentence, by), sentences[static_cast<std::size_t>(by)]) << by;
    EXPECT_EQ(found(*first, 0, Unit::sentence, 9), "none");
    EXPECT_EQ(found(*first, 0, Unit::sentence, -1), "Teil 0") << "as far back as it goes";
    EXPECT_EQ(found(*first, 1, Unit::paragraph, +1), "Teil 1");
    EXPECT_EQ(found(*first, 1, Unit::heading, +2), "Teil 2");
    EXPECT_EQ(found(*first, 1, Unit::heading, +3), "none");
    const auto last = run(find_unit(who, *first, 0, 0, Unit::sentence, 8));
    ASSERT_TRUE(last);
    EXPECT_EQ(last->passage->part(), whole->part_at(last->passage->utterances()[last->utterance].begin));
    for (int by = 0; by < 9; ++by)
        EXPECT_EQ(found(last->passage, last->utterance, Unit::sentence, -by),
                  sentences[static_cast<std::size_t>(8 - by)])
            << by;
    EXPECT_EQ(found(last->passage, last->utterance, Unit::heading, -2), "Teil 1");
    EXPECT_EQ(found(last->passage, last->utterance, Unit::heading, 0), "Teil 2");
    // More than two seconds after its start, back is to its start.
    const auto later = from_ms(2'500);
    EXPECT_EQ(found(last->passage, last->utterance, Unit::sentence, -1, later), "Zweiter Satz.");
    EXPECT_EQ(found(last->passage, last->utterance, Unit::heading, -1, later), "Teil 2");
    EXPECT_EQ(found(last->passage, last->utterance, Unit::sentence, -2, later), "Erster Satz.");
}

// Of this process, which the workers inherit, while it lives.
struct Inherited {
    explicit Inherited(test::Environment of) : values(std::move(of)) {
        for (const auto& [name, value] : values) setenv(name.c_str(), value.c_str(), 1);
    }
    ~Inherited() {
        for (const auto& [name, value] : values) unsetenv(name.c_str());
    }
    test::Environment values;
};

// Whatever makes it fail: the others are told, and why it is missing.
TEST_F(NarratorTest, WhatCannotBeSpokenIsAPieceThatSaysSo) {
    test::Faults faults;
    const test::TemporaryDirectory directory;
    std::string("Meerschwein").copy(faults.page().sentence, sizeof faults.page().sentence - 1);
    const Inherited environment(
        faults.environment({{"XDG_STATE_HOME", directory.path()}, {"XDG_RUNTIME_DIR", directory.path()}}));
    const Reader who = reader();
    ASSERT_TRUE(run(who.worker->start()));
    faults.page().child_fault = test::ChildFault::crash;
    const auto told = run(listen({who, outline(), Place{}, Lane::narration}));
    EXPECT_FALSE(told.error);
    ASSERT_EQ(told.pieces.size(), 4u);
    for (const Piece& piece : told.pieces) EXPECT_EQ(piece.unspeakable.has_value(), piece.index == 2);
    ASSERT_TRUE(told.pieces[2].unspeakable);
    EXPECT_EQ(told.pieces[2].unspeakable->kind, ErrorKind::engine);
    // Known to be so, it is not tried again.
    const int tries = faults.page().child_faults;
    EXPECT_EQ(tries, 2);
    const std::vector<PartLengths> lengths{{0, {100, 100, unspeakable, 100}}};
    const auto measured = std::make_shared<const Outline>(*outline(), lengths);
    const auto again = run(listen({who, measured, Place{}, Lane::narration}));
    ASSERT_EQ(again.pieces.size(), 4u);
    EXPECT_TRUE(again.pieces[2].unspeakable);
    EXPECT_EQ(faults.page().child_faults, tries);
}

// Whoever edits it: what was told so far is of one text, and what follows would be of another.
TEST_F(NarratorTest, AnotherTextIsAnErrorAndNoPiece) {
    Article two = article();
    two.body.push_back({BlockKind::paragraph, std::string(part_bytes, 'x')});
    const StoredArticle parts = stored(two);
    ASSERT_EQ(parts.parts.size(), 2u);
    const auto read = [&](std::size_t part) -> Result<std::string> {
        if (part == 0) return parts.parts[0].text;
        return Error(ErrorKind::conflict, "the text was changed");
    };
    const std::vector<PartSize> sizes{parts.parts[0].size, parts.parts[1].size};
    const auto told = run(
        listen({reader(), std::make_shared<const Outline>(1, "de", sizes, read), Place{}, Lane::narration}));
    EXPECT_EQ(told.pieces.size(), 4u);
    ASSERT_TRUE(told.error);
    EXPECT_EQ(told.error->kind, ErrorKind::conflict);
}

TEST_F(NarratorTest, APartThatCannotBeCutIsAPieceThatSaysSo) {
    Article two{.language = "de"};
    two.body = {{BlockKind::paragraph, std::string(part_bytes, ' ') + "Kein UTF-8: \xff."},
                {BlockKind::paragraph, last_sentence}};
    const auto parts = outline(two);
    ASSERT_EQ(parts->parts(), 2u);
    Narrator narrator(reader(), parts, Place{}, Lane::narration);
    const auto passage = run(narrator.passage());
    ASSERT_TRUE(passage);
    EXPECT_FALSE(*passage);
    const auto told = run(listen(std::move(narrator)));
    EXPECT_FALSE(told.error);
    ASSERT_EQ(told.pieces.size(), 2u);
    EXPECT_TRUE(told.pieces[0].unspeakable);
    EXPECT_FALSE(told.pieces[0].passage);
    EXPECT_EQ(told.pieces[0].begin, 0u);
    EXPECT_EQ(told.pieces[0].end, parts->begin(1));
    EXPECT_FALSE(told.pieces[1].unspeakable);
    EXPECT_EQ(told.pieces[1].passage->written(0), last_sentence);
}

// No text is to blame: nothing is skipped, and the same piece comes once somebody can speak.
TEST_F(NarratorTest, GoesOnWhereItWasOnceThereIsSpeechAgain) {
    const test::TemporaryDirectory directory;
    WorkerConfig with = config();
    with.executable = directory.path() / "vorleserd";
    const Reader who = reader(with);
    Narrator narrator(who, outline(), Place{12, 0}, Lane::narration);
    const auto refused = run(narrator.next());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::engine);
    std::filesystem::create_symlink(config().executable, with.executable);
    who.worker->retry();
    const auto told = run(listen(std::move(narrator)));
    EXPECT_FALSE(told.error);
    ASSERT_EQ(told.pieces.size(), 3u);
    EXPECT_GT(told.pieces[0].first, 0u);
}

// What would follow is another voice's, and its times fit nothing that was given before.
TEST_F(NarratorTest, EndsWhereTheVoiceIsChanged) {
    const Reader who = reader();
    Narrator narrator(who, outline(), Place{}, Lane::narration);
    auto piece = run(narrator.next());
    ASSERT_TRUE(piece && *piece);
    ASSERT_TRUE(run(narrator.speak(**piece)));
    auto other = who.voice;
    other.pitch = 20;
    who.worker->set_voice(other);
    piece = run(narrator.next());
    ASSERT_TRUE(piece && *piece) << "it was cut before";
    const auto spoken = run(narrator.speak(**piece));
    ASSERT_FALSE(spoken);
    EXPECT_EQ(spoken.error().kind, ErrorKind::conflict);
}

// Nobody is two pieces ahead of another, and nobody's job is replaced.
TEST_F(NarratorTest, TwentyListenersShareALaneFairly) {
    const Reader who = reader();
    constexpr std::size_t listeners = 20;
    std::vector<std::size_t> got(listeners);
    std::vector<Told> told(listeners);
    std::size_t ended = 0;
    for (std::size_t i = 0; i < listeners; ++i)
        asio::co_spawn(loop,
                       listen({who, outline(), Place{}, Lane::narration},
                              [&, i] {
                                  ++got[i];
                                  const auto [least, most] = std::minmax_element(got.begin(), got.end());
                                  EXPECT_LE(*most - *least, 1u);
                              }),
                       [&, i](std::exception_ptr failed, Told all) {
                           EXPECT_FALSE(failed);
                           told[i] = std::move(all);
                           ++ended;
                       });
    turn_until([&] { return ended == listeners; });
    for (const Told& each : told) {
        EXPECT_FALSE(each.error);
        EXPECT_EQ(each.samples(), told[0].samples());
        EXPECT_EQ(each.pieces.size(), 4u);
    }
}

// What plays waits for none of them.
TEST_F(NarratorTest, PlaybackWaitsForNoListener) {
    const Reader who = reader();
    constexpr std::size_t listeners = 20;
    std::size_t pieces = 0, when_heard = 0, ended = 0;
    for (std::size_t i = 0; i < listeners; ++i)
        asio::co_spawn(loop, listen({who, outline(), Place{}, Lane::narration}, [&] { ++pieces; }),
                       [&](std::exception_ptr, Told) { ++ended; });
    turn_until([&] { return pieces > 0; });
    Narrator player(who, outline(), Place{}, Lane::playback);
    const auto piece = run(player.next());
    ASSERT_TRUE(piece && *piece);
    Piece heard = **piece;
    ASSERT_TRUE(run(player.speak(heard)));
    when_heard = pieces;
    EXPECT_LT(when_heard, listeners * 2) << "of " << listeners * 4;
    turn_until([&] { return ended == listeners; });
    EXPECT_EQ(pieces, listeners * 4);
}

// Those that are amid a piece and those that stand in line go, and the rest get theirs.
TEST_F(NarratorTest, ListenersThatGoHoldUpNobody) {
    const Reader who = reader();
    constexpr std::size_t listeners = 8;
    std::vector<asio::cancellation_signal> signals(listeners);
    std::vector<Told> told(listeners);
    std::size_t ended = 0, pieces = 0;
    for (std::size_t i = 0; i < listeners; ++i)
        asio::co_spawn(
            loop, listen({who, outline(), Place{}, Lane::narration}, [&] { ++pieces; }),
            asio::bind_cancellation_slot(signals[i].slot(), [&, i](std::exception_ptr failed, Told all) {
                ++ended;
                if (!failed) told[i] = std::move(all);
            }));
    turn_until([&] { return pieces == 3; });
    for (std::size_t i = 0; i < listeners; ++i)
        if (i % 3 != 2) signals[i].emit(asio::cancellation_type::all);
    turn_until([&] { return ended == listeners; });
    for (std::size_t i = 0; i < listeners; ++i) EXPECT_EQ(told[i].pieces.size(), i % 3 == 2 ? 4u : 0u) << i;
    EXPECT_EQ(run(listen({who, outline(), Place{}, Lane::narration})).pieces.size(), 4u);
}

}  // namespace
}  // namespace vorleser::narration
