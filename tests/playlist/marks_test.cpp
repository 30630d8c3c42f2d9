// Marks stay with their sentences, whatever is edited around them, and outlive what they are of.
#include "daemon/article/characters.hpp"
#include "tests/playlist/fixture.hpp"
#include "tests/support/chance.hpp"

namespace vorleser {
namespace {

class Marks : public PlaylistTest {
 protected:
    static Page page(const std::vector<std::string>& paragraphs, const std::string& title = "Der Titel") {
        Page page = entry(title);
        page.article.teaser.clear();
        page.article.body.clear();
        for (const auto& text : paragraphs) page.article.body.push_back({BlockKind::paragraph, text});
        return page;
    }
    // The article's text, in which places are counted.
    static std::u32string text_of(const Playlist& playlist, EntryId id) {
        const auto article = playlist.article(id);
        std::u32string text;
        for (const auto& placed : placed_blocks(article.value())) {
            if (!text.empty()) text += U"\n\n";
            const std::string_view bytes = placed.block.text;
            for (std::size_t at = 0; at < bytes.size();) text += next_code_point(bytes, at);
        }
        return text;
    }
    static std::u32string wide(std::string_view bytes) {
        std::u32string text;
        for (std::size_t at = 0; at < bytes.size();) text += next_code_point(bytes, at);
        return text;
    }
    std::int64_t mark(const std::string& sentence, const std::string& note = "") {
        const auto at = text_of(playlist, id).find(wide(sentence));
        EXPECT_NE(at, std::u32string::npos) << sentence;
        return playlist
            .add_mark({.entry = id,
                       .begin = static_cast<std::uint32_t>(at),
                       .end = static_cast<std::uint32_t>(at + wide(sentence).size()),
                       .sentence = sentence,
                       .note = note,
                       .position_ms = 1000})
            .value();
    }
    // Where the mark says that it is stands its sentence.
    void expect_in_place(std::int64_t of) {
        const auto found = playlist.mark(of);
        ASSERT_TRUE(found);
        EXPECT_TRUE(found->found());
        EXPECT_EQ(text_of(playlist, id).substr(found->begin, found->end - found->begin),
                  wide(found->sentence));
    }
    void edit(const std::vector<std::string>& paragraphs, const std::string& title = "Der Titel") {
        ASSERT_TRUE(playlist.replace(id, page(paragraphs, title)));
    }

