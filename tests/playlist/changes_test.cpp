// Identity, and what changed since when.
#include <algorithm>
#include <cctype>
#include <ctime>
#include <map>
#include <random>
#include <set>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/playlist/fixture.hpp"
#include "tests/support/chance.hpp"

namespace vorleser {

void PrintTo(const ChangedEntry& changed, std::ostream* out) {
    *out << changed.number << ' ' << changed.entry.title;
    for (const auto what : changed.what) *out << ' ' << what;
}

namespace {

using What = std::vector<std::string_view>;

std::int64_t ms_of(const Uid& uid) {
    std::int64_t ms = 0;
    for (int i = 0; i < 6; ++i) ms = ms << 8 | uid.data[i];
    return ms;
}

// "2 B moved place" for each, in order.
std::vector<std::string> since(const Playlist& playlist, std::int64_t revision) {
    const auto changed = playlist.changed_since(revision).value();
    if (changed.whole) return {"whole"};
    std::vector<std::string> said;
    for (const auto& each : changed.entries) said.push_back(testing::PrintToString(each));
    return said;
}

using Said = std::vector<std::string>;

TEST(Uid, IsAsTheStandardWantsIt) {
    const Uid one = uid_of(0x0123456789ab);
    const auto text = to_text(one);
    ASSERT_EQ(text.size(), 36u);
    EXPECT_EQ(text.substr(0, 15), "01234567-89ab-7") << "the time, then version 7";
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
    EXPECT_EQ(one.variant(), Uid::variant_rfc_4122);
    EXPECT_NE(one, uid_of(0x0123456789ab)) << "the rest is chance";
    EXPECT_EQ(to_text(random_uid())[14], '4');
}

TEST(Uid, RisesWithEveryNewOne) {
    Uid last = next_uid();
    for (int i = 0; i < 10'000; ++i) {
        const Uid next = next_uid();
        ASSERT_LT(last, next);
        ASSERT_EQ(next.variant(), Uid::variant_rfc_4122);
        last = next;
    }
}

class Changed : public PlaylistTest {
 protected:
    Changed() : playlist_(std::make_unique<Playlist>(path())) {
        for (const char* title : {"A", "B", "C"}) ids_.push_back(add(*playlist_, title));
        mark();
    }

    void mark() { mark_ = playlist_->revision(); }
    Said news() const { return since(*playlist_, mark_); }
    Entry at(std::size_t i) const { return playlist_->entry(ids_[i]).value(); }
    void reopen() {
        playlist_.reset();
        playlist_ = std::make_unique<Playlist>(path());
    }

