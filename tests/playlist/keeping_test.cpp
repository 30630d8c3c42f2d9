// What is kept, in the list or not; tags, read and unread; and that all of it is taken back as it was.
#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/playlist/tags.hpp"
#include "tests/playlist/fixture.hpp"
#include "tests/support/chance.hpp"

namespace vorleser {
namespace {

using Ids = std::vector<EntryId>;
using Texts = std::vector<std::string>;

class Keeping : public PlaylistTest {
 protected:
    Keeping() { reopen(); }
    void reopen() {
        playlist_.reset();
        playlist_ = std::make_unique<Playlist>(path());
    }

    EntryId add(const std::string& title, bool listed = true, bool kept = false) {
        NewEntry made = entry(title);
        made.listed = listed, made.kept = kept;
        return playlist_->add(std::span(&made, 1)).value().at(0);
    }
    Ids kept(const KeptWanted& wanted = {.limit = 1'000'000}) const {
        Ids ids;
        const auto found = playlist_->kept(wanted).value();
        for (const Entry& each : found.entries) ids.push_back(each.id);
        return ids;
    }
    Ids listed() const { return ids(*playlist_); }
    Entry at(EntryId id) const { return playlist_->entry(id).value(); }
    Ids undo() { return playlist_->undo().value(); }

    std::unique_ptr<Playlist> playlist_;
};

TEST_F(Keeping, ArticlesAreInTheOneListOrTheOtherOrBoth) {
    const auto a = add("A"), b = add("B"), c = add("C");
    ASSERT_TRUE(playlist_->keep(Ids{a}));
    ASSERT_TRUE(playlist_->keep(Ids{b}, true));
    EXPECT_EQ(listed(), (Ids{a, c}));
    EXPECT_EQ(kept(), (Ids{b, a}));
    EXPECT_GT(at(b).kept_at, 0);
    EXPECT_EQ(playlist_->size().value(), 2);
    ASSERT_TRUE(playlist_->queue(Ids{b}));
    EXPECT_EQ(listed(), (Ids{a, c, b}));
    EXPECT_EQ(kept(), (Ids{b, a})) << "in both";
    ASSERT_TRUE(playlist_->keep(Ids{b}, true));
    ASSERT_TRUE(playlist_->queue(Ids{b}, a, {}, true));
    EXPECT_EQ(listed(), (Ids{b, a, c}));
    EXPECT_EQ(kept(), Ids{a}) << "moved";
    ASSERT_TRUE(playlist_->remove(a));
    EXPECT_EQ(kept(), Ids{a}) << "what leaves the list stays kept";
    reopen();
    EXPECT_EQ(listed(), (Ids{b, c}));
    EXPECT_EQ(kept(), Ids{a});
    EXPECT_TRUE(playlist_->warnings().empty());
}

TEST_F(Keeping, WhatIsOnlyKeptNeverWasInTheList) {
    const auto a = add("A"), k = add("K", false, true), both = add("both", true, true);
    EXPECT_EQ(listed(), (Ids{a, both}));
    EXPECT_EQ(kept(), (Ids{both, k}));
    EXPECT_EQ(playlist_->size().value(), 2);
    EXPECT_FALSE(playlist_->number_of(k));
    EXPECT_EQ(playlist_->after(a).value(), both);
    EXPECT_EQ(playlist_->article(k).value().title, "K");
    ASSERT_TRUE(playlist_->queue(Ids{k}, both));
    EXPECT_EQ(listed(), (Ids{a, k, both}));
    EXPECT_TRUE(playlist_->unmeasured("key", 0, 10).value().size() == 3);
}

// Meanwhile the voice was another, and is this one again: its times are not known to be right.
TEST_F(Keeping, WhatComesBackIsMeasuredAnewWhereItsTimesAreEstimates) {
    const auto a = add("A");
    ASSERT_TRUE(playlist_->save_lengths(a, {"this", {1}}, 0, 7000));
    EXPECT_EQ(playlist_->unmeasured("this", 0, 10).value(), Ids{});
    ASSERT_TRUE(playlist_->keep(Ids{a}, true));
    ASSERT_TRUE(playlist_->expect_lengths("other"));
    ASSERT_TRUE(playlist_->expect_lengths("this"));
    EXPECT_FALSE(at(a).exact);
    EXPECT_EQ(playlist_->unmeasured("this", 0, 10).value(), Ids{}) << "it is not in the list";
    ASSERT_TRUE(playlist_->queue(Ids{a}));
    EXPECT_EQ(playlist_->unmeasured("this", 0, 10).value(), Ids{a});
}

// The same text again is the article that is there, wherever it is.
TEST_F(Keeping, AreFoundWhenTheyAreAddedAgain) {
    const auto k = add("K", false, true);
    EXPECT_EQ(playlist_->find_same(stored(entry("K").article)).value(), k);
    ASSERT_TRUE(playlist_->unkeep(Ids{k}));
    EXPECT_FALSE(playlist_->find_same(stored(entry("K").article)).value()) << "in neither list";
    ASSERT_TRUE(playlist_->keep(Ids{k}));
    const auto again = add("K");
    EXPECT_EQ(playlist_->find_same(stored(entry("K").article)).value(), again) << "the list goes first";
}

TEST_F(Keeping, AllOrNone) {
    const auto a = add("A"), k = add("K", false, true);
    const auto revision = playlist_->revision();
    for (const auto& refused :
         {playlist_->keep(Ids{a, 99}), playlist_->unkeep(Ids{k, a}), playlist_->queue(Ids{k, 99}),
          playlist_->queue(Ids{k}, 99), playlist_->tag(Ids{a, 99}, Texts{"x"}),
          playlist_->set_read(Ids{a, 99}, true)}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::not_found);
    }
    EXPECT_EQ(playlist_->revision(), revision);
    EXPECT_EQ(listed(), Ids{a});
    EXPECT_EQ(kept(), Ids{k});
    EXPECT_EQ(at(a).tags, "");
}

TEST_F(Keeping, WhatWasHalfHeardGoesOnWhereItWas) {
    const auto a = add("A");
    ASSERT_TRUE(playlist_->save_place(a, {9, 0.5}, 90, Durable::yes));
    ASSERT_TRUE(playlist_->keep(Ids{a}, true));
    ASSERT_TRUE(playlist_->queue(Ids{a}));
    EXPECT_EQ(at(a).place, (Place{9, 0.5}));
    ASSERT_TRUE(playlist_->set_heard(a, WhenHeard::kept));
    EXPECT_EQ(listed(), Ids{});
    EXPECT_EQ(kept(), Ids{a});
    EXPECT_GT(at(a).read_at, 0) << "what was heard is read";
    ASSERT_TRUE(playlist_->queue(Ids{a}));
    EXPECT_FALSE(at(a).heard) << "to be heard again";
    EXPECT_EQ(playlist_->next_unheard({}).value(), a);
    EXPECT_GT(at(a).read_at, 0);
}

TEST_F(Keeping, IsFilteredAndPagedNewestFirst) {
    Ids all;
    for (int i = 0; i < 10; ++i) {
        all.insert(all.begin(), add("K" + std::to_string(i), false, true));
        if (i % 2) {
            ASSERT_TRUE(playlist_->tag(Ids{all.front()}, Texts{"Politik"}));
        }
        if (i % 3 == 0) {
            ASSERT_TRUE(playlist_->set_read(Ids{all.front()}, true));
        }
    }
    EXPECT_EQ(kept(), all);
    EXPECT_EQ(kept({.offset = 8, .limit = 5}), (Ids{all[8], all[9]}));
    EXPECT_EQ(playlist_->kept({.offset = 8, .limit = 5}).value().total, 10);
    EXPECT_EQ(kept({.limit = 9, .tag = "politik"}), (Ids{all[0], all[2], all[4], all[6], all[8]}));
    const auto found = playlist_->kept({.offset = 1, .limit = 1, .tag = "Politik", .unread = true}).value();
    EXPECT_EQ(found.total, 3) << "1, 5 and 7";
    ASSERT_EQ(found.entries.size(), 1u);
    EXPECT_EQ(found.entries[0].title, "K5");
    EXPECT_EQ(kept({.limit = 9, .tag = "Poli"}), Ids{}) << "a tag is all of it";
    EXPECT_EQ(kept({.limit = 0}), Ids{});
    EXPECT_EQ(kept({.offset = -1, .limit = -1}), Ids{});
}

TEST_F(Keeping, TagsAreAsTheyWereWrittenFirst) {
    const auto a = add("A"), b = add("B"), c = add("C", false, true);
    ASSERT_TRUE(playlist_->tag(Ids{a}, Texts{"  Öffentliche\tOrdnung ", "Ämter"}));
    EXPECT_EQ(at(a).tags, "Öffentliche Ordnung\nÄmter\n");
    ASSERT_TRUE(playlist_->tag(Ids{a, b, c}, Texts{"ämter", "neu"}));
    EXPECT_EQ(at(a).tags, "Öffentliche Ordnung\nÄmter\nneu\n");
    EXPECT_EQ(at(b).tags, "Ämter\nneu\n");
    const std::vector<TagCount> counts{{"neu", 3}, {"Ämter", 3}, {"Öffentliche Ordnung", 1}};
    EXPECT_EQ(playlist_->tags().value(), counts);
    ASSERT_TRUE(playlist_->tag(Ids{a}, Texts{}, Texts{"ÄMTER", "there is none"}));
    EXPECT_EQ(at(a).tags, "Öffentliche Ordnung\nneu\n");
    ASSERT_TRUE(playlist_->remove(a));
    EXPECT_EQ(playlist_->tags().value(), (std::vector<TagCount>{{"neu", 2}, {"Ämter", 2}}))
        << "of what is in one of the lists";
}

TEST_F(Keeping, TagsHaveBounds) {
    const auto a = add("A");
    std::string longest, longer;
    for (std::size_t i = 0; i < longest_tag; ++i) longest += "ß";
    longer = longest + "s";
    ASSERT_TRUE(playlist_->tag(Ids{a}, Texts{longest}));
    for (const std::string& wrong :
         {longer, std::string(), std::string(" \n\t"), std::string(1'000'000, 'x')}) {
        const auto refused = playlist_->tag(Ids{a}, Texts{"good", wrong});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::invalid_argument);
        EXPECT_LT(refused.error().message.size(), 3000u);
    }
    Texts many;
    for (std::size_t i = 1; i < most_tags; ++i) many.push_back("t" + std::to_string(i));
    ASSERT_TRUE(playlist_->tag(Ids{a}, many));
    EXPECT_EQ(playlist_->tag(Ids{a}, Texts{"one more"}).error().kind, ErrorKind::invalid_argument);
    EXPECT_TRUE(playlist_->tag(Ids{a}, Texts{"one more"}, Texts{"t1"})) << "for another";
    EXPECT_EQ(tags_of(at(a).tags).size(), most_tags);
}

