// A folder that is the list, and one that is a podcast.
#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <utility>

#include <sys/stat.h>

#include "tests/export/exporting.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;

class ExportingFolder : public Exporting {
 protected:
    ExportingFolder() {
        add("Der Zug", "Der Zug fährt wieder.");
        add("Das Schiff", "Auch das Schiff fährt wieder.");
        add("Das Auto", "Und das Auto, das fährt auch.");
    }
    std::vector<std::string> sound() const {
        auto all = names(out);
        std::erase_if(all, [](const std::string& name) { return !name.ends_with(".mp3"); });
        return all;
    }
    Outcome folder() { return exported("--folder " + out.string()); }
};

using Names = std::vector<std::string>;

TEST_F(ExportingFolder, HoldsTheListInItsOrder) {
    const auto got = folder();
    ASSERT_EQ(got.code, 0) << got.out;
    EXPECT_EQ(sound(), (Names{"01 Der Zug.mp3", "02 Das Schiff.mp3", "03 Das Auto.mp3"}));
    const auto list = read_file(out / "Vorleser.m3u8");
    EXPECT_TRUE(list.starts_with("#EXTM3U\n#EXTINF:")) << list;
    EXPECT_NE(list.find(",Das Schiff\n02 Das Schiff.mp3\n"), list.npos) << list;
    const auto ship = read_file(out / "02 Das Schiff.mp3");

    ASSERT_EQ(vorleser("move 2 1").code, 0);
    ASSERT_EQ(vorleser("remove 3").code, 0);
    ASSERT_EQ(folder().code, 0);
    EXPECT_EQ(sound(), (Names{"01 Das Schiff.mp3", "02 Der Zug.mp3"}));
    EXPECT_EQ(read_file(out / "01 Das Schiff.mp3"), ship) << "the same file under another number";

    ASSERT_EQ(vorleser("undo").code, 0);
    ASSERT_EQ(vorleser("add --title 'Das Boot' " + file("boat.txt", "Auch das Schiff fährt wieder.")).code,
              0);
    ASSERT_EQ(folder().code, 0);
    EXPECT_EQ(sound().size(), this->list().size());
}

TEST_F(ExportingFolder, TouchesNothingThatIsNotOurs) {
    fs::create_directory(out);
    std::ofstream(out / "01 Der Zug.mp3") << "somebody else's";
    std::ofstream(out / "Vorleser.m3u8") << "theirs, too";
    std::ofstream(out / "notes.txt") << "a note";
    ASSERT_EQ(folder().code, 0);
    EXPECT_EQ(sound(),
              (Names{"01 Der Zug (2).mp3", "01 Der Zug.mp3", "02 Das Schiff.mp3", "03 Das Auto.mp3"}));
    // What somebody put in our file's place is theirs.
    std::ofstream(out / "02 Das Schiff.mp3") << "replaced";
    ASSERT_EQ(vorleser("clear").code, 0);
    ASSERT_EQ(folder().code, 0);
    EXPECT_EQ(sound(), (Names{"01 Der Zug.mp3", "02 Das Schiff.mp3"}));
    EXPECT_EQ(read_file(out / "01 Der Zug.mp3"), "somebody else's");
    EXPECT_EQ(read_file(out / "02 Das Schiff.mp3"), "replaced");
    EXPECT_EQ(read_file(out / "Vorleser.m3u8"), "theirs, too");
    EXPECT_EQ(read_file(out / "notes.txt"), "a note");
}

TEST_F(ExportingFolder, HoldsBooksToo) {
    ASSERT_EQ(folder().code, 0);
    const auto got = exported("--json --folder " + out.string() + " --format epub");
    ASSERT_EQ(got.code, 0) << got.out;
    EXPECT_EQ(boost::json::parse(got.out).at("gone"), 0) << "the same articles";
    EXPECT_EQ(names(out),
              (Names{".vorleser.json", "01 Der Zug.epub", "02 Das Schiff.epub", "03 Das Auto.epub"}));
    EXPECT_EQ(shell("python3 -m zipfile -t '" + (out / "01 Der Zug.epub").string() + "'").code, 0);
}

