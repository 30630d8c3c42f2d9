// make_phrases PHRASES INCLUDED: checks phrases.txt, which explains itself, and makes of it what phrases.cpp
// includes: a bit for each purpose, and trees in which all phrases are sought at once. Part of the build, not
// of the program.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace {

constexpr std::array<std::string_view, 6> kinds{"line", "beginning",           "within",
                                                "word", "beginning of a word", "end of a word"};
constexpr std::array<std::string_view, 12> ignored_at_ends{".", "!", "?", ":", ">", "|",
                                                           "*", "+", "…", "›", "→", "•"};

struct Purpose {
    std::string name;
    std::string_view kind;
    int line;
    int phrases = 0;
};

struct Phrase {
    int line;
    std::vector<std::string> names;
    std::uint32_t purposes = 0;  // bits
};

const char* file;
int mistakes = 0;
std::vector<Purpose> purposes;
std::map<std::string, Phrase> phrases;

void wrong(int line, const std::string& what) {
    ++mistakes;
    std::fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
}

std::string quoted(std::string_view text) {
    return "“" + std::string(text) + "”";
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

// «NAME (KIND)»
void read_purpose(int line, std::string_view text) {
    const auto open = text.find(" (");
    if (open == text.npos || !text.ends_with(')')) return wrong(line, "write “== purpose (kind)”");
    const std::string name(trimmed(text.substr(0, open)));
    const auto kind = text.substr(open + 2, text.size() - open - 3);
    const auto* known = std::find(kinds.begin(), kinds.end(), kind);
    if (known == kinds.end())
        return wrong(line, quoted(kind) + " is no kind: the top of the file lists them");
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz ") != name.npos)
        return wrong(line, "name the purpose in small letters from a to z");
    for (const Purpose& other : purposes)
        if (other.name == name)
            return wrong(line, quoted(name) + " is the purpose of line " + std::to_string(other.line) +
                                   " already: put its phrases there");
    purposes.push_back({name, *known, line});
}

// Spelling that no text in small letters can have.
void check_spelling(int line, const std::string& phrase) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::UnicodeString letters = icu::UnicodeString::fromUTF8(phrase);
    std::string small, composed;
    icu::UnicodeString(letters).toLower().toUTF8String(small);
    icu::Normalizer2::getNFCInstance(error)->normalize(letters, error).toUTF8String(composed);
    if (phrase != small)
        wrong(line, quoted(phrase) + ": write it in small letters, " + quoted(small));
    else if (phrase != composed)
        wrong(line, quoted(phrase) + ": write each accent and its letter as one sign, " + quoted(composed));
    if (phrase.find("  ") != phrase.npos || letters.indexOf(u'\t') >= 0 || letters.indexOf(u'\u00a0') >= 0)
        wrong(line, quoted(phrase) + ": part its words by one plain space each");
}

// «PHRASE», «PHRASE  + PURPOSE + PURPOSE»
void read_phrase(int line, std::string_view text, std::string_view purpose) {
    std::vector<std::string> names;
    for (auto plus = text.rfind(" + "); plus != text.npos; plus = text.rfind(" + ")) {
        names.emplace(names.begin(), trimmed(text.substr(plus + 3)));
        text = text.substr(0, plus);
    }
    names.emplace(names.begin(), purpose);
    std::string phrase(trimmed(text));
    if (phrase.starts_with('_')) phrase.front() = ' ';
    if (phrase.ends_with('_')) phrase.back() = ' ';
    if (trimmed(phrase).empty()) return wrong(line, "a phrase is missing");
    check_spelling(line, phrase);
    const auto [old, fresh] = phrases.try_emplace(phrase, Phrase{line, names});
    if (fresh) return;
    for (const std::string& name : old->second.names) std::erase(names, name);
    std::string others;
    for (const std::string& name : names) others += " + " + name;
    wrong(line, quoted(phrase) + " is in line " + std::to_string(old->second.line) +
                    " already: leave it out here" +
                    (others.empty() ? "" : " and write “" + others.substr(1) + "” behind it there"));
}

void read() {
    std::ifstream in(file);
    std::string language;
    int number = 0;
    for (std::string text; std::getline(in, text);) {
        ++number;
        const std::string_view line = trimmed(text);
        if (line.empty() || line.starts_with('#')) continue;
        if (line.starts_with("==")) {
            read_purpose(number, trimmed(line.substr(2)));
            language.clear();
        } else if (line.starts_with("--")) {
            language = trimmed(line.substr(2));
        } else if (purposes.empty() || language.empty()) {
            wrong(number, "say above it whose language it is: “-- German”");
        } else {
            read_phrase(number, line, purposes.back().name);
        }
    }
    if (purposes.empty() || purposes.size() > 32)
        wrong(number, "there must be 1 to 32 purposes, “== purpose (kind)”");
}

void find_purposes() {
    for (auto& [phrase, at] : phrases)
        for (const std::string& name : at.names) {
            const auto purpose = std::find_if(purposes.begin(), purposes.end(),
                                              [&](const Purpose& each) { return each.name == name; });
            if (purpose == purposes.end()) {
                wrong(at.line, quoted(name) + " is no purpose: those are in the lines with “==”");
                continue;
            }
            const std::uint32_t bit = 1U << (purpose - purposes.begin());
            if (at.purposes & bit) wrong(at.line, quoted(phrase) + " has a purpose twice: " + name);
            at.purposes |= bit;
            ++purpose->phrases;
            if (purpose->kind.find("word") != std::string_view::npos && phrase.find(' ') != phrase.npos)
                wrong(at.line, quoted(phrase) + " is no single word: it would never be found as " + name);
            for (const std::string_view sign : ignored_at_ends)
                if (purpose->kind == "line" && phrase.ends_with(sign))
                    wrong(at.line, quoted(phrase) + ": leave out the sign at its end, which does not matter");
        }
    for (const Purpose& purpose : purposes)
        if (purpose.phrases == 0) wrong(purpose.line, "there is no phrase for " + quoted(purpose.name));
}

