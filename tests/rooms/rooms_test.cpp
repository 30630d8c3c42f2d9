// Room borders hold where they are checked: every #include against the table of rooms in ARCHITECTURE.md.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
const fs::path root = VORLESER_SOURCE_DIR;

// The rows «| `daemon/text/` | article | …»: room → what it may include. The second column names rooms.
std::map<std::string, std::set<std::string>> table() {
    std::map<std::string, std::set<std::string>> rooms;
    std::ifstream file(root / "ARCHITECTURE.md");
    const std::regex row(R"(^\| `(daemon/\w+|client(?:/\w+)?)/` \|([^|]*)\|.*)");
    std::smatch match;
    for (std::string line; std::getline(file, line);) {
        if (!std::regex_match(line, match, row)) continue;
        std::set<std::string>& may = rooms[match[1]];
        const std::string names = match[2];
        const std::regex word(R"(\w+)");
        for (auto it = std::sregex_iterator(names.begin(), names.end(), word); it != std::sregex_iterator();
             ++it)
            may.insert(it->str() == "client" ? "client" : "daemon/" + it->str());
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
                const bool shared = from == "daemon/base";
                EXPECT_TRUE(from == room || (shared && room != "client") || may.contains(from))
                    << each.path() << " includes " << line;
            }
        }
    EXPECT_GT(checked, 50);
}

// What reads foreign pages cannot send anything anywhere: ARCHITECTURE.md, «Addresses».
TEST(Rooms, OnlyTheClientsFetchingAndThePagesServerReachTheNetwork) {
    int found = 0;
    for (const char* programs : {"daemon", "client", "locale", "own"})
        for (const auto& each : fs::recursive_directory_iterator(root / programs)) {
            if (each.path().extension() != ".cpp" && each.path().extension() != ".hpp") continue;
            std::ifstream file(each.path());
            for (std::string line; std::getline(file, line);)
                for (const char* network :
                     {"curl/", "netdb.h", "netinet/", "boost/asio/ip/", "boost/asio/ssl", "boost/beast/"}) {
                    if (line.find("#include <" + std::string(network)) == line.npos) continue;
                    ++found;
                    EXPECT_TRUE(each.path() == root / "client/fetch.cpp" ||
                                each.path() == root / "client/url.hpp" ||
                                each.path() == root / "client/reach.cpp" ||
                                each.path().parent_path() == root / "client/web")
                        << each.path() << ": " << line;
                }
        }
    EXPECT_GT(found, 1);
}

// Two types of one name in one program are one to the linker: it takes either's destructor for both, and no
// compiler says so.
TEST(Rooms, NoTypeOfOneProgramHasTheNameOfAnother) {
    const std::regex opened(R"(namespace ?([\w:]*) ?\{)"), closed(R"(\}  // namespace.*)"),
        type(R"((struct|class|enum class|enum|union) (\w+)( final)?( ?:[^:].*)? ?\{.*)");
    for (const char* program : {"daemon", "client"}) {
        std::map<std::string, std::string> types;
        for (const auto& each : fs::recursive_directory_iterator(root / program)) {
            if (each.path().extension() != ".cpp" && each.path().extension() != ".hpp") continue;
            std::vector<std::string> names;
            std::ifstream file(each.path());
            std::smatch match;
            for (std::string line; std::getline(file, line);) {
                if (std::regex_match(line, match, opened)) {
                    names.push_back(match[1]);
                } else if (std::regex_match(line, closed)) {
                    ASSERT_FALSE(names.empty()) << each.path() << ": " << line;
                    names.pop_back();
                } else if (std::regex_match(line, match, type)) {
                    if (std::ranges::find(names, "") != names.end()) continue;  // its file's alone
                    std::string name;
                    for (const auto& part : names) name += part + "::";
                    const auto [other, fresh] = types.emplace(name + match[2].str(), each.path().string());
                    EXPECT_TRUE(fresh) << other->first << " is defined in " << each.path() << " and in "
                                       << other->second << ": name one of them differently";
                }
            }
        }
        EXPECT_GT(types.size(), 20u) << program;
    }
}

