// Finding, and keeping the index up to date.
#include "daemon/search/finder.hpp"

#include <ctime>
#include <fstream>
#include <random>

#include <sys/stat.h>

#include "daemon/search/index.hpp"
#include "tests/search/finding.hpp"

namespace vorleser::test {
namespace {

class FinderTest : public Finding {};

using Ids = std::vector<EntryId>;

TEST_F(FinderTest, ShowsTheSentenceAndWhatMatchesInIt) {
    const auto id =
        add("Ein Titel", "Der erste Satz ist hier. Die Bundestagswahl kommt am 3. Oktober. Ende.");
    const auto found = find("wahl");
    ASSERT_EQ(found.hits.size(), 1u);
    const auto& hit = found.hits[0];
    EXPECT_EQ(hit.entry.id, id);
    EXPECT_EQ(hit.sentence, "Die Bundestagswahl kommt am 3. Oktober.");
    EXPECT_EQ(hit.begin, 11u + 25u);  // behind the title, a blank line and the first sentence
    EXPECT_EQ(hit.end, hit.begin + 39);
    ASSERT_EQ(hit.matches.size(), 1u);
    EXPECT_EQ(hit.matches[0], (std::pair<std::uint32_t, std::uint32_t>(hit.begin + 4, hit.begin + 18)));
    EXPECT_FALSE(hit.exact);
    EXPECT_TRUE(find("Bundestagswahl").hits.at(0).exact);
    EXPECT_TRUE(found.complete);
}

TEST_F(FinderTest, TheSentenceWithMostOfTheWordsIsShown) {
    add("T", "Ein Zug fährt. Noch ein Zug. Der Bahnhof hat für den Zug keinen Platz. Ein Zug.");
    EXPECT_EQ(find("zug bahnhof").hits.at(0).sentence, "Der Bahnhof hat für den Zug keinen Platz.");
}

TEST_F(FinderTest, PlacesAreRightInEveryPartOfALongText) {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "Das ist der Absatz Nummer " + std::to_string(i) + ", ohne Öl.\n";
    text += "Zuletzt kommt ein Nilpferd vorbei.\n";
    const auto id = add("Lang", text);
    settle();
    ASSERT_GT(playlist.contents(id).value().parts.size(), 4u);
    const auto found = find("nilpferd");
    ASSERT_EQ(found.hits.size(), 1u);
    const auto article = playlist.article(id).value();
    const auto placed = placed_blocks(article);
    EXPECT_EQ(found.hits[0].sentence, "Zuletzt kommt ein Nilpferd vorbei.");
    EXPECT_EQ(found.hits[0].begin, placed.back().begin);
    // Each article once, however many of its parts match.
    EXPECT_EQ(ids("absatz"), Ids{id});
}

TEST_F(FinderTest, FollowsTheList) {
    const auto one = add("Eins", "Hier steht Giraffe."), two = add("Zwei", "Hier steht Elefant.");
    EXPECT_EQ(ids("giraffe"), Ids{one});
    ASSERT_TRUE(playlist.replace(one, written("Eins", "Hier steht Zebra.")));
    finder->follow();
    EXPECT_EQ(ids("giraffe"), Ids{});
    EXPECT_EQ(ids("zebra"), Ids{one});
    ASSERT_TRUE(playlist.remove(two));  // never heard: it is neither in the list nor in the history
    finder->follow();
    EXPECT_EQ(ids("elefant"), Ids{});
    ASSERT_TRUE(playlist.undo());
    finder->follow();
    EXPECT_EQ(ids("elefant"), Ids{two});
    ASSERT_TRUE(playlist.set_heard(two, WhenHeard::leaves));
    finder->follow();
    const auto heard = find("elefant");
    ASSERT_EQ(heard.hits.size(), 1u);
    EXPECT_NE(heard.hits[0].entry.left_at, 0);
}

using Marks = std::vector<std::int64_t>;

// Of the marks among what was found.
Marks marks_in(const search::Found& found) {
    Marks ids;
    for (const auto& hit : found.hits)
        if (hit.mark) ids.push_back(hit.mark->id);
    return ids;
}

TEST_F(FinderTest, AMarkIsFoundByItsSentenceAndByItsNote) {
    const auto id = add("Ein Titel", "Der erste Satz ist hier.\nDie Bundestagswahl kommt.", "taz.de");
    const auto marked = mark(id, "Die Bundestagswahl kommt.", "Nachfragen bei\nder Großmutter");
    for (const std::string query : {"bundestagswahl", "wahl", "grossmutter", "source:taz großmütter"}) {
        SCOPED_TRACE(query);
        EXPECT_EQ(marks_in(find(query)), Marks{marked});
    }
    const auto by_note = find("großmutter");
    ASSERT_EQ(by_note.hits.size(), 1u);
    EXPECT_EQ(by_note.hits[0].entry.id, id);
    EXPECT_EQ(by_note.hits[0].sentence, "Die Bundestagswahl kommt.");
    EXPECT_TRUE(by_note.hits[0].matches.empty());
    const auto both = find("wahl");  // its article is a hit of its own
    ASSERT_EQ(both.hits.size(), 2u);
    for (const auto& hit : both.hits) {
        EXPECT_EQ(hit.entry.id, id);
        EXPECT_EQ(hit.begin, 11u + 26u);
        EXPECT_EQ(hit.end, hit.begin + 25);
        ASSERT_EQ(hit.matches.size(), 1u);
        EXPECT_EQ(hit.matches[0].first, hit.begin + 4);
    }
    for (const std::string query : {"titel", "erste", "wahl title:titel", "großmutter source:welt"})
        EXPECT_EQ(marks_in(find(query)), Marks{}) << query;
}

TEST_F(FinderTest, MarksAreFollowed) {
    const auto id = add("T", "Hier steht eine Giraffe. Dort ein Elefant.");
    const auto marked = mark(id, "Hier steht eine Giraffe.", "wichtig"),
               other = mark(id, "Dort ein Elefant.");
    EXPECT_EQ(marks_in(find("wichtig")), Marks{marked});
    ASSERT_TRUE(playlist.set_note(marked, "nebensächlich"));
    finder->follow();
    EXPECT_EQ(marks_in(find("wichtig")), Marks{});
    EXPECT_EQ(marks_in(find("nebensächlich")), Marks{marked});
    ASSERT_TRUE(playlist.remove_marks(std::vector{marked}));
    finder->follow();
    EXPECT_EQ(marks_in(find("giraffe")), Marks{});
    ASSERT_TRUE(playlist.undo());
    finder->follow();
    EXPECT_EQ(marks_in(find("giraffe")), Marks{marked});
    EXPECT_EQ(marks_in(find("tag:zoo giraffe")), Marks{});
    ASSERT_TRUE(playlist.tag(std::vector{id}, std::vector<std::string>{"Zoo"}));
    finder->follow();
    EXPECT_EQ(marks_in(find("tag:zoo giraffe")), Marks{marked});
    // What is marked while nobody follows, and an index made anew.
    settle();
    finder.reset();
    ASSERT_TRUE(playlist.set_note(other, "Rüssel"));
    start();
    EXPECT_EQ(marks_in(find("rüssel")), Marks{other});
    settle();
    finder.reset();
    search::Index::remove(index_path());
    start();
    EXPECT_EQ(marks_in(find("rüssel")), Marks{other});
    EXPECT_EQ(marks_in(find("giraffe")), Marks{marked});
}

// What is forgotten for good takes no hit's place, and the index no room.
TEST_F(FinderTest, WhatTheListHasForgottenTakesNoPlace) {
    const auto forgotten = add("Zebra", "Zebra und Zebra."), stays = add("Eins", "Hier steht ein Zebra.");
    ASSERT_TRUE(playlist.set_heard(forgotten, WhenHeard::leaves));
    finder->follow();
    EXPECT_EQ(ids("zebra"), (Ids{forgotten, stays}));
    EXPECT_TRUE(playlist.take_forgotten().empty());
    std::vector<NewEntry> many;
    for (int i = 0; i < 1001; ++i) many.push_back(written("T" + std::to_string(i), "Ein Text."));
    const auto added = playlist.add(many).value();
    const auto then = std::time(nullptr);  // the list forgets by the second
    ASSERT_TRUE(eventually([&] { return std::time(nullptr) > then; }));
    ASSERT_TRUE(playlist.remove(added));
    ASSERT_TRUE(playlist.remove(std::vector{add("Zwei", "Noch ein Text.")}));  // which forgets
    ASSERT_FALSE(playlist.entry(forgotten));
    finder->follow();
    const auto found = find("zebra", 0, 1);
    ASSERT_EQ(found.hits.size(), 1u);
    EXPECT_EQ(found.hits[0].entry.id, stays);
    settle();
    finder.reset();
    search::Index index(index_path(), playlist.device());
    EXPECT_FALSE(index.document(forgotten));
    EXPECT_TRUE(index.document(stays));
}

TEST_F(FinderTest, WhatChangedWhileItWasNotThereIsFoundLater) {
    const auto one = add("Eins", "Hier steht Giraffe.");
    settle();
    finder.reset();
    const std::vector<NewEntry> more{written("Zwei", "Hier steht Elefant.")};
    const auto two = playlist.add(more).value().at(0);
    start();
    EXPECT_EQ(ids("elefant"), Ids{two});
    EXPECT_EQ(ids("giraffe"), Ids{one});
}

TEST_F(FinderTest, OnlyItsUserMayReadTheIndexAndItIsClosedWhenIdle) {
    umask(077);
    add("Eins", "Hier steht Giraffe.");
    settle();
    struct stat file {};
    ASSERT_EQ(stat(index_path().c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u);
    EXPECT_FALSE(std::filesystem::exists(index_path() + "-wal"));
    EXPECT_TRUE(finder->idle());
    find("giraffe");
    EXPECT_TRUE(finder->idle());
}

TEST_F(FinderTest, ADamagedOrDeletedIndexIsMadeAnew) {
    const auto id = add("Eins", "Hier steht Giraffe.");
    std::random_device chance;
    const auto seed = chance();
    SCOPED_TRACE(seed);
    std::minstd_rand random(seed);
    const auto damage = [&](int how) {
        settle();
        finder.reset();
        const auto size = std::filesystem::file_size(index_path());
        std::fstream file(index_path(), std::ios::in | std::ios::out | std::ios::binary);
        if (how == 0) {
            std::filesystem::remove(index_path());
        } else if (how == 1) {
            std::filesystem::resize_file(index_path(), size / 2);
        } else if (how == 2) {
            for (int i = 0; i < 4000; ++i)
                file.seekp(static_cast<std::streamoff>(random() % size)), file.put('\x5a');
        } else {
            std::ofstream(index_path(), std::ios::trunc)
                << "This is no database at all, but a text of some length.";
        }
        file.close();
        start();
    };
    for (int how = 0; how < 4; ++how) {
        SCOPED_TRACE(how);
        damage(how);
        const bool found = eventually([&] { return ids("giraffe") == Ids{id}; });
        EXPECT_TRUE(found);
        settle();
    }
}

TEST_F(FinderTest, AnotherListsIndexIsOfNoUse) {
    add("Eins", "Hier steht Giraffe.");
    settle();
    finder.reset();
    Playlist other((files.path() / "other.db").string());
    finder.emplace(loop.get_executor(), worker, other, index_path());
    EXPECT_EQ(ids("giraffe"), Ids{});
    settle();
}

TEST_F(FinderTest, SourcesTitlesAndDatesNarrowItDown) {
    const auto one = add("Ernte gut", "Alles ist gut.", "spiegel.de"),
               two = add("Bericht", "Die Ernte ist gut.", "taz.de");
    EXPECT_EQ(ids("ernte").size(), 2u);
    EXPECT_EQ(ids("title:ernten"), Ids{one});
    EXPECT_EQ(ids("ernte source:TAZ"), Ids{two});
    EXPECT_EQ(ids("source:spiegel"), Ids{one});
    EXPECT_EQ(ids("gut after:2000 before:2100").size(), 2u);
    EXPECT_EQ(ids("gut before:2000"), Ids{});
    EXPECT_EQ(ids("gut after:2100-01-01"), Ids{});
    EXPECT_EQ(ids("gut tag:keins"), Ids{});
    // Nothing but that: the newest first, and how each begins.
    const auto all = find("after:2000");
    ASSERT_EQ(all.hits.size(), 2u);
    EXPECT_EQ(all.hits[0].entry.id, two);
    EXPECT_EQ(all.hits[0].sentence, "Bericht");
}

TEST_F(FinderTest, PagesOfHitsDoNotOverlap) {
    for (int i = 0; i < 30; ++i) add("T" + std::to_string(i), "Ein Kamel " + std::to_string(i) + ".");
    settle();
    std::set<EntryId> seen;
    for (std::int64_t offset = 0; offset < 30; offset += 7) {
        const auto found = find("kamel", offset, 7);
        for (const auto& hit : found.hits) EXPECT_TRUE(seen.insert(hit.entry.id).second);
    }
    EXPECT_EQ(seen.size(), 30u);
}

TEST_F(FinderTest, ALongSentenceIsShownAroundTheMatch) {
    std::string text = "Anfang";
    for (int i = 0; i < 300; ++i) text += " wort" + std::to_string(i);
    add("T", text + " Okapi und weiter" + text);
    const auto hit = find("okapi").hits.at(0);
    EXPECT_LE(hit.end - hit.begin, 400u);
    ASSERT_EQ(hit.matches.size(), 1u);
    EXPECT_EQ(hit.sentence.substr(hit.matches[0].first - hit.begin, 5), "Okapi");
}

TEST_F(FinderTest, WhateverIsTypedIsNoSyntaxOfSqlite) {
    const auto id = add("T", "Die NEAR Ernte OR gut AND nicht.");
    for (const char* query : {"ernte\"", "\"ernte", "ernte*", "^ernte", "ernte)", "(ernte", "-ernte",
                              "ernte'; --", "ernte \\", "\"\"\"ernte"})
        EXPECT_EQ(ids(query), Ids{id}) << query;
    for (const char* query : {"NEAR(ernte gut)", "ernte OR zebra", "NOT ernte", "words:ernte",
                              "{words}:ernte", "ernte'; DROP TABLE state", "rank:1 ernte"})
        find(query);
    std::random_device chance;
    const auto seed = chance();
    SCOPED_TRACE(seed);
    std::minstd_rand random(seed);
    const std::string_view signs = "\"'*^(){}:+-,. ab\xC3\xA4\xFF\x01title:NEAR OR AND \xE2\x80\x9E\xC2\xBB";
    for (int i = 0; i < 300; ++i) {
        std::string query;
        for (auto left = random() % 40; left > 0; --left) query += signs[random() % signs.size()];
        const auto found = run(loop, finder->find(query, 0, 10));
        if (!found) {
            EXPECT_EQ(found.error().kind, ErrorKind::invalid_argument) << query;
        }
    }
    EXPECT_EQ(ids("ernte"), Ids{id});
}

TEST_F(FinderTest, WhatMakesNoSenseIsRefusedAndSaysHow) {
    for (const std::string& query :
         {std::string(), std::string(" \" "), std::string("before:gestern"), std::string("after:2026-13"),
          std::string(1001, 'a'), std::string(100, 'a') + std::string("\xFF")}) {
        const auto found = run(loop, finder->find(query, 0, 10));
        if (query.size() == 101) continue;  // broken UTF-8 is a word like others
        ASSERT_FALSE(found) << query;
        EXPECT_EQ(found.error().kind, ErrorKind::invalid_argument);
    }
    std::string many;
    for (int i = 0; i < 33; ++i) many += "w" + std::to_string(i) + ' ';
    EXPECT_FALSE(run(loop, finder->find(many, 0, 10)));
}

// FTS5 cannot forget: each text that was replaced leaves dead rows.
TEST_F(FinderTest, WhatIsWornOutIsMadeAnew) {
    const auto id = add("Eins", "Hier steht Giraffe.");
    settle();
    finder.reset();
    {
        search::Index index(index_path(), playlist.device());
        TextTerms terms;
        terms.words = "zebra";
        EXPECT_FALSE(index.worn_out());
        for (int i = 0; i < 2100; ++i)
            index.store({.entry = 77, .text = i, .whole = true, .shown = true}, 0, terms, {});
        EXPECT_TRUE(index.worn_out());
        index.set_revision(0);
    }
    start();
    EXPECT_EQ(ids("giraffe"), Ids{id});
    settle();
    search::Index index(index_path(), playlist.device());
    EXPECT_FALSE(index.worn_out());
    EXPECT_EQ(index.last_row(), 1);
}

}  // namespace
}  // namespace vorleser::test
