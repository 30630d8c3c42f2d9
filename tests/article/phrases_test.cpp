#include "daemon/article/phrases.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>

namespace vorleser {
namespace {

TEST(Phrases, AreComparedWithWhatOfATextTheirListSays) {
    EXPECT_TRUE(is_page_evidence("jetzt anmelden"));
    EXPECT_TRUE(is_page_evidence("jetzt anmelden … ›"));
    EXPECT_FALSE(is_page_evidence("jetzt anmelden und gewinnen"));
    EXPECT_TRUE(is_link_label("lesen sie auch: acht namen"));
    EXPECT_FALSE(is_link_label("lesen sie"));
    EXPECT_FALSE(is_link_label("bitte lesen sie auch"));
    EXPECT_TRUE(is_offer("das wichtigste des tages in kürze"));
    EXPECT_TRUE(is_function_word("und"));
    EXPECT_FALSE(is_function_word("un d"));
    EXPECT_FALSE(is_function_word(""));
    EXPECT_TRUE(is_service_word("abonnement"));
    EXPECT_TRUE(is_service_word("abo"));
    EXPECT_FALSE(is_service_word("abordnung"));
    EXPECT_TRUE(is_role("bürgermeister"));
    EXPECT_FALSE(is_role("meisterschaft"));
    EXPECT_TRUE(starts_like_credit("foto ada ufer"));
    EXPECT_FALSE(starts_like_credit("fotograf ada ufer"));
}

TEST(Phrases, AreFoundBehindWhatTheirListPassesOver) {
    EXPECT_TRUE(is_comments_title("12 kommentare"));
    EXPECT_TRUE(is_article_end("12 kommentare"));
    EXPECT_TRUE(is_gate("* jetzt weiterlesen"));
    EXPECT_FALSE(is_end_marker("* mehr zum thema"));
    EXPECT_TRUE(ends_with_picture_credit("am ufer (foto: ada ufer)"));
    EXPECT_FALSE(ends_with_picture_credit("am ufer (foto: ada ufer)" + std::string(110, '.')));
}

TEST(Phrases, ServeAllPurposesWrittenBehindThem) {
    for (const auto says : {is_clutter_line, is_link_label, is_end_marker, is_page_text})
        EXPECT_TRUE(says("lesen sie auch"));
    for (const auto says : {is_list_label, is_gate, is_note, is_article_end})
        EXPECT_FALSE(says("lesen sie auch"));
}

// What the build says of a file of phrases; nothing where it is well.
std::string complaint(const std::string& text) {
    std::string directory = testing::TempDir() + "phrases-XXXXXX";
    if (!mkdtemp(directory.data())) throw std::runtime_error("no directory");
    const std::string file = directory + "/phrases.txt";
    std::ofstream(file) << text;
    std::FILE* const said = popen((MAKE_PHRASES " " + file + " " + file + ".inc 2>&1").c_str(), "r");
    std::string all;
    for (int c; (c = std::fgetc(said)) != EOF;) all += static_cast<char>(c);
    const int ended = WEXITSTATUS(pclose(said));
    EXPECT_EQ(ended, all.empty() ? 0 : 1) << all;
    EXPECT_EQ(std::filesystem::exists(file + ".inc"), all.empty()) << all;
    std::filesystem::remove_all(directory);
    for (auto at = all.find(file); at != all.npos; at = all.find(file, at)) all.erase(at, file.size() + 1);
    return all;
}

TEST(PhrasesFile, IsRefusedWithWhatToDo) {
    const std::string begin = "== gate (beginning)\n-- German\n";
    EXPECT_EQ(
        complaint(begin + "jetzt lesen\n# ein\n\n_foto_   + offer\n== offer (within)\n-- German\nalles\n"),
        "");
    EXPECT_EQ(complaint(begin + "Jetzt  lesen\n"),
              "3: “Jetzt  lesen”: write it in small letters, “jetzt  lesen”\n"
              "3: “Jetzt  lesen”: part its words by one plain space each\n");
    EXPECT_EQ(complaint(begin + "mu\u0308ll\n"),
              "3: “mu\u0308ll”: write each accent and its letter as one sign, “müll”\n");
    EXPECT_EQ(complaint(begin + "a\nb\na\n"), "5: “a” is in line 3 already: leave it out here\n");
    EXPECT_EQ(complaint(begin + "a\n== offer (within)\n-- German\na + gate\nb\n"),
              "6: “a” is in line 3 already: leave it out here and write “+ offer” behind it there\n");
    EXPECT_EQ(complaint(begin + "a + offfer\n"),
              "3: “offfer” is no purpose: those are in the lines with “==”\n");
    EXPECT_EQ(complaint(begin + "a + gate\n"), "3: “a” has a purpose twice: gate\n");
    EXPECT_EQ(complaint("== gate (beginning)\na\n"), "2: say above it whose language it is: “-- German”\n");
    EXPECT_EQ(complaint("== gate (start)\n"),
              "1: “start” is no kind: the top of the file lists them\n"
              "1: there must be 1 to 32 purposes, “== purpose (kind)”\n");
    EXPECT_EQ(complaint("== line (line)\n-- German\nteilen!\n"),
              "3: “teilen!”: leave out the sign at its end, which does not matter\n");
    EXPECT_EQ(complaint("== word (word)\n-- German\nein wort\n"),
              "3: “ein wort” is no single word: it would never be found as word\n");
    EXPECT_EQ(complaint(begin + "a\n== offer (within)\n"), "4: there is no phrase for “offer”\n");
}

TEST(PhrasesFile, IsRefusedWhereAShorterPhraseCoversALonger) {
    const auto covered = [](const std::string& kind, const std::string& longer, const std::string& shorter) {
        const std::string said =
            complaint("== one (" + kind + ")\n-- German\n" + longer + "\n" + shorter + "\n");
        EXPECT_EQ(said, said.empty() ? ""
                                     : "3: “" + longer + "” is covered by “" + shorter +
                                           "” in line 4: leave out its purpose “one”, or the phrase where "
                                           "that is its only one\n");
        return !said.empty();
    };
    EXPECT_TRUE(covered("beginning", "mehr zum thema", "mehr zum"));
    EXPECT_FALSE(covered("beginning", "und mehr zum thema", "mehr zum"));
    EXPECT_TRUE(covered("beginning of a word", "abonnent", "abonn"));
    EXPECT_TRUE(covered("end of a word", "bürgermeister", "meister"));
    EXPECT_FALSE(covered("end of a word", "meisterin", "meister"));
    EXPECT_TRUE(covered("within", "direkt in ihr postfach", "in ihr"));
    EXPECT_FALSE(covered("line", "mehr zum thema", "mehr"));
    EXPECT_FALSE(covered("word", "abonnent", "abo"));
    // Another purpose's phrase covers nothing.
    EXPECT_EQ(complaint("== one (beginning)\n-- German\nmehr zum\n== two (beginning)\n-- German\nmehr\n"),
              "");
}

}  // namespace
}  // namespace vorleser