// A path of the listener's may lead to a pipe or to 100 MB: daemon/base/file.hpp.
TEST(Rooms, TheListenersFilesAreReadByOneFunction) {
    int checked = 0;
    for (const auto& each : fs::recursive_directory_iterator(root / "daemon")) {
        if (each.path().extension() != ".cpp" && each.path().extension() != ".hpp") continue;
        // Run by hand with the names of files; what Vorleser itself wrote; when building.
        if (each.path().parent_path() == root / "daemon/filters" ||
            each.path().parent_path() == root / "daemon/playlist" ||
            each.path().parent_path() == root / "daemon/article/tools" ||
            each.path().parent_path() == root / "daemon/text/tools")
            continue;
        std::ifstream file(each.path());
        for (std::string line; std::getline(file, line); ++checked) {
            EXPECT_EQ(line.find("parse_file("), line.npos) << each.path() << ": " << line;
            EXPECT_EQ(line.find("fopen("), line.npos) << each.path() << ": " << line;
            EXPECT_TRUE(line.find("ifstream ") == line.npos || line.find("\"/proc/") != line.npos)
                << each.path() << ": " << line;
        }
    }
    EXPECT_GT(checked, 1000);
}

// What both programs use knows neither.
TEST(Rooms, WhatBothProgramsUseIncludesNeither) {
    for (const char* shared : {"own", "locale"})
        for (const auto& each : fs::directory_iterator(root / shared)) {
            std::ifstream file(each.path());
            for (std::string line; std::getline(file, line);)
                EXPECT_FALSE(line.starts_with("#include \"daemon/") || line.starts_with("#include \"client/"))
                    << each.path() << ": " << line;
        }
}

TEST(Rooms, EveryRoomIsInTheTable) {
    const auto rooms = table();
    for (const auto& each : fs::directory_iterator(root / "daemon"))
        if (each.is_directory()) {
            EXPECT_TRUE(rooms.contains("daemon/" + each.path().filename().string())) << each.path();
        }
}

// A program's text without comments, and with a 0 for each literal; lines stay.
std::string bare(const std::string& text) {
    std::string out;
    std::size_t i = 0;
    const auto skip = [&](std::size_t end) {
        end = std::min(end, text.size());
        out.append(static_cast<std::size_t>(std::count(text.begin() + i, text.begin() + end, '\n')), '\n');
        i = end;
    };
    const auto in_word = [&](std::size_t at) { return std::isalnum(text[at]) || text[at] == '_'; };
    while (i < text.size()) {
        const std::string_view rest = std::string_view(text).substr(i);
        if (rest.starts_with("//")) {
            skip(text.find('\n', i));
        } else if (rest.starts_with("/*")) {
            skip(text.find("*/", i) + 2);
        } else if (rest.starts_with("R\"")) {
            const auto open = text.find('(', i);
            const std::string close = ")" + text.substr(i + 2, open - i - 2) + "\"";
            out += '0';
            skip(text.find(close, open) + close.size());
        } else if (text[i] == '"' || text[i] == '\'') {
            auto end = i + 1;
            while (end < text.size() && text[end] != text[i]) end += text[end] == '\\' ? 2 : 1;
            out += '0';
            skip(end + 1);
        } else if (in_word(i)) {  // a name, or a number, in which a ' parts digits
            const bool number = std::isdigit(text[i]);
            for (; i < text.size() && (in_word(i) || (number && text[i] == '\'')); ++i) out += text[i];
            // What a literal begins with belongs to it: R"…", u"…", L'x'.
            if (!number && out.ends_with('R') && i < text.size() && text[i] == '"') --i;
        } else {
            out += text[i++];
        }
    }
    return out;
}

// What lies between the bracket at `open` and its end, with what inner brackets hold left out: "f().g".
std::string inside_brackets(const std::string& text, std::size_t open) {
    std::string inside;
    int depth = 1;
    for (std::size_t i = open + 1; i < text.size(); ++i) {
        if (std::string_view("([{").find(text[i]) != std::string_view::npos && depth++ > 1) continue;
        if (std::string_view(")]}").find(text[i]) != std::string_view::npos && --depth > 1) continue;
        if (depth == 0) return inside;
        if (depth == 1 || std::string_view("([{").find(text[i]) != std::string_view::npos) inside += text[i];
    }
    throw std::runtime_error("a bracket is not closed");
}