// Killed at whatever step, the next one brings it in order, and no name holds half a file.
TEST_F(ExportingFolder, IsMendedAfterAKillAtAnyStep) {
    ASSERT_EQ(folder().code, 0);
    std::set<std::string> whole{read_file(out / "01 Der Zug.mp3")};
    ASSERT_EQ(vorleser("voice jonas").code, 0);
    ASSERT_EQ(folder().code, 0);
    whole.insert(read_file(out / "01 Der Zug.mp3"));
    ASSERT_EQ(whole.size(), 2u);
    const auto command = this->command("client/vorleser", "export --folder " + out.string());
    for (int ms = 10; ms < 250; ms += 20) {
        ASSERT_EQ(vorleser(ms % 40 == 10 ? "move 3 1" : "move 1 3").code, 0);
        ASSERT_EQ(vorleser(ms % 40 == 10 ? "voice anna" : "voice jonas").code, 0);
        fs::remove_all(directory.path() / "cache/vorleser");
        shell("timeout -s KILL " + std::to_string(ms / 1000.0) + " " + command);
        for (const auto& name : sound())
            if (name.ends_with("Der Zug.mp3")) {
                EXPECT_TRUE(whole.contains(read_file(out / name)));
            }
    }
    ASSERT_EQ(folder().code, 0);
    EXPECT_EQ(sound().size(), 3u);
    EXPECT_EQ(names(out).size(), 5u) << "three, the list, and which are ours";
}

TEST_F(ExportingFolder, FollowsTheList) {
    Process following(
        {VORLESER_BINARY_DIR "/client/vorleser", "export", "--folder", out.string(), "--follow"},
        environment(), (directory.path() / "follow.log").string());
    ASSERT_TRUE(eventually([&] { return sound().size() == 3; }))
        << read_file(directory.path() / "follow.log");
    ASSERT_EQ(vorleser("remove 1").code, 0);
    ASSERT_TRUE(eventually([&] { return sound() == Names{"01 Das Schiff.mp3", "02 Das Auto.mp3"}; }));
    following.signal(SIGTERM);
    EXPECT_EQ(following.wait(), 128 + SIGTERM);
}

// ---------------------------------------------------------------------------------------------- podcast

class ExportingPodcast : public Exporting {
 protected:
    Outcome podcast(const std::string& more = "") {
        return exported("--podcast " + out.string() + " --address http://127.0.0.1:" + std::to_string(port) +
                        "/mine/ " + more);
    }
    // What a real parser makes of the feed.
    boost::json::value parsed() {
        const auto got =
            shell("/usr/bin/python3 -c \"import feedparser, json; f = feedparser.parse('" +
                  (out / "feed.xml").string() +
                  "'); assert not f.bozo, f.bozo_exception; print(json.dumps([dict(e) for e in f.entries], "
                  "default=str))\"");
        EXPECT_EQ(got.code, 0) << got.out;
        return boost::json::parse(got.out);
    }
    int port = 8000;
};

TEST_F(ExportingPodcast, IsReadByAParserWhateverTheTitlesHold) {
    const std::string hostile[] = {"]]> & <b>", "\xF0\x9F\x98\x80 Smiley",
                                   "von rechts \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "steuernd \x01\x1B[31m\x7F",
                                   "\xEF\xBF\xBE\xEF\xBF\xBF nichts"};
    for (std::size_t i = 0; i < std::size(hostile); ++i) {
        const auto text =
            file("article.txt", "Der Zug\n\nDas ist der Artikel " + std::to_string(i) + ": ]]> & <b>\n");
        ASSERT_EQ(vorleser("add --as text --title '" + hostile[i] + "' " + text).code, 0);
    }
    const auto got = podcast();
    ASSERT_EQ(got.code, 0) << got.out;
    EXPECT_EQ(shell("xmllint --noout " + (out / "feed.xml").string()).code, 0);
    const auto entries = parsed();
    ASSERT_EQ(entries.as_array().size(), std::size(hostile));
    const auto list = this->list();
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto& entry = entries.at(list.size() - 1 - i);  // the newest first
        EXPECT_EQ(entry.at("id"), list.at(i).at("uid"));
        const auto& enclosure = entry.at("links").as_array().back();
        const std::string address(enclosure.at("href").as_string());
        const auto name = address.substr(address.find("/mine/") + 6);
        EXPECT_EQ(std::to_string(fs::file_size(out / name)), enclosure.at("length").as_string());
        EXPECT_EQ(enclosure.at("type"), "audio/mpeg");
    }
}

