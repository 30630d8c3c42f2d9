// The same article in another copy of it.
#include <sstream>

#include "tests/playlist/fixture.hpp"

namespace vorleser {
namespace {

class Alike : public PlaylistTest {
 protected:
    static std::string words(int from, int to) {
        std::string text;
        for (int i = from; i < to; ++i) text += "wort" + std::to_string(i) + " ";
        return text;
    }
    static NewEntry written(const std::string& text, const std::string& title = "Titel") {
        Article article{.title = title, .language = "de"};
        article.body = {{BlockKind::paragraph, text}};
        return {stored(article), 1000};
    }
    EntryId put(const NewEntry& entry) { return playlist->add(std::span(&entry, 1)).value().at(0); }
    std::optional<EntryId> same(const std::string& text) const {
        return playlist->find_same(written(text, "Ein anderer").article).value();
    }

    std::optional<Playlist> playlist{std::in_place, path()};
};

TEST_F(Alike, ACopyIsFoundAndWhatIsHalfNewIsNot) {
    put(written(words(5000, 5400)));
    const auto id = put(written(words(0, 400)));
    EXPECT_EQ(same(words(0, 400)), id);
    EXPECT_EQ(same("Foto: dpa " + words(0, 390)), id);
    EXPECT_EQ(same(words(0, 200) + " eingefügt " + words(200, 400) + words(9000, 9050)), id);
    EXPECT_EQ(same(words(0, 300)), id) << "a quarter is missing";
    EXPECT_EQ(same(words(200, 600)), std::nullopt) << "half of it is new";
    EXPECT_EQ(same(words(0, 800)), std::nullopt) << "as much again";
    EXPECT_EQ(same(words(0, 200)), std::nullopt) << "half of it is missing";
    EXPECT_EQ(same(words(0, 70)), std::nullopt) << "too short to tell";
}

TEST_F(Alike, TheLikestIsFound) {
    put(written(words(0, 400) + words(9000, 9080)));
    const auto id = put(written(words(0, 400)));
    put(written(words(20, 400) + words(8000, 8060)));
    EXPECT_EQ(same("Neu: " + words(0, 400)), id);
}

TEST_F(Alike, OnlyWhatIsInAListIsFound) {
    const auto id = put(written(words(0, 400)));
    ASSERT_TRUE(playlist->remove(id));
    EXPECT_EQ(same(words(0, 390)), std::nullopt);
    ASSERT_TRUE(playlist->keep(std::vector{id}));
    EXPECT_EQ(same(words(0, 390)), id);
}

TEST_F(Alike, AnotherTitleChangesNothingAndAnotherTextDoes) {
    const auto id = put(written(words(0, 400)));
    auto retitled = stored(playlist->article(id).value());
    retitled.sketch.clear();
    set_title(retitled, "Neuer Titel");
    ASSERT_TRUE(playlist->replace(id, {retitled, 1000}));
    EXPECT_EQ(same(words(0, 390)), id);
    ASSERT_TRUE(playlist->replace(id, written(words(4000, 4400))));
    EXPECT_EQ(same(words(0, 390)), std::nullopt);
    EXPECT_EQ(same(words(4000, 4390)), id);
}

// As a list of an earlier version has it once it was opened.
TEST_F(Alike, WhatWasStoredBeforeBecomesKnown) {
    std::vector<EntryId> ids;
    for (int i = 0; i < 20; ++i) ids.push_back(put(written(words(i * 1000, i * 1000 + 300))));
    const auto short_one = put(written("Ein Satz."));
    playlist.reset();
    run_sql("DELETE FROM sketch; INSERT INTO unsketched SELECT id FROM entry");
    playlist.emplace(path());
    EXPECT_EQ(same(words(3000, 3290)), std::nullopt);
    int turns = 1;
    while (playlist->sketch_some().value()) ++turns;
    EXPECT_GT(turns, 2) << "others have their turn";
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(same(words(i * 1000, i * 1000 + 290)), ids[static_cast<std::size_t>(i)]);
    EXPECT_TRUE(playlist->entry(short_one));
    EXPECT_FALSE(playlist->sketch_some().value());
}

}  // namespace
}  // namespace vorleser