    Playlist playlist{path()};
    const std::vector<NewEntry> entries{
        page({"Öl ist knapp. Das Wasser auch.", "Es wird teuer. Wer zahlt das?"})};
    EntryId id = playlist.add(entries).value().at(0);
};

TEST_F(Marks, SayWhatStandsWhereAndAreThereAfterARestart) {
    const auto first = mark("Das Wasser auch.", "Prüfen!"), second = mark("Wer zahlt das?");
    {
        const auto marks = playlist.marks().value();
        ASSERT_EQ(marks.size(), 2u);
        EXPECT_EQ(marks[0].id, second) << "the newest first";
        EXPECT_EQ(marks[1].id, first);
        EXPECT_EQ(marks[1].note, "Prüfen!");
        EXPECT_EQ(marks[1].title, "Der Titel");
        EXPECT_EQ(marks[1].source, "quelle.txt");
        EXPECT_EQ(marks[1].entry, id);
        EXPECT_EQ(marks[1].entry_uid, playlist.entry(id)->uid);
        EXPECT_FALSE(marks[1].uid.is_nil());
        EXPECT_GT(marks[1].made_at, 1'700'000'000);
        EXPECT_EQ(playlist.marks(id)->at(0).id, first) << "an article's by their places";
    }
    const auto before = playlist.marks().value();
    std::filesystem::copy(path(), path() + ".copy");
    std::filesystem::copy(path() + "-wal", path() + ".copy-wal");
    EXPECT_EQ(Playlist(path() + ".copy").marks().value(), before);
}

TEST_F(Marks, OfOneSentenceAreOne) {
    const auto first = mark("Das Wasser auch.", "Eins");
    EXPECT_EQ(mark("Das Wasser auch."), first);
    EXPECT_EQ(playlist.mark(first)->note, "Eins");
    EXPECT_EQ(mark("Das Wasser auch.", "Zwei"), first);
    EXPECT_EQ(playlist.mark(first)->note, "Zwei");
    EXPECT_EQ(playlist.marks()->size(), 1u);
}

TEST_F(Marks, MoveWithTheirSentence) {
    const auto first = mark("Das Wasser auch."), second = mark("Wer zahlt das?");
    edit({"Ganz neu hier.", "Öl ist sehr knapp. Das Wasser auch.", "Es wird teuer. Wer zahlt das?"});
    expect_in_place(first);
    expect_in_place(second);
    edit({"Es wird teuer. Wer zahlt das?", "Öl ist knapp. Das Wasser auch."},
         "Ein Titel, länger als der alte");
    expect_in_place(first);
    expect_in_place(second);
    EXPECT_EQ(playlist.mark(first)->title, "Ein Titel, länger als der alte");
    EXPECT_GT(playlist.mark(first)->position_ms, playlist.mark(second)->position_ms);
}

// Of a sentence that stands there twice the mark means the one it was on.
TEST_F(Marks, StayWithTheNearestOfEqualSentences) {
    edit({"Ja. Öl ist knapp.", "Mitte, die lang genug ist.", "Ja. Wasser ist knapp."});
    const auto text = text_of(playlist, id);
    const auto at = text.rfind(U"Ja.");
    const auto last = playlist
                          .add_mark({.entry = id,
                                     .begin = static_cast<std::uint32_t>(at),
                                     .end = static_cast<std::uint32_t>(at + 3),
                                     .sentence = "Ja."})
                          .value();
    edit({"Ja. Öl ist knapp.", "Mitte, die lang genug war.", "Ja. Wasser ist knapp."});
    EXPECT_EQ(playlist.mark(last)->begin, text_of(playlist, id).rfind(U"Ja."));
}

// The letter of a block's kind, as blocks are stored, is none of its text.
TEST_F(Marks, AreNotFoundInWhatIsNoText) {
    edit({"Vorweg. pH-Wert: 7.", "Dann."});
    const auto of = mark("pH-Wert: 7.");
    edit({"Vorweg.", "H-Wert: 7.", "Dann."});
    EXPECT_FALSE(playlist.mark(of)->found());
}

TEST_F(Marks, KeepTheirSentenceWhenItIsGoneAndFindItAgain) {
    const auto of = mark("Das Wasser auch.", "Prüfen!");
    edit({"Öl ist knapp.", "Es wird teuer. Wer zahlt das?"});
    EXPECT_FALSE(playlist.mark(of)->found());
    EXPECT_EQ(playlist.mark(of)->sentence, "Das Wasser auch.");
    EXPECT_EQ(playlist.mark(of)->note, "Prüfen!");
    EXPECT_LE(playlist.mark(of)->begin, text_of(playlist, id).size());
    edit({"Öl ist knapp.", "Es wird teuer. Das Wasser auch. Wer zahlt das?"});
    expect_in_place(of);
}

TEST_F(Marks, OfEqualWordsInRandomEditsAreWhereTheirSentenceIs) {
    std::srand(test::seed());
    std::vector<std::string> sentences;
    for (int i = 0; i < 12; ++i) sentences.push_back("Satz über Öl Nummer " + std::to_string(i) + ".");
    const auto arranged = [&] {
        std::vector<std::string> paragraphs(1);
        for (const auto& each : sentences) {
            if (paragraphs.back().empty())
                paragraphs.back() = each;
            else if (std::rand() % 3 == 0)
                paragraphs.push_back(each);
            else
                paragraphs.back() += " " + each;
        }
        return paragraphs;
    };
    edit(arranged());
    std::vector<std::int64_t> marks;
    for (const auto& each : sentences) marks.push_back(mark(each));
    const auto all = sentences;
    for (int round = 0; round < 30; ++round) {
        const auto at = static_cast<std::size_t>(std::rand()) % sentences.size();
        if (std::rand() % 2 && sentences.size() > 2)
            sentences.erase(sentences.begin() + static_cast<std::ptrdiff_t>(at));
        else
            sentences.insert(sentences.begin() + static_cast<std::ptrdiff_t>(at),
                             all[std::rand() % all.size()]);
        edit(arranged());
        for (std::size_t i = 0; i < all.size(); ++i) {
            const bool there = std::find(sentences.begin(), sentences.end(), all[i]) != sentences.end();
            if (there)
                expect_in_place(marks[i]);
            else
                EXPECT_FALSE(playlist.mark(marks[i])->found()) << all[i];
        }
    }
}

TEST_F(Marks, HaveNotesThatCanBeRewritten) {
    const auto of = mark("Das Wasser auch.", "Eins");
    ASSERT_TRUE(playlist.set_note(of, "Zwei"));
    EXPECT_EQ(playlist.mark(of)->note, "Zwei");
    EXPECT_EQ(playlist.set_note(77, "Drei").error().kind, ErrorKind::not_found);
}

TEST_F(Marks, AreTakenAwayAllOrNoneAndUndoBringsThemBack) {
    const auto first = mark("Das Wasser auch.", "Eins"), second = mark("Wer zahlt das?");
    const std::int64_t one_wrong[]{first, 77}, both[]{first, second};
    EXPECT_EQ(playlist.remove_marks(one_wrong).error().kind, ErrorKind::not_found);
    EXPECT_EQ(playlist.marks()->size(), 2u);
    ASSERT_TRUE(playlist.remove_marks(both));
    EXPECT_TRUE(playlist.marks()->empty());
    EXPECT_FALSE(playlist.mark(first));
    EXPECT_FALSE(playlist.set_note(first, "Zwei"));
    // Meanwhile the text is edited.
    edit({"Davor.", "Das Wasser auch.", "Wer zahlt das?"});
    ASSERT_TRUE(playlist.undo());
    EXPECT_EQ(playlist.marks()->size(), 2u);
    EXPECT_EQ(playlist.mark(first)->note, "Eins");
    expect_in_place(first);
}

// In the order in which they were taken away: an article's removal first, if it came last.
TEST_F(Marks, ComeBackInTheirTurn) {
    const auto of = mark("Das Wasser auch.");
    ASSERT_TRUE(playlist.remove_marks(std::span(&of, 1)));
    ASSERT_TRUE(playlist.remove(id));
    ASSERT_TRUE(playlist.undo());
    EXPECT_EQ(playlist.size().value(), 1);
    EXPECT_TRUE(playlist.marks()->empty());
    ASSERT_TRUE(playlist.undo());
    EXPECT_EQ(playlist.marks()->size(), 1u);
}

TEST_F(Marks, KeepTheirArticleFromBeingForgotten) {
    const auto of = mark("Das Wasser auch.");
    ASSERT_TRUE(playlist.remove(id));
    for (int i = 0; i < 1300; ++i) {
        const auto other = add(playlist, "Weg " + std::to_string(i));
        ASSERT_TRUE(playlist.remove(other));
    }
    EXPECT_TRUE(playlist.entry(id)) << "it is marked";
    EXPECT_EQ(playlist.mark(of)->entry, id);
}

TEST_F(Marks, OutliveTheirArticle) {
    const auto of = mark("Das Wasser auch.", "Eins");
    const auto copy = path() + ".copy";
    std::filesystem::copy(path(), copy);
    std::filesystem::copy(path() + "-wal", copy + "-wal");
    run_sql("PRAGMA foreign_keys = ON; DELETE FROM entry", copy);
    Playlist later(copy);
    EXPECT_EQ(later.mark(of)->entry, std::nullopt);
    EXPECT_EQ(later.mark(of)->sentence, "Das Wasser auch.");
    EXPECT_EQ(later.mark(of)->title, "Der Titel");
    EXPECT_EQ(later.mark(of)->note, "Eins");
}

TEST_F(Marks, AreToldWhenTheyChange) {
    auto before = playlist.marks_revision();
    const auto told = [&] { return std::exchange(before, playlist.marks_revision()) != before; };
    const auto of = mark("Das Wasser auch.");
    EXPECT_TRUE(told());
    EXPECT_FALSE(told());
    ASSERT_TRUE(playlist.set_note(of, "Neu"));
    EXPECT_TRUE(told());
    edit({"Davor. Das Wasser auch."});
    EXPECT_TRUE(told());
    ASSERT_TRUE(playlist.remove_marks(std::span(&of, 1)));
    EXPECT_TRUE(told());
    ASSERT_TRUE(playlist.undo());
    EXPECT_TRUE(told());
}

}  // namespace
}  // namespace vorleser
