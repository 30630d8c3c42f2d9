// What a listener wrote in the editor is never lost, whatever ends meanwhile.
#include <algorithm>

#include "tests/support/client.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;

class Edit : public Client {
 protected:
    Edit() { unsetenv("VISUAL"); }
    ~Edit() override { unsetenv("EDITOR"); }

    void add(const std::string& text = "Ein Titel\n\nEin Satz über die Brücke.\n") {
        EXPECT_EQ(vorleser("add --as text " + file("text.txt", text)).code, 0);
    }
    // `edit` with this script as the editor; the text's file is $1, the client's process $client.
    Outcome edit(const std::string& script, const std::string& arguments = "edit 1") {
        const std::string client =
            "client=$PPID\nwhile test \"$(cat /proc/$client/comm)\" != vorleser; do\n"
            "  client=$(cut -d' ' -f4 /proc/$client/stat)\ndone\n";
        setenv("EDITOR", ("sh -e " + file("editor.sh", client + script + "\n")).c_str(), 1);
        return vorleser(arguments);
    }
    std::string daemon() const {
        return "$(cat " + (directory.path() / "state/vorleser/lock").string() + ")";
    }
    std::vector<fs::path> kept() const {
        std::vector<fs::path> found;
        for (const char* place : {"state/vorleser/edits", "tmp"})
            if (fs::exists(directory.path() / place))
                for (const auto& each : fs::directory_iterator(directory.path() / place))
                    found.push_back(each.path());
        return found;
    }
    // The one file that is kept, which the message names, with what was written; it can be taken over.
    void expect_kept(const Outcome& got, const std::string& written) {
        ASSERT_EQ(kept().size(), 1u) << got.out;
        const auto path = kept().front();
        EXPECT_NE(read_file(path).find(written), std::string::npos) << read_file(path);
        EXPECT_NE(got.out.find("what you wrote is kept in " + path.string() +
                               "; take it over with: vorleser edit --from " + path.string()),
                  std::string::npos)
            << got.out;
        EXPECT_EQ(shown().find(written), std::string::npos);
        const auto taken = vorleser("edit --from " + path.string());
        EXPECT_EQ(taken.code, 0) << taken.out;
        EXPECT_NE(shown().find(written), std::string::npos);
        EXPECT_TRUE(kept().empty());
    }
    std::string shown() { return vorleser("show 1").out; }

    const std::string change = "sed -i 's/Satz/Absatz/' \"$1\"";
};

TEST_F(Edit, OfSuccessLeavesNothingBehind) {
    add();
    EXPECT_EQ(edit(change).code, 0);
    EXPECT_NE(shown().find("Ein Absatz über die Brücke."), std::string::npos);
    EXPECT_NE(edit("true").out.find("nothing was changed"), std::string::npos);
    EXPECT_TRUE(kept().empty()) << kept().front();
}

TEST_F(Edit, IsKeptWhenTheDaemonHasEndedMeanwhile) {
    add();
    const auto got = edit(change + "\nkill -KILL " + daemon(), "--no-start edit 1");
    EXPECT_EQ(got.code, 3) << got.out;
    expect_kept(got, "Ein Absatz");
}

TEST_F(Edit, ReachesTheNextDaemonWhenTheFirstHasEndedMeanwhile) {
    add();
    const auto got = edit(change + "\n" VORLESER_BINARY_DIR "/client/vorleser quit");
    EXPECT_EQ(got.code, 0) << got.out;
    EXPECT_NE(shown().find("Ein Absatz"), std::string::npos);
    EXPECT_TRUE(kept().empty());
}

TEST_F(Edit, IsKeptWhenTheDaemonRefusesIt) {
    add();
    const auto got = edit("truncate -s 0 \"$1\"");
    EXPECT_EQ(got.code, 1) << got.out;
    ASSERT_EQ(kept().size(), 1u);
    EXPECT_NE(got.out.find("what you wrote is kept in " + kept().front().string()), std::string::npos)
        << got.out;
}

TEST_F(Edit, IsKeptWhenTheEditorFailsAfterItWrote) {
    add();
    const auto got = edit(change + "\nexit 7");
    EXPECT_EQ(got.code, 1) << got.out;
    EXPECT_NE(got.out.find("set VISUAL or EDITOR"), std::string::npos) << got.out;
    expect_kept(got, "Ein Absatz");
}

