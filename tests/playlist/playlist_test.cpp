#include "daemon/playlist/playlist.hpp"

#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/playlist/database.hpp"
#include "tests/playlist/fixture.hpp"
#include "tests/support/chance.hpp"

namespace vorleser {
namespace {

using Titles = std::vector<std::string>;
using Ids = std::vector<EntryId>;

template <class T>
void expect_not_found(const Result<T>& result) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::not_found);
}

std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// What the constructor says when it refuses.
std::string refusal(const std::string& path) {
    try {
        Playlist playlist(path);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

TEST_F(PlaylistTest, BeginsEmpty) {
    Playlist playlist(path());
    EXPECT_EQ(playlist.size().value(), 0);
    EXPECT_TRUE(playlist.list(0, 10).value().empty());
    EXPECT_EQ(playlist.session().value(), Session{});
    EXPECT_EQ(playlist.shown(), 1u);
    EXPECT_EQ(playlist.add({}).value(), Ids{});
    EXPECT_EQ(playlist.shown(), 1u);
}

TEST_F(PlaylistTest, WorksInMemory) {
    Playlist playlist(":memory:");
    add(playlist, "A");
    EXPECT_EQ(titles(playlist), Titles{"A"});
}

TEST_F(PlaylistTest, KeepsEverythingOfAnEntry) {
    const auto earliest = std::time(nullptr);
    Playlist playlist(path());
    const auto id = add(playlist, "Öl & „Gas“");
    const auto stored = playlist.entry(id).value();
    EXPECT_EQ(stored.id, id);
    EXPECT_EQ(stored.title, "Öl & „Gas“");
    EXPECT_EQ(stored.kicker, "Dachzeile");
    EXPECT_EQ(stored.source, "quelle.txt");
    EXPECT_EQ(stored.language, "de");
    EXPECT_GE(stored.added_at, earliest);
    EXPECT_LE(stored.added_at, std::time(nullptr));
    EXPECT_FALSE(stored.heard);
    EXPECT_EQ(stored.place, Place{});
    EXPECT_EQ(stored.position_ms, 0);
    EXPECT_EQ(stored.duration_ms, 61'000);
    EXPECT_FALSE(stored.exact);
    EXPECT_EQ(playlist.article(id).value(), entry("Öl & „Gas“").article);
}

TEST_F(PlaylistTest, AddsInOrderAtTheEndOrBeforeAnEntry) {
    Playlist playlist(path());
    const std::vector<NewEntry> first{entry("A"), entry("B")}, second{entry("C"), entry("D")};
    const auto added = playlist.add(first).value();
    playlist.add(second, added[1]).value();
    EXPECT_EQ(titles(playlist), (Titles{"A", "C", "D", "B"}));
    add(playlist, "E", added[0]);
    EXPECT_EQ(titles(playlist), (Titles{"E", "A", "C", "D", "B"}));
    const auto version = playlist.shown();
    expect_not_found(playlist.add(first, 999));
    EXPECT_EQ(playlist.size().value(), 5);
    EXPECT_EQ(playlist.shown(), version);
}

TEST_F(PlaylistTest, ListsAPartOfIt) {
    Playlist playlist(path());
    for (const char* title : {"A", "B", "C", "D"}) add(playlist, title);
    const auto part = playlist.list(1, 2).value();
    ASSERT_EQ(part.size(), 2u);
    EXPECT_EQ(part[0].title, "B");
    EXPECT_EQ(part[1].title, "C");
    EXPECT_EQ(playlist.list(3, 10).value().size(), 1u);
    EXPECT_TRUE(playlist.list(4, 10).value().empty());
    EXPECT_TRUE(playlist.list(0, 0).value().empty());
    EXPECT_TRUE(playlist.list(0, -1).value().empty());
    EXPECT_EQ(playlist.list(-5, 1).value().at(0).title, "A");
}

// By the text, block by block; a title alone makes no other article, and no text but a title is told by that.
TEST_F(PlaylistTest, FindsWhatSaysTheSame) {
    const auto of = [](const std::string& title, const std::vector<std::string>& paragraphs) {
        Article made{.title = title};
        for (const auto& text : paragraphs) made.body.push_back({BlockKind::paragraph, text});
        return NewEntry{stored(made)};
    };
    Playlist playlist(path());
    const NewEntry all[] = {of("A", {"Eins", "Zwei"}), of("A", {"EinsZwei"}), of("B", {"Drei"}),
                            of("C", {"Drei"}), of("Nur ein Titel", {})};
    for (const NewEntry& each : all) ASSERT_TRUE(playlist.add(std::span(&each, 1)));
    const auto same = [&](const NewEntry& as) { return playlist.find_same(as.article).value(); };
    EXPECT_EQ(same(all[0]), 1);
    EXPECT_EQ(same(all[1]), 2);
    EXPECT_EQ(same(of("Neuer Titel", {"Eins", "Zwei"})), 1) << "it is only retitled";
    EXPECT_EQ(same(of("D", {"Drei"})), 3) << "the first of them";
    EXPECT_EQ(same(all[4]), 5);
    EXPECT_EQ(same(of("Ein anderer Titel", {})), std::nullopt);
    EXPECT_EQ(same(of("A", {"Zwei", "Eins"})), std::nullopt);
    ASSERT_TRUE(playlist.remove(1));
    EXPECT_EQ(same(all[0]), std::nullopt) << "it is not in the list";
}

TEST_F(PlaylistTest, KnowsNumbersAndNeighbours) {
    Playlist playlist(path());
    const auto b = add(playlist, "B"), c = add(playlist, "C"), a = add(playlist, "A", b);
    EXPECT_EQ(playlist.number_of(a).value(), 1);
    EXPECT_EQ(playlist.number_of(c).value(), 3);
    EXPECT_EQ(playlist.at_number(2).value(), b);
    EXPECT_EQ(playlist.after(a).value(), b);
    EXPECT_EQ(playlist.after(c).value(), std::nullopt);
    EXPECT_EQ(playlist.before(c).value(), b);
    EXPECT_EQ(playlist.before(a).value(), std::nullopt);
}

TEST_F(PlaylistTest, FindsTheNextUnheard) {
    Playlist playlist(path());
    EXPECT_EQ(playlist.next_unheard({}).value(), std::nullopt);
    const auto a = add(playlist, "A"), b = add(playlist, "B"), c = add(playlist, "C");
    EXPECT_EQ(playlist.next_unheard({}).value(), a);
    ASSERT_TRUE(playlist.set_heard(b));
    EXPECT_EQ(playlist.next_unheard(a).value(), c);
    EXPECT_EQ(playlist.next_unheard(c).value(), std::nullopt);
    ASSERT_TRUE(playlist.set_heard(a));
    EXPECT_EQ(playlist.next_unheard({}).value(), c);
}

TEST_F(PlaylistTest, NeverUsesAnIdTwice) {
    Playlist playlist(path());
    add(playlist, "A");
    const auto b = add(playlist, "B");
    ASSERT_TRUE(playlist.remove(b));
    EXPECT_GT(add(playlist, "C"), b);
    ASSERT_TRUE(playlist.clear());
    EXPECT_GT(add(playlist, "D"), b + 1);
}

TEST_F(PlaylistTest, MovesWithinTheList) {
    Playlist playlist(path());
    Ids id;
    for (const char* title : {"A", "B", "C", "D"}) id.push_back(add(playlist, title));
    ASSERT_TRUE(playlist.move(id[0], 3));
    EXPECT_EQ(titles(playlist), (Titles{"B", "C", "A", "D"}));
    ASSERT_TRUE(playlist.move(id[3], 1));
    EXPECT_EQ(titles(playlist), (Titles{"D", "B", "C", "A"}));
    ASSERT_TRUE(playlist.move(id[1], 99));
    EXPECT_EQ(titles(playlist), (Titles{"D", "C", "A", "B"}));
    ASSERT_TRUE(playlist.move(id[0], -99));
    EXPECT_EQ(titles(playlist), (Titles{"A", "D", "C", "B"}));
    ASSERT_TRUE(playlist.move(id[3], 2));
    EXPECT_EQ(titles(playlist), (Titles{"A", "D", "C", "B"}));
}

// Every command that names an entry, for one that is not there: said, and nothing is changed.
TEST_F(PlaylistTest, SaysWhenAnEntryIsNotThere) {
    Playlist playlist(path());
    const auto gone = add(playlist, "gone");
    add(playlist, "A");
    ASSERT_TRUE(playlist.remove(gone));
    const auto version = playlist.shown();
    for (const EntryId id : {gone, EntryId{999}}) {
        expect_not_found(playlist.number_of(id));
        expect_not_found(playlist.remove(id));
        expect_not_found(playlist.move(id, 1));
    }
    for (const EntryId id : {EntryId{0}, EntryId{-1}, EntryId{999}}) {
        expect_not_found(playlist.entry(id));
        expect_not_found(playlist.article(id));
        expect_not_found(playlist.dropped(id));
        expect_not_found(playlist.restore(id));
        expect_not_found(playlist.replace(id, entry("new")));
        expect_not_found(playlist.after(id));
        expect_not_found(playlist.before(id));
        expect_not_found(playlist.next_unheard(id));
        expect_not_found(playlist.save_place(id, {}, 0, Durable::yes));
        expect_not_found(playlist.set_heard(id));
        expect_not_found(playlist.lengths(id));
        expect_not_found(playlist.save_lengths(id, {"key", {1}}, 0, 0));
    }
    for (const std::int64_t number : {-1, 0, 2, 999}) expect_not_found(playlist.at_number(number));
    EXPECT_EQ(playlist.shown(), version);
    EXPECT_EQ(titles(playlist), Titles{"A"});
}

TEST_F(PlaylistTest, SavesPlacesAndWhatWasHeard) {
    Playlist playlist(path());
    const auto id = add(playlist, "A"), other = add(playlist, "B");
    const auto version = playlist.shown();
    const Place place{1234, 0.625};
    ASSERT_TRUE(playlist.save_place(id, place, 42'000, Durable::soon));
    EXPECT_EQ(playlist.entry(id).value().place, place);
    EXPECT_EQ(playlist.entry(id).value().position_ms, 42'000);
    EXPECT_EQ(playlist.shown(), version) << "a position is told by another event";

    ASSERT_TRUE(playlist.set_heard(id));
    EXPECT_TRUE(playlist.entry(id).value().heard);
    EXPECT_EQ(playlist.entry(id).value().place, Place{});
    EXPECT_EQ(playlist.entry(id).value().position_ms, 0);
    EXPECT_FALSE(playlist.entry(other).value().heard);
}

TEST_F(PlaylistTest, KeepsLengthsWithTheirTotals) {
    Playlist playlist(path());
    const auto id = add(playlist, "A");
    EXPECT_EQ(playlist.lengths(id).value(), Lengths{});
    const Lengths lengths{"anna 1.51", {0, 1, 255, 256, 65'536, 0xfffffffe}};
    ASSERT_TRUE(playlist.save_lengths(id, lengths, 1'000, 2'000));
    EXPECT_EQ(playlist.lengths(id).value(), lengths);
    const auto stored = playlist.entry(id).value();
    EXPECT_TRUE(stored.exact);
    EXPECT_EQ(stored.position_ms, 1'000);
    EXPECT_EQ(stored.duration_ms, 2'000);
    const Lengths empty{"paul 1.51", {}};
    ASSERT_TRUE(playlist.save_lengths(id, empty, 0, 0));
    EXPECT_EQ(playlist.lengths(id).value(), empty);
}

TEST_F(PlaylistTest, TellsWhatIsNotYetMeasured) {
    Playlist playlist(path());
    Ids id;
    for (const char* title : {"A", "B", "C", "D"}) id.push_back(add(playlist, title));
    EXPECT_EQ(playlist.unmeasured("k", id[2], 9).value(), (Ids{id[2], id[3], id[0], id[1]}));
    ASSERT_TRUE(playlist.save_lengths(id[3], {"k", {1}}, 0, 0));
    ASSERT_TRUE(playlist.save_lengths(id[0], {"other", {1}}, 0, 0));
    EXPECT_EQ(playlist.unmeasured("k", id[2], 9).value(), (Ids{id[2], id[0], id[1]}));
    EXPECT_EQ(playlist.unmeasured("k", id[2], 2).value(), (Ids{id[2], id[0]}));
    EXPECT_EQ(playlist.unmeasured("k", id[2], 0).value(), Ids{});
    // From the start if there is no such entry.
    EXPECT_EQ(playlist.unmeasured("k", 0, 2).value(), (Ids{id[0], id[1]}));
}

TEST_F(PlaylistTest, KeepsTheSession) {
    Session session;
    {
        Playlist playlist(path());
        const auto a = add(playlist, "A"), b = add(playlist, "B");
        session = {{.speed_percent = 150, .volume_percent = 80, .finished = WhenHeard::kept},
                   a,
                   {b, a, b},
                   Left::playing,
                   "boot",
                   123,
                   "anna"};
        ASSERT_TRUE(playlist.save_session(session, Durable::yes));
        EXPECT_EQ(playlist.session().value(), session);
    }
    const Playlist again(path());
    EXPECT_EQ(again.session().value(), session);
    EXPECT_TRUE(again.warnings().empty());
}

TEST_F(PlaylistTest, SessionNamesNoEntryThatIsGone) {
    Playlist playlist(path());
    const auto a = add(playlist, "A"), b = add(playlist, "B"), c = add(playlist, "C");
    ASSERT_TRUE(playlist.save_session({{}, a, {b, c, b}, Left::stopped}, Durable::yes));
    ASSERT_TRUE(playlist.remove(a));
    ASSERT_TRUE(playlist.remove(b));
    EXPECT_EQ(playlist.session().value().current, std::nullopt);
    EXPECT_EQ(playlist.session().value().return_to, Ids{c});
    ASSERT_TRUE(playlist.save_session({{}, a, {a, c}, Left::stopped}, Durable::yes));
    EXPECT_EQ(playlist.session().value().current, std::nullopt);
    EXPECT_EQ(playlist.session().value().return_to, Ids{c});
    ASSERT_TRUE(playlist.clear());
    EXPECT_EQ(playlist.session().value().return_to, Ids{});
}

// What was removed long ago leaves no article and no lengths behind; the last clear() is kept whole.
TEST_F(PlaylistTest, ForgetsWhatLeftLongAgo) {
    {
        Playlist playlist(path());
        const auto a = add(playlist, "A");
        ASSERT_TRUE(playlist.save_lengths(a, {"k", {1}}, 0, 0));
        ASSERT_TRUE(playlist.remove(a));
        EXPECT_EQ(playlist.find_same(stored(entry("A").article)).value(), std::nullopt);
    }
    run_sql("UPDATE entry SET left_at = 1");
    Playlist playlist(path());
    const std::vector<NewEntry> many(1200, entry("B"));
    ASSERT_TRUE(playlist.add(many));
    ASSERT_TRUE(playlist.clear());
    EXPECT_EQ(playlist.size().value(), 0);
    EXPECT_TRUE(playlist.entry(1)) << "the newest thousand are kept";
    add(playlist, "C");
    ASSERT_TRUE(playlist.clear());
    expect_not_found(playlist.entry(1));
    expect_not_found(playlist.article(1));
    expect_not_found(playlist.lengths(1));
    EXPECT_TRUE(playlist.entry(2)) << "what left last is kept whole";
}

TEST_F(PlaylistTest, UndoBringsBackTheLastRemovalWhereItWas) {
    Playlist playlist(path());
    EXPECT_EQ(playlist.undo().value(), Ids{});
    Ids id;
    for (const char* title : {"A", "B", "C", "D"}) id.push_back(add(playlist, title));
    ASSERT_TRUE(playlist.save_place(id[1], {5, 0.5}, 500, Durable::yes));
    ASSERT_TRUE(playlist.remove(id[0]));
    ASSERT_TRUE(playlist.remove(Ids{id[1], id[3]}));
    add(playlist, "E", id[2]);
    EXPECT_EQ(playlist.undo().value(), (Ids{id[1], id[3]}));
    const auto now = titles(playlist);
    EXPECT_EQ(now, (Titles{"B", "E", "C", "D"})) << testing::PrintToString(now);
    EXPECT_EQ(playlist.entry(id[1]).value().place, (Place{5, 0.5}));
    EXPECT_EQ(playlist.undo().value(), Ids{id[0]}) << "and the one before";
    ASSERT_TRUE(playlist.clear());
    EXPECT_EQ(playlist.undo().value().size(), 5u);
    EXPECT_EQ(titles(playlist).front(), "A");
}

// All or none: one wrong id, and nothing is removed.
TEST_F(PlaylistTest, RemovesSeveralOrNone) {
    Playlist playlist(path());
    const auto a = add(playlist, "A"), b = add(playlist, "B");
    expect_not_found(playlist.remove(Ids{a, 999, b}));
    EXPECT_EQ(ids(playlist), (Ids{a, b}));
}

TEST_F(PlaylistTest, WhatWasHeardMayLeaveTheListAndIsRestoredAtItsEnd) {
    Playlist playlist(path());
    const auto a = add(playlist, "A"), b = add(playlist, "B");
    ASSERT_TRUE(playlist.set_heard(a, WhenHeard::leaves));
    EXPECT_EQ(ids(playlist), Ids{b});
    EXPECT_EQ(playlist.after(a).value(), b) << "what followed it is still known";
    EXPECT_EQ(playlist.undo().value(), Ids{}) << "it was not removed by anybody";
    ASSERT_EQ(playlist.history(0, 10).value().size(), 1u);
    EXPECT_EQ(playlist.history(0, 10).value()[0].id, a);
    EXPECT_GT(playlist.history(0, 10).value()[0].left_at, 0);
    ASSERT_TRUE(playlist.restore(a));
    EXPECT_EQ(ids(playlist), (Ids{b, a}));
    EXPECT_FALSE(playlist.entry(a).value().heard) << "it is to be heard again";
    EXPECT_EQ(playlist.restore(a).error().kind, ErrorKind::conflict);
}

// Where many change at once the statements themselves say the rows' sums: nothing of it looks damaged.
TEST_F(PlaylistTest, WhatManyChangeAtOnceIsWhatIsReadAgain) {
    std::unique_ptr<Playlist> playlist = std::make_unique<Playlist>(path());
    std::vector<NewEntry> few{entry("A"), entry("B")}, many(1500, entry("viele"));
    const auto reopened = [&] {
        const auto before = playlist->list(0, 10'000).value();
        playlist.reset();  // the file is one process's, and once
        playlist = std::make_unique<Playlist>(path());
        const auto after = playlist->list(0, 10'000).value();
        EXPECT_EQ(after, before);
        EXPECT_TRUE(playlist->warnings().empty());
        return after.size();
    };
    const auto first = playlist->add(few).value();
    ASSERT_TRUE(playlist->add(few, first[0], Shuffled{first[1], 7}));
    EXPECT_EQ(reopened(), 4u);
    const auto added = playlist->add(many).value();
    EXPECT_EQ(reopened(), 1504u);
    ASSERT_TRUE(playlist->remove(added));
    EXPECT_EQ(playlist->remove(added).error().kind, ErrorKind::not_found);
    EXPECT_EQ(reopened(), 4u);
    EXPECT_EQ(playlist->undo().value(), added);
    EXPECT_EQ(reopened(), 1504u);
    ASSERT_TRUE(playlist->clear());
    EXPECT_EQ(reopened(), 0u);
    EXPECT_EQ(playlist->undo().value().size(), 1504u);
    EXPECT_EQ(reopened(), 1504u);
    EXPECT_EQ(playlist->undo().value().size(), 0u);
    const auto next = playlist->add(few).value();
    EXPECT_EQ(next[0], added.back() + 1) << "an id is never used again";
}

TEST_F(PlaylistTest, ManyAreNumberedAsEachByItself) {
    Playlist playlist(path());
    for (int i = 0; i < 20; ++i) add(playlist, "n", i % 3 == 1 ? std::optional(1 + i / 2) : std::nullopt);
    ASSERT_TRUE(playlist.remove(7));
    ASSERT_TRUE(playlist.move(3, 11));
    const Ids asked{20, 3, 1, 7, 3, 99, 12};
    const auto numbers = playlist.numbers_of(asked).value();
    ASSERT_EQ(numbers.size(), asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const auto alone = playlist.number_of(asked[i]);
        EXPECT_EQ(numbers[i], alone ? *alone : 0) << asked[i];
    }
    EXPECT_EQ(numbers[1], 11);
}

TEST_F(PlaylistTest, HistoryTellsWhatWasHeardAndHowFar) {
    Playlist playlist(path());
    const auto a = add(playlist, "A"), b = add(playlist, "B");
    add(playlist, "never");
    ASSERT_TRUE(playlist.set_heard(a));
    ASSERT_TRUE(playlist.save_place(b, {7, 0}, 700, Durable::yes));
    ASSERT_TRUE(playlist.remove(b));
    const auto history = playlist.history(0, 10).value();
    ASSERT_EQ(history.size(), 2u);
    EXPECT_EQ(history[0].id, b);
    EXPECT_EQ(history[0].position_ms, 700);
    EXPECT_GE(history[0].last_heard_at, history[1].last_heard_at);
    EXPECT_TRUE(history[1].heard);
    EXPECT_EQ(playlist.history(1, 10).value().size(), 1u);
}

// Every entry once, whatever the seed; and back the same way.
TEST_F(PlaylistTest, ShuffledOrderVisitsEachEntryOnce) {
    Playlist playlist(":memory:");
    for (int i = 0; i < 40; ++i) add(playlist, "n");
    const auto in_order = ids(playlist);
    std::vector<Ids> orders;
    for (const std::int64_t seed : {1, 2}) {
        Ids forward, backward;
        for (auto id = playlist.after({}, seed).value(); id; id = playlist.after(*id, seed).value())
            forward.push_back(*id);
        for (auto id = playlist.before({}, seed).value(); id; id = playlist.before(*id, seed).value())
            backward.push_back(*id);
        std::reverse(backward.begin(), backward.end());
        EXPECT_EQ(forward, backward);
        EXPECT_NE(forward, in_order);
        EXPECT_TRUE(std::is_permutation(forward.begin(), forward.end(), in_order.begin(), in_order.end()));
        orders.push_back(forward);
    }
    EXPECT_NE(orders[0], orders[1]);
    ASSERT_TRUE(playlist.set_heard(orders[0][0]));
    EXPECT_EQ(playlist.next_unheard({}, 1).value(), orders[0][1]);
}

TEST_F(PlaylistTest, AnEditKeepsThePlaceAtItsWord) {
    Playlist playlist(path());
    const auto id = add(playlist, "A");
    // A + Worum es geht. + Zwischen + Ein Absatz über Öl.
    const auto words = [](const std::string& paragraph) {
        Page edited = entry("A");
        edited.article.body.back().text = paragraph;
        return edited;
    };
    const std::uint32_t absatz = 3 + 16 + 10 + 4;
    ASSERT_TRUE(playlist.save_lengths(id, {"k", {1}}, 0, 0));
    ASSERT_TRUE(playlist.save_place(id, {absatz, 0.5}, 100, Durable::yes));
    ASSERT_TRUE(playlist.replace(id, words("Ein ganz neuer Absatz über Öl.")));
    EXPECT_EQ(playlist.entry(id).value().place.code_point, absatz + 11) << "what follows moves";
    EXPECT_EQ(playlist.lengths(id).value(), Lengths{});
    EXPECT_FALSE(playlist.entry(id).value().exact);
    EXPECT_EQ(playlist.find_same(stored(words("Ein ganz neuer Absatz über Öl.").article)).value(), id);
    ASSERT_TRUE(playlist.save_place(id, {absatz, 0.5}, 100, Durable::yes));
    ASSERT_TRUE(playlist.replace(id, words("Ein ganz neuer Absatz über Kohle.")));
    EXPECT_EQ(playlist.entry(id).value().place, (Place{absatz, 0.5})) << "what precedes it stays";
    ASSERT_TRUE(playlist.replace(id, words("Ein Satz.")));
    EXPECT_EQ(playlist.entry(id).value().place.fraction, 0) << "its word is gone";
    EXPECT_LE(playlist.entry(id).value().place.code_point, absatz);
}

TEST_F(PlaylistTest, KeepsWhatWasLeftOut) {
    Playlist playlist(path());
    NewEntry with = entry("A");
    with.dropped = "Anzeige\nMehr zum »Thema«\n";
    const auto id = playlist.add(std::span(&with, 1)).value().at(0);
    EXPECT_EQ(playlist.dropped(id).value(), with.dropped);
}

// Some of it before the rest: the same in the end; what is never added leaves nothing behind, whatever ends
// the daemon.
TEST_F(PlaylistTest, ALongTextIsStoredAhead) {
    Page page = entry("Lang");
    for (int i = 0; i < 60'000; ++i)
        page.article.body.push_back(
            {BlockKind::paragraph, "Absatz " + std::to_string(i) + ": Öl, und mehr davon."});
    const auto added = [&](Playlist& playlist) {
        NewEntry long_one = page;
        int calls = 0;
        for (;; ++calls) {
            const auto more = playlist.store_ahead(long_one);
            if (!more || !*more) break;
        }
        EXPECT_GT(calls, 1);
        std::size_t left = 0;
        for (const StoredPart& part : long_one.article.parts) left += part.text.size();
        EXPECT_LE(left, std::size_t{1} << 20);
        return long_one;
    };
    const auto parts = [&] {
        Database file(path());
        return file.number("SELECT count(*) FROM part");
    };
    {
        Playlist playlist(path());
        const NewEntry long_one = added(playlist);
        EXPECT_EQ(playlist.size().value(), 0);
        const auto id = playlist.add(std::span(&long_one, 1)).value().at(0);
        EXPECT_EQ(playlist.article(id).value(), page.article);
        EXPECT_EQ(playlist.find_same(stored(page.article)).value(), id);
        page.article.body[30'000].text = "Anders.";
        ASSERT_TRUE(playlist.save_place(id, {30, 0.5}, 100, Durable::yes));
        ASSERT_TRUE(playlist.replace(id, added(playlist)));
        EXPECT_EQ(playlist.article(id).value(), page.article);
        EXPECT_EQ(playlist.entry(id).value().place, (Place{30, 0.5}));
        added(playlist);
    }
    const auto of_one = std::ssize(stored(page.article).parts);
    EXPECT_GT(parts(), of_one);
    { const Playlist playlist(path()); }
    EXPECT_EQ(parts(), of_one) << "of what was never added";
}

// Whoever reads an article part by part is told that there is another text, or none; and gets no mixture.
TEST_F(PlaylistTest, PartsAreOfOneText) {
    Playlist playlist(path());
    Page page = entry("A");
    page.article.body.push_back({BlockKind::paragraph, std::string(part_bytes, 'x')});
    const NewEntry before = page;
    const auto id = playlist.add(std::span(&before, 1)).value().at(0);
    const auto contents = playlist.contents(id).value();
    ASSERT_EQ(contents.parts.size(), 2u);
    EXPECT_EQ(playlist.part(contents, 1).value(), before.article.parts[1].text);
    page.article.body.back().text[0] = 'y';
    ASSERT_TRUE(playlist.replace(id, page));
    const auto late = playlist.part(contents, 1);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, ErrorKind::conflict);
    EXPECT_FALSE(playlist.entry(id).value().damage);
    const auto now = playlist.contents(id).value();
    ASSERT_TRUE(playlist.part(now, 1));
    EXPECT_EQ(playlist.part(now, 1).value()[1], 'y');
}

// In a part's text, its size, its place or whose it is: it is told, and nothing else is read as the text.
TEST_F(PlaylistTest, ADamagedPartIsToldSo) {
    Page page = entry("A");
    page.article.body.push_back({BlockKind::paragraph, std::string(part_bytes, 'x')});
    const NewEntry two[] = {page, entry("B")};
    for (const char* damage :
         {"body = replace(body, 'xxxx', 'xxxy')", "code_points = code_points + 1", "bytes = bytes - 1",
          "blocks = -1", "blocks = 0", "first = 9", "first = 0", "number = 7", "text = 99",
          "bytes = 4294967296000", "body = ''", "body = 'p' || x'ff' || x'0a'"}) {
        SCOPED_TRACE(damage);
        std::filesystem::remove_all(directory_);
        std::filesystem::create_directory(directory_);
        { Playlist(path()).add(two).value(); }
        run_sql("UPDATE part SET " + std::string(damage) + " WHERE number = 1");
        const Playlist playlist(path());
        const auto article = playlist.article(1);
        EXPECT_TRUE(playlist.entry(1).value().damage);
        if (article) {
            EXPECT_EQ(article->body.back().text.size(), part_bytes);
        } else {
            EXPECT_EQ(article.error().kind, ErrorKind::storage);
        }
        EXPECT_TRUE(playlist.article(2));
        EXPECT_FALSE(playlist.entry(2).value().damage);
    }
}

TEST_F(PlaylistTest, CountsWhatTheListShows) {
    Playlist playlist(path());
    std::uint64_t last = playlist.shown();
    const auto changed = [&] { return std::exchange(last, playlist.shown()) != playlist.shown(); };
    const auto a = add(playlist, "A");
    EXPECT_TRUE(changed());
    add(playlist, "B");
    EXPECT_TRUE(changed());
    ASSERT_TRUE(playlist.move(a, 2));
    EXPECT_TRUE(changed());
    ASSERT_TRUE(playlist.save_place(a, {1, 0}, 1, Durable::yes));
    ASSERT_TRUE(playlist.save_session({}, Durable::yes));
    (void)ids(playlist);
    EXPECT_FALSE(changed());
    ASSERT_TRUE(playlist.set_heard(a));
    EXPECT_TRUE(changed());
    ASSERT_TRUE(playlist.save_lengths(a, {"k", {}}, 0, 0));
    EXPECT_TRUE(changed());
    ASSERT_TRUE(playlist.remove(a));
    EXPECT_TRUE(changed());
    ASSERT_TRUE(playlist.clear());
    EXPECT_TRUE(changed());
}

// Ranks between two neighbours run out after some 30 insertions; the order must not notice.
TEST_F(PlaylistTest, KeepsTheOrderWhenGapsAreUsedUp) {
    Playlist playlist(":memory:");
    Ids model{add(playlist, "first"), add(playlist, "last")};
    for (int i = 0; i < 200; ++i) {  // ever closer to the last
        model.insert(model.end() - 1, add(playlist, "n", model.back()));
    }
    EXPECT_EQ(ids(playlist), model);
    for (int i = 0; i < 200; ++i) {  // ever closer to the first
        model.insert(model.begin() + 1, add(playlist, "n", model[1]));
    }
    EXPECT_EQ(ids(playlist), model);
    const std::vector<NewEntry> many(5'000, entry("m"));
    const auto added = playlist.add(many, model[1]).value();
    model.insert(model.begin() + 1, added.begin(), added.end());
    EXPECT_EQ(ids(playlist), model);
}

// The list against a plain vector, through everything that changes its order.
TEST_F(PlaylistTest, RandomWalk) {
    std::mt19937 random(test::seed());
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    auto playlist = std::make_unique<Playlist>(path());
    Ids model;
    for (int round = 0; round < 1'500; ++round) {
        const auto what = below(100);
        if (model.empty() || what < 30) {
            const std::vector<NewEntry> some(1 + below(3), entry("n"));
            const bool at_end = model.empty() || below(2) == 0;
            const auto at = at_end ? model.size() : below(model.size());
            const auto added = playlist->add(some, at_end ? std::nullopt : std::optional(model[at])).value();
            model.insert(model.begin() + static_cast<std::ptrdiff_t>(at), added.begin(), added.end());
        } else if (what < 60) {
            const auto from = below(model.size()), to = below(model.size());
            const auto id = model[from];
            ASSERT_TRUE(playlist->move(id, static_cast<std::int64_t>(to) + 1));
            model.erase(model.begin() + static_cast<std::ptrdiff_t>(from));
            model.insert(model.begin() + static_cast<std::ptrdiff_t>(to), id);
        } else if (what < 85) {
            const auto at = below(model.size());
            ASSERT_TRUE(playlist->remove(model[at]));
            model.erase(model.begin() + static_cast<std::ptrdiff_t>(at));
        } else if (what < 86) {
            ASSERT_TRUE(playlist->clear());
            model.clear();
        } else if (what < 88) {
            playlist.reset();
            playlist = std::make_unique<Playlist>(path());
        } else {
            const auto at = below(model.size());
            EXPECT_EQ(playlist->number_of(model[at]).value(), static_cast<std::int64_t>(at) + 1);
            EXPECT_EQ(playlist->at_number(static_cast<std::int64_t>(at) + 1).value(), model[at]);
            EXPECT_EQ(playlist->after(model[at]).value(),
                      at + 1 < model.size() ? std::optional(model[at + 1]) : std::nullopt);
            EXPECT_EQ(playlist->before(model[at]).value(),
                      at > 0 ? std::optional(model[at - 1]) : std::nullopt);
        }
        ASSERT_EQ(ids(*playlist), model) << "round " << round;
        ASSERT_EQ(playlist->size().value(), static_cast<std::int64_t>(model.size()));
    }
}

TEST_F(PlaylistTest, IsTheSameAfterReopening) {
    Ids before;
    EntryId a = 0;
    {
        Playlist playlist(path());
        a = add(playlist, "A");
        add(playlist, "B", a);
        ASSERT_TRUE(playlist.save_place(a, {7, 0.5}, 700, Durable::yes));
        before = ids(playlist);
    }
    EXPECT_FALSE(std::filesystem::exists(path() + "-wal")) << "closing leaves one file";
    Playlist playlist(path());
    EXPECT_EQ(ids(playlist), before);
    EXPECT_EQ(playlist.entry(a).value().place, (Place{7, 0.5}));
    EXPECT_EQ(playlist.shown(), 1u);
}

// What was answered «ok» is there after kill -9 at the very next instruction.
TEST_F(PlaylistTest, SurvivesKill) {
    EntryId a = 0, b = 0, c = 0;
    {
        Playlist playlist(path());
        a = add(playlist, "A"), b = add(playlist, "B"), c = add(playlist, "C");
    }
    const Session session{
        {.speed_percent = 120, .volume_percent = 70}, b, {c}, Left::playing, "boot", 9, "paul"};
    struct Step {
        const char* name;
        std::function<bool(Playlist&)> act, holds;
    };
    const Step steps[] = {
        {"add", [](Playlist& p) { return add(p, "D") > 0; },
         [](Playlist& p) {
             return titles(p) == Titles{"A", "B", "C", "D"};
         }},
        {"move", [&](Playlist& p) { return p.move(a, 4).has_value(); },
         [](Playlist& p) {
             return titles(p) == Titles{"B", "C", "D", "A"};
         }},
        {"save_place, yes",
         [&](Playlist& p) {
             return p.save_place(b, {5, 0.25}, 50, Durable::yes).has_value();
         },
         [&](Playlist& p) {
             return p.entry(b).value().place == Place{5, 0.25};
         }},
        {"save_place, soon",
         [&](Playlist& p) {
             return p.save_place(b, {6, 0.5}, 60, Durable::soon).has_value();
         },
         [&](Playlist& p) { return p.entry(b).value().position_ms == 60; }},
        {"save_lengths",
         [&](Playlist& p) {
             return p.save_lengths(b, {"k", {1, 2}}, 6, 7).has_value();
         },
         [&](Playlist& p) {
             return p.lengths(b).value() == Lengths{"k", {1, 2}} && p.entry(b).value().exact;
         }},
        {"save_session, yes", [&](Playlist& p) { return p.save_session(session, Durable::yes).has_value(); },
         [&](Playlist& p) { return p.session().value() == session; }},
        {"save_session, soon", [&](Playlist& p) { return p.save_session({}, Durable::soon).has_value(); },
         [&](Playlist& p) { return p.session().value() == Session{}; }},
        {"set_heard", [&](Playlist& p) { return p.set_heard(b).has_value(); },
         [&](Playlist& p) { return p.entry(b).value().heard; }},
        {"remove", [&](Playlist& p) { return p.remove(a).has_value(); },
         [](Playlist& p) {
             return titles(p) == Titles{"B", "C", "D"};
         }},
        {"clear", [](Playlist& p) { return p.clear().has_value(); },
         [](Playlist& p) { return p.size().value() == 0; }},
    };
    for (const auto& [name, act, holds] : steps) {
        const pid_t child = fork();
        if (child == 0) {
            Playlist playlist(path());
            if (act(playlist)) kill(getpid(), SIGKILL);
            _exit(1);
        }
        int status = 0;
        waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << name;
        Playlist playlist(path());
        EXPECT_TRUE(holds(playlist)) << name;
    }
}

TEST_F(PlaylistTest, MakesAnEmptyFileAPlaylist) {
    std::ofstream(path()).flush();
    {
        Playlist playlist(path());
        add(playlist, "A");
    }
    EXPECT_EQ(titles(Playlist(path())), Titles{"A"});
}

TEST_F(PlaylistTest, RefusesANewerVersionAndLeavesItAlone) {
    { Playlist playlist(path()); }
    const pid_t newer = fork();
    if (newer == 0) {  // killed, so that its last transactions are still in the write-ahead log
        run_sql("PRAGMA user_version = 1000; SELECT 1 FROM session");
        sqlite3* db = nullptr;
        sqlite3_open(path().c_str(), &db);
        sqlite3_exec(db, "CREATE TABLE future (x)", nullptr, nullptr, nullptr);
        kill(getpid(), SIGKILL);
    }
    waitpid(newer, nullptr, 0);
    const auto before = bytes_of(path()), log = bytes_of(path() + "-wal");
    EXPECT_FALSE(log.empty());
    const auto said = refusal(path());
    EXPECT_TRUE(contains(said, path()) && contains(said, "newer") && contains(said, "move the file away"))
        << said;
    EXPECT_EQ(bytes_of(path()), before);
    EXPECT_EQ(bytes_of(path() + "-wal"), log);
}

TEST_F(PlaylistTest, RefusesAnotherProgramsDatabase) {
    run_sql("CREATE TABLE mine (x)");
    const auto before = bytes_of(path());
    const auto said = refusal(path());
    EXPECT_TRUE(contains(said, "another program")) << said;
    EXPECT_EQ(bytes_of(path()), before);
}

TEST_F(PlaylistTest, SetsADamagedFileAsideAndBeginsAnEmptyOne) {
    {
        Playlist playlist(path());
        for (int i = 0; i < 50; ++i) add(playlist, "A");
    }
    const auto whole = bytes_of(path());
    const std::string damaged[] = {
        "this is no database, but long enough to look at: " + std::string(2000, 'x'),
        whole.substr(0, whole.size() / 2),                                        // cut off
        whole.substr(0, 100) + std::string(4'000, '\xff') + whole.substr(4'100),  // the first page
    };
    std::size_t count = 0;
    for (const auto& bytes : damaged) {
        std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
        Playlist playlist(path());
        EXPECT_EQ(playlist.size().value(), 0);
        add(playlist, "A");
        ASSERT_EQ(playlist.damaged().size(), ++count);
        EXPECT_TRUE(bytes_of(playlist.damaged().back()) == bytes) << "it is not as it was";
    }
}

// Wherever one page is damaged: it is noticed, or what is read is right; nothing is said that is wrong, and
// no entry is lost unseen.
TEST_F(PlaylistTest, ADamagedPageIsNoticed) {
    std::vector<std::string> titles_before;
    {
        Playlist playlist(path());
        for (int i = 0; i < 60; ++i) add(playlist, "Titel " + std::to_string(i));
        titles_before = titles(playlist);
    }
    const auto whole = bytes_of(path());
    int set_aside = 0, articles = 0;
    for (std::size_t page = 0; page * 4096 < whole.size(); ++page) {
        SCOPED_TRACE("page " + std::to_string(page + 1));
        auto bytes = whole;
        for (std::size_t i = 0; i < 4096; ++i) bytes[page * 4096 + i] = static_cast<char>(i * 37 + page);
        std::filesystem::remove_all(directory_);
        std::filesystem::create_directory(directory_);
        std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
        const Playlist playlist(path());
        if (!playlist.damaged().empty()) {
            ++set_aside;
            EXPECT_TRUE(bytes_of(playlist.damaged().back()) == bytes);
            continue;
        }
        EXPECT_EQ(titles(playlist), titles_before);
        for (const EntryId id : ids(playlist)) {
            const auto article = playlist.article(id);
            if (article) {
                EXPECT_EQ(article->title, playlist.entry(id)->title);
            } else {
                EXPECT_EQ(article.error().kind, ErrorKind::storage);
                ++articles;
            }
        }
    }
    EXPECT_GT(set_aside, 3);
    EXPECT_GT(articles, 3);
}

// What is written there nobody would find again.
TEST_F(PlaylistTest, SaysThatItsFileIsGone) {
    for (const bool log_only : {false, true}) {
        SCOPED_TRACE(log_only);
        Playlist playlist(path());
        const auto a = add(playlist, "A");
        if (log_only)
            std::filesystem::remove(path() + "-wal");
        else
            std::filesystem::remove_all(directory_);
        const NewEntry more = entry("B");
        const auto added = playlist.add(std::span(&more, 1));
        ASSERT_FALSE(added);
        EXPECT_EQ(added.error().kind, ErrorKind::storage);
        EXPECT_TRUE(contains(added.error().message, "deleted")) << added.error().message;
        EXPECT_FALSE(playlist.save_place(a, {1, 0}, 1, Durable::soon));
        EXPECT_EQ(titles(playlist), Titles{"A"}) << "what was there can still be read";
        std::filesystem::create_directories(directory_);
    }
}

TEST_F(PlaylistTest, AddsBehindAnEntryInAnOrderByChanceToo) {
    Playlist playlist(path());
    for (int i = 0; i < 30; ++i) add(playlist, std::to_string(i));
    for (const std::int64_t seed : {1, 2, 3}) {
        const auto first = playlist.after({}, seed).value();
        const NewEntry two[] = {entry("X"), entry("Y")};
        const auto added = playlist.add(two, {}, Shuffled{*first, seed}).value();
        EXPECT_EQ(playlist.after(*first, seed).value(), added[0]);
        EXPECT_EQ(playlist.after(added[0], seed).value(), added[1]);
        EXPECT_EQ(playlist.before(added[0], seed).value(), *first);
        EXPECT_TRUE(playlist.has_after(*first, seed).value());
        // Each once, also of those that were put there in the orders of other seeds; the newest comes first.
        const NewEntry one = entry("Z");
        const auto newest = playlist.add(std::span(&one, 1), {}, Shuffled{*first, seed}).value().front();
        EXPECT_EQ(playlist.after(*first, seed).value(), newest);
        EXPECT_EQ(playlist.after(newest, seed).value(), added[0]);
        std::int64_t count = 0;
        for (auto at = first; at; at = playlist.after(*at, seed).value()) ++count;
        EXPECT_EQ(count, playlist.size().value());
    }
}

TEST_F(PlaylistTest, SaysWhenItCannotBeOpened) {
    EXPECT_TRUE(contains(refusal(directory_ + "/missing/playlist.db"), "must exist"));
    EXPECT_TRUE(contains(refusal(directory_), "must exist"));
    Playlist playlist(path());
    const auto said = refusal(path());
    EXPECT_TRUE(contains(said, "another process uses it")) << said;
    add(playlist, "A");  // and the first is not disturbed
}

}  // namespace
}  // namespace vorleser
