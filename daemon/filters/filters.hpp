// One step of an article's way at a time, on the command line: for listeners who wonder why they hear what
// they hear, for experts in German who correct the data in voices/, and for measuring. No daemon needed.
//
// Each takes the arguments behind its option (vorleserd --extract …), reads files or standard input, prints
// to standard output, and returns the exit code: 0; 1 when something could not be read, said on standard
// error; 2 for wrong arguments.
#pragma once

#include <string>
#include <vector>

namespace vorleser {

// The cleaned text of files, or of standard input; `--help` names the options.
int extract_main(const std::vector<std::string>& arguments);

// Standard input's lines as they would be said, before pronunciation, one a line. `directories` as for
// German.
int normalize_main(const std::vector<std::string>& directories);

// How standard input's lines are read: for each word and number what is said for it, in brackets the rule
// that read it, and behind it the sounds where eSpeak NG is given others than the letters. An empty line ends
// a sentence.
int explain_main(const std::vector<std::string>& directories);

// Standard input's lines as eSpeak NG is given them, one a line, with the sounds of text/sound.hpp made
// visible: «{Flug+Hafen}» for a compound, «{zwei|hundert}» for parts that are stressed alike.
int sounds_main(const std::vector<std::string>& directories);

// Standard input's lines as eSpeak NG's German voice would pronounce them, in the International Phonetic
// Alphabet, one a line.
int phonemes_main(const std::vector<std::string>& directories);

}  // namespace vorleser
