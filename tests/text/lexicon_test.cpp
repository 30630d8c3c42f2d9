#include "daemon/text/lexicon.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/compounds.hpp"
#include "daemon/text/data.hpp"

namespace vorleser {
namespace {

using Kind = Lexicon::Kind;
const std::string installed = VORLESER_BINARY_DIR "/share/vorleser/voices";

struct LexiconTest : testing::Test {
    LexiconTest() {
        if (!mkdtemp(directory.data())) throw std::runtime_error("no directory");
    }
    ~LexiconTest() override { std::filesystem::remove_all(directory); }

    void learn(Lexicon& lexicon, std::string_view text) {
        DataFiles files({installed});
        const Compounds compounds(files, lexicon);
        lexicon.learn(toml::parse(text), compounds);
    }
    std::string file(const std::string& bytes) {
        const std::string path = directory + "/words";
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

    std::string directory = testing::TempDir() + "lexicon-XXXXXX";
};

TEST_F(LexiconTest, IsFoundInTheTableAsItWasLearned) {
    Lexicon learned, mapped;
    learn(learned,
          "[words]\nCloud = \"Klaud\"\n[whole]\nraa = \"en:rah\"\n[names]\npl = [\"kaczy'ński\"]\n"
          "[foreign]\nen = [\"homepage\"]\n");
    mapped.map(file(learned.table()));
    for (const Lexicon* each : {&learned, &mapped}) {
        EXPECT_EQ(each->find(Kind::word, "cloud"), "Klaud");
        EXPECT_EQ(each->find(Kind::word, "homepage"), "en:homepage");
        EXPECT_EQ(each->find(Kind::whole, "raa"), "en:rah");
        EXPECT_EQ(each->find(Kind::name, "kaczyński"), "pl:kaczy'ński");
        EXPECT_EQ(each->find(Kind::name, "kaczynski"), "pl:kaczy'ński");
        EXPECT_FALSE(each->find(Kind::whole, "cloud"));
        EXPECT_FALSE(each->find(Kind::word, "Cloud"));
        EXPECT_FALSE(each->find(Kind::word, "clou"));
        EXPECT_FALSE(each->find(Kind::word, ""));
    }
    EXPECT_EQ(mapped.table(), Lexicon().table()) << "nothing was learned of it";
}

TEST_F(LexiconTest, HasTheListenersWordsOverTheInstalled) {
    Lexicon learned, lexicon;
    learn(learned, "[words]\ncloud = \"Klaud\"\nmerz = \"Mertz\"\n");
    lexicon.map(file(learned.table()));
    learn(lexicon, "[words]\ncloud = \"Wolke\"\n[whole]\nmerz = \"März\"\n");
    EXPECT_EQ(lexicon.find(Kind::word, "cloud"), "Wolke");
    EXPECT_EQ(lexicon.find(Kind::word, "merz"), "Mertz");
    EXPECT_EQ(lexicon.find(Kind::whole, "merz"), "März");
}

TEST_F(LexiconTest, ThatIsMissingOrNoneSaysWhichFile) {
    const auto complaint = [](const std::string& path) {
        try {
            Lexicon().map(path);
        } catch (const DataError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_EQ(complaint(directory + "/none"),
              directory + "/none cannot be read (No such file or directory): is Vorleser installed whole?");
    for (const std::string& bytes : {std::string(), std::string("short"), std::string(100, 'x')})
        EXPECT_NE(complaint(file(bytes)).find(": is Vorleser installed whole?"), std::string::npos) << bytes;
}

// What the build made is of today's lexicon.toml, and nothing of it is missing.
TEST_F(LexiconTest, InstalledHasEveryWordOfItsFile) {
    Lexicon lexicon;
    lexicon.map(installed + "/lexicon.words");
    const auto data = read_toml(installed + "/lexicon.toml");
    ASSERT_TRUE(data && *data);
    std::size_t words = 0;
    for (const auto& [section, kind] : {std::pair{"words", Kind::word}, std::pair{"whole", Kind::whole}}) {
        const toml::table& listed = *(**data)[section].as_table();
        for (const auto& [word, sound] : listed) {
            EXPECT_EQ(lexicon.find(kind, lower_case(word.str())), sound.value<std::string_view>()) << word;
            ++words;
        }
    }
    EXPECT_GT(words, 4000U);
    EXPECT_EQ(lexicon.find(Kind::name, "uğur"), "tr:uğur");
}

// However many words there are, a start reads a handful of them.
TEST_F(LexiconTest, OfTheBuildIsNotReadWhenStarting) {
    DataFiles files({installed});
    const toml::table& data = files.load("lexicon.toml", Lexicon::sections);
    for (const std::string_view section : Lexicon::sections) {
        ASSERT_TRUE(data[section].is_table()) << section;
        EXPECT_LE(data[section].as_table()->size(), 1U) << section;
    }
    const auto whole = read_toml(installed + "/lexicon.toml");
    for (const char* other : {"suffixes", "spellings", "parts", "endings"}) {
        EXPECT_EQ(data[other].as_table()->size(), (**whole)[other].as_table()->size()) << other;
        EXPECT_EQ(data[other].node()->source().begin.line, (**whole)[other].node()->source().begin.line);
    }
}

}  // namespace
}  // namespace vorleser
