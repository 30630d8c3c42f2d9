// Files of known texts that real programs made (make_files.py): LibreOffice and Chromium are started once for
// all of them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vorleser::test {

struct KnownText {
    std::string name;  // texts/NAME.txt
    std::string title;
    std::vector<std::string> paragraphs;  // headings among them
};

// Of tests/readers/texts, or of the folder that VORLESER_TEXTS names.
std::vector<KnownText> known_texts();

// The folder of the files made of them; they are made where they are missing or older than what they are made
// of. Fails the test and is empty where that fails.
std::filesystem::path made_files();

// How much of `wanted` is in `got`: F1 over runs of so many words, 1 for words alone. Case and punctuation do
// not count.
double word_f1(const std::string& wanted, const std::string& got, std::size_t run = 1);

}  // namespace vorleser::test