TEST_F(ExportingPodcast, KeepsItsIdentitiesWhateverChanges) {
    add("Der Zug", story);
    ASSERT_EQ(podcast().code, 0);
    const auto before = parsed();
    const std::string sound(before.at(0).at("links").as_array().back().at("href").as_string());
    ASSERT_EQ(podcast().code, 0);
    EXPECT_EQ(parsed(), before);
    ASSERT_EQ(vorleser("voice jonas").code, 0);
    port = 8001;
    ASSERT_EQ(podcast().code, 0);
    const auto after = parsed();
    EXPECT_EQ(after.at(0).at("id"), before.at(0).at("id"));
    const std::string other(after.at(0).at("links").as_array().back().at("href").as_string());
    EXPECT_NE(sound.substr(sound.rfind('/')), other.substr(other.rfind('/')))
        << "other sound, another address";
    EXPECT_TRUE(fs::exists(out / "sound" / sound.substr(sound.rfind('/') + 1)))
        << "somebody may be fetching it";
}

TEST_F(ExportingPodcast, TranscriptAndChaptersAreBesideTheSound) {
    add("Der Zug", story);
    const auto mask = umask(022);
    ASSERT_EQ(podcast().code, 0);
    umask(mask);
    for (const auto& each : {out, out / "sound", out / "feed.xml"})
        EXPECT_NE(fs::status(each).permissions() & fs::perms::others_read, fs::perms::none)
            << each << ": a web server is somebody else";
    int transcripts = 0, chapters = 0;
    for (const auto& name : names(out / "sound")) {
        if (name.ends_with(".chapters.json")) {
            ++chapters;
            const auto all = boost::json::parse(read_file(out / "sound" / name));
            EXPECT_EQ(all.at("chapters").at(0).at("title"), "Der Zug");
        } else if (name.ends_with(".json")) {
            ++transcripts;
            const auto all = boost::json::parse(read_file(out / "sound" / name));
            EXPECT_EQ(all.at("segments").at(0).at("body"), "Der Zug");
            EXPECT_GE(all.at("segments").as_array().size(), 5u);
        } else {
            EXPECT_TRUE(name.ends_with(".mp3") || name.ends_with(".vtt")) << name;
        }
    }
    EXPECT_EQ(transcripts, 1);
    EXPECT_EQ(chapters, 1);
}

// A real client subscribes, lists and downloads.
TEST_F(ExportingPodcast, APodcastClientSubscribesAndDownloads) {
    add("Der Zug", story);
    add("Das Schiff", "Auch das Schiff fährt wieder.");
    const auto root = directory.path() / "www";
    out = root / "mine";
    fs::create_directories(out);
    const auto port_file = directory.path() / "port";
    Process server(
        {"/usr/bin/python3", "-c",
         "import functools, http.server, sys\n"
         "handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])\n"
         "server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)\n"
         "open(sys.argv[2] + '.new', 'w').write(str(server.server_port))\n"
         "import os; os.rename(sys.argv[2] + '.new', sys.argv[2])\n"
         "server.serve_forever()",
         root.string(), port_file.string()},
        {{"PATH", "/usr/bin:/bin"}}, (directory.path() / "server.log").string());
    ASSERT_TRUE(eventually([&] { return fs::exists(port_file); }));
    port = std::stoi(read_file(port_file));
    ASSERT_EQ(podcast().code, 0);
    const auto gpo = [&](const std::string& arguments) {
        return shell(
            "env HOME=" + directory.path().string() + "/home GPODDER_HOME=" + directory.path().string() +
            "/gpodder LC_ALL=C.UTF-8 no_proxy='*' PATH=/usr/bin:/bin gpo " + arguments + " </dev/null");
    };
    const auto feed = "http://127.0.0.1:" + std::to_string(port) + "/mine/feed.xml";
    auto got = gpo("subscribe " + feed);
    ASSERT_EQ(got.code, 0) << got.out;
    got = gpo("list");
    EXPECT_NE(got.out.find("Vorleser"), std::string::npos) << got.out;
    got = gpo("download");
    EXPECT_EQ(got.code, 0) << got.out;
    std::vector<std::uintmax_t> downloaded, served;
    for (const auto& each : fs::recursive_directory_iterator(directory.path() / "gpodder"))
        if (each.path().extension() == ".mp3") downloaded.push_back(each.file_size());
    for (const auto& each : fs::directory_iterator(out / "sound"))
        if (each.path().extension() == ".mp3") served.push_back(each.file_size());
    std::sort(downloaded.begin(), downloaded.end());
    std::sort(served.begin(), served.end());
    EXPECT_EQ(downloaded.size(), 2u) << got.out;
    EXPECT_EQ(downloaded, served);
}

