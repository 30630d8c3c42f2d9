// What a full disk, a failing sync and a power cut leave of a playlist.
#include <algorithm>
#include <functional>
#include <sstream>

#include "tests/playlist/faulty_vfs.hpp"
#include "tests/playlist/fixture.hpp"

namespace vorleser {
namespace {

// All that a playlist holds, as text to compare.
std::string all_of(const Playlist& playlist) {
    std::ostringstream out;
    const auto entries = playlist.list(0, 1'000);
    for (const Entry& e : entries.value()) {
        out << e.id << ' ' << e.title << ' ' << e.heard << ' ' << e.place.code_point << ' '
            << e.place.fraction << ' ' << e.position_ms << ' ' << e.duration_ms << ' ' << e.exact << ' '
            << to_json(playlist.article(e.id).value()).size() << ' ' << playlist.lengths(e.id).value().key
            << '\n';
    }
    auto kept = playlist.kept({.limit = 1'000}).value();
    std::ranges::sort(kept.entries, {}, &Entry::id);  // their own order is of the second
    for (const Entry& e : kept.entries)
        out << e.id << ' ' << e.title << ' ' << (e.left_at != 0) << (e.read_at != 0) << ' ' << e.tags << '\n';
    const auto session = playlist.session().value();
    out << session.current.value_or(0) << ' ' << session.return_to.size() << ' ' << session.voice << '\n';
    return out.str();
}

enum class Afterwards { goes_on, closes, dies, loses_power };

class Faults : public PlaylistTest {
 protected:
    // Lets `act` meet a fault at its first, second, … write or sync until it meets none, and looks at what is
    // left: all of it or nothing, and nothing else lost.
    void run(const std::function<Result<void>(Playlist&)>& act, Afterwards afterwards) {
        std::string after;
        {
            Playlist playlist(":memory:");
            prepare(playlist);
            ASSERT_TRUE(act(playlist));
            after = all_of(playlist);
        }
        int faults = 0;
        for (int n = 1;; ++n) {
            SCOPED_TRACE("fault " + std::to_string(n));
            ASSERT_LT(n, 500);
            std::filesystem::remove_all(directory_);
            std::filesystem::create_directory(directory_);
            FaultyVfs disk;
            auto playlist = std::make_unique<Playlist>(path());
            prepare(*playlist);
            const auto before = all_of(*playlist);
            ASSERT_NE(before, after);
            const auto version = playlist->shown();

            disk.fail_at(n);
            const auto result = act(*playlist);
            const bool failed = disk.failed();
            if (afterwards == Afterwards::dies || afterwards == Afterwards::loses_power) {
                disk.die();
            } else {
                disk.heal();
                if (!result) {
                    EXPECT_EQ(result.error().kind, ErrorKind::storage);
                    EXPECT_NE(result.error().message.find("nothing was changed"), std::string::npos);
                    EXPECT_EQ(playlist->shown(), version);
                }
                EXPECT_EQ(all_of(*playlist), result ? after : before);
            }
            if (afterwards == Afterwards::goes_on && !result) {
                EXPECT_TRUE(act(*playlist)) << "the disk has room again";
                EXPECT_EQ(all_of(*playlist), after);
            }
            playlist.reset();
            if (afterwards == Afterwards::loses_power) disk.cut_power();
            disk.heal();

            const auto left = all_of(Playlist(path()));
            if (result || afterwards == Afterwards::goes_on) {
                EXPECT_EQ(left, after);
            } else {
                EXPECT_TRUE(left == before || left == after) << left;
            }
            if (!failed) break;
            ++faults;
        }
        EXPECT_GT(faults, 0);
    }

    void run_all(Afterwards afterwards) {
        const std::vector<NewEntry> two{entry("D"), entry("E")};
        Page long_one = entry("long");
        long_one.article.body.push_back({BlockKind::paragraph, std::string(100'000, 'x')});
        const std::vector<NewEntry> big{long_one};
        const std::vector<EntryId> both{1, 5};
        const std::vector<std::string> tags{"Politik", "Öl"};
        const std::pair<const char*, std::function<Result<void>(Playlist&)>> acts[] = {
            {"add", [&](Playlist& p) { return done(p.add(two)); }},
            {"add before", [&](Playlist& p) { return done(p.add(two, 2)); }},
            {"add a long article", [&](Playlist& p) { return done(p.add(big)); }},
            {"remove", [](Playlist& p) { return p.remove(1); }},
            {"move", [](Playlist& p) { return p.move(1, 3); }},
            {"clear", [](Playlist& p) { return p.clear(); }},
            {"undo", [&](Playlist& p) { return done(p.undo()); }},
            {"restore", [](Playlist& p) { return p.restore(4); }},
            {"keep", [&](Playlist& p) { return p.keep(both, true); }},
            {"queue", [&](Playlist& p) { return p.queue(std::span(&both[1], 1), 2, {}, true); }},
            {"tag", [&](Playlist& p) { return p.tag(std::span(&both[1], 1), tags); }},
            {"replace", [](Playlist& p) { return p.replace(2, entry("edited")); }},
            {"set_heard, leaving", [](Playlist& p) { return p.set_heard(1, WhenHeard::leaves); }},
            {"save_place",
             [](Playlist& p) {
                 return p.save_place(1, {9, 0.5}, 90, Durable::yes);
             }},
            {"set_heard", [](Playlist& p) { return p.set_heard(1); }},
            {"save_session",
             [](Playlist& p) {
                 return p.save_session({{}, 3, {1, 2}, Left::playing, "b", 1, "paul"}, Durable::yes);
             }},
        };
        for (const auto& [name, act] : acts) {
            SCOPED_TRACE(name);
            run(act, afterwards);
        }
    }

 private:
    template <class T>
    static Result<void> done(const Result<T>& result) {
        if (!result) return result.error();
        return {};
    }

    static void prepare(Playlist& playlist) {
        for (const char* title : {"A", "B", "C", "removed"}) add(playlist, title);
        NewEntry kept = entry("kept");
        kept.listed = false, kept.kept = true;
        ASSERT_TRUE(playlist.add(std::span(&kept, 1)));
        ASSERT_TRUE(playlist.remove(4));
        ASSERT_TRUE(playlist.save_lengths(2, {"k", {1, 2, 3}}, 10, 20));
        ASSERT_TRUE(playlist.save_session({{}, 1, {2}, Left::playing, "b", 1, "anna"}, Durable::yes));
    }
};

TEST_F(Faults, LeaveAllOrNothingAndThePlaylistUsable) {
    run_all(Afterwards::goes_on);
}
TEST_F(Faults, LeaveAllOrNothingAfterClosing) {
    run_all(Afterwards::closes);
}
TEST_F(Faults, LeaveAllOrNothingAfterDying) {
    run_all(Afterwards::dies);
}
TEST_F(Faults, LeaveAllOrNothingAfterAPowerCut) {
    run_all(Afterwards::loses_power);
}

// Saved `soon`: lost with the power at worst, and kept from the next durable call on.
TEST_F(Faults, LoseOnlyWhatWasSavedSoon) {
    for (const bool durable_call_follows : {false, true}) {
        std::filesystem::remove_all(directory_);
        std::filesystem::create_directory(directory_);
        FaultyVfs disk;
        auto playlist = std::make_unique<Playlist>(path());
        const auto id = add(*playlist, "A");
        ASSERT_TRUE(playlist->save_place(id, {1, 0}, 10, Durable::yes));
        ASSERT_TRUE(playlist->save_place(id, {2, 0}, 20, Durable::soon));
        if (durable_call_follows) add(*playlist, "B");
        disk.die();
        playlist.reset();
        disk.cut_power();
        const auto left = Playlist(path()).entry(id).value().position_ms;
        EXPECT_EQ(left, durable_call_follows ? 20 : 10);
    }
}

// A file half made is none: the next start makes it anew.
TEST_F(Faults, WhileTheFileIsMadeLeaveAnEmptyPlaylist) {
    int faults = 0;
    for (int n = 1;; ++n) {
        SCOPED_TRACE("fault " + std::to_string(n));
        ASSERT_LT(n, 500);
        std::filesystem::remove_all(directory_);
        std::filesystem::create_directory(directory_);
        FaultyVfs disk;
        disk.fail_at(n);
        try {
            Playlist playlist(path());
            if (!disk.failed()) break;
        } catch (const std::runtime_error& error) {
            EXPECT_NE(std::string(error.what()).find(path()), std::string::npos);
        }
        ++faults;
        disk.die();
        disk.cut_power();
        Playlist playlist(path());
        EXPECT_EQ(playlist.size().value(), 0);
        add(playlist, "A");
    }
    EXPECT_GT(faults, 3);
}

}  // namespace
}  // namespace vorleser
