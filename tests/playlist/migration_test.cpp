// Files that earlier versions wrote. version_6.sql is one of theirs: five articles, one heard, one removed,
// two begun, settings that are not the default ones. version_7.sql is another: a page of which a line was
// left out, a long text that is begun, and a single sentence. version_9.sql, the last without a Merkliste:
// one heard, which left the list by that, one removed, two begun.
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "tests/playlist/faulty_vfs.hpp"
#include "tests/playlist/fixture.hpp"

namespace vorleser {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class Migration : public PlaylistTest {
 protected:
    void write_version(int version) const {
        std::filesystem::remove_all(directory_);
        std::filesystem::create_directory(directory_);
        run_sql(text_of(VORLESER_SOURCE_DIR "/tests/playlist/version_" + std::to_string(version) + ".sql"));
    }
    void write_version_6() const { write_version(6); }

    // Of the version before the sums: digests were others, and amid an article «stopped» meant paused.
    void write_version_5() const {
        write_version_6();
        run_sql(
            "DROP INDEX entry_by_digest; ALTER TABLE entry DROP COLUMN digest;"
            "ALTER TABLE entry DROP COLUMN sum; ALTER TABLE entry DROP COLUMN shuffle_seed;"
            "ALTER TABLE entry DROP COLUMN shuffled_rank; ALTER TABLE article DROP COLUMN sum;"
            "ALTER TABLE lengths DROP COLUMN sum; ALTER TABLE session DROP COLUMN sum;"
            "ALTER TABLE return_to DROP COLUMN sum;"
            "ALTER TABLE article ADD COLUMN digest TEXT NOT NULL DEFAULT 'old';"
            "CREATE INDEX article_by_digest ON article (digest);"
            "UPDATE session SET playing = 0; PRAGMA user_version = 5");
    }

    std::int64_t version() const {
        sqlite3* db = nullptr;
        std::int64_t version = -1;
        sqlite3_open(path().c_str(), &db);
        sqlite3_exec(
            db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA user_version",
            [](void* to, int, char** values, char**) {
                *static_cast<std::int64_t*>(to) = std::strtoll(values[0], nullptr, 10);
                return 0;
            },
            &version, nullptr);
        sqlite3_close(db);
        return version;
    }