// What a range-for goes over: in `for (auto& x : f().g)` the «f().g». Empty for another for.
std::string range_of(const std::string& head) {
    const auto begin = head.find(';') == head.npos ? 0 : head.rfind(';') + 1;
    if (std::count(head.begin(), head.end(), ';') > 1) return "";
    for (auto at = head.find(':', begin); at != head.npos; at = head.find(':', at + 1)) {
        if (head[at + 1] == ':')
            ++at;  // ns::name
        else
            return head.substr(head.find_first_not_of(" \n", at + 1));
    }
    return "";
}

struct Loops {
    int checked = 0;
    std::vector<std::string> unsafe;  // "line: what it goes over"
};
Loops loops_in(const std::string& source) {
    static const std::regex loop(R"(\bfor \()");
    static const std::string name = R"(\w+(?:(?:::|\.|->)\w+|\[\])*)";
    static const std::regex safe(R"(\*?)" + name + "|" + name + R"((?:<[^;]*>)?(?:\(\)|\{\})|\{\})");
    Loops loops;
    const std::string text = bare(source);
    for (auto it = std::sregex_iterator(text.begin(), text.end(), loop); it != std::sregex_iterator(); ++it) {
        const auto open = static_cast<std::size_t>(it->position() + it->length() - 1);
        const std::string range = range_of(inside_brackets(text, open));
        if (range.empty()) continue;
        ++loops.checked;
        const auto line = 1 + std::count(text.begin(), text.begin() + it->position(), '\n');
        if (!std::regex_match(range, safe)) loops.unsafe.push_back(std::to_string(line) + ": " + range);
    }
    return loops;
}

// Before C++23 a temporary in a range-for's expression ends before its loop begins, unless it is the range
// itself: a loop over `f().member` or `f().call()` goes over what is gone. So it goes over a name or its
// member, over what a call by such a name returns, or over a list, and over nothing else.
TEST(Sources, NoLoopGoesOverAPartOfATemporary) {
    int checked = 0;
    for (const char* programs : {"daemon", "client", "locale", "tests"})
        for (const auto& each : fs::recursive_directory_iterator(root / programs)) {
            if (each.path().extension() != ".cpp" && each.path().extension() != ".hpp") continue;
            std::ifstream file(each.path());
            const Loops loops = loops_in({std::istreambuf_iterator<char>(file), {}});
            checked += loops.checked;
            for (const auto& unsafe : loops.unsafe)
                ADD_FAILURE() << each.path().string() << ":" << unsafe << ": give what it belongs to a name";
        }
    EXPECT_GT(checked, 400);
    for (const char* unsafe : {"f().g", "f().g()", "a.f().g()", "f()->g", "f()[0]", "*f()", "N::f(x).g",
                               "a.at(\"x\").as_array()", "f(\n{1}).g", "b ? f().g : c", "f() + 0"})
        EXPECT_EQ(loops_in("for (const auto& x : " + std::string(unsafe) + ") y;").unsafe.size(), 1u)
            << unsafe;
    for (const char* safe : {"a", "*a", "a.b", "a->b.c", "*a->b", "a[f()].b", "f()", "a.f(g().h, ')')",
                             "N::f<A, B>(x)", "{1, 2}", "std::vector<int>{1, f().g}", "\"abc\""})
        EXPECT_TRUE(loops_in("for (int i = 0; auto x : " + std::string(safe) + ") y;").unsafe.empty())
            << safe;
}

// What is printed elsewhere is not checked: it would be lost on a full disk without a word, or end the
// program.
TEST(Sources, PrintByTheFunctionsThatCheck) {
    const std::regex unchecked(R"(\b(std::cout|fmt::print|std::printf|std::puts|stdout)\b)");
    int found = 0;
    for (const char* programs : {"daemon", "client", "locale"})
        for (const auto& each : fs::recursive_directory_iterator(root / programs)) {
            if (each.path().extension() != ".cpp" && each.path().extension() != ".hpp") continue;
            std::ifstream file(each.path());
            if (!std::regex_search(bare({std::istreambuf_iterator<char>(file), {}}), unchecked)) continue;
            ++found;
            EXPECT_EQ(each.path(), root / "locale/streams.cpp");
        }
    EXPECT_EQ(found, 1);
}

}  // namespace
