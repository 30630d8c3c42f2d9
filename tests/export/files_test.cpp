// Sound files to take along, judged by the programs that will play them.
#include <fstream>
#include <random>
#include <regex>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/export/exporting.hpp"
#include "tests/support/sound_server.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;

TEST_F(Exporting, LosslessFilesAreWhatIsHeardSampleForSample) {
    ASSERT_EQ(vorleser("add " + article).code, 0);
    ASSERT_EQ(exported("1 -o " + (out / "a.wav").string()).code, 1) << "the directory is missing";
    fs::create_directory(out);
    for (const char* name : {"a.wav", "a.flac"}) {
        const auto got = exported("1 -o " + (out / name).string());
        ASSERT_EQ(got.code, 0) << got.out;
        EXPECT_EQ(read_sound(out / name), spoken(1)) << name;
    }
}

// An MP3 ends with a whole frame, in silence.
TEST_F(Exporting, PlayersDecodeMp3AndOpusToTheExactSamples) {
    add("Der Zug", story + " " + story + " " + story);
    const auto all = spoken(1);
    for (const std::string format : {"mp3", "opus"}) {
        const auto path = directory.path() / ("a." + format), wav = directory.path() / (format + ".wav");
        const auto got = exported("1 -o " + path.string());
        ASSERT_EQ(got.code, 0) << got.out;
        const auto decoded =
            shell(format == "mp3" ? "mpg123 -q -w " + wav.string() + " " + path.string()
                                  : "opusdec --quiet --rate 22050 " + path.string() + " " + wav.string());
        ASSERT_EQ(decoded.code, 0) << decoded.out;
        auto heard = read_sound(wav);
        EXPECT_EQ(heard.size(), format == "mp3" ? (all.size() + 575) / 576 * 576 : all.size());
        heard.resize(all.size());
        EXPECT_GE(likeness(heard, all), format == "mp3" ? 0.99 : 0.95) << format;
        const auto said = probe(path);
        const auto duration = std::stod(std::string(said.at("format").at("duration").as_string()));
        EXPECT_NEAR(duration, static_cast<double>(all.size()) / 22'050, 0.1) << format;
        const auto media = shell("mediainfo --Output='General;%Duration%' " + path.string());
        EXPECT_NEAR(std::stod(media.out) / 1000, static_cast<double>(all.size()) / 22'050, 0.1) << format;
    }
}

TEST_F(Exporting, FilesSayWhatTheyAre) {
    add("Über die Brücke & <weiter>", "# Was sich ändert\n\nNach zwölf Monaten ist sie fertig.");
    ASSERT_EQ(vorleser("clear").code, 0);
    const auto page = file("page.html", R"(<html lang="de"><head><title>Über die Brücke – Blatt</title>
<meta property="og:site_name" content="Das Blatt"><meta name="author" content="Eva Muster">
<meta property="article:published_time" content="2026-11-27T07:31:00+01:00">
<link rel="canonical" href="https://blatt.example/bruecke"></head><body><article><p class="kicker">Verkehr</p>
<h1>Über die Brücke & &lt;weiter&gt;</h1><p>Die neue Brücke über den Fluss ist nach zwölf Monaten endlich fertig und darf
wieder befahren werden, sagte die Bahn am Freitag.</p><p>Der Verkehr rollt seit dem frühen Morgen, und die ersten Züge
kamen ohne Verspätung an.</p><h2>Was sich ändert</h2><p>Die Züge fahren nun alle zehn Minuten, und zwar auch am
Wochenende und in der Nacht, versprach eine Sprecherin.</p></article></body></html>)");
    ASSERT_EQ(vorleser("add " + page).code, 0);
    for (const std::string format : {"mp3", "opus", "flac", "wav"}) {
        const auto path = directory.path() / ("a." + format);
        const auto got = exported("1 --format " + format + " -o " + path.string());
        ASSERT_EQ(got.code, 0) << got.out;
        const auto said = probe(path);
        const auto media = shell("mediainfo '" + path.string() + "'").out;
        boost::json::object tags;
        if (const auto* of = said.at("format").as_object().if_contains("tags")) tags = of->as_object();
        const auto& streams = said.at("streams").as_array();
        for (const auto& stream : streams)
            if (const auto* of = stream.as_object().if_contains("tags"))
                for (const auto& [name, value] : of->as_object()) tags.emplace(name, value);
        std::string all = boost::json::serialize(tags);
        for (const char* expected : {"Über die Brücke & <weiter>", "Eva Muster", "Das Blatt", "2026-11-27"})
            EXPECT_NE(all.find(expected), all.npos) << format << ": " << expected << " in " << all;
        EXPECT_NE(media.find("Eva Muster"), media.npos) << format << media;
        EXPECT_NE(media.find("https://blatt.example/bruecke"), media.npos) << format << media;
        EXPECT_NE(media.find("Cover"), media.npos) << format << media;
        if (format == "wav") continue;  // ffprobe looks for no chapters there
        const auto& chapters = said.at("chapters").as_array();
        ASSERT_EQ(chapters.size(), 2u) << format << boost::json::serialize(said);
        EXPECT_EQ(chapters.at(0).at("tags").at("title"), "Über die Brücke & <weiter>");
        EXPECT_EQ(chapters.at(1).at("tags").at("title"), "Was sich ändert");
        EXPECT_GT(std::stod(std::string(chapters.at(1).at("start_time").as_string())), 5.0);
    }
}

// A cue a sentence, its words timed within it, in the order in which they are heard.
TEST_F(Exporting, TheTranscriptBesideFollowsTheSound) {
    add("Der Zug", story);
    const auto got = exported("-o " + out.string() + "/ 1");
    ASSERT_EQ(got.code, 0) << got.out;
    EXPECT_EQ(names(out), (std::vector<std::string>{"Der Zug.mp3", "Der Zug.vtt"}));
    const auto vtt = read_file(out / "Der Zug.vtt");
    EXPECT_TRUE(vtt.starts_with("WEBVTT Vorleser\n\n00:00:00.000 --> 00:00:")) << vtt;
    EXPECT_NE(vtt.find("\nDas <"), vtt.npos) << vtt;
    const std::regex time("(\\d\\d):(\\d\\d):(\\d\\d)\\.(\\d\\d\\d)");
    std::string last;
    int times = 0;
    for (auto at = std::sregex_iterator(vtt.begin(), vtt.end(), time); at != std::sregex_iterator(); ++at) {
        const auto now = at->str();
        if (at->prefix().str().ends_with("--> ")) continue;  // the cue's end, behind all of its words
        EXPECT_GE(now, last);
        last = now;
        ++times;
    }
    EXPECT_GE(times, 25);
    const auto length = static_cast<double>(spoken(1).size()) / 22'050;
    EXPECT_LT(std::stod(last.substr(6)), length);
}

TEST_F(Exporting, SeveralArticlesInOneFileAreItsChapters) {
    add("Der Zug", story);
    add("Das Schiff", "Auch das Schiff fährt wieder.");
    const auto path = directory.path() / "a.mp3", wav = directory.path() / "b.wav";
    ASSERT_EQ(exported("--all --one-file -o " + path.string()).code, 0);
    const auto said = probe(path);
    const auto& chapters = said.at("chapters").as_array();
    ASSERT_EQ(chapters.size(), 2u);
    EXPECT_EQ(chapters.at(0).at("tags").at("title"), "Der Zug");
    EXPECT_EQ(chapters.at(1).at("tags").at("title"), "Das Schiff");
    ASSERT_EQ(exported("--all --one-file -o " + wav.string()).code, 0);
    auto both = spoken(1);
    const auto second = spoken(2);
    EXPECT_NEAR(std::stod(std::string(chapters.at(1).at("start_time").as_string())),
                static_cast<double>(both.size()) / 22'050, 0.001);
    both.insert(both.end(), second.begin(), second.end());
    EXPECT_EQ(read_sound(wav), both);
}

TEST_F(Exporting, TheSameArticleGivesTheSameBytesAndIsNotMadeTwice) {
    add("Der Zug", story);
    for (const std::string format : {"mp3", "opus", "flac", "wav", "epub"}) {
        const auto one = directory.path() / ("1." + format), two = directory.path() / ("2." + format),
                   three = directory.path() / ("3." + format);
        ASSERT_EQ(exported("1 -o " + one.string()).code, 0);
        const auto cached = names(directory.path() / "cache/vorleser/sound");
        ASSERT_EQ(exported("1 -o " + two.string()).code, 0);
        EXPECT_EQ(names(directory.path() / "cache/vorleser/sound"), cached);
        EXPECT_EQ(read_file(one), read_file(two)) << format;
        fs::remove_all(directory.path() / "cache/vorleser");
        ASSERT_EQ(exported("1 -o " + three.string()).code, 0);
        EXPECT_EQ(read_file(one), read_file(three)) << format;
    }
    // Where it would be put by its title it is found to be there.
    ASSERT_EQ(exported("1 -o " + out.string() + "/").code, 0);
    EXPECT_NE(exported("1 -o " + out.string() + "/").out.find("is there already"), std::string::npos);
    ASSERT_EQ(vorleser("lexicon add Zug Bahn").code, 0);
    ASSERT_EQ(exported("1 -o " + out.string() + "/").code, 0);
    EXPECT_EQ(names(out),
              (std::vector<std::string>{"Der Zug (2).mp3", "Der Zug (2).vtt", "Der Zug.mp3", "Der Zug.vtt"}))
        << "what the listener has is not overwritten by a name of our choosing";
}

TEST_F(Exporting, EveryTitleBecomesANameThatEveryFileSystemTakes) {
    const std::string titles[] = {"AC/DC: »Größer« als <je> zuvor?",
                                  "con",
                                  "...versteckt",
                                  "-o x",
                                  "a\\b|c*d\"e",
                                  std::string(400, 'x'),
                                  "Żółć \xE2\x80\xAE umgedreht"};
    for (const auto& title : titles)
        add(title, "Ein Satz, mehr nicht, steht in diesem Artikel " + title + ".");
    const auto got = exported("--all -o " + out.string() + "/");
    ASSERT_EQ(got.code, 0) << got.out;
    const auto made = names(out);
    EXPECT_EQ(made.size(), 2 * std::size(titles)) << got.out;
    for (const auto& name : made) {
        EXPECT_EQ(name.find_first_of("<>:\"/\\|?*"), name.npos) << name;
        EXPECT_FALSE(name.starts_with('.') || name.starts_with('-') || name.starts_with(' ')) << name;
        EXPECT_LE(name.size(), 200u) << name;
        EXPECT_EQ(name.find("\xE2\x80\xAE"), name.npos) << name;
        EXPECT_NE(name, "con.mp3");
    }
    EXPECT_TRUE(fs::exists(out / "AC-DC- »Größer« als je zuvor.mp3")) << got.out;
}

// Wherever it is full: while it is encoded, copied, given its titles. A limit on files is a disk that is full
// at that byte.
TEST_F(Exporting, AFullDiskLeavesNoHalfFileAndSaysSo) {
    add("Der Zug", "Der Zug fährt wieder.");
    const auto cache = directory.path() / "cache/vorleser/sound";
    for (const std::string format : {"mp3", "opus", "flac", "wav", "epub"}) {
        const auto whole = directory.path() / ("whole." + format), made = out / ("a." + format);
        ASSERT_EQ(exported("1 -o " + whole.string()).code, 0);
        const auto size = fs::file_size(whole);
        std::uintmax_t cached = 0;
        for (const auto& each : fs::directory_iterator(cache))
            if (each.path().extension() == (format == "epub" ? ".mp3" : "." + format))
                cached = each.file_size();
        ASSERT_GT(size, cached);
        for (const bool kept : {false, true})
            for (const auto limit :
                 {std::uintmax_t{100}, cached - 1, cached, (cached + size) / 2, size - 1}) {
                if (!kept) fs::remove_all(cache);
                fs::create_directories(out);
                const auto got =
                    shell("prlimit --fsize=" + std::to_string(limit) + " " +
                          command("client/vorleser", "export 1 -o " + made.string()) + " </dev/null");
                SCOPED_TRACE(format + " " + std::to_string(limit) + (kept ? " of what is kept: " : ": ") +
                             got.out);
                EXPECT_EQ(got.code, 1);
                EXPECT_NE(got.out.find("File too large"), got.out.npos);
                EXPECT_TRUE(names(out).empty());
                for (const auto& name : names(cache)) EXPECT_FALSE(name.ends_with(".part")) << name;
            }
        ASSERT_EQ(exported("1 -o " + made.string()).code, 0);
        EXPECT_EQ(read_file(made), read_file(whole)) << "nothing cut was kept";
        fs::remove_all(out);
    }
}

TEST_F(Exporting, ADamagedCacheIsMadeAnew) {
    add("Der Zug", "Der Zug fährt wieder.");
    const auto first = directory.path() / "1.mp3", second = directory.path() / "2.mp3";
    ASSERT_EQ(exported("1 -o " + first.string()).code, 0);
    const auto cache = directory.path() / "cache/vorleser/sound";
    for (const char* ending : {".mp3", ".script"})
        for (const auto& name : names(cache)) {
            if (!name.ends_with(ending)) continue;
            const auto content = read_file(cache / name);
            auto damaged = content;
            damaged[damaged.size() / 2] ^= 1;
            for (const auto& bad : {std::string(), content.substr(0, content.size() - 1), content + "x",
                                    ending == std::string(".script") ? damaged : std::string("x")}) {
                std::ofstream(cache / name, std::ios::binary) << bad;
                const auto got = exported("1 -o " + second.string());
                EXPECT_EQ(got.code, 0) << got.out;
                EXPECT_EQ(read_file(first), read_file(second)) << name << ", " << bad.size() << " bytes";
                EXPECT_EQ(read_file(directory.path() / "1.vtt"), read_file(directory.path() / "2.vtt"));
                EXPECT_EQ(read_file(cache / name), content);
            }
        }
}

TEST_F(Exporting, WhatTheListenerHasStaysAsItIs) {
    add("Der Zug", story);
    fs::create_directory(out);
    const auto there = [&](const std::string& name, const std::string& content) {
        std::ofstream(out / name) << content;
        return (out / name).string();
    };
    // What is no sound file is not made one.
    EXPECT_EQ(exported("1 -o " + there("notes.txt", "a note")).code, 2);
    EXPECT_EQ(read_file(out / "notes.txt"), "a note");
    EXPECT_EQ(exported("1 --format opus -o " + (out / "a.mp3").string()).code, 2) << "which of both?";
    // A pipe stays one, and so does a link; what it leads to is what was named.
    ASSERT_EQ(mkfifo((out / "pipe.mp3").c_str(), 0600), 0);
    EXPECT_EQ(exported("1 -o " + (out / "pipe.mp3").string()).code, 1);
    EXPECT_TRUE(fs::is_fifo(out / "pipe.mp3"));
    fs::create_symlink("real.mp3", out / "link.mp3");
    for (int i = 0; i < 2; ++i) {  // it leads to nothing, then to a file
        EXPECT_EQ(exported("1 -o " + (out / "link.mp3").string()).code, 0);
        EXPECT_TRUE(fs::is_symlink(out / "link.mp3"));
        EXPECT_TRUE(fs::exists(out / "real.vtt"));
    }
    // Nor is somebody else's transcript, whether the name is ours or not.
    there("b.vtt", "theirs");
    const auto got = exported("1 -o " + (out / "b.mp3").string());
    EXPECT_EQ(got.code, 0);
    EXPECT_NE(got.out.find("b.vtt was not made by Vorleser"), got.out.npos) << got.out;
    EXPECT_EQ(read_file(out / "b.vtt"), "theirs");
    there("Der Zug.vtt", "theirs, too");
    EXPECT_EQ(exported("1 -o " + out.string()).code, 0);
    EXPECT_EQ(read_file(out / "Der Zug.vtt"), "theirs, too");
    EXPECT_TRUE(fs::exists(out / "Der Zug (2).mp3"));
    // What was killed left something behind.
    there(".vorleser-1-0.part", "half");
    EXPECT_EQ(exported("1 -o " + out.string()).code, 0);
    EXPECT_FALSE(fs::exists(out / ".vorleser-1-0.part"));
}

TEST_F(Exporting, ASignalOrAKillAtAnyTimeLeavesNoHalfFile) {
    for (int i = 0; i < 3; ++i) ASSERT_EQ(vorleser("add " + article).code, 0);
    const auto command = this->command("client/vorleser", "export 1 -o " + (out / "a.mp3").string());
    fs::create_directory(out);
    ASSERT_EQ(shell(command).code, 0);
    const auto whole = read_file(out / "a.mp3");
    int cut = 0;
    for (int ms = 0; ms < 600; ms += 75)
        for (const int number : {SIGINT, SIGKILL}) {
            fs::remove_all(directory.path() / "cache/vorleser");
            for (const auto& name : names(out))
                if (!name.starts_with('.')) fs::remove(out / name);
            const auto got = shell("timeout -s " + std::to_string(number) + " " +
                                   std::to_string(ms / 1000.0 + 0.02) + " " + command);
            cut += got.code != 0;
            for (const auto& name : names(out)) {
                if (name.starts_with('.')) {
                    EXPECT_EQ(number, SIGKILL) << name;
                    continue;
                }
                if (name == "a.mp3") EXPECT_EQ(read_file(out / name), whole);
            }
            if (number == SIGINT)
                for (const auto& name : names(directory.path() / "cache/vorleser/sound"))
                    EXPECT_FALSE(name.ends_with(".part")) << "after " << ms << " ms";
        }
    EXPECT_GT(cut, 3);
    fs::remove_all(directory.path() / "cache/vorleser");
    ASSERT_EQ(shell(command).code, 0);
    EXPECT_EQ(read_file(out / "a.mp3"), whole);
}

// A page's player leads to a word: what is heard begins there, found by correlation.
class SeekingABrowser : public Exporting {
 protected:
    void SetUp() override {
        ASSERT_EQ(vorleser("add " + article).code, 0);
        fs::create_directory(out);
        for (const char* name : {"a.mp3", "a.opus"})
            ASSERT_EQ(exported("1 -o " + (out / name).string()).code, 0);
        spoken(1);
        fs::rename(directory.path() / "spoken.wav", out / "a.wav");
        const auto vtt = read_file(out / "a.vtt");
        const std::regex time("<\\d\\d:(\\d\\d):(\\d\\d\\.\\d\\d\\d)>");
        for (auto at = std::sregex_iterator(vtt.begin(), vtt.end(), time); at != std::sregex_iterator(); ++at)
            words_.push_back(60 * std::stod((*at)[1]) + std::stod((*at)[2]));
        ASSERT_GT(words_.size(), 200u);
    }
    // `environment`: NAME=VALUE …, of the browser. To `count` random words in each sound file.
    void seek(const std::string& environment, const std::string& option, std::size_t count) {
        const auto seed = std::random_device{}();
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        // At the end, too: what is off by little at each second is most off there.
        const auto last = words_.size() - 10;
        std::string seconds = " " + std::to_string(words_[last]);
        for (std::size_t i = 1; i < count; ++i)
            seconds +=
                " " + std::to_string(words_[std::uniform_int_distribution<std::size_t>(0, last)(random)]);
        for (const std::string sound : {"a.mp3", "a.opus"}) {
            const auto got = shell("env " + environment +
                                   " /usr/bin/python3 " VORLESER_SOURCE_DIR "/tests/export/seek.py " +
                                   option + " " + out.string() + " " + sound + " a.wav" + seconds);
            ASSERT_EQ(got.code, 0) << got.out;
            SCOPED_TRACE(got.out);
            const auto landed = boost::json::parse(got.out).at("landed").as_array();
            ASSERT_EQ(landed.size(), count);
            for (const auto& each : landed) {
                EXPECT_GE(each.at(1).to_number<double>(), each.at(0).to_number<double>() - 0.005) << sound;
                EXPECT_LE(each.at(1).to_number<double>(), each.at(2).to_number<double>() + 0.005) << sound;
            }
        }
    }

 private:
    std::vector<double> words_;
};

TEST_F(SeekingABrowser, ChromiumLandsAtTheWord) {
    seek("", "", 20);
}

// It listens in real time, and needs a device.
TEST_F(SeekingABrowser, FirefoxLandsAtTheWord) {
    const SoundServer server;
    std::string environment;
    for (const auto& each : server.environment()) environment += " " + each;
    seek(environment, "--firefox", 3);
}

// What is longer than a moment, so that something can happen meanwhile.
std::string long_story() {
    std::string text;
    for (int i = 0; i < 250; ++i)
        text += "Der Zug Nummer " + std::to_string(i) + " fährt an diesem Morgen wieder über den Fluss.\n\n";
    return text;
}

// Who has the file open; 0: nobody.
pid_t holder_of(const fs::path& file) {
    for (const auto& process : fs::directory_iterator("/proc")) {
        const auto name = process.path().filename().string();
        if (name.find_first_not_of("0123456789") != name.npos) continue;
        std::error_code gone;
        for (const auto& open : fs::directory_iterator(process.path() / "fd", gone))
            if (fs::read_symlink(open.path(), gone) == file) return std::stoi(name);
    }
    return 0;
}

// The samples that came are kept, and it goes on where it was.
TEST_F(Exporting, GoesOnWhereTheDaemonIsKilledAndComesBack) {
    add("Der Zug", long_story());
    const auto whole = directory.path() / "whole.flac", broken = directory.path() / "broken.flac";
    ASSERT_EQ(exported("1 -o " + whole.string()).code, 0);
    fs::remove_all(directory.path() / "cache/vorleser");
    const auto cached = [&] {
        const auto all = names(directory.path() / "cache/vorleser/sound");
        return std::find_if(all.begin(), all.end(),
                            [](const auto& name) { return name.ends_with(".part"); }) != all.end();
    };
    Process exporting({VORLESER_BINARY_DIR "/client/vorleser", "export", "1", "-o", broken.string()},
                      environment(), (directory.path() / "export.log").string());
    ASSERT_TRUE(eventually(cached));
    const auto daemon = holder_of(directory.path() / "state/vorleser/playlist.db");
    ASSERT_GT(daemon, 0);
    ASSERT_EQ(kill(daemon, SIGKILL), 0);
    EXPECT_EQ(exporting.wait(), 0) << read_file(directory.path() / "export.log");
    EXPECT_EQ(read_file(broken), read_file(whole));
}

TEST_F(Exporting, AnArticleThatIsEditedMeanwhileIsTakenAsItIsThen) {
    add("Der Zug", long_story());
    const auto path = directory.path() / "a.flac";
    Process exporting({VORLESER_BINARY_DIR "/client/vorleser", "export", "1", "-o", path.string()},
                      environment(), (directory.path() / "export.log").string());
    ASSERT_TRUE(eventually([&] { return !names(directory.path() / "cache/vorleser/sound").empty(); }));
    ASSERT_EQ(vorleser("edit 1 --from " + file("new.md", "# Der Zug\n\nEr fährt nicht mehr.\n")).code, 0);
    EXPECT_EQ(exporting.wait(), 0) << read_file(directory.path() / "export.log");
    EXPECT_EQ(read_sound(path), spoken(1));
}

TEST_F(Exporting, AnArticleThatIsRemovedMeanwhileIsSaidToBeGone) {
    add("Der Zug", long_story());
    add("Das Schiff", story);
    const auto log = directory.path() / "export.log";
    Process exporting({VORLESER_BINARY_DIR "/client/vorleser", "export", "--all", "-o", out.string() + "/"},
                      environment(), log.string());
    ASSERT_TRUE(eventually([&] { return !names(directory.path() / "cache/vorleser/sound").empty(); }));
    ASSERT_EQ(vorleser("remove 2").code, 0);
    const int code = exporting.wait();
    if (code == 0) EXPECT_TRUE(fs::exists(out / "Das Schiff.mp3")) << "it was faster";
    EXPECT_TRUE(fs::exists(out / "Der Zug.mp3")) << read_file(log);
    if (code != 0) EXPECT_NE(read_file(log).find("Das Schiff: "), std::string::npos) << read_file(log);
}

TEST_F(Exporting, TwoAtOnceAreNotInEachOthersWay) {
    ASSERT_EQ(vorleser("add " + article).code, 0);
    fs::create_directory(out);
    std::string both;
    for (const char* name : {"a.mp3", "b.mp3"})
        both += command("client/vorleser", "export 1 -o " + (out / name).string()) + " & ";
    const auto got = shell("(" + both + "wait)");
    EXPECT_EQ(got.code, 0) << got.out;
    EXPECT_EQ(read_file(out / "a.mp3"), read_file(out / "b.mp3"));
    EXPECT_GT(fs::file_size(out / "a.mp3"), 1'000'000u);
}

TEST_F(Exporting, SaysWhatCannotBeDone) {
    EXPECT_EQ(exported("").code, 1) << "nothing chosen";
    EXPECT_NE(exported("--all").out.find("the list is empty"), std::string::npos);
    EXPECT_EQ(exported("--folder ''").code, 2);
    EXPECT_EQ(exported("7").code, 1);
    EXPECT_EQ(exported("1 --format ogg").code, 2);
    EXPECT_EQ(exported("--follow").code, 2) << "what?";
    EXPECT_EQ(exported("--podcast " + out.string()).code, 2) << "without an address";
    EXPECT_EQ(exported("--folder " + out.string() + " 1").code, 2);
    for (const char* address :
         {"ftp://x", "https://", "https:///x", "'https://a b'", "https://a/?x", "https://a/#x"})
        EXPECT_EQ(exported("--podcast " + out.string() + " --address " + address).code, 2) << address;
    EXPECT_EQ(exported("--podcast " + out.string() + " --address https://a --format epub").code, 2);
    add("Der Zug", story);
    EXPECT_EQ(exported("1 -o /nowhere/at/all.mp3").code, 1);
    add("Das Schiff", "Auch das Schiff fährt wieder.");
    EXPECT_EQ(exported("--all -o " + (directory.path() / "all.mp3").string()).code, 2) << "which of both?";
    EXPECT_EQ(vorleser("--no-start quit").code, 0);
    EXPECT_EQ(exported("1 --no-start").code, 3);
}

}  // namespace
}  // namespace vorleser::test
