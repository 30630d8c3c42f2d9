// What the shell may offer for the word being typed. The scripts in completions/ only ask for it:
//
//     vorleser --complete WORD...      the words after `vorleser`, the last one as far as it was typed
//
// prints a candidate a line, with a tab and what it is; "@files" alone: the names of files.
#pragma once

#include <string>
#include <vector>

namespace vorleser {

struct Candidate {
    std::string value, description;  // description: empty, or one line without tabs
};

// Articles are offered where their number begins with the word or their title contains it. The daemon is
// asked where it runs, and never started; any failure means that there is nothing to offer.
std::vector<Candidate> completions(std::vector<std::string> words);

// Prints them; the exit code.
int complete(const std::vector<std::string>& words);

}  // namespace vorleser