TEST_F(Keeping, EachChangeIsToldForWhatItIs) {
    const auto a = add("A"), b = add("B");
    const auto told = [&](const std::function<Result<void>()>& act) {
        const auto before = playlist_->revision();
        EXPECT_TRUE(act());
        EXPECT_EQ(playlist_->revision(), before + 1);
        std::string all;
        const auto changed = playlist_->changed_since(before).value();
        for (const ChangedEntry& each : changed.entries) {
            all += (all.empty() ? "" : ", ") + std::to_string(each.number) + " " + each.entry.title;
            for (const auto what : each.what) all.append(" ").append(what);
        }
        return all;
    };
    EXPECT_EQ(told([&] { return playlist_->keep(Ids{a}); }), "1 A kept");
    EXPECT_EQ(told([&] { return playlist_->keep(Ids{a, b}, true); }), "0 A removed, 0 B removed kept");
    EXPECT_EQ(told([&] { return playlist_->tag(Ids{a}, Texts{"x"}); }), "0 A tags");
    EXPECT_EQ(told([&] { return playlist_->set_read(Ids{b}, true); }), "0 B read");
    EXPECT_EQ(told([&] { return playlist_->queue(Ids{b}, {}, {}, true); }), "1 B restored moved kept");
    EXPECT_EQ(told([&] { return playlist_->unkeep(Ids{a}); }), "0 A kept");
    EXPECT_EQ(told([&] { return playlist_->set_heard(b, WhenHeard::kept); }), "0 B removed heard kept");
    EXPECT_EQ(told([&]() -> Result<void> {
                  add("K", false, true);
                  return {};
              }),
              "0 K added kept");
    const auto before = playlist_->revision();
    ASSERT_TRUE(playlist_->set_read(Ids{b}, true));
    ASSERT_TRUE(playlist_->tag(Ids{a}, Texts{"X"}));
    ASSERT_TRUE(playlist_->keep(Ids{b}));
    EXPECT_EQ(playlist_->revision(), before) << "nothing was changed";
}

