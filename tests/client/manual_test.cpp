// Each manual page for listeners in each language, with the same in it. What the programs print of themselves
// is put in when the pages are made; tests/package/check looks at those.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;

const fs::path root = VORLESER_SOURCE_DIR;
const fs::path manual = root / "client/manual";

// The reference of those who write programs, as its JSON is: English.
const std::set<std::string> only_in_english{"vorleser-protocol.7.md"};

// As manual pages in German are headed everywhere.
const std::map<std::string, std::string> german_headings{
    {"NAME", "BEZEICHNUNG"},
    {"SYNOPSIS", "ÜBERSICHT"},
    {"DESCRIPTION", "BESCHREIBUNG"},
    {"COMMANDS", "BEFEHLE"},
    {"OPTIONS", "OPTIONEN"},
    {"NOTES", "ANMERKUNGEN"},
    {"EXAMPLES", "BEISPIELE"},
    {"SETTINGS", "EINSTELLUNGEN"},
    {"SIGNALS", "SIGNALE"},
    {"FILES", "DATEIEN"},
    {"SEE ALSO", "SIEHE AUCH"},
    {"ENVIRONMENT", "UMGEBUNGSVARIABLEN"},
    {"EDITING", "BEARBEITEN"},
    {"TAKING ALONG", "MITNEHMEN"},
    {"FEEDS", "FEEDS ABONNIEREN"},
    {"IN THE BROWSER", "IM BROWSER"},
    {"KEEPING FOR LATER", "MERKLISTE"},
};

std::set<std::string> pages_in(const fs::path& directory) {
    std::set<std::string> pages;
    for (const auto& each : fs::directory_iterator(directory))
        if (each.path().extension() == ".md") pages.insert(each.path().filename());
    return pages;
}

std::vector<std::string> languages() {
    std::vector<std::string> found;
    for (const auto& each : fs::directory_iterator(root / "locale"))
        if (each.path().extension() == ".po") found.push_back(each.path().stem());
    return found;
}

std::vector<std::string> paragraphs_of(const fs::path& page) {
    std::vector<std::string> paragraphs{""};
    std::ifstream file(page);
    for (std::string line; std::getline(file, line);) {
        const bool alone = line.starts_with("#") || line.starts_with("@");
        if ((line.empty() || alone) && !paragraphs.back().empty()) paragraphs.emplace_back();
        if (line.empty()) continue;
        paragraphs.back() += (paragraphs.back().empty() ? "" : "\n") + line;
        if (alone) paragraphs.emplace_back();
    }
    if (paragraphs.back().empty()) paragraphs.pop_back();
    return paragraphs;
}

std::vector<std::string> headings_of(const fs::path& page) {
    std::vector<std::string> headings;
    for (const auto& paragraph : paragraphs_of(page))
        if (paragraph.starts_with("#")) headings.push_back(paragraph.substr(paragraph.find(' ') + 1));
    return headings;
}

// What is the same in every language, paragraph by paragraph: its kind, commands, paths, names, other pages.
std::vector<std::string> skeleton_of(const fs::path& page) {
    static const std::regex fixed(R"(`[^`]+`|\*[\\~$/][^*]+\*|\*\*[^*]+\*\*|[\w.-]+\(\d\)|--[\w-]+)");
    std::vector<std::string> skeleton;
    for (auto paragraph : paragraphs_of(page)) {
        if (paragraph.starts_with("#")) {
            skeleton.push_back(paragraph.substr(0, paragraph.find(' ')));
        } else if (paragraph.starts_with("@") || paragraph.starts_with("    ")) {
            skeleton.push_back(paragraph);
        } else {
            std::vector<std::string> names;  // in an order that is the sentence's own
            const std::string kind = paragraph.find("\n: ") == paragraph.npos ? "text" : "entry";
            std::replace(paragraph.begin(), paragraph.end(), '\n', ' ');
            for (auto it = std::sregex_iterator(paragraph.begin(), paragraph.end(), fixed);
                 it != std::sregex_iterator(); ++it)
                names.push_back(it->str());
            std::sort(names.begin(), names.end());
            skeleton.push_back(kind);
            for (const auto& name : names) skeleton.back() += " " + name;
        }
    }
    return skeleton;
}

}  // namespace

TEST(Manual, HasItsPagesInEveryLanguage) {
    std::set<std::string> wanted;
    for (const auto& page : pages_in(manual))
        if (!only_in_english.contains(page)) wanted.insert(page);
    ASSERT_GE(wanted.size(), 3u);
    ASSERT_FALSE(languages().empty());
    for (const auto& language : languages()) {
        ASSERT_TRUE(fs::is_directory(manual / language)) << "no manual in " << language;
        EXPECT_EQ(pages_in(manual / language), wanted) << language;
    }
}

TEST(Manual, SaysTheSameInEveryLanguage) {
    for (const auto& language : languages())
        for (const auto& page : pages_in(manual / language)) {
            const auto english = skeleton_of(manual / page), other = skeleton_of(manual / language / page);
            EXPECT_EQ(other, english) << language << "/" << page << " lags behind";
        }
}

TEST(Manual, HasNothingEnglishInItsGermanPages) {
    const std::regex english(R"(\b([Tt]he|is|of|and|not|with|[Ww]hat|by|for|to|your|from)\b)");
    for (const auto& page : pages_in(manual / "de")) {
        std::vector<std::string> wanted;
        for (const auto& heading : headings_of(manual / page)) {
            ASSERT_TRUE(german_headings.contains(heading)) << "how is this headed in German: " << heading;
            wanted.push_back(german_headings.at(heading));
        }
        EXPECT_EQ(headings_of(manual / "de" / page), wanted) << page;
        for (const auto& paragraph : paragraphs_of(manual / "de" / page)) {
            std::smatch found;
            EXPECT_FALSE(!paragraph.starts_with("    ") && std::regex_search(paragraph, found, english))
                << page << ": " << found.str() << " in: " << paragraph;
        }
    }
}
