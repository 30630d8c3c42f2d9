// Where German compounds are joined. eSpeak NG misses joints («Arbeit-geber»), and half of all the words it
// misreads are misread so; a hyphen at the joint makes it right.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

class DataFiles;
class Lexicon;

class Compounds {
 public:
    // Reads compounds.toml of the directories (see DataFiles::load()) and maps compounds.trie of the last
    // one, which tools/make_compounds builds from a spelling dictionary. The lexicon's words may be parts
    // though no dictionary knows them; it must outlive this, and may learn later. Throws std::runtime_error,
    // also where a file is missing.
    Compounds(DataFiles& files, const Lexicon& lexicon);
    ~Compounds();
    Compounds(Compounds&&) noexcept;

    // The parts of a word in lower case (UTF-8), linking letters with the part before them; empty when it is
    // no compound. The fewest parts, of these the ones that begin with the longest. Not for use from two
    // threads at once.
    std::vector<std::string_view> parts(std::string_view word) const;

    // Whether the dictionary has the word in lower case, as it is or with one of the endings.
    bool known(std::string_view word) const;
    bool known_exactly(std::string_view word) const;
    bool known_verb(std::string_view word) const;  // an infinitive

 private:
    struct Data;
    std::unique_ptr<Data> data_;
};

}  // namespace vorleser