// --------------------------------------------------------------------------------------------- e-reader

TEST_F(Exporting, BooksThatReadThemselvesAloudAreValid) {
    add("Der Zug & <sein> Fluss", story + "\n\n- erstens\n- zweitens\n\n> Ein Zitat, ein kurzes.");
    add("Das Schiff ]]>", "Auch das Schiff fährt wieder.");
    for (const std::string& which : {"1", "--all"}) {
        const auto path = directory.path() / "book.epub";
        const auto got = exported(which + " -o " + path.string());
        ASSERT_EQ(got.code, 0) << got.out;
        const auto judged =
            shell("java -jar /usr/share/java/epubcheck.jar --failonwarnings " + path.string());
        EXPECT_EQ(judged.code, 0) << judged.out;
    }
}

// As an e-reader reads along, in another language and by another parser: sentence for sentence what the
// transcript says, without a gap, and each clip sounds as the daemon says it.
TEST_F(Exporting, BooksReadAlongWhatIsHeard) {
    add("Der Zug & <sein> Fluss", story + "\n\n- erstens\n- zweitens");
    add("Das Schiff ]]>", "Auch das Schiff fährt wieder.");
    const auto book = directory.path() / "book.epub";
    ASSERT_EQ(exported("--all -o " + book.string()).code, 0);
    const auto followed = shell("python3 " VORLESER_SOURCE_DIR "/tests/export/read_along.py " +
                                book.string() + " " + directory.path().string());
    ASSERT_EQ(followed.code, 0) << followed.out;
    const auto chapters = boost::json::parse(followed.out).as_array();
    ASSERT_EQ(chapters.size(), 2u);
    for (std::size_t i = 0; i < chapters.size(); ++i) {
        const auto number = std::to_string(i + 1);
        ASSERT_EQ(exported(number + " -o " + (directory.path() / "a.mp3").string()).code, 0);
        const auto vtt = read_file(directory.path() / "a.vtt");
        const auto wav = directory.path() / "heard.wav";
        const auto decoded =
            shell("mpg123 -q -w " + wav.string() + " " +
                  (directory.path() / std::string(chapters[i].at("sound").as_string())).string());
        ASSERT_EQ(decoded.code, 0) << decoded.out;
        const auto heard = read_sound(wav), said = spoken(static_cast<int>(i) + 1);
        const auto place = [&](const boost::json::value& clip, const char* edge) {
            const auto sample = static_cast<std::size_t>(clip.at(edge).to_number<double>() * 22'050);
            return static_cast<std::ptrdiff_t>(std::min({sample, heard.size(), said.size()}));
        };
        // The transcript's sentences, without times.
        std::istringstream lines(std::regex_replace(vtt, std::regex("<[0-9:.]*>"), ""));
        std::string told, read;
        for (std::string line; std::getline(lines, line);)
            if (line.find("-->") == line.npos && !line.starts_with("WEBVTT") && !line.empty())
                told += line + "\n";
        const auto& clips = chapters[i].at("clips").as_array();
        for (const auto& clip : clips) {
            const std::string text(clip.at("text").as_string());
            read += text + "\n";
            const auto begin = place(clip, "begin"), end = place(clip, "end");
            EXPECT_GE(likeness({heard.begin() + begin, heard.begin() + end},
                               {said.begin() + begin, said.begin() + end}),
                      0.95)
                << text;
        }
        for (const auto& [sign, escaped] :
             {std::pair{"&lt;", "<"}, std::pair{"&gt;", ">"}, std::pair{"&amp;", "&"}})
            told = std::regex_replace(told, std::regex(sign), escaped);
        EXPECT_EQ(read, told);
        const auto last = clips.back().at("end").to_number<double>();
        EXPECT_NEAR(last, static_cast<double>(said.size()) / 22'050, 0.001);
    }
}

}  // namespace
}  // namespace vorleser::test
