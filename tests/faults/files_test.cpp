// Each of the listener's own files, broken in each way: it costs that file, or that entry, and nothing else,
// and the listener is told which and why. Nothing waits for a pipe that nobody writes into.
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/end_to_end/listening.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// The files that German is read from, with the name of something that stands in them.
const std::pair<const char*, const char*> data_files[] = {
    {"abbreviations.toml", "always"}, {"acronyms.toml", "words"}, {"compounds.toml", "links"},
    {"german.toml", "months"},        {"grammar.toml", "gender"}, {"lexicon.toml", "words"},
    {"symbols.toml", "said"},         {"units.toml", "units"},
};

struct Damage {
    const char* name;
    // Puts it there. `section` stands in such a file.
    void (*put)(const fs::path& path, const std::string& section);
    const char* says;  // what is to be told; empty: nothing is wrong
    bool for_root = true;
};

void write(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

const Damage damages[] = {
    {"SyntaxError", [](const fs::path& path, const std::string&) { write(path, "\n\na = = 3\n"); },
     ", line 3: "},
    {"WrongType",
     [](const fs::path& path, const std::string& section) { write(path, "\n" + section + " = 7\n"); },
     ", line 2: "},
    {"UnknownKey",
     [](const fs::path& path, const std::string&) { write(path, "\nquatsch = { a = \"b\" }\n"); },
     ", line 2: "},
    {"Unreadable",
     [](const fs::path& path, const std::string&) {
         write(path, "");
         fs::permissions(path, fs::perms::none);
     },
     "cannot read ", false},
    {"Directory", [](const fs::path& path, const std::string&) { fs::create_directory(path); },
     " is no regular file"},
    {"Pipe", [](const fs::path& path, const std::string&) { mkfifo(path.c_str(), 0600); },
     " is no regular file"},
    {"Empty", [](const fs::path& path, const std::string&) { write(path, ""); }, ""},
    {"Binary",
     [](const fs::path& path, const std::string&) {
         std::string bytes;
         for (int i = 0; i < 5000; ++i) bytes += static_cast<char>(i * 37 + i / 256);
         write(path, bytes);
     },
     ", line 1: "},
    {"HundredMegabytes",
     [](const fs::path& path, const std::string&) {
         write(path, "# ");
         fs::resize_file(path, 100'000'000);
     },
     " is larger than "},
    {"LinkToNothing",
     [](const fs::path& path, const std::string&) { fs::create_symlink("/nowhere/at/all", path); },
     " is a link to a file that is not there"},
    {"LinkToADevice", [](const fs::path& path, const std::string&) { fs::create_symlink("/dev/zero", path); },
     " is no regular file"},
};

class OwnFiles : public testing::TestWithParam<Damage> {
 protected:
    void SetUp() override {
        if (!GetParam().for_root && geteuid() == 0) GTEST_SKIP() << "root reads everything";
        fs::create_directories(voices());
    }
    void start() { daemon.kill(), daemon.start(); }
    fs::path configuration() const { return daemon.directory() / "config/vorleser"; }
    fs::path voices() const { return configuration() / "voices"; }
    void damage(const fs::path& path, const std::string& section) {
        fs::remove_all(path);
        GetParam().put(path, section);
    }

    TemporaryDirectory sound;
    RunningDaemon daemon{{}, {"--device", "file:" + (sound.path() / "heard.wav").string()}};
};

bool says(const json::array& warnings, const std::string& path, const std::string& what) {
    for (const auto& each : warnings) {
        const std::string text(each.as_string());
        if (text.find(path) != text.npos && text.find(what) != text.npos) return true;
    }
    return false;
}

TEST_P(OwnFiles, OfDataCostThemselvesOnly) {
    for (const auto& [name, section] : data_files) damage(voices() / name, section);
    start();
    RpcClient client = daemon.connect();
    add(client, short_article);
    client.call("play");
    ASSERT_TRUE(eventually([&] { return position_of(client) > 300; })) << daemon.log();
    EXPECT_EQ(state_of(client), "playing");
    const json::array warnings = client.call("status").at("warnings").as_array();
    if (*GetParam().says)
        for (const auto& [name, section] : data_files)
            EXPECT_TRUE(says(warnings, (voices() / name).string(), GetParam().says))
                << name << ": " << warnings;
    else
        EXPECT_TRUE(warnings.empty()) << warnings;

    // Mended: the next command that plays reads them again.
    for (const auto& [name, section] : data_files) fs::remove_all(voices() / name);
    client.call("pause");
    const auto place = position_of(client);
    client.call("play");
    ASSERT_TRUE(eventually([&] { return client.call("status").at("warnings").as_array().empty(); }));
    ASSERT_TRUE(eventually([&] { return position_of(client) > place; }));
}

TEST_P(OwnFiles, OfAVoiceCostsThatVoiceOnly) {
    damage(voices() / "emil.voice.toml", "rate");
    start();
    RpcClient client = daemon.connect();
    EXPECT_EQ(client.call("status").at("voice"), "anna");
    const json::array warnings = client.call("status").at("warnings").as_array();
    EXPECT_TRUE(says(warnings, (voices() / "emil.voice.toml").string(), GetParam().says)) << warnings;
    // Also where the configuration names it.
    write(configuration() / "vorleser.toml", "[playback]\nvoice = \"emil\"\n");
    start();
    EXPECT_EQ(daemon.connect().call("status").at("voice"), "anna");
}

// It could say anything: the daemon does not start without it, and the client says why.
TEST_P(OwnFiles, OfSettingsAreRefusedAndTheClientSaysWhy) {
    daemon.kill();
    const fs::path file = configuration() / "vorleser.toml";
    damage(file, "audio");
    const fs::path said = daemon.directory() / "said";
    for (const char* command : {"status", "list"}) {
        fs::remove(said);
        Process client({VORLESER_BINARY_DIR "/client/vorleser", command}, daemon.environment(), said);
        const int code = client.wait();
        const std::string text = read_file(said);
        if (!*GetParam().says) {
            EXPECT_EQ(code, 0) << text;
            Process({VORLESER_BINARY_DIR "/client/vorleser", "quit"}, daemon.environment(), "").wait();
            break;
        }
        EXPECT_EQ(code, 3) << text;
        EXPECT_NE(text.find("vorleserd did not start: "), text.npos) << text;
        EXPECT_NE(text.find(file.string()), text.npos) << text;
        EXPECT_NE(text.find(GetParam().says), text.npos) << text;
    }
}

// What cannot be read is not taken for empty, and not written over.
TEST_P(OwnFiles, OfWordsAreNotWrittenOver) {
    const fs::path file = voices() / "lexicon.toml";
    damage(file, "words");
    RpcClient client = daemon.connect();
    const auto before = fs::symlink_status(file).type();
    const std::string content = fs::is_regular_file(file) ? read_file(file) : "";
    const json::object answer = client.call_raw("lexicon", {{"word", "Merz"}, {"sound", "Mertz"}});
    EXPECT_EQ(fs::symlink_status(file).type(), before);
    if (answer.contains("error")) {
        EXPECT_TRUE(*GetParam().says);
        EXPECT_TRUE(!fs::is_regular_file(file) || read_file(file) == content);
    } else {
        EXPECT_EQ(fs::status(file).permissions() & fs::perms::all,
                  fs::perms::owner_read | fs::perms::owner_write);
        EXPECT_EQ(read_file(file).rfind(content, 0), 0u) << "what was there stays";
        EXPECT_EQ(client.call("lexicon").at("words").as_array().size(), 1u);
    }
}

INSTANTIATE_TEST_SUITE_P(EachIn, OwnFiles, testing::ValuesIn(damages),
                         [](const auto& info) { return info.param.name; });

// One wrong entry is left out; what stands around it counts.
TEST(OwnLexicon, WithAWrongEntryLosesThatEntryOnly) {
    RunningDaemon daemon;
    const auto spelling = [&](const std::string& word) {
        RpcClient client = daemon.connect();
        return std::string(
            client.call("pronounce", {{"text", word}, {"silent", true}}).at("phonemes").as_string());
    };
    const std::string installed = spelling("Cloud"), plain = spelling("Merz");
    const fs::path file = daemon.directory() / "config/vorleser/voices/lexicon.toml";
    fs::create_directories(file.parent_path());
    write(file, "[words]\ncloud = \"/[[kl]]/\"\nmerz = \"Klaud\"\n[foreign]\nen = [\"anna\", 7]\n");
    daemon.restart();
    EXPECT_EQ(spelling("Cloud"), installed);
    EXPECT_EQ(spelling("Merz"), spelling("Klaud"));
    EXPECT_NE(spelling("Merz"), plain);
    const json::array warnings = daemon.connect().call("status").at("warnings").as_array();
    EXPECT_EQ(warnings.size(), 2u) << warnings;
    EXPECT_TRUE(says(warnings, file.string(), ", line 2: ")) << warnings;
    EXPECT_TRUE(says(warnings, file.string(), ", line 5: ")) << warnings;
}

}  // namespace
}  // namespace vorleser::test
