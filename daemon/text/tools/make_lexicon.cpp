// make_lexicon VOICES WORDS: makes lexicon.words of the words in VOICES/lexicon.toml. Part of the build, not
// of the program.
#include <cstdio>
#include <exception>
#include <fstream>

#include "daemon/text/compounds.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/lexicon.hpp"

int main(int count, char** arguments) {
    if (count != 3) {
        std::fprintf(stderr, "usage: make_lexicon VOICES WORDS\n");
        return 2;
    }
    try {
        vorleser::DataFiles files({arguments[1]});
        vorleser::Lexicon lexicon;
        vorleser::Compounds compounds(files, lexicon);
        lexicon.learn(files.load("lexicon.toml"), compounds);
        std::ofstream out(arguments[2], std::ios::binary);
        if (out << lexicon.table() && (out.close(), out)) return 0;
        std::perror(arguments[2]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "make_lexicon: %s\n", error.what());
    }
    return 1;
}
