// One bit of the playlist's file or log is wrong: it opens, what it says is in range, what can be told is
// told, and all its calls end.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/playlist/log.hpp"
#include "tests/playlist/fixture.hpp"
#include "tests/support/chance.hpp"

namespace vorleser {
namespace {

#ifdef VORLESER_SANITIZED
constexpr int flips = 250;
#else
constexpr int flips = 1000;
#endif

std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

void expect_in_range(const Entry& entry) {
    EXPECT_GE(entry.id, 1);
    EXPECT_TRUE(entry.place.fraction >= 0 && entry.place.fraction < 1) << entry.place.fraction;
    EXPECT_TRUE(span_range.holds(entry.position_ms)) << entry.position_ms;
    EXPECT_TRUE(span_range.holds(entry.duration_ms)) << entry.duration_ms;
    for (const auto time : {entry.added_at, entry.last_heard_at, entry.left_at, entry.kept_at, entry.read_at})
        EXPECT_TRUE(time_range.holds(time)) << time;
}

void expect_in_range(const Session& session) {
    EXPECT_TRUE(speed_range.holds(session.speed_percent)) << session.speed_percent;
    EXPECT_TRUE(volume_range.holds(session.volume_percent)) << session.volume_percent;
    EXPECT_TRUE(pitch_range.holds(session.pitch)) << session.pitch;
    EXPECT_TRUE(session.repeat == Repeat::off || session.repeat == Repeat::one ||
                session.repeat == Repeat::all);
    EXPECT_TRUE(session.left == Left::stopped || session.left == Left::playing ||
                session.left == Left::paused);
    EXPECT_GE(session.shuffle, 0);
    EXPECT_TRUE(span_range.holds(session.sleep_at));
    EXPECT_TRUE(lease_range.holds(session.output_since) && lease_range.holds(session.output_lease));
    EXPECT_TRUE(time_range.holds(session.saved_at));
}

class Flips : public PlaylistTest {
 protected:
    Flips() {
        // Where syncing costs nothing, if there is such a place.
        std::string memory = "/dev/shm/flips_XXXXXX";
        if (!mkdtemp(memory.data())) return;
        std::filesystem::remove_all(directory_);
        directory_ = memory;
    }

    // A list in use: places, lengths, a session, something that left it. `killed`: the last of it in the log.
    void make(bool killed) {
        const pid_t child = fork();
        if (child == 0) {
            {
                Playlist playlist(path());
                fill(playlist);
                if (killed) {
                    for (int i = 0; i < 8; ++i) add(playlist, "In the log " + std::to_string(i));
                    kill(getpid(), SIGKILL);
                }
            }
            _exit(0);
        }
        waitpid(child, nullptr, 0);
    }