TEST_F(Edit, SaysNothingOfKeepingWhereNothingWasWritten) {
    add();
    const auto failed = edit("exit 7");
    setenv("EDITOR", "/no/such", 1);
    for (const auto& got : {failed, vorleser("edit 1")}) {
        EXPECT_EQ(got.code, 1) << got.out;
        EXPECT_NE(got.out.find("set VISUAL or EDITOR"), std::string::npos) << got.out;
        EXPECT_NE(got.out.find("nothing was changed"), std::string::npos) << got.out;
        EXPECT_EQ(got.out.find("kept"), std::string::npos) << got.out;
    }
    EXPECT_TRUE(kept().empty());
}

TEST_F(Edit, SurvivesTheClientsEndAndIsToldOfTheNextTime) {
    add();
    EXPECT_EQ(edit(change + "\nkill -KILL $client").code, 128 + SIGKILL);
    ASSERT_EQ(kept().size(), 1u);
    const auto path = kept().front();
    const auto got = edit("true");
    EXPECT_NE(got.out.find("an earlier edit of this article was not taken over"), std::string::npos)
        << got.out;
    EXPECT_NE(got.out.find(path), std::string::npos) << got.out;
    ASSERT_EQ(kept(), std::vector{path});
    // By its own article, though another has its number by now.
    EXPECT_EQ(vorleser("add --as text " + file("zwei.txt", "Zwei\n\nEin anderer Text.\n")).code, 0);
    EXPECT_EQ(vorleser("move 2 1").code, 0);
    EXPECT_EQ(vorleser("edit --from " + path.string()).code, 0);
    EXPECT_NE(vorleser("show 2").out.find("Ein Absatz"), std::string::npos);
    EXPECT_TRUE(kept().empty());
}

// An editor that knows Ctrl-C would otherwise lose its client by it.
TEST_F(Edit, LeavesCtrlCToTheEditor) {
    add();
    const auto got = edit("kill -INT $client\nkill -QUIT $client\n" + change);
    EXPECT_EQ(got.code, 0) << got.out;
    EXPECT_NE(shown().find("Ein Absatz"), std::string::npos);
}

TEST_F(Edit, TakesATextFromAnyFileAndLeavesThatWhereItIs) {
    add();
    const auto path = file("neu.md", "Neu\n\n# Oben\n\n> Zitat\n");
    EXPECT_EQ(vorleser("edit 1 --from " + path).code, 0);
    EXPECT_NE(shown().find("Oben"), std::string::npos);
    EXPECT_TRUE(fs::exists(path));
    const auto missing = vorleser("edit 1 --from /no/such");
    EXPECT_EQ(missing.code, 1);
    EXPECT_EQ(missing.out, "vorleser: cannot read /no/such: No such file or directory\n");
}

TEST_F(Edit, ExplainsItsMarksInAPartThatIsNoText) {
    add("Ein Titel\n\nEin Satz.\n");
    const auto seen = directory.path() / "seen";
    EXPECT_EQ(edit("cp \"$1\" " + seen.string() +
                   "\nprintf '\\n# Zwischentitel\\n\\n> Ein Zitat.\\n\\n- Punkt eins\\n' >>\"$1\"")
                  .code,
              0);
    const auto whole = read_file(seen);
    EXPECT_TRUE(whole.starts_with("<!--\nThe first line is the title.")) << whole;
    for (const char* mark : {"  # ", "  > ", "  - ", "  \\ ", "**"})
        EXPECT_LT(whole.find(mark), whole.find("-->")) << mark << " is not explained";
    EXPECT_TRUE(whole.ends_with("\n-->\n\nEin Titel\n\nEin Satz.\n")) << whole;
    std::vector<std::string> kinds;
    const auto blocks = json("show 1").at("blocks").as_array();
    for (const auto& block : blocks) kinds.emplace_back(block.at("kind").as_string());
    EXPECT_EQ(kinds, (std::vector<std::string>{"title", "paragraph", "heading", "quotation", "list_item"}));
    EXPECT_EQ(shown().find("This explanation"), std::string::npos);
    EXPECT_NE(vorleser("edit --help").out.find("makes it a heading"), std::string::npos);
}

TEST_F(Edit, OfNothingAsksWhichToEdit) {
    add();
    const auto got = vorleser("edit");
    EXPECT_EQ(got.code, 1);
    EXPECT_EQ(got.out,
              "vorleser: nothing is being read: say which article to edit, by its number in the list\n");
    EXPECT_NE(vorleser("edit 7").out.find("7"), std::string::npos);
}

}  // namespace
}  // namespace vorleser::test
