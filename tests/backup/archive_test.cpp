// What an archive's reader makes of whatever it is given: it is refused by name, in bounded memory.
#include "client/backup/archive.hpp"

#include <filesystem>
#include <fstream>
#include <random>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "client/failure.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::backup {
namespace {

class Archives : public testing::Test {
 protected:
    std::string path() const { return (directory.path() / "archive").string(); }
    // Packed as `backup` packs.
    void write(const std::vector<std::string>& pieces) {
        Draft draft(path(), Readers::owner);
        ArchiveWriter writer(draft);
        for (const auto& each : pieces) writer.write(each);
        writer.finish();
        draft.commit();
    }
    std::string bytes() const { return test::read_file(path()); }
    void put(const std::string& bytes) { std::ofstream(path(), std::ios::binary) << bytes; }

    struct Read {
        std::vector<std::string> lines;
        std::string refused;  // empty: it was not
    };
    Read read(const Limits& limits = {}) {
        const own::Descriptor file(open(path().c_str(), O_RDONLY | O_CLOEXEC));
        Read read;
        try {
            ArchiveReader reader(file, path(), limits);
            while (const auto line = reader.next()) read.lines.emplace_back(*line);
        } catch (const Failure& failure) {
            read.refused = failure.what();
        }
        return read;
    }

    test::TemporaryDirectory directory;
};

using Lines = std::vector<std::string>;

TEST_F(Archives, GiveBackWhatWasWritten) {
    const std::string large(3'000'000, 'x');
    write({R"({"vorleser":"backup",)", "\"a\":1}\n", "\n", large, "\n"});
    EXPECT_EQ(read().lines, (Lines{R"({"vorleser":"backup","a":1})", "", large}));
    EXPECT_EQ(read().refused, "");
    EXPECT_TRUE(is_archive(bytes().substr(0, 4096)));
    struct stat info {};
    ASSERT_EQ(stat(path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(Archives, AreToldFromWhatIsNone) {
    write({"{\"other\":\"backup\"}\n"});
    EXPECT_FALSE(is_archive(bytes()));
    for (const char* other : {"", "\x1f\x8b", "PK\x03\x04", "{\"vorleser\":\"backup\",", "Ein Text"})
        EXPECT_FALSE(is_archive(other)) << other;
}

// Cut at any length, and with any byte another one: what is read is the beginning, and never said to be all.
TEST_F(Archives, ThatBreakOffOrAreDamagedAreRefused) {
    std::mt19937 random(7);
    std::string noise;
    for (int i = 0; i < 400; ++i) noise += "0123456789abcdef"[random() % 16];
    write({"{\"vorleser\":\"backup\",\"n\":\"" + noise + "\"}\n", "{\"end\":1}\n"});
    const auto whole = bytes();
    const auto lines = read().lines;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        put(whole.substr(0, size));
        EXPECT_NE(read().refused, "") << "cut at " << size;
    }
    for (std::size_t at = 10; at < whole.size(); ++at) {  // before that is the header, of no consequence
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        put(damaged);
        EXPECT_NE(read().refused, "") << "damaged at " << at;
    }
    put(whole + "more");
    EXPECT_NE(read().refused, "") << "something follows";
    put(whole + whole);
    EXPECT_NE(read().refused, "") << "another one follows";
}

TEST_F(Archives, LackALinesEndAreRefused) {
    write({"{\"vorleser\":\"backup\"}\n", "{\"end\":1}"});
    EXPECT_NE(read().refused, "");
    EXPECT_EQ(read().lines.size(), 1U);
}

// A thousand times larger than they are: refused by what has come out, not by what would.
TEST_F(Archives, BombsAreRefusedBeforeTheyUnfold) {
    constexpr std::size_t mebi = 1 << 20;
    const Limits limits{.line = 4 * mebi, .records = 1000, .bytes_besides = 8 * mebi, .ratio = 400};
    const std::string zeros(mebi, '0');
    std::vector<std::string> pieces(5, zeros);
    write(pieces);  // one line without end
    EXPECT_NE(read(limits).refused.find("more than any backup"), std::string::npos) << read(limits).refused;
    pieces.assign(64, zeros.substr(1) + "\n");  // many lines
    write(pieces);
    EXPECT_LT(bytes().size(), mebi);
    EXPECT_NE(read(limits).refused.find("more than any backup"), std::string::npos);
    EXPECT_LT(read(limits).lines.size(), 60U);
    write(std::vector<std::string>(1001, "\n"));  // of nothing
    EXPECT_NE(read(limits).refused.find("more than any backup"), std::string::npos);
    write(std::vector<std::string>(1000, "\n"));
    EXPECT_EQ(read(limits).refused, "");
}

}  // namespace
}  // namespace vorleser::backup