    static void fill(Playlist& playlist) {
        for (int i = 0; i < 25; ++i) {
            Page one = entry("Titel " + std::to_string(i));
            for (int j = 0; j < i; ++j)
                one.article.body.push_back(
                    {BlockKind::paragraph, "Noch ein Absatz, Nummer " + std::to_string(j)});
            one.dropped = "Anzeige\n";
            const NewEntry added = one;
            ASSERT_TRUE(playlist.add(std::span(&added, 1)));
        }
        for (const EntryId id : {3, 4, 5}) {
            ASSERT_TRUE(playlist.save_lengths(id, {"k", std::vector<std::uint32_t>(40, 7)}, 1000, 60'000));
            ASSERT_TRUE(playlist.save_place(id, {20, 0.25}, 1000, Durable::yes));
        }
        ASSERT_TRUE(playlist.set_heard(6));
        ASSERT_TRUE(playlist.set_heard(7, WhenHeard::leaves));
        ASSERT_TRUE(playlist.remove(9));
        NewEntry kept = entry("nur gemerkt");
        kept.listed = false, kept.kept = true;
        ASSERT_TRUE(playlist.add(std::span(&kept, 1)));
        for (const EntryId id : {2, 7}) {
            ASSERT_TRUE(playlist.keep(std::span(&id, 1)));
            ASSERT_TRUE(playlist.tag(std::span(&id, 1), std::vector<std::string>{"Politik", "Öl"}));
            ASSERT_TRUE(playlist.set_read(std::span(&id, 1), true));
        }
        const Settings settings{150, 80, -5, Repeat::all, 77, true, "pulse:device"};
        ASSERT_TRUE(playlist.save_session({settings,
                                           3,
                                           {4, 5},
                                           Left::playing,
                                           "boot",
                                           12'345,
                                           "anna",
                                           5'000'000,
                                           "Telefon",
                                           1'800'000'000'000,
                                           1'800'000'000'001},
                                          Durable::yes));
    }

    // Opens it, and does everything that the daemon does with a list. What comes of it may be an error.
    void use() {
        Playlist playlist(path());
        const auto session = playlist.session();
        if (session) expect_in_range(*session);
        const auto all = playlist.list(0, 1'000);
        const auto entries = all ? *all : std::vector<Entry>{};
        for (const Entry& each : entries) {
            expect_in_range(each);
            if (const auto article = playlist.article(each.id)) found_ += article->title.size();
            static_cast<void>(playlist.dropped(each.id));
            static_cast<void>(playlist.lengths(each.id));
            static_cast<void>(playlist.number_of(each.id));
            for (const std::int64_t shuffle : {0, 77}) {
                static_cast<void>(playlist.after(each.id, shuffle));
                static_cast<void>(playlist.before(each.id, shuffle));
                static_cast<void>(playlist.next_unheard(each.id, shuffle));
            }
        }
        if (const auto history = playlist.history(0, 1'000))
            for (const Entry& each : *history) expect_in_range(each);
        if (const auto kept = playlist.kept({.limit = 1'000, .tag = "politik"}))
            for (const Entry& each : kept->entries) expect_in_range(each);
        static_cast<void>(playlist.tags());
        static_cast<void>(playlist.unmeasured("k", 3, 100));
        static_cast<void>(playlist.warnings());
        const NewEntry more[] = {entry("mehr"), entry("und mehr")};
        const auto first = playlist.at_number(1);
        static_cast<void>(playlist.add(more, first ? std::optional(*first) : std::nullopt));
        static_cast<void>(playlist.add(more));
        static_cast<void>(playlist.find_same(more[0].article));
        if (first) {
            static_cast<void>(playlist.move(*first, 5));
            static_cast<void>(playlist.save_place(*first, {5, 0.5}, 100, Durable::soon));
            static_cast<void>(playlist.replace(*first, entry("anders")));
            static_cast<void>(playlist.set_heard(*first, WhenHeard::leaves));
            static_cast<void>(playlist.keep(std::span(&*first, 1), true));
            static_cast<void>(playlist.queue(std::span(&*first, 1)));
            static_cast<void>(playlist.tag(std::span(&*first, 1), std::vector<std::string>{"neu"}));
        }
        static_cast<void>(playlist.save_session({{}, 3, {4, 5}, Left::playing}, Durable::yes));
        static_cast<void>(playlist.expect_lengths("other"));
        static_cast<void>(playlist.clear());
        for (int i = 0; i < 4; ++i) static_cast<void>(playlist.undo());
        static_cast<void>(playlist.restore(7));
    }

    std::size_t below(std::size_t n) { return random_() % n; }

    // All of it with one bit wrong, at many places.
    void run(const std::string& suffix) {
        const auto database = bytes_of(path()), log = bytes_of(path() + "-wal");
        const std::string& flipped = suffix.empty() ? database : log;
        ASSERT_FALSE(flipped.empty());
        for (int i = 0; i < flips && !HasFailure(); ++i) {
            const auto at = below(flipped.size()), bit = below(8);
            SCOPED_TRACE("bit " + std::to_string(bit) + " of byte " + std::to_string(at));
            std::filesystem::remove_all(directory_);
            std::filesystem::create_directory(directory_);
            auto bytes = flipped;
            bytes[at] = static_cast<char>(bytes[at] ^ 1 << bit);
            write(path(), suffix.empty() ? bytes : database);
            if (!log.empty()) write(path() + "-wal", suffix.empty() ? log : bytes);
            EXPECT_NO_THROW(use());
        }
        EXPECT_GT(found_, 0u);
    }

    std::mt19937_64 random_{test::seed()};
    std::size_t found_ = 0;
};

TEST_F(Flips, OfTheFileAreSurvived) {
    make(false);
    run("");
}

TEST_F(Flips, OfTheLogAreSurvived) {
    make(true);
    run("-wal");
}

// Every bit of a row, its text among them: never without a word.
TEST_F(Flips, OfARowAreTold) {
    make(false);
    const auto database = bytes_of(path());
    for (const std::string& held :
         {std::string("Titel 20"), std::string("Nummer 19"), std::string("pulse:device")})
        for (std::size_t at = database.find(held); at != std::string::npos; at = database.find(held, at + 1))
            for (std::size_t bit = 0; bit < 8 * held.size(); bit += 3) {
                SCOPED_TRACE(held + ", bit " + std::to_string(bit) + " at " + std::to_string(at));
                auto bytes = database;
                bytes[at + bit / 8] = static_cast<char>(bytes[at + bit / 8] ^ 1 << bit % 8);
                std::filesystem::remove_all(directory_);
                std::filesystem::create_directory(directory_);
                write(path(), bytes);
                const Playlist playlist(path());
                static_cast<void>(playlist.session());
                const auto all = playlist.list(0, 1'000).value();
                for (const Entry& each : all) static_cast<void>(playlist.article(each.id));
                EXPECT_FALSE(playlist.warnings().empty());
                EXPECT_EQ(all.size(), 23u) << "all are kept";
            }
}

// A frame in the middle: SQLite ends there, and what came after it would be lost without a word.
TEST_F(Flips, OfALogBeforeItsEndAreTold) {
    make(true);
    const auto database = bytes_of(path()), log = bytes_of(path() + "-wal");
    constexpr std::size_t frame = 24 + 4096;
    const auto frames = (log.size() - 32) / frame;
    ASSERT_GT(frames, 10u);
    EXPECT_FALSE(log_breaks_off(path() + "-wal"));
    for (int i = 0; i < 200; ++i) {
        const auto at = below(32 + frame * (frames / 2)), bit = below(8);
        SCOPED_TRACE("bit " + std::to_string(bit) + " of byte " + std::to_string(at));
        auto bytes = log;
        bytes[at] = static_cast<char>(bytes[at] ^ 1 << bit);
        write(path() + "-wal", bytes);
        EXPECT_TRUE(log_breaks_off(path() + "-wal"));
    }
    // The last frame torn, or nothing behind a transaction: as a power cut leaves it.
    for (const auto size : {log.size() - 1, log.size() - frame, log.size() - frame + 100}) {
        write(path() + "-wal", log.substr(0, size));
        EXPECT_FALSE(log_breaks_off(path() + "-wal"));
    }
    auto bytes = log;
    bytes[32 + 2 * frame + 1000] ^= 1;
    write(path(), database);
    write(path() + "-wal", bytes);
    const Playlist playlist(path());
    ASSERT_EQ(playlist.warnings().size(), 1u);
    EXPECT_NE(playlist.warnings().front().find("log was damaged"), std::string::npos);
}

// The header's own marks: its tables say whose it is, and of which version.
TEST_F(Flips, OfTheHeaderDoNotMakeItAnotherPrograms) {
    make(false);
    const auto database = bytes_of(path());
    for (const std::size_t field : {60u, 68u})  // user_version, application_id
        for (std::size_t bit = 0; bit < 32; ++bit) {
            auto bytes = database;
            bytes[field + bit / 8] = static_cast<char>(bytes[field + bit / 8] ^ 1 << bit % 8);
            write(path(), bytes);
            const Playlist playlist(path());
            EXPECT_EQ(playlist.size().value(), 23) << field << ' ' << bit;
            EXPECT_TRUE(playlist.damaged().empty());
        }
}

// What an index says that its table does not.
TEST_F(Flips, OfAnIndexAreMended) {
    make(false);
    std::size_t mended = 0;
    const auto database = bytes_of(path());
    for (const char* index : {"entry_by_rank", "listed_by_rank", "entry_by_digest", "kept_by_time"}) {
        write(path(), database);
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
        std::size_t page = 0;
        const auto sql = "SELECT rootpage FROM sqlite_schema WHERE name = '" + std::string(index) + "'";
        sqlite3_exec(
            db, sql.c_str(),
            [](void* to, int, char** values, char**) {
                *static_cast<std::size_t*>(to) = std::strtoul(values[0], nullptr, 10);
                return 0;
            },
            &page, nullptr);
        sqlite3_close(db);
        ASSERT_GT(page, 1u);
        const auto before = titles(Playlist(path()));
        for (int i = 0; i < 100; ++i) {
            auto bytes = database;
            const auto at = (page - 1) * 4096 + 3000 + below(1096);  // cells lie at the page's end
            bytes[at] = static_cast<char>(bytes[at] ^ 1 << below(8));
            std::filesystem::remove_all(directory_);
            std::filesystem::create_directory(directory_);
            write(path(), bytes);
            const Playlist playlist(path());
            if (!playlist.damaged().empty()) continue;
            EXPECT_EQ(titles(playlist), before);
            ++mended;
        }
    }
    EXPECT_GT(mended, 150u);
}

}  // namespace
}  // namespace vorleser
