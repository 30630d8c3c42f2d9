// What a word sounds like is a decision: every difference from eSpeak NG alone was reviewed and stands in a
// list.
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <toml++/toml.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/as_written.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/pronunciation.hpp"
#include "daemon/text/sound.hpp"

namespace vorleser {
namespace {

const std::string installed = VORLESER_BINARY_DIR "/share/vorleser/voices";
const std::string here = VORLESER_SOURCE_DIR "/tests/text/";

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

// The sounds of the lexicon that are spellings, in lower case.
std::set<std::string> respelled() {
    std::set<std::string> sounds;
    const toml::table file = toml::parse_file(installed + "/lexicon.toml");
    for (const char* section : {"words", "whole"}) {
        const toml::table& words = *file[section].as_table();
        for (const auto& [word, node] : words) sounds.insert(lower_case(node.value_or(std::string())));
    }
    return sounds;
}

std::vector<std::string> parts_of(const std::string& reading) {
    std::vector<std::string> parts(1);
    for (const char c : reading)
        if (c == '+' || c == '|')
            parts.emplace_back();
        else if (c != '{' && c != '}')
            parts.back() += c;
    return parts;
}

// By an entry or a name: phonemes with a stress, another language, or a listed spelling. What the rules for
// loans make of a word has a stress, too; their own tests are for that.
bool by_the_lexicon(const std::string& reading, const std::set<std::string>& respelled) {
    for (const auto& part : parts_of(reading)) {
        if (part.starts_with('/') ? part.find('\'') != part.npos : part.find(':') != part.npos) return true;
        const std::string lower = lower_case(part);
        if (respelled.count(lower) ||
            (lower.ends_with('s') && respelled.count(lower.substr(0, lower.size() - 1))))
            return true;
        for (const auto& ending : {"n", "en", "er", "in", "e", "es", "innen"})
            if (lower.ends_with(ending) &&
                respelled.count(lower.substr(0, lower.size() - std::string(ending).size())))
                return true;
    }
    return false;
}

// tests/text/words.txt holds the words that occur at least twice in the development pages, differences.tsv
// those of them that eSpeak NG is not given as they are written, each with its phonemes alone and with ours.
TEST(Differences, FromESpeakAloneAreReviewed) {
    DataFiles files({installed});
    const Pronunciation rules(files);
    const auto spellings = respelled();
    std::map<std::string, std::string> reviewed;
    for (const auto& line : lines_of(here + "differences.tsv")) {
        std::istringstream fields(line);
        std::string word, reading;
        std::getline(fields, word, '\t');
        std::getline(fields, reading, '\t');
        reviewed[word] = reading;
    }
    const auto words = lines_of(here + "words.txt");
    ASSERT_GT(words.size(), 10'000u);
    std::size_t differing = 0;
    for (const auto& word : words) {
        std::string reading = rules.pronounced(as_written(word, 0)).say;
        std::replace(reading.begin(), reading.end(), sound_begin, '{');
        std::replace(reading.begin(), reading.end(), sound_end, '}');
        std::replace(reading.begin(), reading.end(), compound_joint, '+');
        std::replace(reading.begin(), reading.end(), equal_joint, '|');
        const auto found = reviewed.find(word);
        if (reading == word || by_the_lexicon(reading, spellings)) continue;
        ++differing;
        EXPECT_TRUE(found != reviewed.end() && found->second == reading)
            << word << " is read as " << reading << ", in differences.tsv "
            << (found == reviewed.end() ? "it is not listed" : "as " + found->second)
            << ". Hear both: espeak-ng -v de " << word << "; vorleser pronounce " << word
            << ". If ours is not the better, mend the rule; else tests/text/table BUILD --words DIR "
               "--differences "
               "writes the list anew: read what changed in it.";
    }
    EXPECT_GT(differing, 1'000u);
}

}  // namespace
}  // namespace vorleser