    std::unique_ptr<Playlist> playlist_;
    std::vector<EntryId> ids_;
    std::int64_t mark_ = 0;
};

TEST_F(Changed, EveryArticleHasANameOfItsOwnForEver) {
    std::set<Uid> uids;
    std::vector<Uid> before;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
        before.push_back(at(i).uid);
        uids.insert(before.back());
        EXPECT_EQ(ms_of(before.back()) / 1000, at(i).added_at);
    }
    EXPECT_EQ(uids.size(), 3u);
    ASSERT_TRUE(playlist_->replace(ids_[0], entry("edited")));
    ASSERT_TRUE(playlist_->move(ids_[0], 3));
    ASSERT_TRUE(playlist_->remove(ids_[1]));
    ASSERT_TRUE(playlist_->undo());
    ASSERT_TRUE(playlist_->set_heard(ids_[2], WhenHeard::leaves));
    ASSERT_TRUE(playlist_->restore(ids_[2]));
    reopen();
    for (std::size_t i = 0; i < ids_.size(); ++i) EXPECT_EQ(at(i).uid, before[i]);
}

TEST_F(Changed, NothingIsToldToWhoKnowsItAll) {
    EXPECT_EQ(news(), Said{});
    (void)ids(*playlist_);
    ASSERT_TRUE(playlist_->save_session({}, Durable::yes));
    ASSERT_TRUE(playlist_->move(ids_[0], 1));
    EXPECT_EQ(playlist_->revision(), mark_);
    reopen();
    EXPECT_EQ(playlist_->revision(), mark_);
    EXPECT_EQ(news(), Said{});
}

TEST_F(Changed, EachChangeSaysWhatItWas) {
    const struct {
        std::function<bool()> act;
        Said news;
    } steps[] = {
        {[&] { return add(*playlist_, "D", ids_[1]) > 0; }, {"2 D added"}},
        {[&] { return playlist_->move(ids_[0], 4).has_value(); }, {"4 A moved"}},
        {[&] { return playlist_->remove(ids_[1]).has_value(); }, {"0 B removed"}},
        {[&] { return playlist_->undo().has_value(); }, {"2 B restored"}},
        {[&] { return playlist_->replace(ids_[1], entry("E")).has_value(); }, {"2 E title text"}},
        {[&] {
             Page edited = entry("E");
             edited.article.body.push_back({BlockKind::paragraph, "Mehr."});
             return playlist_->replace(ids_[1], edited).has_value();
         },
         {"2 E text"}},
        {[&] {
             return playlist_->save_lengths(ids_[2], {"k", {1}}, 0, 7000).has_value();
         },
         {"3 C length"}},
        {[&] {
             return playlist_->save_place(ids_[2], {3, 0.5}, 90, Durable::yes).has_value();
         },
         {"3 C place"}},
        {[&] { return playlist_->set_heard(ids_[2]).has_value(); }, {"3 C place heard read"}},
        {[&] { return playlist_->set_heard(ids_[1], WhenHeard::leaves).has_value(); },
         {"0 E removed heard read"}},
        {[&] { return playlist_->restore(ids_[1]).has_value(); }, {"4 E restored moved heard"}},
        {[&] { return playlist_->clear().has_value(); },
         {"0 D removed", "0 C removed", "0 A removed", "0 E removed"}},
    };
    for (const auto& [act, expected] : steps) {
        mark();
        ASSERT_TRUE(act());
        EXPECT_EQ(news(), expected);
        EXPECT_EQ(playlist_->revision(), mark_ + 1) << "one transaction, one revision";
    }
}

// Whoever missed several is told all of them, also those that another one came after.
TEST_F(Changed, AddUp) {
    ASSERT_TRUE(playlist_->move(ids_[2], 1));
    ASSERT_TRUE(playlist_->save_place(ids_[2], {3, 0.5}, 90, Durable::yes));
    EXPECT_EQ(news(), Said{"1 C moved place"});
    const auto between = playlist_->revision();
    ASSERT_TRUE(playlist_->replace(ids_[0], entry("A2")));
    EXPECT_EQ(news(), (Said{"1 C moved place", "2 A2 title text"}));
    EXPECT_EQ(since(*playlist_, between), Said{"2 A2 title text"});
    reopen();
    EXPECT_EQ(news(), (Said{"1 C moved place", "2 A2 title text"}));
}

TEST_F(Changed, WhatIsDoneTogetherIsOneRevision) {
    ASSERT_TRUE(playlist_->together(Durable::yes, [&]() -> Result<void> {
        if (auto moved = playlist_->move(ids_[0], 3); !moved) return moved;
        EXPECT_FALSE(at(0).damage) << "though its revision is not yet the list's";
        return playlist_->remove(ids_[1]);
    }));
    EXPECT_TRUE(playlist_->warnings().empty());
    EXPECT_EQ(playlist_->revision(), mark_ + 1);
    EXPECT_EQ(news(), (Said{"0 B removed", "2 A moved"}));
    mark();
    const auto undone = playlist_->together(Durable::yes, [&]() -> Result<void> {
        if (auto moved = playlist_->move(ids_[0], 1); !moved) return moved;
        return Error(ErrorKind::conflict, "no");
    });
    EXPECT_FALSE(undone);
    EXPECT_EQ(playlist_->revision(), mark_);
    EXPECT_EQ(news(), Said{});
}

TEST_F(Changed, ATextHasARevisionOfItsOwn) {
    EXPECT_EQ(at(0).text_revision, 1);
    ASSERT_TRUE(playlist_->replace(ids_[0], entry("A")));
    EXPECT_EQ(at(0).text_revision, 1) << "the same text";
    Page other = entry("A");
    other.article.body[0].kind = BlockKind::paragraph;
    ASSERT_TRUE(playlist_->replace(ids_[0], other));
    EXPECT_EQ(at(0).text_revision, 2) << "a heading is read otherwise than a paragraph";
    ASSERT_TRUE(playlist_->save_lengths(ids_[0], {"k", {1}}, 0, 7000));
    ASSERT_TRUE(playlist_->move(ids_[0], 2));
    EXPECT_EQ(at(0).text_revision, 2);
}

TEST_F(Changed, APlaceSaysHowItCameAbout) {
    const auto device = playlist_->device();
    EXPECT_EQ(at(0).made, Made{});
    const auto save = [&](std::uint32_t code_point, Durable durable, Cause cause = Cause::listened) {
        ASSERT_TRUE(playlist_->save_place(ids_[0], {code_point, 0}, code_point, durable, cause));
    };
    save(1, Durable::yes);
    const auto began = at(0);
    EXPECT_EQ(began.made, (Made{Cause::listened, device, 0}));
    EXPECT_EQ(began.revisions.place, playlist_->revision());
    save(2, Durable::yes);
    EXPECT_EQ(at(0).made, (Made{Cause::listened, device, 0})) << "the same listening";
    const auto heard = at(0).revisions.place;
    save(9, Durable::yes, Cause::jumped);
    EXPECT_EQ(at(0).made, (Made{Cause::jumped, device, heard}));
    const auto jumped = at(0).revisions.place;
    save(9, Durable::yes);
    EXPECT_EQ(at(0).made, (Made{Cause::jumped, device, heard})) << "there still";
    EXPECT_EQ(at(0).revisions.place, jumped);
    save(11, Durable::soon), save(12, Durable::yes);
    EXPECT_EQ(at(0).made, (Made{Cause::listened, device, jumped}));
    const auto last = at(0).revisions.place;
    ASSERT_TRUE(playlist_->set_heard(ids_[0]));
    EXPECT_EQ(at(0).made, (Made{Cause::heard_to_the_end, device, last}));
    reopen();
    EXPECT_EQ(playlist_->device(), device);
    EXPECT_EQ(at(0).made, (Made{Cause::heard_to_the_end, device, last}));
}

// Once a second while something plays.
TEST_F(Changed, ListeningOnIsToldOnceItIsSavedForGood) {
    for (std::uint32_t second = 1; second <= 20; ++second)
        ASSERT_TRUE(playlist_->save_place(ids_[1], {second, 0}, second * 1000, Durable::soon));
    EXPECT_EQ(playlist_->revision(), mark_);
    EXPECT_EQ(at(1).place.code_point, 20u) << "and is stored all the same";
    ASSERT_TRUE(playlist_->save_place(ids_[1], {20, 0}, 20'000, Durable::yes));
    EXPECT_EQ(news(), Said{"2 B place"}) << "though it is where it was";
    EXPECT_EQ(playlist_->revision(), mark_ + 1);
    mark();
    ASSERT_TRUE(playlist_->save_place(ids_[1], {21, 0}, 20'000, Durable::soon));
    ASSERT_TRUE(playlist_->save_place(ids_[1], {21, 0}, 20'000, Durable::yes));
    ASSERT_TRUE(playlist_->save_place(ids_[1], {21, 0}, 20'000, Durable::yes));
    EXPECT_EQ(playlist_->revision(), mark_ + 1);
}

TEST_F(Changed, WhatWasListenedToBeforeAKillIsTold) {
    playlist_.reset();
    const pid_t child = fork();
    if (child == 0) {
        Playlist playlist(path());
        const bool saved = playlist.save_session({{}, ids_[1]}, Durable::yes) &&
                           playlist.save_place(ids_[1], {7, 0}, 700, Durable::soon);
        kill(getpid(), saved ? SIGKILL : SIGTERM);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
    reopen();
    EXPECT_EQ(news(), Said{"2 B place"});
    reopen();
    EXPECT_EQ(playlist_->revision(), mark_ + 1);
}

// Ranks are made anew for room's sake; the order is as it was.
TEST_F(Changed, MakingRoomMovesNothing) {
    std::int64_t told = 0;
    for (int i = 0; i < 70; ++i) {
        mark();
        add(*playlist_, "n", ids_[1]);
        const auto changed = playlist_->changed_since(mark_).value();
        told = std::max(told, static_cast<std::int64_t>(changed.entries.size()));
    }
    EXPECT_EQ(told, 1);
}

TEST_F(Changed, WhoAsksFromTooEarlyReadsTheWholeList) {
    EXPECT_EQ(since(*playlist_, 0), Said{"whole"}) << "before the file was made";
    EXPECT_EQ(since(*playlist_, -1), Said{"whole"});
    EXPECT_EQ(since(*playlist_, playlist_->revision() + 1), Said{"whole"}) << "of another list";
    EXPECT_GE(playlist_->revision(), std::time(nullptr) - 60)
        << "behind those of a list that was here before";
}

TEST_F(Changed, MoreThanAThousandAreReadAsAList) {
    playlist_->add(std::vector<NewEntry>(999, entry("many"))).value();
    EXPECT_EQ(since(*playlist_, mark_).size(), 999u);
    playlist_->add(std::vector<NewEntry>(2, entry("many"))).value();
    EXPECT_EQ(since(*playlist_, mark_), Said{"whole"});
}

// What left the list is told as long as it is kept.
TEST_F(Changed, AreToldUntilWhatLeftIsForgotten) {
    const auto many = playlist_->add(std::vector<NewEntry>(1'100, entry("many"))).value();
    mark();
    ASSERT_TRUE(playlist_->remove(ids_[0]));
    EXPECT_EQ(news(), Said{"0 A removed"});
    const auto after = playlist_->revision();
    ASSERT_TRUE(playlist_->clear());
    EXPECT_EQ(since(*playlist_, mark_), Said{"whole"}) << "more than a thousand";
    mark();
    std::int64_t newest = playlist_->revision();
    playlist_.reset();  // it was long ago
    run_sql("UPDATE entry SET left_at = left_at - 2000 + id, sum = 0 WHERE left_at <> 0");
    reopen();
    for (int i = 0; i < 3; ++i) {
        const auto one = add(*playlist_, "n");
        ASSERT_TRUE(playlist_->remove(one));
        newest = playlist_->revision();
    }
    EXPECT_FALSE(playlist_->entry(many[0])) << "forgotten";
    EXPECT_EQ(since(*playlist_, after - 1), Said{"whole"});
    EXPECT_EQ(since(*playlist_, newest), Said{});
    EXPECT_EQ(news().size(), 3u) << "who knew that they were gone misses nothing";
}

// A client that only ever asks what changed holds the same list as the daemon, whatever happens.
TEST_F(Changed, LeadAClientToTheSameList) {
    std::mt19937 random(test::seed());
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    std::vector<EntryId> client = ids(*playlist_);
    std::map<EntryId, std::string> titles;
    for (std::size_t i = 0; i < 3; ++i) titles[ids_[i]] = at(i).title;
    for (int round = 0; round < 300; ++round) {
        for (auto some = below(4); some-- > 0;) {
            const auto now = ids(*playlist_);
            const auto any = [&] { return now[below(now.size())]; };
            switch (now.empty() ? 0 : below(8)) {
                case 0:
                    add(*playlist_, "n" + std::to_string(round),
                        now.empty() || below(2) ? std::nullopt : std::optional(any()));
                    break;
                case 1:
                    ASSERT_TRUE(playlist_->move(any(), static_cast<std::int64_t>(below(now.size())) + 1));
                    break;
                case 2:
                    ASSERT_TRUE(playlist_->remove(any()));
                    break;
                case 3:
                    ASSERT_TRUE(playlist_->undo());
                    break;
                case 4:
                    if (const auto left = playlist_->history(0, 100).value(); !left.empty())
                        static_cast<void>(playlist_->restore(left[below(left.size())].id));
                    break;
                case 5:
                    ASSERT_TRUE(playlist_->set_heard(any(), below(2) ? WhenHeard::leaves : WhenHeard::stays));
                    break;
                case 6:
                    ASSERT_TRUE(playlist_->replace(any(), entry("r" + std::to_string(round))));
                    break;
                default:
                    ASSERT_TRUE(playlist_->save_place(any(), {1, 0}, 1, Durable::yes));
            }
        }
        if (below(10) == 0) reopen();
        const auto changed = playlist_->changed_since(mark_).value();
        ASSERT_FALSE(changed.whole);
        mark();
        const auto was_placed = [](const ChangedEntry& each) {
            return std::any_of(each.what.begin(), each.what.end(), [](const auto what) {
                return what == "added" || what == "removed" || what == "restored" || what == "moved";
            });
        };
        for (const auto& each : changed.entries)
            if (was_placed(each)) std::erase(client, each.entry.id);
        for (const auto& each : changed.entries) {
            titles[each.entry.id] = each.entry.title;
            if (was_placed(each) && each.number)
                client.insert(client.begin() + each.number - 1, each.entry.id);
        }
        ASSERT_EQ(client, ids(*playlist_)) << "round " << round;
        for (const EntryId id : client) ASSERT_EQ(titles[id], playlist_->entry(id).value().title);
    }
}

}  // namespace
}  // namespace vorleser
