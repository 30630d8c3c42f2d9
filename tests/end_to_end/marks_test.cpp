// Marks as a listener uses them, with the real programs.
#include "tests/support/client.hpp"
#include "tests/support/terminal.hpp"

namespace vorleser::test {
namespace {

class MarksOfAListener : public Client {
 protected:
    void queue_and_pause() {
        const auto page =
            file("artikel.txt", "Über *Sterne* & [Klammern]\n\nErster Satz. Zweiter <Satz>! Dritter Satz.\n");
        ASSERT_EQ(vorleser("add --as text --url 'https://example.org/a(b)?c=d' " + page).code, 0);
        ASSERT_EQ(vorleser("play").code, 0);
        ASSERT_EQ(vorleser("pause").code, 0);
        ASSERT_EQ(vorleser("seek --to Zweiter").code, 0);
    }
};

TEST_F(MarksOfAListener, AreMadeListedExportedPlayedAndTakenAway) {
    EXPECT_NE(vorleser("marks").out.find("no sentence is marked"), std::string::npos);
    queue_and_pause();
    const auto made = vorleser("mark nachlesen, bald");
    EXPECT_EQ(made.code, 0) << made.out;
    EXPECT_EQ(made.out, "mark 1: “Zweiter <Satz>!”\n");
    EXPECT_EQ(vorleser("mark --article 1 --at 0").code, 0);

    const auto listed = vorleser("marks");
    EXPECT_NE(listed.out.find("“Zweiter <Satz>!”"), std::string::npos) << listed.out;
    EXPECT_NE(listed.out.find("note: nachlesen, bald"), std::string::npos) << listed.out;
    EXPECT_EQ(vorleser("marks --all").out, listed.out);
    EXPECT_EQ(vorleser("marks 1").code, 0);
    EXPECT_EQ(vorleser("marks sterne").code, 0) << "by a word of the title";
    EXPECT_EQ(vorleser("marks 2").code, 1);

    const auto markdown = vorleser("marks --markdown").out;
    EXPECT_TRUE(markdown.starts_with(
        "# Marks\n\n## [Über \\*Sterne\\* \\& \\[Klammern\\]](<https://example.org/a(b)?c=d>)\n"))
        << markdown;
    EXPECT_NE(markdown.find("\n> Zweiter \\<Satz\\>\\!\n\nnachlesen, bald\n\n*0:0"), std::string::npos)
        << markdown;
    EXPECT_LT(markdown.find("Klammern\\]\n\n*"), markdown.find("Zweiter"))
        << "in the text's order: " << markdown;

    const auto exported = json("marks");
    const auto& mark = exported.at("marks").at(1);
    EXPECT_EQ(mark.at("url"), "https://example.org/a(b)?c=d");
    EXPECT_EQ(mark.at("note"), "nachlesen, bald");
    EXPECT_GT(mark.at("made_at").as_int64(), 1'700'000'000);
    EXPECT_GT(mark.at("position_ms").as_int64(), 0);

    EXPECT_EQ(vorleser("note 1 doch nicht").out, "mark 1: note: doch nicht\n");
    EXPECT_EQ(vorleser("note 1").out, "mark 1 has no note now\n");
    ASSERT_EQ(vorleser("seek 0").code, 0);
    const auto played = vorleser("marks --play 1");
    EXPECT_EQ(played.code, 0) << played.out;
    EXPECT_TRUE(eventually([&] {
        const auto status = json("status");
        return status.at("word").is_object() &&
               status.at("word").at("begin").as_int64() >= mark.at("begin").as_int64();
    }));
    EXPECT_EQ(vorleser("marks --play 7").code, 1);

    EXPECT_EQ(vorleser("unmark 1 2").out, "2 marks taken away; undo brings them back\n");
    EXPECT_NE(vorleser("marks").out.find("no sentence is marked"), std::string::npos);
    EXPECT_EQ(vorleser("undo").code, 0);
    EXPECT_EQ(json("marks").at("marks").as_array().size(), 2U);
    EXPECT_NE(vorleser("--complete unmark ''").out.find("1\t"), std::string::npos);
    EXPECT_NE(vorleser("--complete marks --play ''").out.find("2\t"), std::string::npos);
}

TEST_F(MarksOfAListener, AreMadeByAKey) {
    queue_and_pause();
    AtScreen at(command("client/vorleser", "watch"), 80, 24);
    ASSERT_TRUE(at.shows("Zweiter <Satz>!")) << at.screen();
    at.type("m");
    EXPECT_TRUE(at.shows("mark 1: “Zweiter <Satz>!”")) << at.screen();
    EXPECT_EQ(json("marks").at("marks").as_array().size(), 1U);
    at.type("q");
    EXPECT_EQ(at.end(), 0);
}

TEST_F(MarksOfAListener, SpeakTheListenersLanguage) {
    locale = "de_DE.UTF-8";
    queue_and_pause();
    EXPECT_EQ(vorleser("mark").out, "Merkstelle 1: „Zweiter <Satz>!“\n");
    EXPECT_TRUE(vorleser("marks --markdown").out.starts_with("# Merkstellen\n"));
}

}  // namespace
}  // namespace vorleser::test