// The last command first, whatever it was.
TEST_F(Keeping, EachCommandIsTakenBack) {
    const auto a = add("A"), b = add("B"), c = add("C");
    const struct {
        const char* name;
        std::function<Result<void>()> act;
        Ids undone;
    } steps[] = {
        {"remove", [&] { return playlist_->remove(c); }, {c}},
        {"keep",
         [&] {
             return playlist_->keep(Ids{a, c});
         },
         {a, c}},
        {"move",
         [&] {
             return playlist_->keep(Ids{a, b}, true);
         },
         {a, b}},
        {"tag",
         [&] {
             return playlist_->tag(Ids{a, b}, Texts{"x", "y"});
         },
         {a, b}},
        {"tag", [&] { return playlist_->tag(Ids{a}, Texts{"z"}, Texts{"x"}); }, {a}},
        {"read", [&] { return playlist_->set_read(Ids{b}, true); }, {b}},
        {"queue",
         [&] {
             return playlist_->queue(Ids{c, a});
         },
         {c, a}},
        {"unread", [&] { return playlist_->set_read(Ids{b}, false); }, {b}},
        {"unkeep",
         [&] {
             return playlist_->unkeep(Ids{b, a});
         },
         {a, b}},
        {"clear", [&] { return playlist_->clear(); }, {c, a}},
        {"queue and unkeep", [&] { return playlist_->queue(Ids{c}, {}, {}, true); }, {c}},
    };
    const auto all = [&] {
        std::vector<Entry> entries;
        for (const EntryId id : {a, b, c}) {
            entries.push_back(at(id));
            auto& e = entries.back();
            e.revisions = {};
            if (e.left_at) e.left_at = 1;  // when it left last
        }
        return std::tuple(entries, listed(), kept());
    };
    std::vector<decltype(all())> before;
    for (const auto& step : steps) {
        before.push_back(all());
        ASSERT_TRUE(step.act()) << step.name;
        EXPECT_NE(all(), before.back()) << step.name;
    }
    reopen();
    for (std::size_t i = std::size(steps); i-- > 0;) {
        SCOPED_TRACE(steps[i].name);
        auto undone = undo();
        auto expected = steps[i].undone;
        std::ranges::sort(undone), std::ranges::sort(expected);
        EXPECT_EQ(undone, expected);
        EXPECT_EQ(all(), before[i]);
    }
    EXPECT_EQ(undo(), Ids{}) << "adding is not undone";
    EXPECT_TRUE(playlist_->warnings().empty());
}