// Finds what a shorter phrase of the same purpose covers.
void find_covered() {
    const auto covers = [](std::string_view kind, bool begins, bool ends) {
        return kind == "within" || (kind.starts_with("beginning") && begins) ||
               (kind == "end of a word" && ends);
    };
    for (const auto& [phrase, at] : phrases)
        for (std::size_t begin = 0; begin < phrase.size(); ++begin)
            for (std::size_t end = begin + 1; end <= phrase.size(); ++end) {
                if (end - begin == phrase.size()) continue;
                const auto other = phrases.find(phrase.substr(begin, end - begin));
                if (other == phrases.end()) continue;
                for (std::size_t i = 0; i < purposes.size(); ++i)
                    if (at.purposes & other->second.purposes & 1U << i &&
                        covers(purposes[i].kind, begin == 0, end == phrase.size()))
                        wrong(at.line, quoted(phrase) + " is covered by " + quoted(other->first) +
                                           " in line " + std::to_string(other->second.line) +
                                           ": leave out its purpose “" + purposes[i].name +
                                           "”, or the phrase where that is its only one");
            }
}

struct Node {
    std::map<unsigned char, Node> children;
    std::uint32_t purposes = 0;
};

// The phrases of some kinds as a tree of bytes, level by level: the children of a node stand together, behind
// those of the node before.
void write_tree(std::FILE* out, const char* name, std::vector<std::uint32_t>& sets,
                const std::vector<std::string_view>& of_kinds, bool backwards) {
    std::uint32_t wanted = 0;
    for (std::size_t i = 0; i < purposes.size(); ++i)
        if (std::find(of_kinds.begin(), of_kinds.end(), purposes[i].kind) != of_kinds.end())
            wanted |= 1U << i;
    Node root;
    for (const auto& [phrase, at] : phrases) {
        if (!(at.purposes & wanted)) continue;
        Node* node = &root;
        const std::string bytes = backwards ? std::string(phrase.rbegin(), phrase.rend()) : phrase;
        for (const char byte : bytes) node = &node->children[static_cast<unsigned char>(byte)];
        node->purposes = at.purposes & wanted;
    }
    std::string bytes = "0", children, indexes;
    std::size_t next = 1;
    for (std::deque<const Node*> nodes{&root}; !nodes.empty(); nodes.pop_front()) {
        const Node& node = *nodes.front();
        children += std::to_string(next) + ",";
        next += node.children.size();
        const auto set = std::find(sets.begin(), sets.end(), node.purposes);
        indexes += std::to_string(set - sets.begin()) + ",";
        if (set == sets.end()) sets.push_back(node.purposes);
        for (const auto& [byte, child] : node.children) {
            bytes += "," + std::to_string(byte);
            nodes.push_back(&child);
        }
    }
    if (next > 0xffff || sets.size() > 0x100)
        wrong(1, "there are more phrases than make_phrases has room for");
    std::fprintf(out, "constexpr std::uint8_t %s_bytes[] = {%s};\n", name, bytes.c_str());
    std::fprintf(out, "constexpr std::uint16_t %s_children[] = {%s%zu};\n", name, children.c_str(), next);
    std::fprintf(out, "constexpr std::uint8_t %s_sets[] = {%s};\n", name, indexes.c_str());
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fprintf(stderr, "usage: make_phrases PHRASES INCLUDED\n");
        return 2;
    }
    file = arguments[1];
    read();
    if (mistakes == 0) find_purposes();
    if (mistakes == 0) find_covered();
    if (mistakes > 0) return 1;

    std::FILE* const out = std::fopen(arguments[2], "w");
    if (!out) {
        std::perror(arguments[2]);
        return 1;
    }
    std::fprintf(out,
                 "// Made by make_phrases of daemon/article/phrases.txt.\nenum Purpose : std::uint32_t {\n");
    for (std::size_t i = 0; i < purposes.size(); ++i) {
        std::string name = purposes[i].name;
        std::replace(name.begin(), name.end(), ' ', '_');
        std::fprintf(out, "    %s = 1U << %zu,\n", name.c_str(), i);
    }
    std::fprintf(out, "};\nconstexpr std::size_t purpose_count = %zu;\n", purposes.size());
    std::vector<std::uint32_t> sets{0};
    write_tree(out, "starts", sets, {"line", "word", "beginning", "beginning of a word"}, false);
    write_tree(out, "within", sets, {"within"}, false);
    write_tree(out, "ends", sets, {"end of a word"}, true);
    std::fprintf(out, "constexpr std::uint32_t purpose_sets[] = {");
    for (const std::uint32_t set : sets) std::fprintf(out, "%u,", set);
    std::fprintf(out, "};\n");
    if (std::fclose(out) != 0) {
        std::perror(arguments[2]);
        return 1;
    }
    return mistakes > 0 ? 1 : 0;
}
