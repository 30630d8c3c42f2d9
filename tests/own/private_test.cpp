// What the programs make is their user's alone, whatever the umask is; only what the listener orders by name
// follows it.
#include <algorithm>
#include <map>
#include <set>

#include <sys/stat.h>

#include "tests/support/client.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;

class Private : public Client {
 protected:
    explicit Private() : before_(umask(022)) {}
    ~Private() override { umask(before_); }

    // Every path below the directory, with its mode.
    std::map<fs::path, unsigned> modes() const {
        std::map<fs::path, unsigned> found;
        for (const auto& each : fs::recursive_directory_iterator(directory.path())) {
            struct stat info {};
            if (lstat(each.path().c_str(), &info) == 0) found[each.path()] = info.st_mode & 0777;
        }
        return found;
    }
    fs::path state() const { return directory.path() / "state/vorleser"; }
    fs::path lexicon() const { return directory.path() / "config/vorleser/voices/lexicon.toml"; }

    // Everything that makes a file.
    void whole_session() {
        setenv("VISUAL", "sh -c 'echo Neu >>\"$1\"; exit 1' sh", 1);
        EXPECT_EQ(vorleser("add --play " + article).code, 0);
        ASSERT_TRUE(eventually([&] { return json("status").at("position_ms").as_int64() > 300; }));
        EXPECT_EQ(vorleser("lexicon add Merz Mertz").code, 0);
        EXPECT_EQ(vorleser("lexicon add Cloud en:cloud").code, 0);
        EXPECT_EQ(vorleser("pronounce --silent Merz").code, 0);
        EXPECT_EQ(vorleser("edit 1").code, 1);
        EXPECT_EQ(vorleser("remove 1").code, 0);
        EXPECT_EQ(vorleser("undo").code, 0);
        EXPECT_EQ(vorleser("quit").code, 0);
        // A damaged list is set aside.
        ASSERT_GT(fs::file_size(state() / "playlist.db"), 100u);
        std::ofstream(state() / "playlist.db", std::ios::in | std::ios::out) << "damaged";
        EXPECT_EQ(vorleser("add " + article).code, 0);
    }

 private:
    mode_t before_;
};

TEST_F(Private, IsWhateverTheProgramsMakeAtEveryUmask) {
    for (const mode_t mask : {0u, 022u, 027u}) {
        umask(mask);
        for (const char* each : {"run/vorleser", "state/vorleser", "config/vorleser/voices", "heard.wav"})
            fs::remove_all(directory.path() / each);
        const auto before = modes();
        whole_session();
        const auto after = modes();  // while the daemon runs
        std::set<std::string> made;
        for (const auto& [path, mode] : after) {
            if (before.contains(path)) continue;
            made.insert(path.filename());
            if (path == directory.path() / "heard.wav")
                EXPECT_EQ(mode, 0666u & ~mask) << "the listener named it";
            else
                EXPECT_EQ(mode & 077, 0u) << std::oct << path << " has mode " << mode << " at umask " << mask;
        }
        for (const char* each : {"playlist.db", "playlist.db-wal", "lock", "vorleserd.log", "edits", "socket",
                                 "socket.start", "lexicon.toml", "heard.wav"})
            EXPECT_TRUE(made.contains(each)) << each << " was not made, and so not looked at";
        EXPECT_TRUE(
            std::ranges::any_of(made, [](auto& name) { return name.find(".damaged-") != name.npos; }));
        EXPECT_EQ(vorleser("quit").code, 0);
    }
}

TEST_F(Private, IsMadeWhatAnEarlierVersionLeftOpen) {
    whole_session();
    EXPECT_EQ(vorleser("quit").code, 0);
    std::ofstream(state() / "of-the-listeners-own") << "a file that is none of ours";
    fs::remove(directory.path() / "heard.wav");
    for (const auto& [path, mode] : modes())
        if (path.string().find("/vorleser/") != std::string::npos)
            fs::permissions(path, fs::is_directory(path) ? fs::perms(0755) : fs::perms(0644));
    for (const char* each : {"state/vorleser", "run/vorleser"})
        fs::permissions(directory.path() / each, fs::perms(0777));
    EXPECT_EQ(vorleser("status").code, 0);
    for (const auto& [path, mode] : modes()) {
        const auto in = path.parent_path();
        if (path == state() || path == directory.path() / "run/vorleser" || path == lexicon() ||
            in == directory.path() / "run/vorleser" ||
            (in == state() && path.filename() != "of-the-listeners-own"))
            EXPECT_EQ(mode & 077, 0u) << std::oct << path << " has mode " << mode;
    }
    EXPECT_EQ(fs::status(state() / "of-the-listeners-own").permissions(), fs::perms(0644));
}

TEST_F(Private, IsNotWhatIsExtractedIntoANamedDirectory) {
    umask(022);
    EXPECT_EQ(
        run("daemon/vorleserd", "--extract --to " + directory.path().string() + " " + article, "/dev/null")
            .code,
        0);
    EXPECT_EQ(fs::status(directory.path() / "spiegel-openai.txt").permissions(), fs::perms(0644));
}

}  // namespace
}  // namespace vorleser::test