TEST_F(Keeping, WhatWasAddedToItIsTakenOutAgain) {
    const auto a = add("A");
    ASSERT_TRUE(playlist_->remove(a));
    const auto k = add("K", false, true);
    EXPECT_EQ(undo(), Ids{k});
    EXPECT_EQ(kept(), Ids{});
    EXPECT_EQ(listed(), Ids{});
    EXPECT_EQ(undo(), Ids{a});
}

TEST_F(Keeping, WhatIsDoneTogetherIsTakenBackTogether) {
    const auto a = add("A"), b = add("B");
    ASSERT_TRUE(playlist_->together(Durable::yes, [&]() -> Result<void> {
        if (auto kept = playlist_->keep(Ids{a}, true); !kept) return kept;
        if (auto tagged = playlist_->tag(Ids{a}, Texts{"x"}); !tagged) return tagged;
        return playlist_->remove(b);
    }));
    EXPECT_EQ(undo(), (Ids{a, b}));
    EXPECT_EQ(listed(), (Ids{a, b}));
    EXPECT_EQ(kept(), Ids{});
    EXPECT_EQ(at(a).tags, "");
}

// What came to be otherwise since, by being heard or put back, is not undone with it.
TEST_F(Keeping, OnlyWhatIsStillSoIsTakenBack) {
    const auto a = add("A"), b = add("B", false, true);
    ASSERT_TRUE(playlist_->remove(a));
    ASSERT_TRUE(playlist_->restore(a));
    EXPECT_EQ(undo(), Ids{b}) << "not the removal: nothing of it is left to undo";
    ASSERT_TRUE(playlist_->keep(Ids{b}));
    ASSERT_TRUE(playlist_->queue(Ids{b}));
    ASSERT_TRUE(playlist_->set_heard(b, WhenHeard::leaves));
    EXPECT_EQ(undo(), Ids{b}) << "that it is kept";
    EXPECT_TRUE(at(b).heard);
    EXPECT_EQ(at(b).kept_at, 0);
    EXPECT_EQ(undo(), Ids{});
}

