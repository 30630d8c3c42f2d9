#include "daemon/text/pronunciation.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/as_written.hpp"
#include "daemon/text/compounds.hpp"

namespace vorleser {
namespace {

const std::string installed = VORLESER_BINARY_DIR "/share/vorleser/voices";

const Pronunciation& rules() {
    static const Pronunciation rules({installed});
    return rules;
}

std::string said(const std::string& text) {
    return rules().pronounced(as_written(text, 0)).say;
}

TEST(Compounds, ArePartedAtTheirJoints) {
    EXPECT_EQ(said("Bundesverfassungsgericht"), "Bundes-verfassungs-gericht");
    EXPECT_EQ(said("Klimaschutzprogramm"), "Klima-schutz-programm");
    EXPECT_EQ(said("Patientenverfügungen"), "Patienten-verfügungen");
    EXPECT_EQ(said("Wirtschaftsministerium"), "Wirtschafts-ministerium");
}

TEST(Compounds, AreNotSeenInOtherWords) {
    for (const char* word : {"Verantwortung", "Ministerium", "Verbrauch", "Handlungen", "Gesellschaft",
                             "Abgeordnete", "verbessern", "Universität", "Menschen", "SPDler", "iPhone"})
        EXPECT_EQ(said(word), word);
}

TEST(Lexicon, RespellsWordsTheirFormsAndTheirCompounds) {
    EXPECT_EQ(said("Cloud"), "Klaud");
    EXPECT_EQ(said("Trumps"), "Tramps");
    EXPECT_EQ(said("Cloudanbieter"), "Klaud-anbieter");
    EXPECT_EQ(said("CLOUD-Anbieter"), "Klaud-Anbieter");
}

TEST(Lexicon, OfTheListenerWins) {
    const auto own = std::filesystem::path(testing::TempDir()) / "own_voices";
    std::filesystem::create_directories(own);
    std::ofstream(own / "lexicon.toml") << "[words]\ncloud = \"Wolke\"\nmerz = \"Mertz\"\n";
    const Pronunciation with_own({own.string(), installed});
    const auto say = [&](const std::string& text) { return with_own.pronounced(as_written(text, 0)).say; };
    EXPECT_EQ(say("Cloud Merz Clown"), "Wolke Mertz Klaun");
    std::ofstream(own / "lexicon.toml") << "[words]\ncloud = \"[[kl]]\"\n";
    EXPECT_THROW(Pronunciation({own.string(), installed}), std::runtime_error) << "markup is not for files";
    std::filesystem::remove_all(own);
}

TEST(NumberWords, AreParted) {
    EXPECT_EQ(said("fünfundvierzigjährige"), "fünf-und-vierzig-jährige");
    EXPECT_EQ(said("Einundzwanzig"), "Ein-und-zwanzig");
    EXPECT_EQ(said("zweiunddreißigste"), "zwei-und-dreißigste");
}

// Every word still begins where `words` says, and stands for the same place in the article.
TEST(Pronunciation, KeepsThePlacesOfWords) {
    const Spoken before =
        as_written("Der »Cloudanbieter« klagt: Das Bundesverfassungsgericht, Österreichs Chefin!", 7);
    const Spoken after = rules().pronounced(before);
    ASSERT_EQ(after.words.size(), before.words.size());
    const char* expected[] = {"Der", "»Klaud", "klagt", "Das", "Bundes", "Österreichs", "Scheffin"};
    std::vector<std::size_t> bytes;  // of each code point
    for (std::size_t at = 0; at < after.say.size(); next_code_point(after.say, at)) bytes.push_back(at);
    for (std::size_t i = 0; i < after.words.size(); ++i) {
        EXPECT_EQ(after.say.substr(bytes[after.words[i].said]).rfind(expected[i], 0), 0u) << after.say;
        EXPECT_EQ(after.words[i].begin, before.words[i].begin);
        EXPECT_EQ(after.words[i].end, before.words[i].end);
    }
}

}  // namespace
}  // namespace vorleser
