// What the exporter holds, however much there is to take along.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/export/exporting.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;

class ExportingMuch : public Exporting {
 protected:
    // The most memory that it held, MB, with `articles` of `words` words each in the list, and `megabytes` of
    // text besides in which nothing is said.
    double memory(int words, int articles, const std::vector<std::string>& arguments, int megabytes = 0) {
        const auto socket = directory.path() / "much";
        fs::remove(socket);
        Process daemon({"/usr/bin/python3", VORLESER_SOURCE_DIR "/tests/export/huge.py", socket.string(),
                        std::to_string(words), std::to_string(articles), std::to_string(megabytes)},
                       {}, (directory.path() / "much.log").string());
        EXPECT_TRUE(eventually([&] { return fs::exists(socket); }));
        std::vector<std::string> command{VORLESER_BINARY_DIR "/client/vorleser-export", "export", "--socket",
                                         socket.string(), "--no-start"};
        command.insert(command.end(), arguments.begin(), arguments.end());
        return most_of(command);
    }

 private:
    double most_of(const std::vector<std::string>& command) {
        const auto log = (directory.path() / "export.log").string();
        const auto pid = fork();
        if (pid == 0) {
            std::vector<char*> argv;
            for (const auto& each : command) argv.push_back(const_cast<char*>(each.c_str()));
            argv.push_back(nullptr);
            for (const auto& [name, value] : environment()) setenv(name.c_str(), value.c_str(), 1);
            // As many files as a session of old allows.
            rlimit files{};
            getrlimit(RLIMIT_NOFILE, &files);
            files.rlim_cur = 256;
            setrlimit(RLIMIT_NOFILE, &files);
            dup2(open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
            dup2(STDERR_FILENO, STDOUT_FILENO);
            execv(argv.front(), argv.data());
            _exit(127);
        }
        int status = 0;
        rusage usage{};
        EXPECT_EQ(wait4(pid, &status, 0, &usage), pid);
        EXPECT_EQ(status, 0) << read_file(log);
        return static_cast<double>(usage.ru_maxrss) / 1000;
    }
};

#ifndef VORLESER_SANITIZED  // what was freed is kept in quarantine
constexpr double most = 60;
#else
constexpr double most = 1e9;
#endif

TEST_F(ExportingMuch, AMillionWordsTakeNoMoreMemoryThanAFew) {
    EXPECT_LE(memory(1'000'000, 1, {"--podcast", out.string(), "--address", "https://example.org/"}), most);
    EXPECT_LE(memory(400'000, 1, {"--all", "-o", (directory.path() / "book.epub").string()}), most);
    const auto checked = shell("xmllint --stream --noout '" + (out / "feed.xml").string() + "'");
    EXPECT_EQ(checked.code, 0) << checked.out;
    EXPECT_LT(fs::file_size(out / "feed.xml"), 200'000u) << "apps load it each time";
}

// Of text alone: half as much as a message may hold.
TEST_F(ExportingMuch, AsMuchTextAsTheDaemonTellsTakesNoMoreMemoryThanALittle) {
    EXPECT_LE(memory(1000, 1, {"--all", "-o", (directory.path() / "book.epub").string()}, 30), most);
}

// Chapters beyond what a table of contents can count, and more files than may be open at a time.
TEST_F(ExportingMuch, ManyArticlesAreOneBookAndOneFile) {
    const auto book = directory.path() / "book.epub", sound = directory.path() / "all.mp3";
    EXPECT_LE(memory(200, 140, {"--all", "-o", book.string()}), most);
    EXPECT_LE(memory(200, 300, {"--all", "--one-file", "-o", sound.string()}), most);
    EXPECT_EQ(probe(sound).at("chapters").as_array().size(), 300u);
    EXPECT_EQ(shell("python3 -m zipfile -t " + book.string()).code, 0);
}

}  // namespace
}  // namespace vorleser::test
