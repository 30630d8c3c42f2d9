// make_compounds DICTIONARY TRIE: builds compounds.trie from hunspell's German dictionary (igerman98's, whose
// flags h, i, j, k and x mark what may begin a compound, D, I, X and Y verbs). Part of the build, not of the
// program.
#include <cstdio>
#include <fstream>
#include <string>

#include <marisa.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "daemon/text/trie_marks.hpp"

int main(int count, char** arguments) {
    if (count != 3) {
        std::fprintf(stderr, "usage: make_compounds DICTIONARY TRIE\n");
        return 2;
    }
    std::ifstream dictionary(arguments[1]);
    marisa::Keyset keys;
    const auto push = [&](const std::string& key) { keys.push_back(key.data(), key.size()); };
    for (std::string line; std::getline(dictionary, line);) {
        const auto slash = line.find('/');
        const std::string flags = slash == line.npos ? "" : line.substr(slash + 1);
        icu::UnicodeString word = icu::UnicodeString::fromUTF8(line.substr(0, slash));
        bool letters = word.length() >= 3;
        for (int i = 0; letters && i < word.length(); ++i) letters = u_isalpha(word.char32At(i));
        if (!letters) continue;
        std::string key;
        icu::UnicodeString small(word);
        small.toLower(icu::Locale::getGerman()).toUTF8String(key);
        if (flags.find_first_of("hijkx") != flags.npos) push(key + vorleser::may_begin_mark);
        const bool verb =
            u_islower(word.char32At(0)) && key.back() == 'n' && flags.find_first_of("DIXY") != flags.npos;
        push(key + (verb ? vorleser::verb_mark : vorleser::may_end_mark));
    }
    if (keys.size() < 10'000) {
        std::fprintf(stderr, "make_compounds: %s holds only %zu words\n", arguments[1], keys.size());
        return 1;
    }
    marisa::Trie trie;
    trie.build(keys);
    trie.save(arguments[2]);
}