    // What version_6.sql holds, as the daemon of then showed it.
    void expect_all_of_it(const Playlist& playlist) const {
        EXPECT_TRUE(playlist.damaged().empty());
        EXPECT_TRUE(playlist.warnings().empty());
        std::ostringstream list;
        const auto entries = playlist.list(0, 10).value();
        for (const Entry& e : entries)
            list << e.id << ' ' << e.title << ' ' << e.source << ' ' << e.url << ' ' << e.language << ' '
                 << e.added_at << ' ' << e.heard << ' ' << e.place.code_point << ' ' << e.position_ms << ' '
                 << e.duration_ms << ' ' << e.exact << ' ' << playlist.lengths(e.id).value().numbers.size()
                 << ' ' << playlist.article(e.id).value().body.size() << '\n';
        EXPECT_EQ(list.str(),
                  "3 Der Brief Mühlenblatt https://example.org/Brief de 1795837876 1 0 0 9972 1 7 2\n"
                  "1 Der Apfelbaum Mühlenblatt https://example.org/Apfelbaum de 1795837876 0 155 10737 14105 "
                  "1 8 2\n"
                  "2 Die Fähre Mühlenblatt https://example.org/Fähre de 1795837876 0 62 5078 11001 1 7 2\n"
                  "5 Das Uhrwerk Mühlenblatt https://example.org/Uhrwerk de 1795837876 0 0 0 8841 1 7 2\n");
        std::vector<EntryId> heard;
        const auto history = playlist.history(0, 10).value();
        for (const Entry& e : history) heard.push_back(e.id);
        EXPECT_EQ(heard, (std::vector<EntryId>{1, 4, 3, 2}));
        const auto session = playlist.session().value();
        EXPECT_EQ(session.current, EntryId{1});
        EXPECT_EQ(session.left, Left::paused);
        EXPECT_EQ(session.speed_percent, 130);
        EXPECT_EQ(session.pitch, -4);
        EXPECT_EQ(session.voice, "jonas emma louis");
        EXPECT_EQ(session.repeat, Repeat::all);
        EXPECT_EQ(playlist.entry(4).value().left_at, 1795837879);
    }
};

TEST_F(Migration, KeepsAllOfIt) {
    for (const int from : {6, 5}) {
        SCOPED_TRACE(from);
        from == 6 ? write_version_6() : write_version_5();
        ASSERT_EQ(version(), from);
        expect_all_of_it(Playlist(path()));
        EXPECT_EQ(version(), 11);
        Playlist playlist(path());
        expect_all_of_it(playlist);
        const auto same = playlist.find_same(stored(playlist.article(5).value())).value();
        EXPECT_EQ(same, EntryId{5});
        EXPECT_EQ(playlist.undo().value(), std::vector<EntryId>{4});
    }
}

// Names of their own, by when they were added; nothing is known of what changed before.
TEST_F(Migration, GivesWhatItHadNotBefore) {
    write_version_6();
    Playlist playlist(path());
    std::set<Uid> uids;
    for (const EntryId id : {1, 2, 3, 4, 5}) {
        const auto entry = playlist.entry(id).value();
        EXPECT_EQ(to_text(entry.uid).substr(0, 15), to_text(uid_of(1795837876'000)).substr(0, 15));
        EXPECT_EQ(entry.text_revision, 1);
        EXPECT_EQ(entry.made, Made{});
        EXPECT_EQ(entry.revisions, Revisions{});
        uids.insert(entry.uid);
    }
    EXPECT_EQ(uids.size(), 5u);
    EXPECT_FALSE(playlist.device().is_nil());
    EXPECT_TRUE(playlist.changed_since(0).value().whole);
    const auto revision = playlist.revision();
    ASSERT_TRUE(playlist.move(1, 1));
    const auto changed = playlist.changed_since(revision).value();
    ASSERT_EQ(changed.entries.size(), 1u);
    EXPECT_EQ(changed.entries[0].entry.id, 1);
    ASSERT_TRUE(playlist.save_place(1, {170, 0}, 12'000, Durable::yes));
    EXPECT_EQ(playlist.entry(1).value().made.from, 0);
}

// Whatever the disk refuses, and at whatever write the process dies or the power goes.
TEST_F(Migration, LosesNothingWhereItIsInterrupted) {
    enum class End { fails, dies, loses_power };
    for (const auto how : {End::fails, End::dies, End::loses_power}) {
        SCOPED_TRACE(static_cast<int>(how));
        int faults = 0;
        for (int n = 1;; ++n) {
            SCOPED_TRACE("fault " + std::to_string(n));
            ASSERT_LT(n, 500);
            write_version_6();
            FaultyVfs disk;
            bool opened = false, failed = false;
            disk.fail_at(n);
            try {
                const Playlist playlist(path());
                opened = true;
                failed = disk.failed();
                if (how != End::fails) disk.die();
            } catch (const std::runtime_error& error) {
                failed = disk.failed();
                EXPECT_NE(std::string(error.what()).find("cannot open the playlist"), std::string::npos);
                if (how != End::fails) disk.die();
            }
            if (how == End::loses_power) disk.cut_power();
            disk.heal();
            const auto left = version();
            EXPECT_TRUE(left == 6 || left == 11) << left;
            expect_all_of_it(Playlist(path()));
            EXPECT_TRUE(opened || failed);
            if (!failed) break;
            ++faults;
        }
        EXPECT_GT(faults, 3);
    }
}

// A row that was damaged before is not made right by being written anew.
TEST_F(Migration, BlessesNoDamage) {
    write_version_6();
    run_sql("UPDATE entry SET title = 'Die Fahre' WHERE id = 2; UPDATE session SET speed_percent = 131");
    const Playlist playlist(path());
    EXPECT_TRUE(playlist.entry(2).value().damage);
    EXPECT_FALSE(playlist.entry(1).value().damage);
    static_cast<void>(playlist.session());
    EXPECT_EQ(playlist.warnings().size(), 2u);
}

// Whole articles become parts: the same text, the same digests, the same place and lengths in them.
TEST_F(Migration, TurnsWholeArticlesIntoParts) {
    write_version(7);
    for (int time = 0; time < 2; ++time) {
        const Playlist playlist(path());
        EXPECT_TRUE(playlist.warnings().empty());
        const auto page = playlist.article(1).value();
        EXPECT_EQ(page.title, "Die Mühle");
        EXPECT_EQ(page.authors, "Ada Ufer");
        EXPECT_EQ(page.date, "2026-11-02");
        EXPECT_EQ(page.source, "page.html");
        EXPECT_EQ(page.language, "de");
        ASSERT_EQ(page.body.size(), 3u);
        EXPECT_EQ(page.body[1], (Block{BlockKind::heading, "Ein Zwischentitel"}));
        EXPECT_EQ(playlist.dropped(1).value(), "Foto: Ada Ufer\n");
        Article text{.title = "Der lange Weg", .source = "long.txt", .language = "de"};
        for (int i = 0; i < 400; ++i)
            text.body.push_back(
                {BlockKind::paragraph,
                 "Absatz " + std::to_string(i) + ": Größere Züge führen über Köln, und keiner weiß, wohin."});
        EXPECT_EQ(playlist.article(2).value(), text);
        EXPECT_GT(playlist.contents(2).value().parts.size(), 1u);
        EXPECT_EQ(playlist.find_same(stored(text)).value(), EntryId{2});
        const auto begun = playlist.entry(2).value();
        EXPECT_EQ(begun.place.code_point, 13'950u);
        EXPECT_EQ(begun.position_ms, 1'286'511);
        EXPECT_TRUE(begun.exact);
        EXPECT_EQ(begun.text_revision, 1);
        EXPECT_EQ(playlist.lengths(2).value().numbers.size(), 407u);
        EXPECT_EQ(playlist.article(3).value(), (Article{.title = "Nur ein Satz."}));
        EXPECT_EQ(playlist.dropped(3).value(), "");
        EXPECT_TRUE(playlist.warnings().empty());
    }
    EXPECT_EQ(version(), 11);
}

// Nothing is kept or tagged before there was a Merkliste; what was heard is read. Nobody is told anything.
TEST_F(Migration, BeginsAnEmptyMerkliste) {
    write_version(9);
    for (int time = 0; time < 2; ++time) {
        const Playlist playlist(path());
        EXPECT_TRUE(playlist.warnings().empty());
        EXPECT_EQ(titles(playlist), (std::vector<std::string>{"Das Uhrwerk", "Der Garten"}));
        for (const EntryId id : {1, 2, 3, 4}) {
            const auto entry = playlist.entry(id).value();
            EXPECT_EQ(entry.kept_at, 0);
            EXPECT_EQ(entry.tags, "");
            EXPECT_EQ(entry.read_at, id == 1 ? 1795887786 : 0);
            EXPECT_EQ(entry.revisions.kept + entry.revisions.tags + entry.revisions.read, 0);
        }
        EXPECT_EQ(playlist.revision(), 1795887801);
        EXPECT_TRUE(playlist.changed_since(1795887801).value().entries.empty());
        EXPECT_FALSE(playlist.changed_since(1795887800).value().entries.empty());
        EXPECT_EQ(playlist.session().value().current, EntryId{4});
        EXPECT_EQ(playlist.entry(4).value().position_ms, 1602);
    }
    EXPECT_EQ(version(), 11);
    EXPECT_EQ(Playlist(path()).undo().value(), std::vector<EntryId>{3});
}

// A text that was damaged before is kept as it is, and stays known as such.
TEST_F(Migration, BlessesNoDamagedText) {
    write_version(7);
    run_sql(
        "UPDATE article SET json = replace(json, 'Rad', 'Rat') WHERE entry = 1;"
        "UPDATE article SET json = replace(json, '\"body\"', '\"bodx\"') WHERE entry = 2");
    for (int time = 0; time < 2; ++time) {
        const Playlist playlist(path());
        EXPECT_TRUE(playlist.article(1));
        EXPECT_TRUE(playlist.entry(1).value().damage);
        const auto unreadable = playlist.article(2);
        ASSERT_FALSE(unreadable);
        EXPECT_EQ(unreadable.error().kind, ErrorKind::storage);
        EXPECT_TRUE(playlist.entry(2).value().damage);
        EXPECT_EQ(playlist.entry(2).value().title, "Der lange Weg");
        EXPECT_TRUE(playlist.article(3));
        EXPECT_FALSE(playlist.entry(3).value().damage);
    }
    const auto kept = text_of(path());
    EXPECT_NE(kept.find("\"bodx\""), std::string::npos);
}

// Its table says how old it is where the header's mark is wrong.
TEST_F(Migration, KnowsAnOlderFileByItsTables) {
    write_version_6();
    run_sql("PRAGMA user_version = 4102");
    expect_all_of_it(Playlist(path()));
}

}  // namespace
}  // namespace vorleser