// What is neither listed nor kept is forgotten one day; the others never, whatever happens.
TEST_F(Keeping, IsNeverForgotten) {
    const auto old = add("alt", false, true), heard = add("gehört"), marked = add("gemerkt");
    ASSERT_TRUE(playlist_->set_heard(heard, WhenHeard::kept));
    const auto gone = add("weg");
    ASSERT_TRUE(playlist_->remove(Ids{gone, marked}));
    playlist_.reset();
    run_sql(
        "INSERT INTO mark (uid, entry, entry_uid, begins, ends, sentence, note, title, source, url, made_at,"
        " changed_at, position_ms) VALUES (X'', 3, X'', 0, 1, '', '', '', '', '', 1, 1, 0);"
        "UPDATE entry SET left_at = left_at - 5000, kept_at = max(0, kept_at - 5000), sum = 0 WHERE left_at "
        "<> "
        "0");
    reopen();
    const auto many = playlist_->add(std::vector<NewEntry>(1'100, entry("viele"))).value();
    ASSERT_TRUE(playlist_->remove(many));
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(playlist_->remove(add("noch eins")));
    EXPECT_FALSE(playlist_->entry(gone)) << "forgotten";
    for (const EntryId id : {old, heard, marked}) EXPECT_TRUE(playlist_->entry(id)) << id;
    EXPECT_EQ(kept().size(), 2u);
    // From the day on which it is kept no longer it is one of the newest.
    ASSERT_TRUE(playlist_->unkeep(Ids{old}));
    ASSERT_TRUE(playlist_->remove(add("danach")));
    EXPECT_TRUE(playlist_->entry(old));
}

TEST_F(Keeping, WhatChangesNothingIsNoCommandToTakeBack) {
    const auto id = add("A");
    ASSERT_TRUE(playlist_->remove(add("B")));
    const auto stored = playlist_->stored();
    ASSERT_TRUE(playlist_->queue(std::span(&id, 1)));
    EXPECT_EQ(playlist_->size().value(), 1);
    EXPECT_EQ(playlist_->undo().value().size(), 1u) << "B is back";
    EXPECT_EQ(playlist_->size().value(), 2);
    EXPECT_GT(playlist_->stored(), stored);
}

TEST_F(Keeping, UndoneCommandsAreBounded) {
    playlist_ = std::make_unique<Playlist>(":memory:");
    const auto a = add("A");
    for (int i = 0; i < 1'200; ++i) ASSERT_TRUE(playlist_->set_read(Ids{a}, i % 2 == 0));
    int undone = 0;
    while (!undo().empty()) ++undone;
    EXPECT_GE(undone, 999);
    EXPECT_LE(undone, 1'001);
    const auto many = playlist_->add(std::vector<NewEntry>(1'500, entry("viele"))).value();
    ASSERT_TRUE(playlist_->keep(many));
    EXPECT_EQ(undo().size(), 1'500u) << "all of the last one, however much it was";
}

TEST_F(Keeping, SurvivesAKill) {
    const auto a = add("A"), b = add("B");
    playlist_.reset();
    const pid_t child = fork();
    if (child == 0) {
        Playlist playlist(path());
        const bool done = playlist.keep(Ids{a}, true) && playlist.tag(Ids{a}, Texts{"x"}) &&
                          playlist.set_read(Ids{b}, true);
        kill(getpid(), done ? SIGKILL : SIGTERM);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
    reopen();
    EXPECT_EQ(kept(), Ids{a});
    EXPECT_EQ(at(a).tags, "x\n");
    EXPECT_GT(at(b).read_at, 0);
    EXPECT_EQ(undo(), Ids{b});
    EXPECT_EQ(undo(), Ids{a});
    EXPECT_EQ(undo(), Ids{a});
    EXPECT_EQ(listed(), (Ids{a, b}));
}

// A model of two lists, of which each command is a copy: whatever is done, the playlist is the same, and undo
// gives the copy before.
class Model {
 public:
    struct Item {
        bool kept = false, read = false;
        std::set<std::string> tags;
        bool operator==(const Item&) const = default;
    };
    std::map<EntryId, Item> items;
    Ids list;

    bool listed(EntryId id) const { return std::ranges::find(list, id) != list.end(); }
    bool operator==(const Model&) const = default;
};

TEST_F(Keeping, IsWhatAModelOfItSays) {
    std::mt19937 random(test::seed());
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    Model model;
    std::vector<Model> before;  // of each command that can be undone
    const Texts words{"Politik", "Wirtschaft", "später", "Öl"};
    for (int round = 0; round < 400; ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        Ids some;
        for (const auto& [id, item] : model.items)
            if (below(model.items.size()) < 2) some.push_back(id);
        const Model was = model;
        const auto changed = [&] {
            if (!(model == was)) before.push_back(was);
        };
        switch (model.items.size() < 3 ? 0 : below(9)) {
            case 0: {
                const bool is_kept = below(2), is_listed = !is_kept || below(2);
                const auto id = add("n" + std::to_string(round), is_listed, is_kept);
                if (is_listed) model.list.push_back(id);
                for (Model& each : before) each.items[id] = {};  // adding is not undone, keeping is
                for (Model& each : before)
                    if (is_listed) each.list.push_back(id);
                model.items[id] = {};
                if (is_kept) before.push_back(model), model.items[id].kept = true;
                break;
            }
            case 1:
            case 2: {
                const bool move = below(2);
                ASSERT_TRUE(playlist_->keep(some, move));
                for (const auto id : some) {
                    model.items[id].kept = true;
                    if (move) std::erase(model.list, id);
                }
                changed();
                break;
            }
            case 3: {
                std::erase_if(some, [&](EntryId id) { return !model.items[id].kept; });
                ASSERT_TRUE(playlist_->unkeep(some));
                for (const auto id : some) model.items[id].kept = false;
                changed();
                break;
            }
            case 4: {
                const bool move = below(2);
                const auto place = below(model.list.size() + 1);
                ASSERT_TRUE(playlist_->queue(
                    some, place < model.list.size() ? std::optional(model.list[place]) : std::nullopt, {},
                    move));
                Ids queued;
                for (const auto id : some) {
                    if (!model.listed(id)) queued.push_back(id);
                    if (move) model.items[id].kept = false;
                }
                model.list.insert(model.list.begin() + static_cast<std::ptrdiff_t>(place), queued.begin(),
                                  queued.end());
                changed();
                break;
            }
            case 5: {
                const auto word = below(words.size());
                const auto add_word = words[word], remove_word = words[(word + 1) % words.size()];
                ASSERT_TRUE(playlist_->tag(some, Texts{add_word}, Texts{remove_word}));
                for (const auto id : some) {
                    model.items[id].tags.erase(remove_word);
                    model.items[id].tags.insert(add_word);
                }
                changed();
                break;
            }
            case 6: {
                const bool is_read = below(2);
                ASSERT_TRUE(playlist_->set_read(some, is_read));
                for (const auto id : some) model.items[id].read = is_read;
                changed();
                break;
            }
            case 7: {
                std::erase_if(some, [&](EntryId id) { return !model.listed(id); });
                ASSERT_TRUE(playlist_->remove(some));
                for (const auto id : some) std::erase(model.list, id);
                changed();
                break;
            }
            default: {
                const auto undone = undo();
                EXPECT_EQ(undone.empty(), before.empty());
                if (!before.empty()) model = before.back(), before.pop_back();
                break;
            }
        }
        if (below(20) == 0) reopen();
        ASSERT_EQ(listed(), model.list);
        auto now = kept();
        std::ranges::sort(now);
        Ids expected, tagged;
        for (const auto& [id, item] : model.items) {
            if (item.kept) expected.push_back(id);
            const Entry entry = at(id);
            ASSERT_EQ(entry.read_at != 0, item.read) << id;
            const auto tags = tags_of(entry.tags);
            ASSERT_EQ(std::set<std::string>(tags.begin(), tags.end()), item.tags) << id;
            if (item.kept && !item.read && item.tags.contains("Öl")) tagged.push_back(id);
        }
        ASSERT_EQ(now, expected);
        auto filtered = kept({.limit = 1'000, .tag = "öl", .unread = true});
        std::ranges::sort(filtered);
        ASSERT_EQ(filtered, tagged);
    }
    EXPECT_TRUE(playlist_->warnings().empty());
}

}  // namespace
}  // namespace vorleser
