#include "daemon/speech/voice.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace vorleser {
namespace {

using Lines = std::vector<std::string>;

class Voices : public testing::Test {
 protected:
    void SetUp() override {
        root_ = testing::TempDir() + "voices_" + std::to_string(::getpid()) + "_" +
                testing::UnitTest::GetInstance()->current_test_info()->name();
        std::filesystem::create_directories(root_);
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    std::string directory(const std::string& name) {
        std::filesystem::create_directories(root_ + "/" + name);
        return root_ + "/" + name;
    }
    static void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

    static std::vector<VoiceProfile> load(const std::vector<std::string>& directories, Lines& problems) {
        std::vector<VoiceProblem> found;
        const auto voices = load_voices(directories, found);
        for (const auto& each : found) problems.push_back(each.what);
        return voices;
    }

    // The problems of one file with this text, which must then not be among the voices.
    std::vector<std::string> problems_of(const std::string& text) {
        const auto place = directory("one");
        write(place + "/x.voice.toml", text);
        std::vector<std::string> problems;
        EXPECT_TRUE(load({place}, problems).empty());
        return problems;
    }

    std::string root_;
};

const std::string least = "language = \"de\"\nespeak = \"de\"\n";

TEST_F(Voices, ReadsEveryField) {
    const auto place = directory("a");
    write(place + "/eva.voice.toml", R"(description = "leise"
language = "de-AT"
espeak = "de+f1"
rate = 80
pitch = 0
range = 99
volume = 120
announcement = "Nun {source}."
sample = "Ich bin Eva."
[pauses]
clause = 0
quotation = 7
sentence = 1
paragraph = 2
heading = 3
before_heading = 4
title = 5
teaser = 6
article = 10000
)");
    std::vector<std::string> problems;
    const auto voices = load({place}, problems);
    EXPECT_EQ(problems, Lines{});
    const VoiceProfile eva{
        "eva",           "leise",        "de-AT", "de+f1", 80, 0, 99, {0, 7, 1, 2, 3, 4, 5, 6, 10000},
        "Nun {source}.", "Ich bin Eva.", 120};
    EXPECT_EQ(voices, std::vector{eva});
}

TEST_F(Voices, LeaveOutWhatHasADefault) {
    const auto place = directory("a");
    write(place + "/eva.voice.toml", least);
    std::vector<std::string> problems;
    const VoiceProfile eva{"eva", "", "de", "de"};
    EXPECT_EQ(load({place}, problems), std::vector{eva});
}

TEST_F(Voices, OfAnEarlierDirectoryWinAndAreSorted) {
    const auto own = directory("own"), shipped = directory("shipped");
    write(own + "/mia.voice.toml", least + "rate = 100\n");
    write(shipped + "/mia.voice.toml", least + "rate = 200\n");
    write(shipped + "/adam.voice.toml", least);
    write(shipped + "/README", "not a voice");
    std::vector<std::string> problems;
    const auto voices = load({own, root_ + "/missing", shipped}, problems);
    EXPECT_EQ(problems, Lines{});
    ASSERT_EQ(voices.size(), 2u);
    EXPECT_EQ(voices[0].name, "adam");
    EXPECT_EQ(voices[1].rate, 100);
}

TEST_F(Voices, ProblemsNameFileAndLine) {
    const struct {
        std::string text, problem;
    } cases[] = {
        {least + "\nspeed = 3\n", ", line 4: unknown key `speed`"},
        {least + "[pauses]\nchapter = 3\n", ", line 4: unknown key `pauses.chapter`"},
        {least + "rate = 79", ", line 3: `rate` must be a whole number from 80 to 450"},
        {least + "rate = 451", ", line 3: `rate` must be a whole number from 80 to 450"},
        {least + "pitch = 50.0", ", line 3: `pitch` must be a whole number from 0 to 99"},
        {least + "range = \"50\"", ", line 3: `range` must be a whole number from 0 to 99"},
        {least + "volume = 0", ", line 3: `volume` must be a whole number from 1 to 200"},
        {least + "pauses = 3", ", line 3: `pauses` must be a section"},
        {least + "[pauses]\ntitle = -1", ", line 4: `pauses.title` must be a whole number from 0 to 10000"},
        {"language = \"de\"\n", ": `espeak` is missing"},
        {"espeak = \"de\"\n", ": `language` is missing"},
        {"language = 7\nespeak = \"de\"\n", ", line 1: `language` must be one line of text"},
    };
    for (const auto& [text, problem] : cases) {
        EXPECT_EQ(problems_of(text), Lines{root_ + "/one/x.voice.toml" + problem}) << text;
    }
    const auto syntax = problems_of(least + "rate = = 3\n");
    ASSERT_EQ(syntax.size(), 1u);
    EXPECT_TRUE(syntax[0].starts_with(root_ + "/one/x.voice.toml, line 3: ")) << syntax[0];
    // All that is wrong with a file is said at once.
    EXPECT_EQ(problems_of(least + "rate = 1\npitch = 100\n").size(), 2u);
}

// The installed ones are the package's matter; one's own costs itself only.
TEST_F(Voices, OfTheListenersOwnAreLeftOutIfEspeakHasNoneSuch) {
    const auto own = directory("own"), shipped = directory("shipped");
    write(own + "/emil.voice.toml", "language = \"de\"\nespeak = \"de+f77\"\n");
    write(own + "/eva.voice.toml", "language = \"de\"\nespeak = \"nowhere\"\n");
    write(own + "/mia.voice.toml", "language = \"de\"\nespeak = \"de+f1\"\n");
    write(shipped + "/adam.voice.toml", least);
    Lines problems;
    const auto voices = load({own, shipped}, problems);
    ASSERT_EQ(voices.size(), 2u);
    EXPECT_EQ(voices[0].name, "adam");
    EXPECT_EQ(voices[1].name, "mia");
    ASSERT_EQ(problems.size(), 2u);
    EXPECT_EQ(problems[0], own + "/emil.voice.toml: eSpeak NG has no voice de+f77");
    EXPECT_EQ(problems[1], own + "/eva.voice.toml: eSpeak NG has no voice nowhere");
}

// A profile's text reaches eSpeak NG as the name of a file.
TEST_F(Voices, CannotLeaveTheDirectoryOfEspeak) {
    for (const std::string name : {"../../etc/passwd", "de+../x", "de+", "+f1", "de+f1+f2", "de f1"}) {
        const auto problems = problems_of("language = \"de\"\nespeak = \"" + name + "\"\n");
        ASSERT_EQ(problems.size(), 1u) << name;
        EXPECT_NE(problems[0].find(", line 2: `espeak` must be"), std::string::npos) << problems[0];
    }
}

TEST_F(Voices, FingerprintChangesWithWhatIsHeardOnly) {
    const VoiceProfile base{"a", "b", "de", "de"};
    VoiceProfile same = base;
    same.name = "c";
    same.description = "d";
    same.announcement = "e";
    EXPECT_EQ(same.fingerprint(), base.fingerprint());

    std::vector<VoiceProfile> others(14, base);
    others[0].espeak = "de+m1";
    others[1].language = "de-AT";
    others[2].rate++, others[3].pitch++, others[4].range++;
    others[5].pauses.clause++, others[6].pauses.sentence++, others[7].pauses.paragraph++;
    others[8].pauses.heading++, others[9].pauses.before_heading++, others[10].pauses.title++;
    others[11].pauses.teaser++, others[12].pauses.article++;
    others[13].volume++;
    std::vector<std::string> prints{base.fingerprint()};
    for (const auto& other : others) prints.push_back(other.fingerprint());
    std::ranges::sort(prints);
    EXPECT_EQ(std::ranges::unique(prints).begin(), prints.end());
}

}  // namespace
}  // namespace vorleser
