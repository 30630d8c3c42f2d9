// Room borders hold where they are checked: every #include against the table of rooms in ARCHITECTURE.md.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
const fs::path root = VORLESER_SOURCE_DIR;

// The rows «| `daemon/text/` | article | …»: room → what it may include. The second column names rooms.
std::map<std::string, std::set<std::string>> table() {
    std::map<std::string, std::set<std::string>> rooms;
    std::ifstream file(root / "ARCHITECTURE.md");
    const std::regex row(R"(^\| `(daemon/\w+|client)/` \|([^|]*)\|.*)");
    std::smatch match;
    for (std::string line; std::getline(file, line);) {
        if (!std::regex_match(line, match, row)) continue;
        std::set<std::string>& may = rooms[match[1]];
        const std::string names = match[2];
        const std::regex word(R"(\w+)");
        for (auto it = std::sregex_iterator(names.begin(), names.end(), word); it != std::sregex_iterator();
             ++it)
            may.insert("daemon/" + it->str());
    }
    return rooms;
}

TEST(Rooms, IncludeOnlyWhatTheTableInTheArchitectureSays) {
    const auto rooms = table();
    ASSERT_GE(rooms.size(), 9u) << "the table was not found";
    const std::regex include(R"re(^\s*#include "((daemon|client)(/\w+)?)/.*)re");
    int checked = 0;
    for (const auto& [room, may] : rooms)
        for (const auto& each : fs::directory_iterator(root / room)) {
            if (each.path().extension() != ".cpp" && each.path().extension() != ".hpp") continue;
            std::ifstream file(each.path());
            std::smatch match;
            for (std::string line; std::getline(file, line);) {
                if (!std::regex_match(line, match, include)) continue;
                ++checked;
                const std::string from = match[1];
                const bool shared = from == "daemon";  // daemon/error.hpp
                EXPECT_TRUE(from == room || (shared && room != "client") || may.contains(from))
                    << each.path() << " includes " << line;
            }
        }
    EXPECT_GT(checked, 50);
}

// What reads foreign pages cannot send anything anywhere: ARCHITECTURE.md, «Addresses».
TEST(Rooms, OnlyTheClientsFetchingReachesTheNetwork) {
    int found = 0;
    for (const char* programs : {"daemon", "client", "locale"})
        for (const auto& each : fs::recursive_directory_iterator(root / programs)) {
            if (each.path().extension() != ".cpp" && each.path().extension() != ".hpp") continue;
            std::ifstream file(each.path());
            for (std::string line; std::getline(file, line);)
                for (const char* network :
                     {"curl/", "netdb.h", "netinet/", "boost/asio/ip/", "boost/asio/ssl"}) {
                    if (line.find("#include <" + std::string(network)) == line.npos) continue;
                    ++found;
                    EXPECT_EQ(each.path(), root / "client/fetch.cpp") << line;
                }
        }
    EXPECT_EQ(found, 1);
}

TEST(Rooms, EveryRoomIsInTheTable) {
    const auto rooms = table();
    for (const auto& each : fs::directory_iterator(root / "daemon"))
        if (each.is_directory()) {
            EXPECT_TRUE(rooms.contains("daemon/" + each.path().filename().string())) << each.path();
        }
}

}  // namespace
